//! How a phone is told of what it did itself.

use turfwalk_core::model::{DoorId, LatLon};
use turfwalk_core::wire::{Reply, Row};
use turfwalk_server::db::{Db, DbError, NewDoor, NewPerson};

use crate::Store;
use crate::by_hand::{Phone, not_home};
use crate::common::NOON_MS;

/// Of each attempt and edit in an answer, whether it comes as numbers.
fn as_numbers(reply: &Reply) -> Vec<bool> {
    let rows = reply.pages.iter().flat_map(|page| &page.rows);
    rows.filter_map(|row| match row {
        Row::Own(..) => Some(true),
        Row::Full(_, kind, _) => matches!(&**kind, "attempt" | "edit").then_some(false),
    })
    .collect()
}

pub(crate) fn a_row_comes_as_numbers_only_to_a_phone_that_goes_on_and_holds_the_op(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.sync(&db);
    phone.note(&not_home(1));
    phone.note(&not_home(2));
    phone.ask(&db, 1);
    let held = phone.cursors.clone();
    for (holds_from, goes_on, expected) in [
        (1, true, [true, true]),
        (2, true, [false, true]),
        (3, true, [false, false]),
        (0, true, [false, false]),
        (1, false, [false, false]),
    ] {
        phone.holds_from = holds_from;
        phone.cursors = if goes_on { held.clone() } else { Vec::new() };
        let told = as_numbers(&phone.ask(&db, 3));
        assert_eq!(told, expected, "{holds_from} {goes_on}");
    }
}

/// Who lives at door 1, as the voter file has her.
fn ada() -> NewPerson {
    NewPerson {
        source_key: "plain:1".into(),
        name: "Ada Lind".into(),
        ..NewPerson::default()
    }
}

/// The next voter file has who lived at door 1 at another one, which is in no turf.
fn moves_away(db: &Db) {
    db.import(|importer| -> Result<(), DbError> {
        let elsewhere = importer.door(&NewDoor {
            number: "99".into(),
            street: "Main Street".into(),
            unit: String::new(),
            city: "Helsinki".into(),
            postcode: "00100".into(),
            at: LatLon::from_degrees(60.17, 24.94),
        })?;
        assert!(elsewhere > DoorId(5));
        importer.person(elsewhere, &ada())
    })
    .unwrap();
}

pub(crate) fn what_was_recorded_of_somebody_who_has_moved_since_comes_whole(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.sync(&db);
    let of_ada = not_home(1).replace(r#"{"door":1}"#, r#"{"person":1}"#);
    phone.note(&of_ada);
    phone.note(&format!(
        r#""kind":"edit","about":{{"person":1}},"field":"language","value":"sv","at_ms":{NOON_MS}"#
    ));
    phone.note(&not_home(1));
    phone.holds_from = 1;
    assert_eq!(as_numbers(&phone.ask(&db, 1)), [true; 3]);
    moves_away(&db);
    assert_eq!(as_numbers(&phone.ask(&db, 1)), [false, false, true]);
}

pub(crate) fn when_a_phone_that_sends_nothing_was_last_here_is_known_to_half_a_minute(
    store: &Store,
) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    for (now_ms, seen_ms) in [
        (3_600_000, 3_600_000),
        // Not each round writes.
        (3_629_999, 3_600_000),
        (3_630_000, 3_630_000),
        // The server's clock was put back.
        (1_000, 1_000),
    ] {
        phone.now_ms = NOON_MS + now_ms;
        phone.sync(&db);
        let seen = db.devices().unwrap()[0].seen_at_ms;
        assert_eq!(seen, Some(NOON_MS + seen_ms), "{now_ms}");
    }
}

pub(crate) fn each_attempt_and_edit_has_the_next_rank_at_its_door(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    let edit = format!(
        r#""kind":"edit","about":{{"person":1}},"field":"language","value":"sv","at_ms":{NOON_MS}"#
    );
    for op in [&not_home(1), &edit, &edit, &not_home(2)] {
        phone.note(op);
    }
    phone.sync(&db);
    phone.note(&not_home(1));
    phone.sync(&db);
    let all = Phone::join(&db, 1, 8).sync(&db);
    let rows = all.pages.iter().flat_map(|page| &page.rows);
    let ranks: Vec<u64> = rows
        .filter_map(|row| match row {
            Row::Full(_, kind, value) if matches!(&**kind, "attempt" | "edit") => {
                value["rank"].as_u64()
            }
            _ => None,
        })
        .collect();
    assert_eq!(ranks, [1, 2, 3, 1, 4]);
}

pub(crate) fn what_goes_along_with_somebody_keeps_its_order_at_their_new_door(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    for value in ["fi", "sv"] {
        phone.note(&format!(
            r#""kind":"edit","about":{{"person":1}},"field":"language","value":"{value}","at_ms":{NOON_MS}"#
        ));
    }
    phone.sync(&db);
    db.import(|importer| importer.person(DoorId(5), &ada()))
        .unwrap();
    let there = Phone::join(&db, 2, 8).sync(&db);
    let rows = there.pages.iter().flat_map(|page| &page.rows);
    let edits: Vec<_> = rows
        .filter_map(|row| match row {
            Row::Full(_, kind, row) if kind == "edit" => {
                Some((row["value"].clone(), row["rank"].clone()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(edits, [("fi".into(), 1.into()), ("sv".into(), 2.into())]);
}
