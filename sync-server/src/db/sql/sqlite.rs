//! SQLite: one connection that writes, with group commit, and some that read beside it.
//!
//! Several requests that wait for the writer run in one transaction, each under a savepoint, and
//! share one `fsync`. None is answered before that commit; one that fails undoes only itself.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::super::DbError;
use super::{Tx, schema};

/// Most requests that share one commit.
const MAX_TOGETHER: usize = 64;
/// How long the first of them waits for others to be done, at most.
const MAX_OPEN: Duration = Duration::from_millis(20);
/// Connections that read.
const READERS: usize = 4;

/// An open SQLite database.
#[derive(Debug)]
pub(in crate::db) struct Sqlite {
    desk: Mutex<Desk>,
    /// How many threads are about to take the desk: one that leaves its work uncommitted knows
    /// that another comes after it.
    coming: AtomicUsize,
    ended: Condvar,
    /// `None` in memory, where every connection would have a database of its own.
    readers: Option<Readers>,
}

/// The writer and what it has not committed yet.
#[derive(Debug)]
struct Desk {
    connection: Connection,
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
struct Batch {
    end: OnceLock<Result<(), Fault>>,
}

/// What SQLite said, for each of those whom it concerns.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    code: rusqlite::ffi::Error,
    text: Option<String>,
}

impl Sqlite {
    /// Opens or makes the database at `path` with this version's schema.
    pub(in crate::db) fn open(path: &Path) -> Result<Self, DbError> {
        let connection = Connection::open(path)?;
        let readers = Readers::new(path.to_owned());
        Self::prepare(connection, Some(readers))
    }

    pub(in crate::db) fn in_memory() -> Result<Self, DbError> {
        Self::prepare(Connection::open_in_memory()?, None)
    }

    fn prepare(mut connection: Connection, readers: Option<Readers>) -> Result<Self, DbError> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.busy_timeout(Duration::from_secs(10))?;
        schema::bring_up_sqlite(&mut connection)?;
        Ok(Self {
            desk: Mutex::new(Desk {
                connection,
                open: None,
            }),
            coming: AtomicUsize::new(0),
            ended: Condvar::new(),
            readers,
        })
    }

    /// Runs `work` in a transaction that it may share with others; returns after its commit.
    pub(in crate::db) fn write<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut desk = self.take_desk();
        let batch = desk.begin()?;
        let done = match desk.under_savepoint(work) {
            Ok(Ok(done)) => done,
            failed => {
                desk.commit();
                self.ended.notify_all();
                drop(desk);
                return match failed {
                    Err(error) => Err(error.into()),
                    Ok(panic) => panic.unwrap_or_else(|panic| resume_unwind(panic)),
                };
            }
        };
        if self.readers.is_some() && desk.has_room() && self.coming.load(Ordering::SeqCst) > 0 {
            // Whoever comes next commits, or leaves it to the one after.
            while done.is_ok() && batch.end.get().is_none() {
                desk = self
                    .ended
                    .wait(desk)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        } else {
            desk.commit();
            self.ended.notify_all();
        }
        let done = done?;
        match batch.end.get() {
            Some(Err(fault)) => Err(DbError::from(fault.clone()).into()),
            _ => Ok(done),
        }
    }

    /// The same for long work, in a transaction of its own with `cache_kib` of pages in memory.
    pub(in crate::db) fn write_alone<T, E: From<DbError>>(
        &self,
        cache_kib: i64,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.alone(|connection| {
            let usual: i64 = connection
                .pragma_query_value(None, "cache_size", |r| r.get(0))
                .map_err(DbError::from)?;
            let set = |connection: &Connection, size: i64| {
                let set = connection.pragma_update(None, "cache_size", size);
                set.map_err(DbError::from)
            };
            set(connection, -cache_kib)?;
            let immediate = TransactionBehavior::Immediate;
            let done = (|| {
                let tx = connection.transaction_with_behavior(immediate);
                let tx = tx.map_err(DbError::from)?;
                let done = work(&Tx::sqlite(&tx))?;
                tx.commit().map_err(DbError::from)?;
                Ok(done)
            })();
            set(connection, usual)?;
            done
        })
    }

    /// Runs `work` on the writing connection while nobody else has it, outside any transaction.
    pub(in crate::db) fn alone<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        let mut desk = self.take_desk();
        desk.commit();
        self.ended.notify_all();
        work(&mut desk.connection)
    }

    /// Runs `work` on one state of the database, as last committed.
    pub(in crate::db) fn read<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let on = |connection: &mut Connection| {
            let tx = connection.transaction().map_err(DbError::from)?;
            work(&Tx::sqlite(&tx))
        };
        match &self.readers {
            Some(readers) => readers.lend(on)?,
            None => self.alone(on),
        }
    }

    /// The writer; a thread that panicked while holding it left it as it found it.
    fn take_desk(&self) -> MutexGuard<'_, Desk> {
        self.coming.fetch_add(1, Ordering::SeqCst);
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        self.coming.fetch_sub(1, Ordering::SeqCst);
        desk
    }
}

impl Desk {
    /// The transaction that is open, or a new one, with one member more.
    fn begin(&mut self) -> Result<Arc<Batch>, DbError> {
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

    fn has_room(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.members < MAX_TOGETHER && open.since.elapsed() < MAX_OPEN)
    }

    /// Runs `work`; where it fails or panics, what it wrote is undone. The outer error is a
    /// database that could not even do that.
    fn under_savepoint<T, E>(
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
    fn commit(&mut self) {
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

    pub(super) fn of(error: &rusqlite::Error) -> Option<Self> {
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

/// Connections that read: page, print and devices don't wait for the writer.
#[derive(Debug)]
struct Readers {
    path: PathBuf,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Shelf {
    idle: Vec<Connection>,
    lent: usize,
}

impl Readers {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            shelf: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    fn lend<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> Result<T, DbError> {
        let mut shelf = self.shelf();
        while shelf.idle.is_empty() && shelf.lent == READERS {
            shelf = self
                .returned
                .wait(shelf)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let idle = shelf.idle.pop();
        shelf.lent += 1;
        drop(shelf);
        let mut loan = Loan {
            readers: self,
            connection: idle,
        };
        if loan.connection.is_none() {
            loan.connection = Some(self.open()?);
        }
        let connection = loan.connection.as_mut().expect("opened above");
        Ok(work(connection))
    }

    fn open(&self) -> Result<Connection, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.busy_timeout(Duration::from_secs(10))?;
        Ok(connection)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lent connection: back on the shelf when it is dropped, also by a panic.
struct Loan<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut shelf = self.readers.shelf();
        shelf.lent -= 1;
        shelf.idle.extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}
