//! A disk that is full: told in one sentence, nothing that was recorded is lost, and all is well
//! once there is room.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use turfwalk_core::model::{CampaignId, TurfId};
use turfwalk_core::store::{Store, StoreError};
use turfwalk_core::wire::StreamId;

use crate::phone::{NOWHERE, joined, record, turf, unsent, visit};

/// A file system in memory of so many KiB, or `None` where this user may not mount one.
struct Disk(tempfile::TempDir);

impl Disk {
    fn of(kib: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kib}k");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder)),
            _ => {
                // Straight to the stream, which the test harness does not hold back.
                let _ = writeln!(
                    std::io::stderr(),
                    "NOT RUN: the tests of a full disk, since this user may not mount a small one"
                );
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn grow(&self, kib: usize) {
        let size = format!("remount,size={kib}k");
        let status = Command::new("mount")
            .args(["-o", &size])
            .arg(self.path())
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[test]
fn recording_on_a_full_disk_fails_in_one_sentence_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::of(700) else { return };
    let path = disk.path().join("phone.db");
    let mut store = joined(Store::open(&path).unwrap(), NOWHERE);
    store.apply_page(&turf(1, 1..=40)).unwrap();
    let mut recorded = 0;
    let error = loop {
        match store.capture(visit(1 + recorded % 40)) {
            Ok(captured) => captured.unwrap(),
            Err(error) => break error,
        };
        recorded += 1;
        assert!(recorded < 20_000, "the disk never filled up");
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the phone's storage is full; free some space and try again"
    );
    assert!(recorded > 20);
    assert_eq!(unsent(&store).len(), recorded as usize);
    assert_eq!(store.walk_lists().unwrap().len(), 1, "reading goes on");

    // The app is killed and opened again, still without room.
    drop(store);
    match Store::open(&path) {
        Ok(store) => assert_eq!(unsent(&store).len(), recorded as usize),
        Err(error) => assert!(matches!(error, StoreError::Full), "{error:?}"),
    }
    disk.grow(8_000);
    let mut store = Store::open(&path).unwrap();
    assert_eq!(unsent(&store).len(), recorded as usize, "nothing is lost");
    record(&mut store, 5);
    assert_eq!(unsent(&store).len(), recorded as usize + 5);
}

#[test]
fn a_page_or_an_erasure_that_finds_no_room_has_not_happened_and_does_later() {
    let Some(disk) = Disk::of(400) else { return };
    let path = disk.path().join("phone.db");
    let mut store = joined(Store::open(&path).unwrap(), NOWHERE);
    store.apply_page(&turf(1, 1..=20)).unwrap();
    record(&mut store, 3);
    let (cursors, lines) = (store.cursors().unwrap(), unsent(&store));
    let error = store.apply_page(&turf(2, 1001..=4000)).unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert_eq!(store.cursors().unwrap(), cursors);
    assert_eq!(unsent(&store), lines);

    disk.grow(16_000);
    store.apply_page(&turf(2, 1001..=4000)).unwrap();
    store.tidy().unwrap();
    let size_kib = std::fs::metadata(&path).unwrap().len() as usize / 1024;
    disk.grow(size_kib + 300);
    let turf_1 = [StreamId::Campaign(CampaignId(1)), StreamId::Turf(TurfId(1))];
    let said = store.keep_only(&turf_1).and_then(|()| store.tidy());
    assert!(matches!(said, Err(StoreError::Full)), "{said:?}");
    disk.grow(16_000);
    store.keep_only(&turf_1).unwrap();
    store.tidy().unwrap();
    assert!(!crate::phone::holds(&path, "Person-2-"));
    assert_eq!(unsent(&store), lines);
}

#[test]
fn every_size_of_disk_is_survived() {
    for kib in [4, 16, 32, 48, 64, 80, 96, 112, 128, 160, 200, 260] {
        let Some(disk) = Disk::of(kib) else { return };
        let path = disk.path().join("phone.db");
        let recorded = match Store::open(&path) {
            Ok(store) => fill(store),
            Err(error) => {
                assert!(matches!(error, StoreError::Full), "{kib} KiB: {error:?}");
                None
            }
        };
        disk.grow(16_000);
        let store = Store::open(&path).unwrap();
        if let Some(recorded) = recorded {
            assert_eq!(unsent(&store).len(), recorded, "{kib} KiB");
        }
    }
}

/// Joins and records until the disk is full; how much was recorded, if it got so far.
fn fill(mut store: Store) -> Option<usize> {
    let full = |error: StoreError| assert!(matches!(error, StoreError::Full), "{error:?}");
    let invite = format!("{NOWHERE}/join#CODE").parse().unwrap();
    let joined = store
        .begin_join(&invite, "token", turfwalk_core::model::Incarnation(1))
        .and_then(|_| store.finish_join(&crate::phone::as_device(1)))
        .and_then(|()| store.apply_page(&turf(1, 1..=4)));
    if let Err(error) = joined {
        full(error);
        return None;
    }
    let mut recorded = 0;
    loop {
        match store.capture(visit(1)) {
            Ok(captured) => captured.unwrap(),
            Err(error) => {
                full(error);
                return Some(recorded);
            }
        };
        recorded += 1;
    }
}

#[test]
fn a_damaged_database_is_not_touched_while_there_is_no_room_for_a_fresh_one() {
    let Some(disk) = Disk::of(600) else { return };
    let path = disk.path().join("phone.db");
    let mut store = joined(Store::open(&path).unwrap(), NOWHERE);
    store.apply_page(&turf(1, 1..=20)).unwrap();
    record(&mut store, 5);
    let lines = unsent(&store);
    store.tidy().unwrap();
    drop(store);
    let used: u64 = std::fs::read_dir(disk.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    disk.grow(used as usize / 1024 + 60);
    let before = std::fs::read(&path).unwrap();
    let error = Store::open_anew(&path, None).unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    disk.grow(16_000);
    assert_eq!(unsent(&Store::open_anew(&path, None).unwrap()), lines);
}
