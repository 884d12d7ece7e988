//! The shortest ways from one spot to many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Arc, FAR, Pavement, Touch};

/// Dijkstra with buffers that are used again; a point's entry counts only in its own round.
pub(super) struct Search {
    ms: Vec<u64>,
    round_of: Vec<u32>,
    settled: Vec<bool>,
    wanted: Vec<u32>,
    by: Vec<Option<(u32, u32)>>,
    round: u32,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Search {
    pub(super) fn new(points: usize) -> Self {
        Self {
            ms: vec![FAR; points],
            round_of: vec![0; points],
            settled: vec![false; points],
            wanted: vec![0; points],
            by: vec![None; points],
            round: 0,
            heap: BinaryHeap::new(),
        }
    }

    /// Milliseconds to a point that was wanted; [`FAR`] if no way leads there.
    pub(super) fn at(&self, point: u32) -> u64 {
        let p = point as usize;
        if self.round_of[p] == self.round {
            self.ms[p]
        } else {
            FAR
        }
    }

    fn reach(&mut self, point: u32, ms: u64, by: Option<(u32, u32)>) {
        let p = point as usize;
        if self.round_of[p] != self.round {
            self.round_of[p] = self.round;
            self.settled[p] = false;
            self.ms[p] = FAR;
        }
        if ms < self.ms[p] {
            self.ms[p] = ms;
            self.by[p] = by;
            self.heap.push(Reverse((ms, point)));
        }
    }

    pub(super) fn run(
        &mut self,
        pavement: &Pavement<'_>,
        from: &[Touch],
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
        for touch in from {
            self.reach(touch.point, touch.ms, None);
        }
        while missing > 0 {
            let Some(Reverse((ms, point))) = self.heap.pop() else {
                break;
            };
            let p = point as usize;
            if std::mem::replace(&mut self.settled[p], true) {
                continue;
            }
            if self.wanted[p] == self.round {
                missing -= 1;
            }
            for index in pavement.first[p]..pavement.first[p + 1] {
                let arc = pavement.arcs[index as usize];
                self.reach(arc.to, ms + u64::from(arc.ms), Some((point, index)));
            }
        }
    }

    /// The arcs that lead to a point, each with the point that it leaves.
    pub(super) fn way_to(&self, pavement: &Pavement<'_>, point: u32) -> Vec<(u32, Arc)> {
        let mut way = Vec::new();
        let mut here = point;
        while let Some((before, arc)) = self.by[here as usize] {
            way.push((before, pavement.arcs[arc as usize]));
            here = before;
        }
        way.reverse();
        way
    }
}
