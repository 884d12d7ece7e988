//! All turfs made better, some neighbouring ones at a time.
//!
//! Each region trades among its turfs, then its walks are really ordered, and it trades again
//! with what that taught. Large cuts have many regions, and a second round with other regions,
//! whose middles lie where the borders of the first were.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::field::{Field, spots};
use super::heat::Effort;
use super::market::market;
use super::subgraph::Subgraph;
use super::trade::Trade;
use crate::route::Random;
use crate::streets::{Pavement, SpotOnStreet};

/// At most so many turfs are looked at together.
const TURFS: usize = 36;
/// Tries for each unit in a small cut, and in one of many turfs.
const TRIES: usize = 600;
const TRIES_OF_MANY: usize = 250;
/// From so many turfs on there are many.
const MANY: usize = 150;
/// First cuts that are tried, each wiser than the one before.
const STARTS: usize = 6;
/// The best of them that are looked at more closely.
const CHOSEN: usize = 3;
/// Looks at real walks.
const LOOKS: usize = 6;

/// The walking of each turf in milliseconds, where it is known.
pub(crate) type Walks = Vec<Option<u64>>;

type Walking<'w> = super::cut::Walking<'w>;

/// Makes the turfs of a field better. If `anew`, they may become quite others.
pub(crate) fn improve_all(
    field: &mut Field<'_>,
    turf_of: &mut [u32],
    anew: bool,
    random: &mut Random,
    walking: &mut Walking<'_>,
) -> Walks {
    let mut walks = vec![None; field.turfs()];
    let mut held = vec![Vec::new(); field.turfs()];
    for (u, &turf) in turf_of.iter().enumerate() {
        held[turf as usize].push(u);
    }
    let free = |t: &u32| !field.left_alone[*t as usize] && !held[*t as usize].is_empty();
    let turfs: Vec<u32> = (0..field.turfs() as u32).filter(free).collect();
    let tries = if turfs.len() > MANY {
        TRIES_OF_MANY
    } else {
        TRIES
    };
    if turfs.len() <= TURFS {
        let starts = if anew { STARTS } else { 1 };
        improve(
            field,
            &turfs,
            turf_of,
            &mut walks,
            (tries, starts),
            random,
            walking,
        );
        return walks;
    }
    let mut borders = BTreeSet::new();
    for tries in [tries, tries / 2] {
        let regions = regions(field, turf_of, &turfs, &borders);
        for region in &regions {
            improve(
                field,
                region,
                turf_of,
                &mut walks,
                (tries, 1),
                random,
                walking,
            );
        }
        borders = outer(field, turf_of, &regions);
    }
    walks
}

/// The turfs beside each turf.
fn neighbours(field: &Field<'_>, turf_of: &[u32]) -> Vec<BTreeSet<u32>> {
    let mut beside = vec![BTreeSet::new(); field.turfs()];
    for link in &field.links {
        let (a, b) = (turf_of[link.a], turf_of[link.b]);
        if a != b {
            beside[a as usize].insert(b);
            beside[b as usize].insert(a);
        }
    }
    beside
}

/// Turfs in regions of neighbours, begun in the middle of the borders of earlier ones.
fn regions(
    field: &Field<'_>,
    turf_of: &[u32],
    turfs: &[u32],
    borders: &BTreeSet<u32>,
) -> Vec<Vec<u32>> {
    let beside = neighbours(field, turf_of);
    let mut left: BTreeSet<u32> = turfs.iter().copied().collect();
    let mut regions: Vec<Vec<u32>> = Vec::new();
    let first = borders.iter().chain(turfs).copied();
    for seed in first {
        if !left.remove(&seed) {
            continue;
        }
        let mut region = vec![seed];
        let mut open = VecDeque::from([seed]);
        while let Some(turf) = open.pop_front() {
            for &next in &beside[turf as usize] {
                if region.len() < TURFS && left.remove(&next) {
                    region.push(next);
                    open.push_back(next);
                }
            }
        }
        regions.push(region);
    }
    // Scraps join a region beside them.
    let (mut whole, scraps): (Vec<_>, Vec<_>) =
        regions.into_iter().partition(|r| r.len() >= TURFS / 4);
    for scrap in scraps {
        let near = whole.iter_mut().filter(|r| r.len() < 2 * TURFS).find(|r| {
            let touches = |t: &u32| beside[*t as usize].iter().any(|n| r.contains(n));
            scrap.iter().any(touches)
        });
        match near {
            Some(region) => region.extend(scrap),
            None => whole.push(scrap),
        }
    }
    whole
}

/// Turfs beside a turf of another region.
fn outer(field: &Field<'_>, turf_of: &[u32], regions: &[Vec<u32>]) -> BTreeSet<u32> {
    let mut region_of = vec![usize::MAX; field.turfs()];
    for (r, region) in regions.iter().enumerate() {
        for &turf in region {
            region_of[turf as usize] = r;
        }
    }
    let mut outer = BTreeSet::new();
    for (turf, beside) in (0..).zip(neighbours(field, turf_of)) {
        let of = |t: u32| region_of[t as usize];
        if beside.iter().any(|&b| of(b) != of(turf)) {
            outer.insert(turf);
        }
    }
    outer
}

/// Makes some turfs better and walks them.
fn improve(
    field: &mut Field<'_>,
    turfs: &[u32],
    turf_of: &mut [u32],
    walks: &mut Walks,
    (tries, starts): (usize, usize),
    random: &mut Random,
    walking: &mut Walking<'_>,
) {
    let number: BTreeMap<u32, u32> = turfs.iter().copied().zip(0..).collect();
    let mine: Vec<usize> = (0..turf_of.len())
        .filter(|&u| number.contains_key(&turf_of[u]))
        .collect();
    let part = (turfs.len() < field.turfs()).then(|| {
        let units = mine.iter().map(|&u| &field.units[u]);
        Subgraph::around(field.pavement.graph(), units)
    });
    let laid = part
        .as_ref()
        .map(|part| Pavement::new(&part.graph, field.pavement.costs()));
    let pavement = laid.as_ref().unwrap_or(field.pavement);
    let place = |spot: SpotOnStreet| part.as_ref().map_or(spot, |part| part.spot(spot));
    let market = market(field, &mine, &number, pavement, &place);
    let began: Vec<u32> = mine.iter().map(|&u| number[&turf_of[u]]).collect();
    let long = Effort {
        tries: tries * mine.len(),
        from_ms: 60_000.0,
        to_ms: 2_000.0,
    };
    let short = Effort {
        tries: tries * mine.len() / 5,
        from_ms: 8_000.0,
        to_ms: 500.0,
    };
    let mut trades = vec![Trade::new(&market, began, turfs.len())];
    trades[0].run(long, random);
    for start in 1..starts {
        learn(field, &trades[start - 1]);
        let began = super::part::all(field, random);
        let mut other = Trade::new(&market, began, turfs.len());
        other.run(long, random);
        trades.push(other);
    }
    trades.sort_by(|a, b| a.cost().total_cmp(&b.cost()));
    trades.truncate(CHOSEN);
    let mut seen: BTreeMap<Vec<SpotOnStreet>, u64> = BTreeMap::new();
    let mut best: Option<(f64, Vec<u32>, Vec<u64>)> = None;
    for trade in &mut trades {
        trade.be_fair();
        for look in 0..LOOKS {
            if look > 0 {
                trade.run(short, random);
            }
            let mut held = vec![Vec::new(); turfs.len()];
            for (&u, &turf) in mine.iter().zip(&trade.turf_of) {
                held[turf as usize].extend(field.units[u].doors.iter().copied());
            }
            let mut walked = Vec::new();
            let mut works = Vec::new();
            for (turf, doors) in held.iter().enumerate() {
                let mut spots: Vec<SpotOnStreet> =
                    spots(field.doors, doors).into_iter().map(place).collect();
                spots.sort_unstable();
                let ms = *seen
                    .entry(spots)
                    .or_insert_with_key(|spots| walking(pavement, spots));
                trade.ratio[turf] = ratio(ms, trade.rounds[turf].ms);
                walked.push(ms);
                works.push(ms + doors.len() as u64 * field.goal.at_door_ms);
            }
            let frail = trade.frail_ms() / works.iter().sum::<u64>().max(1) as f64;
            let price = price(&walked, &works) + frail;
            if best.as_ref().is_none_or(|(least, ..)| price < *least) {
                best = Some((price, trade.turf_of.clone(), walked));
            }
        }
    }
    if let Some((_, found, walked)) = best {
        for (&u, turf) in mine.iter().zip(found) {
            turf_of[u] = turfs[turf as usize];
        }
        for (&turf, ms) in turfs.iter().zip(walked) {
            walks[turf as usize] = Some(ms);
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
fn price(walked: &[u64], works: &[u64]) -> f64 {
    let all = works.iter().sum::<u64>().max(1) as f64;
    let mean = all / works.len() as f64;
    let worst = works
        .iter()
        .map(|&w| (w as f64 / mean - 1.0).abs())
        .fold(0.0, f64::max);
    walked.iter().sum::<u64>() as f64 / all + 5.0 * (worst - 0.03).max(0.0)
}
