//! The best ring of few places, by dynamic programming (Bellman 1962; Held and Karp 1962).

use super::ring::Ring;
use crate::streets::Walking;

/// Most places that [`best`] takes: some 10,000 table rows, well under a millisecond.
pub(crate) const MOST: usize = 11;

/// The cheapest tour, as places in order.
///
/// # Panics
/// If there is no place or more than [`MOST`].
pub(crate) fn best<W: Walking + ?Sized>(ring: &Ring<'_, W>) -> Vec<u32> {
    let n = ring.len();
    assert!(
        (1..=MOST).contains(&n),
        "exact search is for 1 to {MOST} places"
    );
    // Place n-1 is where the tour starts; sets hold the others.
    let home = n - 1;
    let others = home;
    if others == 0 {
        return vec![home as u32];
    }
    let full = 1usize << others;
    let ways: Vec<i64> = (0..n * n)
        .map(|i| ring.cost((i / n) as u32, (i % n) as u32))
        .collect();
    let way = |a: usize, b: usize| ways[a * n + b];
    let mut cost = vec![i64::MAX; full * others];
    let mut before = vec![0u8; full * others];
    for last in 0..others {
        cost[(1 << last) * others + last] = way(home, last);
    }
    for set in 1..full {
        for last in 0..others {
            let here = cost[set * others + last];
            if set & (1 << last) == 0 || here == i64::MAX {
                continue;
            }
            for next in 0..others {
                if set & (1 << next) != 0 {
                    continue;
                }
                let slot = (set | (1 << next)) * others + next;
                let there = here + way(last, next);
                if there < cost[slot] {
                    cost[slot] = there;
                    before[slot] = last as u8;
                }
            }
        }
    }
    let mut set = full - 1;
    let mut last = (0..others)
        .min_by_key(|&last| cost[set * others + last] + way(last, home))
        .expect("there is at least one other place");
    let mut tour = vec![home as u32];
    while set != 0 {
        tour.push(last as u32);
        let previous = before[set * others + last] as usize;
        set &= !(1 << last);
        last = previous;
    }
    tour[1..].reverse();
    tour
}
