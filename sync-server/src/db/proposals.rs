//! What canvassers put right: proposals that wait for an organizer, and the answers.

use turfwalk_core::merge::{Facts, Fate};
use turfwalk_core::model::{Change, Decision, OpId, Place, Target};
use turfwalk_core::wire::{Body, EditRow, StreamId};

use super::audit::note;
use super::sql::{Tx, values};
use super::{Db, DbError, Deed, Who, log, people, typed};

/// A proposal as organizers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed, for whom.
    pub row: EditRow,
    /// Their name as it stands.
    pub name: String,
    /// Where they live, in words.
    pub door: String,
    /// What people call the phone.
    pub phone: String,
}

impl Db {
    /// Proposals that nobody has answered, oldest first.
    pub fn proposals(&self) -> Result<Vec<Proposal>, DbError> {
        self.read(|tx| {
            let mut rows = Vec::new();
            for (_, row) in edits(tx)? {
                put(&mut rows, row);
            }
            rows.sort_by_key(|row| (row.edit.at_ms, row.op));
            let waits = |row: &EditRow| {
                let facts = Facts::of(&row.edit.about, std::slice::from_ref(row));
                facts.history.iter().any(|past| past.fate == Fate::Waits)
            };
            let rows = rows.into_iter().filter(waits);
            let seen = rows
                .map(|row| as_seen(tx, row))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(seen.into_iter().flatten().collect())
        })
    }

    /// Answers an edit: a proposal is taken over or not, and whatever else was put right can be
    /// refused, which lifts it. The phone that made it is told at its next sync, and so is every
    /// other that has the door.
    ///
    /// # Errors
    /// [`DbError::Refused`] where there is no such edit, or it has been answered.
    pub fn answer_edit(
        &self,
        op: OpId,
        accepted: bool,
        by: &str,
        who: &Who,
        now_ms: i64,
    ) -> Result<(), DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let found = newest(tx, op)?.filter(|(_, row)| row.decided.is_none());
            let Some((stream, mut row)) = found else {
                return Err(DbError::Refused(
                    "there is no such proposal, or it has been answered; \
                     `turfwalk proposals list` has those that wait"
                        .into(),
                ));
            };
            if accepted {
                take_over(tx, &tag, stream, &row)?;
            }
            row.decided = Some(Decision {
                accepted,
                by: by.to_owned(),
                at_ms: now_ms,
            });
            log::append(tx, stream, &tag, &Body::Edit(row), None, 0)?;
            let deed = if accepted {
                Deed::EditAccepted
            } else {
                Deed::EditRefused
            };
            note(tx, now_ms, who, deed, &format!("edit/{op}"))
        })
    }
}

/// Adds an edit to others, in place of an earlier version of it.
pub(super) fn put(rows: &mut Vec<EditRow>, row: EditRow) {
    match rows.iter_mut().find(|earlier| earlier.op == row.op) {
        Some(earlier) => *earlier = row,
        None => rows.push(row),
    }
}

/// Every version of every edit, with its stream, in the order of each stream.
fn edits(tx: &Tx<'_>) -> Result<Vec<(String, EditRow)>, DbError> {
    tx.all(
        "SELECT stream, value FROM stream_row WHERE kind = 'edit' ORDER BY stream, seq",
        values![],
        |r| Ok((r.get(0)?, typed("edit", &r.get::<String>(1)?)?)),
    )
}

fn newest(tx: &Tx<'_>, op: OpId) -> Result<Option<(StreamId, EditRow)>, DbError> {
    let found: Option<(String, String)> = tx.maybe(
        "SELECT stream, value FROM stream_row WHERE kind = 'edit' AND key = ?1
         ORDER BY seq DESC LIMIT 1",
        values![op.to_string()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let Some((stream, value)) = found else {
        return Ok(None);
    };
    let stream = stream
        .parse()
        .map_err(|_| DbError::Unreadable { what: "stream" })?;
    Ok(Some((stream, typed("edit", &value)?)))
}

/// Makes a proposal the organizer's own word; other edits hold without.
fn take_over(tx: &Tx<'_>, tag: &str, stream: StreamId, row: &EditRow) -> Result<(), DbError> {
    let (Target::Person(who), Change::Name(name)) = (&row.edit.about, &row.edit.change) else {
        return Ok(());
    };
    people::give_name(tx, *who, name.trim())?;
    let person = people::person(tx, *who)?.map(|(person, ..)| person);
    if let Some(person) = person
        && Place::Door(person.door) == row.place
    {
        log::append(tx, stream, tag, &Body::Person(person), None, 0)?;
    }
    Ok(())
}

/// With the words that stand for its ids; `None` for somebody who is not there any more.
fn as_seen(tx: &Tx<'_>, row: EditRow) -> Result<Option<Proposal>, DbError> {
    let Target::Person(who) = row.edit.about else {
        return Ok(None);
    };
    let found: Option<(String, String)> = tx.maybe(
        "SELECT p.name, d.number || ' ' || d.street FROM person p JOIN door d ON d.id = p.door
         WHERE p.key = ?1",
        values![who.to_string()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let phone: Option<String> = tx.maybe(
        "SELECT name FROM device WHERE id = ?1",
        values![row.op.device.0],
        |r| r.get(0),
    )?;
    Ok(found.map(|(name, door)| Proposal {
        row,
        name,
        door,
        phone: phone.unwrap_or_default(),
    }))
}
