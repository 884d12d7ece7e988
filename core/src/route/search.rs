//! The search for a short ring where every way costs the same in both directions.
//!
//! Iterated local search. The start is greedy (Bentley 1992). Local are the exchanges of `step`: of
//! those that begin at one end of a way (Lin and Kernighan 1973: each prefix of exchanges has to
//! win) the ones among near neighbours, with a queue of places worth looking at (Bentley 1992) and
//! the tour in an array (Johnson and McGeoch 1997); that a piece moves elsewhere (Or 1976) is one
//! of them. Iterated: three adjacent pieces come to lie in the opposite order, all within one
//! stretch of the tour (the segment kick of Applegate, Cook and Rohe 2003), the places around are
//! repaired, and the result is kept if it is no worse; else it is taken back, which costs no more
//! than making it did.

use super::goal::Progress;
use super::near::Near;
use super::random::Random;
use super::ring::Ring;
use super::step::Step;
use super::tour::Run;
use crate::streets::Walking;

/// Longest piece that a kick moves: until there have been as many kicks as places, and later.
const KICKS: [usize; 2] = [50, 100];

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
    let mut random = Random::new(seed);
    let mut steps = 0;
    while effort(&Progress {
        steps,
        best_ms: ring.walk_ms(step.cost),
    }) {
        steps += 1;
        let before = step.cost;
        let late = usize::from(steps > step.tour.len().into() && random.below(2) == 0);
        if !kick(&mut step, KICKS[late], &mut random) {
            continue;
        }
        step.settle();
        if step.cost > before {
            step.tour.take_back();
            step.cost = before;
        } else {
            step.tour.keep();
        }
    }
    step.tour.places().to_vec()
}

/// A double bridge (Martin, Otto, Felten 1991): three pieces in a row come to lie in the opposite
/// order, none of them turned. No move of the search undoes that at once.
fn kick<W: Walking + ?Sized>(step: &mut Step<'_, W>, longest: usize, random: &mut Random) -> bool {
    let n = step.tour.len() as usize;
    let most = longest.min((n - 1) / 3).max(1);
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
    let run = |first, last| Run {
        first,
        last,
        onward: true,
    };
    step.tour.lay(&mut [
        run(next[3], cuts[0]),
        run(next[2], cuts[3]),
        run(next[1], cuts[2]),
        run(next[0], cuts[1]),
    ]);
    for place in [before, a, b, c, d, e, f, after] {
        step.look_at(place);
    }
    true
}
