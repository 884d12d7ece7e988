//! A tour's pieces between its longest ways, joined in a better order.
//!
//! The steps of the search see a few near places of each place, and a kick is soon undone where a
//! hamlet or a block is left by long ways only. Here such a piece is one thing: of its stops only
//! the first and the last remain, with a way between them that costs nothing, while each other way
//! costs more, besides what it costs, than all that could be won. The search that orders stops
//! orders and turns these pieces too, and faster, as they are few (a contraction as Walshaw 2002
//! makes, of the ways that are short in a good tour).

use super::exact;
use super::goal::{End, Goal, Progress};
use super::ring::Ring;
use super::symmetric;
use super::tour::Tour;
use crate::streets::{Walking, WalkingTimes};

/// Most ways that are cut, and least stops for each.
const MOST_CUT: usize = 64;
const STOPS_A_WAY: usize = 3;
/// They are one part in so many of all ways at least. Where ways are much alike, steps and kicks
/// find what there is.
const PARTS_LONG: i64 = 3;
/// Fewer places than these are pieces enough themselves.
const FEW_PLACES: usize = 2 * (MOST_CUT + 2);

/// The tour of `ring` with its pieces in another order, if a shorter one is found while `effort`,
/// which is told the steps of this search, says go on.
pub(crate) fn rejoined<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    tour: &Tour,
    effort: &mut dyn FnMut(u64) -> bool,
) -> Option<Vec<u32>> {
    if ring.len() <= FEW_PLACES {
        return None;
    }
    let stops = as_walked(ring, tour);
    let pieces = pieces(ring, &stops);
    if 2 * pieces.len() <= exact::MOST {
        return None;
    }
    let closing = match ring.gap() {
        Some(_) => 0,
        None => ring.cost(stops[stops.len() - 1], stops[0]),
    };
    let joins = pieces.windows(2).map(|pair| {
        let [one, two] = [pair[0], pair[1]];
        ring.cost(one[one.len() - 1], two[0])
    });
    let joins = closing + joins.sum::<i64>();
    if joins * PARTS_LONG < all_that_leads(tour) {
        return None;
    }
    let besides = u32::try_from(1 + joins).ok()?;
    besides.checked_mul(2)?;

    let ends: Vec<u32> = pieces
        .iter()
        .flat_map(|piece| [piece[0], piece[piece.len() - 1]])
        .collect();
    let mut ms = Vec::with_capacity(ends.len() * ends.len());
    for (a, &from) in ends.iter().enumerate() {
        ms.extend(ends.iter().enumerate().map(|(b, &to)| {
            if a / 2 == b / 2 {
                return 0;
            }
            besides + (ring.cost(from, to) as u32).min(besides)
        }));
    }
    let times = WalkingTimes::both_ways(ends.len(), ms);
    let (start, end) = ring.named();
    let goal = Goal {
        start: start.map(|_| 0),
        end: match (ring.gap(), end) {
            (None, _) => End::Start,
            (Some(_), None) => End::Free,
            (Some(_), Some(_)) => End::At(ends.len() - 1),
        },
        seed: 0,
    };
    let small = Ring::new(&times, &goal);
    let as_is = small.close(0..ends.len() as u32);
    let before = small.cost_of(&as_is);
    let mut effort = |progress: &Progress| effort(progress.steps);
    let found = symmetric::improved(&small, as_is, false, goal.seed, &mut effort);
    (small.cost_of(&found) < before).then(|| {
        let ends = small.open(&found, &goal);
        let order = ends.chunks_exact(2).flat_map(|piece| {
            let (onward, piece) = (piece[0] < piece[1], pieces[piece[0] / 2]);
            let count = piece.len();
            (0..count).map(move |i| piece[if onward { i } else { count - 1 - i }])
        });
        ring.close(order)
    })
}

/// The stops as walked, from a named start and to a named end; of a round, from behind its longest
/// way.
fn as_walked<W: Walking + ?Sized>(ring: &Ring<'_, W>, tour: &Tour) -> Vec<u32> {
    let n = tour.len();
    let before = match ring.gap() {
        Some(gap) => tour.position(gap),
        None => (0..n)
            .max_by_key(|&at| tour.cost_at(at))
            .unwrap_or_default(),
    };
    let stops = (1..=n).map(|i| tour.at((before + i) % n));
    let mut stops: Vec<u32> = stops.filter(|&place| Some(place) != ring.gap()).collect();
    let (start, end) = ring.named();
    if start.is_some_and(|start| stops.first() != Some(&start))
        || end.is_some_and(|end| stops.last() != Some(&end))
    {
        stops.reverse();
    }
    stops
}

/// Whether a way costs something and leads somewhere.
fn leads(ms: i64) -> bool {
    ms > 0 && ms < i64::from(WalkingTimes::UNREACHABLE)
}

/// Cost of the ways of a tour that lead somewhere.
fn all_that_leads(tour: &Tour) -> i64 {
    let ways = (0..tour.len()).map(|at| tour.cost_at(at));
    ways.filter(|ms| leads(*ms)).sum()
}

/// What lies between the longest ways that lead somewhere.
fn pieces<'s, W: Walking + ?Sized>(ring: &Ring<'_, W>, stops: &'s [u32]) -> Vec<&'s [u32]> {
    let way = |at: usize| ring.cost(stops[at - 1], stops[at]);
    let mut cuts: Vec<usize> = (1..stops.len()).filter(|&at| leads(way(at))).collect();
    cuts.sort_by_key(|&at| std::cmp::Reverse(way(at)));
    cuts.truncate(MOST_CUT.min(stops.len() / STOPS_A_WAY));
    cuts.sort_unstable();
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut rest = stops;
    for at in cuts.into_iter().rev() {
        let (before, piece) = rest.split_at(at);
        pieces.push(piece);
        rest = before;
    }
    pieces.push(rest);
    pieces.reverse();
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn times(at: &[(u32, u32)]) -> WalkingTimes {
        let apart = |a: &(u32, u32), b: &(u32, u32)| a.0.abs_diff(b.0) + a.1.abs_diff(b.1);
        let ms = at.iter().flat_map(|a| at.iter().map(|b| apart(a, b)));
        WalkingTimes::both_ways(at.len(), ms.collect())
    }

    fn better<W: Walking>(ring: &Ring<'_, W>, order: &[u32]) -> Option<Vec<u32>> {
        let tour = Tour::new(order, |a, b| ring.cost(a, b));
        rejoined(ring, &tour, &mut |steps| steps < 20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_tour_joined_anew_is_a_shorter_one_with_the_same_ends(
            at in prop::collection::vec((0_u32..60, 0_u32..60), 135..190),
            (start, end, round, back) in any::<(bool, bool, bool, bool)>(),
            village in 1_u32..40,
        ) {
            let times = times(&at);
            let last = at.len() - 1;
            let goal = Goal {
                start: start.then_some(3),
                end: match (round, end) {
                    (true, _) => End::Start,
                    (false, true) => End::At(last),
                    (false, false) => End::Free,
                },
                seed: 0,
            };
            let ring = Ring::new(&times, &goal);
            let mut order: Vec<u32> = (0..at.len() as u32).collect();
            order.sort_by_key(|&stop| (at[stop as usize].0 / village, at[stop as usize].1));
            let mut order = ring.close(order.into_iter());
            if back {
                order.reverse();
            }
            // Strips of a town, each walked from end to end: there is always something to win.
            let found = better(&ring, &order).expect("a shorter tour");
            prop_assert!(ring.cost_of(&found) < ring.cost_of(&order));
            let mut sorted = found.clone();
            sorted.sort_unstable();
            prop_assert!(sorted.into_iter().eq(0..ring.len() as u32), "each place once");
            let walked = ring.open(&found, &goal);
            prop_assert!(goal.start.is_none_or(|start| walked[0] == start));
            prop_assert!(goal.end != End::At(last) || walked[last] == last);
        }
    }

    #[test]
    fn villages_are_brought_into_order() {
        // Along a road, 12 villages of two rows of eight houses; far ones are visited in between.
        let village = |v: u32| (0..16).map(move |i| (v * 1_000 + 10 * (i / 2), 8 * (i % 2)));
        let at: Vec<(u32, u32)> = (0..12).flat_map(village).collect();
        let times = times(&at);
        let along: Vec<u32> = (0..at.len() as u32).collect();
        for end in [End::Free, End::At(at.len() - 1), End::Start] {
            let goal = Goal {
                start: Some(0),
                end,
                seed: 0,
            };
            let ring = Ring::new(&times, &goal);
            let visited = [0, 7, 3, 4, 10, 8, 2, 6, 1, 5, 9, 11];
            let mixed = visited
                .into_iter()
                .flat_map(|v| (0..16).map(move |i| v * 16 + i));
            let found = better(&ring, &ring.close(mixed)).expect("a better order");
            let best = ring.close(along.iter().copied());
            assert!(
                ring.cost_of(&found) <= ring.cost_of(&best),
                "none is visited twice"
            );
        }
    }

    #[test]
    fn the_caller_may_stop_it_at_once() {
        let at: Vec<(u32, u32)> = (0..200).map(|i| (i * 37 % 200, 0)).collect();
        let times = times(&at);
        let ring = Ring::new(&times, &Goal::default());
        let order = ring.close(0..200);
        let tour = Tour::new(&order, |a, b| ring.cost(a, b));
        assert_eq!(rejoined(&ring, &tour, &mut |_| false), None);
    }
}
