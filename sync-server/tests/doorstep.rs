//! Doors added at the doorstep, talks half done, incidents: from the phone to the organizers and
//! back.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[allow(dead_code, reason = "shared with the other tests")]
mod common;

use common::{NOON_MS, Net, Way, at, campaign, now, phone};
use turfwalk_core::device::{Device, DeviceError, IncidentState, StopState, Whereabouts};
use turfwalk_core::model::{
    Answer, Attempt, Basis, BuildingId, Change, Channel, DeviceId, Door, DoorId, Incident,
    IncidentKind, Note, Op, Outcome, PersonId, PersonKey, Place, ScriptId, ScriptVersion, Target,
    TurfId, Urgency, WalkListId,
};
use turfwalk_core::script::Draft;
use turfwalk_core::walk_list::WalkWish;
use turfwalk_core::wire::{op_line, open, read_push};
use turfwalk_server::db::{Db, DbError, NewDoor, SyncOutcome, Who};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn way() -> Way {
    let way = Way::to(Db::in_memory().unwrap());
    campaign(&way.db());
    way
}

fn dog() -> Incident {
    Incident {
        kind: IncidentKind::Animal,
        urgency: Urgency::Now,
        text: "a dog without a leash".into(),
        at_ms: NOON_MS,
        position: None,
    }
}

#[test]
fn an_incident_waits_offline_arrives_and_says_who_has_it() {
    let (folder, way) = (folder(), way());
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    way.set(Net::LosesRequests);
    let op = device.report(Place::Door(DoorId(1)), dog()).unwrap();
    assert!(now(device.sync()).is_err());
    drop(device);

    let device = Device::open(&path, way.clone()).unwrap();
    let state = || device.incidents().unwrap()[0].state.clone();
    assert_eq!(state(), IncidentState::OnPhone, "it survives closing");
    way.set(Net::LosesAnswers);
    assert!(now(device.sync()).is_err());
    assert_eq!(state(), IncidentState::OnPhone, "nobody has told otherwise");
    way.set(Net::Up);
    now(device.sync()).unwrap();
    assert_eq!(state(), IncidentState::Arrived);

    let organizers = way.db().incidents().unwrap();
    assert_eq!(organizers.len(), 1, "once, though it was sent twice");
    assert_eq!(organizers[0].row.incident, dog());
    assert_eq!(organizers[0].line, "1 Main Street");
    let take = |by: &str| {
        way.db()
            .take_incident(op, by, &Who::Command, NOON_MS + 60_000)
            .unwrap()
    };
    assert!(take("Noor"));
    assert!(!take("Per"), "it is in hand");
    now(device.sync()).unwrap();
    let taken = IncidentState::Taken {
        by: "Noor".into(),
        at_ms: NOON_MS + 60_000,
    };
    assert_eq!(state(), taken);
    // A phone takes reports from anywhere, since their list may just have been withdrawn. The server
    // takes those from where the phone has been: door 5 is in the other turf.
    device.report(Place::Door(DoorId(5)), dog()).unwrap();
    now(device.sync()).unwrap();
    assert_eq!(way.db().incidents().unwrap().len(), 1);
    assert_eq!(device.receipts().unwrap().refused, 1);
}

#[test]
fn a_door_added_offline_is_worked_at_once_and_is_everybodys_after_a_sync() {
    let (folder, way) = (folder(), way());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    let other = phone(&way, &folder.path().join("other.db"), 1);
    now(device.sync()).unwrap();
    now(other.sync()).unwrap();
    way.set(Net::LosesRequests);
    let house = device
        .add_door(DoorId(1), "1 B", "Main Street", None)
        .unwrap();
    let flat = device
        .add_door(DoorId(4), "4", "Main St", Some("Apt 3"))
        .unwrap();
    let person = device.add_person(house, "Eve Laine").unwrap();
    let mut home = at(0, Outcome::NotHome);
    home.target = Target::Door(house);
    device.record(home).unwrap();
    let check = |device: &Device<Way>| {
        let list = device.walk_list(WalkListId(1)).unwrap();
        let houses: Vec<(u32, &str)> = list
            .stops
            .iter()
            .map(|stop| (stop.number, stop.house.as_str()))
            .collect();
        assert_eq!(
            houses,
            [(1, "1"), (4, "1 B"), (2, "2"), (3, "4")],
            "beside its neighbour; numbers on paper stay"
        );
        assert_eq!(list.stops[1].state, StopState::TryAgain);
        assert_eq!(list.stops[3].doors, [DoorId(3), DoorId(4), flat]);
        let view = device.door(house, Channel::Door, NOON_MS).unwrap();
        assert_eq!(view.people[0].person.name, "Eve Laine");
        assert_eq!(view.attempts.len(), 1);
        let entrance = device.entrance(WalkListId(1), 3).unwrap();
        let doors = entrance.floors.iter().flat_map(|floor| &floor.doors);
        assert_eq!(doors.filter(|door| door.id == flat).count(), 1);
    };
    check(&device);
    way.set(Net::LosesAnswers);
    assert!(now(device.sync()).is_err());
    way.set(Net::Up);
    let report = now(device.sync()).unwrap();
    assert_eq!(report.refused, 0, "{:?}", device.refused());
    check(&device);
    now(other.sync()).unwrap();
    check(&other);

    // An import that has the address finds the door, and what is new is still counted from where
    // imports count.
    let mut found = Vec::new();
    let count = way
        .db()
        .import(|importer| -> Result<(), DbError> {
            for (number, street) in [("1b", "Main St."), ("99", "Main Street")] {
                found.push(importer.door(&NewDoor {
                    number: number.into(),
                    street: street.into(),
                    city: "Helsinki".into(),
                    postcode: "00100".into(),
                    ..NewDoor::default()
                })?);
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(found, [house, DoorId(6)]);
    assert_eq!(count.new_doors, 1);
    // A phone that begins anew has it too, with the person that the first one named.
    way.db()
        .withdraw(TurfId(1), Some(DeviceId(1)), &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    way.db()
        .assign(DeviceId(1), TurfId(1), &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    check(&device);
    assert_eq!(person.device, DeviceId(1));
}

#[test]
fn a_talk_half_done_is_kept_as_typed_until_it_is_recorded() {
    let (folder, way) = (folder(), way());
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    let view = device.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
    let target = Target::Person(view.people[0].person.key);
    let draft = Draft {
        target,
        script: Some(device.script(ScriptId(1)).unwrap()),
        answers: vec![Answer {
            question: "support".into(),
            value: "yes".into(),
        }],
        typing: "the bus".into(),
        note: String::new(),
        basis: Basis::Said,
    };
    device.keep_draft(&draft).unwrap();
    let typed = Draft {
        typing: "the buses are la".into(),
        ..draft
    };
    device.keep_draft(&typed).unwrap();
    drop(device); // in mid-word

    let device = Device::open(&path, way.clone()).unwrap();
    assert_eq!(device.drafts().unwrap(), std::slice::from_ref(&typed));
    now(device.sync()).unwrap();
    assert_eq!(device.draft(&target).unwrap(), Some(typed.clone()));
    let mut talk = at(
        0,
        Outcome::Canvassed {
            script: Some(ScriptVersion {
                id: ScriptId(1),
                version: 1,
            }),
            answers: typed.answers.clone(),
        },
    );
    talk.target = target;
    device.record(talk).unwrap();
    assert_eq!(device.draft(&target).unwrap(), None);

    // What is said at a turf that is taken back leaves the phone with it.
    let at_door = Draft {
        target: Target::Door(DoorId(2)),
        note: "ring twice".into(),
        ..typed
    };
    device.keep_draft(&at_door).unwrap();
    way.db()
        .withdraw(TurfId(1), None, &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    assert_eq!(device.drafts().unwrap(), []);
    let bytes = std::fs::read(&path).unwrap();
    let text = b"ring twice";
    assert!(!bytes.windows(text.len()).any(|window| window == text));
    let gone = device.keep_draft(&at_door);
    assert!(matches!(gone, Err(DeviceError::NotHere { .. })));
}

#[test]
fn a_phone_without_a_network_hands_its_ops_over_in_a_file() {
    let (folder, way) = (folder(), way());
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 1);
    let file = folder.path().join("ops.turfwalk");
    assert!(matches!(
        device.export_unsent(&file),
        Err(DeviceError::NothingToSealWith)
    ));
    let secret = way.db().seal_secret().unwrap();
    now(device.sync()).unwrap();
    way.set(Net::LosesRequests);
    for door in [1, 2] {
        device.record(at(door, Outcome::NotHome)).unwrap();
    }
    assert_eq!(device.export_unsent(&file).unwrap(), 2);
    let bytes = std::fs::read(&file).unwrap();
    let (token, request) = open(&secret, &bytes).unwrap();
    let take = || {
        let sent = read_push(&request).unwrap();
        let hash = common::sha256_hex(&token);
        way.db().take_ops(&hash, &sent, NOON_MS).unwrap().unwrap()
    };
    assert_eq!((take().new, take().new), (2, 0), "twice counts once");
    assert_eq!(device.receipts().unwrap().safe, 0, "nobody has told it");
    way.set(Net::Up);
    now(device.sync()).unwrap();
    assert_eq!(device.receipts().unwrap().safe, 2);
    assert_eq!(device.export_unsent(&file).unwrap(), 0);
    let record = way.db().turf_record(TurfId(1)).unwrap();
    assert_eq!(record.records[&DoorId(1)].attempts.len(), 1);
    assert!(open(&[1; 32], &bytes).is_err());
}

/// An attempt at a door on the list of turf 1.
fn on_list(door: DoorId, outcome: Outcome) -> Attempt {
    Attempt {
        list: Some(WalkListId(1)),
        target: Target::Door(door),
        ..at(0, outcome)
    }
}

#[test]
fn a_building_has_a_next_door_again_on_the_second_round() {
    let (folder, way) = (folder(), way());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    now(device.sync()).unwrap();
    let list = WalkListId(1);
    let [one, two, three, four] = [1, 2, 3, 4].map(DoorId);
    let next_door = |after| device.next_door(list, 3, after).unwrap();
    let not_home = |door| device.record(on_list(door, Outcome::NotHome)).unwrap();
    let course = |at| device.course(list, at, NOON_MS).unwrap();
    assert_eq!(next_door(None), Some(three));
    not_home(three);
    assert_eq!(next_door(Some(three)), Some(four));
    assert_eq!(next_door(None), Some(four), "to one who comes back");
    let undone = not_home(four);
    assert_eq!(next_door(Some(four)), None, "this round through it is over");
    device.retract(undone).unwrap();
    assert_eq!(next_door(None), Some(four));
    not_home(four);

    let left = course(Whereabouts::Left(3));
    assert_eq!(left.next.as_ref().unwrap().stop.doors, [one]);
    assert!(!left.is_again);
    assert_eq!(left.list.stops[left.later[0] as usize].number, 3);
    not_home(one);
    device.record(on_list(two, Outcome::Vacant)).unwrap();

    let again = course(Whereabouts::Left(2));
    assert!(again.is_again);
    assert_eq!(again.next.unwrap().stop.number, 3);
    assert_eq!(next_door(None), Some(three));
    not_home(three);
    assert_eq!(next_door(Some(three)), Some(four));
    device.record(on_list(four, Outcome::Refused)).unwrap();
    assert_eq!(next_door(Some(four)), None);
    let then = course(Whereabouts::Left(3)).next.unwrap();
    assert_eq!(then.stop.doors, [one], "tried once, door 3 twice");
    assert_eq!(then.names, ["Ada Lind"]);
    assert_eq!(then.metres, None, "nobody walks from 3 to 1 by the list");
    assert!(
        device.leg(list, 3, 1).unwrap().is_none(),
        "nor is it known where they are"
    );
    assert!(matches!(
        device.leg(list, 3, 77),
        Err(DeviceError::NotHere { what: "stop" })
    ));
}

#[test]
fn a_door_stays_for_those_who_may_be_met_and_were_tried_less_often() {
    let (folder, way) = (folder(), way());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    now(device.sync()).unwrap();
    let door = DoorId(1);
    let add = |name| {
        let op = device.add_person(door, name).unwrap();
        Target::Person(PersonKey::Made(op))
    };
    let ada = Target::Person(PersonKey::Imported(PersonId(1)));
    let (bo, cy) = (add("Bo Lind"), add("Cy Lind"));
    let tried = |target, outcome| {
        let attempt = Attempt {
            target,
            ..on_list(door, outcome)
        };
        device.record(attempt).unwrap()
    };
    let stays = |met| device.stays(door, &met, Channel::Door, NOON_MS).unwrap();
    let later = || Outcome::CallBack { when: "six".into() };
    tried(ada, later());
    assert!(stays(ada));
    assert!(!stays(Target::Door(door)), "of the door itself");
    tried(bo, Outcome::Moved);
    assert!(stays(bo), "Cy has not been asked for");
    device.edit(cy, Change::MovedAway(true), NOON_MS).unwrap();
    assert!(!stays(bo), "Cy lives elsewhere, and Ada was met");
    device.edit(cy, Change::MovedAway(false), NOON_MS).unwrap();
    assert!(stays(bo));
    let undone = tried(cy, later());
    assert!(!stays(cy), "all were met once");
    device.retract(undone).unwrap();
    device.edit(cy, Change::Deceased, NOON_MS).unwrap();
    assert!(!stays(bo), "nobody asks for the dead");
    tried(ada, Outcome::Refused);
    assert!(!stays(ada), "the door is dealt with");
}

#[test]
fn doors_added_later_come_after_those_added_before_and_an_own_order_holds() {
    let (folder, way) = (folder(), way());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    let other = phone(&way, &folder.path().join("other.db"), 1);
    now(device.sync()).unwrap();
    now(other.sync()).unwrap();
    let list = WalkListId(1);
    let add = |device: &Device<Way>, house: &str| {
        device
            .add_door(DoorId(1), house, "Main Street", None)
            .unwrap()
    };
    let numbered = |device: &Device<Way>| {
        let mut stops = device.walk_list(list).unwrap().stops;
        stops.sort_by_key(|stop| stop.number);
        stops
            .split_off(3)
            .into_iter()
            .map(|stop| stop.house)
            .collect::<Vec<_>>()
    };
    // Ids are drawn at random: nine in a row are in order once in 362,880 times.
    let houses: Vec<String> = (1..=9).map(|i| format!("1-{i}")).collect();
    for (i, house) in houses.iter().enumerate() {
        add(&device, house);
        assert_eq!(numbered(&device), houses[..=i]);
        if i == 4 {
            now(device.sync()).unwrap();
        }
        assert_eq!(numbered(&device), houses[..=i]);
    }
    device
        .replan(
            list,
            &WalkWish {
                walkers: 1,
                walker: 1,
                ..WalkWish::default()
            },
        )
        .unwrap();
    let order = |device: &Device<Way>| {
        let stops = device.walk_list(list).unwrap().stops;
        stops.into_iter().map(|stop| stop.house).collect::<Vec<_>>()
    };
    let own = order(&device);
    assert_eq!(own.len(), 12);
    // The server decides another's door first: ours that it had not seen come behind it, and the
    // own order goes to the same doors all the same.
    now(other.sync()).unwrap();
    add(&other, "1-x");
    now(other.sync()).unwrap();
    now(device.sync()).unwrap();
    now(other.sync()).unwrap();
    let view = device.walk_list(list).unwrap();
    assert_eq!(order(&device), own);
    assert_eq!(view.left_out.len(), 1);
    assert_eq!(view.left_out[0].house, "1-x");
    device.as_listed(list).unwrap();
    assert_eq!(numbered(&device), numbered(&other));
}

#[test]
fn a_door_is_added_to_its_neighbours_building_or_to_none() {
    let (folder, way) = (folder(), way());
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    now(device.sync()).unwrap();
    let building = device
        .door(DoorId(3), Channel::Door, NOON_MS)
        .unwrap()
        .door
        .building;
    assert!(building.is_some());
    let db = rusqlite::Connection::open(folder.path().join("phone.db")).unwrap();
    let (token, incarnation): (String, String) = db
        .query_row("SELECT token, incarnation FROM identity", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .unwrap();
    let drawn = |n: u32| Door::drawn(n << 2);
    // The phone takes the neighbour's by itself, so the request is written by hand.
    let line = |n: u32, beside, building: Option<BuildingId>| {
        let door = Door {
            id: drawn(n),
            building,
            number: "4".into(),
            street: "Main Street".into(),
            unit: None,
            city: String::new(),
            postcode: String::new(),
            beside: Some(DoorId(beside)),
            at: None,
        };
        op_line(u64::from(n), &Op::AddDoor { door })
    };
    let lines = [
        line(1, 1, building),
        line(2, 3, building),
        line(3, 3, None),
        line(4, drawn(2).0, building),
        line(5, drawn(3).0, building),
        line(6, 3, Some(BuildingId(99))),
    ];
    let header = format!("{{\"v\":1,\"incarnation\":\"{incarnation}\",\"from\":1}}\n");
    let body = header + &lines.join("\n") + "\n";
    let sent = read_push(body.as_bytes()).unwrap();
    let hash = common::sha256_hex(&token);
    let SyncOutcome::Reply(reply) = way.db().sync(&hash, &sent, NOON_MS).unwrap() else {
        panic!("known token")
    };
    let refused: Vec<bool> = reply
        .results
        .iter()
        .map(|result| result.is_refused())
        .collect();
    assert_eq!(refused, [true, false, false, false, true, true]);
}

#[test]
fn a_note_written_first_is_on_disk_at_each_change_and_goes_along_with_the_outcome() {
    let (folder, way) = (folder(), way());
    let path = folder.path().join("phone.db");
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    let target = Target::Door(DoorId(1));
    for typed in ["r", "ri", "ring twice "] {
        device.keep_note(target, typed, Basis::Inferred).unwrap();
    }
    drop(device); // before any outcome
    let device = Device::open(&path, way.clone()).unwrap();
    let draft = device.draft(&target).unwrap().unwrap();
    assert_eq!((draft.note.as_str(), draft.script), ("ring twice ", None));
    assert_eq!(
        device.receipts().unwrap().on_phone,
        0,
        "nothing has happened at the door"
    );
    device.record(on_list(DoorId(2), Outcome::NotHome)).unwrap();
    device.record(on_list(DoorId(1), Outcome::NotHome)).unwrap();
    let note = |door| {
        let view = device.door(DoorId(door), Channel::Door, NOON_MS).unwrap();
        view.attempts.last().unwrap().attempt.note.clone()
    };
    let said = Note {
        text: "ring twice".into(),
        basis: Basis::Inferred,
    };
    assert_eq!((note(1), note(2)), (Some(said), None));
    assert_eq!(device.drafts().unwrap(), []);

    // Beside a talk half done it is kept with it; emptied, nothing of it is.
    let script = Some(device.script(ScriptId(1)).unwrap());
    let talk = Draft {
        script,
        ..Draft::blank(target)
    };
    device.keep_draft(&talk).unwrap();
    device.keep_note(target, "a dog", Basis::Said).unwrap();
    let both = device.draft(&target).unwrap().unwrap();
    assert_eq!((both.note.as_str(), both.script.is_some()), ("a dog", true));
    device.record(on_list(DoorId(1), Outcome::Refused)).unwrap();
    assert_eq!(note(1).unwrap().text, "a dog", "nothing written is lost");
    device.keep_note(target, "x", Basis::Said).unwrap();
    device.keep_note(target, " ", Basis::Said).unwrap();
    assert_eq!(device.drafts().unwrap(), []);
    let nowhere = device.keep_note(Target::Door(DoorId(5)), "x", Basis::Said);
    assert!(matches!(nowhere, Err(DeviceError::NotHere { .. })));
}
