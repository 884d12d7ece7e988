//! Capturing: an op's outbox row and its overlay, in one transaction.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use rusqlite::{Transaction, params};
use serde_json::Value;

use super::identity::{Identity, Standing, joined_in};
use super::read::Held;
use super::{Store, StoreError, begun, draft, files};
use crate::merge::{Effect, Refusal, effect, reported};
use crate::model::{Incarnation, Op, OpId};
use crate::wire::{Body, op_line};

/// How far this phone's ops have got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// Recorded on this phone, ever.
    pub on_phone: u64,
    /// Committed on the server.
    pub safe: u64,
    /// Also on the server's second copy.
    pub backed_up: u64,
    /// Of the safe ones: refused, in quarantine.
    pub refused: u64,
}

/// An op that the server refused: kept and shown, never sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefusedOp {
    /// Its number on this phone.
    pub n: u64,
    /// Why.
    pub why: Refusal,
}

/// Ops of some life that the server does not have, by their numbers.
pub(crate) type Lost = (Incarnation, RangeInclusive<u64>);

impl Store {
    /// Captures `op`: gives it its number and writes it with its overlay. When this returns, it
    /// is on disk. An attempt without a note takes along the remark that waits for its target; what
    /// was half typed of what is recorded is thrown away. The inner error is for what `merge` would
    /// refuse: nothing is written then.
    pub fn capture(&mut self, mut op: Op) -> Result<Result<OpId, Refusal>, StoreError> {
        let as_of = self.db.total_changes();
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = joined_in(&tx)?;
        if identity.standing == Standing::Leaving {
            return Err(StoreError::NotJoined);
        }
        let n = identity.next_n;
        let id = identity.op(n).ok_or(StoreError::NotJoined)?;
        let has_draft = match &mut op {
            Op::Attempt(attempt) => draft::hand_over(&tx, attempt)?,
            _ => false,
        };
        let line = op_line(n, &op);
        let held = Held(&tx);
        let (effect, dropped) = match op {
            // The server knows the place, though its list may have been withdrawn from this phone
            // while the report was written: then the line goes as those of that list do.
            Op::Incident { at, incident } => (reported(id, at, incident), !held.has(at)?),
            op => (effect(id, op, &held)?, false),
        };
        let Effect { body, .. } = match effect {
            Ok(effect) => effect,
            Err(refusal) => return Ok(Err(refusal)),
        };
        tx.prepare_cached(
            "INSERT INTO op (incarnation, n, line, state, dropped)
             VALUES (?1, ?2, ?3, 'pending', ?4)",
        )?
        .execute(params![id.incarnation.to_string(), n, line, dropped])?;
        put_overlay(&tx, &body)?;
        match &body {
            Body::Attempt(row) if has_draft => draft::drop_in(&tx, &row.attempt.target)?,
            Body::Edit(row) => draft::drop_change_in(&tx, &row.edit.about, &row.edit.change)?,
            _ => begun::drop_filled(&tx, &body)?,
        }
        tx.commit()?;
        files::note_unsent(&self.path, n - identity.acc);
        self.recall_since(as_of, &body);
        Ok(Ok(id))
    }

    /// How far this phone's ops have got.
    pub fn receipts(&self) -> Result<Receipts, StoreError> {
        let Some(identity) = self.identity()? else {
            return Ok(Receipts::default());
        };
        let mut query = self.db.prepare_cached(
            "SELECT count(*),
                    count(*) FILTER (WHERE state <> 'pending'),
                    count(*) FILTER (WHERE state = 'refused'),
                    count(*) FILTER (WHERE incarnation = ?1 AND n <= ?2 AND state <> 'pending')
             FROM op",
        )?;
        Ok(query.query_row(
            params![identity.incarnation.to_string(), identity.dur],
            |r| {
                Ok(Receipts {
                    on_phone: r.get(0)?,
                    safe: r.get(1)?,
                    refused: r.get(2)?,
                    backed_up: r.get(3)?,
                })
            },
        )?)
    }

    /// Lines to send, from `from` on without a gap, at most `ops` of them and `bytes` in all (but
    /// one always). None if `from` itself is not held: an answer has to tell first whether the
    /// server has it ([`Store::apply_results`]).
    pub fn outbox(&self, from: u64, ops: usize, bytes: usize) -> Result<Vec<String>, StoreError> {
        let identity = self.joined()?;
        self.lines(identity.incarnation, from, (ops, bytes), "1")
    }

    fn lines(
        &self,
        life: Incarnation,
        from: u64,
        (ops, bytes): (usize, usize),
        holds: &str,
    ) -> Result<Vec<String>, StoreError> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT n, line FROM op WHERE incarnation = ?1 AND n >= ?2 AND line <> '' AND {holds}
             ORDER BY n LIMIT ?3"
        ))?;
        let mut rows = query.query(params![life.to_string(), from, ops])?;
        let (mut lines, mut size) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let (n, line): (u64, String) = (row.get(0)?, row.get(1)?);
            size += line.len() + 1;
            if n != from + lines.len() as u64 || (size > bytes && !lines.is_empty()) {
                break;
            }
            lines.push(line);
        }
        Ok(lines)
    }

    /// The first `n` of this incarnation, from `from` on, whose line is held.
    pub(crate) fn first_held(&self, from: u64) -> Result<Option<u64>, StoreError> {
        let incarnation = self.joined()?.incarnation.to_string();
        let mut query = self.db.prepare_cached(
            "SELECT min(n) FROM op WHERE incarnation = ?1 AND n >= ?2 AND line <> ''",
        )?;
        Ok(query.query_row(params![incarnation, from], |r| r.get(0))?)
    }

    /// The oldest `n` of this incarnation from which on every op is still held; 0 for none.
    pub fn holds_from(&self) -> Result<u64, StoreError> {
        let identity = self.joined()?;
        let incarnation = identity.incarnation.to_string();
        let mut query = self.db.prepare_cached(
            "SELECT n FROM op WHERE incarnation = ?1 AND line <> '' ORDER BY n DESC",
        )?;
        let mut rows = query.query([incarnation])?;
        let mut from = identity.next_n;
        while let Some(row) = rows.next()? {
            if row.get::<_, u64>(0)? + 1 != from {
                break;
            }
            from -= 1;
        }
        Ok(if from == identity.next_n { 0 } else { from })
    }

    /// Ops that the server refused, oldest first, with why.
    pub fn refused(&self) -> Result<Vec<RefusedOp>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT n, refused FROM op WHERE state = 'refused' ORDER BY n")?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (n, word) = row?;
            let why = serde_json::from_value(word.into())
                .map_err(|_| StoreError::Unreadable { what: "refusal" })?;
            Ok(RefusedOp { n, why })
        })
        .collect()
    }

    /// Begins a new life after a fork, drawn with `fresh`: what the server has not accepted is
    /// numbered again from 1, with every reference to it; nothing else changes.
    pub fn renumber(&mut self, fresh: Incarnation) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = joined_in(&tx)?;
        number_pending(
            &tx,
            &Identity {
                incarnation: identity.incarnation.after(fresh),
                ..identity
            },
        )?;
        tx.commit()?;
        Ok(())
    }
}

impl Store {
    /// Earlier lives of this device with decided ops that are held, as it lived them. (What it sent
    /// as another device is not held any more.)
    pub(crate) fn earlier_lives(&self) -> Result<Vec<Incarnation>, StoreError> {
        let present = self.joined()?.incarnation;
        let mut query = self.db.prepare_cached(
            "SELECT DISTINCT incarnation FROM op
             WHERE (incarnation < ?1 OR incarnation > ?1) AND state <> 'pending' AND line <> ''
               AND NOT (json_valid(line) AND line ->> '$.kind' IN ('erased', 'lost'))
             ORDER BY incarnation",
        )?;
        let rows = query.query_map([present.to_string()], |r| r.get::<_, String>(0))?;
        rows.map(|life| life_of(&life?)).collect()
    }

    /// Lives of this device with decided ops whose rows have not come, each with the first of them.
    /// Once a phone has all that there is, such a row comes no more: a server that was restored may
    /// lack the op, or have refused it since, or the row is where the phone does not look.
    pub(crate) fn lives_in_doubt(&self) -> Result<Vec<(Incarnation, u64)>, StoreError> {
        let identity = self.joined()?;
        let device = identity.device.ok_or(StoreError::NotJoined)?;
        let mut query = self.db.prepare_cached(
            // Most often there is no such row, and then no op is looked at. Of rows only those are
            // that this phone's ops may have made: a list has many more.
            "WITH waiting AS
                 (SELECT key FROM row
                  WHERE kind IN ('attempt', 'retraction', 'suppression', 'person', 'edit',
                                 'incident')
                    AND key >= ?1 || '.' AND key < ?1 || '/' AND stream IS NULL
                  UNION ALL
                  SELECT key FROM row INDEXED BY row_added
                  WHERE kind = 'door' AND value ->> '$.beside' IS NOT NULL AND stream IS NULL)
             SELECT incarnation, min(n) FROM op
             WHERE EXISTS (SELECT 1 FROM waiting)
               AND state = 'accepted' AND line <> ''
               AND NOT (json_valid(line) AND line ->> '$.kind' IN ('erased', 'lost'))
               AND CASE WHEN json_valid(line) AND line ->> '$.kind' = 'add_door'
                        THEN CAST(line ->> '$.door.id' AS TEXT)
                        ELSE ?1 || '.' || incarnation || '.' || n END IN waiting
             GROUP BY incarnation ORDER BY incarnation",
        )?;
        let rows = query.query_map([device.0], |r| Ok((r.get::<_, String>(0)?, r.get(1)?)))?;
        rows.map(|row| {
            let (life, first) = row?;
            Ok((life_of(&life)?, first))
        })
        .collect()
    }

    /// Lives with decided ops whose lines are held, as this phone lived them.
    pub(crate) fn decided_lives(&self) -> Result<Vec<Incarnation>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT DISTINCT incarnation FROM op WHERE state <> 'pending' AND line <> ''
             ORDER BY incarnation",
        )?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|life| life_of(&life?)).collect()
    }

    /// The first decided op of a life, from `from` on, whose line is held.
    pub(crate) fn first_decided(
        &self,
        life: Incarnation,
        from: u64,
    ) -> Result<Option<u64>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT min(n) FROM op
             WHERE incarnation = ?1 AND n >= ?2 AND state <> 'pending' AND line <> ''",
        )?;
        Ok(query.query_row(params![life.to_string(), from], |r| r.get(0))?)
    }

    /// Lines of decided ops of a life, from `from` on, without a gap, as sent.
    pub(crate) fn decided_lines(
        &self,
        life: Incarnation,
        from: u64,
        ops: usize,
        bytes: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.lines(life, from, (ops, bytes), "state <> 'pending'")
    }

    /// Has the ops sent again that the server lacks: in a new life, drawn with `fresh`, since the phone
    /// may not hold all that came before them. Whether there are any.
    pub(crate) fn send_again(
        &mut self,
        ops: &[Lost],
        fresh: Incarnation,
    ) -> Result<bool, StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = joined_in(&tx)?;
        let mut lost = 0;
        for (life, numbers) in ops {
            lost += tx.execute(
                "UPDATE op SET state = 'pending', refused = NULL
                 WHERE incarnation = ?1 AND n BETWEEN ?2 AND ?3 AND line <> ''
                   AND NOT (json_valid(line) AND line ->> '$.kind' IN ('erased', 'lost'))",
                params![life.to_string(), numbers.start(), numbers.end()],
            )?;
        }
        if lost > 0 {
            let life = Identity {
                incarnation: identity.incarnation.after(fresh),
                ..identity
            };
            number_pending(&tx, &life)?;
        }
        tx.commit()?;
        Ok(lost > 0)
    }
}

fn life_of(text: &str) -> Result<Incarnation, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable {
        what: "incarnation",
    })
}

/// Numbers all pending ops from 1 as those of `life`, which becomes the phone's present one: in the
/// order in which they were captured, since lives sort as they were lived.
pub(super) fn number_pending(tx: &Transaction<'_>, life: &Identity) -> Result<(), StoreError> {
    let device = life.device.ok_or(StoreError::NotJoined)?;
    let incarnation = life.incarnation;
    let pending: Vec<(String, u64, String)> = {
        let mut query = tx.prepare(
            "SELECT incarnation, n, line FROM op WHERE state = 'pending' AND line <> ''
             ORDER BY incarnation, n",
        )?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    // An incarnation is random and names a life by itself, whatever the device's number was.
    let places: HashMap<(&str, u64), u64> = (1..)
        .zip(&pending)
        .map(|(place, (old, n, _))| ((old.as_str(), *n), place))
        .collect();
    let rename = |id: OpId| {
        let old = id.incarnation.to_string();
        places.get(&(old.as_str(), id.n)).map_or(id, |n| OpId {
            device,
            incarnation,
            n: *n,
        })
    };
    for (new_n, (old, n, line)) in (1..).zip(&pending) {
        let new = OpId {
            device,
            incarnation,
            n: new_n,
        };
        // A line that is no op here (a newer version's, one that was lost) stays what it is, under
        // its new number: the server keeps it for somebody to look at.
        let op = serde_json::from_str::<Op>(line)
            .ok()
            .map(|op| op.rename(&rename));
        let line = op
            .as_ref()
            .map_or_else(|| numbered(new_n, line), |op| op_line(new_n, op));
        tx.execute(
            "DELETE FROM row WHERE seq IS NULL AND substr(key, instr(key, '.') + 1) = ?1",
            [format!("{old}.{n}")],
        )?;
        tx.execute(
            "UPDATE op SET incarnation = ?1, n = ?2, line = ?3 WHERE incarnation = ?4 AND n = ?5",
            params![incarnation.to_string(), new_n, line, old, n],
        )?;
        if let Some(op) = op
            && let Ok(Effect { body, .. }) = effect(new, op, &Held(tx))?
        {
            put_overlay(tx, &body)?;
        }
    }
    tx.execute(
        "UPDATE identity SET device = ?1, incarnation = ?2, next_n = ?3, acc = 0, dur = 0",
        params![device.0, incarnation.to_string(), pending.len() as u64 + 1],
    )?;
    Ok(())
}

/// Puts a line that is no op in the place of each one that is lost, now that the server has told
/// how far it is: it goes to quarantine, where the organizer sees it, and what comes behind it can
/// be sent.
pub(super) fn fill_gaps(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let identity = joined_in(tx)?;
    let incarnation = identity.incarnation.to_string();
    let held: u64 = tx.query_row(
        "SELECT count(*) FROM op WHERE incarnation = ?1 AND n > ?2 AND line <> ''",
        params![incarnation, identity.acc],
        |r| r.get(0),
    )?;
    if held == identity.unsent() {
        return Ok(());
    }
    for n in identity.acc + 1..identity.next_n {
        tx.execute(
            "INSERT INTO op (incarnation, n, line, state) VALUES (?1, ?2, ?3, 'pending')
             ON CONFLICT (incarnation, n) DO UPDATE SET line = ?3 WHERE line = ''",
            params![incarnation, n, lost_line(n)],
        )?;
    }
    Ok(())
}

/// A line that is no op here with another number, the rest of it as it was; as lost if there is
/// nothing to be read.
fn numbered(n: u64, line: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(line) else {
        return lost_line(n);
    };
    fields.insert("n".into(), n.into());
    Value::Object(fields).to_string()
}

/// A line that no version takes for an op.
fn lost_line(n: u64) -> String {
    format!("{{\"n\":{n},\"kind\":\"lost\"}}")
}

/// Writes what an op of this phone's own comes to, until the server's row takes its place.
pub(super) fn put_overlay(tx: &Transaction<'_>, body: &Body) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO row (kind, key, place, value) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (kind, key) DO NOTHING",
    )?
    .execute(params![
        body.kind(),
        body.key(),
        body.place().map(|place| place.to_string()),
        body.json(),
    ])?;
    Ok(())
}
