//! How long from opening the app to the next door, until an outcome is on disk, and for an order
//! of one's own; how much memory?
//!
//! A phone with one turf of 500 doors on streets and 5,000 visits before today; with `--features
//! sqlcipher` under a key. Recording stands beside a bare insert into a database opened alike: the
//! ratio is the figure, since disks differ; it is taken turn by turn and printed with the limits.
//! Memory is that of a process of its own, which opens the turf and shows what the screens show.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use criterion::{Criterion, criterion_group};
use rusqlite::Connection;
use serde_json::json;
use turfwalk_core::device::{Device, StopState};
use turfwalk_core::model::{Attempt, Channel, DoorId, Outcome, Target, TurfId, WalkListId};
use turfwalk_core::store::{Key, Store};
use turfwalk_core::streets::StreetPack;
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::walk_list::WalkWish;
use turfwalk_core::wire::{Cursor, Page, Row, StreamId};

#[path = "measured/mod.rs"]
mod measured;
use measured::{Took, most_kib, took, written};
#[path = "../tests/phone/mod.rs"]
mod phone;
use phone::NOON_MS;
#[path = "town/mod.rs"]
mod town;

const DOORS: u32 = 500;
const VISITS: u64 = 5_000;
const LIST: WalkListId = WalkListId(1);
/// Names the file whose memory a process of its own tells.
const MEMORY_OF: &str = "TURFWALK_BENCH_MEMORY_OF";
/// The most that the core may hold with one turf open.
const MOST_KIB: u64 = 40 * 1024;

/// No signal.
struct Offline;

impl Transport for Offline {
    async fn send(&self, _: Request) -> Result<Answer, SyncError> {
        Err(SyncError::Offline("no signal".into()))
    }
}

fn key() -> Option<Key> {
    cfg!(feature = "sqlcipher").then(|| Key::new(&[7; 32]).expect("32 bytes are a key"))
}

fn open(path: &Path) -> Device<Offline> {
    match key() {
        Some(key) => Device::open_encrypted(path, &key, Offline),
        None => Device::open(path, Offline),
    }
    .expect("a sound database opens")
}

/// A phone in the morning: the visits are other phones', at all doors but the last ten in turn.
fn morning(path: &Path) {
    let store = Store::open_with(path, key().as_ref()).expect("a new database opens");
    let mut store = phone::with_doors(store, DOORS);
    let first = u64::from(DOORS) * 2 + 3;
    let rows = (0..VISITS).map(|i| {
        let door = i % u64::from(DOORS - 10) + 1;
        let visit = json!({
            "op": format!("2.00000000000000aa.{}", i + 1), "place": {"door": door},
            "rank": i + 1, "target": {"door": door}, "channel": "door",
            "outcome": {"kind": "not_home"}, "at_ms": NOON_MS - 86_400_000,
        });
        Row::Full(first + i, "attempt".into(), visit)
    });
    let page = Page {
        reset: false,
        rows: rows.collect(),
        cursor: Cursor {
            stream: StreamId::Turf(TurfId(1)),
            seq: first + VISITS,
            tag: "0badcafe".into(),
        },
    };
    store.apply_page(&page).expect("the page is whole");
    let graph = town::town(400, 1);
    let spots = town::turf(&graph, DOORS as usize, 15);
    assert_eq!(spots.len(), DOORS as usize);
    let pack = StreetPack {
        doors: (1..).zip(spots).collect(),
        costs: town::costs(),
        graph,
    };
    store
        .keep_street_pack(&phone::pack_name(1), &pack.encode())
        .expect("there is room");
}

fn next_door(device: &Device<Offline>) -> DoorId {
    let lists = device.walk_lists().expect("the lease is open");
    let list = device.walk_list(lists[0].id).expect("the list is here");
    let next = list
        .stops
        .iter()
        .find(|stop| stop.state == StopState::Open)
        .expect("ten doors are open");
    let door = next.doors[0];
    black_box(device.door(door, Channel::Door, NOON_MS)).expect("the door is here");
    door
}

fn day(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("phone.db");
    morning(&path);
    let device = open(&path);
    assert_eq!(next_door(&device), DoorId(DOORS - 9));
    drop(device);
    c.bench_function("phone/open-to-next-door/500", |b| {
        b.iter(|| next_door(&open(&path)));
    });

    let device = open(&path);
    c.bench_function("phone/next-door/500", |b| b.iter(|| next_door(&device)));
    let visit = |door: u32| Attempt {
        target: Target::Door(DoorId(door)),
        channel: Channel::Door,
        outcome: Outcome::NotHome,
        at_ms: NOON_MS,
        list: Some(LIST),
        note: None,
        supersedes: None,
    };
    let mut recorded = 0;
    c.bench_function("phone/record", |b| {
        b.iter(|| {
            recorded += 1;
            device
                .record(visit(recorded % DOORS + 1))
                .expect("the door is here")
        });
    });
    let receipts = device.receipts().expect("the database is open");
    assert_eq!(receipts.on_phone, u64::from(recorded));

    let bare = bare(&folder.path().join("bare.db"));
    let line = json!({"n": 1, "kind": "attempt", "target": {"door": 1}}).to_string();
    c.bench_function("phone/record/bare-insert", |b| {
        b.iter(|| {
            bare.execute("INSERT INTO op (line) VALUES (?1)", [&line])
                .expect("there is room")
        });
    });
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    let mut bytes = Vec::new();
    for door in 1..=200 {
        let before = written();
        ours.push(took(|| {
            device.record(visit(door)).expect("the door is here");
        }));
        bytes.push(written() - before);
        bares.push(took(|| {
            bare.execute("INSERT INTO op (line) VALUES (?1)", [&line])
                .expect("there is room");
        }));
    }
    let (ours, bare) = (Took::median(ours), Took::median(bares));
    bytes.sort_unstable();
    println!(
        "phone/record: {ours} to disk (at most 10 ms), {} bytes; a bare insert {bare}: {:.2} times it \
         (at most 2)",
        bytes[bytes.len() / 2],
        ours.wall.as_secs_f64() / bare.wall.as_secs_f64()
    );

    let replan = || {
        device
            .replan(LIST, &WalkWish::default())
            .expect("the list is here")
    };
    let planned = replan();
    assert!(planned.summary.replanned && planned.summary.on_streets);
    c.bench_function("phone/replan/500", |b| b.iter(replan));
    let again = Took::median(
        (0..20)
            .map(|_| took(|| drop(black_box(replan()))))
            .collect(),
    );
    println!("phone/replan/500: {again} (at most 10 ms)");
    let anew = Took::median(
        (0..10)
            .map(|_| {
                device.as_listed(LIST).expect("the list is here");
                took(|| drop(black_box(replan())))
            })
            .collect(),
    );
    println!("phone/replan/500 from the list's order: {anew}");

    // One process at a time has the database.
    drop(device);
    let memory = Command::new(std::env::current_exe().expect("this runs from a file"))
        .env(MEMORY_OF, &path)
        .stderr(std::process::Stdio::inherit())
        .output()
        .expect("this can run once more");
    let told = String::from_utf8_lossy(&memory.stdout);
    let kib: u64 = told.trim().parse().expect("Linux tells memory");
    println!("phone/memory: {kib} KiB at most with a turf open (at most {MOST_KIB})");
    assert!(kib <= MOST_KIB);
}

/// Does what an app does on opening a walk, and prints the most KiB that it held.
fn tell_memory(path: &Path) {
    let device = open(path);
    let list = device.walk_list(LIST).expect("the list is here");
    let door = list.stops[0].doors[0];
    black_box(device.door(door, Channel::Door, NOON_MS)).expect("the door is here");
    assert!(!black_box(device.way(LIST).expect("the list is here")).is_empty());
    black_box(device.street_map(LIST).expect("the list is here"));
    match most_kib() {
        Some(kib) => println!("{kib}"),
        None => println!("unknown"),
    }
}

/// A database opened as a phone's is, with one table.
fn bare(path: &Path) -> Connection {
    let db = Connection::open(path).expect("a new database opens");
    if key().is_some() {
        let hex = "07".repeat(32);
        db.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
            .expect("the key is taken");
    }
    db.pragma_update(None, "journal_mode", "WAL")
        .expect("a file has a journal");
    db.pragma_update(None, "synchronous", "FULL")
        .expect("a setting");
    db.execute_batch("CREATE TABLE op (n INTEGER PRIMARY KEY, line TEXT NOT NULL)")
        .expect("a new table");
    db
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = day
}

fn main() {
    if let Some(path) = std::env::var_os(MEMORY_OF) {
        return tell_memory(Path::new(&path));
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
