//! Doors and what was recorded at them, as last read: a list asks for all of its doors after each
//! visit, and only one of them is another.

use std::cell::RefMut;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::{Store, StoreError};
use crate::merge::DoorRecord;
use crate::model::{BuildingId, Door, DoorId, Place};
use crate::wire::Body;

/// What was read since the database was last changed in another way than by a record.
///
/// The one connection that a [`Store`] has counts the rows that it changes. While the count stands,
/// what was read holds; a captured op changes what is at one place; whatever else the count goes up
/// for, all is read anew.
#[derive(Debug, Default)]
pub(super) struct Recall {
    /// The count at which it was read.
    as_of: u64,
    doors: HashMap<DoorId, Option<Door>>,
    /// With the entrance that the door shares, whose records are among its own.
    records: HashMap<DoorId, (Option<BuildingId>, Arc<DoorRecord>)>,
    told: Option<Arc<HashSet<Place>>>,
}

impl Recall {
    /// Forgets what an op's row changes.
    fn forget(&mut self, body: &Body) {
        let changes_records = match body {
            Body::Attempt(_) | Body::Suppression(_) | Body::Edit(_) => true,
            // Of places where something was told already, and of people, whom no list counts.
            Body::Retraction(_) | Body::Person(_) => false,
            Body::Incident(_) => return,
            _ => {
                *self = Self::default();
                return;
            }
        };
        let Some(place) = body.place() else { return };
        match place {
            Place::Door(door) => drop(self.records.remove(&door)),
            Place::Building(building) => self
                .records
                .retain(|_, (shared, _)| *shared != Some(building)),
        }
        if changes_records && let Some(told) = &mut self.told {
            Arc::make_mut(told).insert(place);
        }
    }
}

impl Store {
    /// How many rows this process has changed: what was read holds while it stands.
    pub fn changes(&self) -> u64 {
        self.db.total_changes()
    }

    /// What still holds of what was read.
    fn recall(&self) -> RefMut<'_, Recall> {
        let mut recall = self.recall.borrow_mut();
        let now = self.changes();
        if recall.as_of != now {
            *recall = Recall {
                as_of: now,
                ..Recall::default()
            };
        }
        recall
    }

    /// Goes on with what was read `as_of` that count of changes: an op has been captured since,
    /// which came to `body`.
    pub(super) fn recall_since(&mut self, as_of: u64, body: &Body) {
        let now = self.changes();
        let recall = self.recall.get_mut();
        if recall.as_of == as_of {
            recall.forget(body);
            recall.as_of = now;
        }
    }

    /// Does work on the database that changes nothing of what is recalled: the walker's own order,
    /// what is half typed, the lease.
    pub(super) fn apart<R>(&self, work: impl FnOnce(&Connection) -> R) -> R {
        let as_of = self.db.total_changes();
        let done = work(&self.db);
        let mut recall = self.recall.borrow_mut();
        if recall.as_of == as_of {
            recall.as_of = self.db.total_changes();
        }
        done
    }

    /// One door.
    pub fn door(&self, id: DoorId) -> Result<Option<Door>, StoreError> {
        if let Some(door) = self.recall().doors.get(&id) {
            return Ok(door.clone());
        }
        let door = self.read_door(id)?;
        self.recall().doors.insert(id, door.clone());
        Ok(door)
    }

    /// Everything recorded at a door, and at the entrance that it shares.
    pub fn record(&self, door: &Door) -> Result<Arc<DoorRecord>, StoreError> {
        if let Some((_, record)) = self.recall().records.get(&door.id) {
            return Ok(Arc::clone(record));
        }
        let record = Arc::new(self.read_record(door)?);
        let kept = (door.building, Arc::clone(&record));
        self.recall().records.insert(door.id, kept);
        Ok(record)
    }

    /// The places of which anything was recorded, and the doors of people who are not to be
    /// contacted: at any other, a door's record has people alone, who hold nobody off.
    pub fn told_places(&self) -> Result<Arc<HashSet<Place>>, StoreError> {
        if let Some(told) = &self.recall().told {
            return Ok(Arc::clone(told));
        }
        let told = Arc::new(self.read_told_places()?);
        self.recall().told = Some(Arc::clone(&told));
        Ok(told)
    }
}
