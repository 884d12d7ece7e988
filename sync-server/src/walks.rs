//! Walk lists of turfs: buildings as stops, in the order of a short walk.

use std::collections::BTreeMap;

use turfwalk_core::address::{HouseNumber, Unit, street_key};
use turfwalk_core::model::{BuildingId, DoorId, Job, Stop, TurfId, WalkTotals};
use turfwalk_core::route::{Goal, Walk, explain, for_steps, nearest_first, order};
use turfwalk_core::streets::{Pavement, SpotOnStreet};

use crate::db::{ListToStore, StoredDoor};
use crate::streets::Streets;

/// Steps of search for each stop, and their bounds: the same walk on every machine, a second or
/// two at 1,500 stops.
const STEPS_A_STOP: u64 = 20;
const LEAST_STEPS: u64 = 2_000;
const MOST_STEPS: u64 = 30_000;

/// Steps of search for each walk that a cut looks at.
pub const CUT_STEPS: u64 = 60;

/// The steps of search that a walk of so many stops is worth.
pub fn steps_for(stops: usize) -> u64 {
    (stops as u64 * STEPS_A_STOP).clamp(LEAST_STEPS, MOST_STEPS)
}

/// A turf's walk.
#[derive(Clone, Debug)]
pub struct TurfWalk {
    /// In walking order.
    pub stops: Vec<Stop>,
    /// What it comes to.
    pub totals: WalkTotals,
    /// Metres of the same stops by street and house number, as a list A–Z has them.
    pub a_to_z_m: u32,
    /// Metres when one always goes on to the nearest stop.
    pub nearest_m: u32,
}

/// Doors that share an entrance, or one door, on the streets.
#[derive(Clone, Debug)]
struct Entrance<'a> {
    building: Option<BuildingId>,
    spot: SpotOnStreet,
    doors: Vec<&'a StoredDoor>,
}

/// The shortest walk found through `doors`; those on no street are not in it.
pub fn walk(streets: &Streets, doors: &[&StoredDoor]) -> TurfWalk {
    let entrances = entrances(doors);
    let spots: Vec<SpotOnStreet> = entrances.iter().map(|entrance| entrance.spot).collect();
    let pavement = Pavement::new(&streets.graph, &streets.costs);
    let times = pavement.times(&spots);
    let goal = Goal::default();
    let walked = |order: &[usize]| {
        let spots: Vec<SpotOnStreet> = order.iter().map(|&stop| spots[stop]).collect();
        explain(&streets.graph, &pavement, &streets.costs, &spots, false)
    };
    let found = order(&times, &goal, &mut for_steps(steps_for(spots.len())));
    let best = walked(&found.stops);
    let mut by_address: Vec<usize> = (0..entrances.len()).collect();
    by_address.sort_by_cached_key(|&stop| {
        let door = entrances[stop].doors[0];
        (
            street_key(&door.street),
            HouseNumber::parse(&door.number),
            door.id,
        )
    });
    TurfWalk {
        stops: stops(&entrances, &found.stops, &best),
        totals: WalkTotals {
            metres: best.metres,
            seconds: best.seconds,
            crossings: best.crossings,
        },
        a_to_z_m: walked(&by_address).metres,
        nearest_m: walked(&nearest_first(&times, &goal)).metres,
    }
}

/// A turf's walk as its list: canvass, every door on a street.
pub fn list_of(
    streets: &Streets,
    turf: TurfId,
    name: &str,
    doors: &[&StoredDoor],
) -> (ListToStore, TurfWalk) {
    let walk = walk(streets, doors);
    let list = ListToStore {
        turf,
        name: name.to_owned(),
        job: Job::Canvass,
        stops: walk.stops.clone(),
        totals: walk.totals,
        on_streets: true,
    };
    (list, walk)
}

/// The way through spots in the order of a stored list, told leg by leg.
pub fn retrace(streets: &Streets, spots: &[SpotOnStreet]) -> Walk {
    let pavement = Pavement::new(&streets.graph, &streets.costs);
    explain(&streets.graph, &pavement, &streets.costs, spots, false)
}

fn entrances<'a>(doors: &[&'a StoredDoor]) -> Vec<Entrance<'a>> {
    let mut by_building: BTreeMap<(Option<BuildingId>, Option<DoorId>), Entrance<'a>> =
        BTreeMap::new();
    for door in doors {
        let Some(spot) = door.spot else { continue };
        let alone = door.building.is_none().then_some(door.id);
        by_building
            .entry((door.building, alone))
            .or_insert_with(|| Entrance {
                building: door.building,
                spot,
                doors: Vec::new(),
            })
            .doors
            .push(door);
    }
    let mut entrances: Vec<Entrance<'_>> = by_building.into_values().collect();
    for entrance in &mut entrances {
        entrance.doors.sort_by_cached_key(|door| {
            let unit = Unit::parse(door.unit.as_deref().unwrap_or_default());
            (unit.floor(), unit, door.id)
        });
    }
    entrances
}

fn stops(entrances: &[Entrance<'_>], order: &[usize], walk: &Walk) -> Vec<Stop> {
    use turfwalk_core::route::LegStep;
    let legs = std::iter::once(None).chain(walk.legs.iter().map(Some));
    order
        .iter()
        .zip(legs)
        .map(|(&index, leg)| {
            let entrance = &entrances[index];
            let crossing = |step: &&LegStep| matches!(step, LegStep::Cross { .. });
            Stop {
                building: entrance.building,
                doors: entrance.doors.iter().map(|door| door.id).collect(),
                at: entrance.doors.iter().find_map(|door| door.at),
                walk_m: leg.map_or(0, |leg| ((leg.length_cm + 50) / 100) as u32),
                walk_s: leg.map_or(0, |leg| ((leg.ms + 500) / 1000) as u32),
                crossings: leg.map_or(0, |leg| leg.steps.iter().filter(crossing).count() as u32),
            }
        })
        .collect()
}
