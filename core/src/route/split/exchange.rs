//! Stops change walkers, so that all finish together and no walk is longer than it need be.

use super::Ends;
use crate::streets::Walking;

/// Most stops that go over together.
const RUN: usize = 6;
/// Neighbours beside which a run is tried.
const NEAR: usize = 8;

/// Walks under exchange, without the stops that all begin and end with.
pub(super) struct Exchange<'a, W: Walking + ?Sized> {
    walking: &'a W,
    ends: &'a Ends,
    knocking_ms: &'a [u32],
    near: Vec<Vec<u32>>,
    walks: Vec<Vec<usize>>,
    ms: Vec<u64>,
    /// For each stop its walk; those that all begin and end with have none.
    of: Vec<Option<usize>>,
    /// The mean time as it was at first, so that all walks are ever weighed alike.
    mean: u128,
}

/// A run of one walk in its new place in another.
struct Move {
    from: (usize, usize, usize),
    to: (usize, usize),
    turned: bool,
    ms: (u64, u64),
}

impl<'a, W: Walking + ?Sized> Exchange<'a, W> {
    pub(super) fn new(
        walking: &'a W,
        ends: &'a Ends,
        knocking_ms: &'a [u32],
        walks: Vec<Vec<usize>>,
    ) -> Self {
        let near = (0..walking.len()).map(|stop| walking.nearest(stop, NEAR));
        let mut exchange = Self {
            walking,
            ends,
            knocking_ms,
            near: near.collect(),
            ms: Vec::new(),
            of: vec![None; walking.len()],
            walks: Vec::new(),
            mean: 1,
        };
        exchange.set(walks);
        let all: u64 = exchange.ms.iter().sum();
        exchange.mean = u128::from(all / exchange.ms.len() as u64 + 1);
        exchange
    }

    /// Takes over walks through the same stops.
    pub(super) fn set(&mut self, walks: Vec<Vec<usize>>) {
        self.ms = walks.iter().map(|walk| self.ms_of(walk)).collect();
        for (id, walk) in walks.iter().enumerate() {
            for &stop in walk {
                self.of[stop] = Some(id);
            }
        }
        self.walks = walks;
    }

    pub(super) fn walks(&self) -> &[Vec<usize>] {
        &self.walks
    }

    fn ms_of(&self, walk: &[usize]) -> u64 {
        let knocking: u64 = walk.iter().map(|&s| u64::from(self.knocking_ms[s])).sum();
        self.ends.walk(self.walking, walk.to_vec()).ms + knocking
    }

    /// What is to become small: walks are weighed by the eighth power of their time, so that a
    /// twentieth longer than another is worth a detour of two fifths of what moves, and among
    /// equals every detour counts.
    pub(super) fn burden(&self) -> u128 {
        self.ms.iter().map(|&ms| self.weight(ms)).sum()
    }

    fn weight(&self, ms: u64) -> u128 {
        ((u128::from(ms) << 12) / self.mean).min(1 << 15).pow(8)
    }

    /// Moves runs over for as long as that makes the burden less.
    pub(super) fn settle(&mut self) {
        let mut moved = true;
        while moved {
            moved = false;
            let mut by_time: Vec<usize> = (0..self.walks.len()).collect();
            by_time.sort_by_key(|&id| std::cmp::Reverse((self.ms[id], id)));
            for id in by_time {
                if let Some(best) = self.best_move(id) {
                    self.make(&best);
                    moved = true;
                    break;
                }
            }
        }
    }

    /// The move out of one walk that wins most.
    fn best_move(&self, id: usize) -> Option<Move> {
        let walk = &self.walks[id];
        let mut best: Option<(u128, Move)> = None;
        for first in 0..walk.len() {
            for last in first..walk.len().min(first + RUN) {
                let run = &walk[first..=last];
                let inner = self.inner(run.iter().copied());
                let saved = inner + self.joint(id, first, last + 1, run[0], run[run.len() - 1]);
                let bridged = self.bridge(id, first, last + 1);
                let left_ms = (self.ms[id] + bridged).saturating_sub(saved);
                for (other, index) in self.places_for(id, run) {
                    for turned in [false, true] {
                        if turned && run.len() == 1 {
                            continue;
                        }
                        let added = if turned {
                            let inner = self.inner(run.iter().rev().copied());
                            inner + self.joint(other, index, index, run[run.len() - 1], run[0])
                        } else {
                            inner + self.joint(other, index, index, run[0], run[run.len() - 1])
                        };
                        let gone = self.bridge(other, index, index);
                        let other_ms = (self.ms[other] + added).saturating_sub(gone);
                        let before = self.weight(self.ms[id]) + self.weight(self.ms[other]);
                        let after = self.weight(left_ms) + self.weight(other_ms);
                        if after >= before {
                            continue;
                        }
                        let won = before - after;
                        if best.as_ref().is_none_or(|(most, _)| won > *most) {
                            let to = (other, index);
                            let from = (id, first, last + 1);
                            let ms = (left_ms, other_ms);
                            best = Some((
                                won,
                                Move {
                                    from,
                                    to,
                                    turned,
                                    ms,
                                },
                            ));
                        }
                    }
                }
            }
        }
        best.map(|(_, best)| best)
    }

    /// Walks and indices where a run could go: beside neighbours of its ends, or alone.
    fn places_for(&self, id: usize, run: &[usize]) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for end in [run[0], run[run.len() - 1]] {
            for &near in &self.near[end] {
                let near = near as usize;
                if let Some(other) = self.of[near].filter(|&other| other != id) {
                    let index = self.walks[other].iter().position(|&s| s == near);
                    let index = index.expect("a stop stands in the walk that it is of");
                    places.extend([(other, index), (other, index + 1)]);
                }
            }
        }
        let empty = (0..self.walks.len()).filter(|&w| self.walks[w].is_empty());
        places.extend(empty.map(|other| (other, 0)));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Time within a run, at its stops included.
    fn inner(&self, run: impl Iterator<Item = usize>) -> u64 {
        let mut before = None;
        let mut ms = 0;
        for stop in run {
            ms += before.map_or(0, |before| u64::from(self.walking.ms(before, stop)));
            ms += u64::from(self.knocking_ms[stop]);
            before = Some(stop);
        }
        ms
    }

    /// What stands before index `first` and at index `after` of a walk: in a round walk without
    /// a start the other end of it, if that is not between.
    fn beside(&self, id: usize, first: usize, after: usize) -> (Option<usize>, Option<usize>) {
        let walk = &self.walks[id];
        let rest = walk.len() - (after - first);
        let around = self.ends.round && self.ends.start.is_none() && rest > 0;
        let before = match first {
            0 if around => walk.last(),
            0 => None,
            first => walk.get(first - 1),
        };
        let after = walk.get(after).or(walk.first().filter(|_| around));
        (before.copied(), after.copied())
    }

    /// The ways to a run's first stop and on from its last, between these indices of a walk.
    fn joint(&self, id: usize, first: usize, after: usize, head: usize, tail: usize) -> u64 {
        let (before, after) = self.beside(id, first, after);
        let alone = self.ends.round && self.ends.start.is_none() && before.is_none();
        if alone {
            return u64::from(self.walking.ms(tail, head));
        }
        self.way(before, Some(head)) + self.way(Some(tail), after)
    }

    /// The way between what is beside these indices of a walk; nothing if that is empty.
    fn bridge(&self, id: usize, first: usize, after: usize) -> u64 {
        let (before, after) = self.beside(id, first, after);
        self.way(before, after)
    }

    fn way(&self, a: Option<usize>, b: Option<usize>) -> u64 {
        match (a, b) {
            (Some(a), Some(b)) => u64::from(self.walking.ms(a, b)),
            (None, Some(first)) => self.ends.to(self.walking, first),
            (Some(last), None) => self.ends.on(self.walking, last, last),
            (None, None) => 0,
        }
    }

    fn make(&mut self, change: &Move) {
        let (id, first, after) = change.from;
        let (other, index) = change.to;
        let mut run: Vec<usize> = self.walks[id].drain(first..after).collect();
        if change.turned {
            run.reverse();
        }
        for &stop in &run {
            self.of[stop] = Some(other);
        }
        self.walks[other].splice(index..index, run);
        (self.ms[id], self.ms[other]) = change.ms;
        debug_assert_eq!(self.ms[id], self.ms_of(&self.walks[id]));
        debug_assert_eq!(self.ms[other], self.ms_of(&self.walks[other]));
    }
}
