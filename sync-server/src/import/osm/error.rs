//! What can be wrong with a map file, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why a map file could not be used. Each message is one sentence and names the way out.
#[derive(Debug, thiserror::Error)]
pub enum OsmError {
    /// Nothing is at that path.
    #[error("{0} does not exist; check the path of the map file")]
    Missing(PathBuf),
    /// A directory is at that path.
    #[error("{0} is a folder; name the .osm.pbf, .osm or .osm.gz file in it")]
    Folder(PathBuf),
    /// The system refused to read it.
    #[error("{path} cannot be read: {source}; check its permissions and the disk")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of no bytes.
    #[error("{0} is empty; download the map file again")]
    Empty(PathBuf),
    /// Something else than OpenStreetMap.
    #[error(
        "{0} is not an OpenStreetMap file; use an extract that ends in .osm.pbf, .osm or .osm.gz"
    )]
    NotOsm(PathBuf),
    /// It ends too soon.
    #[error("{0} ends in the middle, so it was not downloaded whole; download it again")]
    Truncated(PathBuf),
    /// It breaks the rules of its format.
    #[error("{path} is damaged ({reason}); download it again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the decoder said; never text from the file.
        reason: String,
    },
    /// Sound, but of no use.
    #[error("{0} holds no streets; use an extract that covers your area and has its roads")]
    NoStreets(PathBuf),
}

/// What went wrong while decoding, before the path is known.
#[derive(Debug)]
pub(super) enum Fault {
    NotOsm,
    Truncated,
    Damaged(String),
    Io(io::Error),
}

impl Fault {
    pub(super) fn at(self, path: PathBuf) -> OsmError {
        match self {
            Self::NotOsm => OsmError::NotOsm(path),
            Self::Truncated => OsmError::Truncated(path),
            Self::Damaged(reason) => OsmError::Damaged { path, reason },
            Self::Io(source) => OsmError::Unreadable { path, source },
        }
    }
}

/// Decoders report bad input as I/O errors of these kinds.
impl From<&io::Error> for Fault {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::Damaged("its compressed data does not unpack".to_owned())
            }
            kind => Self::Io(io::Error::new(kind, error.to_string())),
        }
    }
}
