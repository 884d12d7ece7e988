//! One walk cut into pieces, the longest as short as can be.

use super::Ends;
use crate::streets::Walking;

/// `stops` as so many runs in their order, the longest as short as can be, each with its way from
/// the start and to the end. Runs may be empty at the end of the list.
pub(super) fn pieces<W: Walking + ?Sized>(
    walking: &W,
    ends: &Ends,
    knocking_ms: &[u32],
    stops: &[usize],
    walkers: usize,
) -> Vec<Vec<usize>> {
    let n = stops.len();
    let walkers_used = walkers.min(n);
    // Along the walk up to each stop, time at the stops included.
    let mut along = Vec::with_capacity(n);
    let mut sum = 0;
    for (i, &stop) in stops.iter().enumerate() {
        if i > 0 {
            sum += u64::from(walking.ms(stops[i - 1], stop));
        }
        sum += u64::from(knocking_ms[stop]);
        along.push(sum);
    }
    let ms = |from: usize, to: usize| {
        let (first, last) = (stops[from], stops[to]);
        let inside = along[to] - along[from] + u64::from(knocking_ms[first]);
        inside + ends.to(walking, first) + ends.on(walking, first, last)
    };
    // The longest of the first `k` pieces, if they end before stop `j`; and where the last begins.
    let mut longest: Vec<u64> = vec![u64::MAX; n + 1];
    longest[0] = 0;
    let mut begins: Vec<Vec<usize>> = Vec::new();
    for _ in 0..walkers_used {
        let mut next = vec![u64::MAX; n + 1];
        let mut begin = vec![0; n + 1];
        for j in 1..=n {
            for i in (0..j).rev() {
                let last = ms(i, j - 1);
                // A piece that begins earlier is no shorter.
                if last >= next[j] {
                    break;
                }
                let all = last.max(longest[i]);
                if all < next[j] {
                    (next[j], begin[j]) = (all, i);
                }
            }
        }
        longest = next;
        begins.push(begin);
    }
    let mut pieces = vec![Vec::new(); walkers];
    let mut end = n;
    for k in (0..walkers_used).rev() {
        let begin = begins[k][end];
        pieces[k] = stops[begin..end].to_vec();
        end = begin;
    }
    pieces
}
