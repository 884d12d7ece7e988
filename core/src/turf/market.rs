//! What trades between turfs go by: the ways between units, and the price of parting them.

use std::collections::BTreeMap;

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::field::{Field, stands};
use super::graph::VIEWS;
use super::joined::Joined;
use super::region_times::RegionTimes;
use super::round::Ways;
use super::unit::Unit;
use crate::route::NO_WAY_MS;
use crate::streets::{Side, WalkingTimes};

/// Price of parting neighbours, for each unit of [`Link::worth`], in milliseconds.
const PARTED_MS: f64 = 20_000.0;
/// How many nearest doors should be in one turf with each.
pub(crate) const NEAREST: usize = 4;

/// Price of a unit's leaving its home, for each of its doors, in milliseconds.
const LEAVING_MS: f64 = 240_000.0;

/// What turfs are made of and what parting it costs, as trades need it.
pub(crate) struct Market {
    pub(crate) ways: Ways,
    /// Time at one door.
    pub(crate) at_door_ms: u64,
    /// Time at the doors of each unit.
    pub(crate) doors_ms: Vec<i64>,
    /// For each unit its neighbours: what hangs together.
    pub(crate) beside: Vec<Vec<u32>>,
    /// For each unit a number of the island that it is on; none if streets join all of them.
    pub(crate) island: Option<Vec<u32>>,
    /// In each view of the streets, those of them that it meets.
    pub(crate) views: Vec<Vec<Vec<u32>>>,
    /// For each unit what should be in the same turf, and the price of parting from it.
    pub(crate) ties: Vec<Vec<(u32, f64)>>,
    /// Doors whose nearest are in other units.
    pub(crate) crowds: Vec<Crowd>,
    /// For each unit the crowds that it is in.
    pub(crate) crowds_of: Vec<Vec<u32>>,
    /// The face of each unit, twice the number of its road and one more on the right: what is
    /// traded along with it. Ascending.
    pub(crate) face: Vec<u32>,
    /// Units that stay where they are.
    pub(crate) stays: Vec<bool>,
    /// The turf that a unit should stay in, and the price of its leaving.
    pub(crate) home: Vec<Option<(u32, f64)>>,
}

/// Doors of a unit with the same units nearest to them.
pub(crate) struct Crowd {
    pub(crate) unit: u32,
    pub(crate) near: [u32; NEAREST],
    pub(crate) doors: u32,
}

/// The market of some units of a field in ascending order, by their numbers among them; `turfs`
/// numbers the turfs.
pub(crate) fn market(
    field: &Field<'_>,
    some: &[usize],
    turfs: &BTreeMap<u32, u32>,
    walks: &RegionTimes<'_>,
) -> Market {
    let units: Vec<&Unit> = some.iter().map(|&u| &field.units[u]).collect();
    let mut beside = vec![Vec::new(); units.len()];
    let mut views = vec![vec![Vec::new(); units.len()]; VIEWS];
    let mut joined = Joined::new(units.len());
    let mut prices: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let number = |unit: usize| some.binary_search(&unit).ok().map(|u| u as u32);
    for (a, b, link) in (0..).zip(some).flat_map(|(a, &unit)| {
        let links = field.links_from(unit).iter();
        links.filter_map(move |link| Some((a, number(link.b)?, link)))
    }) {
        beside[a as usize].push(b);
        beside[b as usize].push(a);
        if link.on_streets {
            joined.join(a as usize, b as usize);
        }
        for (view, _) in views.iter_mut().zip(link.views).filter(|(_, seen)| *seen) {
            view[a as usize].push(b);
            view[b as usize].push(a);
        }
        *prices.entry((a, b)).or_default() += link.worth * PARTED_MS;
    }
    let mut ties = vec![Vec::new(); units.len()];
    for ((a, b), price) in prices {
        ties[a as usize].push((b, price));
        ties[b as usize].push((a, price));
    }
    let island: Vec<u32> = (0..units.len()).map(|u| joined.group(u) as u32).collect();
    let crowds = crowds(field, &units);
    let mut crowds_of = vec![Vec::new(); units.len()];
    for (crowd, c) in crowds.iter().zip(0..) {
        let mut held: Vec<u32> = crowd.near.iter().copied().chain([crowd.unit]).collect();
        held.sort_unstable();
        held.dedup();
        for unit in held {
            crowds_of[unit as usize].push(c);
        }
    }
    let home = some.iter().map(|&u| {
        let turf = turfs.get(&field.home[u]?)?;
        Some((*turf, LEAVING_MS * field.units[u].doors.len() as f64))
    });
    Market {
        ways: ways(&units, walks),
        at_door_ms: field.goal.at_door_ms,
        doors_ms: units
            .iter()
            .map(|u| (u.doors.len() as u64 * field.goal.at_door_ms) as i64)
            .collect(),
        beside,
        island: island.iter().any(|&i| i != island[0]).then_some(island),
        views,
        ties,
        crowds,
        crowds_of,
        face: units
            .iter()
            .map(|u| 2 * u.edge.0 + u32::from(u.side == Side::Right))
            .collect(),
        stays: some.iter().map(|&u| field.stays[u]).collect(),
        home: home.collect(),
    }
}

/// Doors and the units of the nearest to each, where one is another than its own.
fn crowds(field: &Field<'_>, units: &[&Unit]) -> Vec<Crowd> {
    let graph = field.pavement.graph();
    let mut places = Vec::new();
    for (u, unit) in (0..).zip(units) {
        let place = |&d: &usize| GeomWithData::new(stands(graph, &field.doors[d]), (u, d));
        places.extend(unit.doors.iter().map(place));
    }
    let tree = RTree::bulk_load(places.clone());
    let mut doors: BTreeMap<(u32, [u32; NEAREST]), u32> = BTreeMap::new();
    for place in &places {
        let (unit, door) = place.data;
        let mut near = [unit; NEAREST];
        let others = tree.nearest_neighbor_iter(*place.geom());
        for (near, other) in near
            .iter_mut()
            .zip(others.filter(|other| other.data.1 != door))
        {
            *near = other.data.0;
        }
        near.sort_unstable();
        if near.iter().any(|&other| other != unit) {
            *doors.entry((unit, near)).or_default() += 1;
        }
    }
    let crowd = |((unit, near), doors)| Crowd { unit, near, doors };
    doors.into_iter().map(crowd).collect()
}

/// The ways between the ends of all units.
fn ways(units: &[&Unit], walks: &RegionTimes<'_>) -> Ways {
    let ends = units.iter().flat_map(|u| [u.first, u.last]);
    let ends: Vec<usize> = ends.map(|spot| walks.stop(spot)).collect();
    let mut stops = ends.clone();
    stops.sort_unstable();
    stops.dedup();
    let at = |stop: &usize| stops.binary_search(stop).expect("all ends were collected") as u32;
    let stop = ends.iter().map(at).collect();
    let mut ms = Vec::with_capacity(stops.len() * stops.len());
    for &a in &stops {
        ms.extend(stops.iter().map(|&b| match walks.ms(a, b) {
            WalkingTimes::UNREACHABLE.. => NO_WAY_MS,
            ms => ms,
        }));
    }
    Ways::new(stop, stops.len(), ms)
}
