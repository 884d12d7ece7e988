//! A walk through some stops, for whoever only compares how long walks take.

use super::goal::Goal;
use super::order::{for_steps, order};
use crate::streets::WalkingTimes;

/// The order of a walk of `steps` steps of search through all of some stops: what
/// [`crate::turf::cut`] asks for. The walk starts and ends wherever is best.
pub fn walking_through(steps: u64) -> impl FnMut(&WalkingTimes) -> Vec<usize> {
    move |times| order(times, &Goal::default(), &mut for_steps(steps)).stops
}
