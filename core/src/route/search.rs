//! The search for a short ring where every way costs the same in both directions.
//!
//! The start is made shorter by the steps of `step`, with a queue of places worth looking at
//! (Bentley 1992) and the tour in an array (Johnson and McGeoch 1997). If it was made from nothing,
//! its pieces between the longest ways are brought into a better order (`rejoin`). Then again and
//! again the best tour is shaken in many places at once, and repaired there. Most of what comes of
//! that is worse, some of it better: tours made so take from each other what the other has better
//! (`cross`), until none has what another one could use. Of eight that have, the best meets the best
//! of other eights, and so on: an evolution (Nagata and Kobayashi 2013) that may be ended at any
//! time.

use super::cross::Cross;
use super::goal::Progress;
use super::near::Near;
use super::random::Random;
use super::rejoin::rejoined;
use super::ring::Ring;
use super::step::Step;
use super::tour::{Found, Run, Tour};
use crate::streets::Walking;

/// A tour is shaken by one kick for so many places, and by so many at least, ...
const PLACES_A_KICK: usize = 64;
const LEAST_KICKS: usize = 8;
/// ... with so many places between two cuts at most.
const STRETCH: usize = 50;
/// Every other tour is shaken by so few kicks that cut where the longest of some ways is, one for so
/// many places: they bring villages and blocks into another order.
const LONG_KICKS: usize = 3;
const PLACES_A_WAY: usize = 32;
/// And one in so many by kicks that reach farther: they do so where no way is long.
const FAR_ONE_IN: usize = 16;
const FAR_STRETCH: usize = 200;
/// Most steps to bring pieces into a better order.
const STEPS_TO_REJOIN: u64 = 160;
/// Tours that have taken from each other when the best of them goes up.
const LEVEL: usize = 8;
/// Places looked at that make a step.
const STEP: u64 = 32;
/// Places looked at before `effort` is asked again.
const ASK: u64 = 64;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`. If `anew`,
/// its pieces are brought into a better order first.
pub(crate) fn improve<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    start: &[u32],
    near: &Near,
    few: &Near,
    anew: bool,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let step = Step::new(ring, near, few, start);
    let mut search = Search {
        ring,
        cross: Cross::new(ring, few),
        random: Random::new(seed),
        best: step.found(),
        step,
        looked_at: 0,
        for_first: u64::MAX,
        effort,
    };
    search.go_on(anew);
    search.best.tour.places().collect()
}

struct Search<'a, W: ?Sized> {
    ring: &'a Ring<'a, W>,
    step: Step<'a, W>,
    cross: Cross<'a, W>,
    random: Random,
    best: Found,
    looked_at: u64,
    /// Places looked at for the first tour, once it is there: they are no steps.
    for_first: u64,
    effort: &'a mut dyn FnMut(&Progress) -> bool,
}

impl<W: Walking + ?Sized> Search<'_, W> {
    /// Searches. `None` once `effort` says stop, here as below.
    fn go_on(&mut self, anew: bool) -> Option<()> {
        self.settle()?;
        self.for_first = self.looked_at;
        if anew {
            self.rejoin()?;
        }
        let mut levels: Vec<Vec<Found>> = Vec::new();
        for made in 1.. {
            let mut found = self.another(made)?;
            for level in 0.. {
                if level == levels.len() {
                    levels.push(Vec::new());
                }
                levels[level].push(found);
                let mut together = levels[level].clone();
                found = self.mix(&mut together)?;
                if together.len() < LEVEL {
                    break;
                }
                levels[level].clear();
            }
        }
        None
    }

    /// The first tour with its pieces in a better order, if there is one.
    fn rejoin(&mut self) -> Option<()> {
        let best_ms = self.ring.walk_ms(self.step.cost);
        let (mut steps, mut stopped) = (0, false);
        let mut effort = |done| {
            steps = done;
            stopped = !(self.effort)(&Progress { steps, best_ms });
            !stopped && steps < STEPS_TO_REJOIN
        };
        let found = rejoined(self.ring, &self.step.tour, &mut effort);
        self.looked_at += STEP * steps;
        if let Some(order) = found {
            let ring = self.ring;
            let tour = Tour::new(&order, |a, b| ring.cost(a, b));
            let was = std::mem::replace(&mut self.step.tour, tour);
            self.step.cost = ring.cost_of(&order);
            for (&a, &b) in order.iter().zip(order.iter().cycle().skip(1)) {
                if was.way_between(a, b).is_none() {
                    self.step.look_at(a);
                    self.step.look_at(b);
                }
            }
            self.note_step();
        }
        if stopped {
            return None;
        }
        self.settle()
    }

    /// The best tour, shaken and repaired, after so many others.
    fn another(&mut self, made: usize) -> Option<Found> {
        self.step.go_to(self.best.clone());
        let places = self.step.tour.len() as usize;
        let kicks = LEAST_KICKS.max(places / PLACES_A_KICK);
        let (kicks, longest) = if made.is_multiple_of(FAR_ONE_IN) {
            (kicks, Some(FAR_STRETCH))
        } else if made.is_multiple_of(2) {
            (LONG_KICKS, None)
        } else {
            (kicks, Some(STRETCH))
        };
        for _ in 0..kicks {
            let cuts = match longest {
                Some(longest) => Some(stretch(places, longest, &mut self.random)),
                None => long_ways(&self.step.tour, &mut self.random),
            };
            if let Some(cuts) = cuts {
                kick(&mut self.step, cuts);
                self.step.tour.keep();
            }
        }
        self.settle()?;
        Some(self.step.found())
    }

    /// Improves the tour at hand until no waiting place offers anything.
    fn settle(&mut self) -> Option<()> {
        while self.step.settle_one() {
            self.step.tour.keep();
            self.looked_at += 1;
            if self.looked_at.is_multiple_of(ASK) && !self.goes_on(self.step.cost) {
                self.note_step();
                return None;
            }
        }
        self.note_step();
        Some(())
    }

    /// Lets tours take from each other, all round, until none has what another one could use. The
    /// shortest that comes of it.
    fn mix(&mut self, tours: &mut [Found]) -> Option<Found> {
        let mut taken = tours.len() > 1;
        while taken {
            taken = false;
            for i in (1..tours.len()).rev() {
                tours.swap(i, self.random.below(i + 1));
            }
            for i in 0..tours.len() {
                let other = (i + 1) % tours.len();
                let Ok([mine, other]) = tours.get_disjoint_mut([i, other]) else {
                    continue;
                };
                if self.cross.take(mine, other, &mut self.random) {
                    taken = true;
                    if tours[i].cost < self.best.cost {
                        self.best = tours[i].clone();
                    }
                }
                if !self.goes_on(self.best.cost) {
                    return None;
                }
            }
        }
        tours.iter().min_by_key(|tour| tour.cost).cloned()
    }

    fn note_step(&mut self) {
        if self.step.cost < self.best.cost {
            self.best = self.step.found();
        }
    }

    fn goes_on(&mut self, cost: i64) -> bool {
        let looked_at = self.looked_at + self.cross.looked_at();
        (self.effort)(&Progress {
            steps: looked_at.saturating_sub(self.for_first) / STEP,
            best_ms: self.ring.walk_ms(cost.min(self.best.cost)),
        })
    }
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

/// Four positions behind which the way is the longest of some; `None` if two are the same.
fn long_ways(tour: &Tour, random: &mut Random) -> Option<[u32; 4]> {
    let places = tour.len() as usize;
    let mut cuts = [0; 4].map(|_| {
        let looked_at = (0..2.max(places / PLACES_A_WAY)).map(|_| random.below(places) as u32);
        looked_at
            .max_by_key(|&at| tour.cost_at(at))
            .unwrap_or_default()
    });
    cuts.sort_unstable();
    cuts.is_sorted_by(|a, b| a < b).then_some(cuts)
}

/// A double bridge (Martin, Otto, Felten 1991): the three pieces between the cuts come to lie in
/// the opposite order, none of them turned. No move of the search undoes that at once.
fn kick<W: Walking + ?Sized>(step: &mut Step<'_, W>, cuts: [u32; 4]) {
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
        return;
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
}
