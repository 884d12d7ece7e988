//! People and what is held of them.

use turfwalk_core::address::line;
use turfwalk_core::merge::{Facts, live};
use turfwalk_core::model::{
    DoorId, HouseholdId, OpId, Person, PersonKey, Subject, Suppression, Target, TurfId,
};
use turfwalk_core::wire::{AttemptRow, Body, EditRow, IncidentRow, StreamId};

use super::audit::{Deed, Who, note};
use super::sql::{Tx, values};
use super::{Db, DbError, beside, log, proposals, typed};

/// All that is held of one person.
#[derive(Clone, Debug)]
pub struct PersonRecord {
    /// Who, and at which door.
    pub person: Person,
    /// Their id in the voter file; `None` for one who was added at a door.
    pub source_key: Option<String>,
    /// The door in words.
    pub door: String,
    /// The turf that the door is in.
    pub turf: Option<TurfId>,
    /// What was recorded of them and counts, oldest first.
    pub attempts: Vec<AttemptRow>,
    /// Their wishes to be left alone.
    pub suppressions: Vec<Suppression>,
    /// What canvassers put right of them, each with what became of it.
    pub facts: Facts,
    /// Incidents at their door that have a text, which may tell of them.
    pub incidents: Vec<IncidentRow>,
}

/// A row that tells of somebody.
pub(super) struct Told {
    pub(super) stream: String,
    pub(super) seq: u64,
    pub(super) body: Body,
    pub(super) op: Option<OpId>,
}

impl Db {
    /// The people whose name holds `text`, whatever its case, or whose key or id in the voter
    /// file it is: at most 50, by name.
    pub fn find_people(&self, text: &str) -> Result<Vec<(PersonKey, String, String)>, DbError> {
        // What LIKE would read as more than itself.
        let plain = text.replace(['%', '_', '\\'], "");
        self.read(|db| {
            db.all(
                "SELECT p.key, p.name, d.number, d.street, d.unit
                 FROM person p JOIN door d ON d.id = p.door
                 WHERE p.key = ?1 OR p.source_key = ?1
                       OR lower(p.source_key) LIKE lower(?3)
                       OR lower(p.name) LIKE lower(?2)
                 ORDER BY p.name, p.key LIMIT 50",
                values![text, format!("%{plain}%"), format!("%:{plain}")],
                |r| {
                    let (number, street): (String, String) = (r.get(2)?, r.get(3)?);
                    let unit: Option<String> = r.get(4)?;
                    let door = line(&number, &street, unit.as_deref());
                    Ok((key(&r.get::<String>(0)?)?, r.get(1)?, door))
                },
            )
        })
    }

    /// All that is held of a person; `None` if nobody goes by that key.
    pub fn person_record(&self, who: PersonKey) -> Result<Option<PersonRecord>, DbError> {
        self.read(|db| {
            let Some((person, source_key, door, turf)) = person(db, who)? else {
                return Ok(None);
            };
            let (mut attempts, mut retracted, mut suppressions) =
                <(Vec<_>, Vec<_>, Vec<_>)>::default();
            let mut edits: Vec<EditRow> = Vec::new();
            for told in told_of(db, who)? {
                match told.body {
                    Body::Attempt(row) => attempts.push(row),
                    Body::Retraction(row) => retracted.push(row.attempt),
                    Body::Suppression(row) => suppressions.push(row.suppression),
                    Body::Edit(row) => proposals::put(&mut edits, row),
                    _ => {}
                }
            }
            Ok(Some(PersonRecord {
                facts: Facts::of(&Target::Person(who), &edits),
                incidents: beside::incidents_at(db, person.door)?,
                person,
                source_key,
                door,
                turf,
                attempts: live(attempts, &retracted),
                suppressions,
            }))
        })
    }

    /// Puts a person's name right; phones get it at their next sync.
    pub fn correct_name(&self, who: PersonKey, name: &str, now_ms: i64) -> Result<(), DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let Some((mut person, _, _, turf)) = person(tx, who)? else {
                return Err(unknown(who));
            };
            give_name(tx, who, name)?;
            if let Some(turf) = turf {
                person.name = name.to_owned();
                log::append(
                    tx,
                    StreamId::Turf(turf),
                    &tag,
                    &Body::Person(person),
                    None,
                    0,
                )?;
            }
            let what = format!("person/{who}");
            note(tx, now_ms, &Who::Command, Deed::PersonCorrected, &what)
        })
    }
}

/// Gives somebody the name that an organizer says: it stays, whatever later voter files have.
pub(super) fn give_name(tx: &Tx<'_>, who: PersonKey, name: &str) -> Result<(), DbError> {
    tx.execute(
        "UPDATE person SET name = ?2, file_name =
             CASE WHEN source_key IS NULL THEN NULL ELSE coalesce(file_name, name) END
         WHERE key = ?1",
        values![who.to_string(), name],
    )?;
    Ok(())
}

/// What the voter file calls somebody to whom an organizer gave another name.
pub(super) fn file_name(tx: &Tx<'_>, who: PersonKey) -> Result<Option<String>, DbError> {
    let found: Option<Option<String>> = tx.maybe(
        "SELECT file_name FROM person WHERE key = ?1",
        values![who.to_string()],
        |r| r.get(0),
    )?;
    Ok(found.flatten())
}

/// Every row that tells of a person, of whatever stream, in order.
pub(super) fn told_of(db: &Tx<'_>, who: PersonKey) -> Result<Vec<Told>, DbError> {
    let mut told = Vec::new();
    let mut attempts = Vec::new();
    // The text is looked for first, since the engines read JSON differently; then it is read.
    let named = match who {
        PersonKey::Imported(id) => format!("%\"person\":{id}%"),
        PersonKey::Made(op) => format!("%\"person\":\"{op}\"%"),
    };
    let mut read = |r: &super::sql::Row<'_>| {
        let (kind, value): (String, String) = (r.get(2)?, r.get(3)?);
        let Some(body) = Body::parse(&kind, &typed("row", &value)?) else {
            return Ok(());
        };
        let is_about = match &body {
            Body::Person(person) => person.key == who,
            Body::Left(row) => row.person == who,
            Body::Attempt(row) => row.attempt.target == Target::Person(who),
            Body::Suppression(row) => row.suppression.subject == Subject::Person(who),
            Body::Edit(row) => row.edit.about == Target::Person(who),
            Body::Retraction(row) => attempts.contains(&row.attempt),
            _ => false,
        };
        if !is_about {
            return Ok(());
        }
        let op = match &body {
            Body::Person(Person {
                key: PersonKey::Made(op),
                ..
            }) => Some(*op),
            Body::Attempt(row) => Some(row.op),
            Body::Suppression(row) => Some(row.op),
            Body::Edit(row) => Some(row.op),
            Body::Retraction(row) => Some(row.op),
            _ => None,
        };
        if let Body::Attempt(row) = &body {
            attempts.push(row.op);
        }
        told.push(Told {
            stream: r.get(0)?,
            seq: r.get(1)?,
            body,
            op,
        });
        Ok(())
    };
    db.each(
        "SELECT stream, seq, kind, value FROM stream_row
         WHERE (kind IN ('person', 'left') AND key = ?1)
            OR (kind IN ('attempt', 'suppression', 'edit') AND value LIKE ?2)
         ORDER BY stream, seq",
        values![who.to_string(), named],
        &mut read,
    )?;
    db.each(
        "SELECT stream, seq, kind, value FROM stream_row WHERE kind = 'retraction'
         ORDER BY stream, seq",
        values![],
        &mut read,
    )?;
    told.sort_by(|a, b| (&a.stream, a.seq).cmp(&(&b.stream, b.seq)));
    Ok(told)
}

/// A person, their id in the voter file, their door in words, and its turf.
pub(super) type Known = (Person, Option<String>, String, Option<TurfId>);

pub(super) fn person(db: &Tx<'_>, who: PersonKey) -> Result<Option<Known>, DbError> {
    db.maybe(
        "SELECT p.door, p.household, p.name, p.party, p.source_key, d.number, d.street, d.unit,
                d.turf, p.no_contact
         FROM person p JOIN door d ON d.id = p.door WHERE p.key = ?1",
        values![who.to_string()],
        |r| {
            let (number, street): (String, String) = (r.get(5)?, r.get(6)?);
            let unit: Option<String> = r.get(7)?;
            let person = Person {
                key: who,
                door: DoorId(r.get(0)?),
                household: r.get::<Option<u32>>(1)?.map(HouseholdId),
                name: r.get(2)?,
                party: r.get(3)?,
                no_contact: r.get::<u32>(9)? != 0,
            };
            let door = turfwalk_core::address::line(&number, &street, unit.as_deref());
            let turf = r.get::<Option<u32>>(8)?.map(TurfId);
            Ok((person, r.get(4)?, door, turf))
        },
    )
}

pub(super) fn key(text: &str) -> Result<PersonKey, DbError> {
    text.parse()
        .map_err(|_| DbError::Unreadable { what: "person" })
}

pub(super) fn unknown(who: PersonKey) -> DbError {
    DbError::Refused(format!(
        "nobody goes by {who}; `turfwalk person find NAME` lists people with their numbers"
    ))
}
