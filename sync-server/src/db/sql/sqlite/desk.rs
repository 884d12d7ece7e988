//! The writing connection, and the requests that share its next commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
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

/// Some requests that share one commit, and how it ended. They wait for it here and not at the
/// desk, which others take meanwhile.
#[derive(Debug, Default)]
pub(super) struct Batch {
    end: Mutex<Option<Result<(), Fault>>>,
    ended: Condvar,
}

/// What SQLite said, for each of those whom it concerns.
#[derive(Clone, Debug)]
pub(in crate::db::sql) struct Fault {
    code: rusqlite::ffi::Error,
    text: Option<String>,
}

impl Batch {
    /// How the commit ended, once it has.
    pub(super) fn wait(&self) -> Result<(), Fault> {
        let mut end = self.end();
        loop {
            if let Some(end) = &*end {
                return end.clone();
            }
            end = self.ended.wait(end).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finish(&self, how: Result<(), Fault>) {
        *self.end() = Some(how);
        self.ended.notify_all();
    }

    fn end(&self) -> MutexGuard<'_, Option<Result<(), Fault>>> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
                run(&self.connection, "BEGIN IMMEDIATE")?;
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
        if let Err(error) = run(connection, "SAVEPOINT request") {
            return self.fail(error);
        }
        let tx = Tx::sqlite(connection);
        let done = catch_unwind(AssertUnwindSafe(|| work(&tx)));
        let fault = tx.into_fault();
        // A full disk ends the whole transaction: all who share it are told.
        if self.connection.is_autocommit() {
            let fault = fault.unwrap_or_else(Fault::unknown);
            if let Some(open) = self.open.take() {
                open.batch.finish(Err(fault));
            }
            return Ok(done);
        }
        let undone = match &done {
            Ok(Ok(_)) => Ok(()),
            _ => run(&self.connection, "ROLLBACK TO request"),
        };
        match undone.and_then(|()| run(&self.connection, "RELEASE request")) {
            Ok(()) => Ok(done),
            Err(error) => self.fail(error),
        }
    }

    /// Commits what is open, and says to its members how that ended.
    pub(super) fn commit(&mut self) {
        let Some(open) = self.open.take() else { return };
        let end = run(&self.connection, "COMMIT").map_err(Fault::from);
        if end.is_err() && !self.connection.is_autocommit() {
            // Nothing of it may come in with the next commit; a rollback that fails leaves no
            // transaction behind either.
            self.connection.execute_batch("ROLLBACK").ok();
        }
        open.batch.finish(end);
    }

    /// Undoes what is open for all its members.
    fn fail<T>(&mut self, error: rusqlite::Error) -> Result<T, DbError> {
        let fault = Fault::from(error);
        if let Some(open) = self.open.take() {
            self.connection.execute_batch("ROLLBACK").ok();
            open.batch.finish(Err(fault.clone()));
        }
        Err(fault.into())
    }
}

/// Runs a statement that each request needs, and that is therefore kept prepared.
fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
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
