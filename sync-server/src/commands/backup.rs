//! `turfwalk backup` and `turfwalk restore`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::{CommandError, Folder, say};
use crate::db::Db;

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
#[command(after_help = "Example: turfwalk restore /media/stick/turfwalk-2026-11-22.db")]
pub struct RestoreCommand {
    /// A file that `turfwalk backup` wrote
    file: PathBuf,
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
    pub fn run(self, dir: &Path) -> Result<(), CommandError> {
        let is_backup = Db::is_backup(&self.file)?;
        if !is_backup {
            return Err(format!(
                "{} is no backup of Turfwalk; nothing was changed",
                self.file.display()
            )
            .into());
        }
        let database = dir.join("turfwalk.db");
        let aside = dir.join(format!(
            "turfwalk-before-restore-{}.db",
            Timestamp::now().as_millisecond()
        ));
        if database.exists() {
            Db::take_aside(&database, &aside)?;
        }
        super::folder::write_whole(&database, &std::fs::read(&self.file)?)?;
        let folder = Folder::open(Some(dir), &super::DbAddress::default())?;
        folder.db.came_back(Timestamp::now().as_millisecond())?;
        let again = folder.db.apply_again()?;
        say!("Restored. The database as it was: {}", aside.display())?;
        say!(
            "Applied again: {} erasures, {} phones shut out.",
            again.erased,
            again.revoked
        )?;
        say!("Start `turfwalk serve`: phones send again what the backup lacks.")?;
        Ok(())
    }
}
