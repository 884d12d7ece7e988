//! The organizer's database: the only place of the server that speaks SQL.
//!
//! `log` takes ops in and gives rows out, `devices` knows who may, `imports` takes doors and
//! people in, `users` knows who may open the page, `audit` who did what, `ground` holds doors and
//! streets, `doubts` the doors that are not surely where they are put, `turfs` cuts and lists,
//! `grants` gives turf and takes it back, `moves` moves doors,
//! `people` tells what is held of somebody, `erasures` erases it, `beside` finds texts that name
//! them, `proposals` is about what canvassers put right, `incidents` about what went wrong,
//! `snapshots` sends streams whole, `copies` backs up, `report` reads for page, print and export.
//! `sql` is the seam to SQLite and PostgreSQL, `second_copy` reads the standby.

mod again;
mod audit;
mod beside;
mod copies;
mod cuts;
mod devices;
mod doubts;
mod erasures;
mod error;
mod grants;
mod ground;
mod imports;
mod incidents;
mod log;
mod moves;
mod people;
mod proposals;
mod put_right;
mod report;
mod second_copy;
mod snapshots;
mod sql;
mod turfs;
mod users;

pub use again::Again;
pub use audit::{AuditFilter, AuditRow, Deed, Who};
#[cfg(feature = "demo")]
pub(crate) use copies::file_of_dump;
pub use cuts::TurfToStore;
pub use devices::{DeviceRow, NewInvite, QuarantineRow};
pub use doubts::DoubtfulPlace;
pub use erasures::Erasure;
pub use error::DbError;
pub use ground::{StoredDoor, StreetMap};
pub use imports::{DoorToPlace, ImportCount, Importer, NewDoor, NewPerson};
pub use incidents::IncidentNow;
pub use log::{MAX_ROWS, SyncOutcome, TakenOps};
pub use people::PersonRecord;
pub use proposals::Proposal;
pub use put_right::KnownMore;
pub use report::{ExportRow, TurfProgress, TurfRecord};
pub use second_copy::SecondCopyNow;
pub(crate) use turfs::CAMPAIGN;
pub use turfs::ListToStore;
pub use users::{OrganizerId, Role, RoleError, SIGNED_IN_MS, SignedIn, User};

use std::path::Path;

use turfwalk_core::model::{DeviceId, Incarnation};
use turfwalk_core::wire::SealKey;

use second_copy::SecondCopy;
use sql::{Postgres, Sqlite, Tx, values};

/// An open database.
#[derive(Debug)]
pub struct Db {
    engine: Engine,
    together: log::Together,
    copy: Option<SecondCopy>,
    draw: Draw,
    /// Where erasures and revocations are noted, to be done again after a restore.
    again: Option<std::path::PathBuf>,
    /// Streams of so many rows are sent whole.
    whole_from: u64,
}

#[derive(Debug)]
enum Engine {
    Sqlite(Box<Sqlite>),
    Postgres(Box<Postgres>),
}

/// A PostgreSQL database, and who vouches for its server.
#[derive(Clone, Copy)]
pub struct DbServer<'a> {
    /// `postgres://user:password@host:port/name`, several hosts with commas; `sslmode` among its
    /// options is `disable`, `prefer` or `require`.
    pub url: &'a str,
    /// Certificates in PEM whose holders' signature makes the server's own one good; `None` for
    /// those that the system trusts.
    pub roots: Option<&'a Path>,
}

impl<'a> From<&'a str> for DbServer<'a> {
    fn from(url: &'a str) -> Self {
        Self { url, roots: None }
    }
}

impl<'a> From<&'a String> for DbServer<'a> {
    fn from(url: &'a String) -> Self {
        url.as_str().into()
    }
}

/// Where tags and codes come from: so many random bytes, in hexadecimal.
pub type Draw = fn(usize) -> Result<String, DbError>;

impl Db {
    /// Opens or makes the SQLite database at `path` and brings it to this version's schema.
    ///
    /// # Errors
    /// [`DbError::Newer`] for a database of a newer version; nothing is changed then.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        let db = Self::on(Engine::Sqlite(Box::new(Sqlite::open(path)?)));
        Ok(match path.parent() {
            Some(folder) => db.noting_in(folder),
            None => db,
        })
    }

    /// Opens a PostgreSQL database and brings it to this version's schema. Any number of processes
    /// may have it open. Not to be called from async code, nor is anything else here.
    ///
    /// # Errors
    /// [`DbError::Newer`] as [`Self::open`]; [`DbError::Address`] and [`DbError::Unreachable`];
    /// [`DbError::Untrusted`], [`DbError::NoTls`] and [`DbError::NotAdmitted`].
    pub fn connect<'a>(server: impl Into<DbServer<'a>>) -> Result<Self, DbError> {
        let postgres = Postgres::open(server.into())?;
        Ok(Self::on(Engine::Postgres(Box::new(postgres))))
    }

    /// A database in memory, for commands that keep nothing and for tests.
    pub fn in_memory() -> Result<Self, DbError> {
        Ok(Self::on(Engine::Sqlite(Box::new(Sqlite::in_memory()?))))
    }

    fn on(engine: Engine) -> Self {
        Self {
            engine,
            together: log::Together::default(),
            copy: None,
            draw: random_hex,
            again: None,
            whole_from: snapshots::LEAST_ROWS,
        }
    }

    /// The same database with another source of randomness: for a test that replays an exchange
    /// byte for byte.
    #[must_use]
    pub fn drawing_by(self, draw: Draw) -> Self {
        Self { draw, ..self }
    }

    /// The same database that sends streams of so many rows whole: for a test of small ones.
    #[must_use]
    pub fn sending_whole_from(self, rows: u64) -> Self {
        Self {
            whole_from: rows,
            ..self
        }
    }

    /// The same database with a standby as its second copy. It need not be reachable now.
    ///
    /// # Errors
    /// [`DbError::Refused`] on SQLite, whose second copy is a backup; what time does not mend as
    /// [`Self::connect`].
    pub fn with_copy<'a>(self, standby: impl Into<DbServer<'a>>) -> Result<Self, DbError> {
        if let Engine::Sqlite(_) = self.engine {
            return Err(DbError::Refused(
                "--copy names the standby of a PostgreSQL database: give --db as well".into(),
            ));
        }
        let copy = Some(SecondCopy::at(standby.into())?);
        Ok(Self { copy, ..self })
    }

    /// Up to which `n` the second copy, a standby or the newest backup, has a device's ops; 0
    /// while there is none, or none that answers.
    pub fn dur(&self, device: DeviceId, incarnation: Incarnation) -> Result<u64, DbError> {
        if let Some(copy) = &self.copy {
            return Ok(copy.acc(&[(device, incarnation)]).pop().unwrap_or(0));
        }
        let found = self.read(|db| {
            db.maybe(
                "SELECT backed_up FROM life WHERE device = ?1 AND incarnation = ?2",
                values![device.0, incarnation.to_string()],
                |r| r.get(0),
            )
        })?;
        Ok(found.unwrap_or(0))
    }

    /// The file's engine, where it is one.
    fn sqlite(&self) -> Option<&Sqlite> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite),
            Engine::Postgres(_) => None,
        }
    }

    /// Runs `work` in one writing transaction: all of it or nothing. One such runs after the
    /// other. It is done again where another transaction or a lost connection undid it, so it
    /// changes nothing but the database.
    fn write<T, E: From<DbError>>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work),
            Engine::Postgres(postgres) => postgres.write_in_turn(work),
        }
    }

    /// The same for what many devices do at once, beside each other and beside [`Self::write`]:
    /// `work` locks what it decides by, in the order that `log::take` tells.
    fn write_beside<T, E: From<DbError>>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work),
            Engine::Postgres(postgres) => postgres.write_beside(work),
        }
    }

    /// The same as [`Self::write_beside`] for what several devices ask at once: it soon gives up
    /// waiting for a lock, so that each is tried alone.
    fn write_together<T, E: From<DbError>>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work),
            Engine::Postgres(postgres) => postgres.write_together(work),
        }
    }

    /// The same as [`Self::write`] for long work that can't be done again; `cache_kib` of the
    /// database may stay in memory.
    fn write_once<T, E: From<DbError>>(
        &self,
        cache_kib: i64,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write_alone(cache_kib, work),
            Engine::Postgres(postgres) => postgres.write_once(work),
        }
    }

    /// Runs `work` on one state of the database: what others write meanwhile is not seen.
    fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(postgres) => postgres.read(work),
        }
    }

    /// The same as [`Self::read`] for what phones ask for all the time: a few rows by their keys.
    fn read_few<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(postgres) => postgres.read_few(work),
        }
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

    /// The secret that opens what phones seal, drawn at the first asking; phones have its key
    /// with the campaign.
    pub fn seal_secret(&self) -> Result<[u8; 32], DbError> {
        let hex = match self.setting("seal_secret")? {
            Some(hex) => hex,
            None => {
                let hex = random_hex(32)?;
                self.set("seal_secret", &hex)?;
                hex
            }
        };
        let mut secret = [0; 32];
        for (i, byte) in secret.iter_mut().enumerate() {
            let digits = hex.get(2 * i..2 * i + 2);
            *byte = digits
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .ok_or(DbError::Unreadable { what: "secret" })?;
        }
        let key = SealKey::of(&secret).to_string();
        if let Some(mut campaign) = self.campaign()?
            && campaign.seal_key.as_ref() != Some(&key)
        {
            campaign.seal_key = Some(key);
            self.change_campaign(&campaign)?;
        }
        Ok(secret)
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
