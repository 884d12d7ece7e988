//! Applying an answer: receipts, then each page with its cursor in one transaction.

use rusqlite::{Transaction, params};

use super::capture::{fill_gaps, put_overlay};
use super::erase::{drop_stream, sweep_later};
use super::identity::joined_in;
use super::read::{Held, place_text};
use super::{Identity, Standing, Store, StoreError};
use crate::merge::{Effect, effect};
use crate::model::{Op, OpId};
use crate::wire::{Body, Cursor, OpResult, Page, Row, StreamId, Verdict};

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
    /// out again. A refused op's overlay falls here, since no row will ever take its place.
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
        for result in results {
            let (state, refused) = match result.verdict {
                Verdict::Made { .. } => ("accepted", None),
                Verdict::Refused { refused } => {
                    if let Some(id) = identity.op(result.n) {
                        tx.execute(
                            "DELETE FROM row WHERE seq IS NULL AND key = ?1",
                            [id.to_string()],
                        )?;
                    }
                    let word = serde_json::to_value(refused).ok();
                    ("refused", word.and_then(|w| w.as_str().map(str::to_owned)))
                }
            };
            tx.execute(
                "UPDATE op SET state = ?1, refused = ?2 WHERE incarnation = ?3 AND n = ?4",
                params![state, refused, incarnation, result.n],
            )?;
        }
        tx.execute(
            "UPDATE op SET state = 'pending', refused = NULL WHERE incarnation = ?1 AND n > ?2",
            params![incarnation, acc],
        )?;
        // Decided by an answer that did not get here, and not sent again for a gap before them.
        if acc < identity.next_n {
            tx.execute(
                "UPDATE op SET state = 'accepted'
                 WHERE incarnation = ?1 AND n <= ?2 AND state = 'pending'",
                params![incarnation, acc],
            )?;
        }
        tx.execute(
            "UPDATE identity SET acc = ?1, dur = ?2, synced_at_ms = ?3",
            params![acc, dur, now_ms],
        )?;
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
                Row::Full(seq, kind, value) => put_row(&tx, &stream, *seq, kind, value)?,
                Row::Own(seq, n, rank) => take_own_row(&tx, &identity, &stream, (*seq, *n, *rank))?,
            }
        }
        tx.execute(
            "INSERT INTO cursor (stream, seq, tag) VALUES (?1, ?2, ?3)
             ON CONFLICT (stream) DO UPDATE SET seq = ?2, tag = ?3",
            params![stream, page.cursor.seq, page.cursor.tag],
        )?;
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
}

/// Drops what is held of a stream. Rows of this phone's own ops become overlays again, so that
/// nothing recorded here is out of sight until the stream has been read anew.
fn drop_rows(tx: &Transaction<'_>, identity: &Identity, stream: &str) -> Result<(), StoreError> {
    let device = identity.device.ok_or(StoreError::NotJoined)?;
    tx.execute(
        "UPDATE row SET stream = NULL, seq = NULL, value = json_remove(value, '$.rank')
         WHERE stream = ?1 AND key GLOB ?2",
        params![stream, format!("{device}.*")],
    )?;
    if tx.execute("DELETE FROM row WHERE stream = ?1", [stream])? > 0 {
        sweep_later(tx)?;
    }
    tx.execute("DELETE FROM cursor WHERE stream = ?1", [stream])?;
    Ok(())
}

fn put_row(
    tx: &Transaction<'_>,
    stream: &str,
    seq: u64,
    kind: &str,
    value: &serde_json::Value,
) -> Result<(), StoreError> {
    let body = Body::parse(kind, value);
    let key = body
        .as_ref()
        .map_or_else(|| format!("{stream}#{seq}"), Body::key);
    let place = body.as_ref().and_then(Body::place).map(place_text);
    tx.prepare_cached(
        "INSERT INTO row (kind, key, stream, seq, place, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (kind, key) DO UPDATE SET stream = ?3, seq = ?4, place = ?5, value = ?6",
    )?
    .execute(params![kind, key, stream, seq, place, value.to_string()])?;
    Ok(())
}

/// The overlay of an op of this phone's own becomes the server's row.
fn take_own_row(
    tx: &Transaction<'_>,
    identity: &Identity,
    stream: &str,
    (seq, n, rank): (u64, u64, u64),
) -> Result<(), StoreError> {
    let id = identity.op(n).ok_or(StoreError::NotJoined)?;
    let mut number = tx.prepare_cached(
        "UPDATE row SET stream = ?1, seq = ?2,
                value = CASE WHEN ?3 > 0 THEN json_set(value, '$.rank', ?3) ELSE value END
         WHERE key = ?4",
    )?;
    if number.execute(params![stream, seq, rank, id.to_string()])? == 0 {
        put_overlay(tx, &effect_again(tx, id)?)?;
        number.execute(params![stream, seq, rank, id.to_string()])?;
    }
    Ok(())
}

/// What an op that is still held came to, for when its overlay is gone.
fn effect_again(tx: &Transaction<'_>, id: OpId) -> Result<Body, StoreError> {
    let line: String = tx.query_row(
        "SELECT line FROM op WHERE incarnation = ?1 AND n = ?2",
        params![id.incarnation.to_string(), id.n],
        |r| r.get(0),
    )?;
    let op: Op = serde_json::from_str(&line).map_err(|_| StoreError::Unreadable { what: "op" })?;
    match effect(id, op, &Held(tx))? {
        Ok(Effect { body, .. }) => Ok(body),
        Err(_) => Err(StoreError::Unreadable { what: "op" }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{DeviceId, DoorId, Incarnation, TurfId};

    fn joined(path: &std::path::Path) -> Store {
        let store = Store::open(path).unwrap();
        let invite = "http://127.0.0.1:1/join#CODE".parse().unwrap();
        store.begin_join(&invite, "token", Incarnation(1)).unwrap();
        store.finish_join(DeviceId(1)).unwrap();
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
