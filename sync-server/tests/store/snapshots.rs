//! Which snapshot a phone is pointed to.

use turfwalk_core::model::{PersonId, PersonKey, TurfId};
use turfwalk_core::wire::{SnapshotRef, StreamId};
use turfwalk_server::db::Db;

use crate::Store;
use crate::by_hand::{Phone, not_home};
use crate::common::NOON_MS;

/// The snapshot of turf 1 that a phone with nothing is pointed to.
fn announced(phone: &Phone, db: &Db) -> SnapshotRef {
    let all = phone.ask_with(db, 1, &[]).snapshots.into_iter();
    let mut of_turf = all.filter(|it| it.cursor.stream == StreamId::Turf(TurfId(1)));
    of_turf.next().unwrap()
}

/// Two phones of turf 1 on a server that sends it whole: one that has nothing, and one that works.
fn two_phones(db: &Db) -> (Phone, Phone) {
    let (fresh, mut busy) = (Phone::join(db, 1, 7), Phone::join(db, 1, 8));
    busy.note(&not_home(1));
    busy.sync(db);
    (fresh, busy)
}

fn works(phone: &mut Phone, db: &Db, attempts: u64) {
    for n in 1..=attempts {
        phone.note(&not_home(1));
        if n % 500 == 0 || n == attempts {
            phone.sync(db);
        }
    }
}

pub(crate) fn a_snapshot_from_before_an_erasure_is_given_to_nobody(store: &Store) {
    let db = store.open().sending_whole_from(5);
    let (fresh, _) = two_phones(&db);
    let before = announced(&fresh, &db);
    let bytes = |name: &str| db.snapshot(fresh.device, name).unwrap();
    assert!(bytes(&before.sha256).is_some());
    db.erase(PersonKey::Imported(PersonId(1)), NOON_MS).unwrap();
    assert!(bytes(&before.sha256).is_none());
    assert_ne!(announced(&fresh, &db), before);
}

pub(crate) fn a_snapshot_is_shared_until_a_thousand_rows_have_come_behind_it(store: &Store) {
    let db = store.open().sending_whole_from(5);
    let (fresh, mut busy) = two_phones(&db);
    let first = announced(&fresh, &db);
    works(&mut busy, &db, 1_000);
    assert_eq!(announced(&fresh, &db), first);
    works(&mut busy, &db, 1);
    let next = announced(&fresh, &db);
    assert_eq!(next.cursor.seq, first.cursor.seq + 1_001);
}

pub(crate) fn a_snapshot_from_before_what_was_compacted_is_given_to_nobody(store: &Store) {
    let db = store.open().sending_whole_from(5);
    let (fresh, mut busy) = two_phones(&db);
    let before = announced(&fresh, &db);
    works(&mut busy, &db, 3);
    db.compact(0).unwrap();
    let now = announced(&fresh, &db);
    assert_eq!(now.cursor.seq, before.cursor.seq + 3);
}
