//! Walks within limits of time and metres.
//!
//! Which stops are worth a walk of so much is `budget`'s to find; here are limits that its clock does
//! not know (metres, and time under weights), two at once, and several walkers.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::budget::budget;
use super::goal::Progress;
use super::order::for_steps;
use super::plan::{PlannedWalk, Planner, Wish};
use crate::streets::CrossingWeights;

/// Steps of search when only the clock of a style or the metres of a walk are to be learned.
const PROBE_STEPS: u64 = 300;
/// Tries to bring a walk near its limit.
const PROBES: usize = 5;
/// Percent of the worth that walkers with limits reach one after another, for which they had better
/// finish together.
const WORTH_OF_EVEN: u64 = 90;

impl Planner<'_> {
    /// How much of the limits a walk uses, in millionths of the tighter one.
    fn used(&self, walk: &PlannedWalk) -> u64 {
        let share = |used: u64, limit: u64| used.saturating_mul(1_000_000).div_ceil(limit.max(1));
        let time = self.wish.within_ms.map(|limit| share(walk.ms(), limit));
        let cm: u64 = walk.walk.legs.iter().map(|leg| leg.length_cm).sum();
        let way = self
            .wish
            .within_m
            .map(|limit| share(cm, u64::from(limit) * 100));
        time.max(way).unwrap_or(0)
    }

    /// A walk within the limits for each walker. What they visit is shared so that they finish
    /// together, where that holds the limits or costs little worth.
    pub(super) fn each_within_limits(
        &self,
        pool: &[usize],
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> Vec<PlannedWalk> {
        let walks = self.one_after_another(pool, effort);
        if walks.len() < 2 {
            return walks;
        }
        let last_ms = |walks: &[PlannedWalk]| walks.iter().map(PlannedWalk::ms).max();
        let mut taken: Vec<usize> = walks.iter().flat_map(PlannedWalk::stops).collect();
        taken.sort_unstable();
        let shared = self.through_all(&taken, None, effort);
        let hold = shared.iter().all(|walk| self.used(walk) <= 1_000_000);
        if hold && last_ms(&shared) < last_ms(&walks) {
            return self.filled(shared, pool, effort);
        }
        let mean_ms = walks.iter().map(PlannedWalk::ms).sum::<u64>() / walks.len() as u64;
        let wish = Wish {
            within_ms: Some(mean_ms),
            ..*self.wish
        };
        let even = Planner {
            wish: &wish,
            ..*self
        };
        let even = even.one_after_another(pool, effort);
        let worth = |walks: &[PlannedWalk]| walks.iter().map(|walk| walk.worth).sum::<u64>();
        if worth(&even) * 100 >= worth(&walks) * WORTH_OF_EVEN {
            even
        } else {
            walks
        }
    }

    /// The walks with what is left besides, where the limits leave room for it.
    fn filled(
        &self,
        mut walks: Vec<PlannedWalk>,
        pool: &[usize],
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> Vec<PlannedWalk> {
        let mut left: BTreeSet<usize> = pool.iter().copied().collect();
        left.retain(|stop| walks.iter().all(|walk| walk.stops().all(|s| s != *stop)));
        for walk in &mut walks {
            if left.is_empty() {
                break;
            }
            let mut open = left.clone();
            open.extend(walk.stops());
            let open: Vec<usize> = open.into_iter().collect();
            let fuller = self.within_limits(&open, effort);
            if fuller.worth > walk.worth {
                left = open.into_iter().collect();
                left.retain(|stop| fuller.stops().all(|s| s != *stop));
                *walk = fuller;
            }
        }
        walks
    }

    /// For each walker the walk of most worth of what is left.
    fn one_after_another(
        &self,
        pool: &[usize],
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> Vec<PlannedWalk> {
        let mut pool = pool.to_vec();
        let mut walks = Vec::new();
        for _ in 0..self.wish.walkers.max(1) {
            let walk = self.within_limits(&pool, effort);
            let taken: BTreeSet<usize> = walk.stops().collect();
            pool.retain(|stop| !taken.contains(stop));
            walks.push(walk);
        }
        walks
    }

    fn within_limits(
        &self,
        pool: &[usize],
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> PlannedWalk {
        let mut found = Vec::new();
        if let Some(limit_ms) = self.wish.within_ms {
            found.push(self.fitted(pool, true, limit_ms, effort));
        }
        if let Some(limit_m) = self.wish.within_m {
            let limit_ms = u64::from(limit_m) * u64::from(self.costs.ms_per_m);
            found.push(self.fitted(pool, false, limit_ms, effort));
        }
        let better = |walk: &PlannedWalk| (walk.worth, Reverse(walk.ms()));
        found.into_iter().max_by_key(better).unwrap_or_default()
    }

    /// The walk of most worth within the limits, chosen within `limit_ms` (time at the stops
    /// counted if `knocking`): under weights and for metres that is only near what is meant, so
    /// quick searches bring it closer first, and what is over in the end gives up stops.
    fn fitted(
        &self,
        pool: &[usize],
        knocking: bool,
        limit_ms: u64,
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> PlannedWalk {
        let (ids, times, goal) = self.among(pool);
        let worth: Vec<u32> = ids.iter().map(|&spot| self.worth(spot)).collect();
        let at_stops: Vec<u32> = ids
            .iter()
            .map(|&spot| if knocking { self.knocking_ms(spot) } else { 0 })
            .collect();
        let within = |limit_ms: u64, effort: &mut dyn FnMut(&Progress) -> bool| -> Vec<usize> {
            let walk = budget(&times, &worth, &at_stops, limit_ms, &goal, effort);
            walk.stops.iter().map(|&place| ids[place]).collect()
        };
        let exact = self.wish.style.weights() == CrossingWeights::QUICKEST
            && knocking
            && self.wish.within_m.is_none();
        let limit_ms = if exact {
            limit_ms
        } else {
            self.probed(limit_ms, |limit| {
                self.used(&self.sketched(&within(limit, &mut for_steps(PROBE_STEPS))))
            })
        };
        self.trimmed(within(limit_ms, effort))
    }

    /// A limit near the greatest under which no more is used than allowed.
    fn probed(&self, limit_ms: u64, used: impl Fn(u64) -> u64) -> u64 {
        let (mut fits, mut breaks) = (0, u64::MAX);
        let mut limit = limit_ms;
        for _ in 0..PROBES {
            let share = used(limit);
            if share <= 1_000_000 {
                fits = fits.max(limit);
            } else {
                breaks = breaks.min(limit);
            }
            if (990_000..=1_000_000).contains(&share) || share == 0 {
                break;
            }
            let next = u128::from(limit) * 1_000_000 / u128::from(share);
            let next = u64::try_from(next).unwrap_or(u64::MAX);
            limit = if (fits + 1..breaks).contains(&next) {
                next
            } else {
                fits + (breaks - fits) / 2
            };
        }
        if fits > 0 { fits } else { limit }
    }

    /// Gives up the stops of least worth for their cost until all limits hold.
    fn trimmed(&self, mut walked: Vec<usize>) -> PlannedWalk {
        loop {
            let walk = self.sketched(&walked);
            if self.used(&walk) <= 1_000_000 {
                return walk;
            }
            let n = walked.len();
            let neighbour = |i: Option<usize>| match (i, self.round()) {
                (Some(i), _) if i < n => Some(walked[i]),
                (Some(_), true) => Some(walked[0]),
                (None, true) => Some(walked[n - 1]),
                _ => None,
            };
            let saved = |i: usize| {
                let way = |a: Option<usize>, b: Option<usize>| match (a, b) {
                    (Some(a), Some(b)) => u64::from(self.times.ms(a, b)),
                    _ => 0,
                };
                let here = Some(walked[i]);
                let (before, after) = (neighbour(i.checked_sub(1)), neighbour(Some(i + 1)));
                let now = way(before, here) + way(here, after);
                now.saturating_sub(way(before, after)) + u64::from(self.knocking_ms(walked[i]))
            };
            let least = (0..n)
                .filter(|&i| walked[i] < self.stops.len())
                .min_by_key(|&i| {
                    let worth = u128::from(self.worth(walked[i])) << 64;
                    (worth / u128::from(saved(i) + 1), i)
                });
            match least {
                Some(i) => drop(walked.remove(i)),
                None => return PlannedWalk::default(),
            }
        }
    }
}
