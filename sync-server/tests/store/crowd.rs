//! What holds when many ask at once, of two server processes.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use turfwalk_core::model::{DoorId, TurfId};
use turfwalk_core::wire::{StreamId, Verdict};
use turfwalk_server::db::DbError;

use crate::Store;
use crate::by_hand::{Phone, join, not_home};
use crate::common::NOON_MS;

const WRITERS: u64 = 8;
const READERS: u64 = 3;
const REQUESTS: usize = 25;
const OPS: usize = 4;

pub(crate) fn an_invite_that_many_use_at_once_is_for_one_phone(store: &Store) {
    let dbs = [store.open(), store.open()];
    let code = dbs[0].invite(TurfId(1), NOON_MS).unwrap().code;
    let (ready, taken) = (Barrier::new(8), AtomicUsize::new(0));
    thread::scope(|scope| {
        for nth in 0..8 {
            let (db, ready, taken, code) = (&dbs[nth as usize % 2], &ready, &taken, &code);
            scope.spawn(move || {
                ready.wait();
                match db.join(&join(code, nth), NOON_MS) {
                    Ok(_) => taken.fetch_add(1, Ordering::SeqCst),
                    Err(DbError::Refused(_)) => 0,
                    Err(other) => panic!("{other}"),
                };
            });
        }
    });
    assert_eq!(taken.into_inner(), 1);
    assert_eq!(dbs[0].devices().unwrap().len(), 1);
}

/// Numbers given out in the order of commits are what readers may go by; a plain sequence loses
/// rows here, since a later number may be seen before an earlier one.
pub(crate) fn no_reader_skips_a_row_whatever_order_writers_commit_in(store: &Store) {
    let dbs = [store.open(), store.open()];
    let mut phones: Vec<Phone> = (0..WRITERS + READERS)
        .map(|nth| Phone::join(&dbs[0], 1, nth))
        .collect();
    let readers = phones.split_off(WRITERS as usize);
    let (writing, stream) = (AtomicBool::new(true), StreamId::Turf(TurfId(1)));
    let (made, seen) = thread::scope(|scope| {
        let seen: Vec<_> = readers
            .into_iter()
            .map(|mut reader| {
                let (db, writing) = (&dbs[reader.device.0 as usize % 2], &writing);
                scope.spawn(move || {
                    let mut seen: Vec<u64> = Vec::new();
                    loop {
                        let last = !writing.load(Ordering::SeqCst);
                        for page in reader.sync(db).pages {
                            assert!(!page.reset);
                            if page.cursor.stream == stream {
                                seen.extend(page.rows.iter().map(|row| row.seq()));
                            }
                        }
                        if last {
                            return seen;
                        }
                    }
                })
            })
            .collect();
        let made: Vec<_> = phones
            .into_iter()
            .map(|mut writer| {
                let db = &dbs[writer.device.0 as usize % 2];
                scope.spawn(move || {
                    let mut made = Vec::new();
                    for request in 0..REQUESTS {
                        for op in 0..OPS {
                            // Not in one order: writers meet at doors and would deadlock.
                            writer.note(&not_home(
                                1 + ((request * 3 + op * 7 + made.len()) % 4) as u32,
                            ));
                        }
                        made.extend(writer.sync(db).results);
                    }
                    made
                })
            })
            .collect();
        let made: Vec<_> = made
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect();
        writing.store(false, Ordering::SeqCst);
        let seen: Vec<_> = seen
            .into_iter()
            .map(|reader| reader.join().unwrap())
            .collect();
        (made, seen)
    });
    let ops = WRITERS as usize * REQUESTS * OPS;
    let seqs: BTreeSet<u64> = made
        .iter()
        .filter_map(|result| match result.verdict {
            Verdict::Made { seq, .. } => Some(seq),
            Verdict::Refused { .. } => None,
        })
        .collect();
    assert_eq!(
        (made.len(), seqs.len()),
        (ops, ops),
        "each op has a number of its own"
    );
    let all: Vec<u64> = (1..=*seqs.last().unwrap()).collect();
    for seen in seen {
        assert_eq!(seen, all, "in order, without a gap, to the end");
    }
    let record = dbs[1].turf_record(TurfId(1)).unwrap();
    for door in [1, 2, 3, 4] {
        let mut ranks: Vec<u64> = record.records[&DoorId(door)]
            .attempts
            .iter()
            .filter_map(|row| row.rank)
            .collect();
        ranks.sort_unstable();
        assert_eq!(
            ranks,
            (1..=ranks.len() as u64).collect::<Vec<_>>(),
            "ranks at door {door}"
        );
    }
}

pub(crate) fn one_device_that_asks_twice_at_once_is_decided_once(store: &Store) {
    let dbs = [store.open(), store.open()];
    let mut phone = Phone::join(&dbs[0], 1, 7);
    for request in 0..10 {
        for door in [1, 2, 3] {
            phone.note(&not_home(door));
        }
        let from = phone.acc() + 1;
        let ready = Barrier::new(4);
        let replies: Vec<_> = thread::scope(|scope| {
            let asking: Vec<_> = (0..4)
                .map(|nth| {
                    let (db, phone, ready) = (&dbs[nth % 2], &phone, &ready);
                    scope.spawn(move || {
                        ready.wait();
                        phone.ask(db, from)
                    })
                })
                .collect();
            asking
                .into_iter()
                .map(|asked| asked.join().unwrap())
                .collect()
        });
        for reply in &replies {
            assert_eq!(reply.header.fork, None);
            assert_eq!(reply.results, replies[0].results, "request {request}");
            assert_eq!(reply.results.len(), 3);
        }
        phone.sync(&dbs[0]);
    }
    assert_eq!(dbs[0].turf_record(TurfId(1)).unwrap().attempts(), 30);
}

pub(crate) fn what_fails_beside_others_undoes_only_itself(store: &Store) {
    let dbs = [store.open(), store.open()];
    let phones: Vec<Phone> = (0..4).map(|nth| Phone::join(&dbs[0], 1, nth)).collect();
    let turfs = dbs[0].turfs().unwrap();
    thread::scope(|scope| {
        for mut phone in phones {
            let dbs = &dbs;
            scope.spawn(move || {
                for n in 0..20 {
                    phone.note(&not_home(1 + n % 4));
                    let db = &dbs[0];
                    assert_eq!(phone.sync(db).header.acc, u64::from(n) + 1);
                    // Writes much, then finds that turf 1 can't end.
                    assert!(matches!(
                        dbs[n as usize % 2].store_cut(&[]),
                        Err(DbError::Refused(_))
                    ));
                }
            });
        }
        // One that panics in the middle of its work takes nobody along.
        let db = &dbs[0];
        scope.spawn(move || {
            for _ in 0..5 {
                let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    db.import(|_| -> Result<(), DbError> { panic!("in the middle of an import") })
                }));
                assert!(died.is_err());
            }
        });
    });
    assert_eq!(dbs[1].turfs().unwrap(), turfs);
    assert_eq!(dbs[1].turf_record(TurfId(1)).unwrap().attempts(), 80);
}
