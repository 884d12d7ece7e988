//! A stop by its floors: what one sees inside a building.

use std::sync::Arc;

use super::own_order::held_list;
use super::view::{self, StopState};
use super::{Device, DeviceError};
use crate::address::Unit;
use crate::merge::{DoorRecord, DoorState};
use crate::model::{BuildingId, Door, DoorId, Stop, WalkList, WalkListId};
use crate::store::Store;
use crate::sync::Transport;

/// A stop by its floors. A door that stands alone is a stop with one floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// Its number on phone and paper, from 1.
    pub number: u32,
    /// The entrance, for a building.
    pub building: Option<BuildingId>,
    /// House number as written.
    pub house: String,
    /// Street as displayed.
    pub street: String,
    /// How one gets in, when somebody found out.
    pub access: Option<String>,
    /// In knocking order; doors to be left alone are not among them.
    pub floors: Vec<Floor>,
}

/// Doors of one floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    /// A guess of the floor as [`Unit::floor`] counts it; `None` where units say nothing of it.
    pub floor: Option<i16>,
    /// In knocking order, at least one.
    pub doors: Vec<DoorBrief>,
}

/// One door in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorBrief {
    /// Which.
    pub id: DoorId,
    /// Flat, apartment or floor as written.
    pub unit: Option<String>,
    /// Who lives there.
    pub names: Vec<String>,
    /// How far one is with it.
    pub state: StopState,
}

impl<T: Transport> Device<T> {
    /// The stop of a list that has this number, by floors.
    pub fn entrance(&self, id: WalkListId, number: u32) -> Result<Entrance, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let list = held_list(&store, id)?;
        let stop = held_stop(&store, &list, number)?;
        let (mut house, mut street) = (String::new(), String::new());
        for id in &stop.doors {
            if let Some(door) = store.door(*id)? {
                (house, street) = (door.number, door.street);
            }
        }
        let mut floors: Vec<Floor> = Vec::new();
        for (door, record) in knocked_at(&store, &list, &stop)? {
            let (floor, brief) = brief(door, &record);
            match floors.last_mut() {
                Some(last) if last.floor == floor => last.doors.push(brief),
                _ => floors.push(Floor {
                    floor,
                    doors: vec![brief],
                }),
            }
        }
        let building = match stop.building {
            Some(id) => store.building(id)?,
            None => None,
        };
        Ok(Entrance {
            number,
            building: stop.building,
            house,
            street,
            access: building.and_then(|building| building.access),
            floors,
        })
    }

    /// The door to knock at next at a stop: on coming there, the first of those least often
    /// tried; after one that was just tried, the next in the order to knock that was tried less
    /// often than that one. `None` when this round through the stop is over.
    pub fn next_door(
        &self,
        id: WalkListId,
        number: u32,
        after: Option<DoorId>,
    ) -> Result<Option<DoorId>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let list = held_list(&store, id)?;
        let stop = held_stop(&store, &list, number)?;
        let mut doors = knocked_at(&store, &list, &stop)?;
        // By its own record, which is not among the doors where nobody wishes to be met any more.
        let tried = match after.map_or(Ok(None), |after| store.door(after))? {
            Some(door) => {
                let record = store.record(&door)?;
                Some(view::round(&record, &list))
            }
            None => None,
        };
        let place = |door: DoorId| stop.doors.iter().position(|it| *it == door);
        let from = after.and_then(place);
        let begins = doors.partition_point(|(door, _)| place(door.id) <= from);
        doors.rotate_left(begins);
        let mut left = doors
            .iter()
            .filter(|(door, record)| record.state() != DoorState::Done && Some(door.id) != after)
            .map(|(door, record)| (door.id, view::round(record, &list)));
        Ok(match tried {
            Some(tried) => left.find(|(_, round)| *round < tried),
            None => left.min_by_key(|(_, round)| *round),
        }
        .map(|(door, _)| door))
    }
}

fn held_stop(store: &Store, list: &WalkList, number: u32) -> Result<Stop, DeviceError> {
    let listed = view::listed(store, list)?;
    let stop = view::numbered(&listed, number);
    stop.cloned().ok_or(DeviceError::NotHere { what: "stop" })
}

/// The doors of a stop in the order to knock, those to be left alone left out.
fn knocked_at(
    store: &Store,
    list: &WalkList,
    stop: &Stop,
) -> Result<Vec<(Door, Arc<DoorRecord>)>, DeviceError> {
    let campaign = store.campaign()?.unwrap_or_else(view::no_rules);
    Ok(view::doors(store, list, stop, &campaign)?)
}

fn brief(door: Door, record: &DoorRecord) -> (Option<i16>, DoorBrief) {
    let floor = door
        .unit
        .as_deref()
        .and_then(|unit| Unit::parse(unit).floor());
    let brief = DoorBrief {
        id: door.id,
        unit: door.unit,
        state: match record.state() {
            DoorState::Open => StopState::Open,
            DoorState::TryAgain => StopState::TryAgain,
            DoorState::Done => StopState::Done,
        },
        names: record
            .people
            .iter()
            .map(|person| person.name.clone())
            .collect(),
    };
    (floor, brief)
}
