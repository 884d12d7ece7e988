//! What PostgreSQL says went wrong, by what is done about it.

use postgres::error::SqlState;

use super::super::super::DbError;
use super::tls;

/// What went wrong. Holds codes only: what a message or its detail quotes may be a person's.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// Met another transaction; the database undid this one.
    Conflict,
    /// Waited long for a lock or a connection that others hold: not worth another try now.
    Waited,
    /// No connection, or one that ended before a commit was asked for.
    Unreachable,
    /// The connection ended before the answer to a commit came.
    Unsure,
    /// The disk is full.
    Full,
    /// The server's certificate is not taken: why.
    Untrusted(&'static str),
    /// The server speaks no TLS, and was to.
    NoTls,
    /// The server does not have this user from here, or not so.
    NotAdmitted,
    /// Anything else, by its code.
    Other(String),
}

impl Failure {
    /// Of a statement.
    pub(super) fn of(error: &postgres::Error) -> Self {
        let Some(code) = error.code() else {
            if let Some(why) = tls::distrust(error) {
                return Self::Untrusted(why);
            }
            let cause = std::error::Error::source(error).map(ToString::to_string);
            if cause.as_deref() == Some("server does not support TLS") {
                return Self::NoTls;
            }
            return match error.is_closed() || is_io(error) {
                true => Self::Unreachable,
                false => Self::Other("protocol".into()),
            };
        };
        match *code {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Self::Conflict,
            SqlState::LOCK_NOT_AVAILABLE => Self::Waited,
            // A standby that is not promoted yet, a server that starts, stops or is full.
            SqlState::READ_ONLY_SQL_TRANSACTION
            | SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::TOO_MANY_CONNECTIONS => Self::Unreachable,
            SqlState::DISK_FULL => Self::Full,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Self::NotAdmitted,
            _ => Self::Other(code.code().to_owned()),
        }
    }

    /// Of a `COMMIT`: unless the database said no, nobody knows whether it was kept. The
    /// protocol's numbers make it right when the device asks again; doing it again here would not.
    pub(super) fn of_commit(error: &postgres::Error) -> Self {
        match Self::of(error) {
            Self::Unreachable => Self::Unsure,
            failure => failure,
        }
    }

    /// Whether it is about how this server is set up, and waiting mends nothing.
    pub(super) fn stays(&self) -> bool {
        matches!(self, Self::Untrusted(_) | Self::NoTls | Self::NotAdmitted)
    }

    /// Whether two made the same table at once.
    pub(super) fn met_in_catalogue(error: &postgres::Error) -> bool {
        matches!(
            error.code(),
            Some(
                &SqlState::UNIQUE_VIOLATION
                    | &SqlState::DUPLICATE_TABLE
                    | &SqlState::DUPLICATE_OBJECT
            )
        ) || matches!(Self::of(error), Self::Conflict)
            || error.code() == Some(&SqlState::INTERNAL_ERROR)
    }

    pub(super) fn into_error(self) -> DbError {
        match self {
            Self::Conflict | Self::Waited => DbError::Busy,
            Self::Unreachable => DbError::Unreachable,
            Self::Unsure => DbError::Unsure,
            Self::Full => DbError::Full,
            Self::Untrusted(why) => DbError::Untrusted { why },
            Self::NoTls => DbError::NoTls,
            Self::NotAdmitted => DbError::NotAdmitted,
            Self::Other(code) => DbError::Server { code },
        }
    }
}

fn is_io(error: &postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    // Connecting that took too long, or found no host of the wanted kind, has no cause at all.
    let said = error.to_string();
    said.starts_with("error connecting") || said.starts_with("timeout")
}
