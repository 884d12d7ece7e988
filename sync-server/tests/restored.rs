//! A phone or a server that comes back as it was: nothing is lost, and nothing counts twice.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]

#[path = "common/aside.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod aside;
#[allow(dead_code, reason = "shared with the other tests")]
mod common;

use aside::{Field, on_phone, on_server, spoil};
use common::{NOON_MS, Net, Way, at, now};
use turfwalk_core::device::Device;
use turfwalk_core::model::{DeviceId, DoorId, Outcome, TurfId};
use turfwalk_server::db::Who;

#[test]
fn a_phone_restored_from_a_backup_begins_a_new_life() {
    let field = Field::new();
    let device = field.phone("a.db");
    let both = device.record(at(1, Outcome::NotHome)).unwrap();
    let device = field.put_aside("a.db", device);
    let lost = device.record(at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();

    let restored = field.restored("a.db", device);
    let slip = restored.record(at(3, Outcome::Refused)).unwrap();
    assert_eq!(slip, lost, "the restored phone gives a number out twice");
    restored.correct(slip, at(3, Outcome::NotHome)).unwrap();
    let report = now(restored.sync()).unwrap();
    assert!(report.forked);
    let held = on_server(&field.way);
    assert_eq!(held[&1], [both]);
    assert_eq!(held[&2], [lost]);
    assert_eq!(
        held[&3].len(),
        1,
        "the correction found its slip under the new names"
    );
    assert_eq!(on_phone(&restored), held);
    let receipts = restored.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (3, 3));
}

#[test]
fn a_restored_phone_that_syncs_before_it_records_loses_nothing_later() {
    let field = Field::new();
    let device = field.put_aside("a.db", field.phone("a.db"));
    let lost = device.record(at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();

    let restored = field.restored("a.db", device);
    assert!(now(restored.sync()).unwrap().forked);
    assert_eq!(on_phone(&restored)[&2], [lost]);
    restored.record(at(3, Outcome::NotHome)).unwrap();
    now(restored.sync()).unwrap();
    let receipts = restored.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (1, 1));
    assert_eq!(on_server(&field.way)[&3].len(), 1);
    assert_eq!(on_phone(&restored), on_server(&field.way));
}

#[test]
fn what_stood_behind_a_damaged_line_counts_once_when_the_line_comes_back_whole() {
    // More than one request holds, too.
    for last in [3, 520] {
        let field = Field::new();
        let device = field.phone("a.db");
        for n in 1..=last {
            let door = if n == last { 3 } else { n.min(2) };
            device.record(at(door, Outcome::NotHome)).unwrap();
        }
        let device = field.put_aside("a.db", device);
        spoil(&field.file("a.db"), 2);
        now(device.sync()).unwrap();
        let restored = field.restored("a.db", device);
        assert!(now(restored.sync()).unwrap().forked);
        let held = on_server(&field.way);
        assert_eq!(held[&1].len(), 1);
        assert_eq!(held[&2].len() as u32, last - 2, "the whole line has come");
        assert_eq!(held[&3].len(), 1);
        assert_eq!(on_phone(&restored), held);
        assert_eq!(field.way.db().quarantine().unwrap().len(), 1);
        let receipts = restored.receipts().unwrap();
        assert_eq!(
            (receipts.on_phone, receipts.safe),
            (last.into(), last.into())
        );
        assert_eq!(now(restored.sync()).unwrap().rounds, 1);
    }
}

#[test]
fn a_restored_phone_sends_nothing_twice_where_one_request_does_not_hold_all_that_it_sent() {
    let field = Field::new();
    let device = field.phone("a.db");
    for _ in 0..520 {
        device.record(at(1, Outcome::NotHome)).unwrap();
    }
    let device = field.put_aside("a.db", device);
    device.record(at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();
    let restored = field.restored("a.db", device);
    assert!(now(restored.sync()).unwrap().forked);
    let held = on_server(&field.way);
    assert_eq!((held[&1].len(), held[&2].len()), (520, 1));
    assert_eq!(on_phone(&restored), held);
}

#[test]
fn an_undo_in_the_same_words_behind_a_fork_is_that_of_what_was_recorded_here() {
    let field = Field::new();
    let device = field.put_aside("a.db", field.phone("a.db"));
    let undone = |device: &Device<Way>, door| {
        let slip = device.record(at(door, Outcome::Refused)).unwrap();
        device.retract(slip).unwrap();
        device.record(at(door, Outcome::NotHome)).unwrap();
    };
    undone(&device, 1);
    now(device.sync()).unwrap();
    let restored = field.restored("a.db", device);
    undone(&restored, 2);
    assert!(now(restored.sync()).unwrap().forked);
    let held = on_server(&field.way);
    assert_eq!((held[&1].len(), held[&2].len()), (1, 1));
    assert_eq!(on_phone(&restored), held);
}

#[test]
fn what_a_restored_server_lacks_is_sent_again() {
    let field = Field::new();
    let way = &field.way;
    let device = field.phone("a.db");
    device.record(at(1, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    field.put_server_aside();
    device.record(at(2, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    let before = on_phone(&device);

    field.restore_server();
    // The restored server has gone on meanwhile: another phone wrote under the lost numbers.
    let other = field.phone("other.db");
    other.record(at(4, Outcome::Refused)).unwrap();
    now(other.sync()).unwrap();

    now(device.sync()).unwrap();
    now(other.sync()).unwrap();
    let receipts = device.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (2, 2));
    for (door, ids) in &before {
        assert!(
            ids.iter().all(|id| on_server(way)[door].contains(id)),
            "door {door}"
        );
    }
    assert_eq!(on_phone(&device), on_server(way));
    assert_eq!(on_phone(&other), on_server(way));
}

#[test]
fn what_a_restored_phone_sent_in_an_earlier_life_is_sent_again_to_a_restored_server() {
    let field = Field::new();
    let device = field.phone("a.db");
    device.record(at(1, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();
    field.put_server_aside();
    device.record(at(2, Outcome::Refused)).unwrap();
    let device = field.put_aside("a.db", device);
    device.record(at(3, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();

    let restored = field.restored("a.db", device);
    assert!(now(restored.sync()).unwrap().forked);
    field.restore_server();
    for _ in 0..2 {
        now(restored.sync()).unwrap();
        let held = on_server(&field.way);
        assert_eq!(held[&1].len(), 1, "the server has had it all along");
        assert_eq!(held[&2].len(), 1, "it is sent again, once");
        assert!(held[&3].is_empty(), "nobody has it any more");
        assert_eq!(on_phone(&restored), held);
    }
    assert_eq!(now(restored.sync()).unwrap().rounds, 1);
    let receipts = restored.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (2, 2));
}

#[test]
fn what_a_restored_server_lacks_of_an_earlier_life_comes_from_a_phone_that_it_shuts_out() {
    let field = Field::new();
    let device = field.phone("a.db");
    field.put_server_aside();
    device.record(at(2, Outcome::Refused)).unwrap();
    let device = field.put_aside("a.db", device);
    device.record(at(3, Outcome::NotHome)).unwrap();
    now(device.sync()).unwrap();

    // Begins a new life, of which the server has nothing that it could lose.
    let restored = field.restored("a.db", device);
    assert!(now(restored.sync()).unwrap().forked);
    field.restore_server();
    let db = field.way.db();
    db.revoke(DeviceId(1), &Who::Command, NOON_MS).unwrap();
    assert!(now(restored.sync()).unwrap().wiped);
    let quarantine = db.quarantine().unwrap();
    assert_eq!(quarantine.len(), 1, "what it told of door 2 is there, once");
    assert_eq!(quarantine[0].refused, "revoked");
    assert!(restored.walk_lists().unwrap().is_empty());
    assert_eq!(now(restored.sync()).unwrap().rounds, 1);
}

#[test]
fn a_phone_that_is_shut_out_shows_nothing_even_where_its_next_request_is_lost() {
    let field = Field::new();
    let device = field.phone("a.db");
    device.record(at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();
    let db = field.way.db();
    db.revoke(DeviceId(1), &Who::Command, NOON_MS).unwrap();
    field.way.set(Net::AnswersOnce);
    now(device.sync()).unwrap_err();
    assert!(device.walk_lists().unwrap().is_empty());
    field.way.set(Net::Up);
    assert!(now(device.sync()).unwrap().wiped);
    assert!(db.quarantine().unwrap().is_empty(), "the server had it all");
}

#[test]
fn what_a_wiped_phone_called_lost_is_sent_by_its_backup() {
    let field = Field::new();
    let device = field.phone("a.db");
    field.put_server_aside();
    device.record(at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();
    let device = field.put_aside("a.db", device);
    let revoke = || {
        let db = field.way.db();
        db.revoke(DeviceId(1), &Who::Command, NOON_MS).unwrap();
        db
    };
    revoke();
    assert!(now(device.sync()).unwrap().wiped);

    // The restored server asks for what the wiped phone has erased.
    field.restore_server();
    let db = revoke();
    now(device.sync()).unwrap();
    assert_eq!(db.quarantine().unwrap().len(), 1, "that it is lost");
    // The phone's backup holds it still, and holds it for decided.
    let restored = field.restored("a.db", device);
    for rounds in [3, 1] {
        assert_eq!(now(restored.sync()).unwrap().rounds, rounds);
        assert_eq!(db.quarantine().unwrap().len(), 2, "what was recorded too");
    }
    assert!(restored.walk_lists().unwrap().is_empty());
}

#[test]
fn what_a_restored_server_refused_is_not_shown_by_a_phone_that_was_restored_too() {
    let field = Field::new();
    let (other, device) = (field.phone("other.db"), field.phone("a.db"));
    field.put_server_aside();
    let theirs = other.record(at(1, Outcome::NotHome)).unwrap();
    now(other.sync()).unwrap();
    now(device.sync()).unwrap();
    device.correct(theirs, at(1, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();
    let device = field.put_aside("a.db", device);

    // What it corrects is not there yet when it is sent to the restored server.
    field.restore_server();
    now(device.sync()).unwrap();
    assert_eq!(device.refused().unwrap().len(), 1);
    now(other.sync()).unwrap();

    let restored = field.restored("a.db", device);
    now(restored.sync()).unwrap();
    assert_eq!(restored.refused().unwrap().len(), 1, "it is told so too");
    let held = on_server(&field.way);
    assert_eq!(held[&1], [theirs]);
    assert_eq!(on_phone(&restored), held);
    assert_eq!(now(restored.sync()).unwrap().rounds, 1);
}

#[test]
fn what_went_with_its_door_is_sent_again_to_a_server_that_lacks_it() {
    let field = Field::new();
    let device = field.phone("a.db");
    field.put_server_aside();
    let op = device.record(at(2, Outcome::NotHome)).unwrap();
    let device = field.put_aside("a.db", device);
    device.correct(op, at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();

    let db = field.way.db();
    db.move_doors(&[DoorId(2)], TurfId(2), NOON_MS).unwrap();
    let restored = field.restored("a.db", device);
    assert!(now(restored.sync()).unwrap().forked);
    now(restored.sync()).unwrap();
    field.restore_server();
    now(restored.sync()).unwrap();
    let held = on_server(&field.way);
    assert_eq!(
        held[&2].len(),
        1,
        "nothing of it was shown, and it is there"
    );
    assert_eq!(on_phone(&restored), held);
}

#[test]
fn what_a_restored_server_lacks_of_earlier_lives_goes_before_what_corrects_it() {
    let field = Field::new();
    let device = field.phone("a.db");
    let goes_on = |device: &Device<Way>, door| {
        device.record(at(door, Outcome::NotHome)).unwrap();
        now(device.sync()).unwrap();
    };
    goes_on(&device, 1);
    field.put_server_aside();
    let mistaken = device.record(at(2, Outcome::Refused)).unwrap();
    now(device.sync()).unwrap();
    let mut device = field.put_aside("a.db", device);
    goes_on(&device, 3);

    // Two more lives, each with a correction of what the life before said.
    let mut last = mistaken;
    for outcome in [Outcome::Hostile, Outcome::NotHome] {
        let restored = field.restored("a.db", device);
        assert!(now(restored.sync()).unwrap().forked);
        last = restored.correct(last, at(2, outcome)).unwrap();
        now(restored.sync()).unwrap();
        device = field.put_aside("a.db", restored);
        goes_on(&device, 4);
    }
    field.restore_server();
    let restored = field.restored("a.db", device);
    now(restored.sync()).unwrap();
    assert!(field.way.db().quarantine().unwrap().is_empty());
    let held = on_server(&field.way);
    assert_eq!(held[&2].len(), 1, "the last correction alone counts");
    assert_eq!(on_phone(&restored), held);
    assert_eq!(now(restored.sync()).unwrap().rounds, 1);
}
