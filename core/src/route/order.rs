//! In which order to visit stops.

use super::asymmetric;
use super::baseline::{nearest_first, walk_ms};
use super::exact;
use super::goal::{Goal, Order, Progress};
use super::numbering::Numbering;
use super::ring::Ring;
use super::symmetric;
use crate::streets::Walking;

/// A short walk through all stops, from and to where `goal` says.
///
/// The best one there is up to 10 stops; never worse than visiting them as they are numbered (but
/// for the ends that the goal names) nor, up to 1,000 stops, than always going on to the nearest.
/// `effort` is asked again and again whether to go on, also while the search is set up: the caller
/// owns clock, limit and cancelling, and [`for_steps`] makes the limit that gives the same walk on
/// every machine. Where no way leads,
/// [`WalkingTimes::UNREACHABLE`](crate::streets::WalkingTimes::UNREACHABLE) counts, so that parts
/// that hang together stay together.
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
    let as_numbered: Vec<usize> = (0..times.len()).collect();
    sought(times, &as_numbered, true, goal, effort)
}

/// A walk made shorter, or as it was: for a plan that has lost or won a few stops. What was good
/// about `previous` is found again in a few milliseconds.
///
/// Never worse than `previous`, if that is from and to where `goal` says; else than `previous` with
/// the stops that the goal names first and last. `effort` is asked as in [`order`].
///
/// ```
/// use turfwalk_core::route::{End, Goal, for_steps, reorder};
/// use turfwalk_core::streets::WalkingTimes;
///
/// let times = WalkingTimes::from_rows(3, vec![0, 9, 2, 9, 0, 3, 2, 3, 0]).expect("3 × 3");
/// let goal = Goal { start: Some(1), end: End::Free, seed: 0 };
/// let walk = reorder(&times, &[1, 0, 2], &goal, &mut for_steps(100));
/// assert_eq!((walk.stops, walk.ms), (vec![1, 2, 0], 5));
/// ```
///
/// # Panics
/// If `previous` does not hold each stop once, or the goal names one that is not there.
pub fn reorder<W: Walking + ?Sized>(
    times: &W,
    previous: &[usize],
    goal: &Goal,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Order {
    let mut seen = vec![false; times.len()];
    let once = previous.iter().all(|&stop| {
        seen.get_mut(stop)
            .is_some_and(|seen| !std::mem::replace(seen, true))
    });
    assert!(
        once && previous.len() == times.len(),
        "the previous walk holds each stop once"
    );
    sought(times, previous, false, goal, effort)
}

/// The search from a given order, or from one made from nothing if that is `allowed` and better.
fn sought<W: Walking + ?Sized>(
    times: &W,
    given: &[usize],
    allowed: bool,
    goal: &Goal,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Order {
    if given.is_empty() {
        return Order::default();
    }
    let ring = Ring::new(times, goal);
    let tour = if ring.len() <= exact::MOST {
        exact::best(&ring)
    } else {
        let close = |stops: &[usize]| ring.close(stops.iter().map(|&stop| stop as u32));
        let mut start = close(given);
        if allowed && times.len() <= HABIT {
            let nearest = close(&nearest_first(times, goal));
            if ring.cost_of(&nearest) < ring.cost_of(&start) {
                start = nearest;
            }
        }
        match Numbering::of(times) {
            None => improved(&ring, start, allowed, goal.seed, effort),
            Some(numbering) => {
                let ring = Ring::new(&numbering.times, &numbering.goal(goal));
                let start = numbering.by_number(&start);
                numbering.by_stop(&improved(&ring, start, allowed, goal.seed, effort))
            }
        }
    };
    let stops = ring.open(&tour, goal);
    let ms = walk_ms(times, &stops, goal.plain().end);
    Order { stops, ms }
}

fn improved<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    start: Vec<u32>,
    anew: bool,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    if ring.symmetric() {
        symmetric::improved(ring, start, anew, seed, effort)
    } else {
        asymmetric::improved(ring, start, anew, seed, effort)
    }
}

/// Most stops up to which the walk from nearest to nearest is looked at: it takes the square of
/// their number, two milliseconds here.
const HABIT: usize = 1_000;

/// Steps of search for each stop, and their bounds.
const STEPS_A_STOP: u64 = 8;
const LEAST_STEPS: u64 = 2_000;
const MOST_STEPS: u64 = 20_000;

/// The steps of search that a walk of so many stops is worth: the same on server and phone.
pub fn steps_for(stops: usize) -> u64 {
    (stops as u64 * STEPS_A_STOP).clamp(LEAST_STEPS, MOST_STEPS)
}

/// The steps for somebody who waits: a walk that is a few thousandths longer, in a tenth of the
/// time.
pub fn quick_steps_for(stops: usize) -> u64 {
    stops as u64
}

/// An `effort` of so many steps.
pub fn for_steps(most: u64) -> impl FnMut(&Progress) -> bool {
    move |progress| progress.steps < most
}
