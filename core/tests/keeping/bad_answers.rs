//! Answers that are none: each is told apart from the others by what the app does next, and
//! nothing of it is used.

use turfwalk_core::device::{Device, DeviceError, Standing, SyncError, SyncReport};
use turfwalk_core::store::Store;
use turfwalk_core::sync::Http;

use crate::phone::{file, joined, record, turf, unsent};
use crate::server::{Server, answer};

const GOOD_END: &str = "{\"end\":0}\n";
const NDJSON: &str = "Content-Type: application/x-ndjson\r\n";
const HTML: &str = "Content-Type: text/html\r\n";
const LOGIN: &[u8] = b"<html><body>Welcome to the cafe. Log in</body></html>";

fn header(acc: u64) -> String {
    format!("{{\"v\":1,\"acc\":{acc},\"dur\":0,\"streams\":[\"campaign/1\",\"turf/1\"]}}\n")
}

fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// Two unsent visits on a phone of which `server` is the server; what a sync says, and the state
/// of the phone afterwards, which must not have changed.
fn sync_with(answers: Vec<Vec<u8>>) -> Result<SyncReport, SyncError> {
    let server = Server::that_says(answers);
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = joined(Store::open(&path).unwrap(), &server.url);
    store.apply_page(&turf(1, 1..=3)).unwrap();
    record(&mut store, 2);
    let (lines, cursors) = (unsent(&store), store.cursors().unwrap());
    drop(store);

    let device = Device::open(&path, Http::new().unwrap()).unwrap();
    let said = now(device.sync());
    let is_shut_out = matches!(said, Err(DeviceError::Sync(SyncError::Unauthorized)));
    let standing = if is_shut_out {
        Standing::ShutOut
    } else {
        Standing::In
    };
    assert_eq!(device.standing().unwrap(), Some(standing));
    assert_eq!(device.walk_lists().unwrap().len(), 1, "nothing is wiped");
    drop(device);
    if said.is_err() {
        let store = Store::open(&path).unwrap();
        assert_eq!(unsent(&store), lines, "what is unsent stays as it was");
        assert_eq!(store.cursors().unwrap(), cursors, "nothing was used");
    }
    said.map_err(|error| match error {
        DeviceError::Sync(error) => error,
        other => panic!("{other}"),
    })
}

/// The same where the first round succeeds.
fn sync_with_any_end(answers: Vec<Vec<u8>>) -> SyncError {
    let server = Server::that_says(answers);
    let folder = tempfile::tempdir().unwrap();
    let mut store = joined(Store::open(&file(&folder)).unwrap(), &server.url);
    store.apply_page(&turf(1, 1..=3)).unwrap();
    record(&mut store, 2);
    drop(store);
    let device = Device::open(&file(&folder), Http::new().unwrap()).unwrap();
    let Err(DeviceError::Sync(error)) = now(device.sync()) else {
        panic!("it went well");
    };
    drop(device);
    let store = Store::open(&file(&folder)).unwrap();
    assert_eq!(
        store.street_pack(&crate::phone::pack_name(1)).unwrap(),
        None
    );
    assert_eq!(unsent(&store), Vec::<String>::new());
    error
}

fn fails(answers: Vec<Vec<u8>>) -> SyncError {
    sync_with(answers).unwrap_err()
}

fn json(status: &str, code: &str) -> Vec<u8> {
    let body = format!("{{\"code\":\"{code}\",\"error\":\"a sentence\"}}");
    answer(
        status,
        "Content-Type: application/json\r\n",
        body.as_bytes(),
    )
}

#[test]
fn what_is_no_turfwalk_server_is_told_from_one_that_can_not_answer() {
    let gzip = "Content-Type: application/x-ndjson\r\nContent-Encoding: gzip\r\n";
    let whole = header(2) + GOOD_END;
    for (what, bytes) in [
        (
            "302 to a log-in page",
            answer("302 Found", "Location: http://127.0.0.1:1/login\r\n", b""),
        ),
        (
            "303",
            answer("303 See Other", "Location: /login\r\n", LOGIN),
        ),
        (
            "511",
            answer("511 Network Authentication Required", HTML, LOGIN),
        ),
        ("200 with HTML", answer("200 OK", HTML, LOGIN)),
        (
            "200 with HTML that claims to be ours",
            answer("200 OK", NDJSON, LOGIN),
        ),
        (
            "an answer of ours, claimed to be HTML",
            answer("200 OK", HTML, whole.as_bytes()),
        ),
        (
            "JSON of somebody else",
            answer("200 OK", NDJSON, b"{\"status\":\"ok\"}\n"),
        ),
        (
            "401 without our words",
            answer("401 Unauthorized", HTML, LOGIN),
        ),
        (
            "403 without our words",
            answer("403 Forbidden", HTML, LOGIN),
        ),
        (
            "404 without our words",
            answer("404 Not Found", HTML, LOGIN),
        ),
        (
            "407",
            answer("407 Proxy Authentication Required", HTML, LOGIN),
        ),
        (
            "gzip that nobody asked for",
            answer("200 OK", gzip, &[0x1f, 0x8b, 8, 0, 1, 2, 3, 4]),
        ),
        (
            "bytes that are no text",
            answer("200 OK", NDJSON, &[0xff, 0xfe, 0, 1]),
        ),
    ] {
        let error = fails(vec![bytes]);
        assert!(matches!(error, SyncError::NotAServer), "{what}: {error:?}");
    }
}

#[test]
fn an_answer_that_is_cut_off_is_no_answer() {
    let whole = header(2) + GOOD_END;
    let good = answer("200 OK", NDJSON, whole.as_bytes());
    let without_length = |body: &[u8]| {
        let mut bytes =
            format!("HTTP/1.1 200 OK\r\n{NDJSON}Connection: close\r\n\r\n").into_bytes();
        bytes.extend_from_slice(body);
        bytes
    };
    for (what, bytes) in [
        ("nothing at all", Vec::new()),
        ("half a status line", good[..9].to_vec()),
        ("half the headers", good[..40].to_vec()),
        ("no body", good[..good.len() - whole.len()].to_vec()),
        ("half the body", good[..good.len() - 20].to_vec()),
        (
            "a body without its end, and no length",
            without_length(header(2).as_bytes()),
        ),
        ("an empty body", answer("200 OK", NDJSON, b"")),
    ] {
        let error = fails(vec![bytes]);
        assert!(matches!(error, SyncError::Offline(_)), "{what}: {error:?}");
    }
    let gone = "http://127.0.0.1:1";
    let folder = tempfile::tempdir().unwrap();
    drop(joined(Store::open(&file(&folder)).unwrap(), gone));
    let device = Device::open(&file(&folder), Http::new().unwrap()).unwrap();
    let error = now(device.sync()).unwrap_err();
    assert!(matches!(error, DeviceError::Sync(SyncError::Offline(_))));
}

#[test]
fn a_server_in_trouble_says_so_or_is_taken_to_be_in_trouble() {
    let zstd = "Content-Type: application/x-ndjson\r\nContent-Encoding: zstd\r\n";
    for (what, bytes) in [
        ("500", json("500 Internal Server Error", "internal")),
        ("502 of a proxy", answer("502 Bad Gateway", HTML, LOGIN)),
        (
            "zstd that is none",
            answer("200 OK", zstd, b"no zstd at all"),
        ),
        (
            "a header and then nonsense",
            answer("200 OK", NDJSON, (header(2) + "nonsense\n").as_bytes()),
        ),
        (
            "more lines than it counts",
            answer("200 OK", NDJSON, (header(2) + "{\"end\":7}\n").as_bytes()),
        ),
    ] {
        let error = fails(vec![bytes]);
        assert!(matches!(error, SyncError::Server(_)), "{what}: {error:?}");
    }
    let busy = |status, after: &str| match fails(vec![answer(
        status,
        &format!("Retry-After: {after}\r\n"),
        b"",
    )]) {
        SyncError::Busy { retry_after_s } => retry_after_s,
        other => panic!("{other:?}"),
    };
    assert_eq!(busy("503 Service Unavailable", "120"), 120);
    assert_eq!(busy("429 Too Many Requests", "7"), 7);
    assert_eq!(busy("503 Service Unavailable", "soon"), 30);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zstd = "Content-Type: application/x-ndjson\r\nContent-Encoding: zstd\r\n";
    let before_kib = most_memory_kib();
    for (what, bytes) in [
        ("64 GiB of zeros", bomb(1 << 19, false)),
        ("64 GiB of zeros, announced", bomb(1 << 19, true)),
    ] {
        assert!(bytes.len() < 4 << 20);
        let error = fails(vec![answer("200 OK", zstd, &bytes)]);
        assert!(matches!(error, SyncError::Server(_)), "{what}: {error:?}");
    }
    let long = fails(vec![answer("200 OK", NDJSON, &vec![b' '; 17 << 20])]);
    assert!(matches!(long, SyncError::Server(_)), "{long:?}");
    let grown_kib = most_memory_kib() - before_kib;
    assert!(grown_kib < 160 * 1024, "{grown_kib} KiB");
}

/// A zstd frame of so many blocks, each 128 KiB of one byte repeated, by RFC 8878.
fn bomb(blocks: u32, is_announced: bool) -> Vec<u8> {
    let mut frame = 0xFD2F_B528_u32.to_le_bytes().to_vec();
    if is_announced {
        // Single segment, the content's size in eight bytes.
        frame.push(0b1110_0000);
        frame.extend((u64::from(blocks) * (128 << 10)).to_le_bytes());
    } else {
        // A window of 8 MiB.
        frame.extend([0, 13 << 3]);
    }
    for block in 1..=blocks {
        let is_last = u32::from(block == blocks);
        let head = is_last | 1 << 1 | (128 << 10) << 3;
        frame.extend_from_slice(&head.to_le_bytes()[..3]);
        frame.push(b' ');
    }
    frame
}

/// The most memory that this process ever had, in KiB.
fn most_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_token_that_ends_in_mid_sync_wipes_nothing() {
    let more = "{\"v\":1,\"acc\":1,\"dur\":0,\"streams\":[\"campaign/1\",\"turf/1\"],\"more\":true}\n\
                {\"result\":{\"n\":1,\"stream\":\"turf/1\",\"seq\":99}}\n{\"end\":1}\n";
    let first = answer("200 OK", NDJSON, more.as_bytes());
    let server = Server::that_says(vec![first, json("401 Unauthorized", "unauthorized")]);
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = joined(Store::open(&path).unwrap(), &server.url);
    store.apply_page(&turf(1, 1..=3)).unwrap();
    record(&mut store, 2);
    drop(store);
    let device = Device::open(&path, Http::new().unwrap()).unwrap();
    let error = now(device.sync()).unwrap_err();
    assert!(matches!(error, DeviceError::Sync(SyncError::Unauthorized)));
    assert!(error.to_string().contains("new invite"), "{error}");
    assert_eq!(
        device.receipts().unwrap().safe,
        1,
        "what was answered counts"
    );
    assert_eq!(device.receipts().unwrap().on_phone, 2);
    assert_eq!(device.walk_lists().unwrap().len(), 1);
    assert_eq!(device.standing().unwrap(), Some(Standing::ShutOut));
    device
        .record(match crate::phone::visit(3) {
            turfwalk_core::model::Op::Attempt(attempt) => attempt,
            other => panic!("{other:?}"),
        })
        .unwrap();
    drop(device);
    assert_eq!(unsent(&Store::open(&path).unwrap()).len(), 2);
}

#[test]
fn an_upgrade_in_mid_sync_asks_for_a_newer_app() {
    let newer = header(2).replace("\"v\":1", "\"v\":2") + GOOD_END;
    for (what, bytes) in [
        ("426", answer("426 Upgrade Required", HTML, b"")),
        ("400 newer", json("400 Bad Request", "newer")),
        (
            "an answer of version 2",
            answer("200 OK", NDJSON, newer.as_bytes()),
        ),
    ] {
        let error = fails(vec![bytes]);
        assert!(matches!(error, SyncError::UpdateApp), "{what}: {error:?}");
    }
}

#[test]
fn a_street_pack_is_what_its_name_says() {
    let whole = header(2)
        + "{\"result\":{\"n\":1,\"stream\":\"turf/1\",\"seq\":99}}\n\
           {\"result\":{\"n\":2,\"stream\":\"turf/1\",\"seq\":98}}\n{\"end\":2}\n";
    let good = answer("200 OK", NDJSON, whole.as_bytes());
    let pack = answer(
        "200 OK",
        "Content-Type: application/octet-stream\r\n",
        b"not these streets",
    );
    let error = sync_with_any_end(vec![good, pack]);
    assert!(matches!(error, SyncError::NotAServer), "{error:?}");
}
