//! What the screens show, made from the store in one reading.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Zoned;

use crate::address::HouseNumber;
use crate::contact::{Hold, contactable, may_contact};
use crate::merge::{DoorRecord, DoorState};
use crate::model::{
    BuildingId, Campaign, CampaignId, Channel, Door, DoorId, Job, LatLon, Person, Place, Replan,
    ScriptId, Stop, Target, TurfId, WalkList, WalkListId, WalkTotals,
};
use crate::store::{Store, StoreError};
use crate::walk_list::{Front, StreetSide, stretches};
use crate::wire::AttemptRow;

/// A walk list on the Today screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSummary {
    /// Its id.
    pub id: WalkListId,
    /// The turf that it is of.
    pub turf: TurfId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub job: Job,
    /// The script to follow.
    pub script: Option<ScriptId>,
    /// Counts up with each new order; the same number stands on the print.
    pub version: u32,
    /// Whether the stops come in the walker's own order, which print and organizer don't have.
    pub replanned: bool,
    /// Doors on it, those to be left alone not counted.
    pub doors: u32,
    /// Doors dealt with.
    pub done: u32,
    /// What the walk comes to.
    pub totals: WalkTotals,
    /// Whether it goes by streets, or by straight lines for want of them.
    pub on_streets: bool,
}

/// A walk list with its stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// The list.
    pub summary: ListSummary,
    /// In walking order. In the walker's own order those dealt with before come first.
    pub stops: Vec<StopView>,
    /// Stops that the walker's own order leaves out for want of time, in the list's order.
    pub left_out: Vec<StopView>,
}

/// How far one is with a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopState {
    /// Nobody has tried.
    Open,
    /// Tried; worth coming again.
    TryAgain,
    /// Dealt with.
    Done,
    /// To be left alone: walk past.
    LeaveAlone,
}

/// One stop of a walk list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopView {
    /// Its number on phone and paper, from 1; it keeps that in an order of the walker's own.
    pub number: u32,
    /// The entrance, for a building.
    pub building: Option<BuildingId>,
    /// Its doors in the order to knock, those to be left alone left out.
    pub doors: Vec<DoorId>,
    /// House number as written.
    pub house: String,
    /// Street as displayed.
    pub street: String,
    /// What its heading says of the side: stops of one street and side that follow each other
    /// stand under one heading. The print makes its headings in the same way, but knows by the
    /// streets themselves where the walk changes side; here that is told by numbers and by
    /// crossings counted, so that the two can differ.
    pub side: StreetSide,
    /// Where, when known.
    pub at: Option<LatLon>,
    /// Walking metres from the stop before.
    pub walk_m: u32,
    /// Walking seconds from the stop before.
    pub walk_s: u32,
    /// Roads crossed on the way.
    pub crossings: u32,
    /// How far one is with it.
    pub state: StopState,
    /// In which round through the list it comes: 0 while nobody has tried, then the later the more
    /// often it was tried on this list.
    pub round: u32,
}

/// A person at a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// Who.
    pub person: Person,
    /// Why they may not be contacted now, if so.
    pub hold: Option<Hold>,
    /// Somebody was told that they live somewhere else now.
    pub moved_away: bool,
    /// The language in which to talk with them, where somebody put that down.
    pub language: Option<String>,
}

/// Everything that a canvasser sees of a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorView {
    /// The door.
    pub door: Door,
    /// How one gets in, when somebody found out.
    pub access: Option<String>,
    /// Who lives there.
    pub people: Vec<PersonView>,
    /// The language in which to talk with the household, where somebody put that down.
    pub language: Option<String>,
    /// Why nobody may be contacted here now, if so.
    pub hold: Option<Hold>,
    /// How far one is with it.
    pub state: DoorState,
    /// What was tried before, oldest first.
    pub attempts: Vec<AttemptRow>,
}

/// The channel by which a job contacts people.
pub(super) fn channel(job: Job) -> Channel {
    match job {
        Job::Canvass | Job::GetOutTheVote => Channel::Door,
        Job::Flyer => Channel::Flyer,
    }
}

/// The rules of a campaign that has not been synced yet: wishes hold, hours are free.
pub(super) fn no_rules() -> Campaign {
    Campaign {
        id: CampaignId(0),
        name: String::new(),
        time_zone: "UTC".into(),
        quiet_hours: None,
        cool_down_h: 0,
        emergency: None,
        help_line: None,
        notice: None,
        seal_key: None,
        lease_h: None,
    }
}

pub(super) fn list(store: &Store, list: &WalkList) -> Result<ListView, StoreError> {
    let own = store.replan(list)?;
    Ok(Numbered::of(store, list)?.shown(own.as_ref()))
}

/// How far one is with a list, in whatever order it is walked.
#[derive(Clone)]
pub(super) struct Numbered {
    /// The list as it came.
    summary: ListSummary,
    /// Its stops by their numbers, those of added doors behind the others.
    pub(super) listed: Vec<Stop>,
    /// The same stops as shown.
    pub(super) stops: Vec<StopView>,
    /// Of each stop of added doors the number of the one that it stands next to.
    next_to: Vec<u32>,
}

impl Numbered {
    pub(super) fn of(store: &Store, list: &WalkList) -> Result<Self, StoreError> {
        let campaign = store.campaign()?.unwrap_or_else(no_rules);
        let (mut stops, mut doors, mut done) = (Vec::with_capacity(list.stops.len()), 0, 0);
        let (listed, next_to) = with_added(store, list)?;
        let told = store.told_places()?;
        for (number, stop) in (1..).zip(&listed) {
            let view = one_stop(store, list, (number, stop), &campaign, &told)?;
            doors += view.0.doors.len() as u32;
            done += view.1;
            stops.push(view.0);
        }
        let summary = ListSummary {
            id: list.id,
            turf: list.turf,
            name: list.name.clone(),
            job: list.job,
            script: list.script,
            version: list.version,
            replanned: false,
            doors,
            done,
            totals: list.totals,
            on_streets: list.on_streets,
        };
        Ok(Self {
            summary,
            listed,
            stops,
            next_to,
        })
    }

    /// The list in the walker's own order, if there is one, else as it came.
    pub(super) fn shown(self, own: Option<&Replan>) -> ListView {
        let Self {
            mut summary,
            listed,
            mut stops,
            next_to,
        } = self;
        let mut left_out = Vec::new();
        if let Some(own) = own {
            summary.replanned = true;
            summary.totals = own.totals;
            summary.on_streets = own.on_streets;
            (stops, left_out) = in_own_order(stops, &listed, own);
        } else {
            stops = beside_neighbours(stops, &next_to);
        }
        tell_sides(&mut stops);
        tell_sides(&mut left_out);
        ListView {
            summary,
            stops,
            left_out,
        }
    }
}

/// The stops of a list, and behind them those of doors that were added beside its doors: a door
/// that shares an entrance joins its stop. With the number of the stop next to each one behind.
fn with_added(store: &Store, list: &WalkList) -> Result<(Vec<Stop>, Vec<u32>), StoreError> {
    let (mut stops, mut next_to) = (list.stops.clone(), Vec::new());
    let mut stop_of: HashMap<DoorId, usize> = HashMap::new();
    for (index, stop) in stops.iter().enumerate() {
        stop_of.extend(stop.doors.iter().map(|door| (*door, index)));
    }
    let mut added = store.added_doors()?;
    // A door may have been added beside one that was added. The first added keeps the first
    // number, whatever is added later.
    while let Some(next) = added.iter().position(|door| {
        let beside = |door: &Door| door.beside.is_some_and(|it| stop_of.contains_key(&it));
        beside(door) && !stop_of.contains_key(&door.id)
    }) {
        let door = added.remove(next);
        let neighbour = door.beside.map_or(0, |beside| stop_of[&beside]);
        let shares = door.building.is_some() && stops[neighbour].building == door.building;
        let index = if shares {
            stops[neighbour].doors.push(door.id);
            neighbour
        } else {
            stops.push(Stop {
                building: None,
                doors: vec![door.id],
                at: door.at,
                walk_m: 0,
                walk_s: 0,
                crossings: 0,
            });
            next_to.push(neighbour as u32 + 1);
            stops.len() - 1
        };
        stop_of.insert(door.id, index);
    }
    Ok((stops, next_to))
}

/// The same stops, the last of them each behind the one that it stands next to.
fn beside_neighbours(mut stops: Vec<StopView>, next_to: &[u32]) -> Vec<StopView> {
    let added = stops.split_off(stops.len() - next_to.len());
    for (added, next_to) in added.into_iter().zip(next_to) {
        let neighbour = stops.iter().position(|stop| stop.number == *next_to);
        stops.insert(neighbour.map_or(stops.len(), |index| index + 1), added);
    }
    stops
}

/// Tells each stop which side of the street its heading names.
fn tell_sides(stops: &mut [StopView]) {
    let parity = |stop: &StopView| HouseNumber::parse(&stop.house).parity();
    let fronts: Vec<Front<'_>> = (0..stops.len())
        .map(|i| Front {
            street: &stops[i].street,
            house: &stops[i].house,
            // Roads crossed on the way are side streets too, unless numbers change side as well.
            crossed: i > 0
                && stops[i].crossings % 2 == 1
                && parity(&stops[i - 1]) != parity(&stops[i]),
        })
        .collect();
    for (range, side) in stretches(&fronts) {
        stops[range].iter_mut().for_each(|stop| stop.side = side);
    }
}

/// Stops of a list in the walker's own order, and those that it leaves out.
fn in_own_order(
    stops: Vec<StopView>,
    listed: &[Stop],
    replan: &Replan,
) -> (Vec<StopView>, Vec<StopView>) {
    let by_door: HashMap<DoorId, usize> = (0..)
        .zip(listed)
        .filter_map(|(index, stop)| Some((*stop.doors.first()?, index)))
        .collect();
    let mut stops: Vec<Option<StopView>> = stops.into_iter().map(Some).collect();
    let ahead: Vec<StopView> = replan
        .stops
        .iter()
        .filter_map(|planned| {
            let known = planned.door.and_then(|door| by_door.get(&door).copied());
            let index = known.or_else(|| (planned.number as usize).checked_sub(1))?;
            let stop = stops.get_mut(index)?.take()?;
            Some(StopView {
                walk_m: planned.walk_m,
                walk_s: planned.walk_s,
                crossings: planned.crossings,
                ..stop
            })
        })
        .collect();
    let dealt_with =
        |stop: &StopView| matches!(stop.state, StopState::Done | StopState::LeaveAlone);
    let (mut walked, left_out): (Vec<StopView>, Vec<StopView>) =
        stops.into_iter().flatten().partition(dealt_with);
    walked.extend(ahead);
    (walked, left_out)
}

/// The stops of a list by their numbers, those of added doors behind the others.
pub(super) fn listed(store: &Store, list: &WalkList) -> Result<Vec<Stop>, StoreError> {
    Ok(with_added(store, list)?.0)
}

/// The stop that has this number.
pub(super) fn numbered(listed: &[Stop], number: u32) -> Option<&Stop> {
    listed.get((number as usize).checked_sub(1)?)
}

/// In which round through a list a door comes.
pub(super) fn round(record: &DoorRecord, list: &WalkList) -> u32 {
    let tries = record.attempts.iter();
    let tries = tries
        .filter(|row| row.attempt.list == Some(list.id))
        .count();
    match record.state() {
        DoorState::Open => 0,
        DoorState::TryAgain | DoorState::Done => 1 + tries as u32,
    }
}

/// The doors of a stop that may be contacted by a list's channel at all, with their records.
pub(super) fn doors(
    store: &Store,
    list: &WalkList,
    stop: &Stop,
    campaign: &Campaign,
) -> Result<Vec<(Door, Arc<DoorRecord>)>, StoreError> {
    let mut doors = Vec::with_capacity(stop.doors.len());
    for id in &stop.doors {
        let Some(door) = store.door(*id)? else {
            continue;
        };
        let record = store.record(&door)?;
        if contactable(*id, channel(list.job), None, &record, campaign).is_some() {
            doors.push((door, record));
        }
    }
    Ok(doors)
}

/// The stop, and how many of its doors are done.
fn one_stop(
    store: &Store,
    list: &WalkList,
    (number, stop): (u32, &Stop),
    campaign: &Campaign,
    told: &HashSet<Place>,
) -> Result<(StopView, u32), StoreError> {
    let (mut doors, mut states) = (Vec::new(), Vec::new());
    let mut rounds = Vec::new();
    let (mut house, mut street) = (String::new(), String::new());
    let untold = Arc::new(DoorRecord::default());
    for id in &stop.doors {
        let Some(door) = store.door(*id)? else {
            continue;
        };
        // Where nothing was recorded, nobody has tried and nobody wished to be left alone: who
        // lives there does not matter to a list, and there are many such doors.
        let is_told = told.contains(&Place::Door(*id))
            || door
                .building
                .is_some_and(|building| told.contains(&Place::Building(building)));
        let record = match is_told {
            true => store.record(&door)?,
            false => Arc::clone(&untold),
        };
        if contactable(*id, channel(list.job), None, &record, campaign).is_some() {
            let state = record.state();
            if state != DoorState::Done {
                rounds.push(round(&record, list));
            }
            doors.push(*id);
            states.push(state);
        }
        (house, street) = (door.number, door.street);
    }
    let done = states
        .iter()
        .filter(|state| **state == DoorState::Done)
        .count();
    let state = if doors.is_empty() {
        StopState::LeaveAlone
    } else if done == doors.len() {
        StopState::Done
    } else if states.iter().all(|state| *state == DoorState::Open) {
        StopState::Open
    } else {
        StopState::TryAgain
    };
    let view = StopView {
        number,
        building: stop.building,
        doors,
        house,
        street,
        side: StreetSide::One,
        at: stop.at,
        walk_m: stop.walk_m,
        walk_s: stop.walk_s,
        crossings: stop.crossings,
        state,
        // A stop where somebody has begun is not new any more.
        round: match state {
            StopState::TryAgain => rounds.into_iter().min().unwrap_or(0).max(1),
            _ => 0,
        },
    };
    Ok((view, done as u32))
}

pub(super) fn door(
    store: &Store,
    door: Door,
    channel: Channel,
    at: Option<&Zoned>,
) -> Result<DoorView, StoreError> {
    let campaign = store.campaign()?.unwrap_or_else(no_rules);
    let record = store.record(&door)?;
    let hold = |person: Option<&Person>| {
        may_contact(person, channel, at, door.id, &record, &campaign).err()
    };
    let people = record
        .people
        .iter()
        .map(|p| {
            let facts = record.facts(&Target::Person(p.key));
            PersonView {
                person: p.clone(),
                hold: hold(Some(p)),
                moved_away: facts.moved_away,
                language: facts.language,
            }
        })
        .collect();
    let access = match door.building {
        Some(id) => store.building(id)?.and_then(|building| building.access),
        None => None,
    };
    Ok(DoorView {
        access,
        people,
        language: record.facts(&Target::Door(door.id)).language,
        hold: hold(None),
        state: record.state(),
        attempts: record.attempts.clone(),
        door,
    })
}
