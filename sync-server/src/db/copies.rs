//! The second copy: backups while the server runs, and what they make of receipts.

use std::path::Path;

use rusqlite::Connection;

use super::audit::{Deed, Who, note};
use super::sql::values;
use super::{Db, DbError};

impl Db {
    /// Writes a copy of the whole database to `path`, as it stands at one moment, while others
    /// go on writing; then receipts say "backed up" for what is in it. The file is on disk when
    /// this returns.
    ///
    /// # Errors
    /// [`DbError::Refused`] if there is a file already: a backup is never written over.
    pub fn back_up(&self, path: &Path, now_ms: i64) -> Result<(), DbError> {
        if path.exists() {
            return Err(DbError::Refused(format!(
                "{} is there already; name another file",
                path.display()
            )));
        }
        let part = path.with_extension("part");
        let _ = std::fs::remove_file(&part);
        self.copy_to(&part)?;
        let lives = lives_in(&part)?;
        std::fs::File::open(&part)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&part, path))
            .and_then(|()| sync_folder(path))
            .map_err(|_| {
                DbError::Refused("the backup could not be written to disk; check its place".into())
            })?;
        self.write(|tx| {
            for (device, incarnation, acc) in &lives {
                tx.execute(
                    "UPDATE life SET backed_up = ?3 WHERE device = ?1 AND incarnation = ?2",
                    values![device, incarnation, acc],
                )?;
            }
            note(tx, now_ms, &Who::Command, Deed::BackedUp, "")
        })
    }
}

impl Db {
    /// Writes what the log beside the file still holds into it, and empties the log: what was
    /// erased is then in neither. PostgreSQL does so by its own vacuum and checkpoints.
    pub(super) fn settle(&self) -> Result<(), DbError> {
        let Some(sqlite) = self.sqlite() else {
            return Ok(());
        };
        sqlite.alone(|connection| {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })?;
        Ok(())
    }

    fn copy_to(&self, path: &Path) -> Result<(), DbError> {
        let sqlite = self.sqlite().ok_or_else(|| {
            DbError::Refused(
                "a PostgreSQL database is backed up by its own tools: pg_basebackup, or pg_dump; \
                 --copy names the standby that phones are told of"
                    .into(),
            )
        })?;
        let to = path.to_string_lossy();
        sqlite.beside(|connection| connection.execute("VACUUM INTO ?1", [to]))??;
        Ok(())
    }

    /// Whether the file is a whole database of Turfwalk, of this version or an earlier one. Of one
    /// that was cut off on its way the first pages look well, so all are read.
    pub fn is_backup(path: &Path) -> Result<bool, DbError> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let look = || -> rusqlite::Result<bool> {
            let db = Connection::open_with_flags(path, flags)?;
            let has_tables =
                db.table_exists(None, "stream_row")? && db.table_exists(None, "life")?;
            let check = || db.query_row("PRAGMA quick_check(1)", [], |r| r.get::<_, String>(0));
            Ok(has_tables && check()? == "ok")
        };
        match look() {
            Err(rusqlite::Error::SqliteFailure(error, _))
                if matches!(
                    error.code,
                    rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase
                ) =>
            {
                Ok(false)
            }
            looked => Ok(looked?),
        }
    }

    /// Copies a database with all that its log holds to `aside`, and removes it.
    ///
    /// # Errors
    /// [`DbError::Busy`] while a server has it open.
    pub fn take_aside(database: &Path, aside: &Path) -> Result<(), DbError> {
        let db = Connection::open(database)?;
        db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        // In this mode leaving the log needs the file for oneself: a running server is found.
        let mode: String = db.query_row("PRAGMA journal_mode = DELETE", [], |r| r.get(0))?;
        if mode != "delete" {
            return Err(DbError::Busy);
        }
        drop(db);
        std::fs::rename(database, aside)
            .map_err(|_| DbError::Refused("the database could not be moved aside".into()))
    }

    /// Notes that this database is a backup that came back: all that it holds is backed up, its
    /// open invites are over, and nobody is signed in.
    pub fn came_back(&self, now_ms: i64) -> Result<(), DbError> {
        self.write(|tx| {
            tx.execute("UPDATE life SET backed_up = acc", values![])?;
            // Since the backup an invite may have been used, and somebody signed out.
            tx.execute("DELETE FROM invite WHERE device IS NULL", values![])?;
            tx.execute("DELETE FROM browser", values![])?;
            note(tx, now_ms, &Who::Command, Deed::Restored, "")
        })
    }
}

/// Makes a SQLite file, a server's or a phone's, of the SQL that an older release's was kept as.
#[cfg(feature = "demo")]
pub(crate) fn file_of_dump(path: &Path, dump: &str) -> Result<(), DbError> {
    Ok(Connection::open(path)?.execute_batch(dump)?)
}

/// Each life's `acc` as a backup has it: device, incarnation, number.
fn lives_in(path: &Path) -> Result<Vec<(u32, String, u64)>, DbError> {
    let db = Connection::open(path)?;
    let mut query = db.prepare("SELECT device, incarnation, acc FROM life")?;
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A new name in a folder is on disk when the folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
