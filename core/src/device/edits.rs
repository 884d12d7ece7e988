//! Putting right what is held of a person or household, and what came of it.

use super::{Device, DeviceError};
use crate::merge::Facts;
use crate::model::{Change, DoorId, Edit, Op, OpId, Target};
use crate::store::{Store, StoreError};
use crate::sync::Transport;

impl<T: Transport> Device<T> {
    /// Records that a field of a person, or of the household behind a door, is other than what is
    /// shown. It is on disk when this returns. Another name is a proposal to the organizer; all
    /// else holds at once, here and after the next sync everywhere.
    pub fn edit(&self, about: Target, change: Change, at_ms: i64) -> Result<OpId, DeviceError> {
        let seen = facts(&self.store(), &about)?.seen(&change.field());
        self.capture(Op::Edit(Edit {
            about,
            change,
            seen,
            at_ms,
        }))
    }

    /// Keeps what is being typed to put something right, for each field of each target apart; it is
    /// on disk when this returns. Recording the edit throws it away, and so does an empty text.
    pub fn keep_change(&self, about: &Target, change: &Change) -> Result<(), DeviceError> {
        match self.store().keep_change(about, change)? {
            true => Ok(()),
            false => Err(DeviceError::NotHere { what: "door" }),
        }
    }

    /// What was begun to be put right of a target and is not recorded: to go on with after the app
    /// was killed.
    pub fn changes_begun(&self, about: &Target) -> Result<Vec<Change>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        Ok(store.changes_begun(about)?)
    }

    /// What was put right of a person or household, with each edit's fate: one without a rank is
    /// on this phone only, one that waits is with the organizer.
    pub fn facts(&self, about: &Target) -> Result<Facts, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        Ok(facts(&store, about)?)
    }
}

/// Nothing is known of somebody who is not on this phone.
fn facts(store: &Store, about: &Target) -> Result<Facts, StoreError> {
    let door: Option<DoorId> = match about {
        Target::Person(person) => store.door_of(*person)?,
        Target::Door(door) => Some(*door),
        Target::Building(_) => None,
    };
    let door = door.map(|door| store.door(door)).transpose()?.flatten();
    Ok(match door {
        Some(door) => store.record(&door)?.facts(about),
        None => Facts::default(),
    })
}
