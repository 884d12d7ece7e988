//! Conversations half done, and words half typed about somebody: on this phone alone, until they are
//! recorded.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::erase::sweep_later;
use super::read::{Held, parse_place};
use super::{Store, StoreError, begun};
use crate::merge::World;
use crate::model::{Attempt, Begun, Change, HalfDone, Place, Target};
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
        self.apart(|db| put(db, &key(&draft.target), place, &text))?;
        Ok(true)
    }

    /// Keeps what is being typed to put something right, in place of what was typed before about
    /// the same field of the same target; where nothing is left of it, nothing is kept. Kept only
    /// where the target is known; whether it is.
    pub fn keep_change(&self, about: &Target, change: &Change) -> Result<bool, StoreError> {
        let Some(place) = place_of(&self.db, about)? else {
            return Ok(false);
        };
        if change.text().is_none_or(|text| text.trim().is_empty()) {
            self.apart(|db| drop_change_in(db, about, change))?;
            return Ok(true);
        }
        let text = serde_json::to_string(change).map_err(|_| StoreError::Unreadable {
            what: "change begun",
        })?;
        self.apart(|db| put(db, &change_key(about, change), place, &text))?;
        Ok(true)
    }

    /// What was begun to be put right of a target and is not recorded, a change a field.
    pub fn changes_begun(&self, about: &Target) -> Result<Vec<Change>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT value FROM draft WHERE target IN (?1, ?2, ?3) ORDER BY target",
        )?;
        let keys = TYPED.map(|field| format!("{field}/{}", key(about)));
        let rows = query.query_map(keys, |r| r.get::<_, String>(0))?;
        rows.map(|text| {
            serde_json::from_str(&text?).map_err(|_| StoreError::Unreadable {
                what: "change begun",
            })
        })
        .collect()
    }

    /// The conversation begun with a target, if there is one.
    pub fn draft(&self, target: &Target) -> Result<Option<Draft>, StoreError> {
        text_of(&self.db, target)?.as_deref().map(read).transpose()
    }

    /// All conversations half done.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT value FROM draft
             WHERE target NOT LIKE 'edit-%' AND target NOT LIKE 'new-%' ORDER BY target",
        )?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|text| read(&text?)).collect()
    }

    /// Everything that was begun, and where; of words that put something right one for each target.
    pub fn half_done(&self) -> Result<Vec<(HalfDone, Place)>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT target, place, value FROM draft ORDER BY target")?;
        let mut rows = query.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (key, place, value): (String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let what = half_done(&key, &value)?;
            let place = parse_place(&place).ok_or(StoreError::Unreadable { what: "draft" })?;
            if !found.contains(&(what, place)) {
                found.push((what, place));
            }
        }
        Ok(found)
    }

    /// Erases conversations at places that this phone does not hold. Only where all streams have
    /// come whole: while one comes page by page, its doors are not gone, they are on their way.
    pub fn drop_drafts_elsewhere(&mut self) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let dropped = tx.execute(
            "DELETE FROM draft
             WHERE target <> ?1 AND place NOT IN (SELECT place FROM row WHERE place IS NOT NULL)",
            [begun::INCIDENT],
        )?;
        if dropped > 0 {
            sweep_later(&tx)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Throws a conversation away.
    pub fn drop_draft(&self, target: &Target) -> Result<(), StoreError> {
        self.apart(|db| drop_in(db, target))
    }
}

/// Gives an attempt the remark that waits for it, where it brings none. Whether anything was begun
/// with its target.
pub(super) fn hand_over(tx: &Transaction<'_>, attempt: &mut Attempt) -> Result<bool, StoreError> {
    let begun = text_of(tx, &attempt.target)?;
    if let (None, Some(text)) = (&attempt.note, &begun) {
        attempt.note = read(text)?.remark();
    }
    Ok(begun.is_some())
}

fn text_of(db: &Connection, target: &Target) -> Result<Option<String>, StoreError> {
    Ok(db
        .prepare_cached("SELECT value FROM draft WHERE target = ?1")?
        .query_row([key(target)], |r| r.get(0))
        .optional()?)
}

/// The same inside a transaction: what it held is recorded there.
pub(super) fn drop_in(db: &Connection, target: &Target) -> Result<(), StoreError> {
    drop_key(db, &key(target))
}

pub(super) fn drop_key(db: &Connection, key: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM draft WHERE target = ?1")?
        .execute([key])?;
    Ok(())
}

/// Erases all that was begun with a person or about them.
pub(super) fn drop_all_of(tx: &Transaction<'_>, target: &Target) -> Result<(), StoreError> {
    drop_in(tx, target)?;
    for field in TYPED {
        drop_key(tx, &format!("{field}/{}", key(target)))?;
    }
    Ok(())
}

/// Throws away what was typed about a field: it is recorded.
pub(super) fn drop_change_in(
    db: &Connection,
    about: &Target,
    change: &Change,
) -> Result<(), StoreError> {
    drop_key(db, &change_key(about, change))
}

/// Erases conversations at one place, where no stream tells of it any more.
pub(super) fn drop_at(tx: &Transaction<'_>, place: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM draft
         WHERE place = ?1 AND target <> ?2 AND NOT EXISTS (SELECT 1 FROM row WHERE place = ?1)",
        [place, begun::INCIDENT],
    )?;
    Ok(())
}

/// Erases conversations at places that a stream which goes tells of, and no other does.
pub(super) fn drop_with(tx: &Transaction<'_>, stream: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM draft
         WHERE place IN (SELECT place FROM row WHERE stream = ?1) AND target <> ?2
           AND NOT EXISTS (SELECT 1 FROM row WHERE place = draft.place AND stream <> ?1)",
        [stream, begun::INCIDENT],
    )?;
    Ok(())
}

/// What a row of `draft` is, by its key and what it holds.
fn half_done(key: &str, value: &str) -> Result<HalfDone, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "draft" };
    if key.starts_with("new-") {
        let page = serde_json::from_str(value).map_err(|_| unreadable())?;
        return Ok(match page {
            Begun::Person { .. } => HalfDone::Person,
            Begun::Door { .. } => HalfDone::Door,
            Begun::Incident { .. } => HalfDone::Incident,
        });
    }
    if key.starts_with("edit-") {
        let about = key
            .split_once('/')
            .and_then(|(_, target)| target_of(target));
        let about = about.ok_or_else(unreadable)?;
        return Ok(HalfDone::Changes { about });
    }
    let Draft { target, script, .. } = read(value)?;
    Ok(match script {
        Some(_) => HalfDone::Talk { with: target },
        None => HalfDone::Note { about: target },
    })
}

fn read(text: &str) -> Result<Draft, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "draft" })
}

pub(super) fn put(db: &Connection, key: &str, place: Place, text: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO draft (target, place, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (target) DO UPDATE SET place = ?2, value = ?3",
    )?
    .execute(params![key, place.to_string(), text])?;
    Ok(())
}

/// What stands before a target's key where words about one of its fields are kept.
const TYPED: [&str; 3] = ["edit-name", "edit-language", "edit-phone"];

fn change_key(about: &Target, change: &Change) -> String {
    let [name, language, phone] = TYPED;
    let field = match change {
        Change::Name(_) => name,
        Change::Language(_) => language,
        Change::AddPhone(_) => phone,
        // Said by a tap: nothing is ever typed.
        Change::MovedAway(_) | Change::Deceased | Change::RemovePhone(_) => "edit-nothing",
    };
    format!("{field}/{}", key(about))
}

fn key(target: &Target) -> String {
    match target {
        Target::Person(person) => format!("person/{person}"),
        Target::Door(door) => Place::Door(*door).to_string(),
        Target::Building(building) => Place::Building(*building).to_string(),
    }
}

/// The target whose key this is.
fn target_of(key: &str) -> Option<Target> {
    match key.strip_prefix("person/") {
        Some(person) => person.parse().ok().map(Target::Person),
        None => parse_place(key).map(|place| match place {
            Place::Door(door) => Target::Door(door),
            Place::Building(building) => Target::Building(building),
        }),
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
