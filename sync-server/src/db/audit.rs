//! The audit log: who saw, took out and changed what. Numbers only, no person's name or address;
//! rows are added and never changed, which the database itself sees to.

use turfwalk_core::model::DeviceId;

use super::sql::{Tx, values};
use super::users::OrganizerId;
use super::{Db, DbError};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody with the run of this machine, by a command.
    Command,
    /// Somebody at the organizer's page, signed in or not, and where from.
    Page {
        /// Who, if they are known.
        organizer: Option<OrganizerId>,
        /// The address of the request.
        address: String,
    },
    /// A phone.
    Device(DeviceId),
}

macro_rules! deeds {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal,)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Deed {
            $($(#[doc = $doc])* $name,)*
        }

        impl Deed {
            /// The word in the log.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}
deeds! {
    /// Signed in.
    SignedIn = "signed_in",
    /// Tried to, and was not let in.
    SignInFailed = "sign_in_failed",
    /// Signed out.
    SignedOut = "signed_out",
    /// Opened the page by the printed key, while there was nobody to sign in.
    OpenedByKey = "opened_by_key",
    /// Made an invite.
    Invited = "invited",
    /// Joined.
    Joined = "joined",
    /// Shut a device out.
    DeviceRevoked = "device_revoked",
    /// Gave a turf to a phone.
    Assigned = "assigned",
    /// Took a turf back.
    Withdrawn = "withdrawn",
    /// Moved doors to another turf.
    DoorsMoved = "doors_moved",
    /// Looked at all that is held of a person.
    PersonSeen = "person_seen",
    /// Looked people up by name.
    PeopleFound = "people_found",
    /// Put a person's name right.
    PersonCorrected = "person_corrected",
    /// Erased a person.
    PersonErased = "person_erased",
    /// Wrote a backup.
    BackedUp = "backed_up",
    /// Put a backup in the database's place.
    Restored = "restored",
    /// Wrote what was recorded to a file.
    Exported = "exported",
    /// Printed walk lists, with the names on them.
    Printed = "printed",
    /// Cut turfs.
    Cut = "cut",
    /// Read streets or voters in.
    Imported = "imported",
    /// Made the key that the server will have next.
    KeyMade = "key_made",
    /// Gave the server its next key.
    KeySwitched = "key_switched",
    /// Changed the campaign's settings.
    CampaignChanged = "campaign_changed",
    /// Took an incident in hand.
    IncidentTaken = "incident_taken",
    /// Listed what canvassers would put right.
    ProposalsSeen = "proposals_seen",
    /// Took over what a canvasser put right.
    EditAccepted = "edit_accepted",
    /// Said no to it.
    EditRefused = "edit_refused",
    /// Took ops in from a sealed file.
    OpsImported = "ops_imported",
    /// Made a user.
    UserAdded = "user_added",
    /// Removed one.
    UserRemoved = "user_removed",
    /// Gave one another password, which signs them out everywhere.
    PasswordChanged = "password_changed",
    /// Read this log.
    AuditRead = "audit_read",
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number; numbers rise.
    pub id: u64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// `page`, `command` or `device`.
    pub via: String,
    /// Which user, and what they are called.
    pub organizer: Option<(OrganizerId, String)>,
    /// Which device.
    pub device: Option<DeviceId>,
    /// Where the request came from.
    pub address: Option<String>,
    /// What was done.
    pub did: String,
    /// To what: numbers and counts.
    pub about: String,
}

/// Which rows are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this moment on, milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// Of this user.
    pub organizer: Option<OrganizerId>,
    /// The newest so many; all for `None`.
    pub most: Option<u32>,
}

impl Db {
    /// Adds to the log.
    pub fn note(&self, now_ms: i64, who: &Who, did: Deed, about: &str) -> Result<(), DbError> {
        self.write(|tx| note(tx, now_ms, who, did, about))
    }

    /// The log, oldest first.
    pub fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, DbError> {
        let mut rows = self.read(|db| {
            db.all(
                "SELECT a.id, a.at_ms, a.via, a.organizer, o.name, a.device, a.address, a.did,
                        a.about
                 FROM audit a LEFT JOIN organizer o ON o.id = a.organizer
                 WHERE a.at_ms >= ?1 AND (?2 = 0 OR a.organizer = ?2)
                 ORDER BY a.id DESC LIMIT ?3",
                values![
                    filter.since_ms.unwrap_or(i64::MIN),
                    filter.organizer.map_or(0, |id| id.0),
                    filter.most.map_or(i64::MAX, i64::from)
                ],
                |r| {
                    let organizer: Option<u32> = r.get(3)?;
                    let name: Option<String> = r.get(4)?;
                    Ok(AuditRow {
                        id: r.get(0)?,
                        at_ms: r.get(1)?,
                        via: r.get(2)?,
                        organizer: organizer.map(|id| (OrganizerId(id), name.unwrap_or_default())),
                        device: r.get::<Option<u32>>(5)?.map(DeviceId),
                        address: r.get(6)?,
                        did: r.get(7)?,
                        about: r.get(8)?,
                    })
                },
            )
        })?;
        rows.reverse();
        Ok(rows)
    }
}

/// Adds to the log in the transaction of the deed itself: neither is there without the other.
pub(super) fn note(
    tx: &Tx<'_>,
    now_ms: i64,
    who: &Who,
    did: Deed,
    about: &str,
) -> Result<(), DbError> {
    let (via, organizer, device, address) = match who {
        Who::Command => ("command", None, None, None),
        Who::Page { organizer, address } => ("page", organizer.map(|id| id.0), None, Some(address)),
        Who::Device(device) => ("device", None, Some(device.0), None),
    };
    tx.execute(
        "INSERT INTO audit (at_ms, via, organizer, device, address, did, about)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        values![now_ms, via, organizer, device, address, did.word(), about],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_added_to_and_nothing_else() {
        let db = Db::in_memory().unwrap();
        db.note(1, &Who::Command, Deed::Cut, "turfs/2").unwrap();
        db.note(2, &Who::Device(DeviceId(4)), Deed::Joined, "turf/1")
            .unwrap();
        for change in [
            "UPDATE audit SET about = ''",
            "DELETE FROM audit",
            "DELETE FROM audit WHERE id = 1",
        ] {
            let refused = db.write(|tx| tx.execute(change, values![]));
            assert!(refused.is_err(), "{change}");
        }
        let log = db.audit(&AuditFilter::default()).unwrap();
        let said: Vec<_> = log
            .iter()
            .map(|row| (row.did.as_str(), row.about.as_str()))
            .collect();
        assert_eq!(said, [("cut", "turfs/2"), ("joined", "turf/1")]);
        assert_eq!(log[1].device, Some(DeviceId(4)));
        let newest = AuditFilter {
            most: Some(1),
            ..AuditFilter::default()
        };
        assert_eq!(db.audit(&newest).unwrap(), log[1..]);
        let later = AuditFilter {
            since_ms: Some(2),
            ..AuditFilter::default()
        };
        assert_eq!(db.audit(&later).unwrap(), log[1..]);
    }
}
