//! The walks that people make without us, to measure against.

use super::goal::{End, Goal};
use crate::streets::Walking;

/// Time of a walk in milliseconds, for [`End::Start`] with the way back. Holds for any order, so
/// also for the one in which the list came (A–Z).
///
/// # Panics
/// If a stop is out of range.
pub fn walk_ms<W: Walking + ?Sized>(times: &W, stops: &[usize], end: End) -> u64 {
    let on: u64 = stops
        .windows(2)
        .map(|w| u64::from(times.ms(w[0], w[1])))
        .sum();
    match (end, stops) {
        (End::Start, [first, .., last]) => on + u64::from(times.ms(*last, *first)),
        _ => on,
    }
}

/// Always on to the nearest door not yet visited: from the start, or from stop 0 (from the next
/// if that is the end). The smaller stop number wins a tie; a fixed end is kept for last.
pub fn nearest_first<W: Walking + ?Sized>(times: &W, goal: &Goal) -> Vec<usize> {
    let n = times.len();
    let kept = match goal.end {
        End::At(end) if goal.start != Some(end) => Some(end),
        _ => None,
    };
    let mut left: Vec<usize> = (0..n).filter(|&s| Some(s) != kept).collect();
    let mut stops = Vec::with_capacity(n);
    let first = goal
        .start
        .map_or(Some(0), |start| left.iter().position(|&s| s == start));
    let mut index = first.filter(|_| !left.is_empty());
    while let Some(here) = index {
        let stop = left.swap_remove(here);
        stops.push(stop);
        index = (0..left.len()).min_by_key(|&i| (times.ms(stop, left[i]), left[i]));
    }
    stops.extend(kept);
    stops
}
