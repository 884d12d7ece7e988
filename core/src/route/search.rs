//! The search for a short ring where every way costs the same in both directions.
//!
//! Iterated local search. The start is greedy (Bentley 1992); it is made shorter by the steps of
//! `step`, with a queue of places worth looking at (Bentley 1992) and the tour in an array
//! (Johnson and McGeoch 1997). Then again and again three adjacent pieces come to lie in the
//! opposite order and the places around are repaired. The pieces begin and end at places that a
//! short stroll leads to from one of them (the random-walk kick of Applegate, Cook and Rohe 2003),
//! so that the kick makes no long ways; now and then they are any within one stretch of the tour,
//! which brings together what no stroll does. The result is kept if it is no worse than the best
//! by a part of a way (record-to-record travel, Dueck 1993), else it is taken back, which costs
//! no more than making it did. A search that finds nothing for long begins anew from the best
//! tour, much kicked.

use super::goal::Progress;
use super::near::Near;
use super::random::Random;
use super::ring::Ring;
use super::step::Step;
use super::tour::Run;
use crate::streets::Walking;

/// Ways from the first place of a kick to each of the others.
const STROLL: usize = 14;
/// One kick in so many is in one stretch of the tour.
const STRETCH_ONE_IN: usize = 16;
/// Most places between two cuts of such a kick, and of those that begin anew.
const STRETCH: usize = 200;
const ANEW_STRETCH: usize = 50;
/// Kicks for each place, and at least, that may find nothing before the search begins anew.
const PATIENCE: u64 = 3;
const LEAST_PATIENCE: u64 = 3_000;
/// Kicks with which it begins anew.
const ANEW: usize = 32;
/// A tour is kept that is longer than the best by this part of a mean way to the nearest place.
const SLACK: u64 = 8;

/// Places looked at before `effort` is asked again, while the start is improved.
const ASK: u64 = 64;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`.
pub(crate) fn improve<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    start: &[u32],
    near: &Near,
    few: &Near,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let mut step = Step::new(ring, near, few, start);
    let mut looked_at = 0;
    while step.settle_one() {
        step.tour.keep();
        looked_at += 1;
        let best_ms = ring.walk_ms(step.cost);
        if looked_at % ASK == 0 && !effort(&Progress { steps: 0, best_ms }) {
            return step.tour.places().collect();
        }
    }
    let mut random = Random::new(seed);
    let mut best: Vec<u32> = step.tour.places().collect();
    let (mut best_cost, mut record) = (step.cost, step.cost);
    let places = best.len();
    let nearest = (0..places as u32).filter_map(|place| few.of(place).first());
    let slack = nearest.map(|way| u64::from(way.ms)).sum::<u64>() / SLACK / places as u64;
    let patience = LEAST_PATIENCE.max(PATIENCE * places as u64);
    let (mut steps, mut in_vain) = (0, 0);
    while effort(&Progress {
        steps,
        best_ms: ring.walk_ms(best_cost),
    }) {
        steps += 1;
        let before = step.cost;
        if in_vain < patience {
            in_vain += 1;
            let cuts = if random.below(STRETCH_ONE_IN) == 0 {
                Some(stretch(places, STRETCH, &mut random))
            } else {
                stroll(&step, &mut random)
            };
            if !cuts.is_some_and(|cuts| kick(&mut step, cuts)) {
                continue;
            }
            step.settle();
            if step.cost > record + slack as i64 {
                step.tour.take_back_to(0);
                step.cost = before;
                continue;
            }
        } else {
            in_vain = 0;
            step.go_to(&best, best_cost);
            for _ in 0..ANEW {
                kick(&mut step, stretch(places, ANEW_STRETCH, &mut random));
            }
            step.settle();
            record = step.cost;
        }
        step.tour.keep();
        if step.cost < record {
            record = step.cost;
            in_vain = 0;
        }
        if step.cost < best_cost {
            best_cost = step.cost;
            best.clear();
            best.extend(step.tour.places());
        }
    }
    best
}

/// Four positions behind which to cut, within one stretch of the tour.
fn stretch(places: usize, longest: usize, random: &mut Random) -> [u32; 4] {
    let most = longest.min((places - 1) / 3).max(1);
    let mut cut = random.below(places);
    [0; 4].map(|_| {
        let here = cut;
        cut += 1 + random.below(most);
        (here % places) as u32
    })
}

/// Four positions of places near each other, if strolls from one find them.
fn stroll<W: Walking + ?Sized>(step: &Step<'_, W>, random: &mut Random) -> Option<[u32; 4]> {
    let from = random.below(step.tour.len() as usize) as u32;
    let mut cuts = [step.tour.position(from); 4];
    for i in 1..4 {
        // Doors at one spot may have no others within reach.
        let tries = 8;
        cuts[i] = (0..tries).find_map(|_| {
            let place = (0..STROLL).try_fold(from, |here, _| {
                let near = step.few.of(here);
                (!near.is_empty()).then(|| near[random.below(near.len())].place)
            })?;
            let cut = step.tour.position(place);
            (!cuts[..i].contains(&cut)).then_some(cut)
        })?;
    }
    cuts.sort_unstable();
    Some(cuts)
}

/// A double bridge (Martin, Otto, Felten 1991): the three pieces between the cuts come to lie in
/// the opposite order, none of them turned. No move of the search undoes that at once.
fn kick<W: Walking + ?Sized>(step: &mut Step<'_, W>, cuts: [u32; 4]) -> bool {
    let next = cuts.map(|cut| step.tour.behind(cut));
    let [before, b, d, f] = cuts.map(|at| step.tour.at(at));
    let [a, c, e, after] = next.map(|at| step.tour.at(at));
    let ring = step.ring;
    let cost = |x, y| ring.cost(x, y);
    let change = cost(before, e) + cost(f, c) + cost(d, a) + cost(b, after)
        - cost(before, a)
        - cost(b, c)
        - cost(d, e)
        - cost(f, after);
    if Ring::<W>::breaks_tie(change) {
        return false;
    }
    step.cost += change;
    let run = |first, last| Run {
        first,
        last,
        onward: true,
    };
    let runs = [
        run(next[3], cuts[0]),
        run(next[2], cuts[3]),
        run(next[1], cuts[2]),
        run(next[0], cuts[1]),
    ];
    step.tour.lay(&runs, cost);
    for place in [before, a, b, c, d, e, f, after] {
        step.look_at(place);
    }
    true
}
