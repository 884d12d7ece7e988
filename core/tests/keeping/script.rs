//! A server that says what a test tells it to, and a phone that syncs with it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use turfwalk_core::model::Incarnation;
use turfwalk_core::store::Store;
use turfwalk_core::sync::{self, Answer, Request, SyncError, SyncReport, Transport};
use turfwalk_core::wire::ServerKey;

use crate::phone::{NOON_MS, NOWHERE, file, joined, pack_name, record, turf};

/// Says one answer after the other, and keeps what it was asked.
#[derive(Default)]
pub(crate) struct Script {
    pub(crate) answers: Mutex<VecDeque<Vec<u8>>>,
    pub(crate) asked: Mutex<Vec<Request>>,
    /// The key that it shows, where the phone pins one.
    pub(crate) shown: Option<ServerKey>,
}

impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        self.asked.lock().unwrap().push(request);
        let next = self.answers.lock().unwrap().pop_front();
        let body = next.ok_or_else(|| SyncError::Offline("it says no more".into()))?;
        Ok(Answer {
            status: 200,
            retry_after_s: None,
            key: self.shown,
            body,
        })
    }
}

/// A phone, and the file that it is in.
pub(crate) struct Phone {
    pub(crate) store: Mutex<Store>,
    folder: tempfile::TempDir,
}

/// The life that a phone begins with.
pub(crate) const FIRST: Incarnation = Incarnation(0xC0_FFEE);
/// The life that a phone draws when it needs one.
pub(crate) const FRESH: Incarnation = Incarnation(0xF00D_0000_0000);

impl Phone {
    /// With that many visits unsent, and the campaign and turf 1 of three doors.
    pub(crate) fn with(visits: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = joined(Store::open(&file(&folder)).unwrap(), NOWHERE);
        store.apply_page(&turf(1, 1..=3)).unwrap();
        store.keep_street_pack(&pack_name(1), b"streets").unwrap();
        record(&mut store, visits);
        Self {
            store: Mutex::new(store),
            folder,
        }
    }

    /// Syncs with a server that gives these answers; what came of it, and what was asked.
    pub(crate) fn sync(
        &self,
        answers: Vec<Vec<u8>>,
    ) -> (Result<SyncReport, SyncError>, Vec<Request>) {
        let script = Script {
            answers: Mutex::new(answers.into()),
            ..Script::default()
        };
        let done = now(sync::sync(&self.store, &script, FRESH, &|| NOON_MS));
        (done, script.asked.into_inner().unwrap())
    }

    /// Loses an op, as damage may.
    pub(crate) fn lose(&self, life: Incarnation, n: u64) {
        let db = rusqlite::Connection::open(file(&self.folder)).unwrap();
        let delete = "DELETE FROM op WHERE incarnation = ?1 AND n = ?2";
        let done = db.execute(delete, (life.to_string(), n));
        assert_eq!(done, Ok(1));
    }

    /// Has another line stand for an op.
    pub(crate) fn spoil(&self, n: u64, line: &str) {
        let db = rusqlite::Connection::open(file(&self.folder)).unwrap();
        let done = db.execute("UPDATE op SET line = ?2 WHERE n = ?1", (n, line));
        assert_eq!(done, Ok(1));
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap()
    }
}

pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// An answer: how far the server is, what else its header has, and its lines.
pub(crate) fn reply(acc: u64, more: &str, lines: &[String]) -> Vec<u8> {
    let header = format!(
        r#"{{"v":1,"acc":{acc},"dur":{acc},"streams":["campaign/1","turf/1"],"more":false{more}}}"#
    );
    let header = match more.contains("\"more\"") {
        true => header.replacen("\"more\":false,", "", 1),
        false => header,
    };
    let end = format!("{{\"end\":{}}}\n", lines.len());
    [&[header], lines, &[end]].concat().join("\n").into_bytes()
}

pub(crate) fn made(n: u64) -> String {
    let seq = 8 + n;
    format!(r#"{{"result":{{"n":{n},"stream":"turf/1","seq":{seq}}}}}"#)
}

pub(crate) fn refused(n: u64) -> String {
    format!(r#"{{"result":{{"n":{n},"refused":"unknown_door"}}}}"#)
}

/// Results, and the page that has their rows.
pub(crate) fn with_rows(results: &[String], rows: &[&str], seq: u64) -> Vec<String> {
    [results, &page(rows, seq)].concat()
}

/// A page of turf 1 that goes on to `seq`.
pub(crate) fn page(rows: &[&str], seq: u64) -> Vec<String> {
    let mut lines = vec![r#"{"page":{"stream":"turf/1","reset":false}}"#.to_owned()];
    lines.extend(rows.iter().map(|row| format!("{{\"row\":{row}}}")));
    lines.push(format!(
        r#"{{"cursor":{{"stream":"turf/1","seq":{seq},"tag":"0badcafe"}}}}"#
    ));
    lines
}

pub(crate) fn paths(asked: &[Request]) -> Vec<&str> {
    asked.iter().map(|request| request.path.as_str()).collect()
}

/// The header that a request has.
pub(crate) fn header(request: &Request) -> serde_json::Value {
    let (body, kind) = request.body.as_ref().unwrap();
    assert_eq!(*kind, "application/x-ndjson");
    serde_json::from_str(body.lines().next().unwrap()).unwrap()
}
