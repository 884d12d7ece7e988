//! What organizers own: names that they gave, the script, and what they take out of what canvassers
//! put right.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "common/aside.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod aside;
#[allow(dead_code, reason = "shared with the other tests")]
mod common;

use aside::Field;
use common::{NOON_MS, Way, at, now};
use turfwalk_core::device::Device;
use turfwalk_core::model::{
    Attempt, Basis, Change, Channel, DeviceId, DoorId, LatLon, Note, OpId, Outcome, PersonId,
    PersonKey, Subject, Suppression, Target, TurfId, Why,
};
use turfwalk_core::script::{Form, Question};
use turfwalk_server::db::{Db, DbError, ImportCount, KnownMore, NewDoor, NewPerson, Who};

fn ada() -> PersonKey {
    PersonKey::Imported(PersonId(1))
}

/// The next voter file has the person of house 1 at `door` by this name.
fn import(db: &Db, name: &str, door: u32) -> ImportCount {
    let person = NewPerson {
        source_key: "plain:1".into(),
        name: name.into(),
        ..NewPerson::default()
    };
    db.import(|importer| -> Result<(), DbError> { importer.person(DoorId(door), &person) })
        .unwrap()
}

/// Names of the people whom a phone shows at a door.
fn names(device: &Device<Way>, door: u32) -> Vec<String> {
    now(device.sync()).unwrap();
    let view = device.door(DoorId(door), Channel::Door, NOON_MS).unwrap();
    view.people.into_iter().map(|it| it.person.name).collect()
}

fn edit(device: &Device<Way>, about: Target, change: Change) -> OpId {
    device.edit(about, change, NOON_MS).unwrap()
}

fn accept(db: &Db, op: OpId) {
    db.answer_edit(op, true, "Robin", &Who::Command, NOON_MS)
        .unwrap();
}

#[test]
fn a_name_that_an_organizer_gave_outlives_every_voter_file() {
    let field = Field::new();
    let (device, db) = (field.phone("a.db"), field.way.db());
    let proposal = edit(
        &device,
        Target::Person(ada()),
        Change::Name("Ada Lindh".into()),
    );
    now(device.sync()).unwrap();
    assert_eq!(import(&db, "Ada Linde", 1).changed_people, 1);
    assert_eq!(names(&device, 1), ["Ada Linde"], "nobody has answered yet");

    accept(&db, proposal);
    assert_eq!(import(&db, "Ada Linde", 1).same_people, 1);
    assert_eq!(import(&db, "A. Lind", 1).same_people, 1);
    assert_eq!(names(&device, 1), ["Ada Lindh"]);
    assert_eq!(import(&db, "A. Lind", 2).changed_people, 1, "moved house");
    assert_eq!(names(&device, 1), [""; 0]);
    assert_eq!(names(&device, 2), ["Ada Lindh"]);

    // What is written of her by the file's name or an earlier one is about her still.
    for note in ["Linde is nice", "Lindh is nicer"] {
        let attempt = Attempt {
            note: Some(Note {
                text: note.into(),
                basis: Basis::Inferred,
            }),
            ..at(2, Outcome::NotHome)
        };
        device.record(attempt).unwrap();
    }
    db.correct_name(ada(), "Ada Lindt", NOON_MS).unwrap();
    assert_eq!(import(&db, "Ada Linde", 2).same_people, 1);
    assert_eq!(names(&device, 2), ["Ada Lindt"]);
    let known = db.known_more().unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].name_in_file.as_deref(), Some("Ada Linde"));

    // Erased under the one name, known again by the other.
    assert_eq!(db.erase(ada(), NOON_MS).unwrap().texts, 2);
    let again = NewPerson {
        source_key: "another file's".into(),
        name: "Ada Linde".into(),
        ..NewPerson::default()
    };
    let count = db.import(|importer| -> Result<(), DbError> { importer.person(DoorId(2), &again) });
    assert_eq!(count.unwrap().erased_people, 1);
}

#[test]
fn the_export_has_who_differs_from_the_voter_file_and_nobody_else() {
    let field = Field::new();
    let (device, db) = (field.phone("a.db"), field.way.db());
    assert!(db.known_more().unwrap().is_empty());
    let about = Target::Person(ada());
    edit(&device, about, Change::AddPhone("+358 50 1".into()));
    edit(&device, about, Change::AddPhone("+358 50 2".into()));
    edit(&device, about, Change::Name("Ada Lindh".into()));
    let language = edit(&device, about, Change::Language("fi".into()));
    let household = Target::Door(DoorId(2));
    edit(&device, household, Change::Language("sv".into()));
    let wish = Suppression {
        subject: Subject::Number("+35850-2".into()),
        channels: vec![Channel::Phone],
        why: Why::Asked,
    };
    device.suppress(about, wish).unwrap();
    let robin = device.add_person(DoorId(2), "Robin Newcomer").unwrap();
    let robin = Target::Person(PersonKey::Made(robin));
    edit(&device, robin, Change::Deceased);
    now(device.sync()).unwrap();
    db.answer_edit(language, false, "Robin", &Who::Command, NOON_MS)
        .unwrap();

    let known = db.known_more().unwrap();
    let [ada, house, robin] = &known[..] else {
        panic!("{known:?}");
    };
    assert_eq!(ada.voter_id.as_deref(), Some("plain:1"));
    assert_eq!(
        (&ada.name_in_file, ada.is_added),
        (&None, false),
        "a proposal"
    );
    assert_eq!(
        ada.facts.phones,
        ["+358 50 1"],
        "the other one was forbidden"
    );
    assert_eq!(ada.facts.language, None, "an organizer refused it");
    assert!(ada.leave_alone.is_empty());
    assert!(house.person.is_none() && !house.is_added);
    assert_eq!(house.facts.language.as_deref(), Some("sv"));
    assert!(robin.is_added && robin.voter_id.is_none() && robin.facts.deceased);
    let every: Vec<Channel> = robin.leave_alone.clone();
    assert_eq!(every.len(), 5, "nobody calls on the dead");
    let at = |known: &KnownMore| known.door.id;
    assert_eq!([ada, house, robin].map(at), [1, 2, 2].map(DoorId));
}

#[test]
fn a_script_that_can_be_asked_reaches_phones_as_its_next_version() {
    let field = Field::new();
    let (device, db) = (field.phone("a.db"), field.way.db());
    let mut script = db.script().unwrap().unwrap();
    assert_eq!(script.version, 1);
    script.questions = vec![Question {
        key: String::new(),
        text: "How old are you?".into(),
        form: Form::Number { min: 18, max: 120 },
        branches: Vec::new(),
    }];
    let refused = db.change_script(&script).unwrap_err().to_string();
    assert!(refused.contains("question number 1"), "{refused}");
    script.questions[0].key = "age".into();
    assert_eq!(db.change_script(&script).unwrap(), 2);
    script.version = 1; // whoever wrote the file began with the first
    assert_eq!(db.change_script(&script).unwrap(), 3);
    now(device.sync()).unwrap();
    let held = device.script(script.id).unwrap();
    assert_eq!(Some(&held), db.script().unwrap().as_ref());
    assert_eq!((held.version, held.questions[0].key.as_str()), (3, "age"));
}

#[test]
fn who_added_a_door_is_known_after_all_that_replaced_it_was_let_go() {
    let field = Field::new();
    let (device, db) = (field.phone("a.db"), field.way.db());
    let door = device.add_door(DoorId(2), "3", "Main Street", None);
    let door = door.unwrap();
    now(device.sync()).unwrap();
    // An import knows where it is: its row comes again, whole.
    db.import(|importer| -> Result<(), DbError> {
        importer.door(&NewDoor {
            number: "3".into(),
            street: "Main Street".into(),
            at: LatLon::from_degrees(60.17, 24.95),
            ..NewDoor::default()
        })?;
        Ok(())
    })
    .unwrap();
    db.compact(0).unwrap();
    db.move_doors(&[door], TurfId(2), NOON_MS).unwrap();
    let made = field.ask("SELECT stream FROM op");
    assert_eq!(made, ["turf/2"], "its op's row has gone along with it");
    let named = "SELECT value FROM stream_row WHERE kind = 'door' AND n IS NOT NULL";
    assert_eq!(field.ask(named).len(), 1);
    // And who reads the stream from its beginning has the newer row.
    db.assign(DeviceId(1), TurfId(2), &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    let held = device.door(door, Channel::Door, NOON_MS).unwrap();
    assert!(held.door.at.is_some());
}
