//! Which stops to visit, and in which order, when there is no time for all of them.

mod change;
mod exact;
mod fill;
mod local;
mod problem;
mod search;
#[cfg(test)]
mod tests;
mod trip;

use super::goal::{End, Goal, Progress};
use crate::streets::Walking;
use problem::Problem;

/// A walk of most worth within a limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetWalk {
    /// Stops in the order walked, none twice. A round walk does not repeat its start.
    pub stops: Vec<usize>,
    /// Sum of their worth.
    pub worth: u64,
    /// Milliseconds in all: walking, the time at each stop, and the way back of a round walk.
    pub ms: u64,
}

/// The walk of most worth that takes at most `limit_ms`, time at the stops included (the
/// orienteering problem: Golden, Levy, Vohra 1987).
///
/// `worth` and `knocking_ms` hold one entry a stop; times are taken to be those of shortest ways. A start or end that `goal` names is part of
/// the walk, whatever it is worth. Of walks of equal worth a short one is returned. The best walk
/// there is up to 10 stops; beyond that what the search finds for as long as `effort` says go on,
/// which sees the time of the best walk so far. Empty if no walk honours `goal` within the limit, or where nothing is named and
/// nothing within reach is worth anything.
/// Takes 4 bytes for each pair of stops within reach.
///
/// ```
/// use turfwalk_core::route::{End, Goal, budget, for_steps};
/// use turfwalk_core::streets::WalkingTimes;
///
/// let times = WalkingTimes::from_rows(3, vec![0, 9, 2, 9, 0, 3, 2, 3, 0]).expect("3 × 3");
/// let goal = Goal { start: Some(0), end: End::Free, seed: 0 };
/// let walk = budget(&times, &[0, 5, 2], &[0, 4, 1], 8, &goal, &mut for_steps(100));
/// assert_eq!((walk.stops, walk.worth, walk.ms), (vec![0, 2], 2, 3));
/// ```
///
/// # Panics
/// If the goal names a stop that is not there, or the lists differ in length.
pub fn budget<W: Walking + ?Sized>(
    walking: &W,
    worth: &[u32],
    knocking_ms: &[u32],
    limit_ms: u64,
    goal: &Goal,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> BudgetWalk {
    assert_eq!(worth.len(), walking.len(), "one worth a stop");
    assert_eq!(knocking_ms.len(), walking.len(), "one time at each stop");
    let Some(problem) = Problem::new(walking, worth, knocking_ms, limit_ms, goal) else {
        return BudgetWalk::default();
    };
    let places = if problem.len() <= exact::MOST {
        exact::best(&problem)
    } else {
        search::best(&problem, goal.seed, effort)
    };
    let stops = problem.open(&places, goal);
    let walk = BudgetWalk {
        worth: stops.iter().map(|&s| u64::from(worth[s])).sum(),
        ms: problem.ms_of(&places),
        stops,
    };
    let named = goal.start.is_some() || matches!(goal.end, End::At(_));
    if walk.worth == 0 && !named {
        return BudgetWalk::default();
    }
    walk
}
