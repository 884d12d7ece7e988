//! Applying an answer: receipts, then each page with its cursor in one transaction.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::capture::fill_gaps;
use super::draft;
use super::erase::{drop_packs, drop_stream, sweep_later};
use super::identity::joined_in;
use super::read::Held;
use super::{Identity, Standing, Store, StoreError};
use crate::merge::{Effect, Refusal, effect};
use crate::model::{Incarnation, Op, OpId, Target};
use crate::wire::{
    Body, Cursor, ErasedRow, LeftRow, OpResult, Page, Row, StreamId, Verdict, op_line,
};

impl Store {
    /// How far each stream is held.
    pub fn cursors(&self) -> Result<Vec<Cursor>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT stream, seq, tag FROM cursor ORDER BY stream")?;
        let rows = query
            .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(stream, seq, tag)| {
                let stream = stream
                    .parse()
                    .map_err(|_| StoreError::Unreadable { what: "cursor" })?;
                Ok(Cursor { stream, seq, tag })
            })
            .collect()
    }

    /// Notes what became of the ops that were sent, and the receipts.
    ///
    /// `acc` may be lower than before (a server restored from a backup): what lies above goes
    /// out again, and its rows are overlays until then. A refused op's overlay falls here, since no
    /// row will ever take its place. Results above `acc` are of ops behind a fork that the server
    /// has all the same.
    pub fn apply_results(
        &mut self,
        results: &[OpResult],
        acc: u64,
        dur: u64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = joined_in(&tx)?;
        let incarnation = identity.incarnation.to_string();
        if acc < identity.acc {
            take_rows_back(&tx, &identity, acc)?;
        }
        tx.prepare_cached(
            "UPDATE op SET state = 'pending', refused = NULL WHERE incarnation = ?1 AND n > ?2",
        )?
        .execute(params![incarnation, acc])?;
        for result in results {
            let is_other = result.n > acc && names_another(&tx, &identity, result)?;
            if !is_other {
                note_verdict(&tx, &identity, result)?;
            }
        }
        // Decided by an answer that did not get here, and not sent again for a gap before them.
        if acc < identity.next_n {
            tx.prepare_cached(
                "UPDATE op SET state = 'accepted'
                 WHERE incarnation = ?1 AND n <= ?2 AND state = 'pending'",
            )?
            .execute(params![incarnation, acc])?;
        }
        tx.prepare_cached(
            "UPDATE identity SET next_n = ?1, acc = ?2, dur = ?3, synced_at_ms = ?4",
        )?
        .execute(params![identity.next_n, acc, dur, now_ms])?;
        fill_gaps(&tx)?;
        tx.commit()?;
        Ok(())
    }

    /// Applies one page with its cursor, whole or not at all. A phone that has signed out takes
    /// none.
    pub fn apply_page(&mut self, page: &Page) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = joined_in(&tx)?;
        if identity.standing == Standing::Leaving {
            return Ok(());
        }
        let stream = page.cursor.stream.to_string();
        if page.reset {
            drop_rows(&tx, &identity, &stream)?;
        }
        for row in &page.rows {
            match row {
                Row::Full(seq, kind, value) => match Body::parse(kind, value) {
                    Some(Body::Gone(row)) => forget_place(&tx, &stream, &row.place.to_string())?,
                    Some(Body::Left(row)) => forget_left(&tx, &stream, &row)?,
                    Some(Body::Erased(row)) => forget_person(&tx, &stream, &row)?,
                    body => put_row(
                        &tx,
                        &stream,
                        (*seq, kind, &value.to_string()),
                        body.as_ref(),
                    )?,
                },
                Row::Own(seq, n, rank) => take_own_row(&tx, &identity, &stream, (*seq, *n, *rank))?,
            }
        }
        tx.prepare_cached(
            "INSERT INTO cursor (stream, seq, tag) VALUES (?1, ?2, ?3)
             ON CONFLICT (stream) DO UPDATE SET seq = ?2, tag = ?3",
        )?
        .execute(params![stream, page.cursor.seq, page.cursor.tag])?;
        tx.commit()?;
        Ok(())
    }

    /// Erases streams that the server does not name any more.
    pub fn keep_only(&mut self, streams: &[StreamId]) -> Result<(), StoreError> {
        let keep: Vec<String> = streams.iter().map(ToString::to_string).collect();
        let held: Vec<String> = self
            .cursors()?
            .into_iter()
            .map(|cursor| cursor.stream.to_string())
            .collect();
        for stream in held.iter().filter(|stream| !keep.contains(stream)) {
            let tx = self
                .db
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            drop_stream(&tx, stream)?;
            tx.commit()?;
        }
        Ok(())
    }

    /// Takes in what the server says of ops of some life whose rows had not come when the phone had
    /// all that there is: overlays fall of those that were refused, and of those whose rows are
    /// where this phone does not look, or has looked already.
    pub(crate) fn settle(
        &mut self,
        life: Incarnation,
        results: &[OpResult],
        streams: &[StreamId],
    ) -> Result<(), StoreError> {
        let cursors = self.cursors()?;
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = Identity {
            incarnation: life,
            ..joined_in(&tx)?
        };
        for result in results {
            note_verdict(&tx, &identity, result)?;
            let Verdict::Made { stream, seq } = result.verdict else {
                continue;
            };
            let is_to_come = streams.contains(&stream)
                && !cursors
                    .iter()
                    .any(|it| it.stream == stream && it.seq >= seq);
            if let Some(id) = identity.op(result.n).filter(|_| !is_to_come) {
                drop_overlay(&tx, id)?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Lets the overlays fall of ops whose rows were made in streams that this phone does not
    /// hold: they never come.
    pub fn settle_elsewhere(
        &mut self,
        results: &[OpResult],
        streams: &[StreamId],
    ) -> Result<(), StoreError> {
        let identity = self.joined()?;
        for result in results {
            let Verdict::Made { stream, .. } = result.verdict else {
                continue;
            };
            if let Some(id) = identity.op(result.n).filter(|_| !streams.contains(&stream)) {
                drop_overlay(&self.db, id)?;
            }
        }
        Ok(())
    }
}

/// Notes what became of an op of the life that `identity` names; of one that was refused the overlay
/// falls.
fn note_verdict(
    tx: &Transaction<'_>,
    identity: &Identity,
    result: &OpResult,
) -> Result<(), StoreError> {
    let incarnation = identity.incarnation.to_string();
    let (state, refused) = match result.verdict {
        Verdict::Made { .. } => ("accepted", None),
        Verdict::Refused { refused } => {
            if let Some(id) = identity.op(result.n) {
                drop_overlay(tx, id)?;
            }
            let word = serde_json::to_value(refused).ok();
            ("refused", word.and_then(|w| w.as_str().map(str::to_owned)))
        }
    };
    tx.prepare_cached("UPDATE op SET state = ?1, refused = ?2 WHERE incarnation = ?3 AND n = ?4")?
        .execute(params![state, refused, incarnation, result.n])?;
    let erased = Verdict::Refused {
        refused: Refusal::Erased,
    };
    if result.verdict == erased {
        forget_line(tx, &incarnation, result.n)?;
    }
    Ok(())
}

/// Whether the server's op of this result, behind a fork, is another in the same words: it made a
/// row, it does not say when, and what it names is not what it names here.
fn names_another(
    tx: &Transaction<'_>,
    identity: &Identity,
    result: &OpResult,
) -> Result<bool, StoreError> {
    let Some(id) = identity.op(result.n).filter(|_| !result.is_refused()) else {
        return Ok(false);
    };
    let op = held_op(tx, id)?;
    let Some(op) = op.filter(|op| matches!(op, Op::Retract { .. } | Op::Suppress { .. })) else {
        return Ok(false);
    };
    let mut is_pending = tx.prepare_cached(
        "SELECT EXISTS
             (SELECT 1 FROM op WHERE incarnation = ?1 AND n = ?2 AND state = 'pending')",
    )?;
    for named in op.named() {
        let of = params![named.incarnation.to_string(), named.n];
        if is_pending.query_row(of, |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Forgets what a stream told of a place that has left it.
fn forget_place(tx: &Transaction<'_>, stream: &str, place: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM row WHERE place = ?1 AND stream = ?2",
        [place, stream],
    )?;
    // An overlay stays as long as another stream has the place; with one there goes what is at a
    // door that was added beside it.
    tx.execute(
        "WITH RECURSIVE here (place) AS (
             SELECT ?1 WHERE NOT EXISTS
                 (SELECT 1 FROM row WHERE place = ?1 AND stream IS NOT NULL)
             UNION SELECT row.place FROM row JOIN here
             ON row.kind = 'door' AND row.stream IS NULL
                AND 'door/' || (row.value ->> '$.beside') = here.place)
         DELETE FROM row WHERE stream IS NULL AND place IN (SELECT place FROM here)",
        [place],
    )?;
    draft::drop_at(tx, place)?;
    drop_packs(tx)?;
    sweep_later(tx)
}

/// Forgets what a stream told of a person who has left it; another stream may have them. Edits that
/// went along are decided: one that is an overlay here again, its stream being read anew, falls, and
/// comes with the other stream if this phone has that.
fn forget_left(tx: &Transaction<'_>, stream: &str, row: &LeftRow) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM row WHERE kind = 'person' AND key = ?1 AND stream = ?2")?
        .execute([&row.person.to_string(), stream])?;
    let mut forget = tx.prepare_cached(
        "DELETE FROM row WHERE kind = 'edit' AND key = ?1 AND (stream = ?2 OR stream IS NULL)",
    )?;
    for op in &row.edits {
        forget.execute([&op.to_string(), stream])?;
    }
    let elsewhere: bool = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM row WHERE kind = 'person' AND key = ?1)")?
        .query_row([row.person.to_string()], |r| r.get(0))?;
    if !elsewhere {
        draft::drop_all_of(tx, &Target::Person(row.person))?;
    }
    sweep_later(tx)
}

/// Forgets a person, and the lines of this phone's own ops that told of them. Of the ops' rows those
/// go that this stream told of; any other that has some reads anew what is left of them.
fn forget_person(tx: &Transaction<'_>, stream: &str, row: &ErasedRow) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM row WHERE kind = 'person' AND key = ?1",
        [row.person.to_string()],
    )?;
    draft::drop_all_of(tx, &Target::Person(row.person))?;
    for op in &row.ops {
        tx.execute(
            "DELETE FROM row WHERE key = ?1 AND (stream = ?2 OR stream IS NULL) AND kind IN
             ('attempt', 'retraction', 'suppression', 'person', 'edit', 'incident')",
            [&op.to_string(), stream],
        )?;
        forget_line(tx, &op.incarnation.to_string(), op.n)?;
    }
    sweep_later(tx)
}

/// Drops what is held of a stream. Rows of this phone's own ops become overlays again, so that
/// nothing recorded here is out of sight until the stream has been read anew. Not so the rows of
/// ops that it does not hold, being restored from a backup: it could never send them.
fn drop_rows(tx: &Transaction<'_>, identity: &Identity, stream: &str) -> Result<(), StoreError> {
    let device = identity.device.ok_or(StoreError::NotJoined)?;
    tx.execute(
        "UPDATE row SET stream = NULL, seq = NULL, value = json_remove(value, '$.rank')
         WHERE stream = ?1
         AND (key IN (SELECT ?2 || '.' || incarnation || '.' || n FROM op)
              OR kind = 'door' AND key IN
                 (SELECT line ->> '$.door.id' FROM op
                  WHERE json_valid(line) AND line ->> '$.kind' = 'add_door'))",
        params![stream, device.0],
    )?;
    if tx.execute("DELETE FROM row WHERE stream = ?1", [stream])? > 0 {
        sweep_later(tx)?;
    }
    tx.execute("DELETE FROM cursor WHERE stream = ?1", [stream])?;
    Ok(())
}

/// Makes overlays again of the rows of this life's ops above `acc`, which the server does not have
/// any more: it may decide otherwise, before their stream is read anew or where this phone has none.
fn take_rows_back(tx: &Transaction<'_>, identity: &Identity, acc: u64) -> Result<(), StoreError> {
    let device = identity.device.ok_or(StoreError::NotJoined)?;
    tx.execute(
        "UPDATE row SET stream = NULL, seq = NULL, value = json_remove(value, '$.rank')
         WHERE stream IS NOT NULL
         AND (key IN (SELECT ?1 || '.' || incarnation || '.' || n FROM op
                      WHERE incarnation = ?2 AND n > ?3)
              OR kind = 'door' AND key IN
                 (SELECT line ->> '$.door.id' FROM op
                  WHERE incarnation = ?2 AND n > ?3
                    AND json_valid(line) AND line ->> '$.kind' = 'add_door'))",
        params![device.0, identity.incarnation.to_string(), acc],
    )?;
    Ok(())
}

/// Leaves of a decided op its number.
fn forget_line(tx: &Transaction<'_>, incarnation: &str, n: u64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE op SET line = ?3 WHERE incarnation = ?1 AND n = ?2 AND state <> 'pending'",
        params![incarnation, n, op_line(n, &Op::Erased)],
    )?;
    sweep_later(tx)
}

fn put_row(
    tx: &Transaction<'_>,
    stream: &str,
    (seq, kind, value): (u64, &str, &str),
    body: Option<&Body>,
) -> Result<(), StoreError> {
    let key = body.map_or_else(|| format!("{stream}#{seq}"), Body::key);
    let place = body.and_then(Body::place).map(|place| place.to_string());
    tx.prepare_cached(
        "INSERT INTO row (kind, key, stream, seq, place, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (kind, key) DO UPDATE SET stream = ?3, seq = ?4, place = ?5, value = ?6",
    )?
    .execute(params![kind, key, stream, seq, place, value])?;
    Ok(())
}

/// The overlay of an op of this phone's own becomes the server's row. What the op comes to is
/// found anew, since whom it names may have moved to another door before the server decided it;
/// the stream has told that by now.
fn take_own_row(
    tx: &Transaction<'_>,
    identity: &Identity,
    stream: &str,
    (seq, n, rank): (u64, u64, u64),
) -> Result<(), StoreError> {
    let id = identity.op(n).ok_or(StoreError::NotJoined)?;
    let op = held_op(tx, id)?.ok_or(StoreError::Unreadable { what: "op" })?;
    let (kind, key) = op.row(id).ok_or(StoreError::Unreadable { what: "op" })?;
    if let Ok(Effect { body, .. }) = effect(id, op, &Held(tx))? {
        let body = body.ranked(rank);
        return put_row(tx, stream, (seq, kind, &body.json()), Some(&body));
    }
    // That can't be told here: then the overlay is taken as it is.
    let mut number = tx.prepare_cached(
        "UPDATE row SET stream = ?1, seq = ?2,
                value = CASE WHEN ?3 > 0 THEN json_set(value, '$.rank', ?3) ELSE value END
         WHERE kind = ?4 AND key = ?5",
    )?;
    match number.execute(params![stream, seq, rank, kind, key])? {
        0 => Err(StoreError::Unreadable { what: "op" }),
        _ => Ok(()),
    }
}

/// An op of this phone's own, where its line is still held and says one.
fn held_op(db: &Connection, id: OpId) -> Result<Option<Op>, StoreError> {
    let line: Option<String> = db
        .prepare_cached("SELECT line FROM op WHERE incarnation = ?1 AND n = ?2")?
        .query_row(params![id.incarnation.to_string(), id.n], |r| r.get(0))
        .optional()?;
    Ok(line.and_then(|line| serde_json::from_str(&line).ok()))
}

/// Lets the overlay of an op fall, whose row will never come; also where its line can't be read any
/// more. A door has an id of its own: then those fall that no op tells of.
fn drop_overlay(db: &Connection, id: OpId) -> Result<(), StoreError> {
    let delete = match held_op(db, id)?.and_then(|op| op.row(id)) {
        Some((kind, key)) => db
            .prepare_cached("DELETE FROM row WHERE kind = ?1 AND key = ?2 AND seq IS NULL")?
            .execute(params![kind, key]),
        None => db
            .prepare_cached(
                "DELETE FROM row WHERE seq IS NULL AND (key = ?1 AND kind IN
                     ('attempt', 'retraction', 'suppression', 'person', 'edit', 'incident')
                 OR kind = 'door' AND key NOT IN
                     (SELECT line ->> '$.door.id' FROM op
                      WHERE json_valid(line) AND line ->> '$.kind' = 'add_door'))",
            )?
            .execute([id.to_string()]),
    };
    delete?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Attempt, Channel, DoorId, Outcome, Target, TurfId};

    fn joined(path: &std::path::Path) -> Store {
        let store = Store::open(path).unwrap();
        let invite = "http://127.0.0.1:1/join#CODE".parse().unwrap();
        store.begin_join(&invite, "token", Incarnation(1)).unwrap();
        let answer = serde_json::from_str(r#"{"device":1,"campaign":1}"#);
        store.finish_join(&answer.unwrap()).unwrap();
        store
    }

    fn page(rows: Vec<Row>) -> Page {
        let seq = rows.last().map_or(0, Row::seq);
        let cursor = Cursor {
            stream: StreamId::Turf(TurfId(1)),
            seq,
            tag: "0badcafe".into(),
        };
        Page {
            reset: false,
            rows,
            cursor,
        }
    }

    #[test]
    fn what_a_newer_server_says_is_kept_and_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = joined(&folder.path().join("phone.db"));
        let door = json!({"id": 7, "number": "12", "street": "Main Street", "doorbell": "loud"});
        let rows = vec![
            Row::Full(1, "hologram".into(), json!({"id": 1})),
            Row::Full(2, "door".into(), door.clone()),
        ];
        store.apply_page(&page(rows)).unwrap();
        assert_eq!(store.door(DoorId(7)).unwrap().unwrap().number, "12");
        let kept = |kind: &str| -> serde_json::Value {
            let sql = "SELECT value FROM row WHERE kind = ?1";
            let text: String = store.db.query_row(sql, [kind], |r| r.get(0)).unwrap();
            serde_json::from_str(&text).unwrap()
        };
        assert_eq!(kept("door"), door);
        assert_eq!(kept("hologram"), json!({"id": 1}));
    }

    #[test]
    fn what_a_restored_server_refuses_is_not_shown_again_when_its_stream_is_read_anew() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = joined(&folder.path().join("phone.db"));
        let door = json!({"id": 7, "number": "12", "street": "Main Street"});
        let door = || Row::Full(1, "door".into(), door.clone());
        store.apply_page(&page(vec![door()])).unwrap();
        let attempt = Op::Attempt(Attempt {
            target: Target::Door(DoorId(7)),
            channel: Channel::Door,
            outcome: Outcome::NotHome,
            at_ms: 0,
            list: None,
            note: None,
            supersedes: None,
        });
        store.capture(attempt).unwrap().unwrap();
        let stream = StreamId::Turf(TurfId(1));
        let decided = |verdict| [OpResult { n: 1, verdict }];
        let made = decided(Verdict::Made { stream, seq: 2 });
        store.apply_results(&made, 1, 0, 0).unwrap();
        store.apply_page(&page(vec![Row::Own(2, 1, 1)])).unwrap();
        let held = |store: &Store| -> Vec<bool> {
            let sql = "SELECT seq IS NULL FROM row WHERE kind = 'attempt'";
            let mut query = store.db.prepare(sql).unwrap();
            let rows = query.query_map([], |r| r.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        assert_eq!(held(&store), [false]);
        // The server is an older one; its answer with the stream does not get here.
        store.apply_results(&[], 0, 0, 0).unwrap();
        assert_eq!(held(&store), [true], "it is to be sent again, and shown");
        let refused = Refusal::UnknownDoor;
        let refused = decided(Verdict::Refused { refused });
        store.apply_results(&refused, 1, 0, 0).unwrap();
        let anew = Page {
            reset: true,
            ..page(vec![door()])
        };
        store.apply_page(&anew).unwrap();
        assert!(held(&store).is_empty());
    }

    #[test]
    fn a_database_of_a_newer_app_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        drop(joined(&path));
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (99, 'from_the_future', '2030-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
        drop(db);
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Newer)));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
