//! The stops nearest to one, by a search that ends when no other can be nearer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::clamp;
use super::lean::CAP_MS;
use super::street_times::StreetTimes;

/// Buffers of a search that are used again; an entry counts only in its own round.
#[derive(Debug)]
pub(super) struct Spread {
    pub(super) round: u32,
    points: Vec<(u32, u32)>,
    pub(super) stops: Vec<(u32, u32)>,
    heap: BinaryHeap<Reverse<u64>>,
}

impl StreetTimes {
    /// Up to `most` stops with the milliseconds to them, as far as streets lead.
    pub(super) fn search(&self, from: usize, most: usize, spread: &mut Spread) -> Vec<(u32, u32)> {
        spread.round = spread.round.wrapping_add(1);
        if spread.round == 0 {
            spread.points.fill((0, 0));
            spread.stops.fill((0, 0));
            spread.round = 1;
        }
        spread.heap.clear();
        let mut found = Found {
            best: Vec::with_capacity(most + 1),
            most,
        };
        let road = self.stops[from].road as usize;
        let on_road =
            &self.on_road[self.first_on_road[road] as usize..self.first_on_road[road + 1] as usize];
        for stop in on_road.iter().copied().filter(|s| *s as usize != from) {
            if let Some(ms) = self.stops[from].direct_ms(&self.stops[stop as usize]) {
                found.offer(spread, stop, clamp(ms));
            }
        }
        for &(point, ms) in &self.touches[from] {
            spread.reach(point, ms);
        }
        while let Some(Reverse(entry)) = spread.heap.pop() {
            let (ms, point) = ((entry >> 32) as u32, entry as u32);
            if spread.points[point as usize] != (spread.round, ms) {
                continue;
            }
            if found.is_done(ms) {
                break;
            }
            let p = point as usize;
            let stops = &self.at[self.first_at[p] as usize..self.first_at[p + 1] as usize];
            for &(stop, to_stop_ms) in stops {
                if stop as usize != from {
                    found.offer(spread, stop, clamp(u64::from(ms) + u64::from(to_stop_ms)));
                }
            }
            for &(to, arc_ms) in self.lean.arcs_of(point) {
                spread.reach(to, (ms + arc_ms).min(CAP_MS));
            }
        }
        found.best
    }
}

impl Spread {
    pub(super) fn new(points: usize, stops: usize) -> Self {
        Self {
            round: 0,
            points: vec![(0, 0); points],
            stops: vec![(0, 0); stops],
            heap: BinaryHeap::new(),
        }
    }

    fn reach(&mut self, point: u32, ms: u32) {
        let known = &mut self.points[point as usize];
        if known.0 != self.round || ms < known.1 {
            *known = (self.round, ms);
            self.heap
                .push(Reverse(u64::from(ms) << 32 | u64::from(point)));
        }
    }
}

/// The nearest stops so far: milliseconds and stop, nearest first.
struct Found {
    best: Vec<(u32, u32)>,
    most: usize,
}

impl Found {
    /// Whether nothing that lies `ms` away or farther can be among them.
    fn is_done(&self, ms: u32) -> bool {
        self.best.len() == self.most && self.best.last().is_none_or(|last| ms > last.0)
    }

    fn offer(&mut self, spread: &mut Spread, stop: u32, ms: u32) {
        let known = &mut spread.stops[stop as usize];
        let again = known.0 == spread.round;
        if again && known.1 <= ms || self.is_done(ms) {
            return;
        }
        if again && let Ok(at) = self.best.binary_search(&(known.1, stop)) {
            self.best.remove(at);
        }
        *known = (spread.round, ms);
        let at = self.best.partition_point(|b| *b < (ms, stop));
        self.best.insert(at, (ms, stop));
        self.best.truncate(self.most);
    }
}
