//! The way to the server's database, with faults; and the watch over what passes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, MutexGuard};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use turfwalk_core::model::TurfId;
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::wire::{Join, Reply, Row, SNAPSHOT_PART, StreamId, read_push, write_reply};
use turfwalk_server::db::{Db, SyncOutcome};

use super::common::sha256_hex;
use super::steps::Fault;

/// The way to the server, shared by all phones.
#[derive(Clone)]
pub(crate) struct Net(Arc<Mutex<Inside>>);

/// The server behind the way, and what happens on it.
pub(crate) struct Inside {
    pub(crate) db: Option<Db>,
    pub(crate) now_ms: i64,
    /// What happens to the next requests, in turn.
    pub(crate) faults: VecDeque<Fault>,
    /// Requests on their way.
    pub(crate) delayed: Vec<Request>,
    /// Requests that were answered, and bytes of bodies both ways, since somebody set them to 0.
    pub(crate) requests: u64,
    pub(crate) bytes: usize,
    /// The turfs of a token's device, and the turf of each door.
    pub(crate) turfs_of: BTreeMap<String, BTreeSet<u32>>,
    pub(crate) turf_of: BTreeMap<u32, u32>,
    /// What came out that should not have.
    pub(crate) leaks: Vec<String>,
}

impl Net {
    pub(crate) fn to(db: Db, now_ms: i64) -> Self {
        Self(Arc::new(Mutex::new(Inside {
            db: Some(db),
            now_ms,
            faults: VecDeque::new(),
            delayed: Vec::new(),
            requests: 0,
            bytes: 0,
            turfs_of: BTreeMap::new(),
            turf_of: BTreeMap::new(),
            leaks: Vec::new(),
        })))
    }

    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    /// Everything that was held up arrives, the last one first.
    pub(crate) fn deliver(&self) {
        let mut inside = self.inside();
        while let Some(request) = inside.delayed.pop() {
            inside.answer(&request);
        }
    }
}

impl Inside {
    pub(crate) fn db(&self) -> &Db {
        self.db.as_ref().expect("the server is up between steps")
    }

    fn answer(&mut self, request: &Request) -> Answer {
        let body = request.body.as_ref().map_or("", |(body, _)| body);
        let (status, body) = match request.path.as_str() {
            "/v1/join" => {
                let join: Join = serde_json::from_str(body).unwrap();
                let joined = self.db().join(&join, self.now_ms).unwrap();
                (200, serde_json::to_vec(&joined).unwrap())
            }
            "/v1/sync" => {
                let token = request.token.clone().unwrap_or_default();
                let sent = read_push(body.as_bytes()).unwrap();
                let hash = sha256_hex(&token);
                match self.db().sync(&hash, &sent, self.now_ms).unwrap() {
                    SyncOutcome::Reply(reply) => {
                        self.watch(&token, &reply);
                        (200, write_reply(&reply).into_bytes())
                    }
                    SyncOutcome::Unauthorized => unauthorized(),
                }
            }
            path => {
                let hash = sha256_hex(request.token.as_deref().unwrap_or_default());
                let name = path.strip_prefix("/v1/snapshots/").unwrap();
                let device = self.db().device_by_token(&hash).unwrap();
                match device.map(|device| self.db().snapshot(device, name).unwrap()) {
                    // It was held up until its phone had been shut out.
                    None => unauthorized(),
                    Some(Some(bytes)) => {
                        let from = (request.from.unwrap_or(0) as usize).min(bytes.len());
                        let to = bytes.len().min(from + SNAPSHOT_PART as usize);
                        (200, bytes[from..to].to_vec())
                    }
                    Some(None) => (404, br#"{"code":"not_found","error":""}"#.to_vec()),
                }
            }
        };
        Answer {
            status,
            retry_after_s: None,
            key: None,
            body,
        }
    }

    /// Looks for rows of what is not assigned to the device.
    fn watch(&mut self, token: &str, reply: &Reply) {
        let Some(turfs) = self.turfs_of.get(token) else {
            return;
        };
        let may = |stream: &StreamId| match stream {
            StreamId::Turf(TurfId(turf)) => turfs.contains(turf),
            StreamId::Campaign(_) => true,
        };
        for page in &reply.pages {
            if !may(&page.cursor.stream) {
                self.leaks.push(format!("rows of {}", page.cursor.stream));
            }
            for row in &page.rows {
                let Row::Full(_, kind, value) = row else {
                    continue;
                };
                let door = match kind.as_str() {
                    "door" => value["id"].as_u64(),
                    "attempt" | "retraction" | "suppression" | "edit" | "incident" => {
                        value["place"]["door"].as_u64()
                    }
                    _ => None,
                };
                let turf = door.and_then(|door| self.turf_of.get(&u32::try_from(door).unwrap()));
                if turf.is_some_and(|turf| !turfs.contains(turf)) {
                    self.leaks.push(format!("a {kind} at door {door:?}"));
                }
            }
        }
        if let Some(stream) = reply.header.streams.iter().find(|stream| !may(stream)) {
            self.leaks.push(format!("the name of {stream}"));
        }
    }

    fn send(&mut self, request: Request) -> Result<Answer, SyncError> {
        let lost = || SyncError::Offline("lost on the way".into());
        let sent = request.body.as_ref().map_or(0, |(body, _)| body.len());
        match self.faults.pop_front().unwrap_or(Fault::None) {
            Fault::LosesRequest => Err(lost()),
            Fault::CutsRequest(at) => {
                // What a server does with a body that ends early.
                let body = request.body.as_ref().map_or("", |(body, _)| body);
                let mut packed = gzip(body.as_bytes());
                packed.truncate(usize::from(at) % packed.len());
                let mut whole = Vec::new();
                let read = GzDecoder::new(&packed[..]).read_to_end(&mut whole);
                assert!(
                    read.is_err(),
                    "a request cut off at byte {at} was taken for a whole one"
                );
                Err(lost())
            }
            Fault::LosesAnswer => {
                self.answer(&request);
                Err(lost())
            }
            Fault::Delays => {
                self.delayed.push(request);
                Err(lost())
            }
            Fault::CutsAnswer(at) => {
                let mut answer = self.answer(&request);
                // Without its last line feed an answer is whole still.
                let most = answer.body.len() - 1;
                answer.body.truncate(usize::from(at) % most);
                Ok(answer)
            }
            fault => {
                if fault == Fault::Doubles {
                    self.answer(&request);
                }
                let answer = self.answer(&request);
                self.requests += 1;
                self.bytes += sent + answer.body.len();
                Ok(answer)
            }
        }
    }
}

fn unauthorized() -> (u16, Vec<u8>) {
    (401, br#"{"code":"unauthorized","error":""}"#.to_vec())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

impl Transport for Net {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        self.inside().send(request)
    }
}
