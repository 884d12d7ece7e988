//! Work passed on from turf to turf, from those that have too much to those that have too little.
//!
//! Where the turfs beside a heavy one are full themselves, no single trade helps: each would only make
//! another turf too heavy. So what one gives, the next passes on, in a chain of trades that is made
//! only if it saves something as a whole (an ejection chain, Glover 1996).

use super::deal::Deal;
use super::trade::Trade;

/// Most turfs that pass something on, after the first.
const PASSED_ON: usize = 2;
/// Of all that a turf could give so many are tried further, the cheapest.
const TRIED: usize = 4;
/// What a chain has to save, in milliseconds.
const WORTH_MS: f64 = 1_000.0;

impl Trade<'_> {
    /// Relieves turfs that have too much work and brings some to those that have too little, the
    /// farthest off first; whether anything was traded.
    pub(crate) fn level(&mut self) -> bool {
        self.find_fair();
        let mut off: Vec<usize> = (0..self.rounds.len())
            .filter(|&turf| self.beyond(turf) != 0.0)
            .collect();
        off.sort_by(|&a, &b| self.beyond(b).abs().total_cmp(&self.beyond(a).abs()));
        let mut traded = false;
        for turf in off {
            let beyond = self.beyond(turf);
            if beyond != 0.0 {
                traded |= self.pass_on(&mut vec![turf], beyond > 0.0, 0.0);
            }
        }
        traded
    }

    /// Lets the last turf of a chain that has cost `spent_ms` give something, or take if not `gives`,
    /// and others pass it on; false, and all as it was, if nothing is saved in the end.
    fn pass_on(&mut self, chain: &mut Vec<usize>, gives: bool, spent_ms: f64) -> bool {
        let turf = chain[chain.len() - 1];
        let mut deals = self.deals(chain, gives, -spent_ms);
        deals.sort_by(|a, b| a.price.total_cmp(&b.price));
        deals.truncate(TRIED);
        for deal in deals {
            let (price, other) = (deal.price, deal.other(turf));
            let before = self.undoing([turf, other]);
            self.make(deal);
            if spent_ms + price < -WORTH_MS {
                return true;
            }
            if chain.len() <= PASSED_ON {
                chain.push(other);
                if self.pass_on(chain, gives, spent_ms + price) {
                    return true;
                }
                chain.pop();
            }
            self.make(before);
        }
        false
    }

    /// What the last turf of a chain may give to turfs beside it, or take from them.
    fn deals(&mut self, chain: &[usize], gives: bool, limit: f64) -> Vec<Deal> {
        let limit = if chain.len() <= PASSED_ON {
            f64::INFINITY
        } else {
            limit
        };
        let market = self.market;
        let turf = chain[chain.len() - 1];
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for own in self.rounds[turf].units() {
            for &beside in &market.beside[own as usize] {
                let other = self.turf_of[beside as usize];
                let unit = if gives { own } else { beside };
                if !chain.contains(&(other as usize)) && !market.stays[unit as usize] {
                    pairs.push((unit, other));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut deals = Vec::new();
        for (unit, other) in pairs {
            let other = other as usize;
            let (from, to) = if gives { (turf, other) } else { (other, turf) };
            let face = self.rest_of_face(unit as usize);
            if face.len() > 1 && face[0] == unit {
                deals.extend(self.weigh(from, to, face, Vec::new(), limit));
            }
            deals.extend(self.weigh(from, to, vec![unit], Vec::new(), limit));
        }
        deals
    }
}
