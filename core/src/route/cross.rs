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
