//! The turf log: ops in, rows out. PROTOCOL.md says how; the order of locks stands in `take`.

use std::collections::BTreeMap;

use serde_json::Value;
use turfwalk_core::merge::{Effect, Refusal, World, effect};
use turfwalk_core::model::{BuildingId, DeviceId, DoorId, OpId, Person, PersonKey, Place, TurfId};
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
    /// Takes the ops of a request in one transaction, then answers with what the device lacks, as
    /// of one state of the database.
    pub fn sync(&self, token_hash: &str, sent: &Sent, now_ms: i64) -> Result<SyncOutcome, DbError> {
        let tag = (self.draw)(4)?;
        let taken = self.write_beside(|tx| {
            let Some(device) = devices::by_token(tx, token_hash)? else {
                return Ok::<_, DbError>(None);
            };
            devices::saw(tx, device.id, now_ms)?;
            let taken = take(tx, &device, sent, &tag, now_ms)?;
            Ok(Some((device, taken)))
        })?;
        let Some((device, Taken { acc, fork, results })) = taken else {
            return Ok(SyncOutcome::Unauthorized);
        };
        let dur = self.dur(device.id, sent.header.incarnation).min(acc);
        let reply = self.read(|tx| {
            let (pages, more) = match fork {
                Some(_) => (Vec::new(), false),
                None => pages(tx, &device, sent)?,
            };
            let header = ReplyHeader {
                v: VERSION,
                acc,
                dur,
                fork,
                streams: devices::streams(tx, device.id)?,
                more,
            };
            Ok(Reply {
                header,
                results,
                pages,
            })
        })?;
        Ok(SyncOutcome::Reply(Box::new(reply)))
    }
}

/// What became of a request's ops.
struct Taken {
    /// Up to here all are decided.
    acc: u64,
    /// The first that is another than the one decided under its number.
    fork: Option<u64>,
    /// Of each op up to there or to a gap.
    results: Vec<OpResult>,
}

/// An op that is new: the row that it makes, not yet numbered, or the reason why it makes none.
struct New<'a> {
    id: OpId,
    op: &'a SentOp,
    effect: Result<Effect, Refusal>,
}

/// Decides each op. Rows are locked in one order, so that no two requests wait for each other:
/// the device's life first (duplicates are decided under its lock), then the places that the ops
/// touch, ascending, then permissions are read again, then the streams, ascending; numbers are
/// given last.
fn take(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    tag: &str,
    now_ms: i64,
) -> Result<Taken, DbError> {
    let incarnation = sent.header.incarnation;
    let known: u64 = tx.one(
        "INSERT INTO life (device, incarnation, acc) VALUES (?1, ?2, 0)
         ON CONFLICT (device, incarnation) DO UPDATE SET acc = life.acc RETURNING acc",
        values![device.id.0, incarnation.to_string()],
        |r| r.get(0),
    )?;
    let (mut acc, mut results) = (known, Vec::with_capacity(sent.ops.len()));
    let mut world = Assigned {
        tx,
        device: device.id,
        attempts: BTreeMap::new(),
        people: BTreeMap::new(),
    };
    let mut new = Vec::new();
    for op in &sent.ops {
        if op.n <= known {
            match stored(tx, device.id, sent, op)? {
                Some(result) => results.push(result),
                None => {
                    let fork = Some(op.n);
                    return Ok(Taken { acc, fork, results });
                }
            }
        } else if op.n == acc + 1 {
            let id = OpId {
                device: device.id,
                incarnation,
                n: op.n,
            };
            let effect = match op.op.clone() {
                Ok(op) => effect(id, op, &world)?,
                Err(refusal) => Err(refusal),
            };
            world.take_in(&effect);
            new.push(New { id, op, effect });
            acc += 1;
        } else {
            break; // a gap: the answer's `acc` tells the device where to send from
        }
    }
    if acc > known {
        results.extend(number(&world, new, tag, now_ms)?);
        tx.execute(
            "UPDATE life SET acc = ?3 WHERE device = ?1 AND incarnation = ?2",
            values![device.id.0, incarnation.to_string(), acc],
        )?;
    }
    Ok(Taken {
        acc,
        fork: None,
        results,
    })
}

/// Gives the rows of new ops their ranks and numbers, writes them, and keeps what became of each.
fn number(
    world: &Assigned<'_>,
    mut new: Vec<New<'_>>,
    tag: &str,
    now_ms: i64,
) -> Result<Vec<OpResult>, DbError> {
    let tx = world.tx;
    let mut attempts: BTreeMap<Place, u64> = BTreeMap::new();
    for effect in new.iter().filter_map(|new| new.effect.as_ref().ok()) {
        *attempts.entry(effect.place).or_default() +=
            u64::from(matches!(effect.body, Body::Attempt(_)));
    }
    let mut ranks = BTreeMap::new();
    for (place, attempts) in attempts {
        ranks.insert(place, last_rank(tx, place, attempts)? - attempts);
    }
    let mut turfs = BTreeMap::new();
    for place in ranks.keys() {
        turfs.insert(*place, world.turf(*place)?);
    }
    let mut lengths: BTreeMap<StreamId, u64> = BTreeMap::new();
    for New { effect, .. } in &mut new {
        match effect.as_ref().map(|effect| turfs[&effect.place]) {
            Ok(Some(turf)) => *lengths.entry(StreamId::Turf(turf)).or_default() += 1,
            Ok(None) => *effect = Err(Refusal::UnknownDoor),
            Err(_) => {}
        }
    }
    let mut seqs = BTreeMap::new();
    for (stream, length) in lengths {
        seqs.insert(stream, head(tx, stream, length)? - length);
    }
    let mut results = Vec::with_capacity(new.len());
    for New { id, op, effect } in new {
        let verdict = match effect {
            Err(refused) => Verdict::Refused { refused },
            Ok(Effect { place, body }) => {
                let turf = turfs[&place].expect("an op at no turf was refused above");
                let stream = StreamId::Turf(turf);
                let seq = seqs.entry(stream).or_default();
                *seq += 1;
                let (body, rank) = ranked(body, ranks.entry(place).or_default());
                if let Body::Person(person) = &body {
                    add_person(tx, person)?;
                }
                write_row(tx, (stream, *seq), tag, &body, Some(id), rank)?;
                Verdict::Made { stream, seq: *seq }
            }
        };
        keep(tx, id, op, verdict, now_ms)?;
        results.push(OpResult { n: id.n, verdict });
    }
    Ok(results)
}

/// `body` with the next rank at its place, if it takes one, and that rank; 0 if not.
fn ranked(body: Body, last_rank: &mut u64) -> (Body, u64) {
    match body {
        Body::Attempt(mut row) => {
            *last_rank += 1;
            row.rank = Some(*last_rank);
            (Body::Attempt(row), *last_rank)
        }
        other => (other, 0),
    }
}

fn add_person(tx: &Tx<'_>, person: &Person) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO person (key, door, name) VALUES (?1, ?2, ?3)",
        values![person.key.to_string(), person.door.0, person.name],
    )?;
    Ok(())
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

/// Locks a place and gives `attempts` ranks out there; the last of them.
fn last_rank(tx: &Tx<'_>, place: Place, attempts: u64) -> Result<u64, DbError> {
    let (sql, id) = match place {
        Place::Door(door) => (
            "UPDATE door SET last_rank = last_rank + ?2 WHERE id = ?1 RETURNING last_rank",
            door.0,
        ),
        Place::Building(building) => (
            "UPDATE building SET last_rank = last_rank + ?2 WHERE id = ?1 RETURNING last_rank",
            building.0,
        ),
    };
    tx.one(sql, values![id, attempts], |r| r.get(0))
}

/// Locks a stream and gives `length` numbers out in it; the last of them.
fn head(tx: &Tx<'_>, stream: StreamId, length: u64) -> Result<u64, DbError> {
    let name = stream.to_string();
    tx.execute(
        "INSERT INTO stream (name, head) VALUES (?1, 0) ON CONFLICT DO NOTHING",
        values![&name],
    )?;
    tx.one(
        "UPDATE stream SET head = head + ?2 WHERE name = ?1 RETURNING head",
        values![name, length],
        |r| r.get(0),
    )
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
            body.place().map(place_text),
            body.value().to_string(),
            rank,
            op.map(|op| op.device.0),
            op.map(|op| op.incarnation.to_string()),
            op.map(|op| op.n),
        ],
    )?;
    Ok(())
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

/// The world as a device may see it: what is, or ever was, assigned to it, and what it has made
/// earlier in the same request.
struct Assigned<'a> {
    tx: &'a Tx<'a>,
    device: DeviceId,
    attempts: BTreeMap<OpId, Place>,
    people: BTreeMap<PersonKey, DoorId>,
}

impl Assigned<'_> {
    /// Knows from now on what an op of the request will make.
    fn take_in(&mut self, effect: &Result<Effect, Refusal>) {
        match effect {
            Ok(Effect {
                place,
                body: Body::Attempt(row),
            }) => {
                self.attempts.insert(row.op, *place);
            }
            Ok(Effect {
                body: Body::Person(person),
                ..
            }) => {
                self.people.insert(person.key, person.door);
            }
            _ => {}
        }
    }

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
        if let Some(door) = self.people.get(&person) {
            return Ok(Some(*door));
        }
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
        if let Some(place) = self.attempts.get(&attempt) {
            return Ok(Some(*place));
        }
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
