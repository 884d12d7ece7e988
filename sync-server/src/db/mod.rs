//! The organizer's database: the only place of the server that speaks SQL.
//!
//! `log` takes ops in and gives rows out, `devices` knows who may, `imports` takes doors and
//! people in, `users` knows who may open the page, `audit` who did what, `ground` holds doors and streets, `turfs` cuts and lists, `report` reads for page, print and export.

mod again;
mod audit;
mod copies;
mod cuts;
mod devices;
mod erasures;
mod error;
mod grants;
mod ground;
mod imports;
mod log;
mod moves;
mod report;
mod snapshots;
mod sql;
mod turfs;
mod users;

pub use again::Again;
pub use audit::{AuditFilter, AuditRow, Deed, Who};
pub use cuts::TurfToStore;
pub use devices::{DeviceRow, NewInvite, QuarantineRow};
pub use erasures::{Erasure, PersonRecord};
pub use error::DbError;
pub use ground::{StoredDoor, StreetMap};
pub use imports::{DoorToPlace, ImportCount, Importer, NewDoor, NewPerson};
pub use log::{MAX_ROWS, SyncOutcome};
pub use report::{ExportRow, TurfProgress, TurfRecord};
pub(crate) use turfs::CAMPAIGN;
pub use turfs::ListToStore;
pub use users::{OrganizerId, Role, RoleError, SIGNED_IN_MS, SignedIn, User};

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use sql::{Tx, values};

mod migrations {
    refinery::embed_migrations!("src/db/migrations");
}

/// An open database.
#[derive(Debug)]
pub struct Db {
    connection: Mutex<Connection>,
    draw: Draw,
    /// Where erasures and revocations are noted, to be done again after a restore.
    again: Option<std::path::PathBuf>,
}

/// Where tags and codes come from: so many random bytes, in hexadecimal.
pub type Draw = fn(usize) -> Result<String, DbError>;

impl Db {
    /// Opens or makes the database at `path` and brings it to this version's schema.
    ///
    /// # Errors
    /// [`DbError::Newer`] for a database of a newer version; nothing is changed then.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        let db = Self::prepare(Connection::open(path)?)?;
        Ok(match path.parent() {
            Some(folder) => db.noting_in(folder),
            None => db,
        })
    }

    /// A database in memory, for commands that keep nothing and for tests.
    pub fn in_memory() -> Result<Self, DbError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    /// The same database with another source of randomness: for a test that replays an exchange
    /// byte for byte.
    #[must_use]
    pub fn drawing_by(self, draw: Draw) -> Self {
        Self { draw, ..self }
    }

    fn prepare(mut connection: Connection) -> Result<Self, DbError> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.busy_timeout(Duration::from_secs(10))?;
        let runner = migrations::migrations::runner();
        let ours = runner
            .get_migrations()
            .iter()
            .map(|m| i64::from(m.version()))
            .max();
        if connection.table_exists(None, "refinery_schema_history")? {
            let theirs: Option<i64> = connection.query_row(
                "SELECT max(version) FROM refinery_schema_history",
                [],
                |r| r.get(0),
            )?;
            if theirs > ours {
                return Err(DbError::Newer);
            }
        }
        runner.run(&mut connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
            draw: random_hex,
            again: None,
        })
    }

    /// The connection; a thread that panicked while holding it left a rolled-back transaction
    /// behind, so it may be used on.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in one writing transaction: all of it or nothing.
    fn write<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection();
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(DbError::from)?;
        let done = work(&Tx::sqlite(&tx))?;
        tx.commit().map_err(DbError::from)?;
        Ok(done)
    }

    /// Runs `work` on one state of the database: what others write meanwhile is not seen.
    fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        let mut connection = self.connection();
        let tx = connection.transaction()?;
        work(&Tx::sqlite(&tx))
    }

    /// Whether the database answers, and how many refused ops stand in it.
    pub fn refused_ops(&self) -> Result<u64, DbError> {
        self.read(|db| {
            db.one(
                "SELECT count(*) FROM op WHERE refused IS NOT NULL",
                values![],
                |r| r.get(0),
            )
        })
    }

    /// A small setting.
    pub fn setting(&self, name: &str) -> Result<Option<String>, DbError> {
        self.read(|db| {
            db.maybe(
                "SELECT value FROM setting WHERE name = ?1",
                values![name],
                |r| r.get(0),
            )
        })
    }

    /// Keeps a small setting.
    pub fn set(&self, name: &str, value: &str) -> Result<(), DbError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = ?2",
                values![name, value],
            )?;
            Ok(())
        })
    }
}

/// A stored JSON value, read.
fn typed<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|_| DbError::Unreadable { what })
}

/// `bytes` random bytes in hexadecimal.
pub(crate) fn random_hex(bytes: usize) -> Result<String, DbError> {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).map_err(|_| DbError::Random)?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
