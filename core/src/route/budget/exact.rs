//! The ring of most worth through some of few places, by dynamic programming over their subsets
//! (Held and Karp 1962).

use std::cmp::Reverse;

use super::problem::Problem;

/// Most places that [`best`] takes: some 10,000 table rows, about a millisecond.
pub(super) const MOST: usize = 11;

/// Of all rings within the limit that hold the required places: the one of most worth, of these a
/// cheapest. Empty if there is none.
pub(super) fn best(problem: &Problem) -> Vec<u32> {
    let n = problem.len();
    assert!(
        (1..=MOST).contains(&n),
        "exact search is for 1 to {MOST} places"
    );
    // A ring begins at a required place, or else at its smallest.
    let home = problem.required.first().copied();
    let home_of = |set: usize| home.unwrap_or(set.trailing_zeros() as usize);
    let mut cost = vec![i64::MAX; n << n];
    let mut before = vec![0u8; n << n];
    for first in (0..n).filter(|&p| home.is_none_or(|home| home == p)) {
        cost[(1 << first) * n + first] = 0;
    }
    for set in 1..1usize << n {
        for last in 0..n {
            let here = cost[set * n + last];
            if here == i64::MAX {
                continue;
            }
            for next in (0..n).filter(|&next| set & (1 << next) == 0) {
                if home.is_none() && next < home_of(set) {
                    continue;
                }
                let slot = (set | (1 << next)) * n + next;
                let there = here + problem.cost(last, next);
                if there < cost[slot] {
                    cost[slot] = there;
                    before[slot] = last as u8;
                }
            }
        }
    }
    let required: usize = problem.required.iter().map(|&p| 1 << p).sum();
    let mut best = None;
    for set in (1..1usize << n).filter(|set| set & required == required) {
        let worth: u64 = (0..n)
            .filter(|&p| set & (1 << p) != 0)
            .map(|p| problem.worth[p])
            .sum();
        for last in (0..n).filter(|&last| cost[set * n + last] != i64::MAX) {
            let ring = cost[set * n + last] + problem.cost(last, home_of(set));
            if problem.is_within(ring) {
                best = best.max(Some((worth, Reverse(ring), set, last)));
            }
        }
    }
    let Some((_, _, mut set, mut last)) = best else {
        return Vec::new();
    };
    let home = home_of(set);
    let mut ring = vec![last as u32];
    while last != home {
        let previous = before[set * n + last] as usize;
        set &= !(1 << last);
        last = previous;
        ring.push(last as u32);
    }
    ring.reverse();
    ring
}
