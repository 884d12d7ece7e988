//! Connections that read beside the writer.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::super::super::DbError;

/// How many there are.
const READERS: usize = 4;

/// Connections that read: page, print and devices don't wait for the writer.
#[derive(Debug)]
pub(super) struct Readers {
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
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            shelf: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> Result<T, DbError> {
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
        let connection = self.connect()?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    /// A connection of one's own.
    pub(super) fn connect(&self) -> Result<Connection, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.set_prepared_statement_cache_capacity(128);
        // A plan holds for any parameters: else each new range would be planned anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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
