//! Who is known by what, and which doors need a look.

use turfwalk_core::model::{DoorId, PersonKey};
use turfwalk_core::streets::{EdgeId, Placement, PlacementFlag, Side, SpotOnStreet};
use turfwalk_server::db::{Db, DbError, ImportCount, NewDoor, NewPerson};

use crate::Store;
use crate::common::NOON_MS;

pub(crate) fn doors_where_somebody_lives_are_known(store: &Store) {
    let db = store.open();
    let doors = || -> Vec<u32> { db.doors_of_people().unwrap().iter().map(|d| d.0).collect() };
    assert_eq!(doors(), [1, 3, 4, 5]);
    let alone = db.find_people("Ada Lind").unwrap()[0].0;
    db.erase(alone, NOON_MS).unwrap();
    assert_eq!(doors(), [3, 4, 5]);
}

/// Says of door 1, which is known, that these live there: key in the file and name.
fn import(db: &Db, people: &[(&str, &str)]) -> ImportCount {
    db.import(|importer| -> Result<(), DbError> {
        let door = importer.door(&NewDoor {
            number: "1".into(),
            street: "Main Street".into(),
            city: "Helsinki".into(),
            postcode: "00100".into(),
            ..NewDoor::default()
        })?;
        for (source_key, name) in people {
            importer.person(
                door,
                &NewPerson {
                    source_key: (*source_key).into(),
                    name: (*name).into(),
                    ..NewPerson::default()
                },
            )?;
        }
        Ok(())
    })
    .unwrap()
}

/// The names that are found, in the order in which they are told.
fn found(db: &Db, text: &str) -> Vec<String> {
    let people = db.find_people(text).unwrap();
    people.into_iter().map(|(_, name, _)| name).collect()
}

pub(crate) fn people_are_found_by_name_by_key_and_by_the_id_of_their_file(store: &Store) {
    let db = store.open();
    import(
        &db,
        &[("members:AB-12", "Eva Aalto"), ("members:B-12", "Ai Oja")],
    );
    for (text, names) in [
        ("eva", vec!["Eva Aalto"]),
        ("AALTO", vec!["Eva Aalto"]),
        ("members:AB-12", vec!["Eva Aalto"]),
        ("AB-12", vec!["Eva Aalto"]),
        ("ab-12", vec!["Eva Aalto"]),
        ("B-12", vec!["Ai Oja"]),
        ("1", vec!["Ada Lind"]),
        ("-12", vec![]),
        // What a pattern would read as more than itself.
        ("%12", vec![]),
        ("AB_12", vec![]),
        ("AB-12\\", vec!["Eva Aalto"]),
        ("'", vec![]),
    ] {
        assert_eq!(found(&db, text), names, "{text}");
    }
    let (who, _, door) = db.find_people("AB-12").unwrap().remove(0);
    assert_eq!(door, "1 Main Street");
    let record = db.person_record(who).unwrap().unwrap();
    assert_eq!(record.source_key.as_deref(), Some("members:AB-12"));
    assert_eq!(found(&db, "i").len(), 5, "by name, in order");
    assert_eq!(found(&db, "i")[0], "Ada Lind");
}

/// What an import of one row came to: new, same and changed.
fn counts(count: ImportCount) -> (u64, u64, u64) {
    (count.new_people, count.same_people, count.changed_people)
}

/// A key made of name and address, as a file without ids gets.
const BY_NAME: &str = "members:00112233445566aa";

pub(crate) fn a_list_without_ids_and_one_with_ids_tell_of_the_same_people(store: &Store) {
    let db = store.open();
    let key = |id: &str| -> PersonKey { db.find_people(id).unwrap()[0].0 };
    assert_eq!(counts(import(&db, &[(BY_NAME, "Eva Aalto")])), (1, 0, 0));
    let eva = key("Eva Aalto");
    assert_eq!(
        counts(import(&db, &[("members:4711", "Eva Aalto")])),
        (0, 1, 0)
    );
    assert_eq!(key("4711"), eva, "she goes by her id");
    assert_eq!(counts(import(&db, &[(BY_NAME, "Eva Aalto")])), (0, 1, 0));
    assert_eq!(key("4711"), eva, "and keeps it");
    assert_eq!(
        counts(import(&db, &[("members:4711", "Eva Oja")])),
        (0, 0, 1)
    );
    assert_eq!(found(&db, "Eva"), ["Eva Oja"]);

    // A name that an organizer gave stays; the file's finds her.
    db.correct_name(eva, "Eve", NOON_MS).unwrap();
    assert_eq!(counts(import(&db, &[(BY_NAME, "Eva Oja")])), (0, 1, 0));
    assert_eq!(found(&db, "Ev"), ["Eve"]);
}

pub(crate) fn an_id_is_never_taken_for_a_name_nor_for_that_of_another_list(store: &Store) {
    let db = store.open();
    import(&db, &[("members:4711", "Eva Aalto")]);
    // Father and son, told apart by their ids; sixteen digits are an id.
    let other_id = [("members:4712", "Eva Aalto")];
    assert_eq!(counts(import(&db, &other_id)), (1, 0, 0));
    let digits = [("members:1111222233334444", "Eva Aalto")];
    assert_eq!(counts(import(&db, &digits)), (1, 0, 0));
    let other_list = [("tenants:00112233445566aa", "Eva Aalto")];
    assert_eq!(counts(import(&db, &other_list)), (1, 0, 0));
    assert_eq!(found(&db, "Eva").len(), 4);
}

pub(crate) fn doors_in_doubt_are_told_street_by_street(store: &Store) {
    let db = store.open();
    assert_eq!(
        db.doubtful_places().unwrap().len(),
        5,
        "there are no streets"
    );
    let spot = Some(SpotOnStreet {
        edge: EdgeId(3),
        side: Side::Right,
        along_cm: 250,
    });
    let place = |spot, flag| Placement {
        spot,
        at: None,
        flag,
    };
    db.import(|importer| -> Result<(), DbError> {
        importer.set_places([
            (DoorId(1), place(spot, None)),
            (DoorId(2), place(spot, Some(PlacementFlag::PointElsewhere))),
            (DoorId(3), place(spot, Some(PlacementFlag::Guessed))),
            (DoorId(4), place(None, Some(PlacementFlag::UnknownStreet))),
            (DoorId(5), place(spot, None)),
        ])
    })
    .unwrap();
    let doubts = db.doubtful_places().unwrap();
    let told: Vec<_> = doubts
        .iter()
        .map(|door| (door.number.as_str(), door.unit.as_deref(), door.doubt))
        .collect();
    assert_eq!(
        told,
        [
            ("2", None, Some(PlacementFlag::PointElsewhere)),
            ("4", Some("Apt 1"), Some(PlacementFlag::Guessed)),
            ("4", Some("Apt 2"), None),
        ]
    );
    assert!(
        doubts
            .iter()
            .all(|door| door.turf == Some(1) && door.given.is_some())
    );
}
