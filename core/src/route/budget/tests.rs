//! Claims about walks within a limit, against a slow and obvious twin.

use proptest::prelude::*;

use super::problem::Problem;
use super::{BudgetWalk, budget, search};
use crate::route::{End, Goal, for_steps, walk_ms};
use crate::streets::{Walking, WalkingTimes};

#[derive(Clone, Debug)]
struct Case {
    times: WalkingTimes,
    worth: Vec<u32>,
    knocking_ms: Vec<u32>,
    limit_ms: u64,
    goal: Goal,
}

impl Case {
    fn end(&self) -> End {
        match (self.goal.start, self.goal.end) {
            (Some(start), End::At(end)) if start == end => End::Start,
            (_, end) => end,
        }
    }

    /// Time and worth of these stops from scratch; `None` if the walk may not be.
    fn told(&self, stops: &[usize]) -> Option<(u64, u64)> {
        let (first, last) = (stops.first()?, stops.last()?);
        let starts = self.goal.start.is_none_or(|start| start == *first);
        let ends = match self.end() {
            End::At(end) => end == *last,
            End::Free | End::Start => true,
        };
        let round = self.end() == End::Start && stops.len() > 1;
        let back = round.then_some((*last, *first));
        let ways = stops.windows(2).map(|w| (w[0], w[1])).chain(back);
        let led = ways
            .into_iter()
            .all(|(a, b)| self.times.ms(a, b) < WalkingTimes::UNREACHABLE);
        let knocking: u64 = stops.iter().map(|&s| u64::from(self.knocking_ms[s])).sum();
        let ms = walk_ms(&self.times, stops, self.end()) + knocking;
        let worth = stops.iter().map(|&s| u64::from(self.worth[s])).sum();
        (starts && ends && led && ms <= self.limit_ms).then_some((worth, ms))
    }

    fn check(&self, walk: &BudgetWalk) {
        let mut sorted = walk.stops.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), walk.stops.len(), "no stop twice");
        if walk.stops.is_empty() {
            assert_eq!((walk.worth, walk.ms), (0, 0));
        } else {
            let told = self.told(&walk.stops);
            assert_eq!(told, Some((walk.worth, walk.ms)), "{walk:?}");
        }
    }

    fn budget(&self, steps: u64) -> BudgetWalk {
        let mut effort = for_steps(steps);
        budget(
            &self.times,
            &self.worth,
            &self.knocking_ms,
            self.limit_ms,
            &self.goal,
            &mut effort,
        )
    }

    /// Most worth, and least time for it, by trying every order of every choice.
    fn best_by_trying_all(&self) -> Option<(u64, std::cmp::Reverse<u64>)> {
        fn grow(
            case: &Case,
            stops: &mut Vec<usize>,
            best: &mut Option<(u64, std::cmp::Reverse<u64>)>,
        ) {
            if let Some((worth, ms)) = case.told(stops) {
                *best = (*best).max(Some((worth, std::cmp::Reverse(ms))));
            }
            for stop in 0..case.times.len() {
                if !stops.contains(&stop) {
                    stops.push(stop);
                    grow(case, stops, best);
                    stops.pop();
                }
            }
        }
        let mut best = None;
        if self.goal.start.is_none() && !matches!(self.goal.end, End::At(_)) {
            best = Some((0, std::cmp::Reverse(0)));
        }
        grow(self, &mut Vec::new(), &mut best);
        best
    }
}

/// Points on a small grid, walked straight, with some ways missing; symmetric or with a slope.
fn cases(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Case> {
    let stop = ((0..40u32, 0..40u32), 0..9u32, 0..12u32);
    let end = prop_oneof![Just(0), Just(1), Just(2)];
    (
        prop::collection::vec(stop, sizes),
        0..250u64,
        (
            any::<bool>(),
            end,
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
        ),
        0..4u32,
        any::<bool>(),
    )
        .prop_map(|(stops, limit_ms, (starts, end, a, b), slope, gaps)| {
            let n = stops.len();
            let way = |i: usize, j: usize| {
                let ((x, y), (u, v)) = (stops[i].0, stops[j].0);
                let flat = x.abs_diff(u) + y.abs_diff(v);
                if gaps && i != j && (i * j) % 7 == 5 {
                    WalkingTimes::UNREACHABLE
                } else {
                    flat + slope * v.saturating_sub(y)
                }
            };
            let rows = (0..n * n).map(|i| way(i / n, i % n)).collect();
            Case {
                times: WalkingTimes::from_rows(n, rows).unwrap(),
                worth: stops.iter().map(|s| s.1).collect(),
                knocking_ms: stops.iter().map(|s| s.2).collect(),
                limit_ms,
                goal: Goal {
                    start: starts.then(|| a.index(n)),
                    end: [End::Free, End::Start, End::At(b.index(n))][end],
                    seed: limit_ms,
                },
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn few_stops_are_chosen_as_well_as_can_be(case in cases(1..7)) {
        let walk = case.budget(0);
        case.check(&walk);
        let best = case.best_by_trying_all();
        match best {
            Some(best) => prop_assert_eq!((walk.worth, std::cmp::Reverse(walk.ms)), best),
            None => prop_assert!(walk.stops.is_empty()),
        }
    }

    #[test]
    fn the_search_finds_the_best_of_ten_stops(case in cases(2..11)) {
        let best = case.budget(0);
        let Case { times, worth, knocking_ms, limit_ms, goal } = &case;
        if let Some(problem) = Problem::new(times, worth, knocking_ms, *limit_ms, goal) {
            let ring = search::best(&problem, goal.seed, &mut for_steps(3_000));
            let stops = problem.open(&ring, goal);
            let found: u64 = stops.iter().map(|&s| u64::from(worth[s])).sum();
            if times.is_symmetric() {
                prop_assert_eq!(found, best.worth);
            } else {
                // One-way gaps can stand between a walk and every better one.
                prop_assert!(found <= best.worth);
            }
            if !stops.is_empty() {
                prop_assert!(case.told(&stops).is_some());
            }
        }
    }

    #[test]
    fn every_walk_keeps_its_limit_and_its_word(case in cases(11..60), steps in 0..200u64) {
        let walk = case.budget(steps);
        case.check(&walk);
        prop_assert_eq!(&case.budget(steps), &walk, "the same again");
        prop_assert!(case.budget(steps + 50).worth >= walk.worth, "more effort is never worse");
    }
}

#[test]
fn a_limit_for_all_visits_all() {
    let at: Vec<u32> = (0..30).collect();
    let rows = at
        .iter()
        .flat_map(|a| at.iter().map(move |b| a.abs_diff(*b)))
        .collect();
    let times = WalkingTimes::from_rows(30, rows).unwrap();
    let goal = Goal {
        start: Some(0),
        ..Goal::default()
    };
    let walk = budget(&times, &[1; 30], &[2; 30], 89, &goal, &mut for_steps(500));
    assert_eq!((walk.worth, walk.ms), (30, 89));
    let walk = budget(&times, &[1; 30], &[2; 30], 88, &goal, &mut for_steps(500));
    assert_eq!((walk.worth, walk.ms), (29, 86));
}
