//! The data folder: database, prints, rejects.

use std::path::{Path, PathBuf};

use clap::Args;
use turfwalk_core::model::Campaign;
use turfwalk_core::script::Script;

use super::CommandError;
use crate::db::{CAMPAIGN, Db, DbServer, Deed, Who};

/// Where the database is, if not in the data folder. Addresses hold passwords: they are shown in
/// no help and no error.
#[derive(Clone, Default, Args)]
pub struct DbAddress {
    /// PostgreSQL database instead of the folder's own, for example
    /// postgres://turfwalk@db.example:5432/turfwalk. Several hosts with commas, and
    /// ?target_session_attrs=read-write, find the one that takes writes
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "TURFWALK_DB",
        hide_env_values = true
    )]
    pub db: Option<String>,
    /// The standby of --db: what it has is shown to phones as backed up
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "TURFWALK_COPY",
        hide_env_values = true
    )]
    pub copy: Option<String>,
    /// Who vouches for the servers of --db and --copy where TLS is spoken to them: a file of
    /// certificates in PEM [default: those that the system trusts]
    #[arg(long, global = true, value_name = "FILE", env = "TURFWALK_DB_ROOTS")]
    pub db_roots: Option<PathBuf>,
}

impl std::fmt::Debug for DbAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DbAddress")
            .field("db", &self.db.is_some())
            .field("copy", &self.copy.is_some())
            .field("db_roots", &self.db_roots)
            .finish()
    }
}

/// An open data folder.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// Its database.
    pub db: Db,
}

impl Folder {
    /// Opens the folder `dir`, or the platform's own, and makes what is missing. The database is
    /// the one that `kept` names, or a file in the folder.
    pub fn open(dir: Option<&Path>, kept: &DbAddress) -> Result<Self, CommandError> {
        let path = Self::place(dir)?;
        private_folder().create(&path).map_err(|error| {
            format!(
                "can't make the folder {}: {error}; name another with --dir",
                path.display()
            )
        })?;
        let roots = kept.db_roots.as_deref();
        let db = match &kept.db {
            Some(url) => Db::connect(DbServer { url, roots })?.noting_in(&path),
            None => Db::open(&path.join("turfwalk.db"))?,
        };
        let db = match &kept.copy {
            Some(url) => db.with_copy(DbServer { url, roots })?,
            None => db,
        };
        db.ensure_campaign(&first_campaign(), &first_script()?)?;
        db.erasure_secret()?;
        db.seal_secret()?;
        Ok(Self { path, db })
    }

    /// Where the folder `dir`, or the platform's own, is.
    pub fn place(dir: Option<&Path>) -> Result<PathBuf, CommandError> {
        dir.map_or_else(Self::default_path, |dir| Ok(dir.to_owned()))
    }

    /// The platform's own place for data.
    pub fn default_path() -> Result<PathBuf, CommandError> {
        let dirs = directories::ProjectDirs::from("", "", "turfwalk")
            .ok_or("this user has no home folder; name a data folder with --dir")?;
        Ok(dirs.data_dir().to_owned())
    }

    /// Notes in the audit log what a command did: numbers and counts, no names.
    pub fn note(&self, did: Deed, about: &str) -> Result<(), CommandError> {
        let now_ms = jiff::Timestamp::now().as_millisecond();
        Ok(self.db.note(now_ms, &Who::Command, did, about)?)
    }

    /// The same, for what can't be undone any more.
    pub fn note_done(&self, did: Deed, about: &str) -> Result<(), CommandError> {
        self.note(did, about)
            .map_err(|error| format!("it is done, but is missing in the audit log: {error}").into())
    }

    /// A folder inside it, made if missing.
    pub fn inside(&self, name: &str) -> Result<PathBuf, CommandError> {
        let path = self.path.join(name);
        std::fs::create_dir_all(&path)
            .map_err(|error| format!("can't make the folder {}: {error}", path.display()))?;
        Ok(path)
    }
}

/// A folder for people's data is its owner's alone.
fn private_folder() -> std::fs::DirBuilder {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder
}

/// The campaign of a new folder: in this machine's time zone, quiet from nine to nine.
fn first_campaign() -> Campaign {
    let zone = jiff::tz::TimeZone::system();
    Campaign {
        id: CAMPAIGN,
        name: "Our campaign".into(),
        time_zone: zone.iana_name().unwrap_or("UTC").into(),
        quiet_hours: Some(turfwalk_core::model::QuietHours {
            from_min: 21 * 60,
            to_min: 9 * 60,
        }),
        cool_down_h: 12,
        emergency: None,
        help_line: None,
        notice: None,
        seal_key: None,
        lease_h: None,
    }
}

/// The script of a new folder.
fn first_script() -> Result<Script, CommandError> {
    Ok(serde_json::from_str(include_str!("first_script.json"))?)
}

/// Writes a file whole or not at all: beside its place first, then renamed. What is no file, such
/// as a pipe or `/dev/stdout`, is written to as it is, and a link stays one.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let real = path.canonicalize();
    let path = real.as_deref().unwrap_or(path);
    if path.is_dir() {
        return Err(format!("{} is a folder; name a file in it", path.display()).into());
    }
    if path.exists() && !path.is_file() {
        std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
            .map_err(|error| {
                format!(
                    "can't write to {}: {error}; name another place",
                    path.display()
                )
            })?;
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| {
        format!(
            "can't write {}: {error}; nothing was written, name another place",
            path.display()
        )
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::io::Write::write_all(&mut file, bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
