//! What is claimed of each decoder that keeps nothing between inputs: whatever it is given it reads
//! or refuses, and what it read it can write and read again. Each says whether it read the input.

use std::io::Cursor;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};
use turfwalk_core::address::{HouseNumber, Unit, fold, line, street_key, street_stem};
use turfwalk_core::model::{OpId, TurfId};
use turfwalk_core::streets::{Pavement, SpotOnStreet, StreetPack, osm as streets};
use turfwalk_core::wire::{
    Body, Invite, Join, Page, Reply, Row, SealKey, ServerAddress, StreamId, open, read_reply,
    read_snapshot, write_reply, write_snapshot,
};
use turfwalk_server::import::osm::read_bytes;
use turfwalk_server::import::voters::{Options, VoterReader};

/// The answer to a sync.
pub(crate) fn reply(body: &[u8]) -> bool {
    let Ok(reply) = read_reply(body) else {
        return false;
    };
    for row in reply.pages.iter().flat_map(|page| &page.rows) {
        if let Row::Full(_, kind, value) = row {
            drop(Body::parse(kind, value));
        }
    }
    let again = read_reply(write_reply(&reply).as_bytes()).unwrap();
    let plain = |reply: Reply| {
        let pages: Vec<Page> = reply.pages.into_iter().map(without_fractions).collect();
        (reply.header, reply.results, pages, reply.snapshots)
    };
    assert_eq!(plain(again), plain(reply), "it reads what it writes");
    true
}

/// A snapshot's text.
pub(crate) fn snapshot(text: &[u8]) -> bool {
    let Ok(page) = read_snapshot(text) else {
        return false;
    };
    let again = read_snapshot(write_snapshot(&page.rows, &page.cursor).as_bytes()).unwrap();
    let plain = without_fractions;
    assert_eq!(plain(again), plain(page), "it reads what it writes");
    true
}

/// Numbers that JSON readers hold as fractions lose their last digit on the way; the protocol has
/// none.
fn without_fractions(mut page: Page) -> Page {
    fn clear(value: &mut Value) {
        match value {
            Value::Number(number) if number.is_f64() => *value = Value::Null,
            Value::Array(values) => values.iter_mut().for_each(clear),
            Value::Object(fields) => fields.values_mut().for_each(clear),
            _ => {}
        }
    }
    for row in &mut page.rows {
        if let Row::Full(_, _, value) = row {
            clear(value);
        }
    }
    page
}

/// Ids, invites, addresses of servers and of houses: what is typed, scanned or stands in a column.
pub(crate) fn small(input: &[u8]) -> bool {
    let text = &*String::from_utf8_lossy(input);
    let invite = text.parse::<Invite>();
    if let Ok(invite) = &invite {
        assert_eq!(invite.to_string().parse::<Invite>().as_ref(), Ok(invite));
    }
    let op = text.parse::<OpId>();
    if let Ok(op) = &op {
        assert_eq!(op.to_string().parse::<OpId>().as_ref(), Ok(op));
    }
    let stream = text.parse::<StreamId>();
    let join = serde_json::from_str::<Join>(text);
    drop(text.parse::<ServerAddress>());
    let _ = text.parse::<SealKey>();
    drop(serde_json::from_str::<TurfId>(text));
    drop(open(&[7; 32], input));
    house(text);
    invite.is_ok() || op.is_ok() || stream.is_ok() || join.is_ok()
}

/// A house number, a unit, a street, as people write them.
fn house(text: &str) {
    drop((HouseNumber::parse(text), Unit::parse(text)));
    drop(line(text, text, Some(text)));
    drop((street_key(text), street_stem(text)));
    assert_eq!(fold(&fold(text)), fold(text), "folded once is folded");
}

/// A street pack's body under a head that fits it, so that the checksum does not keep it out.
pub(crate) fn sealed(version: u16, body: &[u8]) -> Vec<u8> {
    let mut out = b"TWSP".to_vec();
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(&Sha256::digest(body));
    out.extend_from_slice(body);
    out
}

/// A street pack: what passes can be walked on.
pub(crate) fn pack(bytes: &[u8]) -> bool {
    let Ok(pack) = StreetPack::decode(bytes) else {
        return false;
    };
    let spots: Vec<SpotOnStreet> = pack.doors.iter().take(40).map(|door| door.1).collect();
    drop(Pavement::new(&pack.graph, &pack.costs).times(&spots));
    let again = StreetPack::decode(&pack.encode()).expect("it reads what it writes");
    assert_eq!(again.doors, pack.doors);
    true
}

/// A voter file; whether each of its rows is one.
pub(crate) fn csv(file: &[u8]) -> bool {
    let read = VoterReader::from_reader(Cursor::new(file.to_vec()), &Options::default());
    read.is_ok_and(|mut rows| rows.all(|entry| entry.is_ok()))
}

/// A map, its streets and its doors.
pub(crate) fn osm(file: &[u8]) -> bool {
    let Ok(map) = read_bytes(file, Path::new("map")) else {
        return false;
    };
    let graph = streets::street_graph(&map);
    drop(streets::doors(&map));
    drop(graph);
    true
}
