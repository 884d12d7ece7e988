//! Nothing recorded is lost or doubled: the phone's core against the server's database, over a
//! way that loses requests and answers.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]

#[path = "common/aside.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod aside;
#[allow(dead_code, reason = "shared with the other tests")]
mod common;

use aside::{on_phone, on_server, spoil};
use common::{NOON_MS, Net, Way, at, campaign, now, phone};
use proptest::prelude::*;
use turfwalk_core::device::{Device, DeviceError, StopState};
use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{
    Attempt, Channel, DoorId, Op, Outcome, PersonId, PersonKey, Scope, Target, TurfId, WalkListId,
};
use turfwalk_server::db::{Db, TurfToStore};

fn server() -> Way {
    let db = Db::in_memory().unwrap();
    campaign(&db);
    Way::to(db)
}

fn state(device: &Device<Way>, stop: usize) -> StopState {
    device.walk_list(WalkListId(1)).unwrap().stops[stop].state
}

#[test]
fn a_day_offline_arrives_whole_and_once() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &folder.path().join("a.db"), 1);
    now(device.sync()).unwrap();
    way.set(Net::LosesRequests);

    let slip = device.record(at(1, Outcome::Refused)).unwrap();
    device.correct(slip, at(1, Outcome::NotHome)).unwrap();
    let added = device.add_person(DoorId(2), "Robin Newcomer").unwrap();
    let met = Outcome::Canvassed {
        script: None,
        answers: Vec::new(),
    };
    let robin = Target::Person(PersonKey::Made(added));
    device
        .record(Attempt {
            target: robin,
            ..at(2, met)
        })
        .unwrap();
    device
        .record(at(3, Outcome::DoNotContact { scope: Scope::Door }))
        .unwrap();
    let undone = device.record(at(4, Outcome::Hazard)).unwrap();
    device.retract(undone).unwrap();

    assert!(matches!(now(device.sync()), Err(DeviceError::Sync(_))));
    let offline = device.receipts().unwrap();
    assert_eq!((offline.on_phone, offline.safe), (7, 0));
    assert_eq!(
        [state(&device, 0), state(&device, 1)],
        [StopState::TryAgain, StopState::Done]
    );
    let seen_offline = on_phone(&device);

    drop(device);
    let device = Device::open(&folder.path().join("a.db"), way.clone()).unwrap();
    assert_eq!(on_phone(&device), seen_offline);
    way.set(Net::Up);
    now(device.sync()).unwrap();
    let online = device.receipts().unwrap();
    assert_eq!((online.on_phone, online.safe, online.refused), (7, 7, 0));
    assert_eq!(on_phone(&device), seen_offline);
    assert_eq!(on_server(&way), seen_offline);
    // Door 3 is to be left alone: the building's stop offers door 4 alone.
    assert_eq!(
        device.walk_list(WalkListId(1)).unwrap().stops[2].doors,
        [DoorId(4)]
    );
}

#[test]
fn an_answer_that_gets_lost_doubles_nothing() {
    for net in [Net::LosesAnswers, Net::CutsAnswers] {
        let (way, folder) = (server(), tempfile::tempdir().unwrap());
        let device = phone(&way, &folder.path().join("a.db"), 1);
        now(device.sync()).unwrap();
        device.record(at(1, Outcome::NotHome)).unwrap();
        way.set(net);
        now(device.sync()).unwrap_err();
        assert_eq!(device.receipts().unwrap().safe, 0, "{net:?}");
        device.record(at(1, Outcome::Refused)).unwrap();
        way.set(Net::Up);
        now(device.sync()).unwrap();
        assert_eq!(on_server(&way)[&1].len(), 2, "{net:?}");
        assert_eq!(on_phone(&device), on_server(&way), "{net:?}");
    }
}

#[test]
fn a_refused_op_stands_in_quarantine_and_delays_none_behind_it() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let device = phone(&way, &folder.path().join("a.db"), 1);
    now(device.sync()).unwrap();
    let poison = device.record(at(1, Outcome::NotHome)).unwrap();
    device.record(at(2, Outcome::NotHome)).unwrap();
    spoil(&folder.path().join("a.db"), poison.n);
    now(device.sync()).unwrap();
    let receipts = device.receipts().unwrap();
    assert_eq!(
        (receipts.on_phone, receipts.safe, receipts.refused),
        (2, 2, 1)
    );
    assert_eq!(way.db().quarantine().unwrap().len(), 1);
    assert_eq!(on_server(&way)[&2].len(), 1);
    assert_eq!(on_phone(&device), on_server(&way));
}

#[test]
fn a_phone_gets_its_turf_and_not_a_byte_more() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let file = folder.path().join("a.db");
    let device = phone(&way, &file, 1);
    now(device.sync()).unwrap();
    assert!(matches!(
        device.door(DoorId(5), Channel::Door, NOON_MS),
        Err(DeviceError::NotHere { .. })
    ));
    drop(device);
    for name in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(name.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|window| window == b"Virtanen"));
    }
}

#[test]
fn a_guessed_door_is_answered_like_one_that_is_not_there() {
    let way = server();
    let folder = tempfile::tempdir().unwrap();
    let device = phone(&way, &folder.path().join("a.db"), 1);
    now(device.sync()).unwrap();
    // The phone itself refuses what it does not hold, so the request is written by hand.
    assert!(matches!(
        device.record(at(5, Outcome::NotHome)),
        Err(DeviceError::Refused(Refusal::UnknownDoor))
    ));
    let identity = rusqlite::Connection::open(folder.path().join("a.db")).unwrap();
    let (token, incarnation): (String, String) = identity
        .query_row("SELECT token, incarnation FROM identity", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .unwrap();
    let line = |n, door| turfwalk_core::wire::op_line(n, &Op::Attempt(at(door, Outcome::NotHome)));
    let body = format!(
        "{{\"v\":1,\"incarnation\":\"{incarnation}\",\"from\":1}}\n{}\n{}\n",
        line(1, 5),
        line(2, 99)
    );
    let sent = turfwalk_core::wire::read_push(body.as_bytes()).unwrap();
    let outcome = way
        .db()
        .sync(&common::sha256_hex(&token), &sent, NOON_MS)
        .unwrap();
    let turfwalk_server::db::SyncOutcome::Reply(reply) = outcome else {
        panic!("known token")
    };
    assert_eq!(reply.results[0].verdict, reply.results[1].verdict);
    assert!(reply.results[0].is_refused());
}

#[test]
fn an_invite_is_for_one_phone_and_a_repeated_join_is_the_same_phone() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let code = way.db().invite(TurfId(1), NOON_MS).unwrap().code;
    let link = format!("http://127.0.0.1:1/join#{code}");
    let first = Device::open(&folder.path().join("a.db"), way.clone()).unwrap();
    way.set(Net::LosesAnswers);
    now(first.join(&link, "First")).unwrap_err();
    assert!(!first.is_joined().unwrap());
    way.set(Net::Up);
    now(first.join(&link, "First")).unwrap();
    assert_eq!(way.db().devices().unwrap().len(), 1);

    let second = Device::open(&folder.path().join("b.db"), way.clone()).unwrap();
    assert!(matches!(
        now(second.join(&link, "Second")),
        Err(DeviceError::Sync(_))
    ));
    assert_eq!(way.db().devices().unwrap().len(), 1);
}

#[test]
fn an_invite_ends_after_a_day() {
    let way = server();
    let day_ago = NOON_MS - 25 * 3_600_000;
    let code = way.db().invite(TurfId(1), day_ago).unwrap().code;
    let folder = tempfile::tempdir().unwrap();
    let device = Device::open(&folder.path().join("a.db"), way.clone()).unwrap();
    let joined = now(device.join(&format!("http://127.0.0.1:1/join#{code}"), "Late"));
    assert!(matches!(joined, Err(DeviceError::Sync(_))));
}

#[test]
fn turf_that_is_given_out_goes_on_through_a_new_cut() {
    let way = server();
    assert!(way.db().store_cut(&[]).is_ok());
    let way = server();
    let folder = tempfile::tempdir().unwrap();
    let phone = phone(&way, &folder.path().join("a.db"), 1);
    now(phone.sync()).unwrap();
    assert!(way.db().store_cut(&[]).is_err());
    assert_eq!(way.db().turfs().unwrap().len(), 2);

    // Turf 1 goes on and takes door 5 in, which was the other turf's.
    let goes_on = TurfToStore {
        goes_on: Some(TurfId(1)),
        name: "is not renamed".into(),
        minutes: 12,
        doors: [1, 2, 3, 4, 5].map(DoorId).to_vec(),
        pack: None,
    };
    assert_eq!(way.db().store_cut(&[goes_on]).unwrap(), [TurfId(1)]);
    let turfs = way.db().turfs().unwrap();
    assert_eq!((turfs.len(), turfs[0].0.name.as_str()), (1, "Turf 1"));
    let door = || phone.door(DoorId(5), Channel::Door, NOON_MS);
    assert!(door().is_err());
    now(phone.sync()).unwrap();
    let view = door().unwrap();
    assert_eq!((view.door.id, view.people.len()), (DoorId(5), 1));
}

#[test]
fn a_turf_that_nobody_holds_gives_doors_away_and_one_in_the_field_does_not() {
    let way = server();
    let turf = |goes_on: Option<u32>, doors: &[u32]| TurfToStore {
        goes_on: goes_on.map(TurfId),
        name: "Drawn".into(),
        minutes: 1,
        doors: doors.iter().map(|door| DoorId(*door)).collect(),
        pack: None,
    };
    let cut = [
        turf(Some(1), &[1, 2]),
        turf(Some(2), &[5]),
        turf(None, &[3, 4]),
    ];
    let ids = way.db().store_cut(&cut).unwrap();
    assert_eq!(ids, [1, 2, 3].map(TurfId));
    let folder = tempfile::tempdir().unwrap();
    let device = phone(&way, &folder.path().join("a.db"), 3);
    now(device.sync()).unwrap();
    let has = |door| device.door(DoorId(door), Channel::Door, NOON_MS).is_ok();
    assert_eq!([1, 2, 3, 4, 5].map(has), [false, false, true, true, false]);

    let stolen = [
        turf(Some(1), &[1, 2, 3]),
        turf(Some(2), &[5]),
        turf(Some(3), &[4]),
    ];
    assert!(way.db().store_cut(&stolen).is_err());
    let again: Vec<TurfId> = way.db().turfs().unwrap().iter().map(|t| t.0.id).collect();
    assert_eq!(again, ids);
}

/// One step of a day in the life of two phones.
#[derive(Clone, Copy, Debug)]
enum Step {
    Record {
        phone: usize,
        door: u32,
        outcome: u8,
    },
    Correct {
        phone: usize,
        door: u32,
    },
    Retract {
        phone: usize,
        door: u32,
    },
    Add {
        phone: usize,
        door: u32,
    },
    Sync {
        phone: usize,
        net: Net,
    },
    Reopen {
        phone: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (phone, door) = (0..2_usize, 1..=4_u32);
    let net = prop_oneof![
        3 => Just(Net::Up),
        1 => Just(Net::LosesRequests),
        1 => Just(Net::LosesAnswers),
        1 => Just(Net::CutsAnswers)
    ];
    prop_oneof![
        6 => (phone.clone(), door.clone(), 0..4_u8)
            .prop_map(|(phone, door, outcome)| Step::Record { phone, door, outcome }),
        2 => (phone.clone(), door.clone()).prop_map(|(phone, door)| Step::Correct { phone, door }),
        1 => (phone.clone(), door.clone()).prop_map(|(phone, door)| Step::Retract { phone, door }),
        1 => (phone.clone(), door).prop_map(|(phone, door)| Step::Add { phone, door }),
        4 => (phone.clone(), net).prop_map(|(phone, net)| Step::Sync { phone, net }),
        1 => phone.prop_map(|phone| Step::Reopen { phone }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is recorded, cut, lost and repeated: at rest every op has exactly one effect, the
    /// phones hold what the server holds, and before that one reads one's own writes.
    #[test]
    fn at_rest_both_phones_and_the_server_agree(steps in prop::collection::vec(step(), 1..60)) {
        let (way, folder) = (server(), tempfile::tempdir().unwrap());
        let file = |phone: usize| folder.path().join(format!("{phone}.db"));
        let mut phones: Vec<Device<Way>> = (0..2).map(|p| phone(&way, &file(p), 1)).collect();
        for device in &phones {
            now(device.sync()).unwrap();
        }
        let mut captured = [0_u64; 2];
        for step in steps {
            match step {
                Step::Record { phone, door, outcome } => {
                    let person = Target::Person(PersonKey::Imported(PersonId(1)));
                    let attempt = match outcome {
                        0 => at(door, Outcome::NotHome),
                        1 => at(door, Outcome::Refused),
                        2 => at(door, Outcome::DoNotContact { scope: Scope::Door }),
                        _ => Attempt { target: person, ..at(door, Outcome::Moved) },
                    };
                    let id = phones[phone].record(attempt).unwrap();
                    captured[phone] += 1;
                    let door = if outcome > 2 { 1 } else { door };
                    prop_assert!(on_phone(&phones[phone])[&door].contains(&id));
                }
                Step::Correct { phone, door } => {
                    if let Some(last) = on_phone(&phones[phone])[&door].last() {
                        phones[phone].correct(*last, at(door, Outcome::NotHome)).unwrap();
                        captured[phone] += 1;
                        prop_assert!(!on_phone(&phones[phone])[&door].contains(last));
                    }
                }
                Step::Retract { phone, door } => {
                    if let Some(last) = on_phone(&phones[phone])[&door].last() {
                        phones[phone].retract(*last).unwrap();
                        captured[phone] += 1;
                        prop_assert!(!on_phone(&phones[phone])[&door].contains(last));
                    }
                }
                Step::Add { phone, door } => {
                    phones[phone].add_person(DoorId(door), "Somebody New").unwrap();
                    captured[phone] += 1;
                }
                Step::Sync { phone, net } => {
                    way.set(net);
                    let done = now(phones[phone].sync());
                    prop_assert_eq!(done.is_ok(), net == Net::Up);
                    way.set(Net::Up);
                }
                Step::Reopen { phone } => {
                    let before = on_phone(&phones[phone]);
                    phones[phone] = Device::open(&file(phone), way.clone()).unwrap();
                    prop_assert_eq!(on_phone(&phones[phone]), before);
                }
            }
            for (device, captured) in phones.iter().zip(captured) {
                let receipts = device.receipts().unwrap();
                prop_assert_eq!(receipts.on_phone, captured);
                prop_assert!(receipts.safe <= captured);
            }
        }
        for device in phones.iter().chain(&phones) {
            now(device.sync()).unwrap();
        }
        let safe: u64 = way.db().devices().unwrap().iter().map(|device| device.safe).sum();
        prop_assert_eq!(safe, captured[0] + captured[1]);
        let server = on_server(&way);
        for (device, captured) in phones.iter().zip(captured) {
            let receipts = device.receipts().unwrap();
            prop_assert_eq!((receipts.on_phone, receipts.safe, receipts.refused), (captured, captured, 0));
            prop_assert_eq!(&on_phone(device), &server);
        }
    }
}
