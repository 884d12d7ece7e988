//! A phone written from PROTOCOL.md alone: it sends lines as they are given to it.

use turfwalk_core::model::{DeviceId, Incarnation, TurfId};
use turfwalk_core::wire::{Cursor, Join, Reply, read_push};
use turfwalk_server::db::{Db, SyncOutcome};

use crate::common::{NOON_MS, sha256_hex};

/// Its identity, its ops and its cursors.
pub(crate) struct Phone {
    pub(crate) device: DeviceId,
    token: String,
    incarnation: Incarnation,
    lines: Vec<String>,
    pub(crate) cursors: Vec<Cursor>,
    pub(crate) holds_from: u64,
    pub(crate) now_ms: i64,
    acc: u64,
}

/// The join of phone number `nth`, with that code.
pub(crate) fn join(code: &str, nth: u64) -> Join {
    Join {
        code: code.into(),
        token: format!("{nth:064x}"),
        incarnation: Incarnation(nth),
        name: "Phone".into(),
    }
}

impl Phone {
    /// Joins `turf` as phone number `nth`.
    pub(crate) fn join(db: &Db, turf: u32, nth: u64) -> Self {
        let code = db.invite(TurfId(turf), NOON_MS).unwrap().code;
        let join = join(&code, nth);
        Self {
            device: db.join(&join, NOON_MS).unwrap().device,
            token: join.token,
            incarnation: join.incarnation,
            lines: Vec::new(),
            cursors: Vec::new(),
            holds_from: 0,
            now_ms: NOON_MS,
            acc: 0,
        }
    }

    /// Takes an op down: JSON without its number.
    pub(crate) fn note(&mut self, op: &str) {
        let n = self.lines.len() + 1;
        self.lines.push(format!("{{\"n\":{n},{op}}}"));
    }

    /// Takes a line down as it is.
    pub(crate) fn note_line(&mut self, line: &str) {
        self.lines.push(line.into());
    }

    /// What the phone knows of its lines' fate.
    pub(crate) fn acc(&self) -> u64 {
        self.acc
    }

    /// Sends the lines that are not decided and takes the answer's cursors over.
    pub(crate) fn sync(&mut self, db: &Db) -> Reply {
        let reply = self.ask(db, self.acc + 1);
        self.acc = reply.header.acc;
        for page in &reply.pages {
            self.cursors
                .retain(|held| held.stream != page.cursor.stream);
            self.cursors.push(page.cursor.clone());
        }
        reply
    }

    /// Sends the lines from number `from` on; the phone stays as it is.
    pub(crate) fn ask(&self, db: &Db, from: u64) -> Reply {
        let lines = &self.lines[(from as usize - 1).min(self.lines.len())..];
        self.ask_with(db, from, lines)
    }

    pub(crate) fn ask_with(&self, db: &Db, from: u64, lines: &[String]) -> Reply {
        match db
            .sync(
                &sha256_hex(&self.token),
                &self.sent(from, lines),
                self.now_ms,
            )
            .unwrap()
        {
            SyncOutcome::Reply(reply) => *reply,
            SyncOutcome::Unauthorized => panic!("the phone has joined"),
        }
    }

    pub(crate) fn sent(&self, from: u64, lines: &[String]) -> turfwalk_core::wire::Sent {
        let header = serde_json::json!({
            "v": 1, "incarnation": self.incarnation.to_string(), "from": from,
            "cursors": self.cursors, "holds_from": self.holds_from,
        });
        let body = format!("{header}\n{}\n", lines.join("\n"));
        let body = if lines.is_empty() {
            format!("{header}\n")
        } else {
            body
        };
        read_push(body.as_bytes()).unwrap()
    }
}

/// An attempt at a door at which nobody was.
pub(crate) fn not_home(door: u32) -> String {
    format!(
        r#""kind":"attempt","target":{{"door":{door}}},"channel":"door","outcome":{{"kind":"not_home"}},"at_ms":{NOON_MS}"#
    )
}
