//! The server's disk is full.

use std::path::Path;
use std::process::{Command, Stdio};

use super::field::{Field, record_many};
use super::{Seen, Wish};
use crate::commands::CommandError;

/// Size of the disk, in KiB.
const DISK_KIB: usize = 4_096;

/// A small file system in memory, gone with this value.
struct Disk(tempfile::TempDir);

impl Disk {
    /// `None` where this user may not mount one.
    fn new() -> Result<Option<Self>, CommandError> {
        let folder = tempfile::tempdir()?;
        let size = format!("size={DISK_KIB}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        Ok(mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(folder)))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the server may be about to close its files.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

/// A file fills the disk while a phone sends; then it goes.
pub(super) fn full(_: &Wish) -> Result<Seen, CommandError> {
    let Some(disk) = Disk::new()? else {
        return Ok(Seen::NotRun(
            "this user may not mount a small file system; run it as root".into(),
        ));
    };
    let dir = disk.path().join("data");
    let mut field = Field::over(1, Some(&dir))?;
    field.start()?;
    let phone = field.phone("phone.db", 1)?;
    let mut marks = record_many(&phone, "before", 0..5)?;
    field.sync(&phone)?;
    let ballast = disk.path().join("ballast");
    // As much as goes in; what does not is what this is about.
    let _ = std::fs::write(&ballast, vec![0; DISK_KIB * 1024]);
    let mut failed = 0;
    for batch in 0..20 {
        marks.extend(record_many(&phone, &format!("full{batch}"), 0..40)?);
        if field.sync(&phone).is_err() {
            failed += 1;
            break;
        }
    }
    if failed == 0 {
        return Err("the disk did not get full; 800 records went in".into());
    }
    let told_safe = phone.receipts()?.safe;
    std::fs::remove_file(&ballast)?;
    field.rest(&phone)?;
    field.has_just(&marks)?;
    Ok(Seen::Held(format!(
        "refused while full, with {told_safe} records told safe; with room again, without a \
         restart, all {} are there once",
        marks.len()
    )))
}
