//! The search for a short ring where a way may cost more in one direction than in the other.
//!
//! Each place becomes two, one to come to and one to leave, tied to each other by a way that costs
//! nothing. All other ways lead from a place left to one come to and cost far more than they do, so
//! that a short ring passes every tie, each in the same direction: it is a ring of the places
//! themselves (Jonker and Volgenant 1983). It costs the same in both directions, so `symmetric`
//! finds it.
//!
//! There a piece that is turned changes all of its ways, and no step of the search does that. Where
//! directions matter little, or as they do up and down a hill, the walk that is short by the mean
//! of both is a better start, as pieces are turned on the way to it.

use super::goal::{End, Goal, Progress};
use super::ring::Ring;
use super::symmetric;
use crate::streets::{Walking, WalkingTimes};

/// What every way costs besides: far more than a walk from one stop to another.
const BESIDES: u32 = 1 << 28;
/// The most that a way is taken to cost, more than where no way leads.
const MOST: u32 = 1 << 27;
/// Between two places to come to, or two to leave.
const NO_WAY: u32 = 3 << 28;

/// Steps of search for each stop by the mean of both directions.
const MEAN_STEPS: u64 = 4;
/// Directions matter little where near ways differ, from what heights explain, by less than one
/// part in so many.
const ALIKE: u64 = 8;
/// Most stops whose mean times are held: 36 MB.
const MOST_HELD: usize = 3_000;
/// Near ways of a stop that are looked at to know whether directions matter.
const NEAR: usize = 5;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`. If `anew`,
/// other starts are looked at too.
pub(crate) fn improved<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    mut start: Vec<u32>,
    anew: bool,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    if anew && let Some(times) = mean(ring.walking()) {
        let best_ms = ring.walk_ms(ring.cost_of(&start));
        let most = MEAN_STEPS * ring.len() as u64;
        let mut begin =
            |progress: &Progress| effort(&Progress { steps: 0, best_ms }) && progress.steps < most;
        let onward = symmetric::improved(&ring.over(&times), start.clone(), true, seed, &mut begin);
        let back: Vec<u32> = onward.iter().rev().copied().collect();
        for tour in [onward, back] {
            if ring.cost_of(&tour) < ring.cost_of(&start) {
                start = tour;
            }
        }
    }
    let doubled = Doubled { ring };
    let closed = Goal {
        end: End::Start,
        ..Goal::default()
    };
    let besides = u64::from(BESIDES) * ring.len() as u64;
    let mut told = |progress: &Progress| {
        effort(&Progress {
            best_ms: progress.best_ms.saturating_sub(besides),
            ..*progress
        })
    };
    let tour = doubled.of_places(&start);
    let tour = symmetric::improved(&Ring::new(&doubled, &closed), tour, anew, seed, &mut told);
    let found = doubled.places(&tour);
    match found.filter(|found| ring.cost_of(found) < ring.cost_of(&start)) {
        Some(shorter) => shorter,
        None => start,
    }
}

/// The mean of the times in both directions; `None` where it tells little, or the stops are too
/// many.
fn mean<W: Walking + ?Sized>(times: &W) -> Option<WalkingTimes> {
    let n = times.len();
    if n > MOST_HELD {
        return None;
    }
    let (mut ms, mut higher) = (vec![0; n * n], vec![0_i64; n]);
    for a in 0..n {
        for b in 0..a {
            let (on, back) = (times.ms(a, b), times.ms(b, a));
            let both = (u64::from(on) + u64::from(back)) / 2;
            ms[a * n + b] = both as u32;
            ms[b * n + a] = both as u32;
            let uphill = i64::from(on) - i64::from(back);
            higher[a] -= uphill;
            higher[b] += uphill;
        }
    }
    let mean = WalkingTimes::both_ways(n, ms);
    // Twice what is unexplained, and twice the ways themselves.
    let (mut unlike, mut all) = (0_u64, 0_u64);
    for a in 0..n {
        for b in mean.nearest(a, NEAR) {
            let b = b as usize;
            let uphill = i64::from(times.ms(a, b)) - i64::from(times.ms(b, a));
            unlike += uphill.abs_diff((higher[b] - higher[a]) / n as i64);
            all += 2 * u64::from(mean.ms(a, b));
        }
    }
    (unlike * ALIKE < all).then_some(mean)
}

/// A ring's places, to be left (`0..places`) and to be come to (`places..`).
struct Doubled<'r, 'a, W: ?Sized> {
    ring: &'r Ring<'a, W>,
}

impl<W: Walking + ?Sized> Doubled<'_, '_, W> {
    fn of_places(&self, tour: &[u32]) -> Vec<u32> {
        let come_to = self.ring.len() as u32;
        tour.iter()
            .flat_map(|&place| [come_to + place, place])
            .collect()
    }

    /// The places in the order of a tour; `None` if it breaks a tie.
    fn places(&self, tour: &[u32]) -> Option<Vec<u32>> {
        let come_to = self.ring.len() as u32;
        let tied = |pair: &[u32]| (pair[0] == come_to + pair[1]).then_some(pair[1]);
        let mut tour = tour.to_vec();
        let first = tour.iter().position(|&place| place >= come_to)?;
        tour.rotate_left(first);
        if tied(&tour[..2]).is_none() {
            tour[1..].reverse();
        }
        tour.chunks(2).map(tied).collect()
    }

    /// A way of the ring; to and from the gap only for the stops that are named, if any are.
    fn way(&self, from: usize, to: usize) -> u32 {
        let Some(gap) = self.ring.gap().map(|gap| gap as usize) else {
            return self.ring.walking().ms(from, to).min(MOST);
        };
        let (first, last) = self.ring.named();
        let other_than = |named: Option<u32>, stop| named.is_some_and(|n| n as usize != stop);
        if from == gap {
            if other_than(first, to) { MOST } else { 0 }
        } else if to == gap {
            if other_than(last, from) { MOST } else { 0 }
        } else {
            self.ring.walking().ms(from, to).min(MOST)
        }
    }
}

impl<W: Walking + ?Sized> Walking for Doubled<'_, '_, W> {
    fn len(&self) -> usize {
        2 * self.ring.len()
    }

    fn ms(&self, a: usize, b: usize) -> u32 {
        let n = self.ring.len();
        let (from, to) = match (a < n, b < n) {
            (true, false) => (a, b - n),
            (false, true) => (b, a - n),
            _ => return NO_WAY,
        };
        if from == to {
            0
        } else {
            BESIDES + self.way(from, to)
        }
    }

    fn is_symmetric(&self) -> bool {
        true
    }

    fn nearest(&self, stop: usize, most: usize) -> Vec<u32> {
        let n = self.ring.len();
        let others = if stop < n { n..2 * n } else { 0..n };
        let key = |other: usize| (self.ms(stop, other), other as u32);
        let mut ways: Vec<(u32, u32)> = others.map(key).collect();
        if ways.len() > most {
            ways.select_nth_unstable(most);
            ways.truncate(most);
        }
        ways.sort_unstable();
        ways.into_iter().map(|(_, other)| other).collect()
    }
}
