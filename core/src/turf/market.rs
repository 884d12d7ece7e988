//! What trades between turfs go by: the ways between units, and the price of parting them.

use std::collections::{BTreeMap, HashMap};

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::field::{Field, spots};
use super::round::Ways;
use super::trade::Market;
use super::unit::Unit;
use crate::model::LatLon;
use crate::streets::{Pavement, SpotOnStreet};

/// Price of parting neighbours, for each unit of [`Link::worth`], in milliseconds.
const PARTED_MS: f64 = 20_000.0;
/// Price of parting a building from one of the nearest to it, in milliseconds.
const ESTRANGED_MS: f64 = 4_000.0;
/// How many nearest buildings should be in one turf with each.
const NEAREST: usize = 4;
/// How far from the middle of the road a building is taken to stand, in metres.
const OFF_M: f64 = 12.0;
/// What a way is taken to be where no street leads.
const NO_WAY_MS: u32 = 600_000;

/// Price of a unit's leaving its home, for each of its doors, in milliseconds.
const LEAVING_MS: f64 = 240_000.0;

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
    let mut firm = vec![Vec::new(); units.len()];
    let mut prices: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for link in &field.links {
        let (Some(&a), Some(&b)) = (number.get(&link.a), number.get(&link.b)) else {
            continue;
        };
        beside[a as usize].push(b);
        beside[b as usize].push(a);
        if link.firm {
            firm[a as usize].push(b);
            firm[b as usize].push(a);
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
        firm,
        ties,
        road: units.iter().map(|u| u.edge.0).collect(),
        stays: some.iter().map(|&u| field.stays[u]).collect(),
        home: home.collect(),
    }
}

/// Units of buildings and of the nearest to each, a pair for each two buildings.
fn estranged(field: &Field<'_>, units: &[&Unit]) -> Vec<(u32, u32)> {
    let graph = field.pavement.graph();
    let origin = graph.nodes.first().copied().unwrap_or(LatLon {
        lat_e7: 0,
        lon_e7: 0,
    });
    let mut places = Vec::new();
    for (u, unit) in units.iter().enumerate() {
        places.extend(spots(field.doors, &unit.doors).into_iter().map(|spot| {
            let (x, y) = graph.point_of(spot, OFF_M).metres_from(origin);
            GeomWithData::new([x, y], u as u32)
        }));
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
