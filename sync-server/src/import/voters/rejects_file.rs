//! The rejects file: one line for each row left out, with its number and reason
//! and nothing about a person.

use std::{
    fs::File,
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::reject::Reject;

/// Writes `line,reason,explanation` beside its final place and moves it there
/// when done, so that a half-written file is never seen.
pub struct RejectsFile {
    path: PathBuf,
    writer: Option<csv::Writer<BufWriter<NamedTempFile>>>,
    sealed: Option<NamedTempFile>,
    count: u64,
}

impl RejectsFile {
    /// A file that will stand at `path`. Nothing is written before the first reject.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            writer: None,
            sealed: None,
            count: 0,
        }
    }

    /// Adds a row's line number and reason.
    ///
    /// # Errors
    ///
    /// Where the folder can't be written or the disk is full.
    pub fn push(&mut self, reject: &Reject) -> io::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                let folder = match self.path.parent() {
                    Some(folder) if !folder.as_os_str().is_empty() => folder,
                    _ => Path::new("."),
                };
                let temporary = tempfile::Builder::new()
                    .prefix(".rejects-")
                    .tempfile_in(folder)?;
                let mut writer = csv::Writer::from_writer(BufWriter::new(temporary));
                writer.write_record(["line", "reason", "explanation"])?;
                self.writer.insert(writer)
            }
        };
        self.count += 1;
        let (line, why) = (reject.line.to_string(), reject.kind.to_string());
        writer.write_record([line.as_str(), reject.kind.code(), &safe_cell(&why)])?;
        Ok(())
    }

    /// Rejects so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Brings every line to the disk, beside the file's place, so that nothing but moving it is
    /// left to [`finish`](Self::finish). No line may follow.
    ///
    /// # Errors
    ///
    /// Where the disk is full.
    pub fn seal(&mut self) -> io::Result<()> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let buffered = writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        let temporary = buffered
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        temporary.as_file().sync_all()?;
        self.sealed = Some(temporary);
        Ok(())
    }

    /// Moves the file to its place and gives its path; without rejects removes
    /// what an earlier import left there and gives nothing. Dropped unfinished,
    /// nothing stays behind.
    ///
    /// # Errors
    ///
    /// Where the file can't be written, moved or removed.
    pub fn finish(mut self) -> io::Result<Option<PathBuf>> {
        self.seal()?;
        let Some(temporary) = self.sealed else {
            return match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(None),
            };
        };
        let _file: File = temporary.persist(&self.path).map_err(|error| error.error)?;
        Ok(Some(self.path))
    }
}

/// A cell that no spreadsheet takes for a formula.
fn safe_cell(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::voters::RejectKind;

    #[test]
    fn rejects_stand_in_the_file_once_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        let mut rejects = RejectsFile::new(&path);
        rejects
            .push(&Reject {
                line: 7,
                kind: RejectKind::NoStreet,
            })
            .unwrap();
        let kind = RejectKind::DuplicateId { first_line: 2 };
        rejects.push(&Reject { line: 9, kind }).unwrap();
        assert!(!path.exists());
        assert_eq!(rejects.finish().unwrap().as_deref(), Some(path.as_path()));
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "line,reason,explanation\n7,no_street,has no street\n\
             9,duplicate_id,has the id of line 2 but other content; line 2 was taken\n"
        );
        // A clean import afterwards leaves no stale file, and a dropped one no trace.
        assert_eq!(RejectsFile::new(&path).finish().unwrap(), None);
        assert!(!path.exists());
        let mut dropped = RejectsFile::new(&path);
        dropped
            .push(&Reject {
                line: 1,
                kind: RejectKind::NoAddress,
            })
            .unwrap();
        drop(dropped);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(safe_cell("=1+1"), "'=1+1");
        assert_eq!(safe_cell("has no id"), "has no id");
    }
}
