//! What the field counts: requests, ops, errors, times.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use turfwalk_core::sync::SyncError;

use super::phone::{Broken, Took};

/// Counts of one part of a run; every phone adds to it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    syncs: AtomicU64,
    captured: AtomicU64,
    safe: AtomicU64,
    refused: AtomicU64,
    rows: AtomicU64,
    resets: AtomicU64,
    late: AtomicU64,
    micros: Mutex<Vec<u32>>,
    errors: Mutex<BTreeMap<&'static str, u64>>,
    broken: Mutex<BTreeMap<String, u64>>,
}

/// A [`Tally`] at one time.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Requests that were answered.
    pub(super) syncs: u64,
    /// Ops captured on phones.
    pub(super) captured: u64,
    /// Ops acknowledged.
    pub(super) safe: u64,
    /// Of these: refused.
    pub(super) refused: u64,
    /// Rows that came down.
    pub(super) rows: u64,
    /// Streams that were read anew.
    pub(super) resets: u64,
    /// Syncs that were due while the one before was still under way.
    pub(super) late: u64,
    /// Requests without an answer, by what was wrong.
    pub(super) errors: BTreeMap<&'static str, u64>,
    /// Promises that did not hold, each with how often.
    pub(super) broken: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn captured(&self, ops: u64) {
        self.captured.fetch_add(ops, Relaxed);
    }

    pub(super) fn answered(&self, after: Duration) {
        self.syncs.fetch_add(1, Relaxed);
        let micros = u32::try_from(after.as_micros()).unwrap_or(u32::MAX);
        held(&self.micros).push(micros);
    }

    pub(super) fn took(&self, took: Took) {
        self.safe.fetch_add(took.safe, Relaxed);
        self.refused.fetch_add(took.refused, Relaxed);
        self.rows.fetch_add(took.rows, Relaxed);
        self.resets.fetch_add(took.resets, Relaxed);
    }

    pub(super) fn late(&self) {
        self.late.fetch_add(1, Relaxed);
    }

    pub(super) fn failed(&self, error: &SyncError) {
        let kind = match error {
            SyncError::Offline(_) => "no answer",
            SyncError::NotAServer => "not a Turfwalk server",
            SyncError::Rejected(_) => "rejected",
            SyncError::Busy { .. } => "busy, asked to wait",
            SyncError::UpdateApp => "newer than this program",
            SyncError::Server(_) => "failed or not understood",
            _ => "other",
        };
        *held(&self.errors).entry(kind).or_default() += 1;
    }

    pub(super) fn broke(&self, Broken(promise): Broken) {
        *held(&self.broken).entry(promise).or_default() += 1;
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            syncs: self.syncs.load(Relaxed),
            captured: self.captured.load(Relaxed),
            safe: self.safe.load(Relaxed),
            refused: self.refused.load(Relaxed),
            rows: self.rows.load(Relaxed),
            resets: self.resets.load(Relaxed),
            late: self.late.load(Relaxed),
            errors: held(&self.errors).clone(),
            broken: held(&self.broken).clone(),
        }
    }

    /// The time within which that share of the requests was answered, for each of `shares`.
    pub(super) fn within<const N: usize>(&self, shares: [f64; N]) -> [Duration; N] {
        let mut micros = held(&self.micros).clone();
        micros.sort_unstable();
        shares.map(|share| {
            let last = micros.len().saturating_sub(1);
            let at = (share * last as f64).ceil() as usize;
            Duration::from_micros(u64::from(micros.get(at).copied().unwrap_or(0)))
        })
    }
}

/// What a lock guards; a phone that panicked while it counted has left whole numbers behind.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_requests_is_answered_within_its_time() {
        let tally = Tally::default();
        for ms in (1..=100).rev() {
            tally.answered(Duration::from_millis(ms));
        }
        let ms = |ms| Duration::from_millis(ms);
        assert_eq!(
            tally.within([0.0, 0.5, 0.99, 1.0]),
            [ms(1), ms(51), ms(100), ms(100)]
        );
        assert_eq!(Tally::default().within([0.5]), [ms(0)]);
    }
}
