//! The files around a database: the one being made, those moved aside, and the count that is
//! legible without a key.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What SQLite puts beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

/// Where a database is made anew before it takes the place of the one at `path`.
pub(super) fn new_beside(path: &Path) -> PathBuf {
    with(path, "-new")
}

/// Removes a database and what is beside it, if it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    for path in BESIDE
        .map(|end| with(path, end))
        .iter()
        .map(PathBuf::as_path)
        .chain([path])
    {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn aside(path: &Path, number: u32) -> PathBuf {
    with(path, &format!("-aside-{number}"))
}

/// Ends a change of files that a crash cut short: what is whole takes its place, what is not goes.
pub(super) fn settle(path: &Path) -> io::Result<()> {
    let new = new_beside(path);
    if !new.exists() {
        return Ok(());
    }
    if path.exists() {
        return remove(&new);
    }
    // The journal belongs to what was moved aside; beside the new database it would be taken for
    // its own.
    let last = (1..)
        .take_while(|number| aside(path, *number).exists())
        .last();
    for end in BESIDE {
        let beside = with(path, end);
        match last {
            _ if !beside.exists() => {}
            Some(number) => fs::rename(beside, with(&aside(path, number), end))?,
            None => fs::remove_file(beside)?,
        }
    }
    fs::rename(new, path)
}

/// Moves the database at `path` aside and the finished one beside it into its place.
pub(super) fn exchange(path: &Path) -> io::Result<()> {
    let free = (1..)
        .find(|number| !aside(path, *number).exists())
        .expect("some number is free");
    fs::rename(path, aside(path, free))?;
    settle(path)
}

/// Removes all databases that were moved aside.
pub(super) fn remove_aside(path: &Path) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(());
    };
    let mut start = name.to_owned();
    start.push("-aside-");
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(start.as_encoded_bytes())
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Notes how many ops are unsent, in the clear: if the key is gone, this number is all that is
/// left of them. As good as the last moment before a power cut, since it costs no wait for the
/// disk.
pub(super) fn note_unsent(path: &Path, unsent: u64) {
    if path == Path::new(":memory:") {
        return; // nothing of it is left to be counted
    }
    // Written over the number before, figure on figure: a file that is cut short first has to be
    // given new room on the disk, for which the next visit's wait for the disk would wait too.
    let figures = format!("{unsent:020}\n");
    let mut open = fs::OpenOptions::new();
    let file = open
        .write(true)
        .create(true)
        .truncate(false)
        .open(with(path, "-unsent"));
    // A number that can't be written is only worse news later; what it counts is safe.
    let _ = file.and_then(|mut file| file.write_all(figures.as_bytes()));
}

/// The number noted.
pub(super) fn noted_unsent(path: &Path) -> Option<u64> {
    let text = fs::read_to_string(with(path, "-unsent")).ok()?;
    text.trim().parse().ok()
}
