//! What erasing, compacting and taking a turf back leave.

use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{DoorId, LatLon, PersonId, PersonKey, TurfId};
use turfwalk_core::streets::Placement;
use turfwalk_core::wire::{Row, Verdict};
use turfwalk_server::db::{Db, Who};

use crate::Store;
use crate::by_hand::{Phone, not_home};
use crate::common::NOON_MS;

pub(crate) fn one_comes_to_the_end_of_a_stream_whose_last_row_was_erased(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.note(
        r#""kind":"edit","about":{"person":1},"field":"language","value":"fi","at_ms":1767268800000"#,
    );
    phone.sync(&db);
    let ada = PersonKey::Imported(PersonId(1));
    db.erase(ada, NOON_MS).unwrap();
    let fresh = Phone::join(&db, 1, 8).sync(&db);
    let mut rows = fresh.pages.iter().flat_map(|page| &page.rows);
    assert!(
        !rows.any(|row| matches!(row, Row::Full(_, kind, _) if kind == "void")),
        "what is left empty is told to nobody"
    );
    db.compact(0).unwrap();
    assert!(!phone.sync(&db).header.more);
    assert!(phone.sync(&db).pages.is_empty(), "it has all there is");
}

pub(crate) fn what_tells_of_somebody_erased_is_no_fork_in_other_words(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.sync(&db);
    db.erase(PersonKey::Imported(PersonId(1)), NOON_MS).unwrap();
    let of_ada = |at_ms: u32| {
        format!(
            r#""kind":"attempt","target":{{"person":1}},"channel":"door","outcome":{{"kind":"not_home"}},"at_ms":{at_ms}"#
        )
    };
    phone.note(&of_ada(1));
    phone.note(&not_home(2));
    let erased = Verdict::Refused {
        refused: Refusal::Erased,
    };
    assert_eq!(phone.sync(&db).results[0].verdict, erased);
    let again = |first: &str| {
        let lines = [
            format!("{{\"n\":1,{first}}}"),
            format!("{{\"n\":2,{}}}", not_home(2)),
        ];
        let reply = phone.ask_with(&store.open(), 1, &lines);
        (reply.header.fork, reply.results.len())
    };
    // Restored with another text, or with the text forgotten: it comes to the same.
    assert_eq!(again(&of_ada(2)), (None, 2));
    assert_eq!(again(r#""kind":"erased""#), (None, 2));
    // About somebody else it is another op, and what stands behind it is answered as it was sent.
    assert_eq!(again(&not_home(1)), (Some(1), 1));
}

pub(crate) fn compacting_leaves_the_end_and_what_says_which_op_added_a_door(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    let door = 1 << 30;
    phone.note(&format!(
        r#""kind":"add_door","door":{{"id":{door},"number":"8","street":"Main Street","beside":1}}"#
    ));
    phone.sync(&db);
    let tells = |db: &Db, nth: u64| {
        let reply = Phone::join(db, 1, nth).sync(db);
        let page = reply.pages.last().unwrap();
        let last = page.rows.last().unwrap().seq();
        assert_eq!(last, page.cursor.seq, "the end of the stream is there");
        (page.cursor.clone(), page.rows.len())
    };
    let (end, rows) = tells(&db, 8);
    for degrees in [60.1, 60.2] {
        let drawn = Placement {
            spot: None,
            at: LatLon::from_degrees(degrees, 24.9),
            flag: None,
        };
        db.import(|importer| importer.set_places([(DoorId(door), drawn)]))
            .unwrap();
    }
    assert_eq!(db.compact(0).unwrap(), 1, "where it was drawn in between");
    let (now, left) = tells(&db, 9);
    assert_eq!((now.seq, left), (end.seq + 2, rows + 1));
    assert_eq!(db.compact(0).unwrap(), 0, "and no more the second time");
    assert!(!phone.sync(&db).header.more);
    assert!(phone.sync(&db).pages.is_empty(), "it has all there is");
}

pub(crate) fn who_stands_at_what_was_compacted_goes_on_and_who_stands_below_begins_anew(
    store: &Store,
) {
    let db = store.open();
    let mut below = Phone::join(&db, 1, 7);
    let mut at = Phone::join(&db, 1, 8);
    below.sync(&db);
    for degrees in [60.1, 60.2] {
        at.sync(&db);
        let drawn = Placement {
            spot: None,
            at: LatLon::from_degrees(degrees, 24.9),
            flag: None,
        };
        db.import(|importer| importer.set_places([(DoorId(1), drawn)]))
            .unwrap();
    }
    assert_eq!(
        db.compact(1).unwrap(),
        2,
        "where it was drawn at first, and in between"
    );
    let told = |phone: &mut Phone| {
        let pages = phone.sync(&db).pages;
        assert_eq!(pages.len(), 1);
        (pages[0].reset, pages[0].rows.len() == 1)
    };
    assert_eq!(told(&mut below), (true, false));
    assert_eq!(told(&mut at), (false, true));
}

pub(crate) fn an_attempt_is_late_once_its_turf_has_been_taken_back_and_not_before(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.note(&not_home(1));
    phone.sync(&db);
    db.withdraw(TurfId(1), None, &Who::Command, NOON_MS)
        .unwrap();
    phone.note(&not_home(1));
    phone.sync(&db);
    let record = db.turf_record(TurfId(1)).unwrap();
    let attempts = &record.records[&DoorId(1)].attempts;
    let late: Vec<bool> = attempts.iter().map(|attempt| attempt.late).collect();
    assert_eq!(late, [false, true]);
}
