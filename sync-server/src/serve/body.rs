//! Bodies of requests: taken whole, within a time and a size, before anybody works on them; and
//! unpacked when their turn has come.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
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
    let (mut head, body) = request.into_parts();
    let packed = head.headers.get(header::CONTENT_ENCODING);
    if packed.is_some_and(|how| how != "gzip" && how != "identity") {
        return cannot_unpack().into_response();
    }
    // What says itself that it is too long is not waited for.
    if body.size_hint().lower() > MAX_COMPRESSED as u64 {
        return ApiError::too_large().into_response();
    }
    let taken = axum::body::to_bytes(body, MAX_COMPRESSED);
    let mut bytes = match tokio::time::timeout(app.connections.body, taken).await {
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
    // Before the layer that unpacks: what it needs for a request is many times the request.
    if !bytes.is_empty() && head.uri.path().starts_with("/v1/") {
        let turn = match app.turns.free() {
            Some(turn) => turn,
            None => {
                (head, bytes) = apart(head, &bytes);
                match app.turns.wait().await {
                    Ok(turn) => turn,
                    Err(error) => return error.into_response(),
                }
            }
        };
        head.extensions.insert(turn);
    }
    next.run(Request::from_parts(head, Body::from(bytes))).await
}

/// The same request in memory of its own: as it came, it holds on to the buffers that its
/// connection was read into, which are many times as long.
fn apart(mut head: Parts, bytes: &[u8]) -> (Parts, Bytes) {
    for value in head.headers.values_mut() {
        if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
            *value = copy;
        }
    }
    if let Ok(copy) = head.uri.to_string().parse() {
        head.uri = copy;
    }
    (head, Bytes::copy_from_slice(bytes))
}

/// Requests of phones that are unpacked and worked on at a time: as many as share a commit. When
/// thousands of phones come back at once, the others wait as they were sent, packed.
const AT_ONCE: usize = 64;
/// How long a request waits for its turn: less than a phone waits for an answer.
const LONGEST: Duration = Duration::from_secs(45);

/// A request's turn to be unpacked and worked on, until it is dropped.
#[derive(Clone)]
pub(super) struct Turn(
    #[allow(dead_code, reason = "kept, and given back")] Arc<OwnedSemaphorePermit>,
);

/// Whose turn it is, in the order in which requests came.
#[derive(Debug)]
pub(crate) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Turns {
    /// A turn, if nobody waits for one.
    fn free(&self) -> Option<Turn> {
        let turn = Arc::clone(&self.0).try_acquire_owned().ok()?;
        Some(Turn(Arc::new(turn)))
    }

    async fn wait(&self) -> Result<Turn, ApiError> {
        let turn = Arc::clone(&self.0).acquire_owned();
        match tokio::time::timeout(LONGEST, turn).await {
            Ok(Ok(turn)) => Ok(Turn(Arc::new(turn))),
            _ => Err(ApiError::busy()),
        }
    }
}

/// A body, unpacked, and the turn that it was unpacked in; an empty body needs none.
pub(super) struct Sent {
    pub(super) body: Bytes,
    pub(super) turn: Option<Turn>,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, ApiError> {
        let turn = request.extensions_mut().remove();
        match Bytes::from_request(request, state).await {
            Ok(body) => Ok(Self { body, turn }),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::too_large())
            }
            Err(_) => Err(cannot_unpack()),
        }
    }
}

fn cannot_unpack() -> ApiError {
    ApiError::malformed("the body can't be unpacked; send gzip, or nothing packed")
}
