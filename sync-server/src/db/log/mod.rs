//! The turf log: ops in, rows out. PROTOCOL.md says how.
//!
//! `take` decides ops, `world` says what a device may tell of, `pull` finds what it lacks.

mod added;
mod pull;
mod take;
mod world;

use turfwalk_core::model::OpId;
use turfwalk_core::wire::{Body, OpResult, Reply, ReplyHeader, Sent, StreamId, VERSION, Verdict};

use super::devices::DeviceRow;
use super::sql::{Tx, values};
use super::{Db, DbError, devices};
pub(super) use pull::stand;
use pull::{Pull, ShortOf, pull};
pub(super) use take::last_rank;
use take::{Taken, take};

/// Most rows in one answer; the device asks again for the rest.
pub const MAX_ROWS: usize = 2_000;
/// The kind of a row of which nothing is left but its number: never sent.
pub(super) const VOID: &str = "void";

/// What a sync request comes to.
#[derive(Debug)]
pub enum SyncOutcome {
    /// Answered.
    Reply(Box<Reply>),
    /// No such token.
    Unauthorized,
}

impl Db {
    /// Takes the ops of a request in one transaction, then answers with what the device lacks, as
    /// of one state of the database. A request without ops writes nothing, but now and then that
    /// its device was here.
    pub fn sync(&self, token_hash: &str, sent: &Sent, now_ms: i64) -> Result<SyncOutcome, DbError> {
        let taken = match sent.ops.is_empty() {
            true => None,
            false => match self.decide(token_hash, sent, now_ms)? {
                None => return Ok(SyncOutcome::Unauthorized),
                taken => taken,
            },
        };
        let mut short_of = ShortOf::Snapshots;
        let (device, mut reply) = loop {
            let found = self.read(|tx| {
                let Some(device) = devices::by_token(tx, token_hash)? else {
                    return Ok(None);
                };
                let whole = (self.whole_from, short_of);
                let (reply, unready) = answer(tx, &device, sent, taken.as_ref(), whole)?;
                Ok(Some((device, reply, unready)))
            })?;
            match found {
                None => return Ok(SyncOutcome::Unauthorized),
                Some((device, reply, unready)) if unready.is_empty() => break (device, reply),
                Some((.., unready)) => {
                    for stream in unready {
                        self.make_snapshot(stream)?;
                    }
                    short_of = ShortOf::Nothing;
                }
            }
        };
        let next_key = sent.header.next_key;
        if sent.ops.is_empty() && !device.is_as_seen(next_key, now_ms) {
            self.write_beside(|tx| devices::saw(tx, &device, next_key, now_ms))?;
        }
        if let Some(copy) = &self.copy {
            reply.header.dur = copy.acc(device.id, sent.header.incarnation);
        }
        reply.header.dur = reply.header.dur.min(reply.header.acc);
        reply.results = taken.map_or_else(Vec::new, |taken| taken.results);
        Ok(SyncOutcome::Reply(Box::new(reply)))
    }

    /// Decides the ops of a request; `None` for a token that nobody has.
    fn decide(&self, token_hash: &str, sent: &Sent, now_ms: i64) -> Result<Option<Taken>, DbError> {
        let tag = (self.draw)(4)?;
        self.write_beside(|tx| {
            let Some(device) = devices::by_token(tx, token_hash)? else {
                return Ok(None);
            };
            devices::saw(tx, &device, sent.header.next_key, now_ms)?;
            take(tx, &device, sent, &tag, now_ms).map(Some)
        })
    }
}

/// What an answer to a device says, and which streams are to be made ready before it is sent.
/// Results are left to be put in.
fn answer(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    taken: Option<&Taken>,
    whole: (u64, ShortOf),
) -> Result<(Reply, Vec<StreamId>), DbError> {
    let incarnation = sent.header.incarnation.to_string();
    let (acc, dur): (u64, u64) = tx
        .maybe(
            "SELECT acc, backed_up FROM life WHERE device = ?1 AND incarnation = ?2",
            values![device.id.0, incarnation],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?
        .unwrap_or_default();
    let streams = devices::streams(tx, device.id)?;
    let fork = taken.and_then(|taken| taken.fork);
    let pull = match fork {
        Some(_) => Pull::default(),
        None => pull(tx, device, &streams, sent, whole)?,
    };
    let header = ReplyHeader {
        v: VERSION,
        acc: taken.map_or(acc, |taken| taken.acc),
        dur,
        fork,
        streams,
        more: pull.more,
        wipe: device.is_shut_out,
        next_key: None,
    };
    let reply = Reply {
        header,
        results: Vec::new(),
        pages: pull.pages,
        snapshots: pull.snapshots,
    };
    Ok((reply, pull.unready))
}

/// What came of ops that were taken without an answer to their phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenOps {
    /// Decided now, not before.
    pub new: u64,
    /// Of all of them: refused.
    pub refused: u64,
    /// Whether some are others than those decided under their numbers.
    pub forked: bool,
}

impl Db {
    /// Takes ops that came by another way than the phone's own sync; `None` for a token that
    /// nobody has. The phone learns of it when it syncs.
    pub fn take_ops(
        &self,
        token_hash: &str,
        sent: &Sent,
        now_ms: i64,
    ) -> Result<Option<TakenOps>, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let Some(device) = devices::by_token(tx, token_hash)? else {
                return Ok(None);
            };
            let before: u64 = tx
                .maybe(
                    "SELECT acc FROM life WHERE device = ?1 AND incarnation = ?2",
                    values![device.id.0, sent.header.incarnation.to_string()],
                    |r| r.get(0),
                )?
                .unwrap_or(0);
            let Taken { acc, fork, results } = take(tx, &device, sent, &tag, now_ms)?;
            let refused = |result: &&OpResult| matches!(result.verdict, Verdict::Refused { .. });
            Ok(Some(TakenOps {
                new: acc - before,
                refused: results.iter().filter(refused).count() as u64,
                forked: fork.is_some(),
            }))
        })
    }
}

/// Locks a stream and gives `length` numbers out in it; the last of them.
pub(super) fn head(tx: &Tx<'_>, stream: StreamId, length: u64) -> Result<u64, DbError> {
    let name = stream.to_string();
    let advance = || {
        tx.maybe(
            "UPDATE stream SET head = head + ?2 WHERE name = ?1 RETURNING head",
            values![&name, length],
            |r| r.get(0),
        )
    };
    if let Some(head) = advance()? {
        return Ok(head);
    }
    tx.execute(
        "INSERT INTO stream (name, head) VALUES (?1, 0) ON CONFLICT DO NOTHING",
        values![&name],
    )?;
    advance()?.ok_or(DbError::Unreadable { what: "stream" })
}

/// Appends a row to a stream under its next number.
pub(super) fn append(
    tx: &Tx<'_>,
    stream: StreamId,
    tag: &str,
    body: &Body,
    op: Option<OpId>,
    rank: u64,
) -> Result<u64, DbError> {
    let seq = head(tx, stream, 1)?;
    write_row(tx, (stream, seq), tag, body, op, rank)?;
    Ok(seq)
}

fn write_row(
    tx: &Tx<'_>,
    (stream, seq): (StreamId, u64),
    tag: &str,
    body: &Body,
    op: Option<OpId>,
    rank: u64,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO stream_row
             (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        values![
            stream.to_string(),
            seq,
            tag,
            body.kind(),
            body.key(),
            body.place().map(|place| place.to_string()),
            body.json(),
            rank,
            op.map(|op| op.device.0),
            op.map(|op| op.incarnation.to_string()),
            op.map(|op| op.n),
        ],
    )?;
    Ok(())
}
