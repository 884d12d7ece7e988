//! A tour from nothing: the shortest ways first, as long as they make no fork and no ring
//! (Bentley 1992).

use super::near::Near;
use super::ring::Ring;
use crate::streets::Walking;

const NONE: u32 = u32::MAX;

/// Pieces of tour made of ways between near neighbours, then from each piece on to the nearest end
/// of another. `None` if `go_on` says stop before that is done.
pub(crate) fn greedy<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    near: &Near,
    go_on: &mut dyn FnMut() -> bool,
) -> Option<Vec<u32>> {
    let n = ring.len();
    let mut pieces = Pieces::new(n);
    pieces.tie(ring);
    let mut ways: Vec<(u32, u32, u32)> = Vec::new();
    for a in 0..n as u32 {
        for way in near.of(a) {
            // A way that both list is taken from one of them.
            let b = way.place;
            if a < b || near.of(b).iter().all(|back| back.place != a) {
                ways.push((way.ms, a, b));
            }
        }
    }
    ways.sort_unstable();
    for (_, a, b) in ways {
        pieces.join(a, b);
    }
    pieces.chain(ring, go_on)
}

/// Pieces of a tour to be.
struct Pieces {
    /// The one or two places beside each.
    beside: Vec<[u32; 2]>,
    /// For each end of a piece the other one.
    far_end: Vec<u32>,
}

impl Pieces {
    fn new(n: usize) -> Self {
        Self {
            beside: vec![[NONE; 2]; n],
            far_end: (0..n as u32).collect(),
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (i, j) = (a as usize, b as usize);
        if self.beside[i][1] != NONE || self.beside[j][1] != NONE || self.far_end[i] == b {
            return;
        }
        for (p, q) in [(i, b), (j, a)] {
            let slot = usize::from(self.beside[p][0] != NONE);
            self.beside[p][slot] = q;
        }
        let (x, y) = (self.far_end[i], self.far_end[j]);
        self.far_end[x as usize] = y;
        self.far_end[y as usize] = x;
    }

    /// Ties the named ends of an open walk to its gap.
    fn tie<W: Walking + ?Sized>(&mut self, ring: &Ring<'_, W>) {
        let Some(gap) = ring.gap() else { return };
        let (start, end) = ring.named();
        for stop in start.into_iter().chain(end) {
            self.join(gap, stop);
        }
    }

    fn walk(&self, first: u32, tour: &mut Vec<u32>) {
        let (mut before, mut here) = (NONE, first);
        loop {
            tour.push(here);
            let next = self.beside[here as usize]
                .into_iter()
                .find(|&p| p != NONE && p != before);
            match next {
                Some(next) => (before, here) = (here, next),
                None => return,
            }
        }
    }

    fn chain<W: Walking + ?Sized>(
        &self,
        ring: &Ring<'_, W>,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Option<Vec<u32>> {
        let n = self.beside.len();
        let is_end = |p: u32| self.beside[p as usize][1] == NONE;
        let mut ends: Vec<u32> = (0..n as u32).filter(|&p| is_end(p)).collect();
        let mut tour: Vec<u32> = Vec::with_capacity(n);
        while !ends.is_empty() {
            if !go_on() {
                return None;
            }
            let index = match tour.last() {
                // The gap, if it is an end, is the last of them: what is tied to it comes first.
                None => ends.len() - 1,
                Some(&last) => (0..ends.len())
                    .min_by_key(|&e| (ring.cost(last, ends[e]), ends[e]))
                    .expect("an end is left"),
            };
            let first = ends.swap_remove(index);
            self.walk(first, &mut tour);
            let last = self.far_end[first as usize];
            ends.retain(|&end| end != last);
        }
        Some(tour)
    }
}
