//! `turfwalk backup` and `turfwalk restore`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::{CommandError, DbAddress, Folder, say};
use crate::db::Db;

/// How the names of databases begin that a restore has put aside.
const ASIDE: &str = "turfwalk-before-restore-";

/// Arguments of `backup`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk backup --out /media/stick/turfwalk-2026-11-22.db")]
pub struct BackupCommand {
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: turfwalk restore /media/stick/turfwalk-2026-11-22.db\n\
    After a PostgreSQL database was put back by its own tools: turfwalk restore --db postgres://…"
)]
pub struct RestoreCommand {
    /// A file that `turfwalk backup` wrote. Without it, and with --db: the database has been put
    /// back already, and only what must not come back is applied again
    file: Option<PathBuf>,
}

impl BackupCommand {
    /// Writes a copy while the server may run.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        folder
            .db
            .back_up(&self.out, Timestamp::now().as_millisecond())?;
        say!("Written: {}", self.out.display())?;
        say!("Phones will show what is in it as backed up.")?;
        Ok(())
    }
}

impl RestoreCommand {
    /// Puts a backup in the database's place, and applies again what must not come back.
    ///
    /// # Errors
    /// Where a file is to go into PostgreSQL, whose own tools put it back, or none is named.
    pub fn run(self, dir: &Path, kept: &DbAddress) -> Result<(), CommandError> {
        let Some(file) = self.file else {
            return match kept.db {
                Some(_) => {
                    applied_again(&Folder::open(Some(dir), kept)?)?;
                    Ok(say!(
                        "Start `turfwalk serve`: phones send again what it lacks."
                    )?)
                }
                None => {
                    Err("name the file that `turfwalk backup` wrote; nothing was changed".into())
                }
            };
        };
        if kept.db.is_some() {
            return Err(
                "a PostgreSQL database is put back by its own tools (pg_restore, a base \
                        backup), and then `turfwalk restore --db …` without a file applies again \
                        what must not come back; nothing was changed"
                    .into(),
            );
        }
        let is_backup = Db::is_backup(&file)?;
        if !is_backup {
            return Err(format!(
                "{} is no backup of Turfwalk, or not all of it is there; nothing was changed, try another copy",
                file.display()
            )
            .into());
        }
        let database = dir.join("turfwalk.db");
        let aside = dir.join(format!("{ASIDE}{}.db", Timestamp::now().as_millisecond()));
        if database.exists() {
            Db::take_aside(&database, &aside)?;
        }
        super::folder::write_whole(&database, &std::fs::read(&file)?)?;
        let folder = Folder::open(Some(dir), &DbAddress::default())?;
        say!("Restored. The database as it was: {}", aside.display())?;
        applied_again(&folder)?;
        say!("Start `turfwalk serve`: phones send again what the backup lacks.")?;
        Ok(())
    }
}

/// Applies again what must not come back with an older database.
fn applied_again(folder: &Folder) -> Result<(), CommandError> {
    folder.db.came_back(Timestamp::now().as_millisecond())?;
    let again = folder.db.apply_again()?;
    say!(
        "Applied again: {} erasures, {} phones shut out.",
        again.erased,
        again.revoked
    )?;
    Ok(())
}

/// Databases that restores have put aside in a data folder.
pub(super) fn put_aside(dir: &Path) -> Vec<PathBuf> {
    let name = |path: &PathBuf| path.file_name()?.to_str().map(str::to_owned);
    let is_aside =
        |path: &PathBuf| name(path).is_some_and(|it| it.starts_with(ASIDE) && it.ends_with(".db"));
    let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = files.map(|it| it.path()).filter(is_aside).collect();
    found.sort();
    found
}
