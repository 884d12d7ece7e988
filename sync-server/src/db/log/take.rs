//! Ops in: each decided once, under one order of locks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use turfwalk_core::merge::{Effect, Refusal, effect};
use turfwalk_core::model::{DeviceId, Op, OpId, Person, Place};
use turfwalk_core::wire::{Body, OpResult, Sent, SentOp, StreamId, Verdict};

use super::world::Assigned;
use super::{head, write_row};
use crate::db::devices::DeviceRow;
use crate::db::sql::{Tx, values};
use crate::db::{DbError, erasures};

/// What became of a request's ops.
pub(super) struct Taken {
    /// Up to here all are decided.
    pub(super) acc: u64,
    /// The first that is another than the one decided under its number; then none is decided now.
    pub(super) fork: Option<u64>,
    /// Of each op that is decided, up to a gap.
    pub(super) results: Vec<OpResult>,
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
pub(super) fn take(
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
    let (mut acc, mut fork) = (known, None);
    let mut results = Vec::with_capacity(sent.ops.len());
    let mut world = Assigned::new(tx, device.id);
    let mut new = Vec::new();
    for op in &sent.ops {
        if op.n <= known {
            match stored(tx, device.id, sent, op)? {
                Some(result) => results.push(result),
                None => fork = fork.or(Some(op.n)),
            }
        } else if op.n == acc + 1 && fork.is_none() {
            let id = OpId {
                device: device.id,
                incarnation,
                n: op.n,
            };
            let effect = decide(&world, device, id, op)?;
            world.take_in(&effect)?;
            new.push(New { id, op, effect });
            acc += 1;
        } else {
            break; // a gap, or behind a fork: the answer tells the device where to send from
        }
    }
    if acc > known {
        results.extend(number(&world, new, tag, now_ms)?);
        tx.execute(
            "UPDATE life SET acc = ?3 WHERE device = ?1 AND incarnation = ?2",
            values![device.id.0, incarnation.to_string(), acc],
        )?;
    }
    Ok(Taken { acc, fork, results })
}

/// What an op comes to, before it has a number.
fn decide(
    world: &Assigned<'_>,
    device: &DeviceRow,
    id: OpId,
    op: &SentOp,
) -> Result<Result<Effect, Refusal>, DbError> {
    // First, since of such an op no text is kept, whatever else it would be refused for.
    if let Some(person) = op.op.as_ref().ok().and_then(Op::person)
        && erasures::is_erased(world.tx, person)?
    {
        return Ok(Err(Refusal::Erased));
    }
    if device.is_shut_out {
        return Ok(Err(Refusal::Revoked));
    }
    let op = match op.op.clone() {
        Ok(op) => op,
        Err(refusal) => return Ok(Err(refusal)),
    };
    effect(id, op, world)
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
            u64::from(matches!(effect.body, Body::Attempt(_) | Body::Edit(_)));
    }
    let mut ranks = BTreeMap::new();
    for (place, attempts) in attempts {
        ranks.insert(place, last_rank(tx, place, attempts)? - attempts);
    }
    let mut turfs = BTreeMap::new();
    for place in ranks.keys() {
        turfs.insert(*place, world.turf(*place)?);
    }
    let mut late = BTreeSet::new();
    for turf in turfs.values().flatten() {
        if !world.has(*turf)? {
            late.insert(*turf);
        }
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
                let body = if late.contains(&turf) {
                    come_late(body)
                } else {
                    body
                };
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
        Body::Edit(mut row) => {
            *last_rank += 1;
            row.rank = Some(*last_rank);
            (Body::Edit(row), *last_rank)
        }
        other => (other, 0),
    }
}

/// `body` as one that came after its turf had been taken back.
fn come_late(body: Body) -> Body {
    match body {
        Body::Attempt(mut row) => {
            row.late = true;
            Body::Attempt(row)
        }
        other => other,
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
        // Of what told of somebody who was erased a phone forgets the text, and one that was restored
        // has it again: it comes to the same.
        let is_erased = refused.as_deref() == Some("erased") && tells_of_erased(tx, op)?;
        let refused = Refusal::Erased;
        let verdict = Verdict::Refused { refused };
        return Ok(is_erased.then_some(OpResult { n: op.n, verdict }));
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

/// Whether an op comes to nothing but that somebody was erased.
fn tells_of_erased(tx: &Tx<'_>, op: &SentOp) -> Result<bool, DbError> {
    match &op.op {
        Ok(Op::Erased) => Ok(true),
        Ok(op) => op
            .person()
            .map_or(Ok(false), |person| erasures::is_erased(tx, person)),
        Err(_) => Ok(false),
    }
}

fn keep(tx: &Tx<'_>, id: OpId, op: &SentOp, verdict: Verdict, now_ms: i64) -> Result<(), DbError> {
    let (made, refused) = match verdict {
        Verdict::Made { stream, seq } => (Some((stream.to_string(), seq)), None),
        Verdict::Refused { refused } => {
            let word = serde_json::to_value(refused).ok();
            (None, word.and_then(|word| word.as_str().map(str::to_owned)))
        }
    };
    let is_erased = matches!(
        verdict,
        Verdict::Refused {
            refused: Refusal::Erased
        }
    );
    let line = (refused.is_some() && !is_erased).then_some(op.line.as_str());
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
pub(in crate::db) fn last_rank(tx: &Tx<'_>, place: Place, attempts: u64) -> Result<u64, DbError> {
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
