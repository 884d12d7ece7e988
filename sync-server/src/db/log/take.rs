//! Ops in: each decided once, under one order of locks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use turfwalk_core::merge::{Effect, Refusal, effect};
use turfwalk_core::model::{DeviceId, Op, OpId, Person, Place};
use turfwalk_core::wire::{Body, OpResult, Sent, SentOp, StreamId, Verdict};

use super::known::Known;
use super::lives::{Life, Receipts, lock_lives, raise};
use super::places::{Locked, lock_places};
use super::rows::{NewRow, heads, write_rows};
use super::world::Assigned;
use crate::db::devices::{Comer, DeviceRow};
use crate::db::sql::{Tx, values};
use crate::db::{DbError, erasures};

/// What became of a request's ops.
pub(super) struct Taken {
    /// Up to here all are decided.
    pub(super) acc: u64,
    /// Up to here all are backed up, as the database itself has it.
    pub(super) dur: u64,
    /// The first that is another than the one decided under its number; then none is decided now.
    pub(super) fork: Option<u64>,
    /// Of each op that is decided, up to a gap.
    pub(super) results: Vec<OpResult>,
}

/// A request whose device is known.
pub(super) struct Push<'a> {
    pub(super) comer: &'a Comer,
    pub(super) sent: &'a Sent,
    /// The tag of the rows that it makes.
    pub(super) tag: &'a str,
}

/// A request's ops as decided, those that are new not yet numbered.
struct Decided<'a> {
    push: &'a Push<'a>,
    taken: Taken,
    new: Vec<New<'a>>,
}

/// An op that is new: the row that it makes, or the reason why it makes none.
struct New<'a> {
    id: OpId,
    op: &'a SentOp,
    effect: Result<Effect, Refusal>,
}

/// Decides each op of requests of different devices. Rows are locked in one order, so that no two
/// transactions wait for each other: the devices' lives first, ascending (duplicates are decided
/// under their lock), then the places that the ops touch, ascending, then permissions are read
/// again, then the streams, ascending; numbers are given last.
pub(super) fn take(tx: &Tx<'_>, pushes: &[Push<'_>], now_ms: i64) -> Result<Vec<Taken>, DbError> {
    let lives = lock_lives(tx, &pushes.iter().map(Push::life).collect())?;
    let held = pushes.iter().flat_map(|push| {
        let Comer { device, held, .. } = push.comer;
        held.iter().map(|(turf, now)| ((device.id, *turf), *now))
    });
    let ops = pushes.iter().flat_map(|push| {
        let decided = lives[&push.life()].acc;
        let new = push.sent.ops.iter().filter(move |op| op.n > decided);
        new.filter_map(|op| op.op.as_ref().ok())
    });
    let known = Known::of(tx, held.collect(), ops)?;
    let decided: Result<Vec<_>, DbError> = pushes
        .iter()
        .map(|push| decide_each(tx, push, lives[&push.life()], &known))
        .collect();
    let mut decided = decided?;
    if decided.iter().any(|decided| !decided.new.is_empty()) {
        number(tx, &mut decided, now_ms)?;
        let acc = decided
            .iter()
            .map(|Decided { push, taken, .. }| (push.life(), taken.acc));
        let raised = acc.filter(|(life, acc)| lives[life].acc < *acc);
        raise(tx, &raised.collect())?;
    }
    Ok(decided.into_iter().map(|decided| decided.taken).collect())
}

impl Push<'_> {
    fn life(&self) -> Life {
        (self.comer.device.id, self.sent.header.incarnation)
    }
}

/// Decides the ops of one request; `receipts` say which are decided already.
fn decide_each<'a>(
    tx: &Tx<'_>,
    push: &'a Push<'a>,
    receipts: Receipts,
    known: &Known,
) -> Result<Decided<'a>, DbError> {
    let Push { comer, sent, .. } = push;
    let (device, known_to) = (&comer.device, receipts.acc);
    let (mut acc, mut fork) = (known_to, None);
    let (mut results, mut new) = (Vec::with_capacity(sent.ops.len()), Vec::new());
    let mut world = Assigned::new(tx, device.id, known);
    for op in &sent.ops {
        if op.n <= known_to {
            match stored(tx, device.id, sent, op)? {
                Some(result) => results.push(result),
                None => fork = fork.or(Some(op.n)),
            }
        } else if op.n == acc + 1 && fork.is_none() {
            let id = OpId {
                device: device.id,
                incarnation: sent.header.incarnation,
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
    let taken = Taken {
        acc,
        dur: receipts.dur,
        fork,
        results,
    };
    Ok(Decided { push, taken, new })
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
        && world.is_erased(person)?
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
fn number(tx: &Tx<'_>, all: &mut [Decided<'_>], now_ms: i64) -> Result<(), DbError> {
    let mut attempts: BTreeMap<Place, u64> = BTreeMap::new();
    for New { effect, .. } in all.iter().flat_map(|decided| &decided.new) {
        if let Ok(Effect { place, body }) = effect {
            *attempts.entry(*place).or_default() += u64::from(body.has_rank());
        }
    }
    let Locked { mut ranks, doors } = lock_places(tx, &attempts)?;
    let devices = all.iter().map(|decided| decided.push.comer.device.id);
    let mut known = Known::with_held(tx, &devices.collect::<Vec<_>>())?;
    known.doors = doors;
    let mut lengths: BTreeMap<StreamId, u64> = BTreeMap::new();
    let mut turfs = BTreeMap::new();
    for Decided { push, new, .. } in &mut *all {
        let device = push.comer.device.id;
        let world = Assigned::new(tx, device, &known);
        for New { effect, .. } in new {
            let Ok(Effect { place, .. }) = effect else {
                continue;
            };
            let turf = match turfs.entry((device, *place)) {
                Entry::Occupied(found) => *found.get(),
                Entry::Vacant(vacant) => *vacant.insert(world.turf(*place)?),
            };
            match turf {
                Some(turf) => *lengths.entry(StreamId::Turf(turf)).or_default() += 1,
                None => *effect = Err(Refusal::UnknownDoor),
            }
        }
    }
    let mut seqs = heads(tx, &lengths)?;
    let (mut rows, mut verdicts) = (Vec::new(), Vec::new());
    for Decided { push, taken, new } in all {
        let device = push.comer.device.id;
        for New { id, op, effect } in std::mem::take(new) {
            let verdict = match effect {
                Err(refused) => Verdict::Refused { refused },
                Ok(Effect { place, body }) => {
                    let turf = turfs.get(&(device, place)).copied().flatten();
                    let turf = turf.expect("an op at no turf was refused above");
                    let stream = StreamId::Turf(turf);
                    let seq = seqs.entry(stream).or_default();
                    *seq += 1;
                    let (body, rank) = ranked(body, ranks.entry(place).or_default());
                    let body = match known.has(device, turf) {
                        true => body,
                        false => come_late(body),
                    };
                    if let Body::Person(person) = &body {
                        add_person(tx, person)?;
                    }
                    rows.push(NewRow {
                        stream,
                        seq: *seq,
                        tag: push.tag,
                        body: Cow::Owned(body),
                        op: Some(id),
                        rank,
                    });
                    Verdict::Made { stream, seq: *seq }
                }
            };
            verdicts.push((id, op, verdict));
            taken.results.push(OpResult { n: id.n, verdict });
        }
    }
    write_rows(tx, &rows)?;
    keep(tx, &verdicts, now_ms)
}

/// `body` with the next rank at its place, if it has one, and that rank; 0 if not.
fn ranked(body: Body, last_rank: &mut u64) -> (Body, u64) {
    if !body.has_rank() {
        return (body, 0);
    }
    *last_rank += 1;
    (body.ranked(*last_rank), *last_rank)
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
    let (hash, stream, seq, refused): (String, Option<String>, Option<u64>, Option<String>) = tx
        .one(
            "SELECT hash, stream, seq, refused FROM op
             WHERE device = ?1 AND incarnation = ?2 AND n = ?3",
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
            refused: serde_json::from_value(word.into())
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

/// Keeps what became of each op.
fn keep(tx: &Tx<'_>, verdicts: &[(OpId, &SentOp, Verdict)], now_ms: i64) -> Result<(), DbError> {
    struct Kept<'a> {
        incarnation: String,
        hash: String,
        stream: Option<String>,
        seq: Option<u64>,
        refused: Option<String>,
        line: Option<&'a str>,
    }
    let kept = verdicts.iter().map(|(id, op, verdict)| {
        let (made, refused) = match *verdict {
            Verdict::Made { stream, seq } => (Some((stream, seq)), None),
            Verdict::Refused { refused } => (None, Some(refused)),
        };
        let word = refused.and_then(|refused| serde_json::to_value(refused).ok());
        Kept {
            incarnation: id.incarnation.to_string(),
            hash: op.hash.to_string(),
            stream: made.map(|(stream, _)| stream.to_string()),
            seq: made.map(|(_, seq)| seq),
            refused: word.and_then(|word| word.as_str().map(str::to_owned)),
            line: refused
                .filter(|refused| *refused != Refusal::Erased)
                .map(|_| op.line.as_str()),
        }
    });
    let kept: Vec<Kept<'_>> = kept.collect();
    let rows = verdicts.iter().zip(&kept).map(|((id, ..), kept)| {
        *values![
            id.device.0,
            kept.incarnation,
            id.n,
            kept.hash,
            kept.stream,
            kept.seq,
            kept.refused,
            kept.line,
            now_ms
        ]
    });
    tx.insert(
        "INSERT INTO op (device, incarnation, n, hash, stream, seq, refused, line, received_at_ms)
         VALUES (?*)",
        &rows.collect::<Vec<_>>(),
        |_| Ok(()),
    )
}
