//! The one place that turns errors into answers.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use turfwalk_core::wire::{ErrorBody, MAX_COMPRESSED, MAX_INFLATED, MAX_OPS, PushError};

use crate::db::DbError;

/// An answer that is not a success.
#[derive(Debug, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    error: String,
    retry_after_s: Option<u32>,
}

/// Seconds after which a busy server is asked again.
const BUSY_S: u32 = 30;

impl ApiError {
    /// No such path, or nothing there for this device.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// The path is there, but for another method.
    pub fn other_method() -> Self {
        let error = "this address is asked otherwise; PROTOCOL.md says how";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "other_method", error)
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

    /// More than the server takes: the same in smaller parts works.
    pub fn too_large() -> Self {
        let error = format!(
            "the body is too large; send at most {MAX_OPS} ops, {} KiB as sent and {} KiB unpacked",
            MAX_COMPRESSED / 1024,
            MAX_INFLATED / 1024
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", error)
    }

    /// The body did not come within its time.
    pub fn too_slow(within: Duration) -> Self {
        let error = format!(
            "the body did not come within {} s; send less at once, or on a better connection",
            within.as_secs()
        );
        Self::new(StatusCode::REQUEST_TIMEOUT, "too_slow", error)
    }

    /// Too often; the sentence has the limit.
    pub fn too_many(error: impl ToString, retry_after_s: u32) -> Self {
        Self {
            retry_after_s: Some(retry_after_s),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", error)
        }
    }

    /// The database does not answer.
    pub fn not_ready() -> Self {
        Self {
            retry_after_s: Some(BUSY_S),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_ready",
                "the database does not answer; look at the server's log",
            )
        }
    }

    /// More requests than can be worked on. Nothing of this one was.
    pub fn busy() -> Self {
        Self {
            retry_after_s: Some(BUSY_S),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "the server can't take this now; what you sent is not lost, try again",
            )
        }
    }

    fn new(status: StatusCode, code: &'static str, error: impl ToString) -> Self {
        Self {
            status,
            code,
            error: error.to_string(),
            retry_after_s: None,
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
                Self::busy()
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
        if let Some(wait_s) = self.retry_after_s {
            let headers = response.headers_mut();
            headers.insert(axum::http::header::RETRY_AFTER, wait_s.into());
        }
        response
    }
}
