//! The search for the ring of most worth.
//!
//! Iterated: some strings of neighbouring stops are taken out of the ring, what fits is put back
//! where it costs least (slack induction by string removals: Christiaens and Vanden Berghe 2020),
//! and the ring is made shorter around the places that changed. Most worth for its cost goes
//! first, under a little noise; the result is kept if it is not much worse.

use super::local::{Waiting, settle};
use super::problem::Problem;
use super::trip::Trip;
use crate::route::goal::Progress;
use crate::route::random::Random;

/// Stops taken out at most in one step, and in one string.
const OUT: usize = 24;
const STRING: usize = 10;

/// Places of the best ring found for as long as `effort` says go on; empty if none was found.
pub(super) fn best(
    problem: &Problem,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let Some(first) = first_trip(problem) else {
        return Vec::new();
    };
    let mut search = Search::new(problem, first, seed);
    search.fill(Greed::Ratio);
    let mut best = search.trip.clone();
    let mut kept = search.trip.clone();
    let mut steps = 0;
    while effort(&Progress {
        steps,
        best_ms: problem.ms_of(best.places()),
    }) {
        search.ruin();
        let greed = match search.random.below(4) {
            0 => Greed::Worth,
            1 => Greed::Cost,
            _ => Greed::Ratio,
        };
        search.fill(greed);
        if search.is_better(&best) {
            best.copy(&search.trip);
        }
        if search.is_kept(&kept, &best, steps) {
            kept.copy(&search.trip);
        } else {
            search.trip.copy(&kept);
        }
        steps += 1;
    }
    best.places().to_vec()
}

/// What goal and limit force on every ring; without such, one stop of most worth.
fn first_trip(problem: &Problem) -> Option<Trip> {
    let ring = if problem.required.is_empty() {
        let most = (0..problem.len()).max_by_key(|&p| (problem.worth[p], std::cmp::Reverse(p)));
        most.into_iter().collect()
    } else {
        problem.required.clone()
    };
    let trip = Trip::new(problem, &ring);
    problem.is_within(trip.cost).then_some(trip)
}

/// What goes in first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Greed {
    /// Most worth for what it costs.
    Ratio,
    /// Most worth.
    Worth,
    /// Least cost.
    Cost,
}

struct Search<'a> {
    problem: &'a Problem,
    random: Random,
    trip: Trip,
    waiting: Waiting,
    is_required: Vec<bool>,
    /// Places outside that may go in: place, least price and the place behind which it is had.
    offers: Vec<(u32, i64, u32)>,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem, trip: Trip, seed: u64) -> Self {
        let mut is_required = vec![false; problem.len()];
        for &place in &problem.required {
            is_required[place] = true;
        }
        Self {
            problem,
            random: Random::new(seed),
            trip,
            waiting: Waiting::new(problem.len()),
            is_required,
            offers: Vec::new(),
        }
    }

    fn is_better(&self, than: &Trip) -> bool {
        self.trip.worth > than.worth || self.trip.worth == than.worth && self.trip.cost < than.cost
    }

    /// Worth, with what room is left at the best ring's average price.
    fn value(&self, trip: &Trip, best: &Trip) -> i128 {
        let limit = i128::from(self.problem.limit.max(1));
        let room = i128::from(self.problem.limit - trip.cost);
        i128::from(trip.worth) * limit + i128::from(best.worth) * room / 2
    }

    fn is_kept(&mut self, kept: &Trip, best: &Trip, _steps: u64) -> bool {
        let limit = i128::from(self.problem.limit.max(1));
        let loss = self.value(kept, best) - self.value(&self.trip, best);
        // Threshold
        let most = i128::from(best.worth) * limit / 100;
        loss <= most * self.random.below(1000) as i128 / 1000
    }

    /// Takes out strings of stops around a random place.
    fn ruin(&mut self) {
        let problem = self.problem;
        let centre = self.random.below(problem.len());
        if problem.required.is_empty() && (self.trip.len() < 4 || self.random.below(32) == 0) {
            // Nothing holds the ring where it is: it may begin elsewhere.
            let alone = Trip::new(problem, &[centre]);
            if problem.is_within(alone.cost) {
                self.trip = alone;
            }
            return;
        }
        let out = 1 + self.random.below(OUT.min(3 + self.trip.len() / 2));
        let mut left = out;
        let near = &problem.near[centre];
        let around = std::iter::once(centre).chain(near.iter().map(|&p| p as usize));
        for place in around {
            if left == 0 || self.trip.len() < 2 {
                break;
            }
            if !self.trip.holds(place) {
                continue;
            }
            let string = (1 + self.random.below(STRING))
                .min(left)
                .min(self.trip.len() - 1);
            let back = self.random.below(string);
            let n = self.trip.len();
            let begin = (self.trip.position(place) + n - back) % n;
            let mut here = self.trip.at(begin);
            for _ in 0..string {
                let next = self.trip.next(here);
                if !self.is_required[here] {
                    let before = self.trip.previous(here);
                    self.trip.remove(problem, here);
                    self.waiting.add(before);
                    self.waiting.add(next);
                    left -= 1;
                }
                if self.trip.len() < 2 {
                    break;
                }
                here = next;
            }
        }
    }

    /// Puts in what fits, and makes the ring shorter, in turn until nothing fits.
    fn fill(&mut self, greed: Greed) {
        loop {
            self.make_offers();
            let put = self.put_in(greed);
            settle(self.problem, &mut self.trip, &mut self.waiting);
            if !put {
                break;
            }
        }
    }

    fn make_offers(&mut self) {
        self.offers.clear();
        for place in 0..self.problem.len() {
            if !self.trip.holds(place)
                && let Some((price, behind)) = self.offer(place)
            {
                self.offers.push((place as u32, price, behind));
            }
        }
    }

    /// The least price of an outside place beside one of its neighbours.
    fn offer(&self, place: usize) -> Option<(i64, u32)> {
        let inside = self.problem.near[place]
            .iter()
            .map(|&p| p as usize)
            .filter(|&p| self.trip.holds(p));
        inside
            .flat_map(|p| [p, self.trip.previous(p)])
            .map(|behind| {
                let price = self.trip.price_behind(self.problem, behind, place);
                (price, behind as u32)
            })
            .min()
    }

    /// Puts in the best offers until none fits; whether there was one.
    fn put_in(&mut self, greed: Greed) -> bool {
        let problem = self.problem;
        let mut put = false;
        loop {
            let room = problem.limit - self.trip.cost;
            let mut best: Option<(u64, usize)> = None;
            for i in 0..self.offers.len() {
                let (place, price, _) = self.offers[i];
                if price > room {
                    continue;
                }
                let worth = problem.worth[place as usize];
                let price = price.max(0).unsigned_abs() + 1;
                let value = match greed {
                    Greed::Ratio => (worth << 24) / price,
                    Greed::Worth => worth << 24,
                    Greed::Cost => (1 << 40) / price,
                };
                let value = value.saturating_mul(192 + self.random.below(128) as u64);
                if best.is_none_or(|(most, _)| value > most) {
                    best = Some((value, i));
                }
            }
            let Some((_, index)) = best else {
                return put;
            };
            put = true;
            let (place, _, behind) = self.offers.swap_remove(index);
            let (place, behind) = (place as usize, behind as usize);
            self.trip.insert_behind(problem, behind, place);
            self.waiting.add(behind);
            self.waiting.add(place);
            self.waiting.add(self.trip.next(place));
            for i in 0..self.offers.len() {
                let (other, price, at) = self.offers[i];
                let other = other as usize;
                if at as usize == behind {
                    // Its way was taken.
                    if let Some((price, at)) = self.offer(other) {
                        self.offers[i] = (other as u32, price, at);
                    }
                    continue;
                }
                for new in [behind, place] {
                    let there = self.trip.price_behind(problem, new, other);
                    if there < self.offers[i].1.min(price) {
                        self.offers[i] = (other as u32, there, new as u32);
                    }
                }
            }
        }
    }
}
