//! A stop by its floors: what one sees inside a building.

use super::own_order::held_list;
use super::view::{self, StopState};
use super::{Device, DeviceError};
use crate::address::Unit;
use crate::merge::DoorState;
use crate::model::{BuildingId, DoorId, WalkListId};
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
        let list = view::list(&store, &held_list(&store, id)?)?;
        let mut stops = list.stops.into_iter().chain(list.left_out);
        let stop = stops
            .find(|stop| stop.number == number)
            .ok_or(DeviceError::NotHere { what: "stop" })?;
        let mut floors: Vec<Floor> = Vec::new();
        for door in &stop.doors {
            let Some((floor, brief)) = brief(&store, *door)? else {
                continue;
            };
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
            house: stop.house,
            street: stop.street,
            access: building.and_then(|building| building.access),
            floors,
        })
    }
}

fn brief(store: &Store, id: DoorId) -> Result<Option<(Option<i16>, DoorBrief)>, DeviceError> {
    let Some(door) = store.door(id)? else {
        return Ok(None);
    };
    let record = store.record(&door)?;
    let floor = door
        .unit
        .as_deref()
        .and_then(|unit| Unit::parse(unit).floor());
    let brief = DoorBrief {
        id,
        unit: door.unit,
        state: match record.state() {
            DoorState::Open => StopState::Open,
            DoorState::TryAgain => StopState::TryAgain,
            DoorState::Done => StopState::Done,
        },
        names: record
            .people
            .into_iter()
            .map(|person| person.name)
            .collect(),
    };
    Ok(Some((floor, brief)))
}
