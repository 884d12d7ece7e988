//! Walk lists of turfs: buildings as stops, in the order of a short walk.

use std::collections::BTreeMap;

use turfwalk_core::address::{HouseNumber, Unit, street_key};
use turfwalk_core::model::{BuildingId, DoorId, Job, LatLon, Part, Stop, TurfId, WalkList};
use turfwalk_core::route::{
    Goal, Leg, PlanStop, PlannedWalk, Walk, explain, for_steps, nearest_first, steps_for,
    way_through,
};
use turfwalk_core::streets::{Pavement, SpotOnStreet};
use turfwalk_core::walk_list::{self, Visit, WalkWish};

use crate::db::{Db, DbError, ListToStore, StoredDoor};
use crate::streets::Streets;

/// Steps of search for each walk that a cut looks at.
pub const CUT_STEPS: u64 = 60;

/// A turf's walks as they were wished for.
#[derive(Clone, Debug)]
pub struct TurfWalks {
    /// One list for each walker.
    pub lists: Vec<ListToStore>,
    /// Doors in none of them: time or metres went elsewhere, only stairs lead there, or the style
    /// leaves them out.
    pub left_out: usize,
    /// Metres of the stops that are on a list by street and house number, as a list A–Z has them.
    pub a_to_z_m: u32,
    /// Metres when one always goes on to the nearest of them.
    pub nearest_m: u32,
}

/// Doors that share an entrance, or one door, on the streets.
#[derive(Clone, Debug)]
struct Entrance<'a> {
    building: Option<BuildingId>,
    spot: SpotOnStreet,
    doors: Vec<&'a StoredDoor>,
}

/// What the lists of each turf are for, where it has any.
pub fn jobs(db: &Db) -> Result<BTreeMap<TurfId, Job>, DbError> {
    let lists = db.walk_lists()?;
    Ok(lists.iter().map(|list| (list.turf, list.job)).collect())
}

/// The walks through `doors` of a turf that `wish` asks for; doors on no street are in none.
pub fn walks(
    streets: &Streets,
    turf: TurfId,
    name: &str,
    doors: &[&StoredDoor],
    job: Job,
    wish: &WalkWish,
) -> TurfWalks {
    let kept: Vec<&StoredDoor> = doors
        .iter()
        .copied()
        .filter(|door| wish.style.keeps(HouseNumber::parse(&door.number).parity()))
        .collect();
    let mut entrances = entrances(&kept);
    let spots: Vec<SpotOnStreet> = entrances.iter().map(|entrance| entrance.spot).collect();
    let places: Vec<LatLon> = wish.places().collect();
    let (graph, spots) = streets.around(&spots, &places);
    for (entrance, spot) in entrances.iter_mut().zip(spots) {
        entrance.spot = spot;
    }
    let (graph, costs) = (&graph, &streets.costs);
    let plan_stops = entrances.iter().map(|entrance| entrance.plan_stop(job));
    let plan_stops: Vec<PlanStop> = plan_stops.collect();
    let mut effort = for_steps(steps_for(entrances.len()));
    let plan = walk_list::walks(graph, costs, &plan_stops, wish, &mut effort);
    let of = plan.walks.len() as u32;
    let list = |(walker, walk): (u32, &PlannedWalk)| ListToStore {
        turf,
        name: match of {
            1 => name.to_owned(),
            _ => format!("{name}, walker {walker} of {of}"),
        },
        job,
        stops: stops(&entrances, walk),
        totals: walk_list::totals(&walk.walk),
        on_streets: walk.walk.legs.iter().all(|leg| leg.on_streets),
        style: wish.style,
        avoid_steps: wish.avoid_steps,
        part: (of > 1).then_some(Part { walker, of }),
    };
    let lists: Vec<ListToStore> = (1..).zip(&plan.walks).map(list).collect();
    let listed: usize = lists
        .iter()
        .flat_map(|l| &l.stops)
        .map(|s| s.doors.len())
        .sum();
    let pavement = Pavement::new(graph, costs);
    let mut on_a_list: Vec<usize> = Vec::with_capacity(entrances.len());
    for walk in &plan.walks {
        on_a_list.extend(walk_list::legs(walk).map(|(stop, _)| stop));
    }
    on_a_list.sort_unstable();
    let spots: Vec<SpotOnStreet> = on_a_list.iter().map(|&stop| entrances[stop].spot).collect();
    let metres = |order: &[usize]| {
        let walked: Vec<SpotOnStreet> = order.iter().map(|&stop| spots[stop]).collect();
        explain(graph, &pavement, costs, &walked, false).metres
    };
    let mut by_address: Vec<usize> = (0..on_a_list.len()).collect();
    by_address.sort_by_cached_key(|&stop| {
        let door = entrances[on_a_list[stop]].doors[0];
        (
            street_key(&door.street),
            HouseNumber::parse(&door.number),
            door.id,
        )
    });
    TurfWalks {
        left_out: doors.len() - listed,
        a_to_z_m: metres(&by_address),
        nearest_m: metres(&nearest_first(&pavement.times(&spots), &Goal::default())),
        lists,
    }
}

/// The way through spots in the order of a stored list, told leg by leg: by the ways that its
/// style takes, in the time that they really take.
pub fn retrace(streets: &Streets, list: &WalkList, spots: &[SpotOnStreet]) -> Walk {
    let (graph, spots) = streets.around(spots, &[]);
    way_through(&graph, &streets.costs, list.style, list.avoid_steps, &spots)
}

impl Entrance<'_> {
    fn plan_stop(&self, job: Job) -> PlanStop {
        let doors = self.doors.len() as u32;
        let visit = match job {
            Job::Canvass | Job::GetOutTheVote => Visit::usual(doors),
            Job::Flyer => Visit::flyers(doors),
        };
        PlanStop {
            spot: self.spot,
            worth: visit.worth,
            knocking_ms: visit.ms,
        }
    }
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

fn stops(entrances: &[Entrance<'_>], walk: &PlannedWalk) -> Vec<Stop> {
    let stop = |(index, leg): (usize, Option<&Leg>)| {
        let entrance = &entrances[index];
        Stop {
            building: entrance.building,
            doors: entrance.doors.iter().map(|door| door.id).collect(),
            at: entrance.doors.iter().find_map(|door| door.at),
            walk_m: leg.map_or(0, Leg::metres),
            walk_s: leg.map_or(0, Leg::seconds),
            crossings: leg.map_or(0, Leg::crossings),
        }
    };
    walk_list::legs(walk).map(stop).collect()
}
