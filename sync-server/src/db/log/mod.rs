//! The turf log: ops in, rows out. PROTOCOL.md says how.
//!
//! `take` decides ops, `world` says what a device may tell of, as far as it can from what is
//! `known` of all, `pull` finds what it lacks.

mod added;
mod known;
mod pull;
mod take;
mod world;

use std::borrow::Cow;
use std::collections::BTreeMap;

use turfwalk_core::model::OpId;
use turfwalk_core::wire::{Body, OpResult, Reply, ReplyHeader, Sent, StreamId, VERSION, Verdict};

use super::devices::DeviceRow;
use super::sql::{Tx, values};
use super::{Db, DbError, devices};
pub(super) use pull::stand;
use pull::{Pull, ShortOf, pull};
pub(super) use take::next_rank;
use take::{Push, Taken, take};

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
            let push = Push {
                device: &device,
                sent,
                tag: &tag,
            };
            Ok(take(tx, &[push], now_ms)?.pop())
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
            let push = Push {
                device: &device,
                sent,
                tag: &tag,
            };
            let Some(Taken { acc, fork, results }) = take(tx, &[push], now_ms)?.pop() else {
                return Ok(None);
            };
            let refused = |result: &&OpResult| matches!(result.verdict, Verdict::Refused { .. });
            Ok(Some(TakenOps {
                new: acc - before,
                refused: results.iter().filter(refused).count() as u64,
                forked: fork.is_some(),
            }))
        })
    }
}

/// Locks streams, ascending, and gives so many numbers out in each; the last before those.
fn heads(
    tx: &Tx<'_>,
    lengths: &BTreeMap<StreamId, u64>,
) -> Result<BTreeMap<StreamId, u64>, DbError> {
    let names: Vec<String> = lengths.keys().map(ToString::to_string).collect();
    let rows = names.iter().zip(lengths.values());
    let rows: Vec<_> = rows
        .map(|(name, length)| *values![*name, *length])
        .collect();
    let mut heads = BTreeMap::new();
    tx.insert(
        "INSERT INTO stream (name, head) VALUES (?*)
         ON CONFLICT (name) DO UPDATE SET head = stream.head + excluded.head
         RETURNING name, head",
        &rows,
        |r| {
            let stream = r.get::<String>(0)?.parse();
            let stream = stream.map_err(|_| DbError::Unreadable { what: "stream" })?;
            let length = lengths.get(&stream).copied().unwrap_or_default();
            heads.insert(stream, r.get::<u64>(1)? - length);
            Ok(())
        },
    )?;
    Ok(heads)
}

/// Locks a stream and gives `length` numbers out in it; the last of them.
pub(super) fn head(tx: &Tx<'_>, stream: StreamId, length: u64) -> Result<u64, DbError> {
    let before = heads(tx, &[(stream, length)].into())?.remove(&stream);
    let before = before.ok_or(DbError::Unreadable { what: "stream" })?;
    Ok(before + length)
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
    let body = Cow::Borrowed(body);
    let row = NewRow {
        stream,
        seq,
        tag,
        body,
        op,
        rank,
    };
    write_rows(tx, &[row])?;
    Ok(seq)
}

/// A row under its number, not yet written.
struct NewRow<'a> {
    stream: StreamId,
    seq: u64,
    tag: &'a str,
    body: Cow<'a, Body>,
    op: Option<OpId>,
    /// 0 for one that has none.
    rank: u64,
}

fn write_rows(tx: &Tx<'_>, rows: &[NewRow<'_>]) -> Result<(), DbError> {
    struct Cells {
        stream: String,
        kind: &'static str,
        key: String,
        place: Option<String>,
        value: String,
        device: Option<u32>,
        incarnation: Option<String>,
        n: Option<u64>,
    }
    let cells = rows.iter().map(
        |NewRow {
             stream, body, op, ..
         }| Cells {
            stream: stream.to_string(),
            kind: body.kind(),
            key: body.key(),
            place: body.place().map(|place| place.to_string()),
            value: body.value().to_string(),
            device: op.map(|op| op.device.0),
            incarnation: op.map(|op| op.incarnation.to_string()),
            n: op.map(|op| op.n),
        },
    );
    let cells: Vec<Cells> = cells.collect();
    let rows = rows.iter().zip(&cells).map(|(row, cells)| {
        *values![
            cells.stream,
            row.seq,
            *row.tag,
            *cells.kind,
            cells.key,
            cells.place,
            cells.value,
            row.rank,
            cells.device,
            cells.incarnation,
            cells.n,
        ]
    });
    tx.insert(
        "INSERT INTO stream_row
             (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n)
         VALUES (?*)",
        &rows.collect::<Vec<_>>(),
        |_| Ok(()),
    )
}
