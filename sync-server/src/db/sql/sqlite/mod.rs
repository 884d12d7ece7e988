//! SQLite: one connection that writes, with group commit, and some that read beside it.
//!
//! Several requests that wait for the writer run in one transaction, each under a savepoint, and
//! share one `fsync`. None is answered before that commit; one that fails undoes only itself.

mod desk;
mod readers;

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use self::desk::Desk;
pub(super) use self::desk::Fault;
use self::readers::Readers;
use super::super::DbError;
use super::{Tx, schema};

/// What the writer keeps of the database in memory, beside what the system keeps of the file.
const WRITER_CACHE_KIB: i64 = 16 * 1024;
/// Pages in the log after which it is brought into the database: what is written again and again
/// (heads, lives) is then written there once.
const LOG_PAGES: u32 = 4_000;

/// An open SQLite database.
#[derive(Debug)]
pub(in crate::db) struct Sqlite {
    desk: Mutex<Desk>,
    /// How many threads are about to take the desk: one that leaves its work uncommitted knows
    /// that another comes after it.
    coming: AtomicUsize,
    /// `None` in memory, where every connection would have a database of its own.
    readers: Option<Readers>,
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
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        connection.set_prepared_statement_cache_capacity(128);
        // A plan holds for any parameters: else each new range would be planned anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        schema::bring_up_sqlite(&mut connection)?;
        Ok(Self {
            desk: Mutex::new(Desk::with(connection)),
            coming: AtomicUsize::new(0),
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
                drop(desk);
                return match failed {
                    Err(error) => Err(error.into()),
                    Ok(panic) => panic.unwrap_or_else(|panic| resume_unwind(panic)),
                };
            }
        };
        if self.readers.is_some() && desk.has_room() && self.coming.load(Ordering::SeqCst) > 0 {
            // Whoever comes next commits, or leaves it to the one after.
            drop(desk);
        } else {
            desk.commit();
            drop(desk);
        }
        let done = done?;
        batch.wait().map_err(DbError::from)?;
        Ok(done)
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
        work(&mut desk.connection)
    }

    /// Runs `work` on a connection of its own, so that nobody waits; in memory, on the only one.
    pub(in crate::db) fn beside<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> T,
    ) -> Result<T, DbError> {
        match &self.readers {
            Some(readers) => Ok(work(&mut readers.connect()?)),
            None => Ok(self.alone(work)),
        }
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

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::super::values;
    use super::*;

    const MANY: usize = 8;

    fn names(db: &Sqlite) -> Vec<String> {
        let sql = "SELECT name FROM setting ORDER BY name";
        db.read(|tx| tx.all(sql, values![], |r| r.get(0))).unwrap()
    }

    fn keep(db: &Sqlite, name: &str) -> Result<(), DbError> {
        db.write(|tx| {
            tx.execute(
                "INSERT INTO setting (name, value) VALUES (?1, '')",
                values![name],
            )?;
            match name.contains('!') {
                true => Err(DbError::Refused(name.into())),
                false => Ok(()),
            }
        })
    }

    #[test]
    fn who_waits_shares_a_commit_and_who_fails_undoes_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let db = Sqlite::open(&folder.path().join("a.db")).unwrap();
        let (busy, commits) = (Barrier::new(2), || db.alone(|c| changes_of_file(c)));
        let before = commits();
        thread::scope(|scope| {
            scope.spawn(|| {
                db.alone(|_| {
                    busy.wait();
                    // All others come while the writer is taken.
                    while db.coming.load(Ordering::SeqCst) < MANY {
                        thread::yield_now();
                    }
                });
            });
            busy.wait();
            for nth in 0..MANY {
                let (db, fails) = (&db, nth % 4 == 3);
                let name = format!("{nth}{}", if fails { "!" } else { "" });
                scope.spawn(move || assert_eq!(keep(db, &name).is_err(), fails));
            }
        });
        assert_eq!(names(&db), ["0", "1", "2", "4", "5", "6"]);
        let shared = commits() - before;
        assert!(shared < MANY as u64, "{shared} commits for {MANY} requests");
    }

    /// How often the log was committed to: frames that end a transaction carry the size of the
    /// database after it, others 0.
    fn changes_of_file(connection: &Connection) -> u64 {
        let path = format!("{}-wal", connection.path().unwrap());
        let log = std::fs::read(path).unwrap();
        let page = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
        let frames = log[32..].chunks_exact(24 + page);
        frames.filter(|frame| frame[4..8] != [0; 4]).count() as u64
    }

    #[test]
    fn a_reader_sees_the_last_commit_while_another_writes() {
        let folder = tempfile::tempdir().unwrap();
        let db = Sqlite::open(&folder.path().join("a.db")).unwrap();
        keep(&db, "before").unwrap();
        let seen = db.write(|tx| {
            tx.execute(
                "INSERT INTO setting (name, value) VALUES ('now', '')",
                values![],
            )?;
            Ok::<_, DbError>(names(&db))
        });
        assert_eq!(seen.unwrap(), ["before"]);
        assert_eq!(names(&db), ["before", "now"]);
    }

    #[test]
    fn a_panic_undoes_its_own_work_and_leaves_the_writer_usable() {
        let db = Sqlite::in_memory().unwrap();
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            db.write(|tx| -> Result<(), DbError> {
                tx.execute(
                    "INSERT INTO setting (name, value) VALUES ('a', '')",
                    values![],
                )?;
                panic!("in the middle")
            })
        }));
        assert!(died.is_err());
        keep(&db, "b").unwrap();
        assert_eq!(names(&db), ["b"]);
    }
}
