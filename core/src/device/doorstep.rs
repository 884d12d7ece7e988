//! What one does at a door besides recording attempts: talks half done, doors not on the list.

use super::{Device, DeviceError};
use crate::address::{fold, street_key};
use crate::merge::{DoorState, Refusal};
use crate::model::{Basis, Begun, Channel, Door, DoorId, Op, Target};
use crate::script::Draft;
use crate::store::Store;
use crate::sync::Transport;

impl<T: Transport> Device<T> {
    /// Keeps a conversation as it is typed, in place of the one before with the same target; it is
    /// on disk when this returns. Recording an attempt for the target throws it away, and takes
    /// its note along where it brings none.
    pub fn keep_draft(&self, draft: &Draft) -> Result<(), DeviceError> {
        keep(&self.store(), draft)
    }

    /// Keeps a remark about a target as it is typed, beside the talk if one was begun; it is on
    /// disk when this returns. It goes along with the next attempt that is recorded for the
    /// target. An empty one is kept no longer.
    pub fn keep_note(&self, target: Target, text: &str, basis: Basis) -> Result<(), DeviceError> {
        let store = self.store();
        let begun = store.draft(&target)?;
        let draft = Draft {
            note: text.to_owned(),
            basis,
            ..begun.unwrap_or_else(|| Draft::blank(target))
        };
        if draft.is_blank() {
            return Ok(store.drop_draft(&target)?);
        }
        keep(&store, &draft)
    }

    /// The conversation begun with a target, if there is one.
    pub fn draft(&self, target: &Target) -> Result<Option<Draft>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        Ok(store.draft(target)?)
    }

    /// All conversations half done: to go on with after the app was killed.
    pub fn drafts(&self) -> Result<Vec<Draft>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        Ok(store.drafts()?)
    }

    /// Throws a conversation away.
    pub fn drop_draft(&self, target: &Target) -> Result<(), DeviceError> {
        Ok(self.store().drop_draft(target)?)
    }

    /// Keeps a page for something new as it is filled in: a person or a door that is not on the
    /// list, a page for each door; an incident, one page on the whole phone. It is on disk when this
    /// returns. Recording it throws it away, and so does a page on which nothing is left.
    pub fn keep_begun(&self, begun: &Begun) -> Result<(), DeviceError> {
        match self.store().keep_begun(begun)? {
            true => Ok(()),
            false => Err(DeviceError::NotHere { what: "door" }),
        }
    }

    /// Pages that were begun and are not recorded: to go on with after the app was killed. While
    /// lists are locked, a report alone.
    pub fn begun(&self) -> Result<Vec<Begun>, DeviceError> {
        let store = self.store();
        let is_open = self.unlocked(&store).is_ok();
        let mut begun = store.begun()?;
        begun.retain(|page| is_open || matches!(page, Begun::Incident { .. }));
        Ok(begun)
    }

    /// Whether to stay at a door after something was recorded about `met`: it is not dealt with,
    /// and somebody else who may be met at `at_ms` was tried less often. After what was recorded
    /// of the door itself there is nobody to stay for.
    pub fn stays(
        &self,
        id: DoorId,
        met: &Target,
        channel: Channel,
        at_ms: i64,
    ) -> Result<bool, DeviceError> {
        let view = self.door(id, channel, at_ms)?;
        let tries = |whom: &Target| {
            let about = view.attempts.iter();
            about.filter(|row| row.attempt.target == *whom).count()
        };
        let is_about_one = matches!(met, Target::Person(_));
        let others = || {
            view.people.iter().any(|it| {
                let may_be_met = it.hold.is_none() && !it.moved_away;
                may_be_met && tries(&Target::Person(it.person.key)) < tries(met)
            })
        };
        Ok(is_about_one && view.state != DoorState::Done && others())
    }

    /// Adds a door that is not on the list, beside one that is, and returns its id. It stands on
    /// the list at once, as a stop of its own or, with the neighbour's number and street, as one
    /// more door of that building.
    pub fn add_door(
        &self,
        beside: DoorId,
        number: &str,
        street: &str,
        unit: Option<&str>,
    ) -> Result<DoorId, DeviceError> {
        let neighbour = self
            .store()
            .door(beside)?
            .ok_or(DeviceError::Refused(Refusal::UnknownDoor))?;
        let shares = fold(number) == fold(&neighbour.number)
            && street_key(street) == street_key(&neighbour.street);
        let door = |id| Door {
            id,
            building: neighbour.building.filter(|_| shares),
            number: number.trim().to_owned(),
            street: street.trim().to_owned(),
            unit: unit.map(|unit| unit.trim().to_owned()),
            city: neighbour.city.clone(),
            postcode: neighbour.postcode.clone(),
            beside: Some(beside),
            at: neighbour.at,
        };
        loop {
            let mut random = [0; 4];
            getrandom::fill(&mut random).map_err(|_| DeviceError::Random)?;
            let id = Door::drawn(u32::from_le_bytes(random));
            match self.capture(Op::AddDoor { door: door(id) }) {
                Ok(_) => return Ok(id),
                Err(DeviceError::Refused(Refusal::DoorTaken)) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn keep(store: &Store, draft: &Draft) -> Result<(), DeviceError> {
    match store.keep_draft(draft)? {
        true => Ok(()),
        false => Err(DeviceError::NotHere { what: "door" }),
    }
}
