//! What an open database recalls of its doors is what stands in it.

use serde_json::json;
use turfwalk_core::model::{
    Attempt, BuildingId, CampaignId, Change, Channel, Door, DoorId, Edit, Op, OpId, Outcome,
    PersonId, PersonKey, Replan, Style, Subject, Suppression, Target, WalkListId, WalkTotals, Why,
};
use turfwalk_core::script::Draft;
use turfwalk_core::store::Store;
use turfwalk_core::wire::{Row, StreamId};

use crate::phone::{NOON_MS, file, turf, with_doors};

/// The last two of these doors share an entrance.
const DOORS: u32 = 6;
const ENTRANCE: BuildingId = BuildingId(1);

/// All that lists and doors are made of, as text.
fn told(store: &Store) -> Vec<String> {
    let doors = (1..=DOORS).chain([Door::drawn(7).0]);
    let mut told: Vec<String> = doors
        .map(|id| match store.door(DoorId(id)).unwrap() {
            Some(door) => format!("{door:?} {:?}", store.record(&door).unwrap()),
            None => format!("no door {id}"),
        })
        .collect();
    let mut places: Vec<_> = store.told_places().unwrap().iter().copied().collect();
    places.sort_unstable_by_key(|place| place.to_string());
    told.push(format!("{places:?}"));
    told
}

#[test]
fn what_is_recalled_of_doors_is_what_stands_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut store = with_doors(Store::open(&path).unwrap(), DOORS);
    let mut page = turf(1, 1..=DOORS);
    page.rows = vec![
        Row::Full(90, "building".into(), json!({"id": 1, "line": "5 Elm"})),
        shares_the_entrance(91, 5),
        shares_the_entrance(92, 6),
    ];
    store.apply_page(&page).unwrap();

    let mut before = told(&store);
    let check = |store: &Store, what: &str, before: &mut Vec<String>, changes: bool| {
        let recalled = told(store);
        assert_eq!(recalled, told(&Store::open(&path).unwrap()), "{what}");
        assert_eq!(recalled != *before, changes, "{what}");
        *before = recalled;
    };
    let at = |target| Attempt {
        target,
        channel: Channel::Door,
        outcome: match target {
            Target::Building(_) => Outcome::Skipped,
            Target::Door(_) | Target::Person(_) => Outcome::NotHome,
        },
        at_ms: NOON_MS,
        list: Some(WalkListId(1)),
        note: None,
        supersedes: None,
    };
    let door = |id| Target::Door(DoorId(id));
    let somebody = Target::Person(PersonKey::Imported(PersonId(3)));
    let mut made: Vec<OpId> = Vec::new();
    for (what, op, changes) in [
        ("a visit", Op::Attempt(at(door(1))), true),
        ("another", Op::Attempt(at(door(1))), true),
        ("a talk", Op::Attempt(at(somebody)), true),
        (
            "an entrance",
            Op::Attempt(at(Target::Building(ENTRANCE))),
            true,
        ),
        (
            "a neighbour",
            Op::AddPerson {
                door: DoorId(2),
                name: "Ada".into(),
            },
            true,
        ),
        ("a wish", wish(door(4)), true),
        ("a language", edit(somebody), true),
        (
            "a door",
            Op::AddDoor {
                door: added(&store),
            },
            true,
        ),
        (
            "a visit there",
            Op::Attempt(at(Target::Door(Door::drawn(7)))),
            true,
        ),
    ] {
        made.push(store.capture(op).unwrap().unwrap());
        check(&store, what, &mut before, changes);
    }
    for attempt in [made[0], made[3]] {
        store.capture(Op::Retract { attempt }).unwrap().unwrap();
        check(&store, "an undo", &mut before, true);
    }
    store
        .capture(Op::Attempt(at(door(99))))
        .unwrap()
        .unwrap_err();
    check(&store, "a visit nowhere", &mut before, false);

    // Neither changes a door, nor makes what is recalled old: the next visit does, and is told.
    store.keep_draft(&Draft::blank(door(2))).unwrap();
    store.keep_replan(WalkListId(1), &own_order()).unwrap();
    check(&store, "an own order", &mut before, false);
    store.capture(Op::Attempt(at(door(2)))).unwrap().unwrap();
    check(&store, "a visit after it", &mut before, true);

    let mut news = turf(1, 1..=DOORS);
    let visit = json!({
        "op": "2.00000000000000aa.1", "place": {"door": 3}, "rank": 1, "target": {"door": 3},
        "channel": "door", "outcome": {"kind": "not_home"}, "at_ms": NOON_MS,
    });
    news.rows = vec![Row::Full(93, "attempt".into(), visit)];
    store.apply_page(&news).unwrap();
    check(&store, "somebody else's visit", &mut before, true);
    store
        .keep_only(&[StreamId::Campaign(CampaignId(1))])
        .unwrap();
    check(&store, "a withdrawal", &mut before, true);
    assert!(store.door(DoorId(1)).unwrap().is_none());
}

fn shares_the_entrance(seq: u64, door: u32) -> Row {
    let value = json!({"id": door, "number": "5", "street": "Elm", "unit": door.to_string(),
                       "building": ENTRANCE.0});
    Row::Full(seq, "door".into(), value)
}

fn wish(heard_at: Target) -> Op {
    let Target::Door(door) = heard_at else {
        unreachable!("it is heard at a door")
    };
    Op::Suppress {
        heard_at,
        suppression: Suppression {
            subject: Subject::Door(door),
            channels: Vec::new(),
            why: Why::Asked,
        },
    }
}

fn edit(about: Target) -> Op {
    Op::Edit(Edit {
        about,
        change: Change::Language("Finnish".into()),
        seen: None,
        at_ms: NOON_MS,
    })
}

fn added(store: &Store) -> Door {
    let beside = store.door(DoorId(1)).unwrap().unwrap();
    Door {
        id: Door::drawn(7),
        beside: Some(DoorId(1)),
        ..beside
    }
}

fn own_order() -> Replan {
    Replan {
        version: 1,
        on_streets: false,
        style: Style::Quickest,
        avoid_steps: false,
        totals: WalkTotals::default(),
        stops: Vec::new(),
    }
}
