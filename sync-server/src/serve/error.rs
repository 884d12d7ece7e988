//! The one place that turns errors into answers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use turfwalk_core::wire::{ErrorBody, PushError};

use crate::db::DbError;

/// An answer that is not a success.
#[derive(Debug, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    error: String,
}

impl ApiError {
    /// No such path, or nothing there for this device.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// No token, or one that is not accepted. A device keeps what it holds and asks for an invite.
    pub fn unauthorized() -> Self {
        let error = "this phone is not known here any more; ask the organizer for a new invite";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", error)
    }

    /// The body is not what PROTOCOL.md has.
    pub fn malformed(error: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", error)
    }

    fn new(status: StatusCode, code: &'static str, error: impl ToString) -> Self {
        Self {
            status,
            code,
            error: error.to_string(),
        }
    }
}

impl From<PushError> for ApiError {
    fn from(error: PushError) -> Self {
        match error {
            PushError::TooMany { .. } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_ops", error)
            }
            PushError::Newer { .. } => Self::new(StatusCode::BAD_REQUEST, "newer_device", error),
            PushError::Header(_) | PushError::Text => Self::malformed(error),
        }
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Refused(reason) => Self::new(StatusCode::FORBIDDEN, "refused", reason),
            DbError::Busy | DbError::Full | DbError::Unreachable | DbError::Unsure => {
                tracing::error!(%error, "request failed");
                let said = "the server can't take this now; what you sent is not lost, try again";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", said)
            }
            error => {
                tracing::error!(%error, "request failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "failed",
                    "the server failed; try again",
                )
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            code: self.code.into(),
            error: self.error,
        };
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let wait = axum::http::HeaderValue::from_static("30");
            response
                .headers_mut()
                .insert(axum::http::header::RETRY_AFTER, wait);
        }
        response
    }
}
