//! Bringing phone and server together, over any [`Transport`].
//!
//! A round is a plan made from the store, one request, and its answer applied; rounds go on
//! until neither side has anything left. PROTOCOL.md describes what is said.

#[cfg(feature = "http")]
mod http;
mod lives;
#[cfg(feature = "http")]
mod pinned;
mod retry;
mod round;
mod transport;
mod zstd;

#[cfg(feature = "http")]
pub use http::Http;
pub use retry::{Retry, Wait};
pub(crate) use round::locked;
pub use round::{SyncReport, join, sync, wait};
pub use transport::{Answer, Request, SyncError, Transport};
