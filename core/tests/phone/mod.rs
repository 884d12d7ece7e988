//! Builders for tests of a phone's database, without a server: pages as it would send them.
#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a builder that fails is a failed test")]

use std::path::{Path, PathBuf};

use serde_json::json;
use turfwalk_core::model::{
    Attempt, Basis, CampaignId, Channel, DeviceId, DoorId, Incarnation, Note, Op, Outcome, Target,
    TurfId,
};
use turfwalk_core::store::Store;
use turfwalk_core::wire::{Cursor, Joined, Page, Row, StreamId};

/// Noon of a day, milliseconds since 1970.
pub(crate) const NOON_MS: i64 = 1_767_268_800_000;
/// What a note at a door says; nothing else says it.
pub(crate) const NOTE: &str = "beware-of-the-heron";

/// A server that nobody runs.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:1";

/// The database's file in a folder of its own.
pub(crate) fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("phone.db")
}

/// What a server answers to a join.
pub(crate) fn as_device(id: u32) -> Joined {
    Joined {
        device: DeviceId(id),
        campaign: CampaignId(1),
        seal_key: None,
    }
}

/// Joined at a server, with only the campaign fetched.
pub(crate) fn joined(mut store: Store, server: &str) -> Store {
    let invite = format!("{server}/join#CODE").parse().unwrap();
    store
        .begin_join(&invite, "token", Incarnation(0xC0FFEE))
        .unwrap();
    store.finish_join(&as_device(1)).unwrap();
    store.apply_page(&campaign(&[])).unwrap();
    store
}

/// Joined, with `doors` doors of turf 1, somebody called `Person-<id>` behind each.
pub(crate) fn with_doors(store: Store, doors: u32) -> Store {
    let mut store = joined(store, NOWHERE);
    store.apply_page(&turf(1, 1..=doors)).unwrap();
    store
}

/// The stream of the campaign; with fields beside the usual ones.
pub(crate) fn campaign(more: &[(&str, serde_json::Value)]) -> Page {
    let mut value = json!({"id": 1, "name": "Bridge for all", "time_zone": "Europe/Helsinki"});
    for (name, field) in more {
        value[name] = field.clone();
    }
    page(
        StreamId::Campaign(CampaignId(1)),
        vec![Row::Full(1, "campaign".into(), value)],
    )
}

/// The stream of a turf with these doors, as one list.
pub(crate) fn turf(id: u32, doors: std::ops::RangeInclusive<u32>) -> Page {
    let stops: Vec<_> = doors
        .clone()
        .map(|door| json!({"doors": [door], "walk_m": 9, "walk_s": 7, "crossings": 0}))
        .collect();
    let mut rows = vec![
        (
            "turf",
            json!({"id": id, "name": "Turf", "streets": pack_name(id)}),
        ),
        (
            "walk_list",
            json!({"id": id, "turf": id, "name": format!("List-{id}"), "job": "canvass",
                   "script": 1, "version": 1, "on_streets": false, "stops": stops,
                   "totals": {"metres": 9, "seconds": 7, "crossings": 0}}),
        ),
    ];
    for door in doors {
        let street = format!("Heronstreet-{id}");
        rows.push((
            "door",
            json!({"id": door, "number": door.to_string(), "street": street}),
        ));
        rows.push((
            "person",
            json!({"key": door, "door": door, "household": door,
                   "name": format!("Person-{id}-{door}")}),
        ));
    }
    let rows = (1..)
        .zip(rows)
        .map(|(seq, (kind, value))| Row::Full(seq, kind.into(), value))
        .collect();
    page(StreamId::Turf(TurfId(id)), rows)
}

/// The name of a turf's street pack. What it holds is of no matter to the store.
pub(crate) fn pack_name(turf: u32) -> String {
    format!("{turf:064x}")
}

fn page(stream: StreamId, rows: Vec<Row>) -> Page {
    let seq = rows.last().map_or(0, Row::seq);
    Page {
        reset: false,
        rows,
        cursor: Cursor {
            stream,
            seq,
            tag: "0badcafe".into(),
        },
    }
}

/// An attempt at a door, with a note.
pub(crate) fn visit(door: u32) -> Op {
    Op::Attempt(Attempt {
        target: Target::Door(DoorId(door)),
        channel: Channel::Door,
        outcome: Outcome::NotHome,
        at_ms: NOON_MS,
        list: None,
        note: Some(Note {
            text: format!("{NOTE}-{door}"),
            basis: Basis::Said,
        }),
        supersedes: None,
    })
}

/// Captures visits at doors 1 to `visits`.
pub(crate) fn record(store: &mut Store, visits: u32) {
    for door in 1..=visits {
        store.capture(visit(door)).unwrap().unwrap();
    }
}

/// The lines that wait to be sent.
pub(crate) fn unsent(store: &Store) -> Vec<String> {
    let from = store.joined().unwrap().acc + 1;
    store.outbox(from, 10_000, 1 << 24).unwrap()
}

/// Whether the bytes of any file whose name starts like the database's hold `text`.
pub(crate) fn holds(path: &Path, text: &str) -> bool {
    let name = path.file_name().unwrap().as_encoded_bytes();
    std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(name))
        .any(|entry| {
            let bytes = std::fs::read(entry.path()).unwrap();
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        })
}
