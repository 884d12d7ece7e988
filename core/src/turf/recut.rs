//! Some turfs beside each other cut anew.
//!
//! Trades move borders, but hardly change which turf has which part of a town: on the way there all
//! would be dearer. So a few turfs beside each other are put together, parted as a first cut is, and
//! trade among themselves; they stay so if that is cheaper than before and no turf falls apart
//! (merged and split as by DeFord, Duchin and Solomon 2021; ruined and recreated as by Schrimpf and
//! others 2000). So each part of a town is tried in more ways than whole first cuts could.

use super::heat::{Effort, STEPS};
use super::part::pieces;
use super::round::Round;
use super::score::Land;
use super::trade::Trade;
use crate::route::Random;

/// Most turfs that are cut anew together; 2 are the fewest.
const TOGETHER: usize = 6;
/// Trees drawn for each halving.
const TREES: usize = 3;
/// Tries for each unit to trade it afterwards, and how dear trades may be.
const TRIES: usize = 150;
const FROM_MS: f64 = 100_000.0;
const TO_MS: f64 = 2_000.0;

/// Some turfs as they were.
struct Before {
    /// Units and their turfs.
    turf_of: Vec<(u32, u32)>,
    turfs: Vec<TurfBefore>,
}

struct TurfBefore {
    turf: usize,
    round: Round,
    doors_ms: i64,
    pieces: u32,
    seen: u32,
}

impl Trade<'_> {
    /// Cuts some turfs anew so many times, each time others. `land` is all that is traded.
    pub(crate) fn cut_anew(&mut self, land: &Land<'_>, times: usize, random: &mut Random) {
        if self.rounds.len() < 2 {
            return;
        }
        self.find_fair();
        let mut best = self.standing();
        for _ in 0..times {
            let first = random.below(self.rounds.len());
            let turfs = self.around(first, 2 + random.below(TOGETHER - 1), random);
            let mut units: Vec<u32> = turfs.iter().flat_map(|&t| self.rounds[t].units()).collect();
            units.sort_unstable();
            let market = self.market;
            let bound = |&u: &u32| !market.stays[u as usize] && market.home[u as usize].is_some();
            if turfs.len() < 2 || units.iter().any(bound) {
                continue;
            }
            let before = self.before(&turfs, &units);
            if !self.part(land, &turfs, &units, random) {
                continue;
            }
            self.trade_among(&turfs, &units, random);
            let now = self.standing();
            if now < best {
                best = now;
            } else {
                self.go_back(before);
            }
        }
    }

    /// A turf and up to `most` - 1 others, each beside one before it.
    fn around(&self, turf: usize, most: usize, random: &mut Random) -> Vec<usize> {
        let mut turfs = vec![turf];
        while turfs.len() < most {
            let units = turfs.iter().flat_map(|&t| self.rounds[t].units());
            let near = units.flat_map(|u| &self.market.beside[u as usize]);
            let mut beside: Vec<usize> = near
                .map(|&v| self.turf_of[v as usize] as usize)
                .filter(|t| !turfs.contains(t))
                .collect();
            beside.sort_unstable();
            beside.dedup();
            if beside.is_empty() {
                break;
            }
            turfs.push(beside[random.below(beside.len())]);
        }
        turfs
    }

    fn before(&self, turfs: &[usize], units: &[u32]) -> Before {
        let turf_of = units.iter().map(|&u| (u, self.turf_of[u as usize]));
        let turf = |&turf: &usize| TurfBefore {
            turf,
            round: self.rounds[turf].clone(),
            doors_ms: self.doors_ms[turf],
            pieces: self.pieces[turf],
            seen: self.seen[turf],
        };
        Before {
            turf_of: turf_of.collect(),
            turfs: turfs.iter().map(turf).collect(),
        }
    }

    fn go_back(&mut self, before: Before) {
        for (unit, turf) in before.turf_of {
            self.turf_of[unit as usize] = turf;
        }
        for was in before.turfs {
            self.rounds[was.turf] = was.round;
            self.doors_ms[was.turf] = was.doors_ms;
            self.pieces[was.turf] = was.pieces;
            self.seen[was.turf] = was.seen;
        }
    }

    /// Parts the units of some turfs among them anew; false, and nothing done, if they do not hang
    /// together.
    fn part(
        &mut self,
        land: &Land<'_>,
        turfs: &[usize],
        units: &[u32],
        random: &mut Random,
    ) -> bool {
        let all = units.iter().map(|&u| u as usize).collect();
        let parts = pieces(land, all, turfs.len(), TREES, random);
        if parts.len() < turfs.len() {
            return false;
        }
        let owner = |part: &Vec<usize>| {
            let seed = part.iter().find(|&&u| land.seeds[u]);
            seed.map(|&u| self.turf_of[u] as usize)
        };
        let owners: Vec<Option<usize>> = parts.iter().map(owner).collect();
        for ((&turf, owner), part) in turfs.iter().zip(owners).zip(parts) {
            let turf = owner.unwrap_or(turf);
            for &unit in &part {
                self.turf_of[unit] = turf as u32;
            }
            self.doors_ms[turf] = part.iter().map(|&u| self.market.doors_ms[u]).sum();
            let part = part.into_iter().map(|u| u as u32);
            self.rounds[turf] = Round::through(&self.market.ways, part);
        }
        for &turf in turfs {
            self.count_pieces(turf);
        }
        true
    }

    fn trade_among(&mut self, turfs: &[usize], units: &[u32], random: &mut Random) {
        let effort = Effort {
            tries: TRIES * units.len(),
            from_ms: FROM_MS,
            to_ms: TO_MS,
        };
        for step in 0..STEPS {
            let heat = effort.heat(step);
            for _ in 0..effort.tries.div_ceil(STEPS) {
                let unit = units[random.below(units.len())] as usize;
                self.attempt(unit, turfs, heat, random);
            }
        }
    }
}
