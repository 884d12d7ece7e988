//! A phone's bad days beside its server: damage, a key that is gone, a token that is not known any
//! more, leaving, clocks that jump.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]

mod common;

use std::path::{Path, PathBuf};
use std::time::Duration;

use common::{NOON_MS, Net, Way, at, campaign, now, phone};
use proptest::prelude::*;
use turfwalk_core::device::{
    Clock, Device, DeviceError, LeaseState, Salvaged, Standing, StopState, SyncError,
};
use turfwalk_core::model::{Attempt, Channel, DoorId, Outcome, TurfId, WalkListId};
use turfwalk_core::walk_list::WalkWish;
use turfwalk_server::db::Db;

const YEARS_MS: i64 = 10 * 365 * 24 * 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;

fn server() -> Way {
    let db = Db::in_memory().unwrap();
    campaign(&db);
    Way::to(db)
}

/// Live attempts that the server holds at doors 1 to 4.
fn on_server(way: &Way) -> [usize; 4] {
    let record = way.db().turf_record(TurfId(1)).unwrap();
    [1, 2, 3, 4].map(|door| record.records[&DoorId(door)].attempts.len())
}

fn on_phone(device: &Device<Way>) -> [usize; 4] {
    [1, 2, 3, 4].map(|door| {
        let view = device.door(DoorId(door), Channel::Door, NOON_MS);
        view.unwrap().attempts.len()
    })
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("a.db")
}

fn invite(way: &Way) -> String {
    let code = way.db().invite(TurfId(1), NOON_MS).unwrap().code;
    format!("http://127.0.0.1:1/join#{code}")
}

fn clock(boot_ms: i64) -> Clock {
    Clock {
        wall_ms: NOON_MS + boot_ms,
        boot_ms,
        boot: 1,
    }
}

/// Overwrites the pages of `path` that hold `text`; false if none does.
fn damage(path: &Path, text: &str) -> bool {
    let mut bytes = std::fs::read(path).unwrap();
    let mut done = false;
    for page in bytes.chunks_mut(4096).skip(1) {
        let has = |text: &[u8]| page.windows(text.len()).any(|window| window == text);
        if has(text.as_bytes()) {
            page.fill(0xA5);
            done = true;
        }
    }
    std::fs::write(path, bytes).unwrap();
    done
}

#[test]
fn a_damaged_phone_sends_what_it_had_and_fetches_its_list_again() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    device.record(at(2, Outcome::NotHome)).unwrap();
    device.record(at(3, Outcome::NotHome)).unwrap();
    drop(device);
    // Where the names of people stand, rows of the list are; ops are elsewhere.
    drop(Device::open(&file(&folder), way.clone()).unwrap());
    assert!(damage(&file(&folder), "Ada Lind"));
    let error = Device::open(&file(&folder), way.clone()).err().unwrap();
    assert_eq!(error.to_string(), "the phone's database is damaged");
    let device = Device::open_anew(&file(&folder), None, way.clone()).unwrap();
    let said = device.salvaged().unwrap().unwrap();
    assert_eq!(said, Salvaged { found: 2, lost: 0 });
    assert_eq!(device.receipts().unwrap().on_phone, 3);
    now(device.sync()).unwrap();
    assert_eq!(on_server(&way), [1, 1, 1, 0]);
    assert_eq!(on_phone(&device), on_server(&way));
    assert_eq!(device.receipts().unwrap().safe, 3);
    device.forget_salvaged().unwrap();
    assert_eq!(device.salvaged().unwrap(), None);
}

#[test]
fn a_lost_op_stands_in_quarantine_and_those_behind_it_arrive_once() {
    for is_answer_lost in [false, true] {
        let (way, folder) = (server(), tempfile::tempdir().unwrap());
        let device = phone(&way, &file(&folder), 1);
        now(device.sync()).unwrap();
        for door in [1, 2, 3, 4] {
            device.record(at(door, Outcome::NotHome)).unwrap();
        }
        if is_answer_lost {
            way.set(Net::LosesAnswers);
            now(device.sync()).unwrap_err();
            way.set(Net::Up);
        }
        drop(device);
        // As a salvage leaves it that could not read the second op.
        let db = rusqlite::Connection::open(file(&folder)).unwrap();
        assert_eq!(db.execute("DELETE FROM op WHERE n = 2", []).unwrap(), 1);
        drop(db);
        let device = Device::open_anew(&file(&folder), None, way.clone()).unwrap();
        let said = device.salvaged().unwrap().unwrap();
        assert_eq!(said, Salvaged { found: 3, lost: 1 });
        now(device.sync()).unwrap();
        let second = usize::from(is_answer_lost);
        assert_eq!(on_server(&way), [1, second, 1, 1], "{is_answer_lost}");
        assert_eq!(on_phone(&device), on_server(&way));
        let quarantine = way.db().quarantine().unwrap().len();
        assert_eq!(quarantine, 1 - second, "the server has it, or is told");
        device.record(at(1, Outcome::NotHome)).unwrap();
        now(device.sync()).unwrap();
        assert_eq!(on_server(&way), [2, second, 1, 1]);
        assert_eq!(on_phone(&device), on_server(&way));
    }
}

#[test]
fn when_the_key_is_gone_what_was_sent_comes_back_and_the_rest_is_counted() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    device.record(at(2, Outcome::NotHome)).unwrap();
    drop(device);
    // To whoever has not the key, the file is noise.
    let mut noise = 1_u32;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (noise >> 24) as u8
    })
    .take(64 * 1024)
    .collect();
    std::fs::write(file(&folder), bytes).unwrap();
    let device = Device::open_anew(&file(&folder), None, way.clone()).unwrap();
    let said = device.salvaged().unwrap().unwrap();
    assert_eq!(said, Salvaged { found: 0, lost: 1 });
    assert!(!device.is_joined().unwrap());
    now(device.join(&invite(&way), "Phone again")).unwrap();
    now(device.sync()).unwrap();
    assert_eq!(on_phone(&device), [1, 0, 0, 0]);
}

#[test]
fn a_phone_that_is_shut_out_joins_again_and_takes_along_what_is_unsent() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    now(device.sync()).unwrap();
    let slip = device.record(at(1, Outcome::Hazard)).unwrap();
    device.correct(slip, at(1, Outcome::NotHome)).unwrap();
    device.record(at(2, Outcome::NotHome)).unwrap();
    // Another server took the place of this one, and knows nobody yet.
    let fresh = Db::in_memory().unwrap();
    campaign(&fresh);
    *way.db.lock().unwrap() = std::sync::Arc::new(fresh);
    let error = now(device.sync()).unwrap_err();
    assert!(matches!(error, DeviceError::Sync(SyncError::Unauthorized)));
    assert_eq!(device.standing().unwrap(), Some(Standing::ShutOut));
    assert_eq!(device.walk_lists().unwrap().len(), 1, "nothing is wiped");

    // An invite for somewhere else would take the records to other doors.
    let elsewhere = now(device.join("http://127.0.0.1:9/join#ABCD", "Phone"));
    let elsewhere = elsewhere.unwrap_err().to_string();
    assert!(elsewhere.starts_with("3 records on this phone are for another server"));
    // A wrong invite changes nothing either, nor does an answer that is lost.
    now(device.join("http://127.0.0.1:1/join#WRONG", "Phone")).unwrap_err();
    let link = invite(&way);
    way.set(Net::LosesAnswers);
    now(device.join(&link, "Phone")).unwrap_err();
    way.set(Net::Up);
    assert_eq!(device.standing().unwrap(), Some(Standing::ShutOut));
    assert_eq!(device.receipts().unwrap().on_phone, 3);

    now(device.join(&link, "Phone")).unwrap();
    assert_eq!(device.standing().unwrap(), Some(Standing::In));
    now(device.sync()).unwrap();
    assert_eq!(
        on_server(&way),
        [1, 1, 0, 0],
        "the correction found its slip"
    );
    assert_eq!(on_phone(&device), on_server(&way));
    assert_eq!(way.db().devices().unwrap().len(), 1);
}

#[test]
fn signing_out_sends_first_and_forgets_then() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    device.sign_out().unwrap();
    assert!(!device.is_joined().unwrap());
    assert_eq!(device.standing().unwrap(), Some(Standing::Leaving));
    assert!(device.walk_lists().unwrap().is_empty());
    assert!(device.record(at(1, Outcome::NotHome)).is_err());
    way.set(Net::LosesRequests);
    now(device.sync()).unwrap_err();
    assert_eq!(device.standing().unwrap(), Some(Standing::Leaving));
    drop(device);
    let device = Device::open(&file(&folder), way.clone()).unwrap();
    assert_eq!(
        device.next_sync_in(clock(0), 5).unwrap(),
        Some(Duration::ZERO)
    );
    way.set(Net::Up);
    now(device.sync()).unwrap();
    assert_eq!(on_server(&way), [1, 0, 0, 0]);
    assert_eq!(device.standing().unwrap(), None);
    assert_eq!(device.next_sync_in(clock(0), 5).unwrap(), None);
    assert!(device.walk_lists().unwrap().is_empty());

    // And it may join again, with a clean sheet.
    now(device.join(&invite(&way), "Phone")).unwrap();
    now(device.sync()).unwrap();
    assert_eq!(on_phone(&device), [1, 0, 0, 0]);
    assert_eq!(device.receipts().unwrap().on_phone, 0);
}

#[test]
fn one_who_signed_out_and_comes_back_loses_nothing() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    device.sign_out().unwrap();
    now(device.join(&invite(&way), "Phone")).unwrap();
    now(device.sync()).unwrap();
    assert_eq!(on_server(&way), [1, 0, 0, 0]);
    assert_eq!(on_phone(&device), on_server(&way));
}

#[test]
fn past_the_lease_lists_lock_and_recording_and_sending_go_on() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    assert_eq!(device.lease(clock(0)).unwrap(), None, "nothing to lock yet");
    now(device.sync()).unwrap();
    let week = 7 * DAY_MS;
    let open = |left_ms| Some(LeaseState::Open { left_ms });
    assert_eq!(device.lease(clock(0)).unwrap(), open(week));
    assert_eq!(device.lease(clock(week - 1)).unwrap(), open(1));
    assert_eq!(device.walk_lists().unwrap().len(), 1);
    assert_eq!(device.lease(clock(week)).unwrap(), Some(LeaseState::Locked));

    // Restarting the app opens nothing.
    drop(device);
    let device = Device::open(&file(&folder), way.clone()).unwrap();
    let list = WalkListId(1);
    let locked = [
        device.walk_lists().map(drop),
        device.walk_list(list).map(drop),
        device.door(DoorId(1), Channel::Door, NOON_MS).map(drop),
        device.way(list).map(drop),
        device.as_listed(list).map(drop),
        device.replan(list, &WalkWish::default()).map(drop),
    ];
    for answer in locked {
        assert!(matches!(answer, Err(DeviceError::Locked)), "{answer:?}");
    }
    device.record(at(1, Outcome::NotHome)).unwrap();
    assert_eq!(device.receipts().unwrap().on_phone, 1);
    way.set(Net::LosesAnswers);
    now(device.sync()).unwrap_err();
    assert!(device.walk_lists().is_err(), "only a success renews it");
    way.set(Net::Up);
    now(device.sync()).unwrap();
    assert_eq!(on_server(&way), [1, 0, 0, 0]);
    assert_eq!(device.walk_lists().unwrap().len(), 1);
    assert_eq!(device.lease(clock(week)).unwrap(), open(week));
}

#[test]
fn syncs_start_themselves_until_all_is_sent() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    let mut boot_ms = 1_000;
    let mut random = 7_u64;
    let mut wait = |device: &Device<Way>, boot_ms: &mut i64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let due = device.next_sync_in(clock(*boot_ms), random >> 11).unwrap();
        let ms = due.unwrap().as_millis() as i64;
        *boot_ms += ms;
        ms
    };
    assert_eq!(wait(&device, &mut boot_ms), 0, "after a join, at once");
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    way.set(Net::LosesRequests);
    let mut waits = Vec::new();
    for _ in 0..30 {
        waits.push(wait(&device, &mut boot_ms));
        now(device.sync()).unwrap_err();
    }
    assert!(
        waits.iter().all(|ms| (100..=300_000).contains(ms)),
        "{waits:?}"
    );
    assert!(waits.iter().any(|ms| *ms > 60_000), "it backs off");
    way.set(Net::Up);
    assert!(wait(&device, &mut boot_ms) <= 300_000);
    now(device.sync()).unwrap();
    assert_eq!(device.receipts().unwrap().safe, 1);
    assert!(wait(&device, &mut boot_ms) >= 900_000, "then it rests");
    device.hurry();
    assert_eq!(wait(&device, &mut boot_ms), 0);
}

/// A day at doors 1 to 4: what was recorded where, and how far each clock was off at that moment.
fn day() -> impl Strategy<Value = Vec<(u32, u8, i64)>> {
    let off = prop_oneof![Just(-YEARS_MS), Just(0), Just(YEARS_MS), -DAY_MS..DAY_MS];
    prop::collection::vec((1..=4_u32, 0..5_u8, off), 1..25)
}

/// What is the same whatever the clocks say.
type Outline = (Vec<StopState>, [usize; 4], [usize; 4], u64, u64);

fn walk(day: &[(u32, u8, i64)], with_jumps: bool) -> Outline {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &file(&folder), 1);
    now(device.sync()).unwrap();
    let mut last = None;
    for (step, (door, what, off_ms)) in (1..).zip(day) {
        let jump_ms = if with_jumps { *off_ms } else { 0 };
        let mut told = clock(step * 60_000);
        told.wall_ms += jump_ms;
        let lease = device.lease(told).unwrap();
        assert!(matches!(lease, Some(LeaseState::Open { .. })), "{lease:?}");
        let record = |outcome| {
            let attempt = Attempt {
                at_ms: told.wall_ms,
                ..at(*door, outcome)
            };
            Some((*door, device.record(attempt).unwrap()))
        };
        match what {
            0 => now(device.sync()).map(drop).unwrap(),
            1 => last = record(Outcome::NotHome),
            2 => last = record(Outcome::Refused),
            3 => drop(last.take().map(|(_, id)| device.retract(id).unwrap())),
            _ => {
                let corrected = last.take().map(|(door, id)| {
                    let attempt = Attempt {
                        at_ms: told.wall_ms,
                        ..at(door, Outcome::Vacant)
                    };
                    device.correct(id, attempt).unwrap()
                });
                drop(corrected);
            }
        }
    }
    now(device.sync()).unwrap();
    let list = device.walk_list(WalkListId(1)).unwrap();
    let receipts = device.receipts().unwrap();
    (
        list.stops.iter().map(|stop| stop.state).collect(),
        on_phone(&device),
        on_server(&way),
        receipts.safe,
        receipts.refused,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn clocks_that_jump_by_ten_years_change_nothing_but_times(day in day()) {
        prop_assert_eq!(walk(&day, true), walk(&day, false));
    }
}
