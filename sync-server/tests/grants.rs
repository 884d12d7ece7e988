//! Turfs given and taken back, phones shut out, people erased, streams sent whole, backups.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[allow(dead_code, reason = "shared with the other tests")]
mod common;

use std::path::Path;

use common::{NOON_MS, Net, Way, at, campaign, now, phone};
use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{
    Attempt, Basis, Channel, DeviceId, DoorId, Note, Outcome, PersonId, PersonKey, Target, TurfId,
    WalkListId,
};
use turfwalk_server::db::{Db, DbError, ListToStore, NewDoor, NewPerson, TurfToStore, Who};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn way() -> Way {
    let way = Way::to(Db::in_memory().unwrap());
    campaign(&way.db());
    way
}

/// Whether `text` stands anywhere in a phone's or server's database file, its log or its journal.
fn holds(path: &Path, text: &str) -> bool {
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        std::fs::read(name).unwrap_or_default()
    };
    ["", "-wal", "-journal"].iter().any(|suffix| {
        let bytes = beside(suffix);
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}

#[test]
fn a_turf_taken_back_is_erased_and_late_attempts_still_come_in() {
    let (folder, way) = (folder(), way());
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    assert_eq!(
        way.db()
            .withdraw(TurfId(1), None, &Who::Command, NOON_MS)
            .unwrap(),
        1
    );
    let report = now(device.sync()).unwrap();
    assert_eq!((report.sent, report.refused), (1, 0));
    assert!(device.walk_lists().unwrap().is_empty());
    let receipts = device.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (1, 1));
    let record = way.db().turf_record(TurfId(1)).unwrap();
    let attempt = &record.records[&DoorId(1)].attempts[0];
    assert!(attempt.late, "it came after the turf had been taken back");

    way.db()
        .assign(DeviceId(1), TurfId(1), &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    let view = device.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
    assert_eq!(
        view.attempts.len(),
        1,
        "the full list again, its own attempt with it"
    );
    drop(device);
    assert!(holds(&path, "Ada Lind"));
}

#[test]
fn a_phone_that_is_shut_out_loses_its_lists_and_then_its_ops() {
    let (folder, way) = (folder(), way());
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    assert!(holds(&path, "Ada Lind"));
    device.add_person(DoorId(2), "Robin Newcomer").unwrap();
    way.db()
        .revoke(DeviceId(1), &Who::Command, NOON_MS)
        .unwrap();
    let report = now(device.sync()).unwrap();
    assert!(report.wiped);
    assert_eq!((report.sent, report.refused), (1, 1));
    assert!(device.walk_lists().unwrap().is_empty());
    for name in ["Ada Lind", "Robin Newcomer", "Main Street"] {
        assert!(!holds(&path, name), "{name}");
    }
    let quarantine = way.db().quarantine().unwrap();
    assert_eq!(quarantine.len(), 1, "what it had recorded is not lost");
    assert_eq!(quarantine[0].refused, "revoked");
    assert!(
        way.db()
            .assign(DeviceId(1), TurfId(2), &Who::Command, NOON_MS)
            .is_err()
    );
}

#[test]
fn a_token_that_nobody_knows_wipes_nothing() {
    let (folder, way) = (folder(), way());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    now(device.sync()).unwrap();
    let other = Db::in_memory().unwrap();
    campaign(&other);
    *way.db.lock().unwrap() = std::sync::Arc::new(other);
    assert!(now(device.sync()).is_err());
    assert_eq!(device.walk_lists().unwrap().len(), 1);
}

#[test]
fn a_person_erased_is_nowhere_any_more_and_stays_away() {
    let (folder, path) = (folder(), "server.db");
    let server = folder.path().join(path);
    let way = Way::to(Db::open(&server).unwrap());
    campaign(&way.db());
    let phones = ["a.db", "b.db"].map(|name| folder.path().join(name));
    let [a, b] = [0, 1].map(|i| phone(&way, &phones[i], 1));
    now(a.sync()).unwrap();
    now(b.sync()).unwrap();
    let ada = PersonKey::Imported(PersonId(1));
    let said = Attempt {
        target: Target::Person(ada),
        note: Some(Note {
            basis: Basis::Said,
            text: "likes trams".into(),
        }),
        ..at(
            1,
            Outcome::Canvassed {
                script: None,
                answers: Vec::new(),
            },
        )
    };
    a.record(said.clone()).unwrap();
    now(a.sync()).unwrap();
    now(b.sync()).unwrap();
    // Recorded offline, and told only after the erasure.
    b.record(said).unwrap();
    for path in phones.iter().chain([&server]) {
        assert!(holds(path, "Ada Lind") && holds(path, "likes trams"));
    }
    let backup = folder.path().join("before.db");
    way.db().back_up(&backup, NOON_MS).unwrap();

    let done = way.db().erase(ada, NOON_MS).unwrap();
    assert_eq!((done.ops, done.turfs), (1, 1));
    now(a.sync()).unwrap();
    let report = now(b.sync()).unwrap();
    assert_eq!((report.sent, report.refused), (1, 1));
    assert_eq!(b.refused().unwrap()[0].why, Refusal::Erased);
    let record = way.db().turf_record(TurfId(1)).unwrap();
    let attempts = &record.records[&DoorId(1)].attempts;
    assert_eq!(
        attempts.len(),
        1,
        "the visit still counts, as one at the door"
    );
    assert_eq!(attempts[0].attempt.target, Target::Door(DoorId(1)));
    let view = a.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
    assert!(view.people.is_empty());
    assert_eq!(view.attempts.len(), 1);

    // A later import does not bring her back, under this id or another; others come in.
    let import = |source: &str, name: &str| {
        way.db()
            .import(|importer| -> Result<(), DbError> {
                let door = importer.door(&NewDoor {
                    number: "1".into(),
                    street: "Main Street".into(),
                    postcode: "00100".into(),
                    city: "Helsinki".into(),
                    ..NewDoor::default()
                })?;
                importer.person(
                    door,
                    &NewPerson {
                        source_key: source.into(),
                        name: name.into(),
                        ..NewPerson::default()
                    },
                )
            })
            .unwrap()
    };
    assert_eq!(import("plain:1", "A. Lind").erased_people, 1);
    assert_eq!(import("other:9", "ada LIND").erased_people, 1);
    assert_eq!(import("other:10", "Eve Lind").new_people, 1);

    way.db()
        .back_up(&folder.path().join("after.db"), NOON_MS)
        .unwrap();
    drop((a, b));
    let files = phones.iter().cloned();
    for path in files.chain([server, folder.path().join("after.db")]) {
        assert!(!holds(&path, "Ada Lind"), "{}", path.display());
        assert!(!holds(&path, "likes trams"), "{}", path.display());
    }
    assert!(
        holds(&backup, "Ada Lind"),
        "a backup made before is not touched"
    );
}

/// A turf of so many doors with one person each, as the next turf.
fn long_turf(db: &Db, doors: u32) {
    let mut ids = Vec::new();
    db.import(|importer| -> Result<(), DbError> {
        for i in 0..doors {
            let door = importer.door(&NewDoor {
                number: (i + 1).to_string(),
                street: "Long Street".into(),
                ..NewDoor::default()
            })?;
            ids.push(door);
            importer.person(
                door,
                &NewPerson {
                    source_key: format!("long:{i}"),
                    name: format!("Person {i}"),
                    ..NewPerson::default()
                },
            )?;
        }
        Ok(())
    })
    .unwrap();
    let goes_on = |id: u32, doors: Vec<DoorId>| TurfToStore {
        goes_on: Some(TurfId(id)),
        name: format!("Turf {id}"),
        minutes: 10,
        doors,
        pack: None,
    };
    let long = TurfToStore {
        goes_on: None,
        ..goes_on(3, ids)
    };
    let held = |id| {
        db.turf_record(TurfId(id))
            .unwrap()
            .doors
            .iter()
            .map(|d| d.id)
            .collect()
    };
    db.store_cut(&[goes_on(1, held(1)), goes_on(2, held(2)), long])
        .unwrap();
}

#[test]
fn a_long_stream_comes_whole_and_goes_on_where_it_was_cut_off() {
    let (folder, way) = (folder(), way());
    long_turf(&way.db(), 4_000);
    let device = phone(&way, &folder.path().join("phone.db"), 3);
    way.set(Net::CutsAnswers);
    assert!(now(device.sync()).is_err());
    way.set(Net::Up);
    let report = now(device.sync()).unwrap();
    assert!(report.rounds <= 4, "{report:?}");
    let view = device
        .door(DoorId(5 + 4_000), Channel::Door, NOON_MS)
        .unwrap();
    assert_eq!(view.people[0].person.name, "Person 3999");
    device.record(at(4_005, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();

    // A second phone shares it, and gets what came after as rows.
    let second = phone(&way, &folder.path().join("second.db"), 3);
    let report = now(second.sync()).unwrap();
    assert_eq!(report.received, 3, "campaign, script, and the attempt");
    let view = second.door(DoorId(4_005), Channel::Door, NOON_MS).unwrap();
    assert_eq!(view.attempts.len(), 1);
}

#[test]
fn another_turfs_snapshot_is_not_given_out() {
    let (folder, way) = (folder(), way());
    long_turf(&way.db(), 600);
    let device = phone(&way, &folder.path().join("phone.db"), 3);
    now(device.sync()).unwrap();
    let other = phone(&way, &folder.path().join("other.db"), 1);
    now(other.sync()).unwrap();
    let db = way.db();
    let name = db.snapshot_names().unwrap().pop().unwrap();
    assert!(db.snapshot(DeviceId(1), &name).unwrap().is_some());
    assert!(db.snapshot(DeviceId(2), &name).unwrap().is_none());
    db.withdraw(TurfId(3), None, &Who::Command, NOON_MS)
        .unwrap();
    assert!(db.snapshot(DeviceId(1), &name).unwrap().is_none());
}

#[test]
fn compaction_is_seen_by_nobody() {
    let (folder, way) = (folder(), way());
    let phones = ["a.db", "b.db", "c.db"].map(|name| phone(&way, &folder.path().join(name), 1));
    now(phones[0].sync()).unwrap();
    now(phones[1].sync()).unwrap();
    phones[0].record(at(1, Outcome::NotHome)).unwrap();
    now(phones[0].sync()).unwrap();
    let list = way.db().walk_lists().unwrap().remove(0);
    for _ in 0..20 {
        // Twenty versions of the list: nineteen are replaced.
        way.db()
            .store_lists(&[ListToStore {
                turf: TurfId(1),
                name: list.name.clone(),
                job: list.job,
                stops: list.stops.clone(),
                totals: list.totals,
                on_streets: false,
                style: list.style,
                avoid_steps: false,
                part: None,
            }])
            .unwrap();
    }
    now(phones[0].sync()).unwrap();
    let gone = way.db().compact(1).unwrap();
    assert!(gone >= 19, "{gone}");
    for phone in &phones {
        now(phone.sync()).unwrap();
        let view = phone.walk_list(WalkListId(1)).unwrap();
        assert_eq!(view.stops.len(), 3);
        let door = phone.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
        assert_eq!(door.attempts.len(), 1);
        assert_eq!(door.people.len(), 1);
    }
    // The one that was up to date got nothing anew, and goes on.
    phones[0].record(at(2, Outcome::NotHome)).unwrap();
    let report = now(phones[0].sync()).unwrap();
    assert_eq!(report.received, 1);
}

#[test]
fn a_backup_says_backed_up_and_after_a_restore_phones_bring_back_the_rest() {
    let folder = folder();
    let server = folder.path().join("server.db");
    let way = Way::to(Db::open(&server).unwrap());
    campaign(&way.db());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    now(device.sync()).unwrap();
    device.record(at(1, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    assert_eq!(device.receipts().unwrap().backed_up, 0);
    let backup = folder.path().join("backup.db");
    way.db().back_up(&backup, NOON_MS).unwrap();
    assert!(
        way.db().back_up(&backup, NOON_MS).is_err(),
        "never written over"
    );
    device.record(at(2, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    let receipts = device.receipts().unwrap();
    assert_eq!((receipts.safe, receipts.backed_up), (2, 1));

    *way.db.lock().unwrap() = std::sync::Arc::new(Db::open(&backup).unwrap());
    way.db().came_back(NOON_MS).unwrap();
    now(device.sync()).unwrap();
    let receipts = device.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (2, 2));
    let record = way.db().turf_record(TurfId(1)).unwrap();
    for door in [1, 2] {
        assert_eq!(record.records[&DoorId(door)].attempts.len(), 1);
    }
}

#[test]
fn a_turf_without_doors_says_its_name_and_gets_doors_later() {
    let (folder, way) = (folder(), way());
    let turf = |id, doors: &[u32]| TurfToStore {
        goes_on: Some(TurfId(id)),
        name: "is not renamed".into(),
        minutes: 10,
        doors: doors.iter().map(|door| DoorId(*door)).collect(),
        pack: None,
    };
    way.db()
        .store_cut(&[turf(1, &[1, 2, 3, 4, 5]), turf(2, &[])])
        .unwrap();
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 2);
    now(device.sync()).unwrap();
    assert!(holds(&path, "Turf 2"));
    way.db()
        .move_doors(&[DoorId(1)], TurfId(2), NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    let view = device.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
    assert_eq!(view.people.len(), 1);
}

#[test]
fn doors_that_move_take_their_history_along() {
    let (folder, way) = (folder(), way());
    let [first, second, both] = ["a.db", "b.db", "c.db"].map(|name| folder.path().join(name));
    let first_phone = phone(&way, &first, 1);
    let second_phone = phone(&way, &second, 2);
    let third = phone(&way, &both, 1);
    way.db()
        .assign(DeviceId(3), TurfId(2), &Who::Command, NOON_MS)
        .unwrap();
    for phone in [&first_phone, &second_phone, &third] {
        now(phone.sync()).unwrap();
    }
    let at_building = Attempt {
        target: Target::Building(turfwalk_core::model::BuildingId(1)),
        ..at(3, Outcome::Inaccessible { why: "dog".into() })
    };
    first_phone.record(at_building).unwrap();
    first_phone.record(at(3, Outcome::NotHome)).unwrap();
    now(first_phone.sync()).unwrap();
    third.record(at(4, Outcome::NotHome)).unwrap();
    first_phone.record(at(4, Outcome::Refused)).unwrap(); // told only after the move

    // Door 3 alone is named; door 4 shares its building.
    let from = way
        .db()
        .move_doors(&[DoorId(3)], TurfId(2), NOON_MS)
        .unwrap();
    assert_eq!(from, [TurfId(1)]);
    for phone in [&first_phone, &second_phone, &third].repeat(2) {
        now(phone.sync()).unwrap();
    }
    let attempts = |phone: &turfwalk_core::device::Device<Way>, door| {
        phone
            .door(DoorId(door), Channel::Door, NOON_MS)
            .map(|view| view.attempts.len())
            .ok()
    };
    for (phone, name, left) in [
        (&first_phone, "first", [None, None]),
        (&second_phone, "second", [Some(2), Some(3)]),
        (&third, "third", [Some(2), Some(3)]),
    ] {
        assert_eq!([attempts(phone, 3), attempts(phone, 4)], left, "{name}");
    }
    assert_eq!(first_phone.receipts().unwrap().safe, 3);
    let record = way.db().turf_record(TurfId(2)).unwrap();
    assert_eq!(record.attempts(), 4);

    // A phone that is new to turf 1 gets no byte of them.
    let late = folder.path().join("late.db");
    let newcomer = phone(&way, &late, 1);
    now(newcomer.sync()).unwrap();
    drop(newcomer);
    assert!(holds(&late, "Ada Lind") && !holds(&late, "Cy Nieminen"));

    // And back again.
    way.db()
        .move_doors(&[DoorId(4)], TurfId(1), NOON_MS)
        .unwrap();
    for phone in [&first_phone, &second_phone, &third].repeat(2) {
        now(phone.sync()).unwrap();
    }
    assert_eq!(attempts(&first_phone, 3), Some(2));
    assert_eq!(attempts(&first_phone, 4), Some(3));
    assert_eq!(attempts(&second_phone, 3), None);
    assert_eq!(attempts(&third, 4), Some(3));
}
