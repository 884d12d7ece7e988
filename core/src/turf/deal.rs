//! A trade between two turfs: what it costs, whether they stay whole, and making it.

use super::round::Round;
use super::trade::{FRAIL_MS, PIECE_MS, Trade, estranged_ms};

/// A trade that looks worse than what is allowed by this much is given up before its walks are
/// shortened, in milliseconds.
const HOPELESS_MS: f64 = 60_000.0;

/// A trade that has been looked at.
pub(super) struct Deal {
    /// What it costs, in milliseconds.
    pub(super) price: f64,
    after: [After; 2],
}

impl Deal {
    /// The turf that trades with this one.
    pub(super) fn other(&self, turf: usize) -> usize {
        let [a, b] = &self.after;
        if a.turf == turf { b.turf } else { a.turf }
    }
}

/// A turf after a trade that is being looked at.
pub(super) struct After {
    turf: usize,
    round: Round,
    doors_ms: i64,
    pieces: u32,
    seen: u32,
    gained: Vec<u32>,
    lost: Vec<u32>,
}

impl Trade<'_> {
    /// Gives units from one turf to another and takes some back, unless that costs more than
    /// `limit` or a turf would fall apart.
    pub(super) fn exchange(
        &mut self,
        from: usize,
        to: usize,
        given: Vec<u32>,
        taken: Vec<u32>,
        limit: f64,
    ) -> bool {
        let deal = self.weigh(from, to, given, taken, limit);
        let deal = deal.filter(|deal| deal.price <= limit);
        deal.map(|deal| self.make(deal)).is_some()
    }

    /// Looks at giving units from one turf to another and taking some back. `None` where a turf would
    /// fall apart, or where it is plain early that it costs more than `limit`.
    pub(super) fn weigh(
        &mut self,
        from: usize,
        to: usize,
        given: Vec<u32>,
        taken: Vec<u32>,
        limit: f64,
    ) -> Option<Deal> {
        if given.len() >= self.rounds[from].len() + taken.len()
            || taken.len() >= self.rounds[to].len() + given.len()
        {
            return None;
        }
        let hopeless = limit + HOPELESS_MS;
        let mut besides =
            self.parted(&given, &taken, from, to) + self.estranged_by(&given, &taken, from, to);
        for turf in [from, to] {
            besides -= self.price(turf, &self.rounds[turf], self.doors_ms[turf]);
        }
        let first = self.after(from, &given, &taken);
        if taken.is_empty() {
            // To find a place for what is given takes longest. Its walk gets no shorter by it.
            let doors_ms = self.doors_ms[to] + self.doors_ms[from] - first.doors_ms;
            let least = self.price(to, &self.rounds[to], doors_ms) + self.price_of(&first);
            if least + besides > hopeless {
                return None;
            }
        }
        let mut after = [first, self.after(to, &taken, &given)];
        let price = |trade: &Self, after: &[After; 2]| -> f64 {
            after.iter().map(|a| trade.price_of(a)).sum()
        };
        if price(self, &after) + besides > hopeless {
            return None;
        }
        for a in &mut after {
            a.pieces = self.pieces_of(a);
        }
        if after[0].pieces > self.pieces[from] && taken.is_empty() {
            // What the units were the way to goes with them.
            let most = self.rounds[from].len() / 2;
            let mut all = self.cut_off(&after[0]);
            let stays = |u: &u32| self.market.stays[*u as usize];
            if all.len() + given.len() <= most && !all.iter().any(stays) {
                all.extend(given);
                return self.weigh(from, to, all, taken, limit);
            }
            return None;
        }
        if after.iter().any(|a| a.pieces > self.pieces[a.turf]) {
            return None;
        }
        for a in &mut after {
            besides += PIECE_MS * (f64::from(a.pieces) - f64::from(self.pieces[a.turf]));
            a.seen = self.pieces_seen(a);
            besides += FRAIL_MS * (f64::from(a.seen) - f64::from(self.seen[a.turf]));
        }
        if price(self, &after) + besides > hopeless {
            return None;
        }
        for a in &mut after {
            a.round.settle(&self.market.ways);
        }
        let price = price(self, &after) + besides;
        Some(Deal { price, after })
    }

    /// Makes a trade that was looked at, if nothing has been traded since.
    pub(super) fn make(&mut self, deal: Deal) {
        for a in deal.after {
            for &unit in &a.gained {
                self.turf_of[unit as usize] = a.turf as u32;
            }
            self.doors_ms[a.turf] = a.doors_ms;
            self.pieces[a.turf] = a.pieces;
            self.seen[a.turf] = a.seen;
            self.rounds[a.turf] = a.round;
        }
    }

    /// The trade that brings two turfs back to what they are now, whatever they trade meanwhile with
    /// each other.
    pub(super) fn undoing(&self, turfs: [usize; 2]) -> Deal {
        let after = turfs.map(|turf| After {
            turf,
            round: self.rounds[turf].clone(),
            doors_ms: self.doors_ms[turf],
            pieces: self.pieces[turf],
            seen: self.seen[turf],
            gained: self.rounds[turf].units().collect(),
            lost: Vec::new(),
        });
        Deal { price: 0.0, after }
    }

    fn price_of(&self, after: &After) -> f64 {
        self.price(after.turf, &after.round, after.doors_ms)
    }

    pub(super) fn after(&self, turf: usize, lost: &[u32], gained: &[u32]) -> After {
        let ways = &self.market.ways;
        let mut round = self.rounds[turf].clone();
        let mut doors_ms = self.doors_ms[turf];
        for &unit in lost {
            round.take(ways, unit);
            doors_ms -= self.market.doors_ms[unit as usize];
        }
        for &unit in gained {
            round.add(ways, unit);
            doors_ms += self.market.doors_ms[unit as usize];
        }
        After {
            turf,
            round,
            doors_ms,
            pieces: 1,
            seen: 0,
            gained: gained.to_vec(),
            lost: lost.to_vec(),
        }
    }

    /// What changes in the price of parting units, from each other and from their homes.
    fn parted(&self, given: &[u32], taken: &[u32], from: usize, to: usize) -> f64 {
        let mut ms = 0.0;
        for (units, other, from, to) in [(given, taken, from, to), (taken, given, to, from)] {
            for &unit in units {
                for &(with, price) in &self.market.ties[unit as usize] {
                    // Those that go together stay so, and those that change places stay parted.
                    if units.contains(&with) || other.contains(&with) {
                        continue;
                    }
                    let turf = self.turf_of[with as usize] as usize;
                    if turf == from {
                        ms += price;
                    } else if turf == to {
                        ms -= price;
                    }
                }
                if let Some((home, price)) = self.market.home[unit as usize] {
                    if home as usize == from {
                        ms += price;
                    } else if home as usize == to {
                        ms -= price;
                    }
                }
            }
        }
        ms
    }

    /// What changes in the price of doors whose nearest are in other turfs.
    fn estranged_by(&mut self, given: &[u32], taken: &[u32], from: usize, to: usize) -> f64 {
        self.mark += 1;
        let market = self.market;
        let before = |unit: u32| self.turf_of[unit as usize];
        let after = |unit: u32| {
            if given.contains(&unit) {
                to as u32
            } else if taken.contains(&unit) {
                from as u32
            } else {
                before(unit)
            }
        };
        let mut ms = 0.0;
        for &unit in given.iter().chain(taken) {
            for &c in &market.crowds_of[unit as usize] {
                if self.crowd_marks[c as usize] != self.mark {
                    self.crowd_marks[c as usize] = self.mark;
                    let crowd = &market.crowds[c as usize];
                    ms += estranged_ms(crowd, after) - estranged_ms(crowd, before);
                }
            }
        }
        ms
    }

    /// Of how many pieces a turf is after a trade, and on how many islands besides: a turf reaches
    /// over to another one only where nothing else is left, and there from the nearest door.
    pub(super) fn pieces_of(&mut self, after: &After) -> u32 {
        let mut pieces = 0;
        self.each_piece(after, &self.market.beside, |_| pieces += 1);
        let Some(island) = &self.market.island else {
            return pieces;
        };
        let mut islands: Vec<u32> = after.round.units().map(|u| island[u as usize]).collect();
        islands.sort_unstable();
        islands.dedup();
        pieces + islands.len().saturating_sub(1) as u32
    }

    /// The same in each view of the streets, in all.
    pub(super) fn pieces_seen(&mut self, after: &After) -> u32 {
        let mut pieces = 0;
        for view in &self.market.views {
            self.each_piece(after, view, |_| pieces += 1);
        }
        pieces
    }

    /// All pieces of a turf after a trade but the largest.
    fn cut_off(&mut self, after: &After) -> Vec<u32> {
        let mut pieces: Vec<Vec<u32>> = Vec::new();
        self.each_piece(after, &self.market.beside, |piece| {
            pieces.push(piece.to_vec())
        });
        pieces.sort_by_key(|p| std::cmp::Reverse(p.len()));
        pieces.into_iter().skip(1).flatten().collect()
    }

    fn each_piece(&mut self, after: &After, beside: &[Vec<u32>], mut look_at: impl FnMut(&[u32])) {
        self.mark += 1;
        let mark = self.mark;
        let mut open = Vec::new();
        for first in after.round.units() {
            if self.marks[first as usize] == mark {
                continue;
            }
            self.marks[first as usize] = mark;
            open.clear();
            open.push(first);
            let mut next = 0;
            while let Some(&unit) = open.get(next) {
                next += 1;
                for &v in &beside[unit as usize] {
                    let ours = if self.turf_of[v as usize] as usize == after.turf {
                        !after.lost.contains(&v)
                    } else {
                        after.gained.contains(&v)
                    };
                    if ours && self.marks[v as usize] != mark {
                        self.marks[v as usize] = mark;
                        open.push(v);
                    }
                }
            }
            look_at(&open);
        }
    }
}
