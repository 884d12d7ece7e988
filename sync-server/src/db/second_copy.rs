//! What the second copy has: `dur` is `acc` as read from there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use turfwalk_core::model::{DeviceId, Incarnation};

use super::sql::{Postgres, Tx, values};
use super::{Db, DbError, DbServer};

/// How long what was read holds.
const FRESH: Duration = Duration::from_secs(1);
/// How long a copy that did not answer is left alone: requests don't wait for it.
const PAUSE: Duration = Duration::from_secs(5);

/// How the second copy does: the standby, or the newest backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondCopyNow {
    /// No standby was named.
    Missing,
    /// It lacks so many of the ops that were decided.
    Lacks(u64),
    /// It does not answer, or is nobody's standby any more.
    Silent,
}

impl Db {
    /// How far the second copy is behind.
    pub fn second_copy_now(&self) -> Result<SecondCopyNow, DbError> {
        if self.sqlite().is_some() {
            let lacks = |db: &Tx<'_>| {
                let sql = "SELECT coalesce(sum(acc - backed_up), 0) FROM life";
                db.one(sql, values![], |r| r.get(0))
            };
            return Ok(SecondCopyNow::Lacks(self.read(lacks)?));
        }
        let Some(copy) = &self.copy else {
            return Ok(SecondCopyNow::Missing);
        };
        let Some(there) = copy.acc_of_all() else {
            return Ok(SecondCopyNow::Silent);
        };
        let here: u64 = self.read(|db| db.one(ACC_OF_ALL, values![], |r| r.get(0)))?;
        Ok(SecondCopyNow::Lacks(here.saturating_sub(there)))
    }
}

/// Ops of all devices that were decided.
const ACC_OF_ALL: &str = "SELECT CAST(coalesce(sum(acc), 0) AS BIGINT) FROM life";

/// A standby that is read, never written.
#[derive(Debug)]
pub(super) struct SecondCopy {
    standby: Postgres,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    acc: HashMap<(DeviceId, Incarnation), (u64, Instant)>,
    silent_since: Option<Instant>,
}

impl SecondCopy {
    pub(super) fn at(standby: DbServer<'_>) -> Result<Self, DbError> {
        Ok(Self {
            standby: Postgres::standby(standby)?,
            known: Mutex::default(),
        })
    }

    /// `acc` as the copy has it, or had it when it last answered; 0 if it never did.
    pub(super) fn acc(&self, device: DeviceId, incarnation: Incarnation) -> u64 {
        let life = (device, incarnation);
        let held = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let held = known.acc.get(&life).copied();
            let is_fresh = held.is_some_and(|(_, read)| read.elapsed() < FRESH);
            if is_fresh || known.silent_since.is_some_and(|t| t.elapsed() < PAUSE) {
                return held.map_or(0, |(acc, _)| acc);
            }
            held
        };
        let read = self.ask(device, incarnation);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match read {
            Ok(Some(acc)) => {
                known.silent_since = None;
                known.acc.insert(life, (acc, Instant::now()));
                acc
            }
            // What it is asked is no second copy any more: it was promoted.
            Ok(None) => held.map_or(0, |(acc, _)| acc),
            Err(_) => {
                known.silent_since = Some(Instant::now());
                held.map_or(0, |(acc, _)| acc)
            }
        }
    }

    /// How many ops of all devices the copy has; `None` while it does not answer, or is no copy.
    fn acc_of_all(&self) -> Option<u64> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known().silent_since.is_some_and(|t| t.elapsed() < PAUSE) {
            return None;
        }
        let sql = format!("{ACC_OF_ALL} HAVING pg_is_in_recovery()");
        let read = self
            .standby
            .read(|db| db.maybe(&sql, values![], |r| r.get(0)));
        known().silent_since = read.is_err().then(Instant::now);
        read.ok().flatten()
    }

    /// `None` from a database that is nobody's standby: what it has is the only copy then.
    fn ask(&self, device: DeviceId, incarnation: Incarnation) -> Result<Option<u64>, DbError> {
        self.standby.read(|db| {
            db.maybe(
                "SELECT coalesce(max(acc), 0) FROM life WHERE device = ?1 AND incarnation = ?2
                 HAVING pg_is_in_recovery()",
                values![device.0, incarnation.to_string()],
                |r| r.get(0),
            )
        })
    }
}
