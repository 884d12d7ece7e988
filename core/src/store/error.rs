//! What goes wrong with the phone's database, split by what the caller would do.

use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// What goes wrong with the phone's database. Nothing is half-written in any case.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full: free space, then repeat.
    #[error("the phone's storage is full; free some space and try again")]
    Full,
    /// The file is no database, or damaged: open it anew ([`super::Store::open_anew`]).
    #[error("the phone's database is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// The key does not open the file: ask for the right one, or open it anew.
    #[error(
        "the key of this phone does not open its database; start afresh to fetch again what was sent"
    )]
    WrongKey,
    /// A key of another length.
    #[error("a key of a database has 32 bytes")]
    KeyLength,
    /// A key was given, and this build can't encrypt. Nothing was written.
    #[error("this build of the app can't encrypt its database; install the app as released")]
    NoCipher,
    /// Written by a newer app.
    #[error("the data on this phone was written by a newer version of the app; update the app")]
    Newer,
    /// The phone has not joined a campaign.
    #[error("this phone has not joined a campaign; scan the organizer's invite")]
    NotJoined,
    /// Ops wait for another server, where they can't be sent any more: they would be taken for
    /// records of other doors.
    #[error(
        "{unsent} records on this phone are for another server; ask its organizer for a new invite"
    )]
    UnsentElsewhere {
        /// How many.
        unsent: u64,
    },
    /// The schema could not be brought up to date.
    #[error("the phone's database could not be upgraded")]
    Migration(#[source] Box<refinery::Error>),
    /// A stored value is not what this version wrote.
    #[error("a stored {what} can't be read")]
    Unreadable {
        /// Kind of value, never its content.
        what: &'static str,
    },
    /// The file could not be moved.
    #[error("the phone's database could not be moved aside; restart the phone, then try again")]
    File(#[source] std::io::Error),
    /// Anything else that SQLite reports.
    #[error("the phone's database could not be used")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        // No room for the shared memory beside the file comes as another error than "full".
        if error
            .sqlite_error()
            .is_some_and(|e| e.extended_code == SQLITE_IOERR_SHMSIZE)
        {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error),
            _ => Self::Database(error),
        }
    }
}

impl From<refinery::Error> for StoreError {
    /// What SQLite says comes first: a full disk is no fault of the schema.
    fn from(error: refinery::Error) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if let Some(rusqlite::Error::SqliteFailure(failure, text)) = error.downcast_ref() {
                return rusqlite::Error::SqliteFailure(*failure, text.clone()).into();
            }
            cause = error.source();
        }
        Self::Migration(Box::new(error))
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::File(error),
        }
    }
}
