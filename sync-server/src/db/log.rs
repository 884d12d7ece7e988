//! The turf log: ops in, rows out. PROTOCOL.md says how; the order of locks stands in `take`.

use std::collections::BTreeMap;

use serde_json::Value;
use turfwalk_core::merge::{Effect, Refusal, World, effect};
use turfwalk_core::model::{BuildingId, DeviceId, DoorId, OpId, PersonKey, Place, TurfId};
use turfwalk_core::wire::{
    Body, Cursor, OpResult, Page, Reply, ReplyHeader, Row, Sent, SentOp, StreamId, VERSION, Verdict,
};

use super::devices::{self, DeviceRow};
use super::sql::{Tx, values};
use super::{Db, DbError, typed};

/// Most rows in one answer; the device asks again for the rest.
pub const MAX_ROWS: usize = 2_000;

/// What a sync request comes to.
#[derive(Debug)]
pub enum SyncOutcome {
    /// Answered.
    Reply(Box<Reply>),
    /// No such token, or one that was revoked.
    Unauthorized,
}

impl Db {
    /// Takes the ops of a request and answers with what the device lacks, in one transaction.
    pub fn sync(&self, token_hash: &str, sent: &Sent, now_ms: i64) -> Result<SyncOutcome, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let Some(device) = devices::by_token(tx, token_hash)? else {
                return Ok(SyncOutcome::Unauthorized);
            };
            devices::saw(tx, device.id, now_ms)?;
            let reply = match take(tx, &device, sent, &tag, now_ms)? {
                Taken::Fork { at, results } => Reply {
                    header: header(tx, &device, sent, Some(at), false)?,
                    results,
                    pages: Vec::new(),
                },
                Taken::Results(results) => {
                    let (pages, more) = pages(tx, &device, sent)?;
                    Reply {
                        header: header(tx, &device, sent, None, more)?,
                        results,
                        pages,
                    }
                }
            };
            Ok(SyncOutcome::Reply(Box::new(reply)))
        })
    }
}

fn header(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    fork: Option<u64>,
    more: bool,
) -> Result<ReplyHeader, DbError> {
    Ok(ReplyHeader {
        v: VERSION,
        acc: acc(tx, device.id, sent)?,
        dur: 0,
        fork,
        streams: devices::streams(tx, device.id)?,
        more,
    })
}

enum Taken {
    Fork { at: u64, results: Vec<OpResult> },
    Results(Vec<OpResult>),
}

fn acc(tx: &Tx<'_>, device: DeviceId, sent: &Sent) -> Result<u64, DbError> {
    let found: Option<u64> = tx.maybe(
        "SELECT acc FROM life WHERE device = ?1 AND incarnation = ?2",
        values![device.0, sent.header.incarnation.to_string()],
        |r| r.get(0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Decides each op: the device's row first (duplicates are decided under its lock), then what the
/// ops touch, then permissions and streams; the streams' numbers are given last.
fn take(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    tag: &str,
    now_ms: i64,
) -> Result<Taken, DbError> {
    let incarnation = sent.header.incarnation;
    tx.execute(
        "INSERT INTO life (device, incarnation, acc) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING",
        values![device.id.0, incarnation.to_string()],
    )?;
    let mut acc = acc(tx, device.id, sent)?;
    let mut results = Vec::with_capacity(sent.ops.len());
    for op in &sent.ops {
        if op.n <= acc {
            match stored(tx, device.id, sent, op)? {
                Some(result) => results.push(result),
                None => return Ok(Taken::Fork { at: op.n, results }),
            }
        } else if op.n == acc + 1 {
            let id = OpId {
                device: device.id,
                incarnation,
                n: op.n,
            };
            let verdict = decide(tx, id, op, tag)?;
            keep(tx, id, op, verdict, now_ms)?;
            results.push(OpResult { n: op.n, verdict });
            acc += 1;
        } else {
            break; // a gap: the answer's `acc` tells the device where to send from
        }
    }
    tx.execute(
        "UPDATE life SET acc = ?3 WHERE device = ?1 AND incarnation = ?2",
        values![device.id.0, incarnation.to_string(), acc],
    )?;
    Ok(Taken::Results(results))
}

/// What became of an op that was decided before; `None` if that was another op.
fn stored(
    tx: &Tx<'_>,
    device: DeviceId,
    sent: &Sent,
    op: &SentOp,
) -> Result<Option<OpResult>, DbError> {
    let (hash, stream, seq, refused): (String, Option<String>, Option<u64>, Option<String>) = tx.one("SELECT hash, stream, seq, refused FROM op WHERE device = ?1 AND incarnation = ?2 AND n = ?3", 
            values![device.0, sent.header.incarnation.to_string(), op.n],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
        )?;
    if hash != op.hash.to_string() {
        return Ok(None);
    }
    let verdict = match (stream, seq, refused) {
        (Some(stream), Some(seq), None) => Verdict::Made {
            stream: stream
                .parse()
                .map_err(|_| DbError::Unreadable { what: "stream" })?,
            seq,
        },
        (None, None, Some(word)) => Verdict::Refused {
            refused: serde_json::from_value(Value::from(word))
                .map_err(|_| DbError::Unreadable { what: "refusal" })?,
        },
        _ => return Err(DbError::Unreadable { what: "op" }),
    };
    Ok(Some(OpResult { n: op.n, verdict }))
}

/// The row that an op makes, numbered and written, or the reason why it makes none.
fn decide(tx: &Tx<'_>, id: OpId, op: &SentOp, tag: &str) -> Result<Verdict, DbError> {
    let world = Assigned {
        tx,
        device: id.device,
    };
    let effect = match op.op.clone() {
        Ok(op) => effect(id, op, &world)?,
        Err(refusal) => Err(refusal),
    };
    let Effect { place, body } = match effect {
        Ok(effect) => effect,
        Err(refused) => return Ok(Verdict::Refused { refused }),
    };
    let Some(turf) = world.turf(place)? else {
        return Ok(Verdict::Refused {
            refused: Refusal::UnknownDoor,
        });
    };
    let rank = match &body {
        Body::Attempt(_) => next_rank(tx, place)?,
        _ => 0,
    };
    if let Body::Person(person) = &body {
        tx.execute(
            "INSERT INTO person (key, door, name) VALUES (?1, ?2, ?3)",
            values![person.key.to_string(), person.door.0, person.name],
        )?;
    }
    let body = match body {
        Body::Attempt(mut row) => {
            row.rank = Some(rank);
            Body::Attempt(row)
        }
        other => other,
    };
    let stream = StreamId::Turf(turf);
    let seq = append(tx, stream, tag, &body, Some(id), rank)?;
    Ok(Verdict::Made { stream, seq })
}

fn keep(tx: &Tx<'_>, id: OpId, op: &SentOp, verdict: Verdict, now_ms: i64) -> Result<(), DbError> {
    let (made, refused) = match verdict {
        Verdict::Made { stream, seq } => (Some((stream.to_string(), seq)), None),
        Verdict::Refused { refused } => {
            let word = serde_json::to_value(refused).ok();
            (None, word.and_then(|word| word.as_str().map(str::to_owned)))
        }
    };
    let line = refused.is_some().then_some(op.line.as_str());
    tx.execute(
        "INSERT INTO op (device, incarnation, n, hash, stream, seq, refused, line, received_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        values![
            id.device.0,
            id.incarnation.to_string(),
            id.n,
            op.hash.to_string(),
            made.as_ref().map(|made| &made.0),
            made.as_ref().map(|made| made.1),
            refused,
            line,
            now_ms
        ],
    )?;
    Ok(())
}

fn next_rank(tx: &Tx<'_>, place: Place) -> Result<u64, DbError> {
    let (sql, id) = match place {
        Place::Door(door) => (
            "UPDATE door SET last_rank = last_rank + 1 WHERE id = ?1 RETURNING last_rank",
            door.0,
        ),
        Place::Building(building) => (
            "UPDATE building SET last_rank = last_rank + 1 WHERE id = ?1 RETURNING last_rank",
            building.0,
        ),
    };
    tx.one(sql, values![id], |r| r.get(0))
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
    let name = stream.to_string();
    tx.execute(
        "INSERT INTO stream (name, head) VALUES (?1, 0) ON CONFLICT DO NOTHING",
        values![&name],
    )?;
    let seq: u64 = tx.one(
        "UPDATE stream SET head = head + 1 WHERE name = ?1 RETURNING head",
        values![&name],
        |r| r.get(0),
    )?;
    tx.execute(
        "INSERT INTO stream_row
             (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        values![
            name,
            seq,
            tag,
            body.kind(),
            body.key(),
            body.place().map(place_text),
            body.value().to_string(),
            rank,
            op.map(|op| op.device.0),
            op.map(|op| op.incarnation.to_string()),
            op.map(|op| op.n),
        ],
    )?;
    Ok(seq)
}

/// How a place is written in the `place` column.
pub(super) fn place_text(place: Place) -> String {
    match place {
        Place::Door(door) => format!("door/{door}"),
        Place::Building(building) => format!("building/{building}"),
    }
}

/// The rows that the device lacks, stream by stream, and whether some are left for later.
fn pages(tx: &Tx<'_>, device: &DeviceRow, sent: &Sent) -> Result<(Vec<Page>, bool), DbError> {
    let held: BTreeMap<StreamId, &Cursor> = sent
        .header
        .cursors
        .iter()
        .map(|cursor| (cursor.stream, cursor))
        .collect();
    let (mut pages, mut room) = (Vec::new(), MAX_ROWS);
    for stream in devices::streams(tx, device.id)? {
        let cursor = held.get(&stream).copied();
        let reset = match cursor {
            Some(cursor) => cursor.seq > 0 && tag_at(tx, cursor)?.as_deref() != Some(&*cursor.tag),
            None => false,
        };
        let after = cursor.filter(|_| !reset).map_or(0, |cursor| cursor.seq);
        let head: Option<u64> = tx.maybe(
            "SELECT head FROM stream WHERE name = ?1",
            values![stream.to_string()],
            |r| r.get(0),
        )?;
        if head.unwrap_or(0) <= after && !reset {
            continue;
        }
        if room == 0 {
            return Ok((pages, true));
        }
        let (rows, last) = rows_after(tx, device, sent, stream, after, room)?;
        room -= rows.len();
        let cursor = last.unwrap_or(Cursor {
            stream,
            seq: 0,
            tag: "00000000".into(),
        });
        let done = cursor.seq >= head.unwrap_or(0);
        pages.push(Page {
            reset,
            rows,
            cursor,
        });
        if !done {
            return Ok((pages, true));
        }
    }
    Ok((pages, false))
}

fn tag_at(tx: &Tx<'_>, cursor: &Cursor) -> Result<Option<String>, DbError> {
    tx.maybe(
        "SELECT tag FROM stream_row WHERE stream = ?1 AND seq = ?2",
        values![cursor.stream.to_string(), cursor.seq],
        |r| r.get(0),
    )
}

fn rows_after(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    stream: StreamId,
    after: u64,
    room: usize,
) -> Result<(Vec<Row>, Option<Cursor>), DbError> {
    let incarnation = sent.header.incarnation.to_string();
    let (mut rows, mut last) = (Vec::new(), None);
    tx.each(
        "SELECT seq, tag, kind, value, rank, device, incarnation, n FROM stream_row
         WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        values![stream.to_string(), after, room],
        |row| {
            let (seq, n): (u64, Option<u64>) = (row.get(0)?, row.get(7)?);
            let is_own = row.get::<Option<u32>>(5)? == Some(device.id.0)
                && row.get::<Option<String>>(6)?.as_deref() == Some(&incarnation);
            let holds_from = sent.header.holds_from;
            rows.push(match n {
                Some(n) if is_own && holds_from > 0 && n >= holds_from => {
                    Row::Own(seq, n, row.get(4)?)
                }
                _ => Row::Full(seq, row.get(2)?, typed("row", &row.get::<String>(3)?)?),
            });
            last = Some(Cursor {
                stream,
                seq,
                tag: row.get(1)?,
            });
            Ok(())
        },
    )?;
    Ok((rows, last))
}

/// The world as a device may see it: what is, or ever was, assigned to it.
struct Assigned<'a> {
    tx: &'a Tx<'a>,
    device: DeviceId,
}

impl Assigned<'_> {
    fn turf(&self, place: Place) -> Result<Option<TurfId>, DbError> {
        let (sql, id) = match place {
            Place::Door(door) => (
                "SELECT d.turf FROM door d JOIN assignment a ON a.turf = d.turf
                 WHERE d.id = ?1 AND a.device = ?2",
                door.0,
            ),
            Place::Building(building) => (
                "SELECT d.turf FROM door d JOIN assignment a ON a.turf = d.turf
                 WHERE d.building = ?1 AND a.device = ?2 LIMIT 1",
                building.0,
            ),
        };
        let turf = self
            .tx
            .maybe(sql, values![id, self.device.0], |r| r.get(0))?;
        Ok(turf.map(TurfId))
    }
}

impl World for Assigned<'_> {
    type Error = DbError;

    fn has_door(&self, door: DoorId) -> Result<bool, DbError> {
        Ok(self.turf(Place::Door(door))?.is_some())
    }

    fn has_building(&self, building: BuildingId) -> Result<bool, DbError> {
        Ok(self.turf(Place::Building(building))?.is_some())
    }

    fn door_of(&self, person: PersonKey) -> Result<Option<DoorId>, DbError> {
        let door = self
            .tx
            .maybe(
                "SELECT door FROM person WHERE key = ?1",
                values![person.to_string()],
                |r| r.get(0),
            )?
            .map(DoorId);
        match door {
            Some(door) if self.has_door(door)? => Ok(Some(door)),
            _ => Ok(None),
        }
    }

    fn place_of(&self, attempt: OpId) -> Result<Option<Place>, DbError> {
        let text: Option<String> = self.tx.maybe(
            "SELECT value FROM stream_row
             WHERE kind = 'attempt' AND key = ?1 AND device IS NOT NULL",
            values![attempt.to_string()],
            |r| r.get(0),
        )?;
        let Some(text) = text else { return Ok(None) };
        let row: turfwalk_core::wire::AttemptRow = typed("attempt", &text)?;
        Ok(self.turf(row.place)?.map(|_| row.place))
    }
}
