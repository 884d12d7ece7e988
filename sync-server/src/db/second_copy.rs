//! What the second copy has: `dur` is `acc` as read from there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use turfwalk_core::model::{DeviceId, Incarnation};

use super::DbError;
use super::sql::{Postgres, values};

/// How long what was read holds.
const FRESH: Duration = Duration::from_secs(1);
/// How long a copy that did not answer is left alone: requests don't wait for it.
const PAUSE: Duration = Duration::from_secs(5);

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
    pub(super) fn at(url: &str) -> Result<Self, DbError> {
        Ok(Self {
            standby: Postgres::standby(url)?,
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
