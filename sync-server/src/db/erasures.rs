//! People erased, so that nothing told of them is left and no import brings them back.

use std::collections::BTreeSet;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use turfwalk_core::address::fold;
use turfwalk_core::model::{DoorId, OpId, Outcome, Person, PersonKey, Place, Scope, Target};
use turfwalk_core::wire::{AttemptRow, Body, ErasedRow, StreamId};

use super::again::Entry;
use super::audit::{Deed, Who, note};
use super::beside::{self, Dropped};
use super::people::{Told, file_name, key, person, told_of, unknown};
use super::sql::{Tx, values};
use super::{Db, DbError, log, random_hex, snapshots, typed};

/// What an erasure came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Ops that told of them.
    pub ops: usize,
    /// Notes, answers and incidents at their door that named them, and lost their text.
    pub texts: usize,
    /// Refused ops about them that lost their text.
    pub refused: usize,
    /// Turfs whose phones fetch their lists anew.
    pub turfs: usize,
}

impl Db {
    /// Erases a person: rows about them are rewritten where they stand, attempts go on counting
    /// as made at the door, without a word of theirs; streams begin anew for every phone, and a
    /// keyed hash keeps later imports from bringing them back. Notes, answers and incidents at their
    /// door that name them lose their text, and refused ops about them theirs. Repeating it changes
    /// nothing.
    ///
    /// # Errors
    /// [`DbError::Refused`] if nobody goes by that key, and nobody erased did.
    pub fn erase(&self, who: PersonKey, now_ms: i64) -> Result<Erasure, DbError> {
        self.erase_with(who, false, now_ms)
    }

    /// The same; with `all_incidents` every incident at their door loses its text, whomever it
    /// names.
    pub fn erase_with(
        &self,
        who: PersonKey,
        all_incidents: bool,
        now_ms: i64,
    ) -> Result<Erasure, DbError> {
        match self.identities(who)? {
            Some(identities) => {
                self.note_again(&Entry::Erased {
                    person: who,
                    at_ms: now_ms,
                    identities: identities.clone(),
                    all_incidents,
                })?;
                self.keep_out(who, &identities, now_ms)?;
            }
            None if !self.read(|db| is_erased(db, who))? => return Err(unknown(who)),
            None => {}
        }
        self.erase_rows(who, all_incidents)
    }

    /// Erases whoever is known by one of `identities` from the database in `file`, which was put
    /// aside; how many.
    pub fn erase_aside(
        file: &std::path::Path,
        identities: &[String],
        all_incidents: bool,
        now_ms: i64,
    ) -> Result<usize, DbError> {
        let db = Self::open(file)?;
        let keys = db.read(|db| {
            db.all("SELECT key FROM person", values![], |r| {
                key(&r.get::<String>(0)?)
            })
        })?;
        let mut erased = 0;
        for who in keys {
            let known = db.identities(who)?.unwrap_or_default();
            if known.iter().any(|hash| identities.contains(hash)) {
                db.keep_out(who, &known, now_ms)?;
                db.erase_rows(who, all_incidents)?;
                erased += 1;
            }
        }
        Ok(erased)
    }

    /// Takes a person out of all tables; nothing is changed where they are in none.
    pub(super) fn erase_rows(
        &self,
        who: PersonKey,
        all_incidents: bool,
    ) -> Result<Erasure, DbError> {
        let tag = (self.draw)(4)?;
        let done: Erasure = self.write(|tx| -> Result<_, DbError> {
            let mut told = told_of(tx, who)?;
            let known = known_as(tx, who, &told)?;
            // What was taken back stays so; a retraction says nothing of anybody.
            told.retain(|told| !matches!(told.body, Body::Retraction(_)));
            let about = told
                .iter()
                .filter_map(|told| told.op)
                .collect::<BTreeSet<_>>();
            let about = about.len();
            let mut named: Vec<&str> = Vec::new();
            // First what is about them, then what else at their door names them.
            for row in &told {
                if !is_who(&row.body) {
                    rewrite(tx, row, None)?;
                }
            }
            let mut beside = Dropped::default();
            for person in &known {
                let Dropped { ops, rows } = beside::drop_texts(tx, person, all_incidents)?;
                beside.ops.extend(ops);
                beside.rows.extend(rows);
            }
            beside.ops.sort_unstable();
            beside.ops.dedup();
            let ops = told.iter().filter_map(|told| told.op);
            let ops: BTreeSet<OpId> = ops.chain(beside.ops.iter().copied()).collect();
            let ops: Vec<OpId> = ops.into_iter().collect();
            let rows = told.iter().map(|told| (&told.stream, told.seq));
            let rows = rows.chain(beside.rows.iter().map(|(stream, seq)| (stream, *seq)));
            let rows: BTreeSet<(&String, u64)> = rows.collect();
            let mut streams: Vec<&String> = rows.iter().map(|(stream, _)| *stream).collect();
            streams.sort_unstable();
            streams.dedup();
            for row in told.iter().filter(|row| is_who(&row.body)) {
                let first = !named.contains(&&*row.stream);
                rewrite(tx, row, first.then_some((who, &ops)))?;
                if first {
                    named.push(&row.stream);
                    // There a device forgets the rows of these ops: what is left of them comes
                    // behind.
                    let before = rows.range((&row.stream, 0)..(&row.stream, row.seq));
                    for (stream, seq) in before {
                        put_behind(tx, &tag, stream, *seq)?;
                    }
                }
            }
            for stream in &streams {
                tx.execute(
                    "UPDATE stream_row SET tag = ?2 WHERE stream = ?1",
                    values![stream, tag],
                )?;
                tx.execute(
                    "UPDATE stream SET floor_tag = ?2 WHERE name = ?1",
                    values![stream, tag],
                )?;
                snapshots::forget(tx, stream)?;
            }
            let mut refused = 0;
            for person in &known {
                refused += beside::forget_quarantine(tx, who, Some(person))?;
            }
            if known.is_empty() {
                refused += beside::forget_quarantine(tx, who, None)?;
            }
            tx.execute(
                "DELETE FROM person WHERE key = ?1",
                values![who.to_string()],
            )?;
            Ok(Erasure {
                ops: about,
                texts: beside.ops.len(),
                refused,
                turfs: streams.len(),
            })
        })?;
        self.settle()?;
        Ok(done)
    }

    /// Hashes by which a person is known again when an import brings them; `None` if nobody goes
    /// by that key.
    pub fn identities(&self, who: PersonKey) -> Result<Option<Vec<String>>, DbError> {
        let secret = self.erasure_secret()?;
        self.read(|db| {
            let Some((person, source_key, ..)) = person(db, who)? else {
                return Ok(None);
            };
            let mut hashes = vec![of_name(db, &secret, &person.name, person.door)?];
            if let Some(name) = file_name(db, who)? {
                hashes.push(of_name(db, &secret, &name, person.door)?);
            }
            hashes.extend(source_key.map(|source| of_source(&secret, &source)));
            Ok(Some(hashes))
        })
    }

    /// Notes a person as erased, and that nobody of these identities is taken in again.
    pub fn keep_out(
        &self,
        who: PersonKey,
        identities: &[String],
        now_ms: i64,
    ) -> Result<(), DbError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO erasure (person, erased_at_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                values![who.to_string(), now_ms],
            )?;
            for hash in identities {
                tx.execute(
                    "INSERT INTO erased_identity (hash) VALUES (?1) ON CONFLICT DO NOTHING",
                    values![hash],
                )?;
            }
            let what = format!("person/{who}");
            note(tx, now_ms, &Who::Command, Deed::PersonErased, &what)
        })
    }

    /// The key of the hashes by which erased people are known again, drawn at the first asking:
    /// when a data folder is made, so that every backup has it.
    pub fn erasure_secret(&self) -> Result<String, DbError> {
        if let Some(secret) = self.setting("erasure_secret")? {
            return Ok(secret);
        }
        let secret = random_hex(32)?;
        self.set("erasure_secret", &secret)?;
        Ok(secret)
    }
}

/// Whether a person has been erased.
pub(super) fn is_erased(tx: &Tx<'_>, who: PersonKey) -> Result<bool, DbError> {
    let found = tx.maybe(
        "SELECT person FROM erasure WHERE person = ?1",
        values![who.to_string()],
        |r| r.get::<String>(0),
    )?;
    Ok(found.is_some())
}

/// Who must not come back by an import.
#[derive(Debug, Default)]
pub(super) struct Erased {
    secret: String,
    hashes: std::collections::HashSet<String>,
}

impl Erased {
    /// As they stand now.
    pub(super) fn read(tx: &Tx<'_>) -> Result<Self, DbError> {
        let secret = tx.maybe(
            "SELECT value FROM setting WHERE name = 'erasure_secret'",
            values![],
            |r| r.get(0),
        )?;
        let hashes = tx.all("SELECT hash FROM erased_identity", values![], |r| r.get(0))?;
        Ok(Self {
            secret: secret.unwrap_or_default(),
            hashes: hashes.into_iter().collect(),
        })
    }

    /// Whether one of that id in the file, or of that name at that address, was erased.
    pub(super) fn holds(
        &self,
        tx: &Tx<'_>,
        source_key: &str,
        name: &str,
        door: DoorId,
    ) -> Result<bool, DbError> {
        if self.hashes.is_empty() {
            return Ok(false);
        }
        Ok(self.hashes.contains(&of_source(&self.secret, source_key))
            || self
                .hashes
                .contains(&of_name(tx, &self.secret, name, door)?))
    }
}

fn of_source(secret: &str, source_key: &str) -> String {
    keyed(secret, &format!("source|{source_key}"))
}

fn of_name(tx: &Tx<'_>, secret: &str, name: &str, door: DoorId) -> Result<String, DbError> {
    let address: String = tx.one(
        "SELECT house_key, unit_key FROM door WHERE id = ?1",
        values![door.0],
        |r| Ok(format!("{}|{}", r.get::<String>(0)?, r.get::<String>(1)?)),
    )?;
    Ok(keyed(secret, &format!("name|{}|{address}", fold(name))))
}

/// HMAC-SHA-256 in hexadecimal.
fn keyed(secret: &str, text: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Somebody by each name that they have, or have had here: whoever wrote of them knew them by one of
/// these. None if nobody goes by that key.
fn known_as(tx: &Tx<'_>, who: PersonKey, told: &[Told]) -> Result<Vec<Person>, DbError> {
    let Some((person, ..)) = person(tx, who)? else {
        return Ok(Vec::new());
    };
    let mut names: BTreeSet<String> = told
        .iter()
        .filter_map(|told| match &told.body {
            Body::Person(then) => Some(then.name.clone()),
            _ => None,
        })
        .collect();
    names.extend(file_name(tx, who)?);
    names.insert(person.name.clone());
    let by = |name| Person {
        name,
        ..person.clone()
    };
    Ok(names.into_iter().map(by).collect())
}

/// Whether a row says who somebody is, or that they have left: there the erasure is told.
fn is_who(body: &Body) -> bool {
    matches!(body, Body::Person(_) | Body::Left(_))
}

/// Rewrites a row where it stands: as the person erased, with the ops that told of them; as an
/// attempt at the door; or as nothing.
fn rewrite(tx: &Tx<'_>, row: &Told, named: Option<(PersonKey, &Vec<OpId>)>) -> Result<(), DbError> {
    let put = |body: Option<&Body>| {
        let (kind, key, value, place) = match body {
            Some(body) => (
                body.kind(),
                body.key(),
                body.json(),
                body.place().map(|place| place.to_string()),
            ),
            None => (log::VOID, row.seq.to_string(), "{}".into(), None),
        };
        let still_counts = matches!(body, Some(Body::Attempt(_)));
        tx.execute(
            "UPDATE stream_row SET kind = ?3, key = ?4, value = ?5, place = ?6, n = NULL,
                    device = CASE WHEN ?7 = 1 THEN device END
             WHERE stream = ?1 AND seq = ?2",
            values![
                row.stream,
                row.seq,
                kind,
                key,
                value,
                place,
                u8::from(still_counts)
            ],
        )
    };
    if let Some((person, ops)) = named {
        let ops = ops.clone();
        put(Some(&Body::Erased(ErasedRow { person, ops })))?;
        return Ok(());
    }
    let at_door = match &row.body {
        Body::Attempt(attempt) => without_person(attempt),
        _ => None,
    };
    put(at_door.map(Body::Attempt).as_ref())?;
    Ok(())
}

/// Moves what is left of an op's row to the end of its stream.
fn put_behind(tx: &Tx<'_>, tag: &str, stream: &str, seq: u64) -> Result<(), DbError> {
    let (kind, key, value): (String, String, String) = tx.one(
        "SELECT kind, key, value FROM stream_row WHERE stream = ?1 AND seq = ?2",
        values![stream, seq],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )?;
    let body = match Body::parse(&kind, &typed("row", &value)?) {
        Some(body @ (Body::Attempt(_) | Body::Incident(_))) => body,
        _ => return Ok(()),
    };
    let unreadable = || DbError::Unreadable { what: "row" };
    let op: OpId = key.parse().map_err(|_| unreadable())?;
    let stream_id: StreamId = stream.parse().map_err(|_| unreadable())?;
    let end = log::append(tx, stream_id, tag, &body, Some(op), 0)?;
    // It goes out whole, to its own phone too: what that sent is not what is left.
    tx.execute(
        "UPDATE stream_row SET n = NULL, rank =
             (SELECT rank FROM stream_row WHERE stream = ?1 AND seq = ?2),
                device = (SELECT device FROM stream_row WHERE stream = ?1 AND seq = ?2)
         WHERE stream = ?1 AND seq = ?3",
        values![stream, seq, end],
    )?;
    tx.execute(
        "UPDATE stream_row SET kind = ?3, key = ?4, value = '{}', place = NULL,
                device = NULL, incarnation = NULL, n = NULL
         WHERE stream = ?1 AND seq = ?2",
        values![stream, seq, log::VOID, seq.to_string()],
    )?;
    tx.execute(
        "UPDATE op SET seq = ?4 WHERE device = ?1 AND incarnation = ?2 AND n = ?3
         AND stream IS NOT NULL",
        values![op.device.0, op.incarnation.to_string(), op.n, end],
    )?;
    Ok(())
}

/// The attempt as one at the door, if its outcome can stand there; without note and answers.
fn without_person(row: &AttemptRow) -> Option<AttemptRow> {
    let Place::Door(door) = row.place else {
        return None;
    };
    let mut row = row.clone();
    row.attempt.target = Target::Door(door);
    row.attempt.note = None;
    row.attempt.outcome = match row.attempt.outcome {
        Outcome::Canvassed { .. } => Outcome::Canvassed {
            script: None,
            answers: Vec::new(),
        },
        // A wish for all who live there is theirs too.
        Outcome::DoNotContact {
            scope: Scope::Household | Scope::Door,
        } => Outcome::DoNotContact { scope: Scope::Door },
        same @ (Outcome::NotHome
        | Outcome::Refused
        | Outcome::Hostile
        | Outcome::DoNotReturn
        | Outcome::Skipped) => same,
        _ => return None,
    };
    row.attempt.outcome.fits(&row.attempt.target).then_some(row)
}
