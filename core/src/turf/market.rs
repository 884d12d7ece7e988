//! What trades between turfs go by: the ways between units, and the price of parting them.

use std::collections::{BTreeMap, HashMap};

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::field::{Field, stands};
use super::graph::VIEWS;
use super::round::Ways;
use super::unit::Unit;
use crate::streets::{Pavement, SpotOnStreet};

/// Price of parting neighbours, for each unit of [`Link::worth`], in milliseconds.
const PARTED_MS: f64 = 20_000.0;
/// Price of parting a door from one of the nearest to it, in milliseconds.
const ESTRANGED_MS: f64 = 80_000.0;
/// How many nearest doors should be in one turf with each.
const NEAREST: usize = 4;
/// What a way is taken to be where no street leads.
const NO_WAY_MS: u32 = 600_000;

/// Price of a unit's leaving its home, for each of its doors, in milliseconds.
const LEAVING_MS: f64 = 240_000.0;

/// What turfs are made of and what parting it costs, as trades need it.
pub(crate) struct Market {
    pub(crate) ways: Ways,
    /// Time at the doors of each unit.
    pub(crate) doors_ms: Vec<i64>,
    /// For each unit its neighbours: what hangs together.
    pub(crate) beside: Vec<Vec<u32>>,
    /// In each view of the streets, those of them that it meets.
    pub(crate) views: Vec<Vec<Vec<u32>>>,
    /// For each unit what should be in the same turf, and the price of parting from it.
    pub(crate) ties: Vec<Vec<(u32, f64)>>,
    /// For each unit those that are traded along with it: the rest of its road.
    pub(crate) road: Vec<u32>,
    /// Units that stay where they are.
    pub(crate) stays: Vec<bool>,
    /// The turf that a unit should stay in, and the price of its leaving.
    pub(crate) home: Vec<Option<(u32, f64)>>,
}

/// The market of some units of a field, by their numbers among them; `turfs` numbers the turfs,
/// `place` finds spots on the pavement given.
pub(crate) fn market(
    field: &Field<'_>,
    some: &[usize],
    turfs: &BTreeMap<u32, u32>,
    pavement: &Pavement<'_>,
    place: &dyn Fn(SpotOnStreet) -> SpotOnStreet,
) -> Market {
    let units: Vec<&Unit> = some.iter().map(|&u| &field.units[u]).collect();
    let number: HashMap<usize, u32> = some.iter().copied().zip(0..).collect();
    let mut beside = vec![Vec::new(); units.len()];
    let mut views = vec![vec![Vec::new(); units.len()]; VIEWS];
    let mut prices: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for link in &field.links {
        let (Some(&a), Some(&b)) = (number.get(&link.a), number.get(&link.b)) else {
            continue;
        };
        beside[a as usize].push(b);
        beside[b as usize].push(a);
        for (view, _) in views.iter_mut().zip(link.views).filter(|(_, seen)| *seen) {
            view[a as usize].push(b);
            view[b as usize].push(a);
        }
        *prices.entry((a, b)).or_default() += link.worth * PARTED_MS;
    }
    for pair in estranged(field, &units) {
        *prices.entry(pair).or_default() += ESTRANGED_MS;
    }
    let mut ties = vec![Vec::new(); units.len()];
    for ((a, b), price) in prices {
        ties[a as usize].push((b, price));
        ties[b as usize].push((a, price));
    }
    let home = some.iter().map(|&u| {
        let turf = turfs.get(&field.home[u]?)?;
        Some((*turf, LEAVING_MS * field.units[u].doors.len() as f64))
    });
    Market {
        ways: ways(pavement, &units, place),
        doors_ms: units
            .iter()
            .map(|u| (u.doors.len() as u64 * field.goal.at_door_ms) as i64)
            .collect(),
        beside,
        views,
        ties,
        road: units.iter().map(|u| u.edge.0).collect(),
        stays: some.iter().map(|&u| field.stays[u]).collect(),
        home: home.collect(),
    }
}

/// Units of doors and of the nearest to each, a pair for each two doors.
fn estranged(field: &Field<'_>, units: &[&Unit]) -> Vec<(u32, u32)> {
    let graph = field.pavement.graph();
    let mut places = Vec::new();
    for (u, unit) in (0..).zip(units) {
        let doors = unit.doors.iter().map(|&d| &field.doors[d]);
        places.extend(doors.map(|door| GeomWithData::new(stands(graph, door), u)));
    }
    let tree = RTree::bulk_load(places.clone());
    let mut pairs = Vec::new();
    for place in &places {
        let near = tree.nearest_neighbor_iter(*place.geom()).skip(1);
        pairs.extend(
            near.take(NEAREST)
                .filter(|other| other.data != place.data)
                .map(|other| (other.data.min(place.data), other.data.max(place.data))),
        );
    }
    pairs
}

/// The ways between the ends of all units.
fn ways(
    pavement: &Pavement<'_>,
    units: &[&Unit],
    place: &dyn Fn(SpotOnStreet) -> SpotOnStreet,
) -> Ways {
    let ends: Vec<SpotOnStreet> = units
        .iter()
        .flat_map(|u| [place(u.first), place(u.last)])
        .collect();
    let mut spots = ends.clone();
    spots.sort_unstable();
    spots.dedup();
    let index: Vec<usize> = ends
        .iter()
        .map(|spot| spots.binary_search(spot).expect("all ends were collected"))
        .collect();
    let times = pavement.times(&spots);
    let mut ms = Vec::with_capacity(ends.len() * ends.len());
    for &a in &index {
        ms.extend(index.iter().map(|&b| times.ms(a, b).min(NO_WAY_MS)));
    }
    Ways::new(ends.len(), ms)
}
