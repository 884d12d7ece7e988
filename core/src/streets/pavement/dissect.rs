//! An order of points in which few neighbours pile up when they are taken out one by one.
//!
//! Nested dissection (George 1973): a narrow cut parts the points in two, both halves go first,
//! each in the same way, and the points along the cut go last. Streets are nearly planar, so
//! straight cuts in a few directions are narrow enough.

use super::lean::Lean;

/// Sets of points up to this size are not cut any more.
const LEAF: usize = 6;
/// No half is smaller than this share of its set, in percent.
const LEAST_PERCENT: usize = 30;

/// The points of a graph, first to go first. `places` are east and north, in any unit.
pub(super) fn dissect(graph: &Lean, places: &[(i64, i64)]) -> Vec<u32> {
    let mut cutter = Cutter {
        graph,
        places,
        index: vec![OUTSIDE; graph.len()],
        order: Vec::with_capacity(graph.len()),
    };
    cutter.dissect((0..graph.len() as u32).collect());
    cutter.order
}

const OUTSIDE: u32 = u32::MAX;

struct Cutter<'a> {
    graph: &'a Lean,
    places: &'a [(i64, i64)],
    /// Where a point stands in the set in hand.
    index: Vec<u32>,
    order: Vec<u32>,
}

/// A way to part a sorted set: how many points stand before the cut, and whether those of them
/// that touch it are its border, or those behind it.
#[derive(Clone, Copy)]
struct Cut {
    width: usize,
    before: usize,
    from_before: bool,
}

impl Cutter<'_> {
    fn dissect(&mut self, points: Vec<u32>) {
        if points.len() <= LEAF {
            self.order.extend(points);
            return;
        }
        let directions: [fn((i64, i64)) -> i64; 4] =
            [|p| p.0, |p| p.1, |p| p.0 + p.1, |p| p.0 - p.1];
        let mut best: Option<(Cut, Vec<u32>)> = None;
        for direction in directions {
            let mut keys: Vec<(i64, u32)> = points
                .iter()
                .map(|p| (direction(self.places[*p as usize]), *p))
                .collect();
            keys.sort_unstable();
            let sorted: Vec<u32> = keys.into_iter().map(|k| k.1).collect();
            let cut = self.narrowest(&sorted);
            if best.as_ref().is_none_or(|(b, _)| cut.width < b.width) {
                best = Some((cut, sorted));
            }
        }
        let (cut, sorted) = best.expect("four directions were tried");
        self.stand(&sorted);
        let (mut halves, mut border) = ([Vec::new(), Vec::new()], Vec::new());
        for (i, point) in sorted.iter().enumerate() {
            let is_before = i < cut.before;
            let across = self
                .neighbours(*point)
                .any(|n| (n < cut.before) != is_before);
            if is_before == cut.from_before && across {
                border.push(*point);
            } else {
                halves[usize::from(!is_before)].push(*point);
            }
        }
        self.leave(&sorted);
        drop(sorted);
        for half in halves {
            self.dissect(half);
        }
        self.order.extend(border);
    }

    fn stand(&mut self, sorted: &[u32]) {
        for (i, point) in sorted.iter().enumerate() {
            self.index[*point as usize] = i as u32;
        }
    }

    fn leave(&mut self, sorted: &[u32]) {
        for point in sorted {
            self.index[*point as usize] = OUTSIDE;
        }
    }

    /// Where the neighbours of a point stand that are in the set.
    fn neighbours(&self, point: u32) -> impl Iterator<Item = usize> {
        let arcs = self.graph.arcs_of(point).iter();
        arcs.map(|(to, _)| self.index[*to as usize])
            .filter(|i| *i != OUTSIDE)
            .map(|i| i as usize)
    }

    fn narrowest(&mut self, sorted: &[u32]) -> Cut {
        self.stand(sorted);
        let n = sorted.len();
        // How the borders grow and shrink as the cut moves on by one point.
        let mut before = vec![0_i32; n + 2];
        let mut behind = vec![0_i32; n + 2];
        for (i, point) in sorted.iter().enumerate() {
            let (low, high) = self
                .neighbours(*point)
                .fold((i, i), |(low, high), n| (low.min(n), high.max(n)));
            // Before the cut and touching it while the cut is in `i + 1..=high`.
            before[i + 1] += 1;
            before[high + 1] -= 1;
            behind[low + 1] += 1;
            behind[i + 1] -= 1;
        }
        self.leave(sorted);
        let least = n * LEAST_PERCENT / 100;
        let mut best: Option<Cut> = None;
        let mut widths = [0_i32; 2];
        for cut in 0..=n {
            widths[0] += before[cut];
            widths[1] += behind[cut];
            if cut < least.max(1) || cut > n - least.max(1) {
                continue;
            }
            for (width, from_before) in [(widths[0], true), (widths[1], false)] {
                // A lopsided cut has to be narrower.
                let width = width as usize * (2 * n + cut.abs_diff(n - cut));
                if best.is_none_or(|b| width < b.width) {
                    best = Some(Cut {
                        width,
                        before: cut,
                        from_before,
                    });
                }
            }
        }
        best.expect("a set of seven or more has a middle")
    }
}
