//! Puts into a ring what still fits.

use super::change::{Change, noisy};
use super::local::settle;
use crate::route::random::Random;

/// Neighbours in the ring beside which a place is tried.
const BESIDE: usize = 5;

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

/// The least price for which an outside place was found to go in, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub(super) place: u32,
    /// The place behind which it goes.
    pub(super) behind: u32,
    price: i64,
}

impl Change<'_> {
    /// Puts in what fits, and makes the ring shorter, in turn until nothing is gained.
    pub(super) fn fill(&mut self, greed: Greed, random: &mut Random) {
        loop {
            let mut offers = std::mem::take(&mut self.offers);
            offers.clear();
            let outside = (0..self.problem.len()).filter(|&p| !self.trip.holds(p));
            offers.extend(outside.filter_map(|place| self.offer(place)));
            self.put_in(&mut offers, greed, random);
            self.offers = offers;
            let cost = self.trip.cost;
            settle(self.problem, &mut self.trip, &mut self.waiting);
            if self.trip.cost == cost {
                break;
            }
        }
    }

    /// An outside place beside the nearest of its neighbours in the ring; `None` if none of those
    /// in its list is.
    pub(super) fn offer(&self, place: usize) -> Option<Offer> {
        let near = self.problem.near[place].iter().map(|&p| p as usize);
        let beside = near.filter(|&p| self.trip.holds(p)).take(BESIDE);
        let mut best: Option<Offer> = None;
        for p in beside {
            for behind in [p, self.trip.previous(p)] {
                let price = self.trip.price_behind(self.problem, behind, place);
                if best.is_none_or(|best| price < best.price) {
                    best = Some(Offer {
                        place: place as u32,
                        behind: behind as u32,
                        price,
                    });
                }
            }
        }
        best
    }

    /// Takes the best offers until none fits.
    fn put_in(&mut self, offers: &mut Vec<Offer>, greed: Greed, random: &mut Random) {
        loop {
            let room = self.problem.limit - self.trip.cost;
            let mut best: Option<(u64, usize)> = None;
            for (i, offer) in offers.iter().enumerate() {
                if offer.price > room {
                    continue;
                }
                let worth = self.problem.worth[offer.place as usize];
                let price = offer.price.max(0).unsigned_abs() + 1;
                let value = match greed {
                    Greed::Ratio => (worth << 24) / price,
                    Greed::Worth => worth << 24,
                    Greed::Cost => (1 << 40) / price,
                };
                let value = noisy(value, random);
                if best.is_none_or(|(most, _)| value > most) {
                    best = Some((value, i));
                }
            }
            let Some((_, index)) = best else {
                return;
            };
            let taken = offers.swap_remove(index);
            self.put(taken);
            for offer in offers.iter_mut() {
                let place = offer.place as usize;
                if offer.behind == taken.behind {
                    // The way that it would have gone in was taken.
                    *offer = self.offer(place).unwrap_or(*offer);
                    continue;
                }
                for behind in [taken.behind, taken.place] {
                    let price = self.trip.price_behind(self.problem, behind as usize, place);
                    if price < offer.price {
                        (offer.price, offer.behind) = (price, behind);
                    }
                }
            }
        }
    }
}
