use serde_json::{Value, json};

use super::*;
use crate::model::{DeviceId, Incarnation, PersonId};

/// Doors 1 and 2, the first in building 1, where person 1 lives and attempt 1 was made; door 3
/// is somebody else's to know.
struct Street;

impl World for Street {
    type Error = std::convert::Infallible;

    fn has_door(&self, door: DoorId) -> Result<bool, Self::Error> {
        Ok([1, 2].contains(&door.0))
    }

    fn is_taken(&self, door: DoorId) -> Result<bool, Self::Error> {
        Ok([1, 2, 3].contains(&door.0) || door == Door::drawn(8))
    }

    fn building_of(&self, door: DoorId) -> Result<Option<BuildingId>, Self::Error> {
        Ok((door.0 == 1).then_some(BuildingId(1)))
    }

    fn has_building(&self, building: BuildingId) -> Result<bool, Self::Error> {
        Ok(building.0 == 1)
    }

    fn door_of(&self, person: PersonKey) -> Result<Option<DoorId>, Self::Error> {
        Ok((person == PersonKey::Imported(PersonId(1))).then_some(DoorId(1)))
    }

    fn place_of(&self, attempt: OpId) -> Result<Option<Place>, Self::Error> {
        Ok((attempt.n == 1).then_some(Place::Door(DoorId(1))))
    }
}

/// Op 7 as a device would send it: the place of its row, or why it makes none.
fn decided(op: Value) -> Result<Place, Refusal> {
    let id = OpId {
        device: DeviceId(1),
        incarnation: Incarnation(1),
        n: 7,
    };
    let op = serde_json::from_value(op).unwrap();
    let Ok(effect) = effect(id, op, &Street);
    effect.map(|effect| {
        let is_door = matches!(effect.body, Body::Door(_));
        assert!(is_door || effect.body.place() == Some(effect.place));
        effect.place
    })
}

const HERE: Result<Place, Refusal> = Ok(Place::Door(DoorId(1)));
const ENTRANCE: Result<Place, Refusal> = Ok(Place::Building(BuildingId(1)));

fn attempt(target: Value, outcome: Value) -> Value {
    json!({"kind": "attempt", "target": target, "channel": "door", "outcome": outcome,
           "at_ms": 0})
}

fn with(mut op: Value, field: &str, value: Value) -> Value {
    op[field] = value;
    op
}

fn edit(about: Value, field: &str, value: Value) -> Value {
    json!({"kind": "edit", "about": about, "field": field, "value": value, "at_ms": 0})
}

fn incident(at: Value, text: &str) -> Value {
    json!({"kind": "incident", "at": at, "what": "animal", "urgency": "today", "text": text,
           "at_ms": 0})
}

fn added(field: &str, value: Value) -> Value {
    let door = json!({"id": Door::drawn(4), "number": "5", "street": "Main Street",
                      "beside": 1});
    json!({"kind": "add_door", "door": with(door, field, value)})
}

#[test]
fn what_an_op_names_is_known_or_it_makes_no_row() {
    let (person, door, building) = (
        json!({"person": 1}),
        json!({"door": 1}),
        json!({"building": 1}),
    );
    let not_home = || json!({"kind": "not_home"});
    let of = |n: u64| json!(format!("1.0000000000000001.{n}"));
    let wish = |heard_at: &Value| {
        json!({"kind": "suppress", "heard_at": heard_at, "subject": {"person": 9},
               "why": "asked"})
    };
    for (op, comes_to) in [
        (attempt(person.clone(), not_home()), HERE),
        (attempt(door.clone(), not_home()), HERE),
        (
            attempt(building.clone(), json!({"kind": "partial"})),
            ENTRANCE,
        ),
        (
            attempt(json!({"person": 2}), not_home()),
            Err(Refusal::UnknownPerson),
        ),
        (
            attempt(json!({"door": 3}), not_home()),
            Err(Refusal::UnknownDoor),
        ),
        (
            attempt(json!({"building": 2}), json!({"kind": "partial"})),
            Err(Refusal::UnknownBuilding),
        ),
        (
            attempt(person.clone(), json!({"kind": "vacant"})),
            Err(Refusal::OutcomeDoesNotFit),
        ),
        (
            with(attempt(door.clone(), not_home()), "supersedes", of(1)),
            HERE,
        ),
        (
            with(attempt(door.clone(), not_home()), "supersedes", of(2)),
            Err(Refusal::UnknownAttempt),
        ),
        // One corrects where the attempt was made.
        (
            with(attempt(json!({"door": 2}), not_home()), "supersedes", of(1)),
            Err(Refusal::UnknownAttempt),
        ),
        (json!({"kind": "retract", "attempt": of(1)}), HERE),
        (
            json!({"kind": "retract", "attempt": of(2)}),
            Err(Refusal::UnknownAttempt),
        ),
        (wish(&door), HERE),
        (wish(&building), ENTRANCE),
        (wish(&json!({"door": 3})), Err(Refusal::UnknownDoor)),
        (edit(door.clone(), "language", json!("fi")), HERE),
        (
            edit(json!({"person": 2}), "language", json!("fi")),
            Err(Refusal::UnknownPerson),
        ),
        (
            edit(door.clone(), "moved_away", json!(true)),
            Err(Refusal::OutcomeDoesNotFit),
        ),
        (edit(person, "moved_away", json!(true)), HERE),
        (incident(door, ""), HERE),
        (incident(building, ""), ENTRANCE),
        (
            incident(json!({"building": 2}), ""),
            Err(Refusal::UnknownBuilding),
        ),
        (
            json!({"kind": "add_person", "door": 1, "name": "Robin"}),
            HERE,
        ),
        (
            json!({"kind": "add_person", "door": 3, "name": "Robin"}),
            Err(Refusal::UnknownDoor),
        ),
        (json!({"kind": "erased"}), Err(Refusal::Erased)),
    ] {
        assert_eq!(decided(op.clone()), comes_to, "{op}");
    }
}

#[test]
fn an_added_door_has_an_id_that_was_drawn_and_its_neighbours_entrance_or_none() {
    let beside_2 = |building: Value| {
        with(
            added("beside", json!(2))["door"].take(),
            "building",
            building,
        )
    };
    for (op, comes_to) in [
        (added("city", json!("")), Ok(Place::Door(DoorId(1)))),
        (added("building", json!(1)), HERE),
        (added("building", json!(2)), Err(Refusal::UnknownBuilding)),
        (
            json!({"kind": "add_door", "door": beside_2(json!(1))}),
            Err(Refusal::UnknownBuilding),
        ),
        (added("beside", Value::Null), Err(Refusal::UnknownDoor)),
        (added("beside", json!(3)), Err(Refusal::UnknownDoor)),
        (added("id", json!(4)), Err(Refusal::DoorTaken)),
        (added("id", json!(3)), Err(Refusal::DoorTaken)),
        (added("id", json!(Door::drawn(8))), Err(Refusal::DoorTaken)),
    ] {
        assert_eq!(decided(op.clone()), comes_to, "{op}");
    }
}

#[test]
fn a_text_has_4000_characters_at_most() {
    let door = || json!({"door": 1});
    let met = |answer: Value| json!({"kind": "canvassed", "answers": [answer]});
    let told =
        |kind: &str, field: &str, text: &str| attempt(door(), json!({"kind": kind, field: text}));
    let noted = |text: &str| {
        let op = attempt(door(), json!({"kind": "refused"}));
        with(op, "note", json!({"text": text, "basis": "said"}))
    };
    let ops: [&dyn Fn(&str) -> Value; 14] = [
        &noted,
        &|text| attempt(door(), met(json!({"question": text, "value": "yes"}))),
        &|text| attempt(door(), met(json!({"question": "support", "value": text}))),
        &|text| told("language", "language", text),
        &|text| told("call_back", "when", text),
        &|text| told("inaccessible", "why", text),
        &|text| edit(json!({"person": 1}), "name", json!(text)),
        &|text| edit(door(), "language", json!(text)),
        &|text| incident(door(), text),
        &|text| json!({"kind": "add_person", "door": 1, "name": text}),
        &|text| added("number", json!(text)),
        &|text| added("street", json!(text)),
        &|text| added("unit", json!(text)),
        &|text| added("postcode", json!(text)),
    ];
    for (kind, op) in ops.into_iter().enumerate() {
        assert_eq!(decided(op(&"ä".repeat(4_000))), HERE, "{kind}");
        let more = decided(op(&"ä".repeat(4_001)));
        assert_eq!(more, Err(Refusal::BadText), "{kind}");
    }
}

#[test]
fn an_attempt_has_200_answers_at_most() {
    let answer = json!({"question": "support", "value": "yes"});
    for (count, comes_to) in [(200, HERE), (201, Err(Refusal::BadText))] {
        let answers = vec![answer.clone(); count];
        let met = json!({"kind": "canvassed", "answers": answers});
        assert_eq!(decided(attempt(json!({"door": 1}), met)), comes_to);
    }
}

#[test]
fn a_telephone_number_has_3_to_20_digits_and_40_characters_at_most() {
    let spaced = |spaces: usize| format!("050{}", " ".repeat(spaces));
    for (number, is_one) in [
        ("05 ".into(), false),
        ("050".into(), true),
        ("0".repeat(20), true),
        ("0".repeat(21), false),
        (spaced(37), true),
        (spaced(38), false),
    ] {
        for field in ["add_phone", "remove_phone"] {
            let comes_to = if is_one { HERE } else { Err(Refusal::BadText) };
            let op = edit(json!({"door": 1}), field, json!(number));
            assert_eq!(decided(op), comes_to, "{field} {number:?}");
        }
    }
}

#[test]
fn a_name_a_number_and_a_language_are_not_blank() {
    let person = || json!({"person": 1});
    for op in [
        json!({"kind": "add_person", "door": 1, "name": " "}),
        added("number", json!(" ")),
        edit(person(), "name", json!(" ")),
        edit(person(), "language", json!("")),
    ] {
        assert_eq!(decided(op.clone()), Err(Refusal::BadText), "{op}");
    }
}
