//! Capturing: an op's outbox row and its overlay, in one transaction.

use rusqlite::{Transaction, params};

use super::identity::joined_in;
use super::read::Held;
use super::{Store, StoreError};
use crate::merge::{Effect, Refusal, effect};
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

impl Store {
    /// Captures `op`: gives it its number and writes it with its overlay. When this returns, it
    /// is on disk. The inner error is for what `merge` would refuse: nothing is written then.
    pub fn capture(&mut self, op: Op) -> Result<Result<OpId, Refusal>, StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let identity = joined_in(&tx)?;
        let n = identity.next_n;
        let id = identity.op(n).ok_or(StoreError::NotJoined)?;
        let line = op_line(n, &op);
        let Effect { body, .. } = match effect(id, op, &Held(&tx))? {
            Ok(effect) => effect,
            Err(refusal) => return Ok(Err(refusal)),
        };
        tx.execute(
            "INSERT INTO op (incarnation, n, line, state) VALUES (?1, ?2, ?3, 'pending')",
            params![id.incarnation.to_string(), n, line],
        )?;
        put_overlay(&tx, &body)?;
        tx.execute("UPDATE identity SET next_n = ?1", [n + 1])?;
        tx.commit()?;
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

    /// Lines to send, from `from` on, at most `ops` of them and `bytes` in all (but one always).
    pub fn outbox(&self, from: u64, ops: usize, bytes: usize) -> Result<Vec<String>, StoreError> {
        let identity = self.joined()?;
        let mut query = self.db.prepare_cached(
            "SELECT line FROM op WHERE incarnation = ?1 AND n >= ?2 ORDER BY n LIMIT ?3",
        )?;
        let mut rows = query.query(params![identity.incarnation.to_string(), from, ops])?;
        let (mut lines, mut size) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let line: String = row.get(0)?;
            size += line.len() + 1;
            if size > bytes && !lines.is_empty() {
                break;
            }
            lines.push(line);
        }
        Ok(lines)
    }

    /// The oldest `n` of this incarnation from which on every op is still held; 0 for none.
    pub fn holds_from(&self) -> Result<u64, StoreError> {
        let identity = self.joined()?;
        let least: Option<u64> = self.db.query_row(
            "SELECT min(n) FROM op WHERE incarnation = ?1",
            [identity.incarnation.to_string()],
            |r| r.get(0),
        )?;
        Ok(least.unwrap_or(0))
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

    /// Begins a new life after a fork: what the server has not accepted is numbered again from 1
    /// under `incarnation`, with every reference to it; nothing else changes.
    pub fn renumber(&mut self, incarnation: Incarnation) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let old = joined_in(&tx)?;
        let device = old.device.ok_or(StoreError::NotJoined)?;
        let pending: Vec<(u64, String)> = {
            let mut query = tx.prepare(
                "SELECT n, line FROM op WHERE incarnation = ?1 AND state = 'pending' ORDER BY n",
            )?;
            let rows = query.query_map([old.incarnation.to_string()], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
            rows.collect::<Result<_, _>>()?
        };
        let rename = |id: OpId| {
            let place = pending.iter().position(|(n, _)| {
                id == OpId {
                    device,
                    incarnation: old.incarnation,
                    n: *n,
                }
            });
            place.map_or(id, |i| OpId {
                device,
                incarnation,
                n: i as u64 + 1,
            })
        };
        for (n, line) in &pending {
            let op: Op =
                serde_json::from_str(line).map_err(|_| StoreError::Unreadable { what: "op" })?;
            let id = OpId {
                device,
                incarnation: old.incarnation,
                n: *n,
            };
            let new = rename(id);
            let op = op.rename(&rename);
            tx.execute(
                "DELETE FROM row WHERE seq IS NULL AND key = ?1",
                [id.to_string()],
            )?;
            tx.execute(
                "UPDATE op SET incarnation = ?1, n = ?2, line = ?3 WHERE incarnation = ?4 AND n = ?5",
                params![incarnation.to_string(), new.n, op_line(new.n, &op), old.incarnation.to_string(), n],
            )?;
            if let Ok(Effect { body, .. }) = effect(new, op, &Held(&tx))? {
                put_overlay(&tx, &body)?;
            }
        }
        tx.execute(
            "UPDATE identity SET incarnation = ?1, next_n = ?2, acc = 0, dur = 0",
            params![incarnation.to_string(), pending.len() as u64 + 1],
        )?;
        tx.commit()?;
        Ok(())
    }
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
        body.value().to_string(),
    ])?;
    Ok(())
}
