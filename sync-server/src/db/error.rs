//! What goes wrong with the organizer's database, split by what the caller would do.

/// What goes wrong with the organizer's database. Nothing is half-written in any case.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The disk is full.
    #[error("the disk is full; free some space and run the command again, nothing was changed")]
    Full,
    /// The file is no database, or damaged.
    #[error(
        "the database is damaged or no Turfwalk database; restore it from a backup, or name another folder with --dir"
    )]
    Damaged(#[source] rusqlite::Error),
    /// Written by a newer version.
    #[error(
        "the database was written by a newer version of turfwalk; upgrade turfwalk, or name another folder with --dir"
    )]
    Newer,
    /// Another process holds it.
    #[error(
        "another turfwalk is writing to this database; wait for it to end, or end `turfwalk serve`, then try again"
    )]
    Busy,
    /// The database server can't be reached, or only a standby of it. The same later may work.
    #[error(
        "the database server can't be reached; check that it runs and that --db names the one that takes writes, then try again"
    )]
    Unreachable,
    /// The connection ended before it was known whether the change was kept. A device asks again
    /// and gets the right answer; a person has to look.
    #[error(
        "the connection to the database ended before it was known whether the change was kept; look whether it is there, and do it again if not"
    )]
    Unsure,
    /// The database server's certificate is not taken.
    #[error("the database server is not trusted: its certificate {why}")]
    Untrusted {
        /// What is wrong with it, and what to do.
        why: &'static str,
    },
    /// The database server speaks no TLS, and the address asks for it.
    #[error(
        "the database server speaks no TLS, which the address asks for; turn it on there (ssl = on), or leave sslmode out of the address"
    )]
    NoTls,
    /// The database server turns this user away before any password.
    #[error(
        "the database server does not let this user in from here; look at its pg_hba.conf, and add sslmode=require to the address if it wants TLS"
    )]
    NotAdmitted,
    /// The database's address is none.
    #[error(
        "the database's address can't be read; write it as postgres://user:password@host:port/name"
    )]
    Address,
    /// Anything else that PostgreSQL reports, by its code alone: a message may quote a person.
    #[error(
        "the database server reports the error {code}; look it up in PostgreSQL's list of error codes, mend it, and try again"
    )]
    Server {
        /// The five letters of its SQLSTATE.
        code: String,
    },
    /// The schema could not be brought up to date.
    #[error(
        "the database could not be upgraded ({0}); nothing was changed: restore it from a backup, or name another folder with --dir"
    )]
    Migration(#[source] Box<refinery::Error>),
    /// A stored value is not what this version wrote.
    #[error("a stored {what} can't be read")]
    Unreadable {
        /// Kind of value, never its content.
        what: &'static str,
    },
    /// No randomness.
    #[error("the system gives no random numbers")]
    Random,
    /// Not now, in the state that things are in; says what to do.
    #[error("{0}")]
    Refused(String),
    /// The file can't be opened, for want of the folder or of permission.
    #[error("the database can't be opened; check that the folder exists and may be written")]
    CannotOpen(#[source] rusqlite::Error),
    /// Anything else that SQLite reports.
    #[error("the database could not be used ({0}); check the disk, then run the command again")]
    Database(#[source] rusqlite::Error),
}

const SQLITE_IOERR_SHMSIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

impl From<refinery::Error> for DbError {
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

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            ReadOnly,
        };
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
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(CannotOpen | ReadOnly) => Self::CannotOpen(error),
            _ => Self::Database(error),
        }
    }
}
