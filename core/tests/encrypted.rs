//! The phone's database under a key: `cargo test -p turfwalk-core --features sqlcipher --test
//! encrypted`.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails to set up is a failed test"
)]

mod phone;

use std::path::Path;
use std::process::Command;
use std::sync::Barrier;

use phone::{NOTE, file, holds, record, turf, unsent, with_doors};
use turfwalk_core::store::{Key, Store, StoreError};

fn key(byte: u8) -> Key {
    Key::new(&[byte; 32]).unwrap()
}

fn phone_at(path: &Path, visits: u32) -> Store {
    let mut store = with_doors(Store::open_with(path, Some(&key(7))).unwrap(), 400);
    record(&mut store, visits);
    store
}

#[test]
fn no_byte_on_disk_is_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let store = phone_at(&path, 20);
    let texts = [
        NOTE,
        "Person-1-",
        "Heronstreet",
        "Bridge for all",
        "token",
        "SQLite format",
        "identity",
    ];
    for text in texts {
        assert!(!holds(&path, text), "{text} with the journal in use");
    }
    drop(store);
    for text in texts {
        assert!(!holds(&path, text), "{text} after closing");
    }
    // The search itself finds such texts where they are.
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    drop(with_doors(Store::open(&path).unwrap(), 4));
    assert!(holds(&path, "Person-1-") && holds(&path, "SQLite format"));
}

/// SQLite says that it is set up a moment before SQLCipher is. A process has one such moment, so
/// this test runs itself in many; without [`Store`] waiting for it, 1 in 22 fails.
#[test]
fn the_first_databases_of_a_process_may_be_opened_at_once() {
    const INSIDE: &str = "TURFWALK_TEST_FIRST_DATABASES";
    const AT_ONCE: usize = 40;
    if std::env::var_os(INSIDE).is_some() {
        let folder = tempfile::tempdir().unwrap();
        let start = Barrier::new(AT_ONCE);
        std::thread::scope(|scope| {
            for n in 0..AT_ONCE {
                let (start, path) = (&start, folder.path().join(format!("{n}.db")));
                scope.spawn(move || {
                    start.wait();
                    Store::open_with(&path, Some(&key(7))).unwrap();
                });
            }
        });
        return;
    }
    for process in 0..50 {
        let ran = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "the_first_databases_of_a_process_may_be_opened_at_once",
            ])
            .env(INSIDE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success(), "process {process}: {said}");
        assert!(said.contains("1 passed"), "process {process}: {said}");
    }
}

#[test]
fn the_key_opens_it_and_no_other_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let lines = unsent(&phone_at(&path, 5));
    let before = std::fs::read(&path).unwrap();
    let error = Store::open_with(&path, Some(&key(8))).unwrap_err();
    assert!(matches!(error, StoreError::WrongKey), "{error:?}");
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before, "nothing was changed");
    let store = Store::open_with(&path, Some(&key(7))).unwrap();
    assert_eq!(unsent(&store), lines);
}

#[test]
fn when_the_key_is_gone_what_was_unsent_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = phone_at(&path, 5);
    store.apply_results(&[], 2, 0, 0).unwrap();
    store.tidy().unwrap();
    drop(store);
    let store = Store::open_anew(&path, Some(&key(8))).unwrap();
    let said = store.salvaged().unwrap().unwrap();
    assert_eq!((said.found, said.lost), (0, 3));
    assert_eq!(
        store.identity().unwrap(),
        None,
        "it joins again, and fetches what was sent"
    );
    drop(store);
    // The old file is kept, and still opens if the key turns up.
    let aside = folder.path().join("phone.db-aside-1");
    assert_eq!(
        unsent(&Store::open_with(&aside, Some(&key(7))).unwrap()).len(),
        3
    );
}

#[test]
fn a_damaged_page_costs_no_more_than_what_stood_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = phone_at(&path, 60);
    store.tidy().unwrap();
    let lines = unsent(&store);
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let beside = path.with_file_name("phone.db-unsent");
    let unsent_count = std::fs::read(&beside).unwrap();
    let (mut partly, mut pages) = (0, 0);
    for page in 0..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 100] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        std::fs::write(&beside, &unsent_count).unwrap();
        let said = match Store::open_with(&path, Some(&key(7))) {
            // Under a key no bit changes unnoticed.
            Ok(_) => panic!("page {page} was taken for sound"),
            Err(StoreError::Damaged(_) | StoreError::WrongKey) => {
                let store = Store::open_anew(&path, Some(&key(7))).unwrap();
                if store.identity().unwrap().is_some() {
                    let sendable = unsent(&store);
                    assert!(sendable.iter().all(|line| lines.contains(line)));
                }
                store.salvaged().unwrap().unwrap()
            }
            Err(other) => panic!("page {page}: {other:?}"),
        };
        assert_eq!(said.found + said.lost, 60, "page {page}");
        partly += u32::from(said.found > 0 && said.lost > 0);
        pages += u32::from(said.lost == 0);
    }
    assert!(partly > 0 && pages > 10, "{partly} {pages}");
}

#[test]
fn erasing_works_under_a_key_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = phone_at(&path, 3);
    store.tidy().unwrap();
    let full = std::fs::metadata(&path).unwrap().len();
    store.wipe_all().unwrap();
    assert_eq!(unsent(&store).len(), 3);
    let swept = std::fs::metadata(&path).unwrap().len();
    assert!(swept < full * 2 / 3, "{swept} of {full} bytes are left");
    drop(store);
    let mut store = Store::open_with(&path, Some(&key(7))).unwrap();
    store.apply_page(&turf(1, 1..=3)).unwrap();
    assert_eq!(store.walk_lists().unwrap().len(), 1);
}
