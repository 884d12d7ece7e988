//! What one phone and one organizer may rely on.

use std::cell::Cell;

use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{DoorId, Job, LatLon, Outcome, Part, Style, TurfId, WalkTotals};
use turfwalk_core::wire::{Reply, StreamId, Verdict, write_reply};
use turfwalk_server::db::{
    AuditFilter, Db, DbError, ListToStore, MAX_ROWS, NewDoor, NewPerson, Role, SyncOutcome,
    TurfToStore, Who,
};

use crate::Store;
use crate::by_hand::{Phone, not_home};
use crate::common::{NOON_MS, Net, Way, at, campaign, now, phone, sha256_hex};

/// One op of every fate. The name and the line with NUL are what PostgreSQL's text can't hold.
fn of_every_fate(phone: &mut Phone, own: &str) -> Vec<Result<(), Refusal>> {
    use Refusal::*;
    let attempt = |target: &str, outcome: &str| {
        format!(
            r#""kind":"attempt","target":{target},"channel":"door","outcome":{{"kind":"{outcome}"}},"at_ms":1"#
        )
    };
    phone.note(&attempt(r#"{"person":1}"#, "not_home"));
    phone.note(r#""kind":"add_person","door":2,"name":"Robin\u0000 Newcomer""#);
    phone.note(&attempt(&format!(r#"{{"person":"{own}.2"}}"#), "refused"));
    phone.note(&attempt(r#"{"door":99}"#, "vacant"));
    phone.note_line("{\"n\":5,\"kind\":\"?\0");
    phone.note(&attempt(r#"{"building":77}"#, "skipped"));
    phone.note(&attempt(r#"{"person":999}"#, "not_home"));
    phone.note(&format!(r#""kind":"retract","attempt":"{own}.2""#));
    phone.note(&attempt(r#"{"person":1}"#, "demolished"));
    phone.note(r#""kind":"add_person","door":1,"name":" ""#);
    phone.note(&format!(r#""kind":"retract","attempt":"{own}.1""#));
    phone.note(&attempt(r#"{"door":5}"#, "vacant"));
    phone.note(r#""kind":"suppress","heard_at":{"door":3},"subject":{"door":3},"channels":[],"why":"asked""#);
    phone.note(&not_home(1));
    phone.note(
        &attempt(r#"{"building":1}"#, "inaccessible").replace(r#""inaccessible""#, r#""skipped""#),
    );
    vec![
        Ok(()),
        Ok(()),
        Ok(()),
        Err(UnknownDoor),
        Err(Malformed),
        Err(UnknownBuilding),
        Err(UnknownPerson),
        Err(UnknownAttempt),
        Err(OutcomeDoesNotFit),
        Err(BadText),
        Ok(()),
        Err(UnknownDoor),
        Ok(()),
        Ok(()),
        Ok(()),
    ]
}

pub(crate) fn each_op_has_one_verdict_and_keeps_it(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 0xc0ffee);
    phone.sync(&db);
    let expected = of_every_fate(&mut phone, "1.0000000000c0ffee");
    let reply = phone.sync(&db);
    let fates: Vec<Result<(), Refusal>> = reply
        .results
        .iter()
        .map(|result| match result.verdict {
            Verdict::Made { stream, .. } => {
                assert_eq!(stream, StreamId::Turf(TurfId(1)));
                Ok(())
            }
            Verdict::Refused { refused } => Err(refused),
        })
        .collect();
    assert_eq!(fates, expected);
    let seqs: Vec<u64> = reply
        .results
        .iter()
        .filter_map(|result| match result.verdict {
            Verdict::Made { seq, .. } => Some(seq),
            Verdict::Refused { .. } => None,
        })
        .collect();
    let rows: Vec<u64> = reply.pages[0].rows.iter().map(|row| row.seq()).collect();
    assert_eq!(seqs, rows, "each op that counts has its row, in order");

    for from in [1, 7, 15] {
        let again = phone.ask(&store.open(), from);
        assert_eq!(again.results, reply.results[from as usize - 1..]);
        assert_eq!((again.header.acc, again.pages.len()), (15, 0));
    }
    let refused = expected.iter().filter(|fate| fate.is_err()).count();
    assert_eq!(db.quarantine().unwrap().len(), refused);
    let device = &db.devices().unwrap()[0];
    assert_eq!((device.safe, device.refused), (15, refused as u64));
    let record = db.turf_record(TurfId(1)).unwrap();
    assert_eq!(record.attempts(), 3, "of four attempts one was taken back");
    assert_eq!(record.records[&DoorId(2)].people.len(), 1);
    let ranks: Vec<u64> = record.records[&DoorId(1)]
        .attempts
        .iter()
        .filter_map(|row| row.rank)
        .collect();
    assert_eq!(ranks, [2]);
}

pub(crate) fn an_op_under_a_number_that_another_has_is_a_fork(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.note(&not_home(1));
    phone.note(&not_home(2));
    phone.note(&not_home(1));
    phone.sync(&db);
    let head = phone.cursors.clone();
    let other = [
        format!("{{\"n\":1,{}}}", not_home(1)),
        format!("{{\"n\":2,{}}}", not_home(3)),
        format!("{{\"n\":3,{}}}", not_home(1)),
        format!("{{\"n\":4,{}}}", not_home(4)),
    ];
    let reply = phone.ask_with(&db, 1, &other);
    assert_eq!((reply.header.fork, reply.header.acc), (Some(2), 3));
    let said: Vec<u64> = reply.results.iter().map(|result| result.n).collect();
    assert_eq!(said, [1, 3], "those that it has as they were sent");
    assert!(reply.pages.is_empty());
    phone.sync(&db);
    assert_eq!(phone.cursors, head, "nothing of it was applied");
}

pub(crate) fn a_gap_is_sent_again_from_where_it_begins(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    for door in [1, 2, 3, 4] {
        phone.note(&not_home(door));
    }
    let early = phone.ask(&db, 3);
    assert_eq!((early.header.acc, early.results.len()), (0, 0));
    let reply = phone.sync(&db);
    assert_eq!((reply.header.acc, reply.results.len()), (4, 4));
}

pub(crate) fn a_cursor_with_another_tag_resets_its_stream_alone(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    let first = phone.sync(&db);
    assert_eq!(first.pages.len(), 2);
    let turf = phone
        .cursors
        .iter()
        .position(|c| c.stream == StreamId::Turf(TurfId(1)));
    let turf = turf.unwrap();
    let held = phone.cursors[turf].clone();
    for (seq, tag) in [
        (held.seq, "00000000"),
        (held.seq + 1, &*held.tag),
        (1 << 50, &*held.tag),
    ] {
        phone.cursors[turf].seq = seq;
        phone.cursors[turf].tag = tag.into();
        let reply = phone.ask(&db, 1);
        assert_eq!(reply.pages.len(), 1);
        assert!(reply.pages[0].reset);
        assert_eq!(reply.pages[0].rows, first.pages[1].rows);
        assert_eq!(reply.pages[0].cursor, held);
    }
    // A cursor at no row is none.
    phone.cursors[turf].seq = 0;
    let reply = phone.ask(&db, 1);
    assert_eq!(reply.pages[..], first.pages[1..]);
}

pub(crate) fn an_answer_has_so_many_rows_at_most_of_however_many_streams(store: &Store) {
    let db = store.open().sending_whole_from(u64::MAX);
    let mut fresh = Phone::join(&db, 2, 8);
    db.assign(fresh.device, TurfId(1), &Who::Command, NOON_MS)
        .unwrap();
    let rows = |reply: &Reply| {
        reply
            .pages
            .iter()
            .map(|page| page.rows.len())
            .sum::<usize>()
    };
    let few = rows(&fresh.ask(&db, 1));
    let mut busy = Phone::join(&db, 1, 7);
    // All but the last row fits.
    let attempts = MAX_ROWS + 1 - few;
    for n in 1..=attempts {
        busy.note(&not_home(1));
        if n % 500 == 0 || n == attempts {
            busy.sync(&db);
        }
    }
    let first = fresh.sync(&db);
    assert_eq!((rows(&first), first.header.more), (MAX_ROWS, true));
    let rest = fresh.sync(&db);
    assert_eq!((rows(&rest), rest.header.more), (1, false));
    assert!(fresh.sync(&db).pages.is_empty());
    let heads = db.heads().unwrap();
    for held in &fresh.cursors {
        assert_eq!(heads[&held.stream], held.seq, "it holds all there is");
    }
}

pub(crate) fn phones_lose_nothing_on_a_way_that_loses_answers(store: &Store) {
    let way = Way::to(store.open());
    let phones = [1, 1, 2].map(|turf| phone(&way, ":memory:".as_ref(), turf));
    let (mut captured, mut seed) = ([0; 3], 9_u32);
    for step in 0..60 {
        let which = step % 3;
        for _ in 0..=step % 4 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let door = if which == 2 { 5 } else { 1 + (seed >> 16) % 4 };
            let outcome = if seed & 1 << 20 == 0 {
                Outcome::NotHome
            } else {
                Outcome::Refused
            };
            let made = phones[which].record(at(door, outcome));
            captured[which] += u64::from(made.is_ok());
        }
        way.set(
            [
                Net::Up,
                Net::LosesRequests,
                Net::LosesAnswers,
                Net::CutsAnswers,
            ][step / 3 % 4],
        );
        now(phones[which].sync()).ok();
    }
    way.set(Net::Up);
    for phone in &phones {
        now(phone.sync()).unwrap();
    }
    for (phone, captured) in phones.iter().zip(captured) {
        let receipts = phone.receipts().unwrap();
        assert!(captured > 10);
        assert_eq!(
            (receipts.on_phone, receipts.safe, receipts.refused),
            (captured, captured, 0)
        );
    }
    let held = [1, 2].map(|turf| way.db().turf_record(TurfId(turf)).unwrap().attempts() as u64);
    assert_eq!(held, [captured[0] + captured[1], captured[2]]);
}

fn turf(goes_on: Option<u32>, doors: &[u32]) -> TurfToStore {
    TurfToStore {
        goes_on: goes_on.map(TurfId),
        name: "Cut anew".into(),
        minutes: 5,
        doors: doors.iter().map(|door| DoorId(*door)).collect(),
        pack: Some(vec![0, 159, 146, 150]),
    }
}

pub(crate) fn a_cut_is_in_force_whole_or_not_at_all(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.sync(&db);
    let before = db.turfs().unwrap();
    // Turf 1 is given out and must go on; its doors can't go to another.
    for bad in [
        vec![],
        vec![turf(None, &[5])],
        vec![turf(Some(1), &[]), turf(None, &[1, 5])],
    ] {
        assert!(matches!(db.store_cut(&bad), Err(DbError::Refused(_))));
        assert_eq!(db.turfs().unwrap(), before);
    }
    let ids = db
        .store_cut(&[turf(Some(1), &[1, 2, 3, 4]), turf(None, &[5])])
        .unwrap();
    assert_eq!(ids, [1, 3].map(TurfId));
    assert_eq!(
        phone.sync(&db).pages.len(),
        0,
        "what goes on as it was says nothing"
    );
    let mut late = Phone::join(&db, 3, 8);
    let pages = late.sync(&db).pages;
    let kinds: Vec<String> = pages[1]
        .rows
        .iter()
        .map(|row| match row {
            turfwalk_core::wire::Row::Full(_, kind, _) => kind.clone(),
            turfwalk_core::wire::Row::Own(..) => panic!("it made nothing"),
        })
        .collect();
    assert_eq!(kinds, ["turf", "door", "person"]);
    let pack = db.turfs().unwrap()[1].0.streets.clone().unwrap();
    assert_eq!(
        db.street_pack(late.device, &pack).unwrap().unwrap(),
        [0, 159, 146, 150]
    );
    assert_eq!(
        db.street_pack(phone.device, &pack).unwrap(),
        None,
        "not a byte of another turf"
    );
}

pub(crate) fn lists_have_versions_and_end(store: &Store) {
    let db = store.open();
    let stops = db.walk_lists().unwrap()[0].stops.clone();
    let list = |part: Option<(u32, u32)>| ListToStore {
        turf: TurfId(1),
        name: "Again".into(),
        job: Job::Canvass,
        stops: stops.clone(),
        totals: WalkTotals::default(),
        on_streets: true,
        style: Style::Quickest,
        avoid_steps: false,
        part: part.map(|(walker, of)| Part { walker, of }),
    };
    let pair = db
        .store_lists(&[list(Some((1, 2))), list(Some((2, 2)))])
        .unwrap();
    assert_eq!(
        pair.iter().map(|l| (l.id.0, l.version)).collect::<Vec<_>>(),
        [(1, 2), (3, 1)]
    );
    assert_eq!(db.walk_lists().unwrap().len(), 3);
    let alone = db.store_lists(&[list(None)]).unwrap();
    assert_eq!((alone[0].id.0, alone[0].version), (1, 3));
    assert_eq!(
        db.walk_lists().unwrap().len(),
        2,
        "the second walker's list is over"
    );
}

pub(crate) fn an_import_repeated_changes_nothing_and_one_that_fails_leaves_nothing(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.sync(&db);
    let take = |db: &Db, name: &str, fails: bool| {
        db.import(|importer| -> Result<(), DbError> {
            let door = importer.door(&NewDoor {
                number: "1".into(),
                street: "Main Street".into(),
                city: "Helsinki".into(),
                postcode: "00100".into(),
                at: LatLon::from_degrees(60.17, 24.94),
                ..NewDoor::default()
            })?;
            importer.person(
                door,
                &NewPerson {
                    source_key: "plain:1".into(),
                    name: name.into(),
                    ..NewPerson::default()
                },
            )?;
            match fails {
                true => Err(DbError::Refused("the file ends in mid-line".into())),
                false => Ok(()),
            }
        })
    };
    let count = take(&db, "Ada Lind", false).unwrap();
    assert_eq!(
        (count.new_doors, count.new_people, count.same_people),
        (0, 0, 1)
    );
    assert!(take(&db, "Somebody Else", true).is_err());
    assert_eq!(phone.sync(&db).pages.len(), 0);
    let count = take(&db, "Ada Lind-Berg", false).unwrap();
    assert_eq!(count.changed_people, 1);
    assert_eq!(phone.sync(&db).pages[0].rows.len(), 1);
    let people = &db.turf_record(TurfId(1)).unwrap().records[&DoorId(1)].people;
    assert_eq!(people[0].name, "Ada Lind-Berg");
}

pub(crate) fn a_revoked_or_unknown_token_gets_nothing(store: &Store) {
    let db = store.open();
    let phone = Phone::join(&db, 1, 7);
    let sent = phone.sent(1, &[]);
    let stranger = db.sync(&sha256_hex("stranger"), &sent, NOON_MS).unwrap();
    assert!(matches!(stranger, SyncOutcome::Unauthorized));
    assert_eq!(db.device_by_token(&sha256_hex("stranger")).unwrap(), None);
    assert_eq!(
        db.device_by_token(&sha256_hex(&format!("{:064x}", 7)))
            .unwrap(),
        Some(phone.device)
    );
}

/// Turf given, taken back and moved, people found, corrected and erased, users, the audit log.
pub(crate) fn what_organizers_change_is_in_force(store: &Store) {
    let db = store.open();
    let mut phone = Phone::join(&db, 1, 7);
    phone.note(&not_home(1));
    phone.note(r#""kind":"add_person","door":2,"name":"Robin Newcomer""#);
    phone.sync(&db);
    let who = Who::Command;
    db.assign(phone.device, TurfId(2), &who, NOON_MS).unwrap();
    assert_eq!(phone.sync(&db).header.streams.len(), 3);
    assert_eq!(db.withdraw(TurfId(2), None, &who, NOON_MS).unwrap(), 1);
    assert_eq!(phone.sync(&db).header.streams.len(), 2);
    db.move_doors(&[DoorId(1)], TurfId(2), NOON_MS).unwrap();
    assert_eq!(
        db.turf_record(TurfId(2)).unwrap().attempts(),
        1,
        "its history came along"
    );

    let found = db.find_people("mäki").unwrap();
    assert_eq!(found.len(), 1);
    let bo = found[0].0;
    db.correct_name(bo, "Bo Mäkinen", NOON_MS).unwrap();
    assert!(db.person_record(bo).unwrap().is_some());
    db.erase(bo, NOON_MS).unwrap();
    assert!(db.person_record(bo).unwrap().is_none());
    db.compact(0).unwrap();
    phone.sync(&db);

    let role = Role::Owner;
    let id = db
        .add_user("Ann", role, "a hash", true, &who, NOON_MS)
        .unwrap();
    assert!(
        db.add_user("ann", role, "a hash", false, &who, NOON_MS)
            .is_err()
    );
    let signed_in = db.sign_in(id, &who, NOON_MS).unwrap();
    assert!(
        db.browser(&signed_in.session, true, NOON_MS)
            .unwrap()
            .is_some()
    );
    assert!(db.sign_out(&signed_in.session, &who, NOON_MS).unwrap());
    assert!(
        db.browser(&signed_in.session, true, NOON_MS)
            .unwrap()
            .is_none()
    );
    db.revoke(phone.device, &who, NOON_MS).unwrap();
    let filters = [
        AuditFilter::default(),
        AuditFilter {
            since_ms: Some(NOON_MS),
            most: Some(3),
            organizer: None,
        },
        AuditFilter {
            organizer: Some(id),
            ..AuditFilter::default()
        },
    ];
    let rows = filters.map(|filter| db.audit(&filter).unwrap().len());
    assert!(rows[0] >= 6 && rows[1] == 3, "{rows:?}");
}

thread_local! {
    static DRAWN: Cell<u64> = const { Cell::new(0) };
}

/// Stands where tags and codes are random otherwise.
fn drawn(bytes: usize) -> Result<String, DbError> {
    DRAWN.set(DRAWN.get() + 1);
    Ok(format!("{:0width$x}", DRAWN.get(), width = 2 * bytes))
}

/// What a day says, byte for byte.
pub(crate) fn transcript(store: &Store) -> String {
    DRAWN.set(0);
    let db = store.open().drawing_by(drawn);
    campaign(&db);
    let mut said = String::new();
    let mut phones: Vec<Phone> = [1, 1, 2]
        .iter()
        .zip(1..)
        .map(|(turf, nth)| Phone::join(&db, *turf, nth))
        .collect();
    of_every_fate(&mut phones[0], "1.0000000000000001");
    phones[2].note(&not_home(5));
    for _ in 0..2 {
        for phone in &mut phones {
            said += &write_reply(&phone.sync(&db));
        }
    }
    said += &format!("{:?}{:?}", db.quarantine().unwrap(), db.devices().unwrap());
    said += &format!("{:?}{:?}", db.progress().unwrap(), db.export().unwrap());
    said
}
