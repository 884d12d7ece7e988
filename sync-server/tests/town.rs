//! Claims about walks on a made-up town: orders of the walker's own on a real street pack, pairs,
//! flyers.

#![allow(
    clippy::unwrap_used,
    reason = "helper functions of tests fail as tests do"
)]

mod common;

use std::collections::BTreeSet;
use std::time::UNIX_EPOCH;

use common::{Net, Way, at, campaign, now, phone};
use turfwalk_core::device::{Device, ListView, StopState};
use turfwalk_core::model::{Attempt, DoorId, Job, Outcome};
use turfwalk_core::route::Style;
use turfwalk_core::streets::Blocks;
use turfwalk_core::turf::Size;
use turfwalk_core::walk_list::{WalkWish, WishedEnd};
use turfwalk_server::commands::turf_flyers;
use turfwalk_server::cuts::{CutWish, cut_all};
use turfwalk_server::db::Db;
use turfwalk_server::streets::{self, Streets};
use turfwalk_server::town;
use turfwalk_server::walks::walks;

/// A server with the town cut into turfs, each turf ordered.
fn server() -> Way {
    let db = Db::in_memory().unwrap();
    campaign(&db);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("town.osm");
    std::fs::write(&file, town::generate(1).osm_xml).unwrap();
    streets::import(&db, &file, "made up", &mut |_, _| ()).unwrap();
    order(&db, true, &WalkWish::default());
    Way::to(db)
}

fn order(db: &Db, cut: bool, wish: &WalkWish) {
    let streets = Streets::load(db).unwrap();
    if cut {
        let wish = CutWish {
            size: Some(Size::DoorsEach(90)),
            at_door_ms: 120_000,
            ..CutWish::default()
        };
        cut_all(db, &streets, &wish).unwrap();
    }
    let doors = db.doors().unwrap();
    let turfs = db.turfs().unwrap();
    let lists = turfs.iter().flat_map(|(turf, _)| {
        let held: Vec<_> = doors.iter().filter(|d| d.turf == Some(turf.id)).collect();
        walks(&streets, turf.id, &turf.name, &held, Job::Canvass, wish).lists
    });
    db.store_lists(&lists.collect::<Vec<_>>()).unwrap();
}

fn numbers(view: &ListView) -> Vec<u32> {
    view.stops.iter().map(|stop| stop.number).collect()
}

fn joined(way: &Way, folder: &tempfile::TempDir) -> (Device<Way>, ListView) {
    let turf = way.db().turfs().unwrap()[0].0.id;
    let device = phone(way, &folder.path().join("a.db"), turf.0);
    now(device.sync()).unwrap();
    let list = device.walk_lists().unwrap()[0].id;
    let view = device.walk_list(list).unwrap();
    assert!(view.stops.len() > 20 && !view.summary.replanned);
    (device, view)
}

#[test]
fn a_walker_goes_on_from_elsewhere_offline_and_finds_the_order_again_after_a_kill() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let (device, listed) = joined(&way, &folder);
    let list = listed.summary.id;
    way.set(Net::LosesRequests);
    for stop in &listed.stops[..3] {
        for door in &stop.doors {
            device.record(at(door.0, Outcome::Refused)).unwrap();
        }
    }
    let last = listed.stops.last().unwrap();
    let wish = WalkWish {
        from: last.at,
        ..WalkWish::default()
    };
    let own = device.replan(list, &wish).unwrap();
    assert!(own.summary.replanned && own.summary.on_streets);
    assert_eq!(own.stops.len(), listed.stops.len());
    assert!(own.stops[..3].iter().all(|s| s.state == StopState::Done));
    let begins = own.stops[3].at.unwrap().distance_m(last.at.unwrap());
    assert!(begins < 60.0, "{begins} m");
    drop(device);

    let device = Device::open(&folder.path().join("a.db"), way.clone()).unwrap();
    assert_eq!(device.walk_list(list).unwrap(), own);
    let back = device.as_listed(list).unwrap();
    assert!(!back.summary.replanned);
    assert_eq!(numbers(&back), numbers(&listed));
}

#[test]
fn an_hour_is_kept_and_what_it_leaves_out_is_still_there() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let (device, listed) = joined(&way, &folder);
    let wish = WalkWish {
        from: listed.stops[0].at,
        to: WishedEnd::Start,
        minutes: Some(60),
        ..WalkWish::default()
    };
    let own = device.replan(listed.summary.id, &wish).unwrap();
    let doors: usize = own.stops.iter().map(|stop| stop.doors.len()).sum();
    assert!(own.summary.totals.seconds as usize + doors * 120 <= 3_600);
    assert!(doors >= 20, "{doors}");
    let whole: BTreeSet<u32> = own
        .stops
        .iter()
        .chain(&own.left_out)
        .map(|stop| stop.number)
        .collect();
    assert_eq!(whole.len(), listed.stops.len());
    assert!(!own.left_out.is_empty());
    let odd = WalkWish {
        style: Style::Odd,
        ..WalkWish::default()
    };
    let own = device.replan(listed.summary.id, &odd).unwrap();
    assert!(own.left_out.len() * 3 > own.stops.len());
}

#[test]
fn an_hour_goes_first_to_doors_where_somebody_may_come() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let (device, listed) = joined(&way, &folder);
    let wish = WalkWish {
        from: listed.stops[0].at,
        minutes: Some(60),
        ..WalkWish::default()
    };
    let first = device.replan(listed.summary.id, &wish).unwrap();
    let tried: BTreeSet<u32> = first.stops.iter().step_by(2).map(|s| s.number).collect();
    // At this hour, whichever it is: hours are told apart.
    let at_ms = UNIX_EPOCH.elapsed().unwrap().as_millis() as i64;
    for stop in first.stops.iter().filter(|s| tried.contains(&s.number)) {
        for _ in 0..4 {
            for door in &stop.doors {
                let visit = at(door.0, Outcome::NotHome);
                device.record(Attempt { at_ms, ..visit }).unwrap();
            }
        }
    }
    let second = device.replan(listed.summary.id, &wish).unwrap();
    let again = second.stops.iter().filter(|s| tried.contains(&s.number));
    let (again, new) = (again.count(), second.stops.len());
    assert!(again < tried.len(), "{again} of {}", tried.len());
    // Nobody expects long talks here any more, so that an hour holds more doors.
    assert!(new > first.stops.len(), "{new} after {}", first.stops.len());
}

#[test]
fn a_new_order_from_the_organizer_takes_the_place_of_ones_own() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let (device, listed) = joined(&way, &folder);
    let list = listed.summary.id;
    device.replan(list, &WalkWish::default()).unwrap();
    let pair = WalkWish {
        walkers: 2,
        ..WalkWish::default()
    };
    order(&way.db(), false, &pair);
    now(device.sync()).unwrap();
    let lists = device.walk_lists().unwrap();
    assert_eq!(lists.len(), 2, "one for each of the pair");
    assert!(lists.iter().all(|list| !list.replanned));
    let halves: Vec<ListView> = lists
        .iter()
        .map(|list| device.walk_list(list.id).unwrap())
        .collect();
    let of = |view: &ListView| -> BTreeSet<DoorId> {
        view.stops.iter().flat_map(|s| s.doors.clone()).collect()
    };
    assert!(of(&halves[0]).is_disjoint(&of(&halves[1])));
    assert_eq!(
        of(&halves[0]).union(&of(&halves[1])).count(),
        of(&listed).len()
    );
    let work = |view: &ListView| {
        let doors: usize = view.stops.iter().map(|stop| stop.doors.len()).sum();
        view.summary.totals.seconds as usize + doors * 120
    };
    let (one, two) = (work(&halves[0]), work(&halves[1]));
    assert!(one.abs_diff(two) * 10 < one + two, "{one} s and {two} s");

    order(&way.db(), false, &WalkWish::default());
    now(device.sync()).unwrap();
    assert_eq!(device.walk_lists().unwrap().len(), 1, "alone again");
}

#[test]
fn flyers_are_counted_gaps_found_and_doubles_told() {
    let (way, folder) = (server(), tempfile::tempdir().unwrap());
    let (device, listed) = joined(&way, &folder);
    let turf = listed.summary.turf;
    let streets = Streets::load(&way.db()).unwrap();
    let blocks = Blocks::of(&streets.graph);
    let count = || turf_flyers(&way.db(), &streets, &blocks, turf, 50).unwrap();
    let before = count();
    assert_eq!(before.bundles * 50 + before.loose, before.letterboxes);
    let open: usize = before.faces.iter().map(|face| face.open).sum();
    assert_eq!((before.dropped, open), (0, before.letterboxes as usize));

    // Along a face of one home a letterbox: all but the second, the first one twice.
    let homes = |first: usize| -> Vec<DoorId> {
        let street = &listed.stops[first].street;
        let row = listed.stops[first..].iter();
        row.take_while(|stop| stop.street == *street && stop.doors.len() == 1)
            .map(|stop| stop.doors[0])
            .collect()
    };
    let row = (0..listed.stops.len())
        .map(homes)
        .max_by_key(Vec::len)
        .unwrap();
    assert!(row.len() > 5);
    for (i, door) in row.iter().enumerate().filter(|(i, _)| *i != 1) {
        device
            .record(at(door.0, Outcome::LiteratureDropped { count: 1 }))
            .unwrap();
        if i == 0 {
            device
                .record(at(door.0, Outcome::LiteratureDropped { count: 1 }))
                .unwrap();
        }
    }
    device.record(at(row[1].0, Outcome::NoJunkMail)).unwrap();
    now(device.sync()).unwrap();
    let after = count();
    assert_eq!((after.dropped, after.refusing), (row.len() - 1, 1));
    assert_eq!(after.letterboxes, before.letterboxes - 1);
    assert_eq!(after.twice.len(), 1);
    let open: usize = after.faces.iter().map(|f| f.open + f.passed_by.len()).sum();
    assert_eq!(open + after.dropped, after.letterboxes as usize);
}
