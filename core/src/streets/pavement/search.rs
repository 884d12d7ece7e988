//! The shortest ways from one spot to many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Arc, FAR, Pavement};

/// Dijkstra with buffers that are used again; a point's entry counts only in its own round.
pub(super) struct Search {
    reached: Vec<Reached>,
    wanted: Vec<u32>,
    round: u32,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

#[derive(Clone, Copy)]
struct Reached {
    ms: u64,
    round: u32,
    /// The arc that leads here and the point it leaves; [`START`] where the search began.
    arc: u32,
    before: u32,
}

const START: u32 = u32::MAX;

impl Search {
    pub(super) fn new(points: usize) -> Self {
        let nowhere = Reached {
            ms: FAR,
            round: 0,
            arc: START,
            before: START,
        };
        Self {
            reached: vec![nowhere; points],
            wanted: vec![0; points],
            round: 0,
            heap: BinaryHeap::new(),
        }
    }

    /// Milliseconds to a point that was wanted; [`FAR`] if no way leads there.
    pub(super) fn at(&self, point: u32) -> u64 {
        let reached = &self.reached[point as usize];
        if reached.round == self.round {
            reached.ms
        } else {
            FAR
        }
    }

    fn reach(&mut self, point: u32, ms: u64, arc: u32, before: u32) {
        let reached = &mut self.reached[point as usize];
        if reached.round != self.round || ms < reached.ms {
            *reached = Reached {
                ms,
                round: self.round,
                arc,
                before,
            };
            self.heap.push(Reverse((ms, point)));
        }
    }

    /// Searches from points, each so many milliseconds away, until all wanted ones are settled.
    pub(super) fn run(
        &mut self,
        pavement: &Pavement<'_>,
        from: &[(u32, u64)],
        wanted: impl Iterator<Item = u32>,
    ) {
        self.round += 1;
        self.heap.clear();
        let mut missing = 0;
        for point in wanted {
            if self.wanted[point as usize] != self.round {
                self.wanted[point as usize] = self.round;
                missing += 1;
            }
        }
        for &(point, ms) in from {
            self.reach(point, ms, START, START);
        }
        while missing > 0 {
            let Some(Reverse((ms, point))) = self.heap.pop() else {
                break;
            };
            let p = point as usize;
            // An entry from before a shorter way was found.
            if ms > self.reached[p].ms {
                continue;
            }
            if self.wanted[p] == self.round {
                missing -= 1;
            }
            for index in pavement.first[p]..pavement.first[p + 1] {
                let arc = pavement.arcs[index as usize];
                self.reach(arc.to, ms + u64::from(arc.ms), index, point);
            }
        }
    }

    /// The arcs that lead to a point, each with the point that it leaves.
    pub(super) fn way_to(&self, pavement: &Pavement<'_>, point: u32) -> Vec<(u32, Arc)> {
        let mut way = Vec::new();
        let mut here = point;
        loop {
            let Reached { arc, before, .. } = self.reached[here as usize];
            if arc == START {
                break;
            }
            way.push((before, pavement.arcs[arc as usize]));
            here = before;
        }
        way.reverse();
        way
    }
}
