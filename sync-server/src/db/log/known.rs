//! What the ops of several requests ask for, looked up for all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use turfwalk_core::model::{BuildingId, DeviceId, DoorId, Op, PersonKey, Place, Target, TurfId};

use crate::db::DbError;
use crate::db::people::key;
use crate::db::sql::{Parameter, Tx, Value, values};

/// What was found. What is not here may be there all the same, but for assignments, which are
/// here all.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Doors in a turf.
    pub(super) doors: BTreeMap<DoorId, AtDoor>,
    /// The doors of people who are not erased.
    pub(super) people: BTreeMap<PersonKey, DoorId>,
    /// Turfs that a device has, or had: whether it has them now.
    held: BTreeMap<(DeviceId, TurfId), bool>,
}

/// Where a door is.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtDoor {
    pub(super) turf: TurfId,
    pub(super) building: Option<BuildingId>,
}

impl Known {
    /// What is to be known of whom and what `ops` are about, by devices that hold `held`.
    pub(super) fn of<'a>(
        tx: &Tx<'_>,
        held: BTreeMap<(DeviceId, TurfId), bool>,
        ops: impl Iterator<Item = &'a Op>,
    ) -> Result<Self, DbError> {
        let mut known = Self {
            held,
            ..Self::default()
        };
        let (mut people, mut doors) = (BTreeSet::new(), BTreeSet::new());
        for op in ops {
            people.extend(op.person().map(|person| person.to_string()));
            doors.extend(door_of(op).map(|door| door.0));
        }
        tx.each_of(
            "SELECT d.id, d.turf, d.building, p.key FROM person p JOIN door d ON d.id = p.door
             WHERE p.key IN (?*) AND d.turf IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.person = p.key)",
            values![],
            &list(&people),
            |r| {
                let door = DoorId(r.get(0)?);
                known.people.insert(key(&r.get::<String>(3)?)?, door);
                known.put(door, r.get(1)?, r.get(2)?);
                Ok(())
            },
        )?;
        tx.each_of(
            "SELECT id, turf, building FROM door WHERE id IN (?*) AND turf IS NOT NULL",
            values![],
            &list(&doors),
            |r| {
                known.put(DoorId(r.get(0)?), r.get(1)?, r.get(2)?);
                Ok(())
            },
        )?;
        Ok(known)
    }

    /// What `devices` have, and had.
    pub(super) fn with_held(tx: &Tx<'_>, devices: &[DeviceId]) -> Result<Self, DbError> {
        let mut known = Self::default();
        let devices: Vec<Value<'_>> = devices.iter().map(|device| device.0.value()).collect();
        tx.each_of(
            "SELECT device, turf, until_ms FROM assignment WHERE device IN (?*)",
            values![],
            &devices,
            |r| {
                let held = (DeviceId(r.get(0)?), TurfId(r.get(1)?));
                let until_ms: Option<i64> = r.get(2)?;
                known.held.insert(held, until_ms.is_none());
                Ok(())
            },
        )?;
        Ok(known)
    }

    pub(super) fn put(&mut self, door: DoorId, turf: u32, building: Option<u32>) {
        let at = AtDoor {
            turf: TurfId(turf),
            building: building.map(BuildingId),
        };
        self.doors.insert(door, at);
    }

    /// The turf of a door, if the device has it, or had.
    pub(super) fn turf(&self, device: DeviceId, place: Place) -> Option<TurfId> {
        let Place::Door(door) = place else {
            return None;
        };
        let turf = self.doors.get(&door)?.turf;
        self.held.contains_key(&(device, turf)).then_some(turf)
    }

    /// Whether the device has a turf now; what it tells of another comes late.
    pub(super) fn has(&self, device: DeviceId, turf: TurfId) -> bool {
        self.held.get(&(device, turf)).copied().unwrap_or(false)
    }
}

fn list<T: Parameter>(all: &BTreeSet<T>) -> Vec<Value<'_>> {
    all.iter().map(T::value).collect()
}

/// The door that an op names.
fn door_of(op: &Op) -> Option<DoorId> {
    let of = |target: &Target| match target {
        Target::Door(door) => Some(*door),
        Target::Person(_) | Target::Building(_) => None,
    };
    match op {
        Op::Attempt(attempt) => of(&attempt.target),
        Op::Edit(edit) => of(&edit.about),
        Op::Suppress { heard_at, .. } => of(heard_at),
        Op::Incident { at, .. } => match at {
            Place::Door(door) => Some(*door),
            Place::Building(_) => None,
        },
        Op::AddPerson { door, .. } => Some(*door),
        Op::AddDoor { door } => door.beside,
        Op::Retract { .. } | Op::Erased => None,
    }
}
