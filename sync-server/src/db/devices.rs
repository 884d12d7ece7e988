//! Devices, invites and what is assigned to whom.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use turfwalk_core::model::{CampaignId, DeviceId, TurfId};
use turfwalk_core::wire::{Join, Joined, ServerKey, StreamId};

use super::audit::{Deed, Who, note};
use super::sql::{Parameter, Tx, Value, values};
use super::turfs::campaign_of;
use super::{Db, DbError, sha256_hex};

/// How long an invite can be used, in milliseconds.
const INVITE_MS: i64 = 24 * 3_600_000;
/// How exactly it is known when a device was last seen, in milliseconds.
const SEEN_ANEW_MS: u64 = 30_000;
/// Letters of an invite's code: Crockford's base 32, without I, L, O and U, which are misread.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A phone that has joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its number.
    pub id: DeviceId,
    /// What it called itself.
    pub name: String,
    /// Its turfs.
    pub turfs: Vec<TurfId>,
    /// Ops decided, all lives together.
    pub safe: u64,
    /// Of these: refused.
    pub refused: u64,
    /// Last request, milliseconds since 1970.
    pub seen_at_ms: Option<i64>,
    /// Whether it has been shut out.
    pub is_shut_out: bool,
    /// The key of the server's that it keeps for later, as it last said.
    pub next_key: Option<ServerKey>,
}

/// An invite as shown once; the database keeps only its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvite {
    /// The code, for example `K7Q2-M4XD-9TNV`.
    pub code: String,
    /// When it ends, milliseconds since 1970.
    pub expires_at_ms: i64,
}

/// A refused op, as the organizer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// From which phone.
    pub device: DeviceId,
    /// Its number there.
    pub n: u64,
    /// Why, as the word on the wire.
    pub refused: String,
    /// When it came, milliseconds since 1970.
    pub received_at_ms: i64,
}

impl Db {
    /// Makes an invite to a turf on the command line: for one phone, for 24 hours.
    pub fn invite(&self, turf: TurfId, now_ms: i64) -> Result<NewInvite, DbError> {
        self.invite_by(turf, &Who::Command, now_ms)
    }

    /// The same, made by `who`.
    pub fn invite_by(&self, turf: TurfId, who: &Who, now_ms: i64) -> Result<NewInvite, DbError> {
        let code = code_of(&(self.draw)(12)?);
        let expires_at_ms = now_ms + INVITE_MS;
        self.write(|tx| {
            let known: Option<u32> = tx
                .maybe("SELECT id FROM turf WHERE id = ?1", values![turf.0], |r| r.get(0))?;
            if known.is_none() {
                return Err(DbError::Refused(format!(
                    "there is no turf {turf}; `turfwalk cut` makes turfs, the organizer's page lists them"
                )));
            }
            tx.execute(
                "INSERT INTO invite (code_hash, turf, expires_at_ms) VALUES (?1, ?2, ?3)",
                values![sha256_hex(code.as_bytes()), turf.0, expires_at_ms],
            )?;
            note(tx, now_ms, who, Deed::Invited, &format!("turf/{turf}"))?;
            let code = code.clone();
            Ok(NewInvite { code, expires_at_ms })
        })
    }

    /// Takes a join: a new device for a fresh invite, the same device for a repeated join.
    ///
    /// # Errors
    /// [`DbError::Refused`] for a code that is unknown, over, or used by another phone: one
    /// sentence for all three, so that guessing learns nothing.
    pub fn join(&self, join: &Join, now_ms: i64) -> Result<Joined, DbError> {
        let refused = || {
            DbError::Refused(
                "this invite can't be used: it is wrong, over, or used by another phone; \
                 ask the organizer for a new one"
                    .into(),
            )
        };
        let code_hash = sha256_hex(join.code.as_bytes());
        let token_hash = sha256_hex(join.token.as_bytes());
        if join.token.len() != 64 || !join.token.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(refused());
        }
        self.write_beside(|tx| {
            // An update that changes nothing: the invite's row is the lock, so that one phone has it.
            let invite: Option<(u32, i64, Option<u32>)> = tx
                .maybe(
                    "UPDATE invite SET device = device WHERE code_hash = ?1
                     RETURNING turf, expires_at_ms, device",
                    values![&code_hash],
                    |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
                )?;
            let (turf, expires_at_ms, used_by) = invite.ok_or_else(refused)?;
            if let Some(device) = used_by {
                let same = by_token(tx, &token_hash)?.filter(|found| found.id.0 == device && !found.is_shut_out);
                let device = same.ok_or_else(refused)?.id;
                return joined(tx, device);
            }
            if expires_at_ms <= now_ms {
                return Err(refused());
            }
            if by_token(tx, &token_hash)?.is_some() {
                return Err(DbError::Refused(
                    "this token is known here already; draw another one to join again".into(),
                ));
            }
            let name: String = join.name.chars().filter(|c| !c.is_control()).take(60).collect();
            let device: u32 = tx.one(
                "INSERT INTO device (name, token_hash, joined_at_ms) VALUES (?1, ?2, ?3) RETURNING id",
                values![name, token_hash, now_ms],
                |r| r.get(0),
            )?;
            tx.execute(
                "UPDATE invite SET device = ?1 WHERE code_hash = ?2",
                values![device, code_hash],
            )?;
            tx.execute(
                "INSERT INTO assignment (device, turf, from_ms) VALUES (?1, ?2, ?3)",
                values![device, turf, now_ms],
            )?;
            let who = Who::Device(DeviceId(device));
            note(tx, now_ms, &who, Deed::Joined, &format!("turf/{turf}"))?;
            joined(tx, DeviceId(device))
        })
    }

    /// The phones that have joined, newest first.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, DbError> {
        self.read(|db| {
            let mut devices = db.all(
                "SELECT d.id, d.name, d.seen_at_ms, count(o.n), count(o.refused), d.revoked,
                    d.next_key
             FROM device d LEFT JOIN op o ON o.device = d.id
             GROUP BY d.id, d.name, d.seen_at_ms, d.revoked, d.next_key ORDER BY d.id DESC",
                values![],
                |r| {
                    Ok(DeviceRow {
                        id: DeviceId(r.get(0)?),
                        name: r.get(1)?,
                        turfs: Vec::new(),
                        seen_at_ms: r.get(2)?,
                        safe: r.get(3)?,
                        refused: r.get(4)?,
                        is_shut_out: r.get::<u8>(5)? == 1,
                        next_key: next_key(r.get(6)?),
                    })
                },
            )?;
            for device in &mut devices {
                device.turfs = turfs(db, device.id)?;
            }
            Ok(devices)
        })
    }

    /// The device of a token, if it has one that is not revoked.
    pub fn device_by_token(&self, token_hash: &str) -> Result<Option<DeviceId>, DbError> {
        Ok(self
            .read_few(|db| by_token(db, token_hash))?
            .filter(|device| !device.is_shut_out)
            .map(|device| device.id))
    }

    /// The street pack of that hash, if a turf of the device's names it.
    pub fn street_pack(&self, device: DeviceId, sha256: &str) -> Result<Option<Vec<u8>>, DbError> {
        self.read(|db| {
            db.maybe(
                "SELECT p.bytes FROM street_pack p
             JOIN turf t ON t.streets = p.sha256
             JOIN assignment a ON a.turf = t.id
             WHERE p.sha256 = ?1 AND a.device = ?2 AND a.until_ms IS NULL LIMIT 1",
                values![sha256, device.0],
                |r| r.get(0),
            )
        })
    }

    /// Refused ops, newest first.
    pub fn quarantine(&self) -> Result<Vec<QuarantineRow>, DbError> {
        self.read(|db| {
            db.all(
                "SELECT device, n, refused, received_at_ms FROM op WHERE refused IS NOT NULL
             ORDER BY received_at_ms DESC, device, n LIMIT 200",
                values![],
                |r| {
                    Ok(QuarantineRow {
                        device: DeviceId(r.get(0)?),
                        n: r.get(1)?,
                        refused: r.get(2)?,
                        received_at_ms: r.get(3)?,
                    })
                },
            )
        })
    }
}

/// A device that comes with its token, one that was shut out included.
#[derive(Clone, Debug)]
pub(super) struct Comer {
    /// Without counts.
    pub(super) device: DeviceRow,
    /// The turfs that it has, or had: whether it has them now.
    pub(super) held: BTreeMap<TurfId, bool>,
    campaign: Option<CampaignId>,
}

impl Comer {
    /// The streams that it may hold: the campaign's, and those of the turfs assigned to it.
    pub(super) fn streams(&self) -> Vec<StreamId> {
        if self.device.is_shut_out {
            return Vec::new();
        }
        let campaign = self.campaign.map(StreamId::Campaign);
        let turfs = self.held.iter().filter(|(_, has_now)| **has_now);
        let turfs = turfs.map(|(turf, _)| StreamId::Turf(*turf));
        campaign.into_iter().chain(turfs).collect()
    }
}

/// The device of a token, one that was shut out included.
pub(super) fn by_token(db: &Tx<'_>, token_hash: &str) -> Result<Option<DeviceRow>, DbError> {
    let comer = by_tokens(db, &[token_hash])?.remove(token_hash);
    Ok(comer.map(|comer| comer.device))
}

/// The devices of tokens, by their hashes.
pub(super) fn by_tokens(
    db: &Tx<'_>,
    token_hashes: &[&str],
) -> Result<HashMap<String, Comer>, DbError> {
    let hashes: Vec<Value<'_>> = token_hashes.iter().map(Parameter::value).collect();
    let mut comers: HashMap<String, Comer> = HashMap::new();
    db.each_of(
        "SELECT d.token_hash, a.turf, a.until_ms, d.id, d.name, d.seen_at_ms, d.revoked,
                d.next_key, (SELECT min(id) FROM campaign)
         FROM device d LEFT JOIN assignment a ON a.device = d.id WHERE d.token_hash IN (?*)",
        values![],
        &hashes,
        |r| {
            let comer = match comers.entry(r.get(0)?) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(Comer {
                    device: DeviceRow {
                        id: DeviceId(r.get(3)?),
                        name: r.get(4)?,
                        turfs: Vec::new(),
                        safe: 0,
                        refused: 0,
                        seen_at_ms: r.get(5)?,
                        is_shut_out: r.get::<u8>(6)? == 1,
                        next_key: next_key(r.get(7)?),
                    },
                    held: BTreeMap::new(),
                    campaign: r.get::<Option<u32>>(8)?.map(CampaignId),
                }),
            };
            if let Some(turf) = r.get(1)? {
                let until_ms: Option<i64> = r.get(2)?;
                comer.held.insert(TurfId(turf), until_ms.is_none());
            }
            Ok(())
        },
    )?;
    Ok(comers)
}

fn next_key(text: Option<String>) -> Option<ServerKey> {
    text?.parse().ok()
}

impl DeviceRow {
    /// Whether it was seen with that key so shortly before `now_ms` that this need not be noted
    /// again: else each idle round would be a write. (After it, too, if the server's clock was put
    /// back.)
    pub(super) fn is_as_seen(&self, next_key: Option<ServerKey>, now_ms: i64) -> bool {
        let is_of_now = |seen_ms: i64| seen_ms.abs_diff(now_ms) < SEEN_ANEW_MS;
        self.next_key == next_key && self.seen_at_ms.is_some_and(is_of_now)
    }
}

/// Notes that devices were here, and the key that each says it keeps for later, unless both stand
/// there for about now.
pub(super) fn saw<'a>(
    tx: &Tx<'_>,
    devices: impl Iterator<Item = (&'a DeviceRow, Option<ServerKey>)>,
    now_ms: i64,
) -> Result<(), DbError> {
    let mut seen: BTreeMap<Option<String>, BTreeSet<u32>> = BTreeMap::new();
    for (device, next_key) in devices {
        if !device.is_as_seen(next_key, now_ms) {
            let seen = seen.entry(next_key.map(|key| key.to_string()));
            seen.or_default().insert(device.id.0);
        }
    }
    let all: BTreeSet<u32> = seen.values().flatten().copied().collect();
    if all.len() > 1 {
        let all: Vec<Value<'_>> = all.iter().map(Parameter::value).collect();
        let sql = "SELECT id FROM device WHERE id IN (?*) ORDER BY id";
        tx.each_locked(sql, &all, |_| Ok(()))?;
    }
    for (next_key, devices) in &seen {
        let devices: Vec<Value<'_>> = devices.iter().map(Parameter::value).collect();
        tx.each_of(
            "UPDATE device SET seen_at_ms = ?1, next_key = ?2 WHERE id IN (?*)",
            values![now_ms, next_key],
            &devices,
            |_| Ok(()),
        )?;
    }
    Ok(())
}

/// The streams that a device may hold.
pub(super) fn streams(tx: &Tx<'_>, device: DeviceId) -> Result<Vec<StreamId>, DbError> {
    let mut streams = Vec::new();
    tx.each(
        "SELECT (SELECT min(id) FROM campaign), a.turf
         FROM device d LEFT JOIN assignment a ON a.device = d.id AND a.until_ms IS NULL
         WHERE d.id = ?1 AND d.revoked = 0 ORDER BY a.turf",
        values![device.0],
        |r| {
            if streams.is_empty() {
                streams.push(StreamId::Campaign(CampaignId(r.get(0)?)));
            }
            let turf: Option<u32> = r.get(1)?;
            streams.extend(turf.map(|turf| StreamId::Turf(TurfId(turf))));
            Ok(())
        },
    )?;
    Ok(streams)
}

fn turfs(db: &Tx<'_>, device: DeviceId) -> Result<Vec<TurfId>, DbError> {
    let rows = db.all(
        "SELECT turf FROM assignment WHERE device = ?1 AND until_ms IS NULL ORDER BY turf",
        values![device.0],
        |r| Ok(TurfId(r.get(0)?)),
    )?;
    Ok(rows)
}

/// What a join is answered with.
fn joined(db: &Tx<'_>, device: DeviceId) -> Result<Joined, DbError> {
    let campaign = campaign_of(db)?.ok_or(DbError::Unreadable { what: "campaign" })?;
    Ok(Joined {
        device,
        campaign: campaign.id,
        seal_key: campaign.seal_key,
    })
}

/// Twelve letters in three groups, five bits of each of twelve bytes: 60 bits.
fn code_of(drawn: &str) -> String {
    let letters: Vec<u8> = (0..12)
        .map(|i| {
            let byte = u8::from_str_radix(&drawn[2 * i..2 * i + 2], 16).unwrap_or(0);
            LETTERS[usize::from(byte) % 32]
        })
        .collect();
    let group =
        |range: std::ops::Range<usize>| String::from_utf8_lossy(&letters[range]).into_owned();
    [group(0..4), group(4..8), group(8..12)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_that_is_drawn_gives_a_letter_of_the_code() {
        assert_eq!(code_of("000102030405060708090a1f"), "0123-4567-89AZ");
        assert_eq!(code_of("ff2021e0e1e2e3e4e5e6e7e8"), "Z010-1234-5678");
    }
}
