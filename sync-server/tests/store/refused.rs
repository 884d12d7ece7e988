//! What is refused, and under which word.

use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{Door, DoorId, TurfId};
use turfwalk_core::wire::{Reply, Verdict};
use turfwalk_server::db::Who;

use crate::Store;
use crate::by_hand::{Phone, join, not_home};
use crate::common::NOON_MS;

/// Why each op of an answer is refused, if it is.
fn refused(reply: &Reply) -> Vec<Option<Refusal>> {
    let why = |verdict| match verdict {
        Verdict::Refused { refused } => Some(refused),
        Verdict::Made { .. } => None,
    };
    reply.results.iter().map(|it| why(it.verdict)).collect()
}

pub(crate) fn what_is_elsewhere_is_answered_as_if_it_were_nowhere(store: &Store) {
    let db = store.open();
    let (mut phone, mut other) = (Phone::join(&db, 1, 7), Phone::join(&db, 2, 8));
    other.note(&not_home(5));
    assert_eq!(refused(&other.sync(&db)), [None]);
    let of_person = |id| not_home(1).replace(r#""door":1"#, &format!(r#""person":{id}"#));
    let mut expected = Vec::new();
    for (why, there, nowhere) in [
        (Refusal::UnknownDoor, not_home(5), not_home(99)),
        (Refusal::UnknownPerson, of_person(4), of_person(99)),
        (
            Refusal::UnknownAttempt,
            r#""kind":"retract","attempt":"2.0000000000000008.1""#.to_owned(),
            r#""kind":"retract","attempt":"2.0000000000000008.9""#.to_owned(),
        ),
    ] {
        phone.note(&there);
        phone.note(&nowhere);
        expected.extend([Some(why); 2]);
    }
    assert_eq!(refused(&phone.sync(&db)), expected);
}

pub(crate) fn of_two_doors_that_drew_the_same_id_the_later_is_refused(store: &Store) {
    let db = store.open();
    let mut phones = [Phone::join(&db, 1, 7), Phone::join(&db, 1, 8)];
    let DoorId(id) = Door::drawn(7);
    let mut answers = Vec::new();
    for (phone, number) in phones.iter_mut().zip([11, 13]) {
        phone.note(&format!(
            r#""kind":"add_door","door":{{"id":{id},"number":"{number}","street":"Main Street","beside":1}}"#
        ));
        answers.extend(refused(&phone.sync(&db)));
    }
    assert_eq!(answers, [None, Some(Refusal::DoorTaken)]);
    let doors = db.turf_record(TurfId(1)).unwrap().doors;
    let added = doors.iter().find(|door| door.id == DoorId(id)).unwrap();
    assert_eq!(added.number, "11");
}

pub(crate) fn an_invite_is_used_again_by_the_phone_that_used_it_while_it_is_let_in(store: &Store) {
    let db = store.open();
    let invite = || db.invite(TurfId(1), NOON_MS).unwrap().code;
    let (one, two) = (join(&invite(), 7), join(&invite(), 8));
    let devices = [&one, &two].map(|join| db.join(join, NOON_MS).unwrap().device);
    assert_eq!(db.join(&one, NOON_MS).unwrap().device, devices[0]);
    let with_anothers = join(&one.code, 8);
    db.join(&with_anothers, NOON_MS).unwrap_err();
    db.revoke(devices[0], &Who::Command, NOON_MS).unwrap();
    db.join(&one, NOON_MS).unwrap_err();
    for token in ["5f".repeat(33), "5f".repeat(31), "5g".repeat(32)] {
        let mut odd = join(&invite(), 9);
        odd.token = token;
        db.join(&odd, NOON_MS).unwrap_err();
    }
    let day_ms = 86_400_000;
    let (late, too_late) = (join(&invite(), 10), join(&invite(), 11));
    db.join(&late, NOON_MS + day_ms - 1).unwrap();
    db.join(&too_late, NOON_MS + day_ms).unwrap_err();
}
