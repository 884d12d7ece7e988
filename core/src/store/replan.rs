//! The walker's own orders of lists: on this phone alone.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::model::{Replan, WalkList, WalkListId};

impl Store {
    /// The walker's own order of this version of a list, if there is one.
    pub fn replan(&self, list: &WalkList) -> Result<Option<Replan>, StoreError> {
        let text: Option<String> = self
            .db
            .prepare_cached("SELECT value FROM replan WHERE walk_list = ?1")?
            .query_row([list.id.0], |r| r.get(0))
            .optional()?;
        let replan: Option<Replan> = text
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|_| StoreError::Unreadable { what: "own order" })?;
        Ok(replan.filter(|replan| replan.version == list.version))
    }

    /// Keeps the walker's own order of a list in place of the one before.
    pub fn keep_replan(&self, id: WalkListId, replan: &Replan) -> Result<(), StoreError> {
        let text = serde_json::to_string(replan)
            .map_err(|_| StoreError::Unreadable { what: "own order" })?;
        self.apart(|db| {
            db.prepare_cached(
                "INSERT INTO replan (walk_list, value) VALUES (?1, ?2)
                 ON CONFLICT (walk_list) DO UPDATE SET value = ?2",
            )?
            .execute(params![id.0, text])?;
            Ok(())
        })
    }

    /// Goes back to the list's order.
    pub fn drop_replan(&self, id: WalkListId) -> Result<(), StoreError> {
        self.apart(|db| {
            db.prepare_cached("DELETE FROM replan WHERE walk_list = ?1")?
                .execute([id.0])?;
            Ok(())
        })
    }
}
