//! What goes wrong with the organizer's page.

use axum::http::StatusCode;
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
        let (status, title, text) = match &self {
            Self::Locked => (StatusCode::UNAUTHORIZED, t.locked_title, t.locked),
            Self::Streets(StreetsError::None) => {
                (StatusCode::NOT_FOUND, t.failed_title, t.no_streets)
            }
            Self::Db(DbError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, t.failed_title, t.failed),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, t.failed_title, t.failed),
        };
        if status.is_server_error() {
            tracing::error!(error = %self, "the organizer's page failed");
        }
        match notice(title, text) {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => (status, text).into_response(),
        }
    }
}
