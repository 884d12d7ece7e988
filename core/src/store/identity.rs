//! Who this phone is to the server.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::model::{DeviceId, Incarnation, OpId};
use crate::wire::Invite;

/// Who this phone is to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Scheme, host and port.
    pub server: String,
    /// Opaque, 64 hexadecimal digits, drawn on this phone.
    pub token: String,
    /// The invite's code.
    pub code: String,
    /// Its number; `None` until the server has answered the join.
    pub device: Option<DeviceId>,
    /// Its present life.
    pub incarnation: Incarnation,
    /// Next op's number.
    pub next_n: u64,
    /// Decided and committed on the server up to here, this incarnation.
    pub acc: u64,
    /// The same on the server's second copy.
    pub dur: u64,
    /// Last answer of the server by this phone's clock, milliseconds since 1970.
    pub synced_at_ms: Option<i64>,
}

impl Identity {
    /// The name of this incarnation's op `n`; `None` before the join is answered.
    pub fn op(&self, n: u64) -> Option<OpId> {
        self.device.map(|device| OpId {
            device,
            incarnation: self.incarnation,
            n,
        })
    }
}

impl Store {
    /// Who this phone is, or `None` before any join.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT server, token, code, device, incarnation, next_n, acc, dur, synced_at_ms
             FROM identity",
        )?;
        let found = query
            .query_row([], |r| {
                let incarnation: String = r.get(4)?;
                Ok((
                    Identity {
                        server: r.get(0)?,
                        token: r.get(1)?,
                        code: r.get(2)?,
                        device: r.get::<_, Option<u32>>(3)?.map(DeviceId),
                        incarnation: Incarnation(0),
                        next_n: r.get(5)?,
                        acc: r.get(6)?,
                        dur: r.get(7)?,
                        synced_at_ms: r.get(8)?,
                    },
                    incarnation,
                ))
            })
            .optional()?;
        found
            .map(|(identity, incarnation)| {
                let incarnation = incarnation.parse().map_err(|_| StoreError::Unreadable {
                    what: "incarnation",
                })?;
                Ok(Identity {
                    incarnation,
                    ..identity
                })
            })
            .transpose()
    }

    /// Who this phone is, joined.
    pub fn joined(&self) -> Result<Identity, StoreError> {
        self.identity()?
            .filter(|id| id.device.is_some())
            .ok_or(StoreError::NotJoined)
    }

    /// Notes that a join is under way, before it is sent: a repeated join with the same invite
    /// carries the same token, so an answer that got lost costs nothing. The server is the one
    /// that the invite names now: it may have moved.
    pub fn begin_join(
        &self,
        invite: &Invite,
        token: &str,
        incarnation: Incarnation,
    ) -> Result<Identity, StoreError> {
        self.db.execute(
            "INSERT INTO identity (one, server, token, code, incarnation, next_n, acc, dur)
             VALUES (1, ?1, ?2, ?3, ?4, 1, 0, 0)
             ON CONFLICT (one) DO UPDATE
             SET server = ?1, code = ?3,
                 token = CASE code WHEN ?3 THEN token ELSE ?2 END,
                 incarnation = CASE code WHEN ?3 THEN incarnation ELSE ?4 END
             WHERE device IS NULL",
            params![invite.server, token, invite.code, incarnation.to_string()],
        )?;
        self.identity()?.ok_or(StoreError::NotJoined)
    }

    /// Notes the server's answer to a join.
    pub fn finish_join(&self, device: DeviceId) -> Result<(), StoreError> {
        self.db.execute(
            "UPDATE identity SET device = ?1 WHERE device IS NULL",
            [device.0],
        )?;
        Ok(())
    }
}
