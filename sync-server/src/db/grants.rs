//! Who may hold what: turfs given to phones and taken back, phones shut out.

use turfwalk_core::model::{DeviceId, TurfId};

use super::again::Entry;
use super::audit::{Deed, Who, note};
use super::sql::{Tx, values};
use super::{Db, DbError};

impl Db {
    /// Gives a turf to a phone that has joined; it fetches the list at its next sync. Nothing
    /// changes if it has the turf already.
    ///
    /// # Errors
    /// [`DbError::Refused`] for a phone or turf that is not there, or a phone that is shut out.
    pub fn assign(
        &self,
        device: DeviceId,
        turf: TurfId,
        who: &Who,
        now_ms: i64,
    ) -> Result<(), DbError> {
        self.write(|tx| {
            if !is_let_in(tx, device)? {
                return Err(DbError::Refused(format!(
                    "there is no phone {device}, or it was shut out; the organizer's page lists phones"
                )));
            }
            let known = tx.maybe("SELECT id FROM turf WHERE id = ?1", values![turf.0], |r| {
                r.get::<u32>(0)
            })?;
            if known.is_none() {
                return Err(DbError::Refused(format!(
                    "there is no turf {turf}; the organizer's page lists turfs"
                )));
            }
            tx.execute(
                "INSERT INTO assignment (device, turf, from_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (device, turf) DO UPDATE SET until_ms = NULL",
                values![device.0, turf.0, now_ms],
            )?;
            let what = format!("turf/{turf} device/{device}");
            note(tx, now_ms, who, Deed::Assigned, &what)
        })
    }

    /// Takes a turf back, from one phone or from all that have it: each erases it at its next
    /// sync, and what it recorded there before still comes in. How many phones had it.
    pub fn withdraw(
        &self,
        turf: TurfId,
        device: Option<DeviceId>,
        who: &Who,
        now_ms: i64,
    ) -> Result<u64, DbError> {
        self.write(|tx| {
            let phones = tx.execute(
                "UPDATE assignment SET until_ms = ?3
                 WHERE turf = ?1 AND until_ms IS NULL AND (device = ?2 OR ?2 = 0)",
                values![turf.0, device.map_or(0, |device| device.0), now_ms],
            )?;
            let from = device.map_or("all".into(), |device| format!("device/{device}"));
            let what = format!("turf/{turf} {from}");
            note(tx, now_ms, who, Deed::Withdrawn, &what)?;
            Ok(phones)
        })
    }

    /// Shuts a phone out, for good, and after any restore: its next request erases its lists, and
    /// what it had recorded comes into quarantine. The invite that it used can't be used again.
    ///
    /// # Errors
    /// [`DbError::Refused`] where there is no such phone, or it is shut out already.
    pub fn revoke(&self, device: DeviceId, who: &Who, now_ms: i64) -> Result<(), DbError> {
        let at_ms = now_ms;
        self.note_again(&Entry::Revoked { device, at_ms })?;
        self.revoke_row(device, who, now_ms)
    }

    pub(super) fn revoke_row(
        &self,
        device: DeviceId,
        who: &Who,
        now_ms: i64,
    ) -> Result<(), DbError> {
        self.write(|tx| {
            let known = tx.execute(
                "UPDATE device SET revoked = 1 WHERE id = ?1 AND revoked = 0",
                values![device.0],
            )?;
            if known == 0 {
                return Err(DbError::Refused(format!(
                    "there is no phone {device} that could still be shut out; \
                     `turfwalk device list` has them all"
                )));
            }
            tx.execute(
                "UPDATE assignment SET until_ms = ?2 WHERE device = ?1 AND until_ms IS NULL",
                values![device.0, now_ms],
            )?;
            let what = format!("device/{device}");
            note(tx, now_ms, who, Deed::DeviceRevoked, &what)
        })
    }
}

fn is_let_in(tx: &Tx<'_>, device: DeviceId) -> Result<bool, DbError> {
    let found = tx.maybe(
        "SELECT id FROM device WHERE id = ?1 AND revoked = 0",
        values![device.0],
        |r| r.get::<u32>(0),
    )?;
    Ok(found.is_some())
}
