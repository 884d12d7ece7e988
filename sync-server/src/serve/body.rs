//! Bodies of requests: taken whole, within a time and a size, before anybody works on them; and
//! unpacked when their turn has come.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
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

/// Requests that are unpacked and worked on at a time: as many as share a commit. When thousands of
/// phones come back at once, the others wait as they were sent, packed.
const AT_ONCE: usize = 64;
/// How long a request waits for its turn: less than a phone waits for an answer.
const LONGEST: Duration = Duration::from_secs(45);

/// Whose turn it is to be unpacked and worked on, in the order in which requests came.
#[derive(Debug)]
pub(crate) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Turns {
    async fn take(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let turn = Arc::clone(&self.0).acquire_owned();
        match tokio::time::timeout(LONGEST, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(ApiError::busy()),
        }
    }
}

/// A body, unpacked, for as long as its turn is kept.
pub(super) struct Sent {
    pub(super) body: Bytes,
    pub(super) turn: OwnedSemaphorePermit,
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        let turn = app.turns.take().await?;
        match Bytes::from_request(request, app).await {
            Ok(body) => Ok(Self { body, turn }),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::too_large())
            }
            Err(_) => Err(ApiError::malformed(
                "the body can't be unpacked; send gzip, or nothing packed",
            )),
        }
    }
}
