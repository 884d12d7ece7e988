//! The drill, short: each fault but fail-over, which `failover.rs` plays with more phones.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]
#![cfg(feature = "demo")]

use std::process::Command;

/// All but `fail-over`.
const FAULTS: [&str; 11] = [
    "process-kill",
    "disk-full",
    "clock",
    "slow-disk",
    "poison-op",
    "phone-restored",
    "certificate",
    "half-restored",
    "ten-times",
    "upgrade",
    "lost-standby",
];

#[test]
fn every_fault_holds() {
    let done = Command::new(env!("CARGO_BIN_EXE_turfwalk"))
        .args(["drill", "--seconds", "2", "--only", &FAULTS.join(",")])
        .output()
        .unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let error = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}\n{error}");
    let mut not_run = 0;
    for fault in FAULTS {
        let line = said.lines().find(|line| line.starts_with(fault));
        let line = line.unwrap_or_default();
        // A small disk takes a user who may mount one.
        let is_not_run = fault == "disk-full" && line.contains("NOT RUN");
        assert!(line.contains(" held ") || is_not_run, "{fault}: {said}");
        not_run += u32::from(is_not_run);
    }
    assert!(
        said.contains(&format!("0 broken, {not_run} not run")),
        "{said}"
    );
}

#[test]
fn a_fault_that_there_is_not_is_told() {
    let done = Command::new(env!("CARGO_BIN_EXE_turfwalk"))
        .args(["drill", "--only", "flood"])
        .output()
        .unwrap();
    assert!(!done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains("process-kill"));
}
