//! Claims about shared walks, against a slow and obvious twin.

use proptest::prelude::*;

use super::split;
use crate::route::{End, Goal, Order, for_steps, order, walk_ms};
use crate::streets::WalkingTimes;

fn end_of(goal: &Goal) -> End {
    match (goal.start, goal.end) {
        (Some(start), End::At(end)) if start == end => End::Start,
        (_, end) => end,
    }
}

/// Time of one walk, at its stops included but for those that the goal names.
fn ms(times: &WalkingTimes, knocking_ms: &[u32], goal: &Goal, stops: &[usize]) -> u64 {
    let knocking = stops.iter().filter(|&&s| !named(goal, s));
    let knocking: u64 = knocking.map(|&s| u64::from(knocking_ms[s])).sum();
    walk_ms(
        times,
        stops,
        if end_of(goal) == End::Start {
            End::Start
        } else {
            End::Free
        },
    ) + knocking
}

fn named(goal: &Goal, stop: usize) -> bool {
    goal.start == Some(stop) || matches!(goal.end, End::At(end) if end == stop)
}

fn check(times: &WalkingTimes, goal: &Goal, walks: &[Order]) {
    let mut seen: Vec<usize> = Vec::new();
    for walk in walks.iter().filter(|walk| !walk.stops.is_empty()) {
        if let Some(start) = goal.start {
            assert_eq!(walk.stops[0], start);
        }
        if let End::At(end) = end_of(goal) {
            assert_eq!(walk.stops.last(), Some(&end));
        }
        assert_eq!(
            walk.ms,
            walk_ms(
                times,
                &walk.stops,
                if end_of(goal) == End::Start {
                    End::Start
                } else {
                    End::Free
                }
            )
        );
        seen.extend(walk.stops.iter().filter(|&&s| !named(goal, s)));
    }
    seen.sort_unstable();
    let all: Vec<usize> = (0..times.len()).filter(|&s| !named(goal, s)).collect();
    assert_eq!(seen, all, "each stop in one walk");
}

/// The least time in which two can be through, by trying every share in every order.
fn best_of_two(times: &WalkingTimes, knocking_ms: &[u32], goal: &Goal) -> u64 {
    let loose: Vec<usize> = (0..times.len()).filter(|&s| !named(goal, s)).collect();
    let mut least = vec![u64::MAX; 1 << loose.len()];
    for (set, least) in least.iter_mut().enumerate() {
        let stops: Vec<usize> = (0..loose.len())
            .filter(|i| set & (1 << i) != 0)
            .map(|i| loose[i])
            .collect();
        *least = if stops.is_empty() {
            0
        } else {
            best_order(times, knocking_ms, goal, &mut Vec::new(), &stops)
        };
    }
    let full = least.len() - 1;
    (0..=full)
        .map(|set| least[set].max(least[full - set]))
        .min()
        .unwrap()
}

fn best_order(
    times: &WalkingTimes,
    knocking_ms: &[u32],
    goal: &Goal,
    begun: &mut Vec<usize>,
    left: &[usize],
) -> u64 {
    if left.is_empty() {
        let last = match end_of(goal) {
            End::At(end) => Some(end),
            End::Free | End::Start => None,
        };
        let stops: Vec<usize> = goal
            .start
            .into_iter()
            .chain(begun.iter().copied())
            .chain(last)
            .collect();
        return ms(times, knocking_ms, goal, &stops);
    }
    let tries = left.iter().map(|&stop| {
        let rest: Vec<usize> = left.iter().copied().filter(|&s| s != stop).collect();
        begun.push(stop);
        let ms = best_order(times, knocking_ms, goal, begun, &rest);
        begun.pop();
        ms
    });
    tries.min().unwrap()
}

fn cases(sizes: std::ops::Range<usize>) -> impl Strategy<Value = (WalkingTimes, Vec<u32>, Goal)> {
    let stop = ((0..60u32, 0..60u32), 0..12u32);
    (
        prop::collection::vec(stop, sizes),
        any::<bool>(),
        0..3usize,
        any::<u64>(),
    )
        .prop_map(|(stops, starts, end, seed)| {
            let n = stops.len();
            let way = |i: usize, j: usize| {
                let ((x, y), (u, v)) = (stops[i].0, stops[j].0);
                x.abs_diff(u) + y.abs_diff(v)
            };
            let rows = (0..n * n).map(|i| way(i / n, i % n)).collect();
            let goal = Goal {
                start: starts.then_some(0),
                end: [End::Free, End::Start, End::At(n - 1)][end],
                seed,
            };
            let knocking = stops.iter().map(|s| s.1).collect();
            (WalkingTimes::from_rows(n, rows).unwrap(), knocking, goal)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn walks_share_all_stops((times, knocking, goal) in cases(1..40), walkers in 1..6usize) {
        let walks = split(&times, walkers, &knocking, &goal, &mut for_steps(200));
        prop_assert_eq!(walks.len(), walkers);
        check(&times, &goal, &walks);
        prop_assert_eq!(split(&times, walkers, &knocking, &goal, &mut for_steps(200)), walks);
    }

    #[test]
    fn two_are_through_as_early_as_can_be_where_stops_are_few((times, knocking, goal) in cases(4..8)) {
        let walks = split(&times, 2, &knocking, &goal, &mut for_steps(2_000));
        check(&times, &goal, &walks);
        let longest = walks.iter().map(|w| ms(&times, &knocking, &goal, &w.stops)).max().unwrap();
        let best = best_of_two(&times, &knocking, &goal);
        prop_assert_eq!(longest, best);
    }

    #[test]
    fn two_are_never_through_later_than_one_alone((times, knocking, goal) in cases(9..11)) {
        let walks = split(&times, 2, &knocking, &goal, &mut for_steps(2_000));
        check(&times, &goal, &walks);
        let longest = walks.iter().map(|w| ms(&times, &knocking, &goal, &w.stops)).max().unwrap();
        let alone = order(&times, &goal, &mut for_steps(2_000));
        let knocks: u64 = knocking.iter().map(|&ms| u64::from(ms)).sum();
        prop_assert!(longest <= alone.ms + knocks, "no later than one alone");
    }
}

/// A grid of blocks, doors every 10 m along both ways, 60 s at each.
#[test]
fn those_who_share_a_town_finish_together_on_their_own_sides() {
    let at: Vec<(u32, u32)> = (0..300).map(|i| (i % 20 * 10, i / 20 * 40)).collect();
    let way = |i: usize, j: usize| (at[i].0.abs_diff(at[j].0) + at[i].1.abs_diff(at[j].1)) * 750;
    let rows = (0..300 * 300).map(|i| way(i / 300, i % 300)).collect();
    let times = WalkingTimes::from_rows(300, rows).unwrap();
    let goal = Goal::default();
    let whole = crate::route::order(&times, &goal, &mut for_steps(2_000));
    for walkers in 2..6 {
        let walks = split(
            &times,
            walkers,
            &[60_000; 300],
            &goal,
            &mut for_steps(1_000),
        );
        check(&times, &goal, &walks);
        let ms: Vec<u64> = walks
            .iter()
            .map(|w| ms(&times, &[60_000; 300], &goal, &w.stops))
            .collect();
        let (most, least) = (ms.iter().max().unwrap(), ms.iter().min().unwrap());
        assert!((most - least) * 100 <= most * 5, "{ms:?}");
        let walked: u64 = walks.iter().map(|walk| walk.ms).sum();
        assert!(
            walked * 100 <= whole.ms * 105,
            "{walked} instead of {}",
            whole.ms
        );
    }
}
