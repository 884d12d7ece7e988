//! Users of the organizer's page: who there is, their roles, and the browsers that they signed in
//! with. Passwords come hashed; of a browser's token only the hash is kept.

use std::fmt;
use std::str::FromStr;

use super::audit::{Deed, Who, note};
use super::sql::{Tx, values};
use super::{Db, DbError, random_hex, sha256_hex};

/// How long a browser stays signed in, and how long it is known afterwards, in milliseconds.
pub const SIGNED_IN_MS: i64 = 12 * 3_600_000;
const KNOWN_MS: i64 = 90 * 24 * 3_600_000;
/// Most letters of a user's name.
const MOST_LETTERS: usize = 60;

/// A user's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizerId(pub u32);

impl fmt::Display for OrganizerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a user is there for. What each may do stands with the page's routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Answers for all of it, users included.
    Owner,
    /// Runs the campaign.
    Organizer,
    /// Sends canvassers out.
    FieldLead,
    /// Looks at what was done, and by whom.
    Lawyer,
    /// Looks at how far one is.
    Viewer,
}

impl Role {
    /// All of them, from the one that may do most.
    pub const ALL: [Self; 5] = [
        Self::Owner,
        Self::Organizer,
        Self::FieldLead,
        Self::Lawyer,
        Self::Viewer,
    ];

    /// The word on the command line and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Organizer => "organizer",
            Self::FieldLead => "field-lead",
            Self::Lawyer => "lawyer",
            Self::Viewer => "viewer",
        }
    }
}

/// A word that is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a role; use owner, organizer, field-lead, lawyer or viewer")]
pub struct RoleError;

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(word: &str) -> Result<Self, RoleError> {
        Self::ALL
            .into_iter()
            .find(|role| role.word() == word)
            .ok_or(RoleError)
    }
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: OrganizerId,
    /// What they sign in as.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Db {
    /// Whether there is anybody who could sign in.
    pub fn has_users(&self) -> Result<bool, DbError> {
        let one = self.read(|db| {
            db.maybe(
                "SELECT id FROM organizer WHERE removed_at_ms IS NULL LIMIT 1",
                values![],
                |r| r.get::<u32>(0),
            )
        })?;
        Ok(one.is_some())
    }

    /// The users, oldest first.
    pub fn users(&self) -> Result<Vec<User>, DbError> {
        self.read(|db| {
            db.all(
                "SELECT id, name, role FROM organizer WHERE removed_at_ms IS NULL ORDER BY id",
                values![],
                |r| user(r.get(0)?, r.get(1)?, &r.get::<String>(2)?),
            )
        })
    }

    /// Makes a user with a hashed password.
    ///
    /// # Errors
    /// [`DbError::Refused`] where the name is taken, too long or empty; with `first`, where there
    /// is a user already.
    pub fn add_user(
        &self,
        name: &str,
        role: Role,
        password: &str,
        first: bool,
        who: &Who,
        now_ms: i64,
    ) -> Result<OrganizerId, DbError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MOST_LETTERS || name.contains(char::is_control)
        {
            return Err(DbError::Refused(format!(
                "a user's name has 1 to {MOST_LETTERS} letters; give another"
            )));
        }
        self.write(|tx| {
            if first && count(tx)? > 0 {
                return Err(DbError::Refused(
                    "there is an owner already; sign in, or run `turfwalk user list`".into(),
                ));
            }
            if find(tx, name)?.is_some() {
                return Err(DbError::Refused(
                    "there is a user of this name already; `turfwalk user password` gives them \
                     another password"
                        .into(),
                ));
            }
            let id: u32 = tx.one(
                "INSERT INTO organizer (name, name_key, role, password, made_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
                values![name, folded(name), role.word(), password, now_ms],
                |r| r.get(0),
            )?;
            let about = format!("user/{id} {}", role.word());
            note(tx, now_ms, who, Deed::UserAdded, &about)?;
            Ok(OrganizerId(id))
        })
    }

    /// Removes a user, and signs them out everywhere.
    ///
    /// # Errors
    /// [`DbError::Refused`] for a name that nobody has, and for the only owner of several users.
    pub fn remove_user(&self, name: &str, who: &Who, now_ms: i64) -> Result<(), DbError> {
        self.write(|tx| {
            let (user, _) = find(tx, name)?.ok_or_else(nobody)?;
            let owners: u32 = tx.one(
                "SELECT count(*) FROM organizer WHERE role = 'owner' AND removed_at_ms IS NULL",
                values![],
                |r| r.get(0),
            )?;
            if user.role == Role::Owner && owners == 1 {
                return Err(DbError::Refused(
                    "this is the only owner; make another with `turfwalk user add NAME --role \
                     owner` first"
                        .into(),
                ));
            }
            tx.execute(
                "UPDATE organizer SET removed_at_ms = ?2 WHERE id = ?1",
                values![user.id.0, now_ms],
            )?;
            forget_browsers(tx, user.id)?;
            let about = format!("user/{}", user.id);
            note(tx, now_ms, who, Deed::UserRemoved, &about)
        })
    }

    /// Gives a user another (hashed) password, and signs them out everywhere.
    pub fn change_password(
        &self,
        name: &str,
        password: &str,
        who: &Who,
        now_ms: i64,
    ) -> Result<(), DbError> {
        self.write(|tx| {
            let (user, _) = find(tx, name)?.ok_or_else(nobody)?;
            tx.execute(
                "UPDATE organizer SET password = ?2 WHERE id = ?1",
                values![user.id.0, password],
            )?;
            forget_browsers(tx, user.id)?;
            let about = format!("user/{}", user.id);
            note(tx, now_ms, who, Deed::PasswordChanged, &about)
        })
    }

    /// The user of that name and their hashed password.
    pub fn user_named(&self, name: &str) -> Result<Option<(User, String)>, DbError> {
        self.read(|db| find(db, name))
    }

    /// Signs a user in at a browser, and notes it. Tokens that are over are cleared away.
    pub fn sign_in(&self, user: OrganizerId, who: &Who, now_ms: i64) -> Result<SignedIn, DbError> {
        let signed_in = SignedIn {
            session: random_hex(32)?,
            known: random_hex(32)?,
        };
        self.write(|tx| {
            tx.execute(
                "DELETE FROM browser WHERE expires_at_ms <= ?1",
                values![now_ms],
            )?;
            for (token, is_session, ms) in [
                (&signed_in.session, 1, SIGNED_IN_MS),
                (&signed_in.known, 0, KNOWN_MS),
            ] {
                tx.execute(
                    "INSERT INTO browser (token_hash, organizer, signed_in, expires_at_ms)
                     VALUES (?1, ?2, ?3, ?4)",
                    values![
                        sha256_hex(token.as_bytes()),
                        user.0,
                        is_session,
                        now_ms + ms
                    ],
                )?;
            }
            note(tx, now_ms, who, Deed::SignedIn, "")
        })?;
        Ok(signed_in)
    }

    /// Ends a browser's session; whether there was one.
    pub fn sign_out(&self, token: &str, who: &Who, now_ms: i64) -> Result<bool, DbError> {
        self.write(|tx| {
            let ended = tx.execute(
                "DELETE FROM browser WHERE token_hash = ?1 AND signed_in = 1",
                values![sha256_hex(token.as_bytes())],
            )?;
            if ended > 0 {
                note(tx, now_ms, who, Deed::SignedOut, "")?;
            }
            Ok(ended > 0)
        })
    }

    /// Whose browser this is: signed in with that token, or, without `signed_in`, known by it.
    pub fn browser(
        &self,
        token: &str,
        signed_in: bool,
        now_ms: i64,
    ) -> Result<Option<User>, DbError> {
        self.read(|db| {
            db.maybe(
                "SELECT o.id, o.name, o.role FROM browser b JOIN organizer o ON o.id = b.organizer
                 WHERE b.token_hash = ?1 AND b.signed_in = ?2 AND b.expires_at_ms > ?3
                   AND o.removed_at_ms IS NULL",
                values![sha256_hex(token.as_bytes()), i64::from(signed_in), now_ms],
                |r| user(r.get(0)?, r.get(1)?, &r.get::<String>(2)?),
            )
        })
    }
}

/// What a browser gets that has signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Opens the page, for [`SIGNED_IN_MS`].
    pub session: String,
    /// Tells later that this browser has been signed in before.
    pub known: String,
}

/// Names are the same whatever their case.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn user(id: u32, name: String, role: &str) -> Result<User, DbError> {
    Ok(User {
        id: OrganizerId(id),
        name,
        role: role
            .parse()
            .map_err(|_| DbError::Unreadable { what: "role" })?,
    })
}

fn find(db: &Tx<'_>, name: &str) -> Result<Option<(User, String)>, DbError> {
    db.maybe(
        "SELECT id, name, role, password FROM organizer
         WHERE name_key = ?1 AND removed_at_ms IS NULL",
        values![folded(name)],
        |r| Ok((user(r.get(0)?, r.get(1)?, &r.get::<String>(2)?)?, r.get(3)?)),
    )
}

fn count(db: &Tx<'_>) -> Result<u32, DbError> {
    db.one(
        "SELECT count(*) FROM organizer WHERE removed_at_ms IS NULL",
        values![],
        |r| r.get(0),
    )
}

fn forget_browsers(tx: &Tx<'_>, user: OrganizerId) -> Result<(), DbError> {
    tx.execute("DELETE FROM browser WHERE organizer = ?1", values![user.0])?;
    Ok(())
}

fn nobody() -> DbError {
    DbError::Refused("there is no user of this name; `turfwalk user list` has them all".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_780_000_000_000;

    fn add(db: &Db, name: &str, role: Role) -> Result<OrganizerId, DbError> {
        db.add_user(name, role, "hash", false, &Who::Command, NOW_MS)
    }

    #[test]
    fn a_browser_is_signed_in_until_it_is_over_signed_out_or_its_user_changes() {
        let db = Db::in_memory().unwrap();
        add(&db, "Olga", Role::Owner).unwrap();
        let ann = add(&db, "Ann", Role::Viewer).unwrap();
        let sign_in = || db.sign_in(ann, &Who::Command, NOW_MS).unwrap();
        let open = |token: &str, at_ms| db.browser(token, true, at_ms).unwrap().is_some();
        let first = sign_in();
        assert!(open(&first.session, NOW_MS + SIGNED_IN_MS - 1));
        assert!(!open(&first.session, NOW_MS + SIGNED_IN_MS));
        assert!(!open(&first.known, NOW_MS));
        assert!(db.browser(&first.known, false, NOW_MS).unwrap().is_some());
        assert!(db.sign_out(&first.session, &Who::Command, NOW_MS).unwrap());
        assert!(!open(&first.session, NOW_MS));

        let second = sign_in();
        db.change_password(" ANN ", "other", &Who::Command, NOW_MS)
            .unwrap();
        assert!(!open(&second.session, NOW_MS));
        let third = sign_in();
        db.remove_user("ann", &Who::Command, NOW_MS).unwrap();
        assert!(!open(&third.session, NOW_MS));
        assert!(db.user_named("Ann").unwrap().is_none());
        assert_ne!(add(&db, "Ann", Role::Lawyer).unwrap(), ann);
    }

    #[test]
    fn there_is_one_of_each_name_and_always_an_owner() {
        let db = Db::in_memory().unwrap();
        assert!(!db.has_users().unwrap());
        add(&db, "Olga", Role::Owner).unwrap();
        assert!(db.has_users().unwrap());
        assert!(add(&db, "oLGA", Role::Viewer).is_err());
        for name in ["", "  ", &"x".repeat(61), "a\nb"] {
            assert!(add(&db, name, Role::Viewer).is_err());
        }
        let second = db.add_user("B", Role::Owner, "h", true, &Who::Command, NOW_MS);
        assert!(second.is_err());
        assert!(db.remove_user("Olga", &Who::Command, NOW_MS).is_err());
        add(&db, "Pia", Role::Owner).unwrap();
        db.remove_user("Olga", &Who::Command, NOW_MS).unwrap();
    }
}
