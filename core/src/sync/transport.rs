//! How a request gets to the server and what can go wrong on the way.

use std::future::Future;

use crate::store::StoreError;
use crate::wire::{ErrorBody, PullError, ServerKey};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where the server is: a [`crate::wire::ServerAddress`] as text.
    pub server: String,
    /// Path from there, with its slash.
    pub path: String,
    /// The device's token, sent as `Authorization: Bearer`.
    pub token: Option<String>,
    /// `POST` with this body and its media type, or `GET` for `None`.
    pub body: Option<(String, &'static str)>,
    /// Asks for up to [`crate::wire::SNAPSHOT_PART`] bytes from here on, as `Range`.
    pub from: Option<u64>,
}

/// What came back, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Seconds to wait, when the server says so.
    pub retry_after_s: Option<u32>,
    /// The key of the server that answered, where one is pinned.
    pub key: Option<ServerKey>,
    /// Body without its content encoding.
    pub body: Vec<u8>,
}

/// Carries requests: HTTP on a phone, a simulated net in tests.
pub trait Transport: Send + Sync {
    /// Sends `request` and waits for its answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<Answer, SyncError>> + Send;
}

/// What goes wrong in a sync, split by what the app does. What was recorded stays on the phone
/// in every case.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// No answer: no signal, or the server is down. Try again later.
    #[error("the server can't be reached; what you recorded is kept and will be sent later")]
    Offline(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Something else answered: a captive portal, a proxy.
    #[error("what answered is not a Turfwalk server; check the network's log-in page")]
    NotAServer,
    /// What answered has neither the key that the invite names nor one that was announced since.
    /// Nothing was sent.
    #[error(
        "the server's key has changed, or something stands between; nothing was sent: try another \
         network, then ask the organizer whether the server was set up anew"
    )]
    ServerKeyChanged,
    /// The server does not know this phone's token, or no longer: join again by a new invite,
    /// which takes along what is unsent.
    #[error(
        "the server does not know this phone any more; ask the organizer for a new invite, what you recorded is kept"
    )]
    Unauthorized,
    /// The request, an invite above all, is not accepted.
    #[error("{0}")]
    Rejected(String),
    /// The server asks to wait.
    #[error("the server is busy; trying again in a while")]
    Busy {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The server speaks a newer protocol.
    #[error("the server is newer than this app; update the app")]
    UpdateApp,
    /// The server failed, or said what this version does not understand.
    #[error("the server could not answer ({0}); try again later")]
    Server(String),
    /// The phone's own database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PullError> for SyncError {
    fn from(error: PullError) -> Self {
        match error {
            PullError::Foreign => Self::NotAServer,
            PullError::Newer { .. } => Self::UpdateApp,
            PullError::CutOff => Self::Offline(Box::new(error)),
            PullError::Line { .. } => Self::Server(error.to_string()),
        }
    }
}

impl Answer {
    /// The body of a success, or what its status means.
    pub fn success(self) -> Result<Vec<u8>, SyncError> {
        match self.status {
            200..=299 => Ok(self.body),
            429 | 503 => Err(SyncError::Busy {
                retry_after_s: self.retry_after_s.unwrap_or(30),
            }),
            300..=399 | 511 => Err(SyncError::NotAServer),
            426 => Err(SyncError::UpdateApp),
            status => match serde_json::from_slice::<ErrorBody>(&self.body) {
                Ok(said) if said.code == "newer" => Err(SyncError::UpdateApp),
                Ok(_) if status == 401 => Err(SyncError::Unauthorized),
                Ok(said) if status < 500 => Err(SyncError::Rejected(said.error)),
                Ok(said) => Err(SyncError::Server(said.code)),
                Err(_) if status < 500 => Err(SyncError::NotAServer),
                Err(_) => Err(SyncError::Server(format!("status {status}"))),
            },
        }
    }
}
