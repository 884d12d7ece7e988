//! Opening: the key, the schema, and whether the file is sound.

use std::path::Path;
use std::sync::Once;

use rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
use rusqlite::{Connection, ErrorCode, ffi};

use super::{Key, Store, StoreError, files, salvage};

mod migrations {
    refinery::embed_migrations!("src/store/migrations");
}

impl Store {
    /// Opens or makes the database at `path`, in the clear, and brings it to this version's
    /// schema.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a newer app and [`StoreError::Damaged`] for a
    /// damaged one; nothing is changed then.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, None)
    }

    /// The same, encrypted if there is a key.
    ///
    /// # Errors
    /// Also [`StoreError::WrongKey`], and [`StoreError::NoCipher`] where this build can't encrypt.
    pub fn open_with(path: &Path, key: Option<&Key>) -> Result<Self, StoreError> {
        if key.is_some() && !cfg!(feature = "sqlcipher") {
            return Err(StoreError::NoCipher);
        }
        files::settle(path)?;
        let db = connect(path, key)?;
        db.set_db_config(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "secure_delete", true)?;
        // What is sorted or swept never touches the disk outside the database.
        db.pragma_update(None, "temp_store", "MEMORY")?;
        // A sync has some thirty; the usual 16 would be prepared anew in turn.
        db.set_prepared_statement_cache_capacity(64);
        check(&db)?;
        let mut store = Self {
            db,
            path: path.to_owned(),
            recall: Default::default(),
        };
        // In one transaction: a change without its line in the history could never be made again,
        // and by itself each would be one.
        migrations::migrations::runner()
            .set_grouped(true)
            .run(&mut store.db)?;
        Ok(store)
    }

    /// Opens a fresh database in place of one that is damaged, or whose key is gone. The old file
    /// is moved aside and kept until lists are next erased; what can be read of its unsent ops is
    /// in the fresh one. [`Store::salvaged`] tells how many. Safe to repeat after a crash.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a newer app, which stays as it is.
    pub fn open_anew(path: &Path, key: Option<&Key>) -> Result<Self, StoreError> {
        files::settle(path)?;
        if path.exists() {
            let found = salvage::read(path, key)?;
            let new = files::new_beside(path);
            files::remove(&new)?;
            let filled = Self::open_with(&new, key).and_then(|mut store| {
                store.take_over(&found, files::noted_unsent(path))?;
                store.db.close().map_err(|(_, error)| error.into())
            });
            if let Err(error) = filled {
                files::remove(&new)?;
                return Err(error);
            }
            files::exchange(path)?;
        }
        let store = Self::open_with(path, key)?;
        store.note_unsent()?;
        Ok(store)
    }
}

/// A connection to a database that is not newer than this app. It changes nothing by itself: even
/// its closing leaves the journal as it was found.
pub(super) fn connect(path: &Path, key: Option<&Key>) -> Result<Connection, StoreError> {
    set_up();
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.set_db_config(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if let Some(key) = key {
        key.unlock(&db)?;
    }
    let has_history =
        db.table_exists(None, "refinery_schema_history")
            .map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) if key.is_some() => StoreError::WrongKey,
                _ => error.into(),
            })?;
    if has_history {
        let theirs: Option<i64> = db.query_row(
            "SELECT max(version) FROM refinery_schema_history",
            [],
            |r| r.get(0),
        )?;
        let ours = migrations::migrations::runner()
            .get_migrations()
            .iter()
            .map(|m| i64::from(m.version()))
            .max();
        if theirs > ours {
            return Err(StoreError::Newer);
        }
    }
    Ok(db)
}

/// Waits until SQLite is set up as a whole, once a process. To a second thread it says so while
/// SQLCipher still sets up its ciphers (`sqlite3_initialize` runs `SQLITE_EXTRA_INIT` outside its
/// lock), and any key given in that moment is refused.
fn set_up() {
    static SET_UP: Once = Once::new();
    SET_UP.call_once(|| drop(Connection::open_in_memory()));
}

/// Looks through the whole file: better now than in the middle of a visit.
fn check(db: &Connection) -> Result<(), StoreError> {
    let said: String = db.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if said == "ok" {
        return Ok(());
    }
    let error = ffi::Error::new(ffi::SQLITE_CORRUPT);
    Err(StoreError::Damaged(rusqlite::Error::SqliteFailure(
        error,
        Some(said),
    )))
}
