//! Requests that arrive twice, at once or much later. In the clear the very bytes are said again;
//! under TLS they are no request to anybody, which is shown, and only the phone itself can ask
//! twice.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::proxy::{Trouble, Way};
use crate::setting;
use crate::walker::{Fresh, Line, Phone, db};

/// Says these bytes to the server on a connection of their own; the head of what it answers, by
/// which it has done what it does, or nothing if it hangs up.
fn say(server: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream.write_all(bytes).unwrap();
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(read) => answer.extend_from_slice(&chunk[..read]),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_arrives_twice_at_once_counts_once() {
    let line = Line::new(false).await;
    let mut phone = Phone::new(Fresh, setting("CHAOS_SEED", 1));
    line.proxy.next(Trouble::Double);
    phone.device.join(&line.invite(), "Phone").await.unwrap();
    assert_eq!(db(&line).devices().unwrap().len(), 1);
    line.proxy.next(Trouble::Double);
    phone.device.sync().await.unwrap();
    for _ in 0..60 {
        for _ in 0..=phone.draw(3) {
            phone.record();
        }
        line.proxy.next(Trouble::Double);
        assert_eq!(phone.recover().await, 1);
    }
    phone.shows_what_is_on(&db(&line), &[&phone.captured]);
    line.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_arrive_again_later_and_in_any_order_change_nothing() {
    let line = Line::new(false).await;
    let mut phone = line.phone(Fresh, setting("CHAOS_SEED", 1)).await;
    for _ in 0..20 {
        for _ in 0..=phone.draw(3) {
            phone.record();
        }
        assert_eq!(phone.recover().await, 1);
    }
    let requests = line.proxy.passed();
    // The join, the first list, and a sync for each turn.
    assert_eq!(requests.len(), 22);
    let database = db(&line);
    let heads = || {
        let rows = database.export().unwrap();
        let ranks: Vec<_> = rows.iter().map(|row| (row.row.op, row.row.rank)).collect();
        (ranks, database.devices().unwrap())
    };
    let seen = |(ranks, devices): &(Vec<_>, Vec<turfwalk_server::db::DeviceRow>)| {
        let devices: Vec<_> = devices
            .iter()
            .map(|it| (it.id, it.safe, it.refused))
            .collect();
        (ranks.clone(), devices)
    };
    let before = seen(&heads());
    for _ in 0..60 {
        let request = &requests[phone.draw(requests.len())].up;
        let answer = tokio::task::block_in_place(|| say(line.server.address, request));
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert_eq!(seen(&heads()), before);
    }
    // Its cursors and receipts were not touched behind its back.
    phone.record();
    assert_eq!(phone.recover().await, 1);
    phone.shows_what_is_on(&db(&line), &[&phone.captured]);
    line.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_of_a_tls_connection_are_no_request_to_anybody() {
    let line = Line::new(true).await;
    let mut phone = line.phone(Fresh, setting("CHAOS_SEED", 1)).await;
    line.proxy.passed();
    phone.record();
    assert_eq!(phone.recover().await, 1);
    let whole = line.proxy.passed()[0].up.len();
    // The connection's own goodbye at the end is 24 bytes.
    for held_back in [60, 120, 250] {
        // The server never gets the end of the request; whoever listens has all of it.
        phone.record();
        line.proxy
            .next(Trouble::HalfClose(Way::Up, whole - held_back));
        let failed = phone.device.sync().await;
        assert!(failed.is_err(), "{failed:?}");
        let heard = line.proxy.passed()[0].up.clone();
        let safe = || db(&line).devices().unwrap()[0].safe;
        let before = safe();
        assert_eq!(before + 1, phone.captured.len() as u64);
        for _ in 0..3 {
            let answer = tokio::task::block_in_place(|| say(line.server.address, &heard));
            assert!(!answer.contains("HTTP/1.1"), "{answer}");
            assert_eq!(safe(), before, "bytes that were heard were taken");
        }
        assert!(phone.recover().await <= 2);
        line.proxy.passed();
    }
    phone.shows_what_is_on(&db(&line), &[&phone.captured]);
    line.server.end().await;
}
