//! What holds on PostgreSQL besides the store's contract: servers that start at once, connections
//! that end, a standby that is read, TLS.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

#[path = "../common/cluster.rs"]
#[allow(dead_code, reason = "the fail-over tests use the rest")]
mod cluster;
#[path = "../common/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod common;
mod tls;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cluster::Cluster;
use common::{NOON_MS, Way, at, campaign, now, phone};
use turfwalk_core::model::{DeviceId, Incarnation, Outcome, TurfId};
use turfwalk_core::wire::{Join, read_push};
use turfwalk_server::db::{Db, DbError, SecondCopyNow, SyncOutcome};

#[test]
fn servers_that_start_at_once_make_one_schema() {
    let url = cluster::fresh();
    let dbs: Vec<Db> = thread::scope(|scope| {
        let opening: Vec<_> = (0..6).map(|_| scope.spawn(|| Db::connect(&url))).collect();
        opening
            .into_iter()
            .map(|db| db.join().unwrap().unwrap())
            .collect()
    });
    campaign(&dbs[0]);
    assert_eq!(dbs[5].turfs().unwrap().len(), 2);
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let url = cluster::fresh();
    drop(Db::connect(&url).unwrap());
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (9999, 'later', '2026-01-01T00:00:00Z', '1')";
    client.batch_execute(newer).unwrap();
    assert!(matches!(Db::connect(&url), Err(DbError::Newer)));
}

#[test]
fn a_password_is_in_no_error() {
    for url in [
        "postgres://turfwalk:s3cret@127.0.0.1:1/turfwalk",
        "postgres://turfwalk:s3cret@127.0.0.1:port/turfwalk",
        "postgres://turfwalk:s3cret@127.0.0.1:1/turfwalk?sslmode=sometimes",
    ] {
        let error = Db::connect(url).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        assert!(
            matches!(error, DbError::Unreachable | DbError::Address),
            "{error:?}"
        );
    }
}

/// Lets phone number `nth` join.
fn join(db: &Db, nth: u64) {
    let join = Join {
        code: db.invite(TurfId(1), NOON_MS).unwrap().code,
        token: format!("{nth:064x}"),
        incarnation: Incarnation(nth),
        name: String::new(),
    };
    db.join(&join, NOON_MS).unwrap();
}

/// Sends the `n`th op of phone number `nth`: nobody was at that door.
fn attempt(db: &Db, nth: u64, n: usize, door: usize) -> Result<SyncOutcome, DbError> {
    let body = format!(
        "{{\"v\":1,\"incarnation\":\"{}\",\"from\":{n},\"cursors\":[],\"holds_from\":0}}\n\
         {{\"n\":{n},\"kind\":\"attempt\",\"target\":{{\"door\":{door}}},\"channel\":\"door\",\
         \"outcome\":{{\"kind\":\"not_home\"}},\"at_ms\":{n}}}\n",
        Incarnation(nth),
    );
    let hash = common::sha256_hex(&format!("{nth:064x}"));
    db.sync(&hash, &read_push(body.as_bytes()).unwrap(), NOON_MS)
}

#[test]
fn who_waits_for_a_lock_keeps_nobody_waiting_who_came_with_them() {
    let url = cluster::fresh();
    let db = Db::connect(&url).unwrap();
    campaign(&db);
    (0..12).for_each(|nth| join(&db, nth));
    let mut other = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let mut holding = other.transaction().unwrap();
    holding
        .execute("SELECT id FROM door WHERE id = 1 FOR UPDATE", &[])
        .unwrap();
    let waiting = AtomicBool::new(true);
    thread::scope(|scope| {
        let phones: Vec<_> = (0..12)
            .map(|nth| {
                let (db, waiting) = (&db, &waiting);
                // The first of every four is at the door that is held.
                let door = 1 + nth as usize % 4;
                scope.spawn(move || {
                    let told = attempt(db, nth, 1, door);
                    assert!(matches!(told, Ok(SyncOutcome::Reply(_))), "{told:?}");
                    door > 1 || !waiting.load(Ordering::SeqCst)
                })
            })
            .collect();
        soon(|| phones.iter().filter(|phone| phone.is_finished()).count() == 9);
        waiting.store(false, Ordering::SeqCst);
        holding.commit().unwrap();
        for phone in phones {
            assert!(phone.join().unwrap());
        }
    });
    assert_eq!(db.turf_record(TurfId(1)).unwrap().attempts(), 12);
}

/// Every connection to the database is cut every few milliseconds while phones write. Who gets no
/// answer asks again, as PROTOCOL.md has it, and each op counts once.
#[test]
fn connections_that_end_in_the_middle_lose_and_double_nothing() {
    const CUTS: u32 = 20;
    const MOST_OPS: usize = 5_000;
    let url = cluster::fresh();
    let db = Db::connect(&url).unwrap();
    campaign(&db);
    let name = url.rsplit('/').next().unwrap();
    let (writing, cuts, unanswered) = (AtomicBool::new(true), AtomicU32::new(0), AtomicU32::new(0));
    let written = thread::scope(|scope| {
        let writers: Vec<_> = (1..=4_u64)
            .map(|nth| {
                let (db, cuts, unanswered) = (&db, &cuts, &unanswered);
                join(db, nth);
                scope.spawn(move || {
                    let (mut written, mut is_unsure) = (0, false);
                    while is_unsure || cuts.load(Ordering::SeqCst) < CUTS && written < MOST_OPS {
                        let n = written + 1;
                        is_unsure = match attempt(db, nth, n, 1 + n % 4) {
                            Ok(SyncOutcome::Reply(reply)) => {
                                assert_eq!((reply.header.fork, reply.header.acc), (None, n as u64));
                                written = n;
                                false
                            }
                            Ok(SyncOutcome::Unauthorized) => panic!("the phone has joined"),
                            Err(DbError::Unreachable | DbError::Unsure | DbError::Busy) => {
                                unanswered.fetch_add(1, Ordering::SeqCst);
                                true
                            }
                            Err(other) => panic!("{other}"),
                        };
                    }
                    written
                })
            })
            .collect();
        scope.spawn(|| {
            let mut client = cluster::client(cluster::shared());
            let cut = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            );
            while writing.load(Ordering::SeqCst) {
                let cut = client.query(&cut, &[]).unwrap().len();
                cuts.fetch_add(cut as u32, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(80));
            }
        });
        let written: Vec<_> = writers.into_iter().map(|writer| writer.join()).collect();
        writing.store(false, Ordering::SeqCst);
        written.into_iter().map(Result::unwrap).sum::<usize>()
    });
    println!("{cuts:?} connections cut, {unanswered:?} requests unanswered, {written} ops");
    assert!(cuts.into_inner() >= CUTS);
    assert_eq!(db.turf_record(TurfId(1)).unwrap().attempts(), written);
    let safe = db
        .devices()
        .unwrap()
        .iter()
        .map(|device| device.safe)
        .sum::<u64>();
    assert_eq!(safe, written as u64);
}

/// Waits until `claim` holds.
fn soon(claim: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !claim() {
        assert!(Instant::now() < until, "it never came to hold");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn dur_is_what_the_standby_has_and_nothing_once_it_is_no_standby() {
    let primary = Cluster::new(&["fsync=off"]).unwrap();
    let standby = primary.standby("west", &["fsync=off"]).unwrap();
    let name = primary.database().unwrap();
    let db = Db::connect(&primary.url(&name)).unwrap();
    campaign(&db);
    let url = standby.url(&name);
    let way = Way::to(db.with_copy(&url).unwrap());
    let device = phone(&way, ":memory:".as_ref(), 1);
    now(device.sync()).unwrap();
    let id = device.record(at(1, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    let dur = || way.db().dur(DeviceId(1), id.incarnation).unwrap();
    soon(|| dur() == 1);
    let copy = || way.db().second_copy_now().unwrap();
    soon(|| copy() == SecondCopyNow::Lacks(0));

    let mut west = cluster::client(&standby);
    west.batch_execute("SELECT pg_wal_replay_pause()").unwrap();
    device.record(at(2, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!((device.receipts().unwrap().safe, dur()), (2, 1));
    assert_eq!(copy(), SecondCopyNow::Lacks(1));
    west.batch_execute("SELECT pg_wal_replay_resume()").unwrap();
    soon(|| dur() == 2);

    // Nobody can speak with it for longer than it is left alone; then it is asked again.
    standby.admit("host all all 127.0.0.1/32 reject\n").unwrap();
    west.batch_execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    )
    .unwrap();
    device.record(at(3, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!((dur(), copy()), (2, SecondCopyNow::Silent));
    thread::sleep(Duration::from_millis(5_500));
    standby.admit("host all all 127.0.0.1/32 trust\n").unwrap();
    soon(|| dur() == 3);
    assert_eq!(copy(), SecondCopyNow::Lacks(0));

    // From here on what the standby holds is the only copy.
    standby.promote().unwrap();
    let mut west = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    west.batch_execute("UPDATE life SET acc = 9").unwrap();
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!((dur(), copy()), (3, SecondCopyNow::Silent));
    drop(standby);
    thread::sleep(Duration::from_millis(1_500));
    let asked = Instant::now();
    assert_eq!(
        dur(),
        3,
        "what was backed up is still said while nobody answers"
    );
    assert_eq!(copy(), SecondCopyNow::Silent);
    assert!(asked.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_copy_is_for_postgres() {
    let refused = Db::in_memory()
        .unwrap()
        .with_copy("postgres://127.0.0.1/turfwalk");
    assert!(matches!(refused, Err(DbError::Refused(_))));
}
