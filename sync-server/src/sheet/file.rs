//! A PDF on disk: whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a PDF was not written. What stood at its path before still does.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is no such folder.
    #[error("the folder {} does not exist: make it, or choose another --out", .0.display())]
    NoFolder(PathBuf),
    /// The path is a folder.
    #[error("{} is a folder: give --out a file name, as {}", .0.display(), .0.join("walk.pdf").display())]
    IsFolder(PathBuf),
    /// The disk or the rights to it.
    #[error("{} can't be written ({source}): free some space or choose another --out", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The folder that `out` is in, if a file can be put there: asked before a long job begins.
pub fn check_folder(out: &Path) -> Result<&Path, WriteError> {
    if out.is_dir() {
        return Err(WriteError::IsFolder(out.to_owned()));
    }
    let folder = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if folder.is_dir() {
        Ok(folder)
    } else {
        Err(WriteError::NoFolder(folder.to_owned()))
    }
}

/// Puts `pdf` at `out`, in place of what was there. It is written beside it and then renamed, and
/// only its owner may read it, since it can hold names.
pub fn write_pdf(out: &Path, pdf: &[u8]) -> Result<(), WriteError> {
    let folder = check_folder(out)?;
    let failed = |source| WriteError::Failed {
        path: out.to_owned(),
        source,
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(pdf).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(out).map_err(|error| failed(error.error))?;
    Ok(())
}
