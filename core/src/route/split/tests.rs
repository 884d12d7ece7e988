//! Claims about shared walks, against a slow and obvious twin.

use proptest::prelude::*;

use super::split;
use crate::route::{End, Goal, Order, for_steps, walk_ms};
use crate::streets::WalkingTimes;

fn end_of(goal: &Goal) -> End {
    match (goal.start, goal.end) {
        (Some(start), End::At(end)) if start == end => End::Start,
        (_, end) => end,
    }
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
}
