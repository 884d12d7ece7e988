//! Doors into turfs.

use super::goal::{Cut, CutGoal, DoorAt, Size, Turf};
use super::graph::{Link, links};
use super::joined::Joined;
use super::refine::refine;
use super::score::Land;
use super::split::split;
use super::unit::{Unit, count_buildings, units};
use crate::route::Random;
use crate::streets::{SpotOnStreet, StreetGraph};

/// Trees drawn to part land that is to become several turfs.
const TREES: usize = 40;
/// Rounds of improvement before and after each look at real walks.
const ROUNDS: usize = 6;
/// Looks at real walks.
const LOOKS: usize = 7;
/// A unit has at most this part of a fair turf's work at its doors.
const UNITS_A_TURF: u64 = 14;

/// Doors cut into turfs of equal work, each in one piece on the streets and compact.
///
/// Work is the time at the doors and the walk between them; `walking` says, in milliseconds, how
/// long a good walk through some spots takes, and is asked a few times for each turf. Doors with
/// one spot or one building number stay together, block faces do as far as equal work allows, and
/// borders fall on busy roads and where there is no street. Doors on parts that no street joins
/// become turfs of their own or, where too few, join the nearest; such a turf is marked.
///
/// A building of more work than a fair turf is a turf by itself, or with little besides.
pub fn cut(
    graph: &StreetGraph,
    doors: &[DoorAt],
    goal: &CutGoal,
    walking: &mut dyn FnMut(&[SpotOnStreet]) -> u64,
) -> Cut {
    let buildings = count_buildings(doors);
    if buildings == 0 {
        return Cut::default();
    }
    let turfs = how_many(graph, doors, goal).clamp(1, buildings);
    let at_doors = goal.at_door_ms * doors.len() as u64;
    let mut most_ms = at_doors / turfs as u64 / UNITS_A_TURF;
    let mut units = units_of(graph, doors, goal, most_ms);
    while units.len() < (turfs * 4).min(buildings) && most_ms > 0 {
        most_ms /= 2;
        units = units_of(graph, doors, goal, most_ms);
    }
    let links = links(graph, &units);
    let mut random = Random::new(goal.seed);
    let mut turf_of = vec![0; units.len()];
    part(
        &Land::new(&units, &links, turfs),
        turfs,
        &mut turf_of,
        &mut random,
    );
    let mut best: Option<Cut> = None;
    for look in 0..=LOOKS {
        refine(
            &Land::new(&units, &links, turfs),
            &mut turf_of,
            turfs,
            ROUNDS,
            &mut random,
        );
        let found = walk_through(doors, goal, &units, &links, &turf_of, turfs, walking);
        if look < LOOKS {
            learn(&mut units, &turf_of, &found);
        }
        let cut = finish(found);
        if best.as_ref().is_none_or(|b| heaviest(&cut) < heaviest(b)) {
            best = Some(cut);
        }
    }
    best.unwrap_or_default()
}

fn heaviest(cut: &Cut) -> u64 {
    cut.turfs.iter().map(|t| t.work_ms).max().unwrap_or(0)
}

fn finish(mut turfs: Vec<Turf>) -> Cut {
    turfs.retain(|t| !t.doors.is_empty());
    turfs.sort_by_key(|t| t.doors.first().copied());
    Cut { turfs }
}

/// Units, where 0 asks for single buildings.
fn units_of(graph: &StreetGraph, doors: &[DoorAt], goal: &CutGoal, most_ms: u64) -> Vec<Unit> {
    units(graph, doors, goal.at_door_ms.max(1), most_ms)
}

fn how_many(graph: &StreetGraph, doors: &[DoorAt], goal: &CutGoal) -> usize {
    match goal.size {
        Size::Turfs(turfs) => turfs,
        Size::DoorsEach(each) => doors.len().div_ceil(each.max(1)),
        Size::MinutesEach(minutes) => {
            let work: f64 = units_of(graph, doors, goal, u64::MAX)
                .iter()
                .map(|u| u.doors_ms + u.walking_ms)
                .sum();
            (work / (f64::from(minutes.max(1)) * 60_000.0)).ceil() as usize
        }
    }
}

/// The first cut: halves of halves.
fn part(land: &Land, turfs: usize, turf_of: &mut [usize], random: &mut Random) {
    let mut open = vec![((0..land.units.len()).collect::<Vec<_>>(), turfs)];
    let mut next = 0;
    while let Some((piece, k)) = open.pop() {
        let halves = if k > 1 {
            split(land, &piece, k, TREES, random)
        } else {
            None
        };
        if let Some(halves) = halves {
            open.push((halves.second, k - halves.first_turfs));
            open.push((halves.first, halves.first_turfs));
        } else {
            for u in piece {
                turf_of[u] = next;
            }
            next += 1;
        }
    }
}

fn walk_through(
    doors: &[DoorAt],
    goal: &CutGoal,
    units: &[Unit],
    links: &[Link],
    turf_of: &[usize],
    turfs: usize,
    walking: &mut dyn FnMut(&[SpotOnStreet]) -> u64,
) -> Vec<Turf> {
    let mut joined = Joined::new(units.len());
    for link in links
        .iter()
        .filter(|l| l.on_streets && turf_of[l.a] == turf_of[l.b])
    {
        joined.join(link.a, link.b);
    }
    let mut pieces = vec![std::collections::BTreeSet::new(); turfs];
    let mut held = vec![Vec::new(); turfs];
    for (u, unit) in units.iter().enumerate() {
        pieces[turf_of[u]].insert(joined.group(u));
        held[turf_of[u]].extend(unit.doors.iter().copied());
    }
    held.into_iter()
        .zip(pieces)
        .map(|(mut held, pieces)| {
            held.sort_unstable();
            let mut spots: Vec<SpotOnStreet> = held.iter().map(|&d| doors[d].spot).collect();
            spots.sort_unstable();
            spots.dedup();
            let walking_ms = walking(&spots);
            Turf {
                walking_ms,
                work_ms: walking_ms + held.len() as u64 * goal.at_door_ms,
                doors: held,
                in_one_piece: pieces.len() <= 1,
            }
        })
        .collect()
}

/// Estimates of walking follow what the walks came to.
fn learn(units: &mut [Unit], turf_of: &[usize], found: &[Turf]) {
    let mut estimated = vec![0.0; found.len()];
    for (u, unit) in units.iter().enumerate() {
        estimated[turf_of[u]] += unit.walking_ms;
    }
    for (u, unit) in units.iter_mut().enumerate() {
        let turf = turf_of[u];
        if estimated[turf] > 0.0 {
            let ratio = found[turf].walking_ms as f64 / estimated[turf];
            unit.walking_ms *= ratio.clamp(0.3, 5.0);
        }
    }
}
