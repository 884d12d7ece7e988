//! What a device may tell of.

use std::collections::BTreeMap;

use turfwalk_core::merge::{Effect, Refusal, World};
use turfwalk_core::model::{BuildingId, DeviceId, DoorId, OpId, PersonKey, Place, TurfId};
use turfwalk_core::wire::Body;

use super::added::add_door;
use super::known::Known;
use crate::db::sql::{Tx, values};
use crate::db::{DbError, erasures, typed};

/// The world as a device may see it: what is, or ever was, assigned to it, and what it has made
/// earlier in the same request.
pub(super) struct Assigned<'a> {
    pub(super) tx: &'a Tx<'a>,
    device: DeviceId,
    known: &'a Known,
    attempts: BTreeMap<OpId, Place>,
    people: BTreeMap<PersonKey, DoorId>,
}

impl<'a> Assigned<'a> {
    pub(super) fn new(tx: &'a Tx<'a>, device: DeviceId, known: &'a Known) -> Self {
        Self {
            tx,
            device,
            known,
            attempts: BTreeMap::new(),
            people: BTreeMap::new(),
        }
    }

    /// Knows from now on what an op of the request will make.
    pub(super) fn take_in(&mut self, effect: &Result<Effect, Refusal>) -> Result<(), DbError> {
        match effect {
            Ok(Effect {
                place,
                body: Body::Attempt(row),
            }) => {
                self.attempts.insert(row.op, *place);
            }
            Ok(Effect {
                body: Body::Person(person),
                ..
            }) => {
                self.people.insert(person.key, person.door);
            }
            Ok(Effect {
                body: Body::Door(door),
                ..
            }) => add_door(self.tx, door)?,
            _ => {}
        }
        Ok(())
    }

    /// The turf that a place is in, if it is in one that the device has, or had: late ops still
    /// come in, and a door may have moved on meanwhile.
    pub(super) fn turf(&self, place: Place) -> Result<Option<TurfId>, DbError> {
        if let Some(turf) = self.known.turf(self.device, place) {
            return Ok(Some(turf));
        }
        let (sql, id) = match place {
            Place::Door(door) => (
                "SELECT d.turf FROM door d WHERE d.id = ?1 AND d.turf IS NOT NULL AND EXISTS
                 (SELECT 1 FROM assignment a WHERE a.device = ?2 AND (a.turf = d.turf OR a.turf IN
                  (SELECT l.turf FROM door_left l WHERE l.door = d.id)))",
                door.0,
            ),
            Place::Building(building) => (
                "SELECT d.turf FROM door d WHERE d.building = ?1 AND d.turf IS NOT NULL AND EXISTS
                 (SELECT 1 FROM assignment a WHERE a.device = ?2 AND (a.turf = d.turf OR a.turf IN
                  (SELECT l.turf FROM door_left l WHERE l.door = d.id)))
                 ORDER BY d.id LIMIT 1",
                building.0,
            ),
        };
        let turf = self
            .tx
            .maybe(sql, values![id, self.device.0], |r| r.get(0))?;
        Ok(turf.map(TurfId))
    }

    /// Whether somebody has been erased.
    pub(super) fn is_erased(&self, person: PersonKey) -> Result<bool, DbError> {
        match self.known.people.contains_key(&person) {
            true => Ok(false),
            false => erasures::is_erased(self.tx, person),
        }
    }
}

impl World for Assigned<'_> {
    type Error = DbError;

    fn has_door(&self, door: DoorId) -> Result<bool, DbError> {
        Ok(self.turf(Place::Door(door))?.is_some())
    }

    fn is_taken(&self, door: DoorId) -> Result<bool, DbError> {
        let found = self
            .tx
            .maybe("SELECT id FROM door WHERE id = ?1", values![door.0], |r| {
                r.get::<u32>(0)
            })?;
        Ok(found.is_some())
    }

    fn building_of(&self, door: DoorId) -> Result<Option<BuildingId>, DbError> {
        if let Some(at) = self.known.doors.get(&door) {
            return Ok(at.building);
        }
        let building: Option<Option<u32>> = self.tx.maybe(
            "SELECT building FROM door WHERE id = ?1",
            values![door.0],
            |r| r.get(0),
        )?;
        Ok(building.flatten().map(BuildingId))
    }

    fn has_building(&self, building: BuildingId) -> Result<bool, DbError> {
        Ok(self.turf(Place::Building(building))?.is_some())
    }

    fn door_of(&self, person: PersonKey) -> Result<Option<DoorId>, DbError> {
        if let Some(door) = self.people.get(&person) {
            return Ok(Some(*door));
        }
        let door = match self.known.people.get(&person) {
            Some(door) => Some(*door),
            None => self
                .tx
                .maybe(
                    "SELECT door FROM person WHERE key = ?1",
                    values![person.to_string()],
                    |r| r.get(0),
                )?
                .map(DoorId),
        };
        match door {
            Some(door) if self.has_door(door)? => Ok(Some(door)),
            _ => Ok(None),
        }
    }

    fn place_of(&self, attempt: OpId) -> Result<Option<Place>, DbError> {
        if let Some(place) = self.attempts.get(&attempt) {
            return Ok(Some(*place));
        }
        let text: Option<String> = self.tx.maybe(
            "SELECT value FROM stream_row
             WHERE kind = 'attempt' AND key = ?1 AND device IS NOT NULL",
            values![attempt.to_string()],
            |r| r.get(0),
        )?;
        let Some(text) = text else { return Ok(None) };
        let row: turfwalk_core::wire::AttemptRow = typed("attempt", &text)?;
        Ok(self.turf(row.place)?.map(|_| row.place))
    }
}
