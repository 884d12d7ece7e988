//! Units traded between neighbouring turfs for less walking and fairer work.
//!
//! Each turf keeps an actual walk through its units ([`Round`]), so what a trade saves or costs is
//! known nearly exactly. Trades that cost something are made now and then, less and less
//! (simulated annealing, Kirkpatrick, Gelatt and Vecchi 1983); a turf never falls apart and is
//! never emptied. The number of tries is given, so the same input gives the same turfs.

use super::heat::{Effort, STEPS, exponential, on_the_way};
use super::market::{Crowd, Market, NEAREST};
use super::round::Round;
use crate::route::Random;

/// Price of work that is off by the whole of a fair turf's, squared, in fair turfs of work.
const UNFAIR: f64 = 2.0;
/// The same for what goes beyond [`Slack`]: while turfs are found, and once they are there.
const FAR_OFF: f64 = 150.0;
const FAR_OFF_AT_LAST: f64 = 8_000.0;
/// Price of each piece more than one that a turf falls into in one view of the streets, in
/// milliseconds.
pub(super) const FRAIL_MS: f64 = 50_000.0;
/// Price of each piece that a turf consists of, and of each island besides, in milliseconds.
pub(super) const PIECE_MS: f64 = 3_000_000.0;
/// Price of a door by how many of its nearest are in other turfs, in milliseconds. With three of
/// four it stands stranded.
const ESTRANGED_MS: [f64; NEAREST + 1] = [0.0, 10_000.0, 40_000.0, 400_000.0, 450_000.0];

/// Turfs while they trade.
pub(crate) struct Trade<'a> {
    pub(super) market: &'a Market,
    pub(crate) turf_of: Vec<u32>,
    pub(crate) rounds: Vec<Round>,
    pub(super) doors_ms: Vec<i64>,
    /// Real walking over that of `rounds` for each turf, in thousandths.
    pub(crate) ratio: Vec<i64>,
    /// Of how many pieces each turf is, and on how many islands besides: one, unless it began so.
    pub(super) pieces: Vec<u32>,
    /// The same in all views of the streets together.
    pub(super) seen: Vec<u32>,
    fair_ms: f64,
    pub(crate) slack: Slack,
    pub(super) marks: Vec<u32>,
    /// The same for crowds.
    pub(super) crowd_marks: Vec<u32>,
    pub(super) mark: u32,
    /// Price of work that is off by more than is of little matter, squared, in fair turfs of work.
    far_off: f64,
    /// Whether equal work matters most by now.
    fairly: bool,
}

/// What work may be off by as a share of a fair turf's, and it is of little matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slack {
    over: f64,
    /// More than over: nobody has to walk longer for a turf that is light.
    under: f64,
    /// Half a door: turfs of few doors are hardly more equal than that.
    half_door: f64,
}

impl Slack {
    /// Where units are so large that equal turfs could be had at the price of long walks only.
    pub(crate) const LARGE_UNITS: Self = Self {
        over: 0.02,
        under: 0.04,
        half_door: 0.0,
    };
    /// Where units are single doors.
    pub(crate) const SMALL_UNITS: Self = Self {
        over: 0.01,
        under: 0.04,
        half_door: 0.0,
    };

    /// The part of what work is off by that matters.
    pub(crate) fn beyond(self, off: f64) -> f64 {
        let over = self.over.max(self.half_door);
        let under = self.under.max(self.half_door);
        (off - over).max(0.0) + (off + under).min(0.0)
    }
}

/// Price of a crowd, by the turf of each unit.
pub(super) fn estranged_ms(crowd: &Crowd, turf: impl Fn(u32) -> u32) -> f64 {
    let own = turf(crowd.unit);
    let elsewhere = crowd.near.iter().filter(|&&unit| turf(unit) != own).count();
    ESTRANGED_MS[elsewhere] * f64::from(crowd.doors)
}

impl<'a> Trade<'a> {
    /// Turfs as they are in the beginning; each holds some unit.
    pub(crate) fn new(market: &'a Market, turf_of: Vec<u32>, turfs: usize, slack: Slack) -> Self {
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
            slack,
            far_off: FAR_OFF,
            fairly: false,
        };
        for turf in 0..turfs {
            trade.count_pieces(turf);
        }
        trade
    }

    /// Sets of how many pieces a turf is.
    pub(super) fn count_pieces(&mut self, turf: usize) {
        let as_it_is = self.after(turf, &[], &[]);
        self.pieces[turf] = self.pieces_of(&as_it_is);
        self.seen[turf] = self.pieces_seen(&as_it_is);
    }

    fn work_ms(&self, turf: usize, round: &Round, doors_ms: i64) -> i64 {
        doors_ms + round.ms * self.ratio[turf] / 1000
    }

    /// Sets what is fair: the mean of all work; and how much of it half a door is.
    pub(super) fn find_fair(&mut self) {
        let work: i64 = (0..self.rounds.len())
            .map(|t| self.work_ms(t, &self.rounds[t], self.doors_ms[t]))
            .sum();
        self.fair_ms = (work as f64 / self.rounds.len() as f64).max(1.0);
        self.slack.half_door = self.market.at_door_ms as f64 / 2.0 / self.fair_ms;
    }

    /// What work is off by more than is of little matter, in fair turfs of work: above 0 where it is
    /// too much, below where it is too little.
    pub(super) fn beyond(&self, turf: usize) -> f64 {
        let off = self.off(turf, &self.rounds[turf], self.doors_ms[turf]);
        self.slack.beyond(off)
    }

    /// What work is off, in fair turfs of work.
    fn off(&self, turf: usize, round: &Round, doors_ms: i64) -> f64 {
        self.work_ms(turf, round, doors_ms) as f64 / self.fair_ms - 1.0
    }

    /// Price of one turf, walking included.
    pub(super) fn price(&self, turf: usize, round: &Round, doors_ms: i64) -> f64 {
        let off = self.off(turf, round, doors_ms);
        let far = self.slack.beyond(off);
        round.ms as f64 + self.fair_ms * (UNFAIR * off * off + self.far_off * far * far)
    }

    /// Price of all turfs, and of what they part.
    fn cost(&self) -> f64 {
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

    /// Of how many pieces all turfs are, and what that costs: what hangs together is better, whatever
    /// the price.
    pub(crate) fn standing(&self) -> (u32, f64) {
        (self.pieces.iter().sum(), self.cost())
    }

    /// Price of doors whose nearest are in other turfs.
    fn estranged_ms(&self) -> f64 {
        let turf = |unit: u32| self.turf_of[unit as usize];
        let crowds = self.market.crowds.iter();
        crowds.map(|crowd| estranged_ms(crowd, turf)).sum()
    }

    /// From now on equal work matters most: each time that turfs trade, more and more, as between
    /// turfs that are all nearly fair nothing could be traded.
    pub(crate) fn be_fair(&mut self) {
        self.fairly = true;
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
            self.find_fair();
            if self.fairly {
                self.far_off = on_the_way(FAR_OFF, FAR_OFF_AT_LAST, step);
            }
            let heat = effort.heat(step);
            for _ in 0..effort.tries.div_ceil(STEPS) {
                let unit = random.below(self.turf_of.len());
                self.attempt(unit, &[], heat, random);
            }
        }
    }

    /// Tries to give a unit and what is beside it to another turf, of these if there are any.
    pub(super) fn attempt(&mut self, unit: usize, turfs: &[usize], heat: f64, random: &mut Random) {
        let from = self.turf_of[unit] as usize;
        let beside = &self.market.beside[unit];
        if beside.is_empty() || self.market.stays[unit] {
            return;
        }
        let to = self.turf_of[beside[random.below(beside.len())] as usize] as usize;
        if from == to || !(turfs.is_empty() || turfs.contains(&to)) {
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
}
