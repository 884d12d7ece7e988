//! The phone's database: one SQLite file, WAL, `synchronous=FULL`, one writer.
//!
//! Answers what is held and what is captured. What a change means is `merge`'s, how it travels
//! is `sync`'s, what an app may do is `device`'s.

mod apply;
mod capture;
mod error;
mod identity;
mod read;
mod replan;
mod snapshot;

pub use capture::{Receipts, RefusedOp};
pub use error::StoreError;
pub use identity::Identity;

use std::path::Path;

use rusqlite::Connection;

mod migrations {
    refinery::embed_migrations!("src/store/migrations");
}

/// An open database of a phone.
#[derive(Debug)]
pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens or makes the database at `path` and brings it to this version's schema.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a newer app; nothing is changed then.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::prepare(Connection::open(path)?)
    }

    fn prepare(mut db: Connection) -> Result<Self, StoreError> {
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "secure_delete", true)?;
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        let runner = migrations::migrations::runner();
        let ours = runner
            .get_migrations()
            .iter()
            .map(|m| i64::from(m.version()))
            .max();
        let has_history = db.table_exists(None, "refinery_schema_history")?;
        if has_history {
            let theirs: Option<i64> = db.query_row(
                "SELECT max(version) FROM refinery_schema_history",
                [],
                |r| r.get(0),
            )?;
            if theirs > ours {
                return Err(StoreError::Newer);
            }
        }
        runner
            .run(&mut db)
            .map_err(|error| StoreError::Migration(Box::new(error)))?;
        Ok(Self { db })
    }
}
