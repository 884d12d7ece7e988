//! What goes wrong with the phone's database, split by what the caller would do.

/// What goes wrong with the phone's database. Nothing is half-written in any case.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full: free space, then repeat.
    #[error("the phone's storage is full; free some space and try again")]
    Full,
    /// The file is no database, or damaged.
    #[error("the phone's database is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// Written by a newer app.
    #[error("the data on this phone was written by a newer version of the app; update the app")]
    Newer,
    /// The phone has not joined a campaign.
    #[error("this phone has not joined a campaign; scan the organizer's invite")]
    NotJoined,
    /// The schema could not be brought up to date.
    #[error("the phone's database could not be upgraded")]
    Migration(#[source] Box<refinery::Error>),
    /// A stored value is not what this version wrote.
    #[error("a stored {what} can't be read")]
    Unreadable {
        /// Kind of value, never its content.
        what: &'static str,
    },
    /// Anything else that SQLite reports.
    #[error("the phone's database could not be used")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error),
            _ => Self::Database(error),
        }
    }
}
