//! Every decoder of what comes from elsewhere, fed with sound inputs that were changed by a seed.
//! None panics, and none takes more memory or time than its input is worth.
//!
//! `FUZZ_SECONDS` is how long each is fed, `FUZZ_SEED` where it begins. What makes one panic is
//! written beside the others in `corpus`, as `found-…`: it stays there as a test.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod mutate;
mod phone;

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::GzEncoder;
use mutate::{Random, mutated};
use serde_json::Value;
use sha2::{Digest, Sha256};
use turfwalk_core::model::{OpId, TurfId};
use turfwalk_core::streets::StreetPack;
use turfwalk_core::wire::{
    Body, Invite, Join, Page, Reply, Row, ServerAddress, StreamId, op_line, read_push, read_reply,
    read_snapshot, write_push, write_reply, write_snapshot,
};
use turfwalk_server::db::{Db, SyncOutcome};
use turfwalk_server::import::osm;
use turfwalk_server::import::voters::{Options, VoterReader};

/// No input of at most a quarter of a megabyte may take so long, on a busy machine and unoptimised.
const MOST_TIME: Duration = Duration::from_secs(20);
/// Nor may all of them together ever hold so much memory.
const MOST_KIB: u64 = 1_500_000;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decoders/corpus")
}

/// A file of the corpus.
fn kept(name: &str) -> Vec<u8> {
    std::fs::read(corpus().join(name)).unwrap()
}

/// Feeds `decode` with the sound `inputs`, with what was found for it earlier, and with changes of
/// all of them; `sealed` makes of a changed input what the decoder is given.
fn feed(
    name: &str,
    inputs: &[Vec<u8>],
    sealed: impl Fn(&[u8], &mut Random) -> Vec<u8>,
    mut decode: impl FnMut(&[u8]) -> bool,
) {
    let mut random = Random(setting("FUZZ_SEED", 1));
    let mut inputs = inputs.to_vec();
    for file in std::fs::read_dir(corpus()).unwrap() {
        let file = file.unwrap();
        let found = format!("found-{name}-");
        if file.file_name().to_string_lossy().starts_with(&found) {
            inputs.push(std::fs::read(file.path()).unwrap());
        }
    }
    let lasts = Duration::from_secs(setting("FUZZ_SECONDS", 1));
    let (began, mut fed, mut sound) = (Instant::now(), 0_u64, 0_u64);
    while began.elapsed() < lasts || fed < inputs.len() as u64 {
        let input = match inputs.get(fed as usize) {
            // First all as they are.
            Some(input) => input.clone(),
            None => {
                let input = &inputs[random.below(inputs.len())];
                mutated(input, &inputs[random.below(inputs.len())], &mut random)
            }
        };
        let given = sealed(&input, &mut random);
        let started = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| decode(&given))) {
            Ok(is_sound) => sound += u64::from(is_sound),
            Err(_) => {
                let number: String = Sha256::digest(&input)[..4].iter().map(hex).collect();
                let path = corpus().join(format!("found-{name}-{number}"));
                std::fs::write(&path, &input).unwrap();
                panic!("{name} panics: the input is in {}", path.display());
            }
        }
        assert!(started.elapsed() < MOST_TIME, "{name}: {input:?}");
        fed += 1;
    }
    let held = most_memory_kib();
    println!(
        "{name}: {fed} inputs, {sound} of them sound; {} MiB at most",
        held / 1024
    );
    assert!(held < MOST_KIB, "{held} KiB");
    // Changed too much, all would be turned away at the door.
    assert!(sound >= 1 && fed > inputs.len() as u64);
}

fn hex(byte: &u8) -> String {
    format!("{byte:02x}")
}

/// The most memory that this process has held, where the system tells.
fn most_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

fn as_it_is(input: &[u8], _: &mut Random) -> Vec<u8> {
    input.to_vec()
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

#[test]
fn a_server_reads_any_request() {
    let db = Db::in_memory().unwrap();
    let code = phone::campaign(&db);
    let token = "5f".repeat(32);
    let join = Join {
        code,
        token: token.clone(),
        incarnation: "0000000000c0ffee".parse().unwrap(),
        name: "Phone".into(),
    };
    db.join(&join, 1).unwrap();
    let hash: String = Sha256::digest(token.as_bytes()).iter().map(hex).collect();
    feed("push", &[kept("push.ndjson")], as_it_is, |input| {
        let Ok(sent) = read_push(input) else {
            return false;
        };
        for op in &sent.ops {
            if let Ok(read) = &op.op {
                let again = write_push(&sent.header, [op_line(op.n, read).as_str()].into_iter());
                let again = again.replacen(
                    &format!("\"from\":{}", sent.header.from),
                    &format!("\"from\":{}", op.n),
                    1,
                );
                let again = read_push(again.as_bytes()).unwrap();
                assert_eq!(
                    again.ops[0].op.as_ref(),
                    Ok(read),
                    "it reads what it writes"
                );
            }
        }
        // What can be read is also decided, if only as refused.
        if let Ok(SyncOutcome::Reply(reply)) = db.sync(&hash, &sent, 1) {
            assert!(reply.header.fork.is_some() || reply.results.len() <= sent.ops.len());
            let text = write_reply(&reply);
            assert!(
                read_reply(text.as_bytes()).is_ok(),
                "it reads what it writes"
            );
        }
        true
    });
}

#[test]
fn a_phone_reads_any_answer() {
    feed("reply", &[kept("reply.ndjson")], as_it_is, |input| {
        let Ok(reply) = read_reply(input) else {
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
    });
}

#[test]
fn a_phone_reads_any_snapshot() {
    feed("snapshot", &[kept("snapshot.ndjson")], as_it_is, |input| {
        let Ok(page) = read_snapshot(input) else {
            return false;
        };
        let again = read_snapshot(write_snapshot(&page.rows, &page.cursor).as_bytes()).unwrap();
        let plain = without_fractions;
        assert_eq!(plain(again), plain(page), "it reads what it writes");
        true
    });
}

#[test]
fn small_things_are_read_or_refused() {
    let lines = kept("small.txt");
    let lines: Vec<Vec<u8>> = lines.split(|byte| *byte == b'\n').map(Vec::from).collect();
    feed("small", &lines, as_it_is, |input| {
        let text = String::from_utf8_lossy(input);
        let text = &*text;
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
        drop(serde_json::from_str::<TurfId>(text));
        invite.is_ok() || op.is_ok() || stream.is_ok() || join.is_ok()
    });
}

/// The head of a street pack: name, version, length and checksum.
const HEAD: usize = 4 + 2 + 4 + 32;

#[test]
fn a_phone_reads_any_street_pack() {
    let pack = kept("grid.pack");
    // A byte in front says whether what follows is deflated; it is changed as it is when inflated.
    let mut whole = vec![0];
    match pack[HEAD] {
        0 => whole.extend_from_slice(&pack[HEAD + 1..]),
        _ => {
            let mut inflating = DeflateDecoder::new(&pack[HEAD + 1..]);
            inflating.read_to_end(&mut whole).unwrap();
        }
    }
    let sealed = |body: &[u8], random: &mut Random| {
        let mut out = pack[..4].to_vec();
        let version: u16 = 1 + u16::from(random.below(8) > 0);
        out.extend_from_slice(&version.to_le_bytes());
        out.extend_from_slice(&(body.len() as u32).to_le_bytes());
        out.extend_from_slice(&Sha256::digest(body));
        out.extend_from_slice(body);
        out
    };
    feed("pack", &[whole, pack[HEAD..].to_vec()], sealed, |input| {
        let Ok(read) = StreetPack::decode(input) else {
            return false;
        };
        let again = StreetPack::decode(&read.encode());
        assert!(again.is_ok(), "it reads what it writes");
        true
    });
}

#[test]
fn a_street_pack_that_is_not_sealed_is_refused() {
    let pack = kept("grid.pack");
    feed(
        "sealed-pack",
        std::slice::from_ref(&pack),
        as_it_is,
        |input| {
            let read = StreetPack::decode(input).is_ok();
            assert!(!read || input == pack, "changed, and taken");
            read
        },
    );
}

#[test]
fn any_voter_file_is_read_or_turned_away() {
    let files = [
        "nc_snapshot.txt",
        "nc_weekly.txt",
        "openaddresses.csv",
        "van.txt",
    ];
    let folder = corpus().join("../../voters");
    let mut inputs: Vec<Vec<u8>> = files
        .iter()
        .map(|name| std::fs::read(folder.join(name)).unwrap())
        .collect();
    let wide = String::from_utf8_lossy(&inputs[3]).into_owned();
    let wide = std::iter::once(0xfeff).chain(wide.encode_utf16());
    inputs.push(wide.flat_map(u16::to_le_bytes).collect());
    feed("csv", &inputs, as_it_is, |input| {
        let read = VoterReader::from_reader(Cursor::new(input.to_vec()), &Options::default());
        read.is_ok_and(|mut rows| rows.all(|entry| entry.is_ok()))
    });
}

#[test]
fn any_map_is_read_or_turned_away() {
    let (xml, pbf) = (kept("grid.osm"), kept("grid.osm.pbf"));
    let inputs = [xml.clone(), pbf.clone(), kept("grid.zlib.osm.pbf")];
    let maybe_packed = |input: &[u8], random: &mut Random| match random.below(4) {
        0 => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(input).unwrap();
            packed.finish().unwrap()
        }
        _ => input.to_vec(),
    };
    let read = |input: &[u8]| osm::read_bytes(input, Path::new("map"));
    assert_eq!(read(&xml).unwrap(), read(&pbf).unwrap());
    feed("osm", &inputs, maybe_packed, |input| {
        let Ok(map) = read(input) else {
            return false;
        };
        let graph = turfwalk_core::streets::osm::street_graph(&map);
        drop(turfwalk_core::streets::osm::doors(&map));
        drop(graph);
        true
    });
}
