//! Bodies of requests: taken whole, within a time and a size, before anybody works on them.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use turfwalk_core::wire::MAX_COMPRESSED;

use super::{ApiError, App, Client};

/// Counts the request by its address and takes its body in, as sent. Whoever sends it byte by
/// byte holds a connection for a while and nothing else.
pub(super) async fn whole(
    State(app): State<Arc<App>>,
    client: Client,
    request: Request,
    next: Next,
) -> Response {
    if let Err(error) = app.limits.request(client) {
        return error.into_response();
    }
    let (head, body) = request.into_parts();
    let taken = axum::body::to_bytes(body, MAX_COMPRESSED);
    let bytes = match tokio::time::timeout(app.connections.body, taken).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            let too_long = std::error::Error::source(&error)
                .is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
            let error = if too_long {
                ApiError::too_large()
            } else {
                ApiError::malformed("the body ended early; send it again")
            };
            return error.into_response();
        }
        Err(_) => return ApiError::too_slow(app.connections.body).into_response(),
    };
    next.run(Request::from_parts(head, Body::from(bytes))).await
}

/// A body, unpacked.
pub(super) struct Sent(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::too_large())
            }
            Err(_) => Err(ApiError::malformed(
                "the body can't be unpacked; send gzip, or nothing packed",
            )),
        }
    }
}
