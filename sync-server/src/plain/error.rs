//! What can be wrong with files and options: one sentence each, with what to do.

use std::path::PathBuf;

use crate::import::osm::OsmError;
use crate::wishes::WishError;

/// Why a walk or a cut was not made. Nothing has been written then.
#[derive(Debug, thiserror::Error)]
pub enum PlainError {
    /// The doors can't be read.
    #[error("{} can't be read: check the path and your rights to it", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file without a byte, or with a header and nothing else.
    #[error("{} holds no doors: export it again with a header line and a line for each door", .0.display())]
    NoDoors(PathBuf),
    /// Columns are missing.
    #[error(
        "{} has no column {missing}: its first line must name id, number, street, unit, lat and lon",
        path.display()
    )]
    Columns {
        /// The file.
        path: PathBuf,
        /// Missing columns, with commas between.
        missing: String,
    },
    /// A line is wrong.
    #[error("{} line {line}: {what}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line number, the header being 1.
        line: u64,
        /// What is wrong and what to do.
        what: String,
    },
    /// A file that is read, but not what it should be.
    #[error("{} can't be used: {what}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why not.
        what: String,
    },
    /// A file can't be written.
    #[error("{} can't be written: check the path and your rights to it", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A wish can't be read.
    #[error(transparent)]
    Wish(#[from] WishError),
    /// No street near the place.
    #[error("no street lies within 2 km of --{0}: give a place on the map of --streets")]
    OffTheMap(&'static str),
    /// An option's number makes no sense.
    #[error("{0}")]
    Number(&'static str),
    /// More turfs than buildings.
    #[error("{buildings} buildings can't be cut into {turfs} turfs: ask for at most {buildings}")]
    TooFewDoors {
        /// Buildings that lie on the streets.
        buildings: usize,
        /// Turfs asked for.
        turfs: usize,
    },
    /// The map can't be used.
    #[error(transparent)]
    Streets(#[from] OsmError),
}
