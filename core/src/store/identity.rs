//! Who this phone is to the server.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError};
use crate::model::{DeviceId, Incarnation, OpId};
use crate::wire::Invite;

/// Who this phone is to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Where the server is, with its key where that is pinned: a [`crate::wire::ServerAddress`]
    /// as text.
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

/// Who this phone is, as the database has it now; inside a transaction, as it stays until its end.
pub(super) fn identity_in(db: &Connection) -> Result<Option<Identity>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT server, token, code, device, incarnation, next_n, acc, dur, synced_at_ms
         FROM identity",
    )?;
    let found = query
        .query_row([], |r| {
            let identity = Identity {
                server: r.get(0)?,
                token: r.get(1)?,
                code: r.get(2)?,
                device: r.get::<_, Option<u32>>(3)?.map(DeviceId),
                incarnation: Incarnation(0),
                next_n: r.get(5)?,
                acc: r.get(6)?,
                dur: r.get(7)?,
                synced_at_ms: r.get(8)?,
            };
            Ok((identity, r.get::<_, String>(4)?))
        })
        .optional()?;
    let Some((identity, incarnation)) = found else {
        return Ok(None);
    };
    let incarnation = incarnation.parse().map_err(|_| StoreError::Unreadable {
        what: "incarnation",
    })?;
    Ok(Some(Identity {
        incarnation,
        ..identity
    }))
}

/// The same, joined.
pub(super) fn joined_in(db: &Connection) -> Result<Identity, StoreError> {
    identity_in(db)?
        .filter(|id| id.device.is_some())
        .ok_or(StoreError::NotJoined)
}

impl Store {
    /// Who this phone is, or `None` before any join.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        identity_in(&self.db)
    }

    /// Who this phone is, joined.
    pub fn joined(&self) -> Result<Identity, StoreError> {
        joined_in(&self.db)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_join_keeps_its_token_and_goes_where_the_invite_now_points() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("phone.db")).unwrap();
        let begin = |invite: &str, token: &str, incarnation| {
            let invite = invite.parse().unwrap();
            let now = store.begin_join(&invite, token, Incarnation(incarnation));
            let now = now.unwrap();
            (now.server, now.code, now.token, now.incarnation.0)
        };
        let row = |server: &str, code: &str, token: &str, incarnation| {
            (server.into(), code.into(), token.into(), incarnation)
        };
        let first = begin("http://a:1/join#AAAA", "t1", 1);
        assert_eq!(first, row("http://a:1", "AAAA", "t1", 1));
        let moved = begin("http://b:2/join#AAAA", "t2", 2);
        assert_eq!(moved, row("http://b:2", "AAAA", "t1", 1));
        let other = begin("http://b:2/join#BBBB", "t3", 3);
        assert_eq!(other, row("http://b:2", "BBBB", "t3", 3));
        store.finish_join(DeviceId(7)).unwrap();
        let joined = begin("http://c:3/join#CCCC", "t4", 4);
        assert_eq!(joined, row("http://b:2", "BBBB", "t3", 3));
    }
}
