//! What a phone keeps, and what it leaves behind, when things go wrong around it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails to set up is a failed test"
)]

#[path = "../phone/mod.rs"]
mod phone;

mod bad_answers;
mod damaged;
mod full_disk;
mod left_behind;
mod lives;
mod recalled;
mod rounds;
mod schemas;
mod script;
mod server;
mod server_key;
mod unfinished;
