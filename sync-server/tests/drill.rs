//! The drill, short: each fault but fail-over, which `failover.rs` plays with more phones.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]
#![cfg(feature = "demo")]

use std::process::Command;

#[test]
fn every_fault_that_can_be_played_here_holds_and_the_others_are_named() {
    let done = Command::new(env!("CARGO_BIN_EXE_turfwalk"))
        .args(["drill", "--seconds", "2"])
        .output()
        .unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let error = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}\n{error}");
    for fault in [
        "process-kill",
        "clock",
        "poison-op",
        "phone-restored",
        "certificate",
        "half-restored",
        "ten-times",
    ] {
        let line = said.lines().find(|line| line.starts_with(fault));
        assert!(
            line.is_some_and(|line| line.contains(" held ")),
            "{fault}: {said}"
        );
    }
    let not_run = said.matches("NOT RUN").count();
    assert!(
        said.contains(&format!("0 broken, {not_run} not run")),
        "{said}"
    );
    assert!(not_run >= 4, "{said}");
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
