//! A short ring where every way costs the same in both directions: from a start by `search`, first
//! with a few neighbours found quickly, then with neighbours looked at well.

use super::alpha;
use super::goal::Progress;
use super::greedy::greedy;
use super::near::Near;
use super::ring::Ring;
use super::search;
use crate::streets::Walking;

/// Steps of search for each place before its neighbours are looked at well: until then there is
/// a walk that is good enough for somebody who does not wait.
pub(crate) const QUICK_STEPS: u64 = 1;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`. If `anew`, a
/// tour made from nothing is begun with where that is shorter.
pub(crate) fn improved<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    mut start: Vec<u32>,
    anew: bool,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let cost = ring.cost_of(&start);
    let best_ms = ring.walk_ms(cost);
    let mut go_on = || effort(&Progress { steps: 0, best_ms });
    let Some(near) = Near::new(ring, false, &mut go_on) else {
        return start;
    };
    if anew {
        match greedy(ring, &near, &mut go_on) {
            None => return start,
            Some(made) if ring.cost_of(&made) < cost => start = made,
            Some(_) => {}
        }
    }
    let few = if anew {
        alpha::best_of(ring, &near, &start, alpha::QUICK_ROUNDS, &mut go_on)
    } else {
        // What was good about the given walk is found again without.
        Some(near.nearest(alpha::KEPT))
    };
    let Some(few) = few else {
        return start;
    };
    let quick = QUICK_STEPS * ring.len() as u64;
    let mut stopped = false;
    let mut for_now = |progress: &Progress| {
        stopped = !effort(progress);
        !stopped && progress.steps < quick
    };
    let tour = search::improve(ring, &start, &near, &few, seed, &mut for_now);
    if stopped {
        return tour;
    }
    let best_ms = ring.walk_ms(ring.cost_of(&tour));
    let mut go_on = || {
        effort(&Progress {
            steps: quick,
            best_ms,
        })
    };
    let Some(near) = Near::new(ring, true, &mut go_on) else {
        return tour;
    };
    let Some(few) = alpha::best_of(ring, &near, &tour, alpha::ROUNDS, &mut go_on) else {
        return tour;
    };
    let mut from_now = |progress: &Progress| {
        effort(&Progress {
            steps: quick + progress.steps,
            ..*progress
        })
    };
    search::improve(ring, &tour, &near, &few, seed, &mut from_now)
}
