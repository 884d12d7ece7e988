//! The server as it stands and phones with the core's own client logic, each on a host of its own,
//! over a simulated net (turmoil): lines that break, one way or both, and lines that hold everything
//! back for a while, lost packets, latency from nothing to seconds, and hosts that are killed in
//! the middle of a sync and start again from their files. Time is the net's, so that minutes of
//! waiting take none.
//!
//! `SIM_SEED=7` plays that seed alone, `SIM_SEEDS=100` so many; a failure names its own.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../common/mod.rs"]
mod common;
mod field;
mod line;
mod phone;
mod rules;

use field::Field;

/// A number from the environment.
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn over_any_net_each_op_has_one_effect_and_no_receipt_is_ahead() {
    let seeds = match setting("SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..1 + setting("SIM_SEEDS").unwrap_or(2),
    };
    for seed in seeds {
        let played = Field::new(seed).play();
        eprintln!("seed {seed}: {played}");
    }
}
