//! Pages half filled in, kept among the drafts: one for each door, and one report on the whole phone.

use rusqlite::Transaction;

use super::draft::{drop_key, put};
use super::read::Held;
use super::{Store, StoreError};
use crate::merge::World;
use crate::model::{Begun, Place};
use crate::wire::Body;

impl Store {
    /// Keeps a page as it is filled in, in place of the same page before; one on which nothing is
    /// left is kept no longer. A person or a door is kept only where its place is known; whether it
    /// was. A report of an incident is kept wherever it was begun.
    pub fn keep_begun(&self, begun: &Begun) -> Result<bool, StoreError> {
        let is_kept = match *begun {
            Begun::Person { door, .. } | Begun::Door { beside: door, .. } => {
                Held(&self.db).has_door(door)?
            }
            Begun::Incident { .. } => true,
        };
        if begun.is_blank() {
            self.apart(|db| drop_key(db, &key(begun)))?;
        } else if is_kept {
            let text = serde_json::to_string(begun).map_err(|_| unreadable())?;
            self.apart(|db| put(db, &key(begun), begun.place(), &text))?;
        }
        Ok(is_kept)
    }

    /// All pages half filled in.
    pub fn begun(&self) -> Result<Vec<Begun>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT value FROM draft WHERE target LIKE 'new-%' ORDER BY target")?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|text| serde_json::from_str(&text?).map_err(|_| unreadable()))
            .collect()
    }
}

/// Throws the page away that an op of this phone's own filled: it is recorded.
pub(super) fn drop_filled(tx: &Transaction<'_>, body: &Body) -> Result<(), StoreError> {
    let key = match body {
        Body::Person(person) => at(PERSON, Place::Door(person.door)),
        Body::Door(door) => match door.beside {
            Some(beside) => at(DOOR, Place::Door(beside)),
            None => return Ok(()),
        },
        Body::Incident(_) => INCIDENT.to_owned(),
        _ => return Ok(()),
    };
    drop_key(tx, &key)
}

const PERSON: &str = "new-person";
const DOOR: &str = "new-door";
/// The one page that outlives the withdrawal of its place: `draft` leaves it where it is.
pub(super) const INCIDENT: &str = "new-incident";

fn key(begun: &Begun) -> String {
    match begun {
        Begun::Person { .. } => at(PERSON, begun.place()),
        Begun::Door { .. } => at(DOOR, begun.place()),
        Begun::Incident { .. } => INCIDENT.to_owned(),
    }
}

fn at(page: &str, place: Place) -> String {
    format!("{page}/{place}")
}

fn unreadable() -> StoreError {
    StoreError::Unreadable { what: "page begun" }
}
