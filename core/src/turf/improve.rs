//! Some neighbouring turfs made better.
//!
//! They trade, then their walks are really ordered, and they trade again with what that taught.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::Walking;
use super::field::Field;
use super::heat::Effort;
use super::market::market;
use super::region_times::RegionTimes;
use super::score::Land;
use super::trade::{Slack, Trade};
use crate::route::Random;
use crate::streets::CrossingWeights;

/// Fewer turfs than so many are cut anew as often as these.
const SMALL: usize = 10;
/// Looks at real walks.
const LOOKS: usize = 4;
/// At most so often work is passed on in the end, with a look at real walks after each time.
const LEVELLED: usize = 8;

/// How long some turfs are made better.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Care {
    /// Tries to trade for each unit.
    pub(crate) tries: usize,
    /// First cuts to begin from; the best is gone on with.
    pub(crate) starts: usize,
    /// How often turfs beside each other are cut anew, for each turf.
    pub(crate) recuts: usize,
}

/// Makes some turfs better, beginning also from other cuts of them.
pub(crate) fn improve(
    field: &mut Field<'_>,
    times: &RegionTimes<'_>,
    turfs: &[u32],
    turf_of: &mut [u32],
    care: Care,
    random: &mut Random,
    walking: &mut Walking<'_>,
) {
    let region = Region::of(times, turfs, turf_of);
    let market = market(field, &region.mine, &region.number, times);
    let long = Effort {
        tries: care.tries * region.mine.len(),
        from_ms: 200_000.0,
        to_ms: 2_000.0,
    };
    let short = Effort {
        tries: care.tries * region.mine.len() / 5,
        from_ms: 60_000.0,
        to_ms: 500.0,
    };
    let began = |turf_of| Trade::new(&market, turf_of, turfs.len(), Slack::LARGE_UNITS);
    let mut trade = began(region.began(turf_of));
    trade.run(long, random);
    for _ in 1..care.starts {
        learn(field, &trade);
        let mut other = began(super::part::all(field, random));
        other.run(long, random);
        if other.standing() < trade.standing() {
            trade = other;
        }
    }
    let land = Land::some(field, &region.mine, turfs.len());
    let recuts = care.recuts * turfs.len().max(SMALL);
    trade.cut_anew(&land, recuts, random);
    let mut looks = Looks::new(field, &region);
    trade.be_fair();
    for look in 0..LOOKS {
        if look > 0 {
            trade.run(short, random);
        }
        looks.look(&mut trade, walking);
    }
    looks.tell(turf_of);
}

/// Makes some turfs a little better by trades of small units, so many tries for each before each
/// of so many looks.
pub(crate) fn polish(
    field: &Field<'_>,
    times: &RegionTimes<'_>,
    turfs: &[u32],
    turf_of: &mut [u32],
    (tries, rounds): (usize, usize),
    random: &mut Random,
    walking: &mut Walking<'_>,
) {
    let region = Region::of(times, turfs, turf_of);
    let market = market(field, &region.mine, &region.number, times);
    let effort = Effort {
        tries: tries * region.mine.len(),
        from_ms: 40_000.0,
        to_ms: 1_000.0,
    };
    let mut looks = Looks::new(field, &region);
    let mut trade = Trade::new(
        &market,
        region.began(turf_of),
        turfs.len(),
        Slack::SMALL_UNITS,
    );
    trade.be_fair();
    looks.look(&mut trade, walking);
    for round in 1..=rounds {
        trade.run(effort, random);
        if round == rounds {
            trade.mend();
        }
        trade.level();
        looks.look(&mut trade, walking);
    }
    for _ in 0..LEVELLED {
        if !trade.level() {
            break;
        }
        looks.look(&mut trade, walking);
    }
    looks.tell(turf_of);
}

/// Some turfs and their units.
struct Region<'a> {
    turfs: &'a [u32],
    /// Each turf's number among them.
    number: BTreeMap<u32, u32>,
    mine: Vec<usize>,
    times: &'a RegionTimes<'a>,
}

/// Waiting to cross counts for so many percent: how long one waits is a guess, so turfs are to be
/// fair in metres as well as in minutes.
const WAITING: CrossingWeights = CrossingWeights {
    quiet_percent: 25,
    busy_percent: 25,
};

/// The times between the stops of all doors of some turfs, as their work is weighed.
pub(crate) fn times_between<'a>(
    field: &Field<'a>,
    turfs: &[u32],
    turf_of: &[u32],
) -> RegionTimes<'a> {
    let turfs: BTreeSet<u32> = turfs.iter().copied().collect();
    let mine: Vec<usize> = (0..turf_of.len())
        .filter(|&u| turfs.contains(&turf_of[u]))
        .collect();
    RegionTimes::of(field, &mine, &field.pavement.costs().weighted(WAITING))
}

impl<'a> Region<'a> {
    fn of(times: &'a RegionTimes<'a>, turfs: &'a [u32], turf_of: &[u32]) -> Self {
        let number: BTreeMap<u32, u32> = turfs.iter().copied().zip(0..).collect();
        let mine: Vec<usize> = (0..turf_of.len())
            .filter(|&u| number.contains_key(&turf_of[u]))
            .collect();
        Self {
            times,
            turfs,
            number,
            mine,
        }
    }

    /// The turf of each unit, by its number among these.
    fn began(&self, turf_of: &[u32]) -> Vec<u32> {
        let number = |&u: &usize| self.number[&turf_of[u]];
        self.mine.iter().map(number).collect()
    }
}

/// Looks at turfs with real walks through them; the best that was seen is kept.
struct Looks<'a> {
    region: &'a Region<'a>,
    /// The doors of each unit.
    doors: Vec<Vec<usize>>,
    at_door_ms: u64,
    /// The walks known by their stops.
    seen: BTreeMap<Vec<usize>, u64>,
    best: Option<(f64, Vec<u32>)>,
}

impl<'a> Looks<'a> {
    fn new(field: &Field<'_>, region: &'a Region<'a>) -> Self {
        let doors = region.mine.iter().map(|&u| field.units[u].doors.clone());
        Self {
            region,
            doors: doors.collect(),
            at_door_ms: field.goal.at_door_ms,
            seen: BTreeMap::new(),
            best: None,
        }
    }

    fn look(&mut self, trade: &mut Trade<'_>, walking: &mut Walking<'_>) {
        let times = self.region.times;
        let mut held = vec![Vec::new(); self.region.turfs.len()];
        for (doors, &turf) in self.doors.iter().zip(&trade.turf_of) {
            held[turf as usize].extend(doors.iter().copied());
        }
        let (mut walked, mut works) = (Vec::new(), Vec::new());
        for (turf, doors) in held.iter().enumerate() {
            let ms = *self
                .seen
                .entry(times.stops(doors))
                .or_insert_with_key(|stops| {
                    let order = walking(&times.among(stops));
                    let order: Vec<usize> = order.into_iter().map(|i| stops[i]).collect();
                    times.walked_ms(&order)
                });
            trade.ratio[turf] = ratio(ms, trade.rounds[turf].ms);
            walked.push(ms);
            works.push(ms + doors.len() as u64 * self.at_door_ms);
        }
        let besides = trade.besides_ms() / works.iter().sum::<u64>().max(1) as f64;
        let price = price(&walked, &works, trade.slack) + besides;
        if self.best.as_ref().is_none_or(|(least, ..)| price < *least) {
            self.best = Some((price, trade.turf_of.clone()));
        }
    }

    /// Writes down the best turfs seen.
    fn tell(self, turf_of: &mut [u32]) {
        let found = self.best.map(|(_, found)| found).unwrap_or_default();
        for (&u, turf) in self.region.mine.iter().zip(found) {
            turf_of[u] = self.region.turfs[turf as usize];
        }
    }
}

/// Estimates of walking follow the walks, for a better first cut next time.
fn learn(field: &mut Field<'_>, trade: &Trade<'_>) {
    let mut estimated = vec![0.0; trade.rounds.len()];
    for (unit, &turf) in field.units.iter().zip(&trade.turf_of) {
        estimated[turf as usize] += unit.walking_ms;
    }
    for (unit, &turf) in field.units.iter_mut().zip(&trade.turf_of) {
        let turf = turf as usize;
        let ratio = trade.rounds[turf].ms as f64 / estimated[turf].max(1.0);
        unit.walking_ms *= ratio.clamp(0.3, 3.0);
    }
}

/// Real over estimated walking, in thousandths.
fn ratio(real_ms: u64, estimated_ms: i64) -> i64 {
    (real_ms as i64 * 1000 / estimated_ms.max(1)).clamp(300, 3000)
}

/// Walking as a share of all work, and unfairness that goes beyond a little, weighed heavily.
fn price(walked: &[u64], works: &[u64], slack: Slack) -> f64 {
    let all = works.iter().sum::<u64>().max(1) as f64;
    let mean = all / works.len() as f64;
    let worst = works
        .iter()
        .map(|&w| slack.beyond(w as f64 / mean - 1.0).abs())
        .fold(0.0, f64::max);
    walked.iter().sum::<u64>() as f64 / all + 5.0 * worst
}
