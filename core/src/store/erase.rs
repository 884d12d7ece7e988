//! Erasing: what the phone may not hold any more is gone from the file and from its journal.
//!
//! A transaction deletes the rows and notes in `sweep` that it did; [`Store::tidy`] then rewrites
//! the file without its free space and empties the journal, again after a crash if need be.
//! Ops stay until they are safe, whatever is erased around them.

use rusqlite::{Transaction, TransactionBehavior, params};

use super::identity::{Standing, identity_in};
use super::{Store, StoreError, draft, files};

impl Store {
    /// Erases all lists at once, with everything that came with them. Unsent ops stay for a last
    /// upload; they are erased when it has been answered.
    pub fn wipe_all(&mut self) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        wipe(&tx)?;
        tx.commit()?;
        self.tidy()
    }

    /// Erases all lists with everything that came with them, and leaves every op.
    pub(crate) fn wipe_lists(&mut self) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        wipe_rows(&tx)?;
        tx.commit()?;
        self.tidy()
    }

    /// Leaves the campaign: lists are erased at once, and who the phone was as soon as nothing is
    /// unsent. Until then the phone sends, but fetches and records nothing.
    pub fn sign_out(&mut self) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        wipe(&tx)?;
        tx.execute("UPDATE identity SET standing = 'leaving'", [])?;
        tx.commit()?;
        self.tidy()
    }

    /// Ends what was begun: erases ops that have become safe and are no longer wanted, forgets a
    /// campaign that was left, and sweeps where something was erased. Costs nothing where there is
    /// nothing to do; meant for after every sync.
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(identity) = identity_in(&tx)? {
            let erased = tx.execute(
                "UPDATE op SET line = ''
                 WHERE dropped > 0 AND state <> 'pending' AND line <> ''
                   AND (dropped = 2 OR iif(incarnation = ?1, n <= ?2, ?2 > 0))",
                params![identity.incarnation.to_string(), identity.dur],
            )?;
            if erased > 0 {
                sweep_later(&tx)?;
            }
            if identity.standing == Standing::Leaving && identity.unsent() == 0 {
                forget(&tx)?;
            }
        }
        tx.commit()?;
        self.sweep()?;
        self.note_unsent()
    }

    /// Rewrites the file and empties the journal, if something was erased.
    fn sweep(&mut self) -> Result<(), StoreError> {
        let due: bool = self
            .db
            .query_row("SELECT EXISTS (SELECT 1 FROM sweep)", [], |r| r.get(0))?;
        if due {
            self.recall = Default::default();
            files::remove_aside(&self.path)?;
            // Deleted cells are overwritten (`secure_delete`), but pages that were rebuilt keep
            // old bytes in their gaps.
            self.db.execute_batch("VACUUM")?;
            self.empty_journal()?;
            self.db.execute("DELETE FROM sweep", [])?;
        }
        self.empty_journal()
    }

    fn empty_journal(&self) -> Result<(), StoreError> {
        self.db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Writes the number of unsent ops beside the file.
    pub(super) fn note_unsent(&self) -> Result<(), StoreError> {
        let unsent = self.identity()?.map_or(0, |identity| identity.unsent());
        files::note_unsent(&self.path, unsent);
        Ok(())
    }
}

/// Erases what is held of a stream, and what this phone's own ops came to at its doors.
pub(super) fn drop_stream(tx: &Transaction<'_>, stream: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM replan WHERE walk_list IN
         (SELECT CAST(key AS INTEGER) FROM row WHERE stream = ?1 AND kind = 'walk_list')",
        [stream],
    )?;
    draft::drop_with(tx, stream)?;
    // Overlays fall with the stream in which their rows would come; those at a door that was added
    // beside one of its doors, too.
    tx.execute(
        "WITH RECURSIVE here (place) AS (
             SELECT place FROM row WHERE stream = ?1 AND place IS NOT NULL
             UNION SELECT row.place FROM row JOIN here
             ON row.kind = 'door' AND row.stream IS NULL
                AND 'door/' || (row.value ->> '$.beside') = here.place)
         DELETE FROM row WHERE stream IS NULL AND place IN (SELECT place FROM here)",
        [stream],
    )?;
    tx.execute("DELETE FROM row WHERE stream = ?1", [stream])?;
    tx.execute("DELETE FROM cursor WHERE stream = ?1", [stream])?;
    tx.execute("DELETE FROM snapshot_part", [])?;
    drop_packs(tx)?;
    tx.execute(
        "UPDATE op SET dropped = 1 WHERE dropped = 0 AND incarnation || '.' || n NOT IN
         (SELECT substr(key, instr(key, '.') + 1) FROM row
          WHERE kind IN ('attempt', 'retraction', 'suppression', 'person', 'edit', 'incident'))",
        [],
    )?;
    sweep_later(tx)
}

/// Erases the street packs that no turf names any more.
pub(super) fn drop_packs(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM street_pack WHERE sha256 NOT IN
         (SELECT value ->> '$.streets' FROM row
          WHERE kind = 'turf' AND value ->> '$.streets' IS NOT NULL)",
        [],
    )?;
    Ok(())
}

/// Notes that the file has to be swept.
pub(super) fn sweep_later(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sweep (one) VALUES (1) ON CONFLICT DO NOTHING",
        [],
    )?;
    Ok(())
}

/// Erases all that came from the server, and the lines of ops that it has.
pub(super) fn wipe(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "UPDATE op SET dropped = 2;
         UPDATE op SET line = '' WHERE state <> 'pending';",
    )?;
    wipe_rows(tx)
}

fn wipe_rows(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "DELETE FROM row;
         DELETE FROM cursor;
         DELETE FROM replan;
         DELETE FROM draft;
         DELETE FROM street_pack;
         DELETE FROM snapshot_part;",
    )?;
    sweep_later(tx)
}

/// Erases who the phone was, with the last of what it recorded.
fn forget(tx: &Transaction<'_>) -> Result<(), StoreError> {
    wipe(tx)?;
    tx.execute_batch(
        "DELETE FROM op;
         DELETE FROM lease;
         DELETE FROM rejoin;
         DELETE FROM identity;",
    )?;
    Ok(())
}
