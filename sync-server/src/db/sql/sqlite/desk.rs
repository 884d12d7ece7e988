//! The writing connection, and the requests that share its next commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::super::super::DbError;
use super::super::Tx;

/// Most requests that share one commit.
const MAX_TOGETHER: usize = 64;
/// How long the first of them waits for others to be done, at most.
const MAX_OPEN: Duration = Duration::from_millis(20);

/// The writer and what it has not committed yet.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) connection: Connection,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    since: Instant,
    members: usize,
    batch: Arc<Batch>,
}

/// Some requests that share one commit, and how it ended.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) end: OnceLock<Result<(), Fault>>,
}

/// What SQLite said, for each of those whom it concerns.
#[derive(Clone, Debug)]
pub(in crate::db::sql) struct Fault {
    code: rusqlite::ffi::Error,
    text: Option<String>,
}

impl Desk {
    pub(super) fn with(connection: Connection) -> Self {
        Self {
            connection,
            open: None,
        }
    }

    /// The transaction that is open, or a new one, with one member more.
    pub(super) fn begin(&mut self) -> Result<Arc<Batch>, DbError> {
        let open = match &mut self.open {
            Some(open) => open,
            None => {
                self.connection.execute_batch("BEGIN IMMEDIATE")?;
                self.open.insert(Open {
                    since: Instant::now(),
                    members: 0,
                    batch: Arc::default(),
                })
            }
        };
        open.members += 1;
        Ok(Arc::clone(&open.batch))
    }

    pub(super) fn has_room(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.members < MAX_TOGETHER && open.since.elapsed() < MAX_OPEN)
    }

    /// Runs `work`; where it fails or panics, what it wrote is undone. The outer error is a
    /// database that could not even do that.
    pub(super) fn under_savepoint<T, E>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<std::thread::Result<Result<T, E>>, DbError> {
        let connection = &self.connection;
        if let Err(error) = connection.execute_batch("SAVEPOINT request") {
            return self.fail(error);
        }
        let tx = Tx::sqlite(connection);
        let done = catch_unwind(AssertUnwindSafe(|| work(&tx)));
        let fault = tx.into_fault();
        let end = match &done {
            Ok(Ok(_)) => "RELEASE request",
            _ => "ROLLBACK TO request; RELEASE request",
        };
        // A full disk ends the whole transaction: all who share it are told.
        if self.connection.is_autocommit() {
            let fault = fault.unwrap_or_else(Fault::unknown);
            if let Some(open) = self.open.take() {
                open.batch.end.set(Err(fault)).ok();
            }
        } else if let Err(error) = self.connection.execute_batch(end) {
            return self.fail(error);
        }
        Ok(done)
    }

    /// Commits what is open, and says to its members how that ended.
    pub(super) fn commit(&mut self) {
        let Some(open) = self.open.take() else { return };
        let end = self.connection.execute_batch("COMMIT").map_err(Fault::from);
        if end.is_err() && !self.connection.is_autocommit() {
            // Nothing of it may come in with the next commit; a rollback that fails leaves no
            // transaction behind either.
            self.connection.execute_batch("ROLLBACK").ok();
        }
        open.batch.end.set(end).ok();
    }

    /// Undoes what is open for all its members.
    fn fail<T>(&mut self, error: rusqlite::Error) -> Result<T, DbError> {
        let fault = Fault::from(error);
        if let Some(open) = self.open.take() {
            self.connection.execute_batch("ROLLBACK").ok();
            open.batch.end.set(Err(fault.clone())).ok();
        }
        Err(fault.into())
    }
}

impl Fault {
    fn unknown() -> Self {
        Self {
            code: rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT),
            text: None,
        }
    }

    pub(in crate::db::sql) fn of(error: &rusqlite::Error) -> Option<Self> {
        match error {
            rusqlite::Error::SqliteFailure(code, text) => Some(Self {
                code: *code,
                text: text.clone(),
            }),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::of(&error).unwrap_or_else(Self::unknown)
    }
}

impl From<Fault> for DbError {
    fn from(fault: Fault) -> Self {
        rusqlite::Error::SqliteFailure(fault.code, fault.text).into()
    }
}
