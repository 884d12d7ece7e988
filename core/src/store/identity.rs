//! Who this phone is to the server.

use rusqlite::{Connection, OptionalExtension, params};

use super::capture::number_pending;
use super::erase::wipe;
use super::{Store, StoreError};
use crate::model::{DeviceId, Incarnation, OpId};
use crate::wire::{Invite, Joined, ServerAddress, ServerKey};

/// Who this phone is to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Where the server is, with its key where that is pinned, and the next one that it has
    /// announced: a [`ServerAddress`] as text.
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
    /// Whether it takes part.
    pub standing: Standing,
    /// What the campaign's files are sealed for, if the server has said so.
    pub seal_key: Option<String>,
}

/// Whether a phone takes part in its campaign. Nothing unsent is deleted in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It does.
    In,
    /// The server shut it out, or did not know its token, at the last request: it may join again,
    /// and takes along what is unsent.
    ShutOut,
    /// It has signed out; what is unsent is still to be sent.
    Leaving,
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

    /// How many ops the server has not decided yet.
    pub fn unsent(&self) -> u64 {
        self.next_n.saturating_sub(self.acc + 1)
    }

    /// The key that the server has announced for later, if it has and this phone pins one.
    pub fn next_key(&self) -> Option<ServerKey> {
        self.address()?.next_key
    }

    fn address(&self) -> Option<ServerAddress> {
        self.server.parse().ok()
    }

    /// Whether an invite to `server` is to the server that this phone has: at the same place, with
    /// a key that it goes by.
    fn has(&self, server: &str) -> bool {
        let named: Option<ServerAddress> = server.parse().ok();
        let (Some(has), Some(named)) = (self.address(), named) else {
            return false;
        };
        let goes_by = [has.key, has.next_key.or(has.key)];
        has.url == named.url && goes_by.contains(&named.key)
    }
}

/// Who this phone is, as the database has it now; inside a transaction, as it stays until its end.
pub(super) fn identity_in(db: &Connection) -> Result<Option<Identity>, StoreError> {
    // A record writes no number here, since its op tells it: what stands here is that of the last
    // sync, or of a database that was saved from damage with ops lost.
    let mut query = db.prepare_cached(
        "SELECT server, token, code, device, incarnation,
                max(next_n, (SELECT ifnull(max(n), 0) + 1 FROM op
                             WHERE op.incarnation = identity.incarnation)),
                acc, dur, synced_at_ms, standing, seal_key
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
                standing: match r.get_ref(9)?.as_str()? {
                    "leaving" => Standing::Leaving,
                    "shut_out" => Standing::ShutOut,
                    _ => Standing::In,
                },
                seal_key: r.get(10)?,
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
    /// that the invite names now: it may have moved. Returns who to join as; with a device if the
    /// phone has joined already and may not join again.
    ///
    /// A phone that was shut out or has signed out may join by another invite. Who it was stays
    /// until the answer is there.
    ///
    /// # Errors
    /// [`StoreError::UnsentElsewhere`] where that would send unsent ops to another server, and
    /// nothing is known by which it could turn out to be the same campaign's.
    pub fn begin_join(
        &self,
        invite: &Invite,
        token: &str,
        incarnation: Incarnation,
    ) -> Result<Identity, StoreError> {
        let incarnation = incarnation.to_string();
        let values = params![invite.server, token, invite.code, incarnation];
        match self.identity()? {
            Some(was) if was.device.is_some() && was.standing != Standing::In => {
                if was.code == invite.code {
                    self.set_standing(Standing::In)?;
                    return self.joined();
                }
                let may_be_same = was.has(&invite.server) || was.seal_key.is_some();
                let unsent = was.unsent();
                if unsent > 0 && !may_be_same {
                    return Err(StoreError::UnsentElsewhere { unsent });
                }
                self.db.execute(
                    "INSERT INTO rejoin (one, server, token, code, incarnation)
                     VALUES (1, ?1, ?2, ?3, ?4)
                     ON CONFLICT (one) DO UPDATE
                     SET server = ?1, code = ?3,
                         token = CASE code WHEN ?3 THEN token ELSE ?2 END,
                         incarnation = CASE code WHEN ?3 THEN incarnation ELSE ?4 END",
                    values,
                )?;
                self.rejoining(&was)?.ok_or(StoreError::NotJoined)
            }
            _ => {
                self.db.execute(
                    "INSERT INTO identity (one, server, token, code, incarnation, next_n, acc, dur)
                     VALUES (1, ?1, ?2, ?3, ?4, 1, 0, 0)
                     ON CONFLICT (one) DO UPDATE
                     SET server = ?1, code = ?3,
                         token = CASE code WHEN ?3 THEN token ELSE ?2 END,
                         incarnation = CASE code WHEN ?3 THEN incarnation ELSE ?4 END
                     WHERE device IS NULL",
                    values,
                )?;
                self.identity()?.ok_or(StoreError::NotJoined)
            }
        }
    }

    /// Notes the server's answer to a join. Ops that are unsent from an earlier life go on in this
    /// one; lists of an earlier life are erased, to be fetched anew.
    ///
    /// # Errors
    /// [`StoreError::UnsentElsewhere`] where some are unsent, and neither place and key of the
    /// server nor the campaign's are as they were; the phone stays who it was.
    pub fn finish_join(&self, joined: &Joined) -> Result<(), StoreError> {
        let (device, seal_key) = (joined.device, &joined.seal_key);
        let tx = self.db.unchecked_transaction()?;
        let Some(was) = identity_in(&tx)? else {
            return Err(StoreError::NotJoined);
        };
        if let Some(next) = self.rejoining(&was)? {
            let is_same =
                was.has(&next.server) || (seal_key.is_some() && was.seal_key == *seal_key);
            let unsent = was.unsent();
            if unsent > 0 && !is_same {
                return Err(StoreError::UnsentElsewhere { unsent });
            }
            wipe(&tx)?;
            tx.execute("UPDATE op SET dropped = 0 WHERE state = 'pending'", [])?;
            tx.execute(
                "UPDATE identity
                 SET server = ?1, token = ?2, code = ?3, standing = 'in', synced_at_ms = NULL,
                     seal_key = ?4",
                params![next.server, next.token, next.code, seal_key],
            )?;
            tx.execute("DELETE FROM rejoin", [])?;
            number_pending(
                &tx,
                &Identity {
                    device: Some(device),
                    ..next
                },
            )?;
        } else if was.device.is_none() {
            // Decided ops are those of another device, whose name was lost with a damaged file: this
            // one is never to send them again.
            tx.execute("UPDATE op SET line = '' WHERE state <> 'pending'", [])?;
            tx.execute("UPDATE identity SET seal_key = ?1", [seal_key])?;
            number_pending(
                &tx,
                &Identity {
                    device: Some(device),
                    ..was
                },
            )?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Notes with whom the phone has spoken: the key that was `shown`, and the one that was
    /// `announced` for later ([`ServerAddress::after`]).
    pub fn note_keys(
        &self,
        shown: Option<ServerKey>,
        announced: Option<ServerKey>,
    ) -> Result<(), StoreError> {
        let identity = self.joined()?;
        let Some(address) = identity.address() else {
            return Ok(());
        };
        let address = address.after(shown, announced).to_string();
        if address != identity.server {
            self.db
                .execute("UPDATE identity SET server = ?1", [address])?;
        }
        Ok(())
    }

    /// Who the phone asked to join as, if it was in a campaign before.
    fn rejoining(&self, was: &Identity) -> Result<Option<Identity>, StoreError> {
        let found: Option<(String, String, String, String)> = self
            .db
            .query_row(
                "SELECT server, token, code, incarnation FROM rejoin",
                [],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
            )
            .optional()?;
        let Some((server, token, code, incarnation)) = found else {
            return Ok(None);
        };
        let incarnation = incarnation.parse().map_err(|_| StoreError::Unreadable {
            what: "incarnation",
        })?;
        Ok(Some(Identity {
            server,
            token,
            code,
            device: None,
            incarnation,
            ..was.clone()
        }))
    }

    /// Notes whether the phone takes part.
    pub fn set_standing(&self, standing: Standing) -> Result<(), StoreError> {
        let word = match standing {
            Standing::In => "in",
            Standing::ShutOut => "shut_out",
            Standing::Leaving => "leaving",
        };
        self.db.execute(
            "UPDATE identity SET standing = ?1 WHERE standing <> ?1",
            [word],
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
        let joined: Joined = serde_json::from_str(r#"{"device":7,"campaign":1}"#).unwrap();
        store.finish_join(&joined).unwrap();
        let joined = begin("http://c:3/join#CCCC", "t4", 4);
        assert_eq!(joined, row("http://b:2", "BBBB", "t3", 3));
    }
}
