//! Conversations half done: on this phone alone, until they are recorded.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::erase::sweep_later;
use super::read::Held;
use super::{Store, StoreError};
use crate::merge::World;
use crate::model::{Place, Target};
use crate::script::Draft;

impl Store {
    /// Keeps a conversation in place of the one before with the same target. Kept only where the
    /// target is known; whether it is.
    pub fn keep_draft(&self, draft: &Draft) -> Result<bool, StoreError> {
        let Some(place) = place_of(&self.db, &draft.target)? else {
            return Ok(false);
        };
        let text =
            serde_json::to_string(draft).map_err(|_| StoreError::Unreadable { what: "draft" })?;
        self.db
            .prepare_cached(
                "INSERT INTO draft (target, place, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT (target) DO UPDATE SET place = ?2, value = ?3",
            )?
            .execute(params![key(&draft.target), place.to_string(), text])?;
        Ok(true)
    }

    /// The conversation begun with a target, if there is one.
    pub fn draft(&self, target: &Target) -> Result<Option<Draft>, StoreError> {
        let text: Option<String> = self
            .db
            .prepare_cached("SELECT value FROM draft WHERE target = ?1")?
            .query_row([key(target)], |r| r.get(0))
            .optional()?;
        text.as_deref().map(read).transpose()
    }

    /// All conversations half done.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT value FROM draft ORDER BY target")?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|text| read(&text?)).collect()
    }

    /// Erases conversations at places that this phone does not hold. Only where all streams have
    /// come whole: while one comes page by page, its doors are not gone, they are on their way.
    pub fn drop_drafts_elsewhere(&mut self) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let dropped = tx.execute(
            "DELETE FROM draft WHERE place NOT IN (SELECT place FROM row WHERE place IS NOT NULL)",
            [],
        )?;
        if dropped > 0 {
            sweep_later(&tx)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Throws a conversation away.
    pub fn drop_draft(&self, target: &Target) -> Result<(), StoreError> {
        drop_in(&self.db, target)
    }
}

/// The same inside a transaction: what it held is recorded there.
pub(super) fn drop_in(db: &Connection, target: &Target) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM draft WHERE target = ?1")?
        .execute([key(target)])?;
    Ok(())
}

/// Erases conversations at one place, where no stream tells of it any more.
pub(super) fn drop_at(tx: &Transaction<'_>, place: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM draft WHERE place = ?1 AND NOT EXISTS (SELECT 1 FROM row WHERE place = ?1)",
        [place],
    )?;
    Ok(())
}

/// Erases conversations at places that a stream which goes tells of, and no other does.
pub(super) fn drop_with(tx: &Transaction<'_>, stream: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM draft
         WHERE place IN (SELECT place FROM row WHERE stream = ?1)
           AND NOT EXISTS (SELECT 1 FROM row WHERE place = draft.place AND stream <> ?1)",
        [stream],
    )?;
    Ok(())
}

fn read(text: &str) -> Result<Draft, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "draft" })
}

fn key(target: &Target) -> String {
    match target {
        Target::Person(person) => format!("person/{person}"),
        Target::Door(door) => Place::Door(*door).to_string(),
        Target::Building(building) => Place::Building(*building).to_string(),
    }
}

fn place_of(db: &Connection, target: &Target) -> Result<Option<Place>, StoreError> {
    let held = Held(db);
    Ok(match *target {
        Target::Person(person) => held.door_of(person)?.map(Place::Door),
        Target::Door(door) => held.has_door(door)?.then_some(Place::Door(door)),
        Target::Building(building) => held
            .has_building(building)?
            .then_some(Place::Building(building)),
    })
}
