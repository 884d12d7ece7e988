//! What is left on disk after lists were erased: a search over the bytes of every file.

use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{
    Attempt, Begun, CampaignId, Change, Door, DoorId, Edit, Incident, IncidentKind, Op, PersonId,
    PersonKey, Place, Target, TurfId, Urgency,
};
use turfwalk_core::script::Draft;
use turfwalk_core::store::Store;
use turfwalk_core::wire::{OpResult, Row, StreamId, Verdict};

use crate::phone::{NOTE, file, holds, pack_name, record, turf, unsent, visit, with_doors};

const CAMPAIGN: StreamId = StreamId::Campaign(CampaignId(1));

/// A phone with turf 1, visited at some doors and edited often enough that pages were rebuilt,
/// and turf 2.
fn busy_phone(path: &std::path::Path, visits: u32) -> Store {
    let mut store = with_doors(Store::open(path).unwrap(), 400);
    store
        .keep_street_pack(&pack_name(1), &b"streets-of-one".repeat(3_000))
        .unwrap();
    record(&mut store, visits);
    // Everything comes again, a little different: rows are moved between pages.
    for _ in 0..3 {
        store.apply_page(&turf(1, 1..=400)).unwrap();
    }
    store.apply_page(&turf(2, 1001..=1040)).unwrap();
    assert!(holds(path, "Person-1-200") && holds(path, "streets-of-one"));
    store
}

fn accept(store: &mut Store, upto: u64, dur: u64) {
    let results: Vec<OpResult> = (1..=upto)
        .map(|n| OpResult {
            n,
            verdict: if n == 2 {
                Verdict::Refused {
                    refused: Refusal::UnknownDoor,
                }
            } else {
                Verdict::Made {
                    stream: StreamId::Turf(TurfId(1)),
                    seq: 10_000 + n,
                }
            },
        })
        .collect();
    store.apply_results(&results, upto, dur, 0).unwrap();
}

const OF_TURF_1: [&str; 4] = ["Person-1-", "Heronstreet-1", "List-1", "streets-of-one"];

#[test]
fn nothing_of_a_withdrawn_turf_is_left_but_ops_that_are_not_yet_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 6);
    accept(&mut store, 4, 3);
    store
        .keep_only(&[CAMPAIGN, StreamId::Turf(TurfId(2))])
        .unwrap();
    store.tidy().unwrap();
    for text in OF_TURF_1 {
        assert!(!holds(&path, text), "{text}");
    }
    let note = |door: u32| holds(&path, &format!("{NOTE}-{door}"));
    assert_eq!([1, 2, 3].map(note), [false; 3], "safe on the second copy");
    assert_eq!([4, 5, 6].map(note), [true; 3], "not there yet");
    assert_eq!(unsent(&store).len(), 2);
    assert_eq!(store.receipts().unwrap().on_phone, 6, "they still count");
    assert_eq!(store.receipts().unwrap().safe, 4);
    assert!(holds(&path, "Person-2-1001"), "the other turf stays");

    accept(&mut store, 6, 6);
    store.tidy().unwrap();
    assert!(!holds(&path, NOTE), "once they are backed up, they go");
    assert_eq!(store.receipts().unwrap().backed_up, 6);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.holds_from().unwrap(), 0);
}

#[test]
fn a_wipe_leaves_what_is_unsent_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 6);
    accept(&mut store, 4, 0);
    let lines = unsent(&store);
    store.wipe_all().unwrap();
    for text in OF_TURF_1.iter().chain(&["Person-2-", "Bridge for all"]) {
        assert!(!holds(&path, text), "{text}");
    }
    for door in 1..=4 {
        assert!(!holds(&path, &format!("{NOTE}-{door}")), "{door} was sent");
    }
    assert_eq!(unsent(&store), lines, "a last upload is possible");
    assert!(store.walk_lists().unwrap().is_empty());
    accept(&mut store, 6, 0);
    store.tidy().unwrap();
    assert!(!holds(&path, NOTE));
}

#[test]
fn an_erasure_that_a_crash_cut_short_is_ended_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 0);
    store.keep_only(&[CAMPAIGN]).unwrap();
    // No tidying: the app is killed here. What it had open is copied as it stands.
    let crashed = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), crashed.path().join(entry.file_name())).unwrap();
    }
    drop(store);
    let path = file(&crashed);
    assert!(holds(&path, "Person-1-200"), "the journal still has it");
    let mut store = Store::open(&path).unwrap();
    store.tidy().unwrap();
    for text in OF_TURF_1 {
        assert!(!holds(&path, text), "{text}");
    }
}

#[test]
fn signing_out_forgets_the_campaign_only_when_nothing_is_unsent() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 3);
    let lines = unsent(&store);
    store.sign_out().unwrap();
    assert_eq!(unsent(&store), lines);
    assert!(!holds(&path, "Person-1-"));
    drop(store);
    let mut store = Store::open(&path).unwrap();
    assert_eq!(unsent(&store), lines, "a restart changes nothing");
    // Lists that the server sends all the same are not taken.
    store.apply_page(&turf(1, 1..=3)).unwrap();
    assert!(store.walk_lists().unwrap().is_empty());
    accept(&mut store, 3, 0);
    store.tidy().unwrap();
    assert_eq!(store.identity().unwrap(), None);
    assert!(!holds(&path, NOTE) && !holds(&path, "CODE"));
}

#[test]
fn what_a_reset_dropped_is_gone_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 0);
    let mut page = turf(1, 1..=10);
    page.reset = true;
    store.tidy().unwrap();
    let before = std::fs::metadata(&path).unwrap().len();
    store.apply_page(&page).unwrap();
    store.tidy().unwrap();
    assert!(holds(&path, "Person-1-10"));
    let now = std::fs::metadata(&path).unwrap().len();
    assert!(now < before, "what was there is not kept for later use");
    for door in 11..=400 {
        let name = format!("Person-1-{door}\"");
        assert!(!holds(&path, &name), "{door} is not in the new page");
    }
}

#[test]
fn a_person_who_is_erased_is_gone_from_rows_and_from_what_was_said_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 3);
    accept(&mut store, 3, 0);
    let mut page = turf(1, 1..=1);
    let op = "1.0000000000c0ffee.3";
    let value = serde_json::json!({"person": 200, "ops": [op]});
    page.rows = vec![Row::Full(20_000, "erased".into(), value)];
    page.cursor.seq = 20_000;
    store.apply_page(&page).unwrap();
    store.tidy().unwrap();
    assert!(!holds(&path, "Person-1-200"));
    assert!(!holds(&path, &format!("{NOTE}-3")));
    assert!(holds(&path, "Person-1-199") && holds(&path, &format!("{NOTE}-1")));
    assert_eq!(store.receipts().unwrap().on_phone, 3, "it still counts");
}

#[test]
fn a_street_pack_goes_with_its_turf_and_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = busy_phone(&path, 0);
    assert!(store.street_pack(&pack_name(1)).unwrap().is_some());
    store.keep_only(&[CAMPAIGN]).unwrap();
    assert_eq!(store.street_pack(&pack_name(1)).unwrap(), None);
    // It was on its way when the turf was withdrawn.
    store
        .keep_street_pack(&pack_name(1), b"streets-of-one")
        .unwrap();
    assert_eq!(store.street_pack(&pack_name(1)).unwrap(), None);
}

#[test]
fn a_talk_stays_while_its_stream_comes_page_by_page_and_goes_with_its_own_door_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = with_doors(Store::open(&path).unwrap(), 4);
    store.apply_page(&turf(2, 1001..=1004)).unwrap();
    for door in [1, 2, 1001, 1004] {
        let talk = Draft {
            note: format!("half-said-{door}."),
            ..Draft::blank(Target::Door(DoorId(door)))
        };
        assert!(store.keep_draft(&talk).unwrap());
    }
    let kept = |store: &Store| -> Vec<String> {
        let drafts = store.drafts().unwrap();
        drafts.into_iter().map(|draft| draft.note).collect()
    };
    // Turf 2 is reset, and only its first doors have come when a door leaves turf 1.
    let mut begins = turf(2, 1001..=1002);
    begins.reset = true;
    store.apply_page(&begins).unwrap();
    let mut leaves = turf(1, 1..=4);
    let gone = serde_json::json!({"place": {"door": 2}});
    leaves.rows = vec![Row::Full(99, "gone".into(), gone)];
    store.apply_page(&leaves).unwrap();
    let of = |doors: &[u32]| -> Vec<String> {
        doors
            .iter()
            .map(|door| format!("half-said-{door}."))
            .collect()
    };
    assert_eq!(kept(&store), of(&[1, 1001, 1004]));
    // Turf 1 is taken back as well.
    store
        .keep_only(&[CAMPAIGN, StreamId::Turf(TurfId(2))])
        .unwrap();
    assert_eq!(kept(&store), of(&[1001, 1004]));
    // What does not come again with the rest has gone.
    store.drop_drafts_elsewhere().unwrap();
    store.tidy().unwrap();
    assert_eq!(kept(&store), of(&[1001]));
    for door in [1, 2, 1004] {
        assert!(!holds(&path, &format!("half-said-{door}.")), "{door}");
    }
}

#[test]
fn a_talk_goes_along_with_who_moves_to_a_turf_that_the_phone_has_and_with_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = with_doors(Store::open(&path).unwrap(), 4);
    let person = |id| Target::Person(PersonKey::Imported(PersonId(id)));
    for id in [1, 2] {
        assert!(store.keep_draft(&Draft::blank(person(id))).unwrap());
    }
    let mut theirs = turf(2, 1001..=1001);
    let moved = serde_json::json!({"key": 1, "door": 1001, "name": "Person-1-1"});
    theirs.rows.push(Row::Full(99, "person".into(), moved));
    store.apply_page(&theirs).unwrap();
    let mut ours = turf(1, 1..=4);
    let left = |id: u32| serde_json::json!({"person": id});
    ours.rows = vec![
        Row::Full(98, "left".into(), left(1)),
        Row::Full(99, "left".into(), left(2)),
    ];
    store.apply_page(&ours).unwrap();
    let kept = store.drafts().unwrap();
    assert_eq!(kept, [Draft::blank(person(1))]);
}

#[test]
fn words_half_typed_outlive_the_app_and_go_with_what_they_are_about() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let store = with_doors(Store::open(&path).unwrap(), 4);
    let person = |id| Target::Person(PersonKey::Imported(PersonId(id)));
    let name = |text: &str| Change::Name(format!("half-typed-{text}"));
    let number = Change::AddPhone("+358 50".into());
    for (about, change) in [
        (person(1), name("Ad")),
        (person(1), name("Ada")),
        (person(1), number.clone()),
        (person(2), name("Bo")),
        (person(3), name("Cy")),
        (person(4), name("Di")),
        (Target::Door(DoorId(4)), number.clone()),
    ] {
        assert!(store.keep_change(&about, &change).unwrap());
    }
    assert!(!store.keep_change(&person(99), &name("Ed")).unwrap());
    drop(store);
    let mut store = Store::open(&path).unwrap();
    let begun = |store: &Store, about| store.changes_begun(&about).unwrap();
    assert_eq!(begun(&store, person(1)), [name("Ada"), number.clone()]);
    assert!(store.drafts().unwrap().is_empty(), "nobody was talked with");

    // What is said at a visit is something else; what is recorded is not half typed any more.
    let Op::Attempt(talk) = visit(1) else {
        unreachable!("a visit is an attempt")
    };
    let target = person(1);
    let talk = Op::Attempt(Attempt { target, ..talk });
    store.capture(talk).unwrap().unwrap();
    assert_eq!(begun(&store, person(1)), [name("Ada"), number.clone()]);
    let edit = Op::Edit(Edit {
        about: person(1),
        change: Change::Name("Ada Lind".into()),
        seen: None,
        at_ms: 0,
    });
    store.capture(edit).unwrap().unwrap();
    assert_eq!(begun(&store, person(1)), [number]);
    let nothing = Change::AddPhone(" ".into());
    store.keep_change(&person(1), &nothing).unwrap();
    assert!(begun(&store, person(1)).is_empty());

    // A person who is erased, a door that leaves, and the last of the turf.
    let mut page = turf(1, 1..=4);
    let erased = serde_json::json!({"person": 2, "ops": []});
    let gone = serde_json::json!({"place": {"door": 3}});
    page.rows = vec![
        Row::Full(98, "erased".into(), erased),
        Row::Full(99, "gone".into(), gone),
    ];
    store.apply_page(&page).unwrap();
    store.tidy().unwrap();
    for (about, text) in [(person(2), "Bo"), (person(3), "Cy")] {
        assert!(begun(&store, about).is_empty(), "{text}");
        assert!(!holds(&path, &format!("half-typed-{text}")), "{text}");
    }
    assert_eq!(begun(&store, person(4)), [name("Di")]);
    store.keep_only(&[CAMPAIGN]).unwrap();
    store.tidy().unwrap();
    assert!(begun(&store, person(4)).is_empty() && !holds(&path, "half-typed-Di"));
}

#[test]
fn a_page_half_filled_outlives_the_app_until_it_is_recorded_or_its_door_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let store = with_doors(Store::open(&path).unwrap(), 4);
    let person = |door, name: &str| Begun::Person {
        door: DoorId(door),
        name: name.to_owned(),
    };
    let door = Begun::Door {
        beside: DoorId(1),
        number: "12".into(),
        street: "Elm Street".into(),
        unit: String::new(),
    };
    let report = |door, text: &str| Begun::Incident {
        at: Place::Door(DoorId(door)),
        kind: Some(IncidentKind::Animal),
        urgency: Urgency::Today,
        text: text.to_owned(),
    };
    let (ada, bo) = (person(1, "half-typed-Ada"), person(2, "half-typed-Bo"));
    for page in [
        &person(1, "half"),
        &ada,
        &bo,
        &door,
        &report(1, "a cat"),
        &report(2, "a dog"),
    ] {
        assert!(store.keep_begun(page).unwrap());
    }
    assert!(!store.keep_begun(&person(99, "Ed")).unwrap());
    drop(store);
    let mut store = Store::open(&path).unwrap();
    // One report on the whole phone, and no talk among them.
    let all = [door, report(2, "a dog"), ada.clone(), bo.clone()];
    assert_eq!(store.begun().unwrap(), all);
    assert!(store.drafts().unwrap().is_empty());

    let incident = Incident {
        kind: IncidentKind::Animal,
        urgency: Urgency::Today,
        text: "a dog".into(),
        at_ms: 0,
        position: None,
    };
    let at = Place::Door(DoorId(2));
    let beside = store.door(DoorId(1)).unwrap().unwrap();
    let new = Door {
        id: Door::drawn(7),
        building: None,
        number: "12".into(),
        beside: Some(DoorId(1)),
        ..beside
    };
    for op in [Op::Incident { at, incident }, Op::AddDoor { door: new }] {
        store.capture(op).unwrap().unwrap();
    }
    assert_eq!(store.begun().unwrap(), [ada, bo.clone()]);
    assert!(store.keep_begun(&person(1, " ")).unwrap());
    assert_eq!(store.begun().unwrap(), [bo]);

    let mut page = turf(1, 1..=4);
    let gone = serde_json::json!({"place": {"door": 2}});
    page.rows = vec![Row::Full(99, "gone".into(), gone)];
    store.apply_page(&page).unwrap();
    store.tidy().unwrap();
    assert!(store.begun().unwrap().is_empty());
    for name in ["half-typed-Ada", "half-typed-Bo"] {
        assert!(!holds(&path, name), "{name}");
    }
}
