//! Claims about paper, on a piece of the made-up town.

mod fixture;
mod plain;

use std::io::Write;
use std::process::Command;

use turfwalk_core::address::street_key;
use turfwalk_core::merge::DoorRecord;
use turfwalk_core::model::{
    Attempt, Channel, DeviceId, Incarnation, Job, OpId, Outcome, Place, Scope, Subject,
    Suppression, Target, Why,
};
use turfwalk_core::wire::AttemptRow;
use turfwalk_print::{Household, Stop, WalkSheet, render};

use super::*;
use fixture::Turf;

fn stops(sheet: &WalkSheet) -> Vec<&Stop> {
    sheet
        .sections
        .iter()
        .flat_map(|section| &section.stops)
        .collect()
}

fn homes(sheet: &WalkSheet) -> Vec<&Household> {
    stops(sheet)
        .into_iter()
        .flat_map(|stop| &stop.households)
        .collect()
}

fn asked(subject: Subject) -> Suppression {
    Suppression {
        subject,
        channels: Vec::new(),
        why: Why::Asked,
    }
}

/// The text of a sheet's PDF; `None`, with a loud line, where no program here reads PDFs.
fn printed_text(sheet: &WalkSheet) -> Option<String> {
    let print = render(sheet).unwrap();
    assert!(print.missing.is_empty());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&print.pdf).unwrap();
    match Command::new("pdftotext")
        .arg("-layout")
        .arg(file.path())
        .arg("-")
        .output()
    {
        Ok(read) => Some(String::from_utf8(read.stdout).unwrap()),
        Err(_) => {
            eprintln!("NOT RUN: pdftotext is missing, so the printed text was not read");
            None
        }
    }
}

#[test]
fn paper_has_the_stored_order_and_the_numbers_of_the_phone() {
    let mut turf = Turf::of_town();
    for _ in 0..2 {
        let sheet = turf.sheet();
        let printed = stops(&sheet);
        assert_eq!(printed.len(), turf.list.stops.len());
        for ((number, stop), printed) in (1..).zip(&turf.list.stops).zip(printed) {
            let door = turf.door(stop.doors[0]);
            assert_eq!(printed.label, format!("{number}"));
            // The street may be spelled as on the map.
            let street = printed.address.strip_prefix(&format!("{} ", door.number));
            assert_eq!(street.map(street_key), Some(street_key(&door.street)));
            assert_eq!(printed.households.len(), stop.doors.len());
        }
        let marks = sheet.map.as_ref().map(|map| &map.marks).unwrap();
        assert!(
            marks
                .iter()
                .map(|mark| &mark.label)
                .eq(stops(&sheet).iter().map(|s| &s.label))
        );
        // Any stored order is printed as it is, a bad one too.
        turf.list.stops.reverse();
    }
}

#[test]
fn each_door_is_one_household_with_all_its_people_and_a_row_of_its_own() {
    let turf = Turf::of_town();
    let sheet = turf.sheet();
    let doors = turf.list.stops.iter().flat_map(|stop| &stop.doors);
    for ((row, door), home) in (1..).zip(doors).zip(homes(&sheet)) {
        assert_eq!(home.row, row);
        assert_eq!(home.unit, turf.door(*door).unit);
        let people: Vec<&str> = home
            .people
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        let known: Vec<&str> = turf.record.records[door]
            .people
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        assert_eq!(people, known);
    }
    assert_eq!(sheet.totals.doors as usize, turf.record.doors.len());
    assert_eq!(
        sheet.totals.people as usize,
        homes(&sheet).iter().map(|h| h.people.len()).sum::<usize>()
    );
}

#[test]
fn who_asked_to_be_left_alone_is_nowhere_on_paper() {
    let mut turf = Turf::of_town();
    let alone: Vec<usize> = (0..turf.list.stops.len())
        .filter(|&i| turf.list.stops[i].doors.len() == 1)
        .filter(|&i| {
            turf.record.records[&turf.list.stops[i].doors[0]]
                .people
                .len()
                > 1
        })
        .take(3)
        .collect();
    let shared = turf
        .list
        .stops
        .iter()
        .position(|stop| stop.doors.len() > 2)
        .unwrap();
    let mut n = 0;
    let mut rename = |record: &mut DoorRecord, who: usize| {
        n += 1;
        record.people[who].name = format!("Zzyzx Quell{n}");
        record.people[who].key
    };
    // A door by a wish of its own, a household by an attempt, one of several people, a unit.
    let door = turf.list.stops[alone[0]].doors[0];
    let record = turf.record_at(alone[0], 0);
    (0..record.people.len()).for_each(|who| {
        rename(record, who);
    });
    record.suppressions.push(asked(Subject::Door(door)));

    let door = turf.list.stops[alone[1]].doors[0];
    let record = turf.record_at(alone[1], 0);
    (0..record.people.len()).for_each(|who| {
        rename(record, who);
    });
    record.attempts.push(AttemptRow {
        op: OpId {
            device: DeviceId(1),
            incarnation: Incarnation(1),
            n: 1,
        },
        place: Place::Door(door),
        rank: Some(1),
        late: false,
        attempt: Attempt {
            target: Target::Door(door),
            channel: Channel::Door,
            outcome: Outcome::DoNotContact {
                scope: Scope::Household,
            },
            at_ms: 0,
            list: None,
            note: None,
            supersedes: None,
        },
    });

    let record = turf.record_at(alone[2], 0);
    let key = rename(record, 0);
    record.suppressions.push(asked(Subject::Person(key)));
    let stays = record.people[1].name.clone();

    let unit = turf.list.stops[shared].doors[1];
    let record = turf.record_at(shared, 1);
    (0..record.people.len()).for_each(|who| {
        rename(record, who);
    });
    record.suppressions.push(asked(Subject::Door(unit)));
    let unit = turf.door(unit).unit.clone();

    let sheet = turf.sheet();
    let label = |i: usize| (i + 1).to_string();
    let labels: Vec<String> = stops(&sheet)
        .iter()
        .map(|stop| stop.label.clone())
        .collect();
    let expected: Vec<String> = (0..turf.list.stops.len())
        .filter(|i| !alone[..2].contains(i))
        .map(label)
        .collect();
    assert_eq!(
        labels, expected,
        "the stops after one that is left out keep their numbers"
    );
    let map = sheet.map.as_ref().unwrap();
    assert!(map.marks.iter().map(|mark| &mark.label).eq(&expected));
    assert!(!serde_json::to_string(&sheet).unwrap().contains("Quell"));

    let one = stops(&sheet)
        .into_iter()
        .find(|stop| stop.label == label(alone[2]))
        .unwrap();
    assert_eq!(one.households[0].people[0].name, stays);
    let building = stops(&sheet)
        .into_iter()
        .find(|stop| stop.label == label(shared))
        .unwrap();
    let marked: Vec<_> = building
        .households
        .iter()
        .filter(|home| home.do_not_contact)
        .collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].unit, unit);
    assert!(marked[0].people.is_empty());
    let rows: Vec<u32> = homes(&sheet)
        .iter()
        .filter(|h| !h.do_not_contact)
        .map(|h| h.row)
        .collect();
    assert_eq!(rows, (1..=sheet.totals.doors).collect::<Vec<_>>());

    if let Some(text) = printed_text(&sheet) {
        assert!(text.contains(&stays));
        assert!(text.contains("Do not contact: do not ring or knock"));
        assert!(!text.contains("Quell"), "{text}");
    }
}

#[test]
fn a_building_where_nobody_may_be_contacted_is_left_out_whole() {
    let mut turf = Turf::of_town();
    let shared = turf
        .list
        .stops
        .iter()
        .position(|stop| stop.doors.len() > 2)
        .unwrap();
    for at in 0..turf.list.stops[shared].doors.len() {
        let door = turf.list.stops[shared].doors[at];
        turf.record_at(shared, at)
            .suppressions
            .push(asked(Subject::Door(door)));
    }
    let label = (shared + 1).to_string();
    let sheet = turf.sheet();
    assert!(stops(&sheet).iter().all(|stop| stop.label != label));
    assert!(homes(&sheet).iter().all(|home| !home.do_not_contact));
}

#[test]
fn a_name_with_signs_prints_as_it_is() {
    let name = "Ana #let x = [Müller] $5$ *b*";
    let mut turf = Turf::of_town();
    let record = turf.record_at(0, 0);
    record.people[0].name = name.to_owned();
    turf.list.stops.truncate(3);
    let sheet = turf.sheet();
    assert_eq!(homes(&sheet)[0].people[0].name, name);
    if let Some(text) = printed_text(&sheet) {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn a_flyer_list_names_nobody_and_goes_by_wishes_about_flyers() {
    let mut turf = Turf::of_town();
    turf.list.job = Job::Flyer;
    let door = turf.list.stops[0].doors[0];
    let only = |channel| Suppression {
        channels: vec![channel],
        ..asked(Subject::Door(door))
    };
    turf.record_at(0, 0).suppressions.push(only(Channel::Door));
    let sheet = turf.sheet();
    assert_eq!(stops(&sheet)[0].label, "1");
    assert!(homes(&sheet).iter().all(|home| home.people.is_empty()));
    turf.record_at(0, 0).suppressions.push(only(Channel::Flyer));
    assert_eq!(stops(&turf.sheet())[0].label, "2");
}

#[test]
fn what_is_not_on_the_sheet_is_said_on_its_cover() {
    let mut turf = Turf::of_town();
    assert_eq!(turf.sheet().warnings, [""; 0]);
    let last = turf.list.stops.pop().unwrap();
    let (count, warnings) = (last.doors.len(), turf.sheet().warnings);
    assert_eq!(warnings, [words::left_out(count)]);
    for door in &mut turf.doors {
        if last.doors.contains(&door.id) {
            door.spot = None;
        }
    }
    assert_eq!(turf.sheet().warnings, [words::not_listed(count)]);
    turf.list.on_streets = false;
    assert_eq!(turf.sheet().warnings.len(), 2);
}
