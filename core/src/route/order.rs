//! In which order to visit stops.

use super::asymmetric;
use super::baseline::{nearest_first, walk_ms};
use super::exact;
use super::goal::{End, Goal, Order, Progress};
use super::ring::Ring;
use super::search;
use crate::streets::{Pavement, SpotOnStreet, Walking, WalkingTimes};

/// A short walk through all stops, from and to where `goal` says.
///
/// Never worse than visiting them as given or always going on to the nearest, where those honour
/// the goal; the best one there is up to 10 stops. `effort` is asked before each step of the
/// search whether to go on: the caller owns clock, limit and cancelling, and
/// [`for_steps`] makes the limit that gives the same walk on every machine. Where no way leads,
/// [`WalkingTimes::UNREACHABLE`] counts, so that parts that hang together stay together.
///
/// ```
/// use turfwalk_core::route::{End, Goal, for_steps, order};
/// use turfwalk_core::streets::WalkingTimes;
///
/// let times = WalkingTimes::from_rows(3, vec![0, 9, 2, 9, 0, 3, 2, 3, 0]).expect("3 × 3");
/// let goal = Goal { start: Some(0), end: End::Free, seed: 0 };
/// let walk = order(&times, &goal, &mut for_steps(100));
/// assert_eq!((walk.stops, walk.ms), (vec![0, 2, 1], 5));
/// ```
///
/// # Panics
/// If the goal names a stop that is not there.
pub fn order<W: Walking + ?Sized>(
    times: &W,
    goal: &Goal,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Order {
    if times.is_empty() {
        return Order::default();
    }
    let ring = Ring::new(times, goal);
    let tour = if ring.len() <= exact::MOST {
        exact::best(&ring)
    } else {
        let near = search::neighbours(&ring);
        let made = if ring.symmetric() {
            search::greedy(&ring, &near)
        } else {
            search::farthest_insertion(&ring)
        };
        let mut starts = [
            ring.close(&(0..times.len()).collect::<Vec<_>>()),
            ring.close(&nearest_first(times, goal)),
            made,
        ];
        starts.sort_by_cached_key(|tour| ring.cost_of(tour));
        let [start, ..] = starts;
        if ring.symmetric() {
            search::improve(&ring, start, near, goal.seed, effort)
        } else {
            asymmetric::improve(&ring, start, goal.seed, effort)
        }
    };
    let stops = ring.open(&tour, goal);
    let round = goal.end == End::Start || matches!(goal.end, End::At(e) if goal.start == Some(e));
    let ms = walk_ms(times, &stops, if round { End::Start } else { End::Free });
    Order { stops, ms }
}

/// What a change to a part that no street joins is taken to cost when turfs are compared.
const NO_WAY_MS: u64 = 600_000;

/// Steps of search for each stop, and their bounds.
const STEPS_A_STOP: u64 = 20;
const LEAST_STEPS: u64 = 2_000;
const MOST_STEPS: u64 = 30_000;

/// The steps of search that a walk of so many stops is worth: the same on server and phone.
pub fn steps_for(stops: usize) -> u64 {
    (stops as u64 * STEPS_A_STOP).clamp(LEAST_STEPS, MOST_STEPS)
}

/// An `effort` of so many steps.
pub fn for_steps(most: u64) -> impl FnMut(&Progress) -> bool {
    move |progress| progress.steps < most
}

/// How long a walk of `steps` steps of search through some spots takes, in milliseconds: what
/// [`crate::turf::cut`] asks for. The walk starts and ends wherever is best. Where no way leads,
/// ten minutes are counted, so that an island does not look like days of work.
pub fn walking_through(pavement: &Pavement<'_>, steps: u64) -> impl FnMut(&[SpotOnStreet]) -> u64 {
    move |spots| {
        let times = pavement.times(spots);
        let walk = order(&times, &Goal::default(), &mut for_steps(steps));
        let ways = walk.stops.windows(2).map(|w| times.ms(w[0], w[1]));
        ways.map(|ms| match ms {
            WalkingTimes::UNREACHABLE.. => NO_WAY_MS,
            ms => u64::from(ms),
        })
        .sum()
    }
}
