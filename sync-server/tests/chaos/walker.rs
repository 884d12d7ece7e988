//! A phone behind the proxy, whose retry decides when it comes again, on a clock that is set
//! forward instead of waited for; and what it has recorded, to be found on the server.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use turfwalk_core::device::{Device, DeviceError};
use turfwalk_core::model::{Channel, DoorId, OpId, Outcome};
use turfwalk_core::sync::{Answer, Http, Request, Retry, SyncError, Transport};
use turfwalk_core::wire::{ServerAddress, ServerKey};
use turfwalk_server::db::Db;
use turfwalk_server::serve::{App, OwnKey, Rate, RateLimits};

use crate::common::{NOON_MS, at};
use crate::proxy::Proxy;
use crate::world::{Server, anywhere, app};

/// A server behind a proxy.
pub(crate) struct Line {
    pub(crate) server: Server,
    pub(crate) proxy: Proxy,
    key: Option<ServerKey>,
}

impl Line {
    /// Over TLS with a key of the server's own, or in the clear.
    pub(crate) async fn new(tls: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = tls.then(|| OwnKey::of(folder.path()).unwrap());
        let server = Server::start(anywhere(), key.as_ref(), never_too_often(app())).await;
        Self {
            proxy: Proxy::before(server.address),
            server,
            key: key.map(|key| key.hash()),
        }
    }

    /// An invite that leads through the proxy.
    pub(crate) fn invite(&self) -> String {
        let scheme = if self.key.is_some() { "https" } else { "http" };
        self.server.invite_by(&ServerAddress::new(
            format!("{scheme}://{}", self.proxy.address),
            self.key,
        ))
    }

    /// A phone that has joined and holds its list.
    pub(crate) async fn phone<T: Transport + 'static>(&self, transport: T, seed: u64) -> Phone<T> {
        let phone = Phone::new(transport, seed);
        phone.device.join(&self.invite(), "Phone").await.unwrap();
        phone.device.sync().await.unwrap();
        phone
    }
}

/// Thousands of syncs in a minute, of one phone at one address.
fn never_too_often(app: App) -> App {
    let rate = Rate {
        burst: 1_000_000,
        every: Duration::from_micros(1),
    };
    app.limited(RateLimits {
        requests: rate,
        joins: rate,
        unknown: rate,
        device: rate,
    })
}

/// Real HTTP with a connection of its own for each request, so that bytes are counted from the
/// first of the handshake on.
pub(crate) struct Fresh;

impl Transport for Fresh {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        Http::new()?.send(request).await
    }
}

/// A phone and its schedule.
pub(crate) struct Phone<T> {
    pub(crate) device: Device<T>,
    pub(crate) captured: Vec<OpId>,
    retry: Retry,
    now_ms: i64,
    random: u64,
}

impl<T: Transport + 'static> Phone<T> {
    pub(crate) fn new(transport: T, seed: u64) -> Self {
        Self {
            device: Device::open(":memory:".as_ref(), transport).unwrap(),
            captured: Vec::new(),
            retry: Retry::default(),
            now_ms: 0,
            random: seed,
        }
    }

    /// SplitMix64.
    pub(crate) fn draw(&mut self, below: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }

    pub(crate) fn record(&mut self) {
        let door = 1 + self.draw(4) as u32;
        let op = self.device.record(at(door, Outcome::NotHome)).unwrap();
        self.captured.push(op);
    }

    /// Syncs as often as its schedule says until nothing is left to send; how often that was. No
    /// wait after a failure is longer than the schedule's bound for it.
    pub(crate) async fn recover(&mut self) -> u32 {
        for tries in 1..=8_u32 {
            let random = self.draw(usize::MAX) as u64;
            let wait = self.retry.next(self.now_ms, random);
            let bound = Duration::from_secs(1 << (tries.max(2) - 2));
            assert!(tries == 1 || wait <= bound, "{wait:?} after {tries} tries");
            self.now_ms += wait.as_millis() as i64;
            self.retry.begin();
            let done = self.device.sync().await;
            match &done {
                Ok(report) => {
                    assert!(!report.forked && !report.wiped, "{report:?}");
                    self.retry.end(None);
                    let receipts = self.device.receipts().unwrap();
                    assert_eq!(receipts.safe, receipts.on_phone);
                    return tries;
                }
                Err(DeviceError::Sync(error)) => {
                    let is_line = matches!(error, SyncError::Offline(_));
                    assert!(is_line, "not taken for a bad line: {error:?}");
                    self.retry.end(Some(error));
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        panic!("it did not recover");
    }

    /// The server has of all phones what they captured, each once; and this one shows what the
    /// server has.
    pub(crate) fn shows_what_is_on(&self, db: &Db, captured: &[&[OpId]]) {
        let rows = db.export().unwrap();
        let there: BTreeSet<OpId> = rows.iter().map(|row| row.row.op).collect();
        assert_eq!(rows.len(), there.len(), "a record is there twice");
        let captured: BTreeSet<OpId> = captured
            .iter()
            .flat_map(|ops| ops.iter().copied())
            .collect();
        assert!(there == captured, "{} of {}", there.len(), captured.len());
        assert!(db.quarantine().unwrap().is_empty());
        let mut here = BTreeSet::new();
        for door in 1..=4 {
            let view = self.device.door(DoorId(door), Channel::Door, NOON_MS);
            here.extend(view.unwrap().attempts.iter().map(|row| row.op));
        }
        assert!(
            here == there,
            "the phone shows {} of {}",
            here.len(),
            there.len()
        );
    }
}

/// The database of the line's server.
pub(crate) fn db(line: &Line) -> Arc<Db> {
    Arc::clone(&line.server.db)
}
