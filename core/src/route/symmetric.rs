//! A short ring where every way costs the same in both directions: from a start by `search`, among
//! neighbours that are worth trying.

use super::alpha;
use super::goal::Progress;
use super::greedy::greedy;
use super::near::Near;
use super::ring::Ring;
use super::search;
use crate::streets::Walking;

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
    // What was good about a walk given is found again among fewer neighbours.
    let Some(near) = Near::new(ring, anew, &mut go_on) else {
        return start;
    };
    let few = if anew {
        match greedy(ring, &near, &mut go_on) {
            None => return start,
            Some(made) if ring.cost_of(&made) < cost => start = made,
            Some(_) => {}
        }
        let Some(few) = alpha::best_of(ring, &near, &start, &mut go_on) else {
            return start;
        };
        few
    } else {
        near.nearest(alpha::KEPT)
    };
    search::improve(ring, &start, &near, &few, anew, seed, effort)
}
