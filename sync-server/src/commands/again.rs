//! What must hold even after an older database has been put back: erasures, and phones shut out.
//!
//! A file beside the database, one line of JSON each, written and on disk before the database
//! says so; `restore` applies it again.

use std::io::Write;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use turfwalk_core::model::{DeviceId, PersonKey};

use super::{CommandError, Folder};
use crate::db::{DbError, Erasure};

const FILE: &str = "erased-and-revoked.ndjson";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    Erased {
        person: PersonKey,
        at_ms: i64,
        identities: Vec<String>,
    },
    Revoked {
        device: DeviceId,
        at_ms: i64,
    },
}

/// How much was applied again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// People erased.
    pub erased: usize,
    /// Phones shut out.
    pub revoked: usize,
}

impl Folder {
    /// Erases a person, here and after any restore.
    pub fn erase(&self, person: PersonKey, now_ms: i64) -> Result<Erasure, CommandError> {
        if let Some(identities) = self.db.identities(person)? {
            self.note(&Entry::Erased {
                person,
                at_ms: now_ms,
                identities,
            })?;
        }
        Ok(self.db.erase(person, now_ms)?)
    }

    /// Shuts a phone out, here and after any restore.
    pub fn revoke(&self, device: DeviceId, now_ms: i64) -> Result<(), CommandError> {
        self.db.revoke(device, now_ms)?;
        self.note(&Entry::Revoked {
            device,
            at_ms: now_ms,
        })
    }

    /// Applies all that was noted to a database that was put back. What it never knew of is
    /// passed over.
    pub fn apply_again(&self) -> Result<Again, CommandError> {
        let mut again = Again::default();
        let text = match std::fs::read_to_string(self.path.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(again),
            Err(error) => return Err(format!("can't read {FILE}: {error}").into()),
        };
        let now_ms = Timestamp::now().as_millisecond();
        for line in text.lines() {
            let entry = serde_json::from_str(line)
                .map_err(|_| format!("a line of {FILE} can't be read; restore that file first"))?;
            let (done, count) = match entry {
                Entry::Erased {
                    person,
                    at_ms,
                    identities,
                } => {
                    self.db.keep_out(person, &identities, at_ms)?;
                    (self.db.erase(person, at_ms).map(|_| ()), &mut again.erased)
                }
                Entry::Revoked { device, .. } => {
                    (self.db.revoke(device, now_ms), &mut again.revoked)
                }
            };
            match done {
                Ok(()) => *count += 1,
                Err(DbError::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(again)
    }

    fn note(&self, entry: &Entry) -> Result<(), CommandError> {
        let mut line = serde_json::to_string(entry)?;
        line.push('\n');
        let failed = |error| format!("can't write {FILE} ({error}); nothing was changed");
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path.join(FILE))
            .map_err(failed)?;
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        Ok(())
    }
}
