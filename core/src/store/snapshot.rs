//! Snapshots on their way: what has come of one is kept, so that a lost connection costs little.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

impl Store {
    /// What has come of the snapshot of that hash.
    pub fn snapshot_part(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let held = self
            .db
            .query_row(
                "SELECT bytes FROM snapshot_part WHERE sha256 = ?1",
                [sha256],
                |r| r.get(0),
            )
            .optional()?;
        Ok(held.unwrap_or_default())
    }

    /// Keeps what has come of a snapshot.
    pub fn keep_snapshot_part(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.db.execute(
            "INSERT INTO snapshot_part (sha256, bytes) VALUES (?1, ?2)
             ON CONFLICT (sha256) DO UPDATE SET bytes = ?2",
            params![sha256, bytes],
        )?;
        Ok(())
    }

    /// Lets go of all parts: their snapshot is applied, or was not what it said.
    pub fn drop_snapshot_parts(&self) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM snapshot_part", [])?;
        Ok(())
    }
}
