//! A bad line between the real client and the real server, both over real sockets on loopback:
//! connections that are cut at any byte, closed on one side, slow, stalled, or said twice. Nothing
//! is lost, nothing counts twice, and the phone gets over it by its own retry.
//!
//! `CHAOS_EVERY=1` walks every byte, `CHAOS_SEED` decides what is drawn.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../common/mod.rs"]
mod common;
mod cuts;
mod proxy;
mod replays;
mod walker;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../access/world.rs"]
mod world;

/// A number from the environment.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}
