//! What goes wrong with the organizer's page.

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{Html, IntoResponse, Response};

use super::notice;
use super::texts::ENGLISH;
use crate::db::DbError;
use crate::streets::StreetsError;

/// What goes wrong with the organizer's page.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Whoever asks has shown no key, or a wrong one.
    #[error("no key of the organizer's")]
    Locked,
    /// Nobody is signed in at this browser.
    #[error("nobody is signed in")]
    SignedOut,
    /// The role has no right to this.
    #[error("not for this role")]
    NotAllowed,
    /// What was posted does not come from a page that this browser was shown.
    #[error("posted from elsewhere")]
    Forged,
    /// Too many wrong passwords.
    #[error("too many wrong passwords")]
    Wait {
        /// For so long.
        seconds: u32,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The streets.
    #[error(transparent)]
    Streets(#[from] StreetsError),
    /// A template.
    #[error("a page could not be written")]
    Template(#[from] askama::Error),
    /// The thread that read the database ended early.
    #[error("reading the database for the page ended early")]
    Ended,
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let t = &ENGLISH;
        let waited;
        let (status, title, text) = match &self {
            Self::Locked => (StatusCode::UNAUTHORIZED, t.locked_title, t.locked),
            Self::SignedOut => (StatusCode::UNAUTHORIZED, t.locked_title, t.signed_out),
            Self::NotAllowed => (StatusCode::FORBIDDEN, t.locked_title, t.not_allowed),
            Self::Forged => (StatusCode::FORBIDDEN, t.forged_title, t.forged),
            Self::Wait { seconds } => {
                waited = t.wait(*seconds);
                (StatusCode::TOO_MANY_REQUESTS, t.wait_title, waited.as_str())
            }
            Self::Db(DbError::Refused(why)) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                t.failed_title,
                why.as_str(),
            ),
            Self::Streets(StreetsError::None) => {
                (StatusCode::NOT_FOUND, t.failed_title, t.no_streets)
            }
            Self::Db(DbError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, t.failed_title, t.failed),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, t.failed_title, t.failed),
        };
        if status.is_server_error() {
            tracing::error!(error = %self, "the organizer's page failed");
        }
        let link = matches!(self, Self::SignedOut).then_some(("/login", t.sign_in));
        let mut response = match notice(title, text, link) {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => (status, text.to_owned()).into_response(),
        };
        if let Self::Wait { seconds } = self {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
