//! How long a walk through some spots takes.

use super::goal::Goal;
use super::order::{for_steps, order};
use crate::streets::{Pavement, SpotOnStreet, WalkingTimes};

/// What a change to a part that no street joins is taken to cost when turfs are compared.
const NO_WAY_MS: u64 = 600_000;

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
