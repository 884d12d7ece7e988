//! What is too much, too slow or too often is answered or closed, and the others are served on.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use turfwalk_server::serve::{ConnectionLimits, OwnKey, Rate, RateLimits};

use crate::browser::{Answered, Browser, raw};
use crate::world::{Server, anywhere, app};

pub(crate) const TOKEN: &str = "5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f";

pub(crate) fn post(server: SocketAddr, path: &str, more: &str, body: &[u8]) -> Option<Answered> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nAuthorization: Bearer {TOKEN}\r\n\
         {more}Content-Length: {}\r\n\r\n",
        body.len()
    );
    raw(server, &[head.as_bytes(), body].concat())
}

fn serves_on(server: SocketAddr) {
    assert_eq!(Browser::at(server).get("/healthz").status, 200);
    assert_eq!(Browser::at(server).get("/readyz").status, 200);
}

fn code(answered: &Answered) -> String {
    let said: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
    assert!(said["error"].as_str().is_some_and(|text| text.len() > 10));
    said["code"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_refused_in_the_protocols_own_words() {
    let server = Server::start(anywhere(), None, app()).await;
    let at = server.address;
    tokio::task::block_in_place(|| {
        // 100 MiB of zeros are some 100 KiB of gzip: small enough to be sent.
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![0; 1 << 20];
        for _ in 0..100 {
            bomb.write_all(&zeros).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        assert!(bomb.len() < 256 * 1024);
        for path in ["/v1/join", "/v1/sync"] {
            // Of a body that is announced as too long nothing has to come.
            let head = format!("POST {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n");
            let announced = format!("{head}Content-Length: 99999999999\r\n\r\n");
            let answered = raw(at, announced.as_bytes()).unwrap();
            assert_eq!(
                (answered.status, code(&answered).as_str()),
                (413, "too_large")
            );
            let answered = post(at, path, "Content-Encoding: gzip\r\n", &bomb).unwrap();
            assert_eq!(
                (answered.status, code(&answered).as_str()),
                (413, "too_large")
            );
            let answered = post(at, path, "", &vec![b' '; 256 * 1024 + 1]).unwrap();
            assert_eq!(
                (answered.status, code(&answered).as_str()),
                (413, "too_large")
            );
            let answered = post(at, path, "Content-Encoding: gzip\r\n", b"not gzip").unwrap();
            assert_eq!(
                (answered.status, code(&answered).as_str()),
                (400, "malformed")
            );
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                let mut deep = open.repeat(20_000);
                deep.push('1');
                deep.push_str(&close.repeat(20_000));
                let answered = post(at, path, "", deep.as_bytes()).unwrap();
                assert_eq!(
                    (answered.status, code(&answered).as_str()),
                    (400, "malformed")
                );
                serves_on(at);
            }
            // 100,000 deep, packed.
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            packed.write_all("[".repeat(100_000).as_bytes()).unwrap();
            let packed = packed.finish().unwrap();
            let answered = post(at, path, "Content-Encoding: gzip\r\n", &packed).unwrap();
            assert_eq!(
                (answered.status, code(&answered).as_str()),
                (400, "malformed")
            );
        }
        let headers: String = (0..10_000).map(|i| format!("X-H{i}: 1\r\n")).collect();
        let head = format!("GET /healthz HTTP/1.1\r\nHost: t\r\n{headers}\r\n");
        if let Some(answered) = raw(at, head.as_bytes()) {
            assert_eq!(answered.status, 431);
        }
        let long = format!("GET /{} HTTP/1.1\r\nHost: t\r\n\r\n", "a".repeat(100_000));
        if let Some(answered) = raw(at, long.as_bytes()) {
            assert!((400..500).contains(&answered.status), "{answered:?}");
        }
        serves_on(at);
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_slow_is_closed_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let limits = ConnectionLimits {
        handshake: Duration::from_millis(700),
        head: Duration::from_millis(700),
        body: Duration::from_millis(700),
        stalled: Duration::from_millis(700),
        ..ConnectionLimits::default()
    };
    let start = async |key| {
        let mut app = app();
        app.connections = limits;
        Server::start(anywhere(), key, app).await
    };
    let (plain, tls) = (start(None).await, start(Some(&key)).await);
    tokio::task::block_in_place(|| {
        let head = "POST /v1/join HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n";
        // What is sent at once, what a byte at a time follows, and to whom.
        for (server, sent) in [
            (&tls, ""),
            (&plain, ""),
            (&plain, "GET /healthz HTTP/1.1\r\nX-Slow: "),
            (&plain, head),
        ] {
            let mut slow = TcpStream::connect(server.address).unwrap();
            slow.write_all(sent.as_bytes()).unwrap();
            slow.set_read_timeout(Some(Duration::from_millis(100)))
                .unwrap();
            let begun = Instant::now();
            let mut said = Vec::new();
            loop {
                assert!(
                    begun.elapsed() < Duration::from_secs(10),
                    "{sent:?} stays open"
                );
                let _ = slow.write_all(b"a");
                let mut some = [0; 1024];
                match slow.read(&mut some) {
                    Ok(0) => break,
                    Ok(n) => said.extend_from_slice(&some[..n]),
                    Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {}
                    Err(_) => break,
                }
                serves_on(plain.address);
            }
            if sent == head {
                let said = String::from_utf8_lossy(&said);
                assert!(said.starts_with("HTTP/1.1 408"), "{said}");
            }
        }
    });
    plain.end().await;
    tls.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_too_many_from_one_address_is_told_to_come_later() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let mut app = app();
    app.connections.from_one_address = 2;
    let server = Server::start(anywhere(), Some(&key), app).await;
    let link = server.invite(Some(key.hash()));
    let held = tokio::task::block_in_place(|| {
        [(); 2].map(|()| TcpStream::connect(server.address).unwrap())
    });
    let phone = crate::world::phone(folder.path(), "phone.db");
    // Connections are taken in one after another, so both are by now.
    let told = phone.join(&link, "Phone").await.err();
    use turfwalk_core::device::{DeviceError, SyncError};
    assert!(
        matches!(
            told,
            Some(DeviceError::Sync(SyncError::Busy { retry_after_s: 30 }))
        ),
        "{told:?}"
    );
    drop(held);
    let mut joined = phone.join(&link, "Phone").await;
    for _ in 0..50 {
        if joined.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        joined = phone.join(&link, "Phone").await;
    }
    joined.unwrap();
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_beyond_their_turns_wait_and_are_all_served() {
    let server = Server::start(anywhere(), None, app()).await;
    let at = server.address;
    let asked = tokio::task::block_in_place(|| {
        let ask = || post(at, "/v1/sync", "", b"nothing").unwrap().status;
        std::thread::scope(|scope| {
            let asked: Vec<_> = (0..300).map(|_| scope.spawn(ask)).collect();
            asked
                .into_iter()
                .map(|ask| ask.join().unwrap())
                .collect::<Vec<_>>()
        })
    });
    assert!(asked.iter().all(|status| *status == 400), "{asked:?}");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_often_is_told_with_the_limit_and_when_to_come_again() {
    let slow = Rate {
        burst: 4,
        every: Duration::from_secs(100),
    };
    let rates = RateLimits {
        joins: slow,
        unknown: slow,
        ..RateLimits::default()
    };
    let mut limited = app().limited(rates);
    // What comes from a proxy is counted; a program on this machine, asking for itself, is not.
    limited.proxies = vec![anywhere().ip()];
    let server = Server::start(anywhere(), None, limited).await;
    let folder = tempfile::tempdir().unwrap();
    let phone = crate::world::phone(folder.path(), "phone.db");
    phone.join(&server.invite(None), "Phone").await.unwrap();
    let at = server.address;
    tokio::task::block_in_place(|| {
        let body = format!(
            "{{\"code\":\"AAAA\",\"token\":\"{TOKEN}\",\"incarnation\":\"00c0ffee00c0ffee\",\
             \"name\":\"x\"}}"
        );
        let sync = "{\"v\":1,\"incarnation\":\"00c0ffee00c0ffee\",\"from\":1,\"cursors\":[],\
                    \"holds_from\":0}\n";
        // One join was the phone's own.
        for (path, body, status, times) in [
            ("/v1/join", body.as_str(), 403, 3),
            ("/v1/sync", sync, 401, 4),
        ] {
            for _ in 0..times {
                assert_eq!(post(at, path, "", body.as_bytes()).unwrap().status, status);
            }
            let answered = post(at, path, "", body.as_bytes()).unwrap();
            assert_eq!(answered.status, 429);
            assert_eq!(code(&answered), "too_many_requests");
            let wait: u32 = answered.header("retry-after").unwrap().parse().unwrap();
            assert!((90..=100).contains(&wait), "{wait}");
            assert!(answered.body.contains("at most 4 "), "{}", answered.body);
        }
    });
    // The known phone, at the same address, is not held up by the guesses.
    phone.sync().await.unwrap();
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_phone_that_asks_without_end_is_slowed_by_itself() {
    let rates = RateLimits {
        device: Rate {
            burst: 5,
            every: Duration::from_secs(100),
        },
        ..RateLimits::default()
    };
    let server = Server::start(anywhere(), None, app().limited(rates)).await;
    let folder = tempfile::tempdir().unwrap();
    let mad = crate::world::phone(folder.path(), "mad.db");
    let calm = crate::world::phone(folder.path(), "calm.db");
    mad.join(&server.invite(None), "Mad").await.unwrap();
    calm.join(&server.invite(None), "Calm").await.unwrap();
    let mut slowed = None;
    for _ in 0..10 {
        if let Err(error) = mad.sync().await {
            slowed = Some(error);
            break;
        }
    }
    use turfwalk_core::device::{DeviceError, SyncError};
    assert!(
        matches!(
            slowed,
            Some(DeviceError::Sync(SyncError::Busy {
                retry_after_s: 90..=100
            }))
        ),
        "{slowed:?}"
    );
    calm.sync().await.unwrap();
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_for_this_machine_or_the_owner() {
    let server = Server::start(anywhere(), None, app()).await;
    tokio::task::block_in_place(|| {
        let mut here = Browser::at(server.address);
        here.get("/healthz");
        let answered = here.get("/metrics");
        assert_eq!(answered.status, 200);
        for name in [
            "turfwalk_requests_total{path=\"/healthz\",status=\"200\"}",
            "turfwalk_request_seconds_bucket",
            "turfwalk_quarantine_ops 0",
        ] {
            assert!(answered.body.contains(name), "{name} in {}", answered.body);
        }
        here.head = "X-Forwarded-For: 203.0.113.9\r\n".to_owned();
        assert_eq!(here.get("/metrics").status, 401);
    });
    server.end().await;
}
