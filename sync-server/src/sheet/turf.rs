//! The sheet of a turf's stored walk list, with the people who may be contacted.

use std::collections::HashMap;

use turfwalk_core::address::Unit;
use turfwalk_core::contact::contactable;
use turfwalk_core::model::{Building, Campaign, Channel, Door, DoorId, Job, Stop, WalkList};
use turfwalk_core::streets::SpotOnStreet;
use turfwalk_core::walk_list::{AT_DOOR_MS, AT_LETTERBOX_MS};
use turfwalk_print::{Household, Join, Paper, Person, Totals, WalkSheet};

use super::sections::SheetStop;
use super::{Land, laid_out, outcomes, words};
use crate::db::{StoredDoor, TurfRecord};
use crate::streets::Streets;
use crate::walks::retrace;

/// Where a stop without a point of its own is marked, in metres from the middle of the road.
const MARK_OFF_M: f64 = 9.0;

/// What a turf's sheet is made from.
#[derive(Clone, Copy, Debug)]
pub struct TurfSheet<'a> {
    /// The campaign; its rules of contact hold on paper too.
    pub campaign: &'a Campaign,
    /// The list as stored: its order is the sheet's.
    pub list: &'a WalkList,
    /// What is known of the turf.
    pub record: &'a TurfRecord,
    /// Where its doors are on the streets; those of other turfs may be among them.
    pub doors: &'a [StoredDoor],
    /// The streets in force.
    pub streets: &'a Streets,
    /// The invite to print, if one was made.
    pub join: Option<&'a Join>,
    /// The paper.
    pub paper: Paper,
}

/// The sheet of a turf: the stops in the stored order, under the numbers that phones show.
///
/// Whoever may not be contacted by the list's channel is not on it; a stop where nobody may be is
/// left out, and the ones after it keep their numbers. In a building whose other doors are
/// visited, such a door stands as a unit that is not to be rung at. A flyer list names nobody.
pub fn turf(input: &TurfSheet<'_>) -> WalkSheet {
    let list = input.list;
    let spots = Spots::of(
        input
            .doors
            .iter()
            .filter(|door| door.turf == Some(list.turf)),
    );
    let placed: Vec<Option<SpotOnStreet>> =
        list.stops.iter().map(|stop| spots.of_stop(stop)).collect();
    let walked: Vec<SpotOnStreet> = placed.iter().copied().flatten().collect();
    let walk = retrace(input.streets, list, &walked);
    let reader = Reader::new(input);
    let mut leg = 0..;
    let stops: Vec<SheetStop> = (1..)
        .zip(&list.stops)
        .zip(&placed)
        .filter_map(|((number, stop), spot)| {
            let leg = spot.and_then(|_| leg.next());
            let drawn = spot.map(|spot| input.streets.graph.point_of(spot, MARK_OFF_M));
            let mut found = reader.stop(number, stop)?;
            let on = spot.and_then(|spot| input.streets.graph.name_of(spot.edge));
            found.street = words::street_on(found.street, on);
            found.leg = leg;
            found.at = stop.at.or(drawn);
            Some(found)
        })
        .collect();
    let land = Land {
        graph: &input.streets.graph,
        water: &input.streets.water,
        attribution: &input.streets.attribution,
    };
    let sheet = WalkSheet {
        campaign: input.campaign.name.clone(),
        turf: list.name.clone(),
        job: words::job(list.job).to_owned(),
        list_version: list.version.to_string(),
        paper: input.paper,
        join: input.join.cloned(),
        outcomes: outcomes::offered(list.job, names_people(list.job)),
        warnings: warnings(input, &stops),
        ..WalkSheet::default()
    };
    let mut sheet = laid_out(sheet, &stops, &walk, &land);
    sheet.totals = Totals {
        walk_minutes: list.totals.seconds.div_ceil(60),
        door_minutes: sheet.totals.doors * half_minutes_a_door(list.job) / 2,
        metres: f64::from(list.totals.metres),
        ..sheet.totals
    };
    sheet
}

fn channel(job: Job) -> Channel {
    match job {
        Job::Canvass | Job::GetOutTheVote => Channel::Door,
        Job::Flyer => Channel::Flyer,
    }
}

fn names_people(job: Job) -> bool {
    job != Job::Flyer
}

/// Time at a door, in half minutes, as lists are planned by.
pub(super) fn half_minutes_a_door(job: Job) -> u32 {
    let ms = match job {
        Job::Canvass | Job::GetOutTheVote => AT_DOOR_MS,
        Job::Flyer => AT_LETTERBOX_MS,
    };
    ms / 30_000
}

fn warnings(input: &TurfSheet<'_>, stops: &[SheetStop]) -> Vec<String> {
    let mut warnings = Vec::new();
    if !input.list.on_streets {
        warnings.push(words::STRAIGHT_LINES.to_owned());
    }
    let undrawn = stops
        .iter()
        .filter(|stop| stop.is_printed() && stop.at.is_none())
        .count();
    if undrawn > 0 {
        warnings.push(words::off_the_map(undrawn));
    }
    let listed: usize = input.list.stops.iter().map(|stop| stop.doors.len()).sum();
    let unlisted = input.record.doors.len().saturating_sub(listed);
    let turf = input
        .doors
        .iter()
        .filter(|door| door.turf == Some(input.list.turf));
    let unplaced = turf
        .filter(|door| door.spot.is_none())
        .count()
        .min(unlisted);
    if unplaced > 0 {
        warnings.push(words::not_listed(unplaced));
    }
    // The other walkers' sheets have what is not on this one.
    if unlisted > unplaced && input.list.part.is_none() {
        warnings.push(words::left_out(unlisted - unplaced));
    }
    warnings
}

/// Where doors are on the streets.
struct Spots(HashMap<DoorId, (usize, SpotOnStreet)>);

impl Spots {
    fn of<'a>(doors: impl Iterator<Item = &'a StoredDoor>) -> Self {
        let placed = doors.enumerate();
        Self(
            placed
                .filter_map(|(i, door)| Some((door.id, (i, door.spot?))))
                .collect(),
        )
    }

    /// A building is entered where the first of its stored doors is, as when it was ordered.
    fn of_stop(&self, stop: &Stop) -> Option<SpotOnStreet> {
        let spots = stop.doors.iter().filter_map(|door| self.0.get(door));
        spots.min_by_key(|(i, _)| *i).map(|(_, spot)| *spot)
    }
}

/// The turf's record by ids.
struct Reader<'a> {
    input: &'a TurfSheet<'a>,
    doors: HashMap<DoorId, &'a Door>,
}

impl<'a> Reader<'a> {
    fn new(input: &'a TurfSheet<'a>) -> Self {
        let doors = input
            .record
            .doors
            .iter()
            .map(|door| (door.id, door))
            .collect();
        Self { input, doors }
    }

    /// What is printed of a stop; `None` if the turf has none of its doors any more.
    fn stop(&self, number: u32, stop: &Stop) -> Option<SheetStop> {
        let doors: Vec<&Door> = stop
            .doors
            .iter()
            .filter_map(|id| self.doors.get(id).copied())
            .collect();
        let first = doors.first()?;
        let mut households: Vec<Household> =
            doors.iter().map(|door| self.household(door)).collect();
        if households.iter().all(|home| home.do_not_contact) {
            households.clear();
        }
        let same = |building: &&Building| Some(building.id) == stop.building;
        let building = self.input.record.buildings.iter().find(same);
        Some(SheetStop {
            number,
            house: first.number.clone(),
            street: first.street.clone(),
            leg: None,
            at: None,
            access: building.and_then(|building| building.access.clone()),
            households,
        })
    }

    fn household(&self, door: &Door) -> Household {
        let place = Household {
            floor: door
                .unit
                .as_deref()
                .and_then(|unit| Unit::parse(unit).floor())
                .map(words::floor),
            unit: door.unit.clone(),
            ..Household::default()
        };
        let job = self.input.list.job;
        let none = Default::default();
        let record = self.input.record.records.get(&door.id).unwrap_or(&none);
        let Some(people) = contactable(door.id, channel(job), None, record, self.input.campaign)
        else {
            return Household {
                do_not_contact: true,
                ..place
            };
        };
        let people = people
            .into_iter()
            .filter(|_| names_people(job))
            .map(|person| Person {
                name: person.name.clone(),
                about: person.party.clone(),
            });
        Household {
            people: people.collect(),
            note: words::state(record.state()).map(str::to_owned),
            ..place
        }
    }
}
