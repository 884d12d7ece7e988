//! Claims about orders, against a slow and obvious twin.

use proptest::prelude::*;

use super::{
    End, Goal, Order, Progress, for_steps, nearest_first, order, order_by_building, reorder,
    walk_ms,
};
use crate::streets::{Walking, WalkingTimes};

fn permute(left: &mut Vec<usize>, stops: &mut Vec<usize>, see: &mut dyn FnMut(&[usize])) {
    if left.is_empty() {
        see(stops);
    }
    for i in 0..left.len() {
        let stop = left.remove(i);
        stops.push(stop);
        permute(left, stops, see);
        stops.pop();
        left.insert(i, stop);
    }
}

/// The best walk by trying every permutation.
fn best_by_trying_all(times: &WalkingTimes, goal: &Goal) -> u64 {
    let mut best = u64::MAX;
    permute(
        &mut (0..times.len()).collect(),
        &mut Vec::new(),
        &mut |stops| {
            if honours(goal, stops) {
                best = best.min(walk_ms(times, stops, end_of(goal)));
            }
        },
    );
    best
}

/// The best walk by going through all sets of stops (Held and Karp 1962), for more stops than all
/// permutations can be tried of.
fn best_by_sets(times: &WalkingTimes, goal: &Goal) -> u64 {
    let n = times.len();
    let round = end_of(goal) == End::Start;
    // A round walk may be said to start anywhere.
    let first = if round {
        goal.start.or(Some(0))
    } else {
        goal.start
    };
    let full = (1_usize << n) - 1;
    let mut best = vec![u64::MAX; (full + 1) * n];
    for first in (0..n).filter(|&stop| first.is_none_or(|first| first == stop)) {
        best[(1 << first) * n + first] = 0;
    }
    for set in 1..=full {
        for last in 0..n {
            let so_far = best[set * n + last];
            if so_far == u64::MAX {
                continue;
            }
            for next in (0..n).filter(|next| set & (1 << next) == 0) {
                let slot = &mut best[(set | 1 << next) * n + next];
                *slot = (*slot).min(so_far + u64::from(times.ms(last, next)));
            }
        }
    }
    let whole = (0..n).map(|last| (last, best[full * n + last]));
    whole
        .filter(|&(last, ms)| ms < u64::MAX && honours(goal, &[goal.start.unwrap_or(0), last]))
        .map(|(last, ms)| match first {
            Some(first) if round => ms + u64::from(times.ms(last, first)),
            _ => ms,
        })
        .min()
        .unwrap()
}

fn end_of(goal: &Goal) -> End {
    match (goal.start, goal.end) {
        (Some(start), End::At(end)) if start == end => End::Start,
        (_, end) => end,
    }
}

fn honours(goal: &Goal, stops: &[usize]) -> bool {
    let starts = goal.start.is_none_or(|start| stops.first() == Some(&start));
    let ends = match end_of(goal) {
        End::At(end) => stops.last() == Some(&end),
        End::Free | End::Start => true,
    };
    starts && ends
}

fn check(times: &WalkingTimes, goal: &Goal, walk: &Order) {
    let mut sorted = walk.stops.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        (0..times.len()).collect::<Vec<_>>(),
        "each stop once"
    );
    assert!(honours(goal, &walk.stops), "{goal:?} {:?}", walk.stops);
    assert_eq!(walk.ms, walk_ms(times, &walk.stops, end_of(goal)));
}

fn goals(n: usize) -> impl Strategy<Value = Goal> {
    let end = prop_oneof![
        Just(End::Free),
        Just(End::Start),
        (0..n.max(1)).prop_map(End::At)
    ];
    (prop::option::of(0..n.max(1)), end, any::<u64>()).prop_map(|(start, end, seed)| Goal {
        start,
        end,
        seed,
    })
}

/// Points on a small grid (so that ties and shared spots are common), walked straight, with some
/// ways missing; symmetric or with a slope.
fn cases(sizes: std::ops::Range<usize>) -> impl Strategy<Value = (WalkingTimes, Goal)> {
    (
        prop::collection::vec((0..40u32, 0..40u32), sizes),
        any::<bool>(),
        0..4u32,
    )
        .prop_flat_map(|(at, slope, islands)| {
            let n = at.len();
            let ms = at
                .iter()
                .flat_map(|a| {
                    at.iter().map(move |b| {
                        if islands == 1 && (a.0 < 9) != (b.0 < 9) {
                            return WalkingTimes::UNREACHABLE;
                        }
                        let up = if slope {
                            b.1.saturating_sub(a.1) * 7
                        } else {
                            0
                        };
                        (a.0.abs_diff(b.0) + a.1.abs_diff(b.1)) * 10 + up
                    })
                })
                .collect();
            let times = WalkingTimes::from_rows(n, ms).unwrap();
            (Just(times), goals(n))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn up_to_seven_stops_none_is_better((times, goal) in cases(1..8)) {
        let walk = order(&times, &goal, &mut for_steps(0));
        check(&times, &goal, &walk);
        prop_assert_eq!(walk.ms, best_by_trying_all(&times, &goal));
    }

    #[test]
    fn a_walk_and_its_way_back_take_the_same_where_ways_do((times, goal) in cases(2..40)) {
        prop_assume!(Walking::is_symmetric(&times));
        let walk = order(&times, &goal, &mut for_steps(20));
        let back: Vec<usize> = walk.stops.iter().rev().copied().collect();
        prop_assert_eq!(walk_ms(&times, &back, end_of(&goal)), walk.ms);
    }

    #[test]
    fn a_walk_planned_again_is_never_longer(
        (times, goal) in cases(1..60),
        keys in prop::collection::vec(any::<u32>(), 60),
        asks in 0..300_u32,
    ) {
        let mut previous: Vec<usize> = (0..times.len()).collect();
        previous.sort_by_key(|&stop| keys[stop]);
        let mut left = asks;
        let walk = reorder(&times, &previous, &goal, &mut |_| {
            left = left.saturating_sub(1);
            left > 0
        });
        check(&times, &goal, &walk);
        if honours(&goal, &previous) {
            prop_assert!(walk.ms <= walk_ms(&times, &previous, end_of(&goal)));
        }
    }

    #[test]
    fn a_search_may_be_stopped_at_any_time((times, goal) in cases(11..60), asks in 0..300_u32) {
        let mut left = asks;
        let mut best = u64::MAX;
        let walk = order(&times, &goal, &mut |progress: &Progress| {
            assert!(progress.best_ms <= best, "what is best so far never gets worse");
            best = progress.best_ms;
            left = left.saturating_sub(1);
            left > 0
        });
        check(&times, &goal, &walk);
        prop_assert!(walk.ms <= best);
    }

    #[test]
    fn a_building_is_walked_once_floor_by_floor(
        (times, goal) in cases(1..8),
        keys in prop::collection::vec(0..4_usize, 8),
    ) {
        let n = times.len();
        let mut buildings = vec![Vec::new(); 3];
        for stop in (0..n).rev().filter(|&stop| keys[stop] < 3) {
            buildings[keys[stop]].push(stop);
        }
        let walk = order_by_building(&times, &buildings, &goal, &mut for_steps(0));
        let whole = |stops: &[usize]| {
            buildings
                .iter()
                .filter(|b| !b.is_empty())
                .all(|b| stops.windows(b.len()).any(|w| w == b))
        };
        prop_assert!(whole(&walk.stops), "{:?} {:?}", buildings, walk.stops);
        let same = |a: usize, b: usize| a == b || (keys[a] < 3 && keys[a] == keys[b]);
        let starts = |stops: &[usize]| goal.start.is_none_or(|start| same(stops[0], start));
        let round = match goal.end {
            End::At(end) => goal.start.is_some_and(|start| same(start, end)),
            End::Start => true,
            End::Free => false,
        };
        let ends = |stops: &[usize]| match goal.end {
            End::At(end) if !round => same(stops[n - 1], end),
            _ => true,
        };
        prop_assert!(starts(&walk.stops) && ends(&walk.stops));
        let end = if round { End::Start } else { End::Free };
        let mut best = u64::MAX;
        permute(&mut (0..n).collect(), &mut Vec::new(), &mut |stops| {
            if whole(stops) && starts(stops) && ends(stops) {
                best = best.min(walk_ms(&times, stops, end));
            }
        });
        prop_assert_eq!(walk.ms, walk_ms(&times, &walk.stops, end));
        prop_assert_eq!(walk.ms, best);
    }

    #[test]
    fn a_walk_holds_each_stop_once_and_beats_the_habits((times, goal) in cases(11..60)) {
        let walk = order(&times, &goal, &mut for_steps(200));
        check(&times, &goal, &walk);
        let nearest = nearest_first(&times, &goal);
        prop_assert!(honours(&goal, &nearest));
        prop_assert!(walk.ms <= walk_ms(&times, &nearest, end_of(&goal)));
        let given: Vec<usize> = (0..times.len()).collect();
        if honours(&goal, &given) {
            prop_assert!(walk.ms <= walk_ms(&times, &given, end_of(&goal)));
        }
    }

    #[test]
    fn the_same_steps_and_seed_give_the_same_walk((times, goal) in cases(11..40)) {
        let walk = || order(&times, &goal, &mut for_steps(50));
        prop_assert_eq!(walk(), walk());
    }

    #[test]
    fn more_steps_never_make_a_walk_longer((times, goal) in cases(11..40)) {
        let short = order(&times, &goal, &mut for_steps(10));
        let long = order(&times, &goal, &mut for_steps(300));
        prop_assert!(long.ms <= short.ms);
    }

    #[test]
    fn progress_tells_the_time_of_the_walk_so_far((times, goal) in cases(14..30)) {
        let mut seen = Vec::new();
        let walk = order(&times, &goal, &mut |progress| {
            seen.push(progress.best_ms);
            progress.steps < 100
        });
        prop_assert!(seen.is_sorted_by(|a, b| a >= b));
        prop_assert_eq!(seen.last().copied(), Some(walk.ms));
    }
}

proptest! {
    // Ends that are free, named or the same have to be found by moves: hundreds of small cases.
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_search_finds_the_best_walk_of_few_stops((times, goal) in cases(11..13)) {
        let walk = order(&times, &goal, &mut for_steps(500));
        check(&times, &goal, &walk);
        let best = best_by_sets(&times, &goal);
        if Walking::is_symmetric(&times) {
            prop_assert_eq!(walk.ms, best, "{:?}", goal);
        } else {
            prop_assert!(walk.ms * 9 <= best * 10, "{:?}: {} not {}", goal, walk.ms, best);
        }
    }
}

/// A ring road of 200 houses: the only short walk is once around.
#[test]
fn a_ring_road_is_walked_once_around() {
    let n = 200_usize;
    let ms = (0..n * n)
        .map(|i| {
            // House numbers jump about, so that the walk as numbered is a long one.
            let apart = (i / n * 77 % n).abs_diff(i % n * 77 % n);
            apart.min(n - apart) as u32 * 1000
        })
        .collect();
    let times = WalkingTimes::from_rows(n, ms).unwrap();
    let goal = Goal {
        start: Some(7),
        end: End::Start,
        seed: 1,
    };
    let walk = order(&times, &goal, &mut for_steps(1));
    assert_eq!(walk.ms, 200_000);
    let open = Goal {
        end: End::Free,
        ..goal
    };
    assert_eq!(order(&times, &open, &mut for_steps(1)).ms, 199_000);
}

#[test]
fn no_stop_one_stop_and_two_stops_are_walks() {
    let times = |n: usize| WalkingTimes::from_rows(n, vec![5; n * n]).unwrap();
    assert_eq!(
        order(&times(0), &Goal::default(), &mut for_steps(9)),
        Order::default()
    );
    let one = order(&times(1), &Goal::default(), &mut for_steps(9));
    assert_eq!((one.stops, one.ms), (vec![0], 0));
    let back = Goal {
        start: Some(1),
        end: End::Start,
        seed: 0,
    };
    let two = order(&times(2), &back, &mut for_steps(9));
    assert_eq!((two.stops, two.ms), (vec![1, 0], 10));
}

#[test]
fn walks_that_no_way_joins_are_walked_one_after_the_other() {
    let island = |stop: usize| stop % 3;
    let n = 30_usize;
    let ms = (0..n * n)
        .map(|i| match (i / n, i % n) {
            (a, b) if island(a) == island(b) => a.abs_diff(b) as u32,
            _ => WalkingTimes::UNREACHABLE,
        })
        .collect();
    let times = WalkingTimes::from_rows(n, ms).unwrap();
    let walk = order(&times, &Goal::default(), &mut for_steps(500));
    let changes = walk
        .stops
        .windows(2)
        .filter(|w| island(w[0]) != island(w[1]))
        .count();
    assert_eq!(changes, 2);
    assert_eq!(walk.ms, 2 * u64::from(WalkingTimes::UNREACHABLE) + 3 * 27);
}

#[test]
#[should_panic(expected = "each stop once")]
fn a_previous_walk_that_leaves_out_a_stop_is_refused() {
    let times = WalkingTimes::from_rows(3, vec![5; 9]).unwrap();
    reorder(&times, &[0, 1, 1], &Goal::default(), &mut for_steps(1));
}

/// Times between some stops, by a chance that is the same everywhere.
fn made(n: usize, ms: impl Fn(usize, usize, u32) -> u32) -> WalkingTimes {
    let mut chance = 7_u64;
    let all = (0..n * n).map(|i| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005);
        chance = chance.wrapping_add(1_442_695_040_888_963_407);
        let (a, b) = (i / n, i % n);
        if a == b {
            0
        } else {
            ms(a, b, (chance >> 33) as u32)
        }
    });
    WalkingTimes::from_rows(n, all.collect()).unwrap()
}

#[test]
fn where_ways_lead_one_way_only_the_walk_follows_them() {
    // A round through all stops is cheap in its direction, and nothing else is, so that it is best.
    let n = 200;
    let after = |stop: usize| (stop + 77) % n;
    let times = made(n, |a, b, chance| {
        if after(a) == b {
            100
        } else {
            101 + chance % 2_000
        }
    });
    for end in [End::Start, End::Free] {
        let goal = Goal {
            end,
            ..Goal::default()
        };
        let walk = order(&times, &goal, &mut for_steps(2_000));
        let ways = if end == End::Start { n } else { n - 1 };
        assert_eq!(walk.ms, 100 * ways as u64, "{end:?}");
    }
}

#[test]
fn a_round_over_hills_is_as_short_as_one_on_the_flat() {
    // Up a hill takes longer by what down it takes less, so that every round takes what it takes
    // where the hills are not.
    let n = 120_usize;
    let place = |stop: usize| [(stop * 7_919 % 1_009) as i64, (stop * 104_729 % 997) as i64];
    let apart = |a: usize, b: usize| {
        let (a, b) = (place(a), place(b));
        (a[0].abs_diff(b[0]) + a[1].abs_diff(b[1])) as u32 + 400
    };
    let height = |stop: usize| (place(stop)[0] / 5 + place(stop)[1] / 10) as u32;
    let flat = made(n, |a, b, _| apart(a, b));
    let hills = made(n, |a, b, _| apart(a, b) + height(b) - height(a));
    let round = Goal {
        end: End::Start,
        ..Goal::default()
    };
    let on_flat = order(&flat, &round, &mut for_steps(4_000));
    let on_hills = order(&hills, &round, &mut for_steps(4_000));
    assert!(
        on_hills.ms * 1_000 <= on_flat.ms * 1_002,
        "{} {}",
        on_hills.ms,
        on_flat.ms
    );
}
