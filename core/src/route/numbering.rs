//! Stops numbered anew, so that those near each other lie near each other in memory.
//!
//! A search asks again and again for ways within one neighbourhood. Where numbers have nothing to
//! do with places, each of them is on a line of memory of its own; in groups of neighbours a line
//! holds a dozen. Groups follow in no order that means anything, and not along the walk: of
//! neighbours equally far the smaller number is taken, and that would always be on the same side.

use super::goal::{End, Goal};
use crate::streets::{Walking, WalkingTimes};

/// Stops to a group: as many as times fit in a line of memory.
const GROUP: usize = 16;
/// Most stops whose times are copied: 36 MB.
const MOST: usize = 3_000;

/// Walking times between stops numbered group by group.
pub(crate) struct Numbering {
    pub(crate) times: WalkingTimes,
    /// The stop of each number.
    stops: Vec<usize>,
    /// The number of each stop.
    numbers: Vec<usize>,
}

impl Numbering {
    /// `None` where the times lie in no matrix or in too great a one.
    pub(crate) fn of<W: Walking + ?Sized>(times: &W) -> Option<Self> {
        if !times.is_matrix() || times.len() > MOST {
            return None;
        }
        let stops = in_groups(times);
        let mut numbers = vec![0; stops.len()];
        for (number, &stop) in stops.iter().enumerate() {
            numbers[stop] = number;
        }
        Some(Self {
            times: WalkingTimes::numbered(times, &stops),
            stops,
            numbers,
        })
    }

    /// The goal by numbers.
    pub(crate) fn goal(&self, goal: &Goal) -> Goal {
        Goal {
            start: goal.start.map(|stop| self.numbers[stop]),
            end: match goal.end {
                End::At(stop) => End::At(self.numbers[stop]),
                end => end,
            },
            ..*goal
        }
    }

    /// A tour of the stops, and perhaps the gap, by numbers.
    pub(crate) fn by_number(&self, tour: &[u32]) -> Vec<u32> {
        renamed(tour, &self.numbers)
    }

    /// What it is a tour of.
    pub(crate) fn by_stop(&self, tour: &[u32]) -> Vec<u32> {
        renamed(tour, &self.stops)
    }
}

/// The gap, which follows the stops, keeps its number.
fn renamed(tour: &[u32], names: &[usize]) -> Vec<u32> {
    let renamed = tour
        .iter()
        .map(|&place| names.get(place as usize).map_or(place, |&name| name as u32));
    renamed.collect()
}

/// The stops by which of some is nearest; those are spread over all, each the farthest from the
/// ones before (Gonzalez 1985).
fn in_groups<W: Walking + ?Sized>(times: &W) -> Vec<usize> {
    let n = times.len();
    let mut nearest = vec![(u32::MAX, 0); n];
    let mut middle = 0;
    for group in 0..n.div_ceil(GROUP) {
        let mut farthest = (0, middle);
        for (stop, nearest) in nearest.iter_mut().enumerate() {
            let ms = times.ms(middle, stop);
            if ms < nearest.0 {
                *nearest = (ms, group);
            }
            farthest = farthest.max((nearest.0, stop));
        }
        middle = farthest.1;
    }
    let mut stops: Vec<usize> = (0..n).collect();
    stops.sort_by_key(|&stop| nearest[stop].1);
    stops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_group_wherever_they_stand_in_the_list() {
        // A row of 64 stops, listed as 0, 13, 26, … round and round.
        let at: Vec<u32> = (0..64).map(|i| i * 13 % 64).collect();
        let times = WalkingTimes::from_rows(
            64,
            at.iter()
                .flat_map(|a| at.iter().map(move |b| a.abs_diff(*b)))
                .collect(),
        )
        .unwrap();
        let numbering = Numbering::of(&times).unwrap();
        let apart = |times: &WalkingTimes| (1..64).map(|i| times.ms(i - 1, i)).sum::<u32>();
        assert!(apart(&numbering.times) * 2 < apart(&times));

        let tour: Vec<u32> = (0..65).collect();
        assert_eq!(numbering.by_stop(&numbering.by_number(&tour)), tour);
        let goal = Goal {
            start: Some(5),
            end: End::At(9),
            seed: 1,
        };
        let here = numbering.goal(&goal);
        let (Some(start), End::At(end)) = (here.start, here.end) else {
            panic!("a goal from stop to stop stays one");
        };
        assert_eq!(numbering.times.ms(start, end), times.ms(5, 9));
    }
}
