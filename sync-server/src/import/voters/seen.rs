//! Ids already taken in this file, in 48 bytes or so each.

use std::{
    collections::{HashMap, hash_map::Entry, hash_map::RandomState},
    hash::BuildHasher,
};

use super::{record::Record, reject::RejectKind};

/// Remembers ids by a 128-bit keyed hash, so that ten million of them fit in
/// memory; two different ids share one with a chance below 10⁻²⁴.
#[derive(Default)]
pub(super) struct Seen {
    keys: [RandomState; 2],
    first: HashMap<u128, (u64, u64)>,
}

impl Seen {
    /// Takes an id, or says why not: the row with the same text again, or
    /// another row under a taken id. The first one stays in either case.
    pub(super) fn take(&mut self, id: &str, row: u64, line: u64) -> Result<(), RejectKind> {
        let [high, low] = &self.keys;
        let key = (u128::from(high.hash_one(id)) << 64) | u128::from(low.hash_one(id));
        match self.first.entry(key) {
            Entry::Vacant(free) => {
                free.insert((line, row));
                Ok(())
            }
            Entry::Occupied(taken) => {
                let (first_line, first_row) = *taken.get();
                Err(if first_row == row {
                    RejectKind::Repeated { first_line }
                } else {
                    RejectKind::DuplicateId { first_line }
                })
            }
        }
    }

    /// A row's text as a number, for telling a repeat from a contradiction.
    pub(super) fn fingerprint(&self, row: &Record) -> u64 {
        self.keys[0].hash_one(row.text())
    }
}
