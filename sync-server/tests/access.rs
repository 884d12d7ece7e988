//! Claims about who gets in: over real sockets on loopback, with the real client.
#![allow(
    clippy::unwrap_used,
    reason = "integration tests have no cfg(test) of their own"
)]

#[path = "access/binary.rs"]
mod binary;
#[path = "access/browser.rs"]
mod browser;
#[path = "access/limits.rs"]
mod limits;
#[path = "access/openapi.rs"]
mod openapi;
#[path = "access/phones.rs"]
mod phones;
#[path = "access/tls.rs"]
mod tls;
#[path = "access/users.rs"]
mod users;
#[path = "access/world.rs"]
mod world;

#[allow(
    dead_code,
    unused_imports,
    reason = "the small campaign is shared with the tests of the log, their lossy way is not"
)]
mod common;
