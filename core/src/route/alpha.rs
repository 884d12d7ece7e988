//! Which near neighbours are worth trying: those whose ways almost belong to a shortest tree.
//!
//! The nearness α of Helsgaun (2000): by how much a shortest spanning tree grows when it has to
//! hold a way. First the places are given weights that push the tree towards a path, which has two
//! ways at each (Held and Karp 1970), in steps as Volgenant and Jonker (1982) take them. Five
//! neighbours by this measure hold the best tour's ways more often than ten by distance.

use super::near::{Near, Neighbour};
use super::ring::Ring;
use crate::streets::{Walking, WalkingTimes};

/// Neighbours kept of each place.
pub(crate) const KEPT: usize = 5;
/// Trees made until the weights are good enough: more make better neighbours, but no shorter tours in
/// the same time.
const ROUNDS: i64 = 12;
/// Parts of a millisecond that weights count in.
const FINE: i64 = 64;
/// Bits for the index of a way, and what costs are told apart up to beside it: far more than a way
/// that leads nowhere.
const INDEX_BITS: u32 = 28;
const DEAREST: i64 = (1 << (u64::BITS - INDEX_BITS)) - 1;
const NONE: u32 = u32::MAX;

/// The best of `near` and of the ways of `tour` at each place. `None` if `go_on` says stop before they
/// are known.
pub(crate) fn best_of<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    near: &Near,
    tour: &[u32],
    go_on: &mut dyn FnMut() -> bool,
) -> Option<Near> {
    let mut tree = Tree::new(ring, near, tour);
    let n = tree.weight.len() as i64;
    tree.grow();
    let mut before = tree.degree.clone();
    // Half a mean way at first, then less and less.
    let first = tree.length / (2 * n).max(1);
    for round in 0..ROUNDS {
        if !go_on() {
            return None;
        }
        let left = ROUNDS - round;
        let step = first * left * left / (ROUNDS * ROUNDS);
        for ((weight, now), before) in tree.weight.iter_mut().zip(&tree.degree).zip(&mut before) {
            let excess = 6 * (i64::from(*now) - 2) + 4 * (i64::from(*before) - 2);
            *weight += step * excess / 10;
            *before = *now;
        }
        tree.grow();
    }
    Some(tree.nearest(near.len()))
}

/// A shortest spanning tree of the ways between neighbours, under weights of the places.
struct Tree {
    ways: Vec<(u32, u32, u32)>,
    weight: Vec<i64>,
    degree: Vec<u32>,
    /// Cost of the ways of the tree that lead somewhere.
    length: i64,
    /// Ways by their cost under the weights: it above, the way's index in the last bits.
    sorted: Vec<u64>,
    /// The tree of joins (Kruskal 1956): what each place was joined to, when, and by which cost.
    joined: Vec<u32>,
    when: Vec<u32>,
    by: Vec<i64>,
    size: Vec<u32>,
}

impl Tree {
    fn new<W: Walking + ?Sized>(ring: &Ring<'_, W>, near: &Near, tour: &[u32]) -> Self {
        let n = ring.walking().len();
        let mut ways: Vec<(u32, u32, u32)> = Vec::new();
        for a in 0..n as u32 {
            ways.extend(near.of(a).iter().map(|way| {
                let (low, high) = (a.min(way.place), a.max(way.place));
                (low, high, way.ms)
            }));
        }
        let round = tour.iter().zip(tour.iter().cycle().skip(1));
        ways.extend(
            round
                .filter(|(a, b)| **a != **b && [a, b].iter().all(|p| (***p as usize) < n))
                .map(|(a, b)| {
                    let (low, high) = (*a.min(b), *a.max(b));
                    (low, high, ring.walking().ms(low as usize, high as usize))
                }),
        );
        ways.sort_unstable();
        ways.dedup();
        Self {
            sorted: Vec::with_capacity(ways.len()),
            ways,
            weight: vec![0; n],
            degree: vec![0; n],
            length: 0,
            joined: vec![NONE; n],
            when: vec![NONE; n],
            by: vec![0; n],
            size: vec![1; n],
        }
    }

    fn cost(&self, (a, b, ms): (u32, u32, u32)) -> i64 {
        i64::from(ms) * FINE + self.weight[a as usize] + self.weight[b as usize]
    }

    fn root(&self, mut place: u32) -> u32 {
        while self.joined[place as usize] != NONE {
            place = self.joined[place as usize];
        }
        place
    }

    fn grow(&mut self) {
        self.sorted.clear();
        let least = 2 * self.weight.iter().min().copied().unwrap_or_default();
        for (i, way) in (0..).zip(&self.ways) {
            let more = (self.cost(*way) - least).min(DEAREST);
            self.sorted.push((more as u64) << INDEX_BITS | i);
        }
        self.sorted.sort_unstable();
        self.joined.fill(NONE);
        self.when.fill(NONE);
        self.size.fill(1);
        self.degree.fill(0);
        self.length = 0;
        let (mut joins, all) = (0, self.joined.len() as u32 - 1);
        for k in 0..self.sorted.len() {
            let way = self.ways[(self.sorted[k] & ((1 << INDEX_BITS) - 1)) as usize];
            let (a, b, ms) = way;
            let (mut low, mut high) = (self.root(a), self.root(b));
            if low == high {
                continue;
            }
            if self.size[low as usize] > self.size[high as usize] {
                (low, high) = (high, low);
            }
            self.joined[low as usize] = high;
            self.when[low as usize] = joins;
            self.by[low as usize] = self.cost(way);
            self.size[high as usize] += self.size[low as usize];
            self.degree[a as usize] += 1;
            self.degree[b as usize] += 1;
            if ms < WalkingTimes::UNREACHABLE {
                self.length += self.cost(way);
            }
            joins += 1;
            if joins == all {
                break;
            }
        }
    }

    /// The dearest way on the tree's path between two places.
    fn dearest(&self, mut a: u32, mut b: u32) -> i64 {
        let mut dearest = i64::MIN;
        while a != b {
            let first = if self.when[a as usize] < self.when[b as usize] {
                &mut a
            } else {
                &mut b
            };
            let place = *first as usize;
            if self.joined[place] == NONE {
                return i64::MAX;
            }
            dearest = self.by[place];
            *first = self.joined[place];
        }
        dearest
    }

    /// The [`KEPT`] ways at each of `places` that the tree would grow least by, nearest first.
    fn nearest(&self, places: usize) -> Near {
        let mut at: Vec<Vec<(i64, u32, u32)>> = vec![Vec::new(); places];
        for way in &self.ways {
            let (a, b, ms) = *way;
            let alpha = self.cost(*way).saturating_sub(self.dearest(a, b));
            at[a as usize].push((alpha, ms, b));
            at[b as usize].push((alpha, ms, a));
        }
        Near::from_lists(at.into_iter().map(|mut ways| {
            ways.sort_unstable();
            ways.truncate(KEPT);
            ways.sort_unstable_by_key(|&(_, ms, place)| (ms, place));
            ways.into_iter()
                .map(|(_, ms, place)| Neighbour { place, ms })
                .collect::<Vec<_>>()
        }))
    }
}
