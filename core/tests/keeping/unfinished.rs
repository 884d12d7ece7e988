//! What was begun and is not recorded, as Today lists it; a report of an incident outlives its list.

use turfwalk_core::device::{Clock, Device, DeviceError, IncidentState, LeaseState, Unfinished};
use turfwalk_core::model::{
    Basis, Begun, CampaignId, Change, DoorId, HalfDone, Incident, IncidentKind, PersonId,
    PersonKey, Place, Target, TurfId, Urgency, WalkListId,
};
use turfwalk_core::script::Draft;
use turfwalk_core::store::Store;
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::wire::{OpResult, StreamId, Verdict};

use crate::phone::{NOON_MS, file, holds, record, with_doors};

const CAMPAIGN: StreamId = StreamId::Campaign(CampaignId(1));
const TEXT: &str = "half-typed: a dog, no fence";

/// No signal.
struct Offline;

impl Transport for Offline {
    async fn send(&self, _: Request) -> Result<Answer, SyncError> {
        Err(SyncError::Offline("no signal".into()))
    }
}

fn report() -> Begun {
    Begun::Incident {
        at: Place::Door(DoorId(2)),
        kind: Some(IncidentKind::Animal),
        urgency: Urgency::Now,
        text: TEXT.into(),
    }
}

fn person(id: u32) -> Target {
    Target::Person(PersonKey::Imported(PersonId(id)))
}

/// What is listed, with the door of each.
fn listed(device: &Device<Offline>) -> Vec<(HalfDone, Option<u32>)> {
    let unfinished = device.unfinished().unwrap();
    let door = |it: &Unfinished| it.at.as_ref().map(|at| at.door.0);
    unfinished.iter().map(|it| (it.what, door(it))).collect()
}

#[test]
fn all_that_was_begun_is_listed_with_its_stop_and_locked_only_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = with_doors(Store::open(&path).unwrap(), 4);
    store.apply_results(&[], 0, 0, NOON_MS).unwrap();
    drop(store);
    let device = Device::open(&path, Offline).unwrap();
    assert_eq!(listed(&device), []);

    device.keep_begun(&report()).unwrap();
    let (beside, name) = (DoorId(3), "Ada".to_owned());
    let page = Begun::Person { door: beside, name };
    device.keep_begun(&page).unwrap();
    device.keep_note(person(4), "ring tw", Basis::Said).unwrap();
    let two = [Change::Name("Bo".into()), Change::Language("fr".into())];
    for change in &two {
        device.keep_change(&person(1), change).unwrap();
    }
    let all = [
        (HalfDone::Incident, Some(2)),
        (HalfDone::Changes { about: person(1) }, Some(1)),
        (HalfDone::Person, Some(3)),
        (HalfDone::Note { about: person(4) }, Some(4)),
    ];
    assert_eq!(listed(&device), all);
    let note = device.unfinished().unwrap().pop().unwrap().at.unwrap();
    assert_eq!((note.list, note.stop.number), (WalkListId(1), 4));

    let mut now = Clock {
        wall_ms: NOON_MS,
        boot_ms: 0,
        boot: 1,
    };
    device.lease(now).unwrap();
    now.boot_ms += 30 * 86_400_000;
    assert_eq!(device.lease(now).unwrap(), Some(LeaseState::Locked));
    assert!(matches!(device.drafts(), Err(DeviceError::Locked)));
    assert_eq!(listed(&device), [(HalfDone::Incident, None)]);
    assert_eq!(device.begun().unwrap(), [report()]);
    assert!(device.last_place().unwrap().is_some());
}

#[test]
fn a_report_outlives_the_list_that_is_withdrawn_while_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = with_doors(Store::open(&path).unwrap(), 4);
    record(&mut store, 3);
    assert_eq!(store.last_place().unwrap(), Some(Place::Door(DoorId(3))));
    store.keep_begun(&report()).unwrap();
    let talk = Draft {
        note: "half-said".into(),
        ..Draft::blank(Target::Door(DoorId(2)))
    };
    store.keep_draft(&talk).unwrap();
    store.keep_only(&[CAMPAIGN]).unwrap();
    store.drop_drafts_elsewhere().unwrap();
    store.tidy().unwrap();
    assert!(store.door(DoorId(2)).unwrap().is_none() && !holds(&path, "half-said"));
    assert_eq!(store.last_place().unwrap(), Some(Place::Door(DoorId(3))));
    drop(store);

    let device = Device::open(&path, Offline).unwrap();
    assert_eq!(listed(&device), [(HalfDone::Incident, None)]);
    // Written to its end, reported, and listed until it is safe and beyond.
    device.keep_begun(&report()).unwrap();
    let incident = Incident {
        kind: IncidentKind::Animal,
        urgency: Urgency::Now,
        text: TEXT.into(),
        at_ms: NOON_MS,
        position: None,
    };
    device.report(Place::Door(DoorId(2)), incident).unwrap();
    assert_eq!(listed(&device), []);
    assert_eq!(device.begun().unwrap(), []);
    let state = |device: &Device<Offline>| -> Vec<IncidentState> {
        let incidents = device.incidents().unwrap();
        incidents.into_iter().map(|it| it.state).collect()
    };
    assert_eq!(state(&device), [IncidentState::OnPhone]);
    drop(device);

    let mut store = Store::open(&path).unwrap();
    let stream = StreamId::Turf(TurfId(1));
    let made: Vec<OpResult> = (1..=4)
        .map(|n| OpResult {
            n,
            verdict: Verdict::Made {
                stream,
                seq: 90 + n,
            },
        })
        .collect();
    store.apply_results(&made, 4, 0, NOON_MS).unwrap();
    store.settle_elsewhere(&made, &[CAMPAIGN]).unwrap();
    store.tidy().unwrap();
    drop(store);
    let device = Device::open(&path, Offline).unwrap();
    assert_eq!(state(&device), [IncidentState::Arrived]);
    drop(device);

    // On the second copy as well: the phone holds nothing of it any more.
    let mut store = Store::open(&path).unwrap();
    store.apply_results(&[], 4, 4, NOON_MS).unwrap();
    store.tidy().unwrap();
    assert_eq!(store.own_incidents().unwrap(), []);
    assert!(!holds(&path, TEXT));
}
