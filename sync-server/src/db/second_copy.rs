//! What the second copy has: `dur` is `acc` as read from there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use turfwalk_core::model::DeviceId;

use super::log::Life;
use super::sql::{Parameter, Postgres, Tx, Value, values};
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
    acc: HashMap<Life, (u64, Instant)>,
    silent_since: Option<Instant>,
}

impl SecondCopy {
    pub(super) fn at(standby: DbServer<'_>) -> Result<Self, DbError> {
        Ok(Self {
            standby: Postgres::standby(standby)?,
            known: Mutex::default(),
        })
    }

    /// `acc` of each life as the copy has it, or had it when it last answered; 0 if it never did.
    pub(super) fn acc(&self, lives: &[Life]) -> Vec<u64> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |(_, read): &(u64, Instant)| read.elapsed() < FRESH;
        let old: BTreeSet<Life> = {
            let known = known();
            let is_silent = known.silent_since.is_some_and(|t| t.elapsed() < PAUSE);
            let old = lives.iter().filter(|_| !is_silent);
            let old = old.filter(|life| !known.acc.get(life).is_some_and(is_fresh));
            old.copied().collect()
        };
        if !old.is_empty() {
            let read = self.ask(&old);
            let mut known = known();
            known.silent_since = read.is_err().then(Instant::now);
            // What is no second copy any more, having been promoted, says nothing new.
            if let Ok(Some(acc)) = read {
                let read = Instant::now();
                let acc = old.iter().map(|life| (*life, acc.get(life).copied()));
                let acc = acc.map(|(life, acc)| (life, (acc.unwrap_or(0), read)));
                known.acc.extend(acc);
            }
        }
        let known = known();
        let acc = lives.iter().map(|life| known.acc.get(life));
        acc.map(|held| held.map_or(0, |(acc, _)| *acc)).collect()
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
    fn ask(&self, lives: &BTreeSet<Life>) -> Result<Option<BTreeMap<Life, u64>>, DbError> {
        let devices: Vec<Value<'_>> = lives.iter().map(|life| life.0.0.value()).collect();
        self.standby.read_few(|db| {
            let (mut acc, mut is_standby) = (BTreeMap::new(), true);
            db.each_of(
                "SELECT device, incarnation, acc, pg_is_in_recovery() FROM life
                 WHERE device IN (?*)
                 UNION ALL SELECT 0, '', 0, pg_is_in_recovery()",
                values![],
                &devices,
                |r| {
                    is_standby &= r.get::<u8>(3)? == 1;
                    if let Ok(incarnation) = r.get::<String>(1)?.parse() {
                        acc.insert((DeviceId(r.get(0)?), incarnation), r.get(2)?);
                    }
                    Ok(())
                },
            )?;
            Ok(is_standby.then_some(acc))
        })
    }
}
