//! The part of the pavement in which all quickest ways between some points lie.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::lean::{CAP_MS, Lean};

/// A part of a lean graph with points of its own.
#[derive(Debug, Default)]
pub(super) struct Near {
    pub(super) lean: Lean,
    /// The points of the whole graph, by their number here.
    pub(super) points: Vec<u32>,
}

/// Everything that can lie on a quickest way between `wanted` points, all in one connected part:
/// the points within twice the way from `centre` to the farthest of them.
///
/// For if `s` and `t` are wanted and `v` is on a quickest way between them, one of the two, say
/// `s`, is at most half that way from `v`; the way is at most twice the radius `r`, so `v` is
/// within `r` of `s` and within `2 r` of the centre.
pub(super) fn near(whole: &Lean, wanted: &[u32], centre: u32) -> Near {
    // Milliseconds and one, so that fresh zeros mean "not reached" and cost nothing.
    let mut reached = vec![0_u32; whole.len()];
    let mut missing: Vec<u32> = wanted.to_vec();
    missing.sort_unstable();
    missing.dedup();
    let is_wanted = |p: u32| missing.binary_search(&p).is_ok();
    let mut left = missing.len();
    let mut heap = BinaryHeap::from([Reverse(u64::from(centre))]);
    let mut points = Vec::new();
    let mut end_ms = u32::MAX;
    reached[centre as usize] = 1;
    while let Some(Reverse(entry)) = heap.pop() {
        let (ms, point) = ((entry >> 32) as u32, entry as u32);
        if ms > end_ms {
            break;
        }
        if reached[point as usize] != ms + 1 {
            continue;
        }
        points.push(point);
        if left > 0 && is_wanted(point) {
            left -= 1;
            if left == 0 {
                end_ms = 2 * ms;
            }
        }
        for &(to, arc_ms) in whole.arcs_of(point) {
            let there = (ms + arc_ms).min(CAP_MS);
            let known = &mut reached[to as usize];
            if *known == 0 || there + 1 < *known {
                *known = there + 1;
                heap.push(Reverse(u64::from(there) << 32 | u64::from(to)));
            }
        }
    }
    // From here on the array says what number a point has here, plus one.
    for (to, _) in points.iter().flat_map(|p| whole.arcs_of(*p)) {
        reached[*to as usize] = 0;
    }
    for (index, point) in points.iter().enumerate() {
        reached[*point as usize] = index as u32 + 1;
    }
    let mut lean = Lean {
        arcs: Vec::new(),
        first: vec![0],
    };
    for point in &points {
        for &(to, ms) in whole.arcs_of(*point) {
            if let Some(here) = reached[to as usize].checked_sub(1) {
                lean.arcs.push((here, ms));
            }
        }
        lean.first.push(lean.arcs.len() as u32);
    }
    Near { lean, points }
}
