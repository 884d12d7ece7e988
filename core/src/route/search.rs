//! The search for a short ring where every way costs the same in both directions.
//!
//! Iterated local search. The start is greedy (Bentley 1992). Local are the exchanges of `step`: of
//! those that begin at one end of a way (Lin and Kernighan 1973: each prefix of exchanges has to
//! win) the ones among near neighbours, with a queue of places worth looking at (Bentley 1992) and
//! the tour in an array (Johnson and McGeoch 1997); that a piece moves elsewhere (Or 1976) is one
//! of them. Iterated: three adjacent pieces come to lie in the opposite order, all within one
//! stretch of the tour (the segment kick of Applegate, Cook and Rohe 2003), and the places around
//! are repaired. What is longer then is taken back, which costs no more than making it did; but
//! once all has been tried a few times, a little longer is let pass, and less and less (annealing,
//! Martin, Otto and Felten 1992). The shortest is never lost: the way back to it is kept.

use super::goal::Progress;
use super::near::Near;
use super::random::Random;
use super::ring::Ring;
use super::step::Step;
use crate::streets::{Walking, WalkingTimes};

/// Longest piece that a kick moves.
const KICK: usize = 50;

/// Kicks for each place before a longer tour is let pass, and those in which what passes halves.
const COLD: u64 = 4;
const COOLING: u64 = 5;

/// Changes for each place on the way back to the shortest tour, after which it is walked.
const ASTRAY: usize = 16;

/// Places looked at before `effort` is asked again, while the start is improved.
const ASK: u64 = 64;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`.
pub(crate) fn improve<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    start: Vec<u32>,
    near: &Near,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let mut step = Step::new(ring, near, start);
    let mut looked_at = 0;
    while step.settle_one() {
        step.tour.keep();
        looked_at += 1;
        let best_ms = ring.walk_ms(step.cost);
        if looked_at % ASK == 0 && !effort(&Progress { steps: 0, best_ms }) {
            return step.tour.places().to_vec();
        }
    }
    let n = step.tour.len() as usize;
    let way_ms = mean_way_ms(ring, step.tour.places());
    let mut random = Random::new(seed);
    let mut steps = 0;
    let mut best = step.cost;
    while effort(&Progress {
        steps,
        best_ms: ring.walk_ms(best),
    }) {
        steps += 1;
        let (before, changes) = (step.cost, step.tour.changes());
        if !kick(&mut step, &mut random) {
            continue;
        }
        step.settle();
        if step.cost > before + longer(way_ms, steps, n as u64, &mut random) {
            step.tour.take_back(changes);
            step.cost = before;
        }
        if step.cost <= best {
            step.tour.keep();
            best = step.cost;
        } else if step.tour.changes() > ASTRAY * n {
            step.tour.take_back(0);
            step.cost = best;
        }
    }
    step.tour.take_back(0);
    step.tour.places().to_vec()
}

/// The mean of the ways of a tour, but for those that lead nowhere and those beside the gap.
fn mean_way_ms<W: Walking + ?Sized>(ring: &Ring<'_, W>, tour: &[u32]) -> u64 {
    let ways = tour.windows(2).map(|way| ring.cost(way[0], way[1]));
    let there = 0..i64::from(WalkingTimes::UNREACHABLE);
    let ways = ways.filter(|ms| there.contains(ms));
    let (sum, count) = ways.fold((0, 0), |(sum, count), ms| (sum + ms as u64, count + 1));
    sum / count.max(1)
}

/// How much longer a tour may have become: mostly little, seldom much, as an exponential
/// distribution has it (here of whole powers of two, and even between them, so that it is the same
/// on every machine). On average half a way when it begins.
fn longer(way_ms: u64, steps: u64, n: u64, random: &mut Random) -> i64 {
    let Some(warm) = steps.checked_sub(COLD * n) else {
        return 0;
    };
    let bits = random.below(1 << 30) as u64;
    let power = u64::from(bits.trailing_zeros().min(14));
    let drawn = (power << 14) + (bits >> 16);
    ((way_ms * drawn / 3 * COOLING * n / (COOLING * n + warm)) >> 14) as i64
}

/// A double bridge (Martin, Otto, Felten 1991): three pieces in a row come to lie in the opposite
/// order, none of them turned. No move of the search undoes that at once.
fn kick<W: Walking + ?Sized>(step: &mut Step<'_, W>, random: &mut Random) -> bool {
    let n = step.tour.len() as usize;
    let most = KICK.min((n - 1) / 3).max(1);
    let mut cut = random.below(n);
    let cuts = [0; 4].map(|_| {
        let here = cut;
        cut += 1 + random.below(most);
        (here % n) as u32
    });
    let next = cuts.map(|cut| if cut as usize + 1 == n { 0 } else { cut + 1 });
    let [before, b, d, f] = cuts.map(|at| step.tour.at(at));
    let [a, c, e, after] = next.map(|at| step.tour.at(at));
    let cost = |x, y| step.ring.cost(x, y);
    let change = cost(before, e) + cost(f, c) + cost(d, a) + cost(b, after)
        - cost(before, a)
        - cost(b, c)
        - cost(d, e)
        - cost(f, after);
    if Ring::<W>::breaks_tie(change) {
        return false;
    }
    step.cost += change;
    // All turned, then each piece: they are the right way round again.
    let mut forward = true;
    for (first, last) in [(a, f), (f, e), (d, c), (b, a)] {
        forward = step.tour.turn(first, last, forward);
    }
    for place in [before, a, b, c, d, e, f, after] {
        step.look_at(place);
    }
    true
}
