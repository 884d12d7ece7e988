//! The lease as it is kept on disk.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::lease::{Clock, LEASE_MS, LEASE_RANGE_MS, Lease};

impl Store {
    /// The lease as last kept; untouched where there is none.
    pub fn lease(&self) -> Result<Lease, StoreError> {
        let found = self
            .db
            .prepare_cached("SELECT used_ms, off_ms, boot, boot_ms, wall_ms FROM lease")?
            .query_row([], |r| {
                let seen = match r.get::<_, Option<i64>>(2)? {
                    None => None,
                    Some(boot) => Some(Clock {
                        boot,
                        boot_ms: r.get(3)?,
                        wall_ms: r.get(4)?,
                    }),
                };
                Ok(Lease {
                    used_ms: r.get(0)?,
                    off_ms: r.get(1)?,
                    seen,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps the lease.
    pub fn keep_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        let seen = lease.seen;
        self.apart(|db| {
            db.prepare_cached(
                "INSERT INTO lease (one, used_ms, off_ms, boot, boot_ms, wall_ms)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (one) DO UPDATE
                 SET used_ms = ?1, off_ms = ?2, boot = ?3, boot_ms = ?4, wall_ms = ?5",
            )?
            .execute(params![
                lease.used_ms,
                lease.off_ms,
                seen.map(|clock| clock.boot),
                seen.map(|clock| clock.boot_ms),
                seen.map(|clock| clock.wall_ms),
            ])?;
            Ok(())
        })
    }

    /// Milliseconds that a lease lasts: the campaign's `lease_h`, within limits, or seven days.
    pub fn lease_length_ms(&self) -> Result<i64, StoreError> {
        let hours: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT CAST(json_extract(value, '$.lease_h') AS INTEGER) FROM row
                 WHERE kind = 'campaign'",
            )?
            .query_row([], |r| r.get(0))
            .optional()?
            .flatten();
        let asked = hours.map(|hours| hours.saturating_mul(60 * 60 * 1000));
        Ok(asked.map_or(LEASE_MS, |ms| {
            ms.clamp(*LEASE_RANGE_MS.start(), *LEASE_RANGE_MS.end())
        }))
    }
}
