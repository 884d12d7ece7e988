//! A walk through some stops, for whoever compares how long walks take.

use super::goal::Goal;
use super::order::{for_steps, order};
use crate::streets::WalkingTimes;

/// What a change to a part that no street joins is taken to cost when turfs are compared.
pub(crate) const NO_WAY_MS: u32 = 600_000;

/// The order of a walk of `steps` steps of search through all of some stops: what
/// [`crate::turf::cut`] asks for. The walk starts and ends wherever is best.
pub fn walking_through(steps: u64) -> impl FnMut(&WalkingTimes) -> Vec<usize> {
    move |times| order(times, &Goal::default(), &mut for_steps(steps)).stops
}

/// How long a walk takes from stop to stop, in milliseconds, by the times `ms` between them. Where no
/// way leads, ten minutes are counted, so that an island does not look like days of work.
pub fn walked_ms(order: &[usize], ms: impl Fn(usize, usize) -> u32) -> u64 {
    let ways = order.windows(2).map(|way| match ms(way[0], way[1]) {
        WalkingTimes::UNREACHABLE.. => u64::from(NO_WAY_MS),
        ms => u64::from(ms),
    });
    ways.sum()
}
