//! The steps of the search: what is taken out of a ring, and what is forced in.

use super::fill::{Greed, Offer};
use super::local::{Waiting, settle};
use super::problem::Problem;
use super::trip::Trip;
use crate::route::random::Random;

/// Stops taken out at most in one step, and in one string.
const OUT: usize = 24;
const STRING: usize = 10;
/// Stops forced in at most.
const IN: usize = 10;

/// A ring under change.
pub(super) struct Change<'a> {
    pub(super) problem: &'a Problem,
    pub(super) trip: Trip,
    /// Places beside which something changed.
    pub(super) waiting: Waiting,
    /// For each place outside what it would cost to go in.
    pub(super) offers: Vec<Offer>,
    kept: (Trip, Vec<Offer>),
    is_required: Vec<bool>,
    values: Vec<u64>,
}

impl<'a> Change<'a> {
    pub(super) fn new(problem: &'a Problem, trip: Trip) -> Self {
        let mut is_required = vec![false; problem.len()];
        for &place in &problem.required {
            is_required[place] = true;
        }
        Self {
            problem,
            kept: (trip.clone(), vec![Offer::UNKNOWN; problem.len()]),
            trip,
            waiting: Waiting::new(problem.len()),
            offers: vec![Offer::UNKNOWN; problem.len()],
            is_required,
            values: Vec::new(),
        }
    }

    /// The ring that [`Self::back`] goes back to.
    pub(super) fn kept(&self) -> &Trip {
        &self.kept.0
    }

    /// Keeps the ring as it is.
    pub(super) fn keep(&mut self) {
        self.kept.0.copy(&self.trip);
        self.kept.1.copy_from_slice(&self.offers);
    }

    /// Goes back to the ring that was kept.
    pub(super) fn back(&mut self) {
        self.trip.copy(&self.kept.0);
        self.offers.copy_from_slice(&self.kept.1);
    }

    /// Begins anew from another ring.
    pub(super) fn begin(&mut self, trip: &Trip) {
        self.trip.copy(trip);
        self.offers.fill(Offer::UNKNOWN);
        self.keep();
    }

    /// One random change and its repair; the ring keeps the limit.
    pub(super) fn step(&mut self, random: &mut Random) {
        if random.below(2) == 0 {
            self.force(random);
        } else {
            self.ruin(random);
        }
        let greed = match random.below(4) {
            0 => Greed::Worth,
            1 => Greed::Cost,
            _ => Greed::Ratio,
        };
        self.fill(greed, random);
    }

    /// Takes out strings of stops around a random place.
    fn ruin(&mut self, random: &mut Random) {
        let problem = self.problem;
        let centre = random.below(problem.len());
        let nothing_holds = problem.required.is_empty();
        if nothing_holds && (self.trip.len() < 4 || random.below(32) == 0) {
            // The ring may as well begin elsewhere.
            let alone = Trip::new(problem, &[centre]);
            if problem.is_within(alone.cost) {
                self.trip = alone;
                self.offers.fill(Offer::UNKNOWN);
            }
            return;
        }
        let mut left = 1 + random.below(OUT.min(3 + self.trip.len() / 2));
        for place in around(problem, centre) {
            if left == 0 || self.trip.len() < 2 {
                break;
            }
            if !self.trip.holds(place) {
                continue;
            }
            let n = self.trip.len();
            let string = (1 + random.below(STRING)).min(left).min(n - 1);
            let back = random.below(string);
            let mut here = self.trip.at((self.trip.position(place) + n - back) % n);
            for _ in 0..string {
                let next = self.trip.next(here);
                if !self.is_required[here] {
                    self.take_out(here);
                    left -= 1;
                }
                if self.trip.len() < 2 {
                    break;
                }
                here = next;
            }
        }
    }

    /// Puts in a random outside place with some of its neighbours, limit or not, and takes out
    /// what is worth least for its cost until the limit holds. So the ring gets to where no
    /// single stop is worth the way.
    fn force(&mut self, random: &mut Random) {
        let problem = self.problem;
        let outside = problem.len() - self.trip.len();
        if outside == 0 {
            return;
        }
        let mut places = (0..problem.len()).filter(|&p| !self.trip.holds(p));
        let centre = places.nth(random.below(outside));
        let mut left = 1 + random.below(IN);
        for place in centre.into_iter().flat_map(|c| around(problem, c)) {
            if left == 0 {
                break;
            }
            if self.trip.holds(place) {
                continue;
            }
            let offer = self.offer(place);
            left -= usize::from(self.put(place, offer));
        }
        settle(problem, &mut self.trip, &mut self.waiting);
        if !problem.is_within(self.trip.cost) {
            self.drop_least(random);
        }
    }

    /// Takes out what is worth least for its cost until the limit holds.
    fn drop_least(&mut self, random: &mut Random) {
        let mut values = std::mem::take(&mut self.values);
        values.clear();
        for i in 0..self.trip.len() {
            values.push(self.value(self.trip.at(i), random));
        }
        while !self.problem.is_within(self.trip.cost) {
            let least = (0..values.len())
                .min_by_key(|&i| values[i])
                .expect("what is required is in the ring and within the limit alone");
            let place = self.trip.at(least);
            let (before, after) = (self.trip.previous(place), self.trip.next(place));
            self.take_out(place);
            values.remove(least);
            for beside in [before, after] {
                values[self.trip.position(beside)] = self.value(beside, random);
            }
        }
        self.values = values;
    }

    /// What a place in the ring is worth for what it costs, under some noise.
    fn value(&self, place: usize, random: &mut Random) -> u64 {
        if self.is_required[place] {
            return u64::MAX;
        }
        let saved = self.trip.saved_without(self.problem, place);
        let price = saved.max(0).unsigned_abs() + 1;
        noisy((self.problem.worth[place] << 24) / price, random).min(u64::MAX - 1)
    }

    fn take_out(&mut self, place: usize) {
        let (before, after) = (self.trip.previous(place), self.trip.next(place));
        self.trip.remove(self.problem, place);
        self.offers[place] = Offer::UNKNOWN;
        self.waiting.add(before);
        self.waiting.add(after);
    }
}

/// A place and its neighbours, nearest first.
fn around(problem: &Problem, centre: usize) -> impl Iterator<Item = usize> {
    let near = problem.near[centre].iter().map(|&p| p as usize);
    std::iter::once(centre).chain(near)
}

/// A quarter more or less.
pub(super) fn noisy(value: u64, random: &mut Random) -> u64 {
    value.saturating_mul(192 + random.below(128) as u64)
}
