//! East is lost, west takes over: two clusters with streaming replication, two servers, 200 phones
//! that go on writing. At rest every op counts once, nothing that was said to be backed up is
//! gone, and nobody did anything on a phone. `drill` plays it; here it is held to more phones.
#![allow(
    clippy::unwrap_used,
    reason = "a fault that can't be played is a test that fails"
)]

use std::sync::{Mutex, PoisonError};

use turfwalk_server::drill::{FailOver, east_is_lost};

const PHONES: usize = 200;

fn play(synchronous: bool) -> FailOver {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let program = env!("CARGO_BIN_EXE_turfwalk").as_ref();
    let seen = east_is_lost(program, PHONES, synchronous).unwrap();
    println!("{PHONES} phones, synchronous: {synchronous}, {seen:?}");
    seen
}

#[test]
fn with_a_synchronous_standby_nothing_acknowledged_is_lost() {
    assert_eq!(play(true).lost, 0);
}

#[test]
fn with_an_asynchronous_standby_phones_bring_back_what_it_lacked() {
    let lost = play(false).lost;
    assert!(lost > 0, "the standby lacked nothing: the link was not cut");
}
