//! How long a walk through some stops takes.

use super::goal::Goal;
use super::order::{for_steps, order};
use crate::streets::WalkingTimes;

/// What a change to a part that no street joins is taken to cost when turfs are compared.
const NO_WAY_MS: u64 = 600_000;

/// How long a walk of `steps` steps of search through all of some stops takes, in milliseconds:
/// what [`crate::turf::cut`] asks for. The walk starts and ends wherever is best. Where no way
/// leads, ten minutes are counted, so that an island does not look like days of work.
pub fn walking_through(steps: u64) -> impl FnMut(&WalkingTimes) -> u64 {
    move |times| {
        let walk = order(times, &Goal::default(), &mut for_steps(steps));
        let ways = walk.stops.windows(2).map(|w| times.ms(w[0], w[1]));
        ways.map(|ms| match ms {
            WalkingTimes::UNREACHABLE.. => NO_WAY_MS,
            ms => u64::from(ms),
        })
        .sum()
    }
}
