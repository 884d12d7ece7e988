//! What was written beside somebody who is to be erased: texts that name them without being
//! recorded for them, in notes and incidents at their door and in quarantine.

use serde_json::Value;
use turfwalk_core::address::fold;
use turfwalk_core::model::{DoorId, OpId, Outcome, Person, PersonKey, Place};
use turfwalk_core::wire::{Body, IncidentRow};

use super::sql::{Tx, values};
use super::{DbError, typed};

/// Shortest word of a name by which a text is taken to name somebody, in letters.
const LEAST_LETTERS: usize = 3;

/// Texts that were dropped.
#[derive(Debug, Default)]
pub(super) struct Dropped {
    /// The ops that held them.
    pub(super) ops: Vec<OpId>,
    /// Their rows: stream and number.
    pub(super) rows: Vec<(String, u64)>,
}

/// Whether a text has a word of the name: a surname is enough, at their own door.
fn has_word_of(text: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= LEAST_LETTERS)
            .map(str::to_owned)
            .collect()
    };
    let said = words(text);
    words(name).iter().any(|word| said.contains(word))
}

/// Whether a text has the whole name.
fn has_name(text: &str, name: &str) -> bool {
    let name = fold(name);
    !name.trim().is_empty() && fold(text).contains(name.trim())
}

/// Drops from what was recorded at somebody's door or entrance the texts that name them, and with
/// `all_incidents` the texts of all incidents there. What happened, when and where stays.
pub(super) fn drop_texts(
    tx: &Tx<'_>,
    person: &Person,
    all_incidents: bool,
) -> Result<Dropped, DbError> {
    let mut dropped = Dropped::default();
    for (stream, seq, body) in written_at(tx, person.door)? {
        let Some((body, op)) = without_text(body, &person.name, all_incidents) else {
            continue;
        };
        tx.execute(
            "UPDATE stream_row SET value = ?3, n = NULL WHERE stream = ?1 AND seq = ?2",
            values![stream, seq, body.json()],
        )?;
        dropped.ops.push(op);
        dropped.rows.push((stream, seq));
    }
    dropped.ops.sort_unstable();
    dropped.ops.dedup();
    Ok(dropped)
}

/// Incidents at somebody's door or entrance that have a text, newest version of each.
pub(super) fn incidents_at(tx: &Tx<'_>, door: DoorId) -> Result<Vec<IncidentRow>, DbError> {
    let mut found: Vec<IncidentRow> = Vec::new();
    for (_, _, body) in written_at(tx, door)? {
        if let Body::Incident(row) = body {
            found.retain(|earlier| earlier.op != row.op);
            found.push(row);
        }
    }
    found.retain(|row| !row.incident.text.is_empty());
    Ok(found)
}

/// Stream, number and body of attempts and incidents at a door and its entrance.
fn written_at(tx: &Tx<'_>, door: DoorId) -> Result<Vec<(String, u64, Body)>, DbError> {
    let building: Option<u32> = tx
        .maybe(
            "SELECT building FROM door WHERE id = ?1",
            values![door.0],
            |r| r.get(0),
        )?
        .flatten();
    let entrance = building.map(|id| format!("building/{id}"));
    let rows = tx.all(
        "SELECT stream, seq, kind, value FROM stream_row
         WHERE kind IN ('attempt', 'incident') AND (place = ?1 OR place = ?2)
         ORDER BY stream, seq",
        values![Place::Door(door).to_string(), entrance.unwrap_or_default()],
        |r| {
            let (kind, value): (String, String) = (r.get(2)?, r.get(3)?);
            let body = Body::parse(&kind, &typed("row", &value)?);
            Ok((r.get(0)?, r.get(1)?, body))
        },
    )?;
    let read = |(stream, seq, body): (String, u64, Option<Body>)| Some((stream, seq, body?));
    Ok(rows.into_iter().filter_map(read).collect())
}

/// A row without the text that names somebody; `None` if it has none.
fn without_text(body: Body, name: &str, all_incidents: bool) -> Option<(Body, OpId)> {
    match body {
        Body::Attempt(mut row) => {
            let mut changed = false;
            if row
                .attempt
                .note
                .as_ref()
                .is_some_and(|note| has_word_of(&note.text, name))
            {
                row.attempt.note = None;
                changed = true;
            }
            if let Outcome::Canvassed { answers, .. } = &mut row.attempt.outcome {
                let before = answers.len();
                answers.retain(|answer| !has_word_of(&answer.value, name));
                changed |= answers.len() < before;
            }
            let op = row.op;
            changed.then_some((Body::Attempt(row), op))
        }
        Body::Incident(mut row) => {
            let text = std::mem::take(&mut row.incident.text);
            let goes = all_incidents || has_word_of(&text, name);
            let op = row.op;
            (goes && !text.is_empty()).then_some((Body::Incident(row), op))
        }
        _ => None,
    }
}

/// Drops the bodies of refused ops that tell of somebody: that name them by key, or by their name
/// as a whole wherever it stands, or by a word of it at their door. How many.
pub(super) fn forget_quarantine(
    tx: &Tx<'_>,
    who: PersonKey,
    person: Option<&Person>,
) -> Result<usize, DbError> {
    let lines = tx.all(
        "SELECT device, incarnation, n, line FROM op WHERE refused IS NOT NULL AND line IS NOT NULL",
        values![],
        |r| Ok((r.get::<u32>(0)?, r.get::<String>(1)?, r.get::<u64>(2)?, r.get::<String>(3)?)),
    )?;
    let mut forgotten = 0;
    for (device, incarnation, n, line) in lines {
        if !tells_of(&line, who, person) {
            continue;
        }
        tx.execute(
            "UPDATE op SET line = NULL, refused = 'erased'
             WHERE device = ?1 AND incarnation = ?2 AND n = ?3",
            values![device, incarnation, n],
        )?;
        forgotten += 1;
    }
    Ok(forgotten)
}

fn tells_of(line: &str, who: PersonKey, person: Option<&Person>) -> bool {
    let value = serde_json::from_str::<Value>(line).ok();
    let key = serde_json::to_value(who).ok();
    let door = person.map(|person| Value::from(person.door.0));
    let names_key = value.as_ref().is_some_and(|value| {
        any(value, &|name, it| {
            name == "person" && Some(it) == key.as_ref()
        })
    });
    let is_at_door = value.as_ref().is_some_and(|value| {
        any(value, &|name, it| {
            name == "door" && Some(it) == door.as_ref()
        })
    });
    // The words for its fields are nobody's name.
    let said = value.map_or_else(|| line.to_owned(), |value| texts(&value));
    names_key
        || person.is_some_and(|person| {
            has_name(&said, &person.name) || is_at_door && has_word_of(&said, &person.name)
        })
}

/// All texts in a value, a line each.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(values) => values.iter().map(texts).collect(),
        Value::Object(fields) => fields.values().map(texts).collect(),
        _ => String::new(),
    }
}

/// Whether any field of a value, however deep, is as asked for. Wire and reader bound the depth.
fn any(value: &Value, asked: &dyn Fn(&str, &Value) -> bool) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| asked(name, value) || any(value, asked)),
        Value::Array(values) => values.iter().any(|value| any(value, asked)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turfwalk_core::model::PersonId;

    #[test]
    fn a_refused_op_tells_of_somebody_by_key_by_name_or_at_their_door() {
        let who = PersonKey::Imported(PersonId(17));
        let ada = Person {
            key: who,
            door: DoorId(3),
            household: None,
            name: "Ada Lind".into(),
            party: None,
            no_contact: false,
        };
        for (line, tells) in [
            (r#"{"n":1,"target":{"person":17}}"#, true),
            (r#"{"n":1,"target": {"person" : 17, "more": 1}}"#, true),
            (r#"{"n":1,"target":{"person":171}}"#, false),
            (
                r#"{"n":1,"kind":"add_person","door":9,"name":"ada LIND"}"#,
                true,
            ),
            (
                r#"{"n":1,"target":{"door":3},"note":{"text":"call ada"}}"#,
                true,
            ),
            (
                r#"{"n":1,"target":{"door":4},"note":{"text":"call ada"}}"#,
                false,
            ),
            (
                r#"{"n":1,"target":{"door":3},"note":{"text":"a dog"}}"#,
                false,
            ),
            (r#"{"n":1,"note":"Ada Lind, cut o"#, true),
        ] {
            assert_eq!(tells_of(line, who, Some(&ada)), tells, "{line}");
        }
        assert!(tells_of(r#"{"person":17}"#, who, None));
        let named_like_a_field = Person {
            name: "Name Noll".into(),
            ..ada
        };
        let of_another = r#"{"n":1,"kind":"add_person","door":3,"name":"Bea"}"#;
        assert!(!tells_of(of_another, who, Some(&named_like_a_field)));
    }
}
