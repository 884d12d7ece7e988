//! Puts into a ring what still fits.

use super::change::{Change, noisy};
use super::local::settle;
use crate::route::random::Random;

/// Neighbours in the ring beside which a place is tried.
const BESIDE: usize = 5;
/// Changed places try to be beside so many of their neighbours.
const AROUND: usize = 12;

/// What goes in first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    /// Most worth for what it costs.
    Ratio,
    /// Most worth.
    Worth,
    /// Least cost.
    Cost,
}

/// The least price for which an outside place was found to go into the ring, and between which
/// two. Kept from step to step, and only good while these two are beside each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    before: u32,
    after: u32,
    price: i64,
}

impl Offer {
    /// Not looked for yet.
    pub(super) const UNKNOWN: Self = Self {
        before: 0,
        after: 0,
        price: i64::MIN,
    };
    /// None of the neighbours is in the ring.
    const NONE: Self = Self {
        before: 0,
        after: 0,
        price: i64::MAX,
    };
}

impl Change<'_> {
    /// Puts in what fits, and makes the ring shorter, in turn until nothing is gained.
    pub(super) fn fill(&mut self, greed: Greed, random: &mut Random) {
        loop {
            self.renew_offers();
            self.put_in(greed, random);
            let cost = self.trip.cost;
            settle(self.problem, &mut self.trip, &mut self.waiting);
            if self.trip.cost == cost {
                break;
            }
        }
    }

    /// Takes the ways at changed places into account. An offer between two that were parted
    /// stays until it is asked for: without that way it can only become dearer.
    fn renew_offers(&mut self) {
        while let Some(changed) = self.waiting.take_changed() {
            if !self.trip.holds(changed) {
                continue;
            }
            let ways = [
                (self.trip.previous(changed), changed),
                (changed, self.trip.next(changed)),
            ];
            let near = &self.problem.near[changed];
            for &place in &near[..AROUND.min(near.len())] {
                let place = place as usize;
                if self.trip.holds(place) {
                    continue;
                }
                for (before, after) in ways {
                    let price = self.price(before, place, after);
                    if price < self.offers[place].price {
                        self.offers[place] = Offer {
                            before: before as u32,
                            after: after as u32,
                            price,
                        };
                    }
                }
            }
        }
    }

    fn price(&self, before: usize, place: usize, after: usize) -> i64 {
        let cost = |a: usize, b: usize| self.problem.cost(a, b);
        cost(before, place) + cost(place, after) - cost(before, after)
    }

    /// The place behind which an offer goes in, if its two are still beside each other.
    fn behind(&self, offer: Offer) -> Option<usize> {
        let (before, after) = (offer.before as usize, offer.after as usize);
        if offer.price == i64::MIN || !self.trip.holds(before) || !self.trip.holds(after) {
            return None;
        }
        if self.trip.next(before) == after {
            Some(before)
        } else if self.problem.symmetric && self.trip.next(after) == before {
            Some(after)
        } else {
            None
        }
    }

    /// An outside place beside the nearest of its neighbours in the ring.
    pub(super) fn offer(&self, place: usize) -> Offer {
        let near = self.problem.near[place].iter().map(|&p| p as usize);
        let beside = near.filter(|&p| self.trip.holds(p)).take(BESIDE);
        let mut best = Offer::NONE;
        for p in beside {
            for (before, after) in [(p, self.trip.next(p)), (self.trip.previous(p), p)] {
                let price = self.price(before, place, after);
                if price < best.price {
                    best = Offer {
                        before: before as u32,
                        after: after as u32,
                        price,
                    };
                }
            }
        }
        best
    }

    /// Puts a place in where its offer says; false if it has none.
    pub(super) fn put(&mut self, place: usize, offer: Offer) -> bool {
        let Some(behind) = self.behind(offer) else {
            return false;
        };
        self.trip.insert_behind(self.problem, behind, place);
        self.waiting.add(behind);
        self.waiting.add(place);
        self.waiting.add(self.trip.next(place));
        true
    }

    /// Takes the best offers until none fits.
    fn put_in(&mut self, greed: Greed, random: &mut Random) {
        loop {
            let room = self.problem.limit - self.trip.cost;
            let mut best: Option<(u64, usize)> = None;
            for place in 0..self.problem.len() {
                if self.offers[place].price > room || self.trip.holds(place) {
                    continue;
                }
                if self.behind(self.offers[place]).is_none() {
                    self.offers[place] = self.offer(place);
                    if self.offers[place].price > room {
                        continue;
                    }
                }
                let worth = self.problem.worth[place];
                let price = self.offers[place].price.max(0).unsigned_abs() + 1;
                let value = match greed {
                    Greed::Ratio => (worth << 24) / price,
                    Greed::Worth => worth << 24,
                    Greed::Cost => (1 << 40) / price,
                };
                let value = noisy(value, random);
                if best.is_none_or(|(most, _)| value > most) {
                    best = Some((value, place));
                }
            }
            let Some((_, place)) = best else {
                return;
            };
            self.put(place, self.offers[place]);
            self.renew_offers();
        }
    }
}
