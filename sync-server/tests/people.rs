//! People as the log has them: who moves house, who is erased, what canvassers put right.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "common/aside.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod aside;
#[allow(dead_code, reason = "shared with the other tests")]
mod common;

use std::path::Path;

use aside::Field;
use common::{NOON_MS, Way, at, campaign, now, phone};
use turfwalk_core::device::Device;
use turfwalk_core::merge::Fate;
use turfwalk_core::model::{
    Attempt, Basis, Change, Channel, DeviceId, DoorId, Incident, IncidentKind, Note, Outcome,
    PersonId, PersonKey, Place, Target, TurfId, Urgency,
};
use turfwalk_server::db::{Db, DbError, NewDoor, NewPerson, TurfToStore, Who};

fn way() -> Way {
    let way = Way::to(Db::in_memory().unwrap());
    campaign(&way.db());
    way
}

/// The next voter file has the person of house `number` at `door`.
fn moves_house(way: &Way, number: &str, name: &str, door: u32) {
    let person = NewPerson {
        source_key: format!("plain:{number}"),
        name: name.into(),
        ..NewPerson::default()
    };
    way.db()
        .import(|importer| -> Result<(), DbError> { importer.person(DoorId(door), &person) })
        .unwrap();
}

/// Names of the people whom a phone shows at a door.
fn names(device: &Device<Way>, door: u32) -> Vec<String> {
    let view = device.door(DoorId(door), Channel::Door, NOON_MS).unwrap();
    view.people.into_iter().map(|it| it.person.name).collect()
}

fn has_both_turfs(way: &Way, path: &Path) -> Device<Way> {
    let device = phone(way, path, 1);
    way.db()
        .assign(DeviceId(1), TurfId(2), &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    device
}

#[test]
fn who_has_left_a_turf_stays_where_they_live_when_that_turf_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    let device = has_both_turfs(&way, &folder.path().join("phone.db"));
    moves_house(&way, "6", "Di Berg", 2); // from turf 2 to turf 1, by another name
    now(device.sync()).unwrap();
    assert_eq!(names(&device, 2), ["Di Berg"]);
    assert!(names(&device, 5).is_empty());
    way.db()
        .withdraw(TurfId(2), Some(DeviceId(1)), &Who::Command, NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    assert_eq!(names(&device, 2), ["Di Berg"]);
}

#[test]
fn nobody_is_left_behind_at_a_door_where_they_lived_before() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    moves_house(&way, "1", "Ada Lind", 2);
    way.db()
        .move_doors(&[DoorId(2)], TurfId(2), NOON_MS)
        .unwrap();
    let device = phone(&way, &folder.path().join("phone.db"), 1);
    now(device.sync()).unwrap();
    assert!(names(&device, 1).is_empty(), "she is in turf 2 now");
}

#[test]
fn who_goes_along_with_a_door_is_not_shown_where_they_lived_before() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    let both = has_both_turfs(&way, &folder.path().join("both.db"));
    let first = phone(&way, &folder.path().join("first.db"), 1);
    now(first.sync()).unwrap();
    let who = Target::Person(ada());
    first
        .edit(who, Change::Language("sv".into()), NOON_MS)
        .unwrap();
    now(first.sync()).unwrap();
    // Neither phone has heard of the new door by the time it goes to the other turf.
    moves_house(&way, "1", "Ada Lind", 2);
    way.db()
        .move_doors(&[DoorId(2)], TurfId(2), NOON_MS)
        .unwrap();
    for device in [&first, &both] {
        now(device.sync()).unwrap();
        assert!(names(device, 1).is_empty());
    }
    assert!(first.facts(&who).unwrap().history.is_empty());
    assert_eq!(names(&both, 2), ["Ada Lind"]);
    let facts = both.facts(&who).unwrap();
    assert_eq!(facts.language.as_deref(), Some("sv"));
}

#[test]
fn who_left_a_turf_and_came_back_is_there_whatever_of_it_a_phone_has_read() {
    for reads_between in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let way = way();
        let device = has_both_turfs(&way, &folder.path().join("phone.db"));
        moves_house(&way, "1", "Ada Lind", 5);
        if reads_between {
            now(device.sync()).unwrap();
            assert_eq!(names(&device, 5), ["Ada Lind", "Di Virtanen"]);
        }
        moves_house(&way, "1", "Ada Lind", 2);
        now(device.sync()).unwrap();
        assert_eq!(names(&device, 2), ["Ada Lind"], "{reads_between}");
        way.db()
            .withdraw(TurfId(2), Some(DeviceId(1)), &Who::Command, NOON_MS)
            .unwrap();
        now(device.sync()).unwrap();
        assert_eq!(names(&device, 2), ["Ada Lind"], "{reads_between}");
    }
}

#[test]
fn a_door_that_moves_takes_only_those_along_who_live_there() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    let device = has_both_turfs(&way, &folder.path().join("phone.db"));
    moves_house(&way, "1", "Ada Lind", 2);
    way.db()
        .move_doors(&[DoorId(1)], TurfId(2), NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    assert!(names(&device, 1).is_empty());
    assert_eq!(names(&device, 2), ["Ada Lind"]);
}

fn ada() -> PersonKey {
    PersonKey::Imported(PersonId(1))
}

/// Whether `text` stands anywhere in a database file or its log.
fn holds(path: &Path, text: &str) -> bool {
    ["", "-wal"].iter().any(|end| {
        let file = format!("{}{end}", path.display());
        let bytes = std::fs::read(file).unwrap_or_default();
        let mut windows = bytes.windows(text.len());
        windows.any(|window| window == text.as_bytes())
    })
}

fn incident(text: &str) -> Incident {
    Incident {
        kind: IncidentKind::Harassment,
        urgency: Urgency::Today,
        text: text.into(),
        at_ms: NOON_MS,
        position: None,
    }
}

fn noted(target: Target, text: &str) -> Attempt {
    Attempt {
        target,
        note: Some(Note {
            basis: Basis::Said,
            text: text.into(),
        }),
        ..at(1, Outcome::NotHome)
    }
}

#[test]
fn an_erasure_reaches_what_was_written_beside_them_and_in_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let server = folder.path().join("server.db");
    let way = Way::to(Db::open(&server).unwrap());
    campaign(&way.db());
    let phones = ["a.db", "b.db"].map(|name| folder.path().join(name));
    let [a, b] = [0, 1].map(|i| phone(&way, &phones[i], 1));
    now(a.sync()).unwrap();
    now(b.sync()).unwrap();
    let here = Place::Door(DoorId(1));
    a.report(here, incident("LIND shouted at me")).unwrap();
    a.report(here, incident("a loose dog")).unwrap();
    a.record(noted(Target::Door(DoorId(1)), "ask Ada on Monday"))
        .unwrap();
    a.record(noted(Target::Door(DoorId(2)), "ask Ada's neighbour"))
        .unwrap();
    now(a.sync()).unwrap();
    // A phone that was shut out: what it sends goes to quarantine.
    b.record(noted(Target::Person(ada()), "likes trams"))
        .unwrap();
    b.add_person(DoorId(2), "ada lind").unwrap();
    b.add_person(DoorId(2), "Eve Holm").unwrap();
    let c = phone(&way, &folder.path().join("c.db"), 1);
    now(c.sync()).unwrap();
    c.record(noted(Target::Person(ada()), "likes trams"))
        .unwrap();
    way.db()
        .revoke(DeviceId(2), &Who::Command, NOON_MS)
        .unwrap();
    now(b.sync()).unwrap();
    // What a restore has put aside.
    let aside = folder.path().join("aside.db");
    let identities = way.db().identities(ada()).unwrap().unwrap();
    way.db().back_up(&aside, NOON_MS).unwrap();
    let record = way.db().person_record(ada()).unwrap().unwrap();
    assert_eq!(
        record.incidents.len(),
        2,
        "the organizer is shown what may tell of them"
    );

    let done = way.db().erase(ada(), NOON_MS).unwrap();
    assert_eq!((done.texts, done.refused), (2, 2));
    now(a.sync()).unwrap();
    way.db()
        .revoke(DeviceId(3), &Who::Command, NOON_MS)
        .unwrap();
    now(c.sync()).unwrap();
    let told = way.db().incidents().unwrap();
    let mut texts: Vec<&str> = told
        .iter()
        .map(|it| it.row.incident.text.as_str())
        .collect();
    texts.sort_unstable();
    assert_eq!(texts, ["", "a loose dog"], "that it happened stays");
    let shown = a.incidents().unwrap();
    assert_eq!(shown.len(), 2);
    Db::erase_aside(&aside, &identities, true, NOON_MS).unwrap();
    drop((a, b, c));
    for file in [&server, &phones[0], &aside] {
        for text in [
            "LIND shouted",
            "ask Ada on",
            "likes trams",
            "ada lind",
            "Ada Lind",
        ] {
            assert!(!holds(file, text), "{text} in {}", file.display());
        }
    }
    assert!(
        holds(&server, "ask Ada's neighbour"),
        "no text of another door"
    );
    assert!(holds(&server, "Eve Holm"), "nor of another's");
    assert!(
        !holds(&aside, "a loose dog"),
        "all incidents were asked for there"
    );
}

#[test]
fn a_restored_phone_that_tells_of_one_who_was_erased_is_no_other_phone() {
    let field = Field::new();
    let device = field.phone("a.db");
    field.put_server_aside();
    device.record(noted(Target::Person(ada()), "")).unwrap();
    device.record(at(2, Outcome::NotHome)).unwrap();
    field.way.db().erase(ada(), NOON_MS).unwrap();
    let device = field.put_aside("a.db", device);
    now(device.sync()).unwrap();
    // Its text is forgotten when it is sent again.
    field.restore_server();
    field.way.db().erase(ada(), NOON_MS).unwrap();
    now(device.sync()).unwrap();
    let restored = field.restored("a.db", device);
    assert!(!now(restored.sync()).unwrap().forked);
    let there = field.way.db().export().unwrap();
    assert_eq!(there.len(), 1, "it is there once");
}

#[test]
fn a_visit_to_somebody_who_moved_and_was_erased_goes_on_counting_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    let [a, b] = ["a.db", "b.db"].map(|name| phone(&way, &folder.path().join(name), 1));
    // B has the turf to which she moves, too: there it is told of the erasure last.
    way.db()
        .assign(DeviceId(2), TurfId(2), &Who::Command, NOON_MS)
        .unwrap();
    now(a.sync()).unwrap();
    a.record(noted(Target::Person(ada()), "likes trams"))
        .unwrap();
    a.record(noted(Target::Door(DoorId(1)), "a loose dog"))
        .unwrap();
    now(a.sync()).unwrap();
    moves_house(&way, "1", "Ada Lind", 5);
    for erases in [false, true] {
        if erases {
            way.db().erase(ada(), NOON_MS).unwrap();
        }
        let record = way.db().turf_record(TurfId(1)).unwrap();
        let attempts = &record.records[&DoorId(1)].attempts;
        assert_eq!(attempts.len(), 2);
        for device in [&a, &b] {
            now(device.sync()).unwrap();
            let view = device.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
            assert_eq!(&view.attempts, attempts, "erased: {erases}");
        }
    }
}

#[test]
fn nobody_is_given_the_number_of_one_who_was_erased() {
    let way = way();
    let last = PersonKey::Imported(PersonId(4));
    way.db().erase(last, NOON_MS).unwrap();
    moves_house(&way, "99", "Eve Holm", 2);
    let found = way.db().find_people("Eve").unwrap();
    assert_eq!(found[0].0, PersonKey::Imported(PersonId(5)));
}

#[test]
fn what_canvassers_put_right_comes_together_class_by_class() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    let [a, b] = ["a.db", "b.db"].map(|name| phone(&way, &folder.path().join(name), 1));
    now(a.sync()).unwrap();
    now(b.sync()).unwrap();
    let who = Target::Person(ada());
    let edit = |device: &Device<Way>, change| device.edit(who, change, NOON_MS).unwrap();
    let number = |text: &str| Change::AddPhone(text.into());
    edit(&a, number("+358 50 1"));
    edit(&a, Change::Language("fi".into()));
    let proposal = edit(&a, Change::Name("Ada Lindh".into()));
    let here = a.facts(&who).unwrap();
    assert_eq!(
        (here.phones, here.language.as_deref()),
        (vec!["+358 50 1".into()], Some("fi"))
    );
    now(a.sync()).unwrap();
    // B has seen none of it.
    edit(&b, Change::RemovePhone("+358501".into()));
    edit(&b, Change::Language("sv".into()));
    edit(&b, Change::Deceased);
    let refused = b.edit(Target::Door(DoorId(2)), Change::Deceased, NOON_MS);
    assert!(refused.is_err(), "a door does not die");
    now(b.sync()).unwrap();
    now(a.sync()).unwrap();
    let facts = a.facts(&who).unwrap();
    assert_eq!(facts, b.facts(&who).unwrap());
    let seen = |device: &Device<Way>| {
        let view = device.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
        (view.people[0].moved_away, view.people[0].language.clone())
    };
    assert_eq!(seen(&a), (false, Some("sv".into())), "at the door");
    assert_eq!(seen(&a), seen(&b));
    assert_eq!(
        facts.phones,
        ["+358 50 1"],
        "who has not seen it takes nothing away"
    );
    assert_eq!(
        facts.language.as_deref(),
        Some("sv"),
        "the last in the server's order"
    );
    assert!(facts.deceased);
    assert_eq!(facts.history.len(), 6, "the losers stay in history");
    let view = b.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
    assert!(view.people[0].hold.is_some(), "nobody calls on the dead");
    let record = way.db().person_record(ada()).unwrap().unwrap();
    assert_eq!(record.facts, facts, "phone and server fold alike");
    let doors = way.db().turf_record(TurfId(1)).unwrap();
    assert_eq!(doors.records[&DoorId(1)].facts(&who), facts);

    // The organizer owns the name.
    assert_eq!(names(&a, 1), ["Ada Lind"]);
    let waiting = way.db().proposals().unwrap();
    assert_eq!((waiting.len(), waiting[0].row.op), (1, proposal));
    let answer = |op, accepted| {
        way.db()
            .answer_edit(op, accepted, "Robin", &Who::Command, NOON_MS)
    };
    answer(proposal, true).unwrap();
    assert!(answer(proposal, false).is_err(), "an answer stands");
    let died = facts
        .history
        .iter()
        .find(|it| it.row.edit.change == Change::Deceased);
    answer(died.unwrap().row.op, false).unwrap();
    assert!(way.db().proposals().unwrap().is_empty());
    for device in [&a, &b] {
        now(device.sync()).unwrap();
        assert_eq!(names(device, 1), ["Ada Lindh"]);
        let facts = device.facts(&who).unwrap();
        assert!(!facts.deceased, "an organizer can lift it");
        let past = facts
            .history
            .iter()
            .find(|it| it.row.op == proposal)
            .unwrap();
        assert_eq!(past.fate, Fate::Accepted);
        assert_eq!(past.row.decided.as_ref().unwrap().by, "Robin");
    }
}

#[test]
fn what_was_put_right_goes_along_with_whom_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let way = way();
    let both = has_both_turfs(&way, &folder.path().join("both.db"));
    let first = phone(&way, &folder.path().join("first.db"), 1);
    now(first.sync()).unwrap();
    let who = Target::Person(ada());
    for language in ["fi", "sv"] {
        first
            .edit(who, Change::Language(language.into()), NOON_MS)
            .unwrap();
    }
    let proposal = first
        .edit(who, Change::Name("Ada L".into()), NOON_MS)
        .unwrap();
    now(first.sync()).unwrap();
    way.db()
        .answer_edit(proposal, false, "Robin", &Who::Command, NOON_MS)
        .unwrap();
    now(both.sync()).unwrap();
    let before = both.facts(&who).unwrap();
    for (door, is_known_to_first) in [(5, false), (2, true), (1, true), (5, false)] {
        moves_house(&way, "1", "Ada Lind", door);
        now(both.sync()).unwrap();
        now(first.sync()).unwrap();
        let facts = both.facts(&who).unwrap();
        assert_eq!(facts.language.as_deref(), Some("sv"), "door {door}");
        let fates = |facts: &turfwalk_core::merge::Facts| -> Vec<_> {
            facts
                .history
                .iter()
                .map(|it| (it.row.op, it.fate))
                .collect()
        };
        assert_eq!(fates(&facts), fates(&before), "door {door}");
        let at_first = first.facts(&who).unwrap();
        assert_eq!(
            !at_first.history.is_empty(),
            is_known_to_first,
            "door {door}"
        );
        if is_known_to_first {
            assert_eq!(at_first, facts);
        }
        let record = way.db().person_record(ada()).unwrap().unwrap();
        assert_eq!(record.facts, facts);
    }
}

/// A door that is in no turf yet.
fn new_door(way: &Way, number: &str) -> DoorId {
    let door = NewDoor {
        number: number.into(),
        street: "Main Street".into(),
        unit: String::new(),
        city: "Helsinki".into(),
        postcode: "00100".into(),
        at: None,
    };
    let mut made = DoorId(0);
    way.db()
        .import(|importer| -> Result<(), DbError> {
            made = importer.door(&door)?;
            Ok(())
        })
        .unwrap();
    made
}

#[test]
fn what_was_put_right_of_one_who_moved_to_a_door_of_no_turf_follows_once_it_is_in_one() {
    for by_a_cut in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let way = way();
        let both = has_both_turfs(&way, &folder.path().join("both.db"));
        let first = phone(&way, &folder.path().join("first.db"), 1);
        now(first.sync()).unwrap();
        let who = Target::Person(ada());
        let change = Change::Language("sv".into());
        first.edit(who, change, NOON_MS).unwrap();
        now(first.sync()).unwrap();
        let door = new_door(&way, "9");
        moves_house(&way, "1", "Ada Lind", door.0);
        now(first.sync()).unwrap();
        if by_a_cut {
            let turf = |id, doors: &[DoorId]| TurfToStore {
                goes_on: Some(TurfId(id)),
                name: format!("Turf {id}"),
                minutes: 10,
                doors: doors.to_vec(),
                pack: None,
            };
            let stay = [1, 2, 3, 4].map(DoorId);
            way.db()
                .store_cut(&[turf(1, &stay), turf(2, &[DoorId(5), door])])
                .unwrap();
        } else {
            way.db().move_doors(&[door], TurfId(2), NOON_MS).unwrap();
        }
        now(both.sync()).unwrap();
        now(first.sync()).unwrap();
        assert_eq!(names(&both, door.0), ["Ada Lind"]);
        let facts = both.facts(&who).unwrap();
        assert_eq!(facts.language.as_deref(), Some("sv"));
        let record = way.db().person_record(ada()).unwrap().unwrap();
        assert_eq!(record.facts, facts);
        assert!(first.facts(&who).unwrap().history.is_empty());
    }
}

#[test]
fn what_was_put_right_of_one_who_left_does_not_stay_on_a_phone_that_reads_its_turf_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let way = way();
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    let who = Target::Person(ada());
    device
        .edit(who, Change::Language("sv".into()), NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    moves_house(&way, "1", "Ada Lind", 5);
    let neighbour = PersonKey::Imported(PersonId(2));
    way.db().erase(neighbour, NOON_MS).unwrap(); // has every phone read turf 1 anew
    now(device.sync()).unwrap();
    assert_eq!(device.receipts().unwrap().safe, 1);
    drop(device);
    let phone = rusqlite::Connection::open(&path).unwrap();
    let edits: u32 = phone
        .query_row("SELECT count(*) FROM row WHERE kind = 'edit'", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert_eq!(edits, 0, "as if it were still on its way");
}

#[test]
fn an_erasure_takes_along_what_was_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let server = folder.path().join("server.db");
    let way = Way::to(Db::open(&server).unwrap());
    campaign(&way.db());
    let path = folder.path().join("a.db");
    let device = phone(&way, &path, 1);
    now(device.sync()).unwrap();
    let who = Target::Person(ada());
    device
        .edit(who, Change::AddPhone("+358 50 424242".into()), NOON_MS)
        .unwrap();
    now(device.sync()).unwrap();
    way.db().erase(ada(), NOON_MS).unwrap();
    now(device.sync()).unwrap();
    assert!(device.facts(&who).unwrap().history.is_empty());
    device
        .edit(who, Change::AddPhone("+358 50 434343".into()), NOON_MS)
        .unwrap_err();
    drop(device);
    for file in [&server, &path] {
        assert!(!holds(file, "424242"), "{}", file.display());
    }
}
