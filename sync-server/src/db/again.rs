//! What must hold even after an older database has been put back: erasures, and phones shut out.
//!
//! A file beside the database, one line of JSON each, on disk before the database says so;
//! `restore` applies it again.

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use turfwalk_core::model::{DeviceId, PersonKey};

use super::audit::Who;
use super::{Db, DbError};

/// The file's name.
const FILE: &str = "erased-and-revoked.ndjson";

/// One thing to be done again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    Erased {
        person: PersonKey,
        at_ms: i64,
        identities: Vec<String>,
        #[serde(default)]
        all_incidents: bool,
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

impl Db {
    /// The same database, noting erasures and revocations in a file of this folder.
    #[must_use]
    pub fn noting_in(self, folder: &Path) -> Self {
        Self {
            again: Some(folder.join(FILE)),
            ..self
        }
    }

    /// Applies all that was noted to a database that was put back. What it never knew of is
    /// passed over.
    pub fn apply_again(&self) -> Result<Again, DbError> {
        let mut again = Again::default();
        let unreadable = || {
            DbError::Refused(format!(
                "{FILE} beside the database can't be read; put it right, then restore again"
            ))
        };
        let text = match self.again.as_deref().map(std::fs::read_to_string) {
            None => return Ok(again),
            Some(Ok(text)) => text,
            Some(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => return Ok(again),
            Some(Err(_)) => return Err(unreadable()),
        };
        for line in text.lines() {
            let (done, count) = match serde_json::from_str(line).map_err(|_| unreadable())? {
                Entry::Erased {
                    person,
                    at_ms,
                    identities,
                    all_incidents,
                } => {
                    self.keep_out(person, &identities, at_ms)?;
                    let done = self.erase_rows(person, all_incidents).map(|_| ());
                    (done, &mut again.erased)
                }
                Entry::Revoked { device, at_ms } => (
                    self.revoke_row(device, &Who::Command, at_ms),
                    &mut again.revoked,
                ),
            };
            match done {
                Ok(()) => *count += 1,
                Err(DbError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(again)
    }

    /// Notes what is about to be done; it is on disk when this returns.
    pub(super) fn note_again(&self, entry: &Entry) -> Result<(), DbError> {
        let Some(path) = &self.again else {
            return Ok(());
        };
        let failed = |_| {
            DbError::Refused(format!(
                "{FILE} beside the database can't be written; nothing was changed, check the disk"
            ))
        };
        let mut line = serde_json::to_string(entry).expect("an entry holds only texts and numbers");
        line.push('\n');
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(failed)?;
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)
    }
}
