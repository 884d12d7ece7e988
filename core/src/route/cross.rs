//! What one tour has better than another, taken over bit by bit.
//!
//! Edge assembly crossover (Nagata and Kobayashi 1997), one cycle at a time, as they have it for
//! great problems (2013). The ways that only one of two tours has make cycles, along a way of the
//! one and a way of the other by turns. Along such a cycle a tour gets the other's ways in place of
//! its own. That may leave it in several parts, which are joined (`parts`). If it is shorter then,
//! it stays so.

use super::near::Near;
use super::parts::Parts;
use super::random::Random;
use super::ring::Ring;
use super::tour::{Found, Tour};
use crate::streets::Walking;

const NONE: u32 = u32::MAX;
/// Places that are compared, and that are looked at to join parts, in the time in which a change is
/// looked for at one.
const COMPARED: u64 = 256;
const JOINED: u64 = 8;

/// Crosses tours; keeps room for it.
pub(crate) struct Cross<'a, W: ?Sized> {
    ring: &'a Ring<'a, W>,
    few: &'a Near,
    /// Of each place, the ways left that only the one tour has, and those that only the other has.
    ways: Vec<[Ways; 2]>,
    /// Places on the way to the next cycle: from one of even index on along a way of the one tour,
    /// from one of odd index along a way of the other.
    path: Vec<u32>,
    /// Where a place stands on the path, at an even index and at an odd one.
    on_path: Vec<[u32; 2]>,
    cycle: Vec<u32>,
    parts: Parts,
    /// Places compared, cycles tried, and places looked at to join parts.
    compared: u64,
    tried: u64,
    joined: u64,
}

/// Up to two ways, by the places that they lead to.
#[derive(Clone, Copy, Default)]
struct Ways {
    to: [u32; 2],
    left: u8,
}

impl Ways {
    fn push(&mut self, place: u32) {
        self.to[usize::from(self.left)] = place;
        self.left += 1;
    }

    fn remove(&mut self, place: u32) {
        if self.to[0] == place {
            self.to[0] = self.to[1];
        }
        self.left -= 1;
    }
}

impl<'a, W: Walking + ?Sized> Cross<'a, W> {
    /// Parts are joined by the ways of `few`.
    pub(crate) fn new(ring: &'a Ring<'a, W>, few: &'a Near) -> Self {
        let n = ring.len();
        Self {
            ring,
            few,
            ways: vec![Default::default(); n],
            on_path: vec![[NONE; 2]; n],
            path: Vec::new(),
            cycle: Vec::new(),
            parts: Parts::default(),
            compared: 0,
            tried: 0,
            joined: 0,
        }
    }

    /// How much was done, in places at which a change could have been looked for meanwhile.
    pub(crate) fn looked_at(&self) -> u64 {
        self.compared / COMPARED + self.tried + self.joined / JOINED
    }

    /// Makes `mine` shorter by what `other` has better; `false` if that is nothing.
    pub(crate) fn take(&mut self, mine: &mut Found, other: &Found, random: &mut Random) -> bool {
        let mut taken = false;
        for start in self.compare(&mine.tour, &other.tour) {
            while !self.path.is_empty() || self.ways[start as usize][0].left > 0 {
                self.next_cycle(start, random);
                taken |= self.exchange(mine);
            }
        }
        taken
    }

    /// Finds the ways that only one of two tours has, and the places where they begin.
    fn compare(&mut self, mine: &Tour, other: &Tour) -> Vec<u32> {
        self.compared += self.ways.len() as u64;
        let mut differing = Vec::new();
        for at in 0..mine.len() {
            let place = mine.at(at);
            let here = mine.beside(at).map(|at| mine.at(at));
            let there = other.beside(other.position(place)).map(|at| other.at(at));
            let only = |ways: [u32; 2], not: [u32; 2]| {
                let mut only = Ways::default();
                for to in ways.into_iter().filter(|to| !not.contains(to)) {
                    only.push(to);
                }
                only
            };
            let ways = [only(here, there), only(there, here)];
            if ways[0].left > 0 {
                differing.push(place);
            }
            self.ways[place as usize] = ways;
        }
        differing
    }

    /// Goes on along ways of the one and the other by turns, from `start` if from nowhere, until a
    /// cycle closes: it is then in `cycle`, which begins with a way of the first tour.
    fn next_cycle(&mut self, start: u32, random: &mut Random) {
        if self.path.is_empty() {
            self.path.push(start);
            self.on_path[start as usize][0] = 0;
        }
        let begun = loop {
            let index = self.path.len() - 1;
            let (here, kind) = (self.path[index], index % 2);
            let ways = self.ways[here as usize][kind];
            let to = ways.to[random.below(usize::from(ways.left))];
            self.ways[here as usize][kind].remove(to);
            self.ways[to as usize][kind].remove(here);
            let stands = &mut self.on_path[to as usize][1 - kind];
            if *stands != NONE {
                break *stands as usize;
            }
            *stands = index as u32 + 1;
            self.path.push(to);
        };
        self.cycle.clear();
        self.cycle.extend(&self.path[begun..]);
        self.cycle.rotate_left(begun % 2);
        // The place where the cycle closes stays, if a way has led there.
        let kept = if begun > 0 { begun + 1 } else { 0 };
        for index in kept..self.path.len() {
            self.on_path[self.path[index] as usize][index % 2] = NONE;
        }
        self.path.truncate(kept);
    }

    /// Gives `mine` the other's ways along the cycle, if that makes it shorter.
    fn exchange(&mut self, mine: &mut Found) -> bool {
        let (ring, tour) = (self.ring, &mine.tour);
        let mut won = 0;
        self.parts.clear();
        for pair in self.cycle.chunks_exact(2) {
            // An exchange before may have taken it.
            let Some(cut) = tour.way_between(pair[0], pair[1]) else {
                return false;
            };
            won += tour.cost_at(cut);
            self.parts.cut_behind(cut);
        }
        let behind = self.cycle.iter().cycle().skip(1);
        let ways = self.cycle.iter().zip(behind).skip(1).step_by(2);
        for (&a, &b) in ways.clone() {
            if tour.way_between(a, b).is_some() {
                return false;
            }
            won -= ring.cost(a, b);
        }
        if won <= 0 {
            return false;
        }
        self.parts.make(tour, ways.map(|(&a, &b)| (a, b)));
        let left = self.parts.join(tour, ring, self.few, won);
        self.tried += 1;
        self.joined += self.parts.looked_at();
        let Some(won) = left else {
            return false;
        };
        mine.tour.begin();
        mine.tour.lay(self.parts.runs(), |a, b| ring.cost(a, b));
        mine.tour.keep();
        mine.cost -= won;
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::route::goal::{End, Goal};
    use crate::streets::WalkingTimes;

    /// Points on a grid, walked straight.
    fn times(at: &[(u32, u32)]) -> WalkingTimes {
        let ways = at
            .iter()
            .flat_map(|a| at.iter().map(|b| a.0.abs_diff(b.0) + a.1.abs_diff(b.1)));
        WalkingTimes::from_rows(at.len(), ways.collect()).unwrap()
    }

    fn found(ring: &Ring<'_, WalkingTimes>, at: &[u32]) -> Found {
        Found {
            tour: Tour::new(at, |a, b| ring.cost(a, b)),
            cost: ring.cost_of(at),
        }
    }

    proptest! {
        #[test]
        fn a_crossed_tour_is_a_tour_and_no_longer(
            at in prop::collection::vec((0..60_u32, 0..60_u32), 8..80),
            keys in prop::collection::vec(any::<[u8; 2]>(), 81),
            (open, start, end) in (any::<bool>(), any::<bool>(), any::<bool>()),
            seed in any::<u64>(),
        ) {
            let times = times(&at);
            let goal = Goal {
                start: start.then_some(3),
                end: match (open, end) {
                    (false, _) => End::Start,
                    (true, false) => End::Free,
                    (true, true) => End::At(5),
                },
                seed,
            };
            let ring = Ring::new(&times, &goal);
            let near = Near::new(&ring, true, &mut || true).unwrap();
            let few = near.nearest(5);
            // Two that are alike here and there: one drawn, the other with a stretch drawn anew.
            let mut one: Vec<u32> = (0..at.len() as u32).collect();
            one.sort_by_key(|&place| keys[place as usize][0] / 32);
            let mut two = one.clone();
            let (from, to) = (at.len() / 4, at.len() - 1);
            two[from..to].sort_by_key(|&place| keys[place as usize][1] / 32);
            let [one, two] = [one, two].map(|tour| ring.close(tour.into_iter()));
            let (mut one, two) = (found(&ring, &one), found(&ring, &two));
            let before = one.cost;
            let mut cross = Cross::new(&ring, &few);
            let mut random = Random::new(seed);
            for _ in 0..3 {
                let was = one.cost;
                let taken = cross.take(&mut one, &two, &mut random);
                prop_assert_eq!(taken, one.cost < was);
                let places: Vec<u32> = one.tour.places().collect();
                prop_assert_eq!(ring.cost_of(&places), one.cost);
                let mut sorted = places;
                sorted.sort_unstable();
                prop_assert!(sorted.into_iter().eq(0..ring.len() as u32), "each place once");
            }
            prop_assert!(one.cost <= before);
            prop_assert!(cross.path.is_empty() && cross.on_path.iter().flatten().all(|&at| at == NONE));
        }
    }

    const ROUND: Goal = Goal {
        start: None,
        end: End::Start,
        seed: 0,
    };

    /// A row of 40 houses on both sides of a road, and the best round.
    fn road() -> (WalkingTimes, Vec<u32>) {
        let at: Vec<(u32, u32)> = (0..20)
            .map(|x| (x * 10, 0))
            .chain((0..20).rev().map(|x| (x * 10, 12)))
            .collect();
        (times(&at), (0..40).collect())
    }

    #[test]
    fn what_is_better_in_each_of_two_tours_comes_together() {
        let (times, best) = road();
        let ring = Ring::new(&times, &ROUND);
        let few = Near::new(&ring, true, &mut || true).unwrap().nearest(5);
        let (mut one, mut two) = (best.clone(), best.clone());
        one.swap(4, 7);
        two.swap(30, 33);
        let (mut one, two) = (found(&ring, &one), found(&ring, &two));
        assert!(Cross::new(&ring, &few).take(&mut one, &two, &mut Random::new(1)));
        assert_eq!(one.cost, ring.cost_of(&best));
    }

    #[test]
    fn parts_that_a_better_way_leaves_are_joined() {
        let (times, best) = road();
        let ring = Ring::new(&times, &ROUND);
        let few = Near::new(&ring, true, &mut || true).unwrap().nearest(5);
        // The two halves of the road are walked one after the other, joined by ways across from
        // the middle: with the better way of the other tour alone, each half is a round of its own.
        let (mut tour, cost) = (best.clone(), |a, b| ring.cost(a, b));
        tour[5..35].reverse();
        let mut parts = Parts::default();
        let tour = Tour::new(&tour, cost);
        for cut in [4, 34] {
            parts.cut_behind(cut);
        }
        // Places 4 | 34 … 5 | 35: 4 to 35 and 34 to 5 make two rounds.
        parts.make(&tour, [(4, 35), (34, 5)].into_iter());
        let won = tour.cost_at(4) + tour.cost_at(34) - cost(4, 35) - cost(34, 5);
        let left = parts
            .join(&tour, &ring, &few, won)
            .expect("they are joined");
        let mut joined = found(&ring, &tour.places().collect::<Vec<_>>());
        joined.tour.lay(parts.runs(), cost);
        let places: Vec<u32> = joined.tour.places().collect();
        assert_eq!(ring.cost_of(&places), joined.cost - left);
        assert_eq!(ring.cost_of(&places), ring.cost_of(&best));
    }
}
