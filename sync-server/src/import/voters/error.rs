//! What stops a whole file, each as one sentence that says what to do.

use std::{io, path::PathBuf};

/// A voter file that can't be read at all. A single bad row is a
/// [`Reject`](super::Reject) instead.
#[derive(Debug, thiserror::Error)]
pub enum VoterFileError {
    /// No file under that path.
    #[error("there is no file {}; check the path", .0.display())]
    Missing(PathBuf),
    /// A folder where a file was meant.
    #[error("{} is a folder; name the file in it", .0.display())]
    Folder(PathBuf),
    /// The system would not let us read it.
    #[error("can't read {}; check that the file is complete and yours to read", .path.display())]
    Open {
        /// The file that was asked for.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Reading stopped in the middle.
    #[error("reading stopped after line {line}; check the disk or the download and import again")]
    Broken {
        /// The last line that was read.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing in it.
    #[error("the file is empty; export it again")]
    Empty,
    /// Column names and nothing below them.
    #[error("the file has column names but no rows; export it again with its rows")]
    OnlyHeader,
    /// An archive, a workbook or something else that is not rows of text.
    #[error("the file is {what}, not rows of text; {advice}")]
    NotText {
        /// What it looks like.
        what: &'static str,
        /// How to get rows of text from it.
        advice: &'static str,
    },
    /// The first line is a row, so there is nothing to tell the columns by.
    /// Its cells are somebody's data and are not repeated here.
    #[error("the first line looks like a row, not like column names; export with a header line")]
    NoHeader,
    /// Column names that no layout has.
    #[error(
        "no column for {needed} was found among: {found}; name it with --map, \
         as in --map id=VoterId,address=Street"
    )]
    UnknownHeader {
        /// What is lacking, in words.
        needed: &'static str,
        /// The columns that the file has.
        found: String,
    },
    /// The map names a column that is not there.
    #[error("--map names the column \"{column}\", but the file has: {found}")]
    MappedColumnMissing {
        /// The column as the map has it.
        column: String,
        /// The columns that the file has.
        found: String,
    },
    /// An encoding that nobody knows.
    #[error("unknown encoding \"{0}\"; try utf-8, utf-16le or windows-1252")]
    UnknownEncoding(String),
}
