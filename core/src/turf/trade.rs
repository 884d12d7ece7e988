//! Units traded between neighbouring turfs for less walking and fairer work.
//!
//! Each turf keeps an actual walk through its units ([`Round`]), so what a trade saves or costs is
//! known nearly exactly. Trades that cost something are made now and then, less and less
//! (simulated annealing, Kirkpatrick, Gelatt and Vecchi 1983); a turf never falls apart and is
//! never emptied. The number of tries is given, so the same input gives the same turfs.

use super::heat::{Effort, STEPS, exponential};
use super::market::{Crowd, Market, NEAREST};
use super::round::Round;
use crate::route::Random;

/// Price of work that is off by the whole of a fair turf's, squared, in fair turfs of work.
const UNFAIR: f64 = 2.0;
/// The same for what is more than [`OVER`] or less by more than [`UNDER`]: while turfs are found,
/// and once they are there.
const FAR_OFF: f64 = 150.0;
const FAR_OFF_AT_LAST: f64 = 800.0;
/// So much more work than is fair is of little matter, as a share of a fair turf's.
pub(super) const OVER: f64 = 0.02;
/// And so much less: nobody has to walk longer for a turf that is light.
pub(super) const UNDER: f64 = 0.04;
/// Price of each piece more than one that a turf falls into in one view of the streets, in
/// milliseconds.
const FRAIL_MS: f64 = 50_000.0;
/// Price of each piece that a turf consists of, in milliseconds.
const PIECE_MS: f64 = 3_000_000.0;
/// Price of a door by how many of its nearest are in other turfs, in milliseconds. With three of
/// four it stands stranded.
const ESTRANGED_MS: [f64; NEAREST + 1] = [0.0, 10_000.0, 40_000.0, 300_000.0, 350_000.0];
/// A trade that looks worse than what is allowed by this much is given up before its walks are
/// shortened, in milliseconds.
const HOPELESS_MS: f64 = 60_000.0;

/// Turfs while they trade.
pub(crate) struct Trade<'a> {
    pub(super) market: &'a Market,
    pub(crate) turf_of: Vec<u32>,
    pub(crate) rounds: Vec<Round>,
    doors_ms: Vec<i64>,
    /// Real walking over that of `rounds` for each turf, in thousandths.
    pub(crate) ratio: Vec<i64>,
    /// Of how many pieces each turf is: one, unless it began in several.
    pieces: Vec<u32>,
    /// The same in all views of the streets together.
    seen: Vec<u32>,
    fair_ms: f64,
    marks: Vec<u32>,
    /// The same for crowds.
    crowd_marks: Vec<u32>,
    mark: u32,
    /// Price of work that is off by more than is of little matter, squared, in fair turfs of work.
    far_off: f64,
}

/// Price of a crowd, by the turf of each unit.
fn estranged_ms(crowd: &Crowd, turf: impl Fn(u32) -> u32) -> f64 {
    let own = turf(crowd.unit);
    let elsewhere = crowd.near.iter().filter(|&&unit| turf(unit) != own).count();
    ESTRANGED_MS[elsewhere] * f64::from(crowd.doors)
}

/// A turf after a trade that is being looked at.
struct After {
    turf: usize,
    round: Round,
    doors_ms: i64,
    pieces: u32,
    seen: u32,
    gained: Vec<u32>,
    lost: Vec<u32>,
}

impl<'a> Trade<'a> {
    /// Turfs as they are in the beginning; each holds some unit.
    pub(crate) fn new(market: &'a Market, turf_of: Vec<u32>, turfs: usize) -> Self {
        let mut held = vec![Vec::new(); turfs];
        let mut doors_ms = vec![0; turfs];
        for (unit, &turf) in turf_of.iter().enumerate() {
            held[turf as usize].push(unit as u32);
            doors_ms[turf as usize] += market.doors_ms[unit];
        }
        let through = |units: Vec<u32>| Round::through(&market.ways, units);
        let mut trade = Self {
            rounds: held.into_iter().map(through).collect(),
            marks: vec![0; turf_of.len()],
            crowd_marks: vec![0; market.crowds.len()],
            mark: 0,
            market,
            turf_of,
            doors_ms,
            ratio: vec![1000; turfs],
            pieces: vec![0; turfs],
            seen: vec![0; turfs],
            fair_ms: 1.0,
            far_off: FAR_OFF,
        };
        for turf in 0..turfs {
            let as_it_is = trade.after(turf, &[], &[]);
            trade.pieces[turf] = trade.pieces_of(&as_it_is);
            trade.seen[turf] = trade.pieces_seen(&as_it_is);
        }
        trade
    }

    fn work_ms(&self, turf: usize, round: &Round, doors_ms: i64) -> i64 {
        doors_ms + round.ms * self.ratio[turf] / 1000
    }

    /// Price of one turf, walking included.
    fn price(&self, turf: usize, round: &Round, doors_ms: i64) -> f64 {
        let off = self.work_ms(turf, round, doors_ms) as f64 / self.fair_ms - 1.0;
        let far = (off - OVER).max(-off - UNDER).max(0.0);
        round.ms as f64 + self.fair_ms * (UNFAIR * off * off + self.far_off * far * far)
    }

    /// Price of all turfs, and of what they part.
    pub(crate) fn cost(&self) -> f64 {
        let turfs = (0..self.rounds.len())
            .map(|t| self.price(t, &self.rounds[t], self.doors_ms[t]))
            .sum::<f64>();
        let parted: f64 = (0..self.turf_of.len())
            .flat_map(|u| self.market.ties[u].iter().map(move |tie| (u, tie)))
            .filter(|(u, (v, _))| self.turf_of[*u] != self.turf_of[*v as usize])
            .map(|(_, (_, price))| price / 2.0)
            .sum();
        let frail: f64 = self.seen.iter().map(|&n| FRAIL_MS * f64::from(n)).sum();
        let pieces: f64 = self.pieces.iter().map(|&n| PIECE_MS * f64::from(n)).sum();
        turfs + parted + frail + pieces + self.estranged_ms()
    }

    /// Price of doors whose nearest are in other turfs.
    fn estranged_ms(&self) -> f64 {
        let turf = |unit: u32| self.turf_of[unit as usize];
        let crowds = self.market.crowds.iter();
        crowds.map(|crowd| estranged_ms(crowd, turf)).sum()
    }

    /// From now on equal work matters most.
    pub(crate) fn be_fair(&mut self) {
        self.far_off = FAR_OFF_AT_LAST;
    }

    /// Price of what hangs together in some views only, and of doors whose nearest are elsewhere.
    pub(crate) fn besides_ms(&self) -> f64 {
        let least = (self.market.views.len() * self.rounds.len()) as f64;
        let apart: u32 = self.pieces.iter().map(|&n| n.saturating_sub(1)).sum();
        FRAIL_MS * (self.seen.iter().map(|&n| f64::from(n)).sum::<f64>() - least)
            + PIECE_MS * f64::from(apart)
            + self.estranged_ms()
    }

    /// Trades.
    pub(crate) fn run(&mut self, effort: Effort, random: &mut Random) {
        if self.turf_of.is_empty() || self.rounds.len() < 2 {
            return;
        }
        for step in 0..STEPS {
            let work = (0..self.rounds.len())
                .map(|t| self.work_ms(t, &self.rounds[t], self.doors_ms[t]))
                .sum::<i64>();
            self.fair_ms = (work as f64 / self.rounds.len() as f64).max(1.0);
            let heat = effort.heat(step);
            for _ in 0..effort.tries.div_ceil(STEPS) {
                self.attempt(heat, random);
            }
        }
    }

    fn attempt(&mut self, heat: f64, random: &mut Random) {
        let unit = random.below(self.turf_of.len());
        let from = self.turf_of[unit] as usize;
        let beside = &self.market.beside[unit];
        if beside.is_empty() || self.market.stays[unit] {
            return;
        }
        let to = self.turf_of[beside[random.below(beside.len())] as usize] as usize;
        if from == to {
            return;
        }
        let given = match random.below(4) {
            0 | 1 => vec![unit as u32],
            2 => self.rest_of_road(unit),
            _ => self.clump(unit, 2 + random.below(3), random),
        };
        let taken = if random.below(3) == 0 {
            let round = &self.rounds[to];
            let other = round.units().nth(random.below(round.len()));
            let touches = |u: &u32| {
                let beside = &self.market.beside[*u as usize];
                beside
                    .iter()
                    .any(|v| self.turf_of[*v as usize] as usize == from)
            };
            match other.filter(|u| touches(u) && !self.market.stays[*u as usize]) {
                Some(other) if random.below(2) == 0 => self.rest_of_road(other as usize),
                Some(other) => vec![other],
                None => return,
            }
        } else {
            Vec::new()
        };
        let limit = heat * exponential(random);
        self.exchange(from, to, given, taken, limit);
    }

    /// The units of its turf on its road.
    pub(super) fn rest_of_road(&self, unit: usize) -> Vec<u32> {
        self.rest(unit, |face| face / 2)
    }

    /// The units of its turf on its face.
    pub(super) fn rest_of_face(&self, unit: usize) -> Vec<u32> {
        self.rest(unit, |face| face)
    }

    fn rest(&self, unit: usize, of: impl Fn(u32) -> u32) -> Vec<u32> {
        let market = self.market;
        let alike = |other: usize| of(market.face[other]) == of(market.face[unit]);
        let turf = self.turf_of[unit];
        let (mut first, mut end) = (unit, unit + 1);
        while first > 0 && alike(first - 1) {
            first -= 1;
        }
        while end < market.face.len() && alike(end) {
            end += 1;
        }
        (first..end)
            .filter(|&u| self.turf_of[u] == turf && !market.stays[u])
            .map(|u| u as u32)
            .collect()
    }

    /// Up to `most` units of a turf that hang together.
    fn clump(&self, unit: usize, most: usize, random: &mut Random) -> Vec<u32> {
        let mut clump = vec![unit as u32];
        for _ in 0..3 * most {
            let at = clump[random.below(clump.len())] as usize;
            let beside = &self.market.beside[at];
            let next = beside[random.below(beside.len())];
            let ours = self.turf_of[next as usize] == self.turf_of[unit];
            if ours && !clump.contains(&next) && !self.market.stays[next as usize] {
                clump.push(next);
                if clump.len() == most {
                    break;
                }
            }
        }
        clump
    }

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
        if given.len() >= self.rounds[from].len() + taken.len()
            || taken.len() >= self.rounds[to].len() + given.len()
        {
            return false;
        }
        let parted =
            self.parted(&given, &taken, from, to) + self.estranged_by(&given, &taken, from, to);
        let before = self.price(from, &self.rounds[from], self.doors_ms[from])
            + self.price(to, &self.rounds[to], self.doors_ms[to]);
        let mut after = [
            self.after(from, &given, &taken),
            self.after(to, &taken, &given),
        ];
        let price = |trade: &Self, after: &[After; 2]| -> f64 {
            let of = |a: &After| trade.price(a.turf, &a.round, a.doors_ms);
            of(&after[0]) + of(&after[1]) + parted - before
        };
        if price(self, &after) > limit + HOPELESS_MS {
            return false;
        }
        for a in &mut after {
            a.pieces = self.pieces_of(a);
        }
        if after[0].pieces > self.pieces[from] && taken.is_empty() {
            // What the units were the way to goes with them.
            let most = self.rounds[from].len() / 2;
            let mut all = self.cut_off(&after[0]);
            if all.len() + given.len() <= most {
                all.extend(given);
                return self.exchange(from, to, all, taken, limit);
            }
            return false;
        }
        if after.iter().any(|a| a.pieces > self.pieces[a.turf]) {
            return false;
        }
        let mut frail = 0.0;
        for a in &mut after {
            frail += PIECE_MS * (f64::from(a.pieces) - f64::from(self.pieces[a.turf]));
            a.seen = self.pieces_seen(a);
            frail += FRAIL_MS * (f64::from(a.seen) - f64::from(self.seen[a.turf]));
            a.round.settle(&self.market.ways);
        }
        if price(self, &after) + frail > limit {
            return false;
        }
        for a in after {
            for &unit in &a.gained {
                self.turf_of[unit as usize] = a.turf as u32;
            }
            self.doors_ms[a.turf] = a.doors_ms;
            self.pieces[a.turf] = a.pieces;
            self.seen[a.turf] = a.seen;
            self.rounds[a.turf] = a.round;
        }
        true
    }

    fn after(&self, turf: usize, lost: &[u32], gained: &[u32]) -> After {
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

    /// Of how many pieces a turf is after a trade.
    fn pieces_of(&mut self, after: &After) -> u32 {
        let mut pieces = 0;
        self.each_piece(after, &self.market.beside, |_| pieces += 1);
        pieces
    }

    /// The same in each view of the streets, in all.
    fn pieces_seen(&mut self, after: &After) -> u32 {
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
