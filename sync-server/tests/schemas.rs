//! Databases of every released schema, kept as SQL, are brought to this version's, and the phones
//! that knew them go on.
//!
//! A release that adds a migration adds here the dump of a server of the release before: run the
//! ignored test of this file with it, `DUMP=file cargo test … --test schemas -- --ignored`, and
//! `pg_dump --inserts` for the other engine.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

#[path = "common/cluster.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod cluster;
#[allow(dead_code, reason = "other tests use the rest")]
mod common;

use std::fmt::Write as _;
use std::path::Path;

use common::{NOON_MS, sha256_hex};
use rusqlite::Connection;
use turfwalk_core::model::{
    Campaign, CampaignId, DeviceId, DoorId, Incarnation, Job, OpId, ScriptId, Stop, Style, TurfId,
    WalkTotals,
};
use turfwalk_core::script::Script;
use turfwalk_core::wire::{Join, Reply, Row, StreamId, Verdict, read_push};
use turfwalk_server::db::{
    Db, DbError, ListToStore, NewDoor, NewPerson, Role, SyncOutcome, TurfToStore, Who,
};

/// Servers in the middle of a day: turf 1 with doors 1 and 3 and a person in each, door 2 in no
/// turf; one phone with two ops, of which the second is refused; from version 4 on an organizer
/// and an audit log.
const RELEASED: [(u32, &str); 7] = [
    (1, include_str!("schemas/v1.sql")),
    (2, include_str!("schemas/v2.sql")),
    (3, include_str!("schemas/v3.sql")),
    (4, include_str!("schemas/v4.sql")),
    (5, include_str!("schemas/v5.sql")),
    (6, include_str!("schemas/v6.sql")),
    (8, include_str!("schemas/v8.sql")),
];

/// The phone's secret, its life, and what it sent: that of core's dumps of old phones.
const TOKEN: &str = "token";
const LIFE: Incarnation = Incarnation(0xC0FFEE);
const LINES: [&str; 2] = [
    r#"{"n":1,"kind":"attempt","target":{"door":1},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-1","basis":"said"}}"#,
    r#"{"n":2,"kind":"attempt","target":{"door":2},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-2","basis":"said"}}"#,
];

/// Tables, indexes, triggers and how they were made, by name.
fn schema(path: &Path) -> Vec<(String, String, Option<String>)> {
    let db = Connection::open(path).unwrap();
    let mut query = db
        .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
        .unwrap();
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// What the server answers to these lines of the phone's from `from` on.
fn sync(db: &Db, from: usize, lines: &[&str], cursors: &str) -> Reply {
    let body = format!(
        "{{\"v\":1,\"incarnation\":\"{LIFE}\",\"from\":{from},\"cursors\":[{cursors}],\"holds_from\":0}}\n{}\n",
        lines.join("\n")
    );
    let body = body.trim_end().to_owned() + "\n";
    let sent = read_push(body.as_bytes()).unwrap();
    match db.sync(&sha256_hex(TOKEN), &sent, NOON_MS).unwrap() {
        SyncOutcome::Reply(reply) => *reply,
        SyncOutcome::Unauthorized => panic!("the phone is not known any more"),
    }
}

/// A database that has been brought up holds what it held, and goes on.
fn holds_all(db: &Db, version: u32) {
    assert_eq!(db.campaign().unwrap().unwrap().name, "Bridge for all");
    let turfs = db.turfs().unwrap();
    assert_eq!(turfs.len(), 1);
    assert_eq!(turfs[0].0.id, TurfId(1));
    let record = db.turf_record(TurfId(1)).unwrap();
    let doors: Vec<DoorId> = record.doors.iter().map(|door| door.id).collect();
    assert_eq!(doors, [DoorId(1), DoorId(3)]);
    assert_eq!(db.doors().unwrap().len(), 3);
    let devices = db.devices().unwrap();
    assert_eq!((devices.len(), devices[0].id), (1, DeviceId(1)));
    assert_eq!((devices[0].safe, devices[0].refused), (2, 1));
    assert_eq!(devices[0].turfs, [TurfId(1)]);
    assert!(!devices[0].is_shut_out);
    let quarantine = db.quarantine().unwrap();
    assert_eq!((quarantine.len(), quarantine[0].n), (1, 2));
    let rows = db.export().unwrap();
    assert_eq!(rows.len(), 1);
    let op = |n| OpId {
        device: DeviceId(1),
        incarnation: LIFE,
        n,
    };
    assert_eq!(rows[0].row.op, op(1));
    let note = rows[0].row.attempt.note.as_ref().unwrap();
    assert_eq!(note.text, "beware-of-the-heron-1");
    let users = db.users().unwrap();
    assert_eq!(users.len(), usize::from(version >= 4));
    assert!(users.iter().all(|user| user.role == Role::Owner));

    // Its ops keep their verdicts, and are not taken a second time.
    let again = sync(db, 1, &LINES, "");
    assert_eq!((again.header.acc, again.header.fork), (2, None));
    assert!(matches!(again.results[0].verdict, Verdict::Made { .. }));
    assert!(again.results[1].is_refused());
    let names = again.pages.iter().flat_map(|page| &page.rows);
    let people = names.filter(|row| matches!(row, Row::Full(_, kind, _) if kind == "person"));
    assert_eq!(people.count(), 2);
    assert_eq!(
        db.export().unwrap().len(),
        1,
        "sent again, and counted once"
    );

    // Who was up to date before the upgrade fetches nothing again.
    let cursors: Vec<String> = again
        .pages
        .iter()
        .map(|page| serde_json::to_string(&page.cursor).unwrap())
        .collect();
    let idle = sync(db, 3, &[], &cursors.join(","));
    assert!(
        idle.pages
            .iter()
            .all(|page| !page.reset && page.rows.is_empty())
    );

    // And it goes on from there.
    let next = LINES[0].replace(r#""n":1"#, r#""n":3"#);
    let done = sync(db, 3, &[&next], &cursors.join(","));
    let StreamId::Turf(turf) = (match done.results[0].verdict {
        Verdict::Made { stream, .. } => stream,
        Verdict::Refused { refused } => panic!("{refused:?}"),
    }) else {
        panic!("not in a turf's stream")
    };
    assert_eq!((turf, done.header.acc), (TurfId(1), 3));
    assert_eq!(
        db.turf_record(TurfId(1)).unwrap().records[&DoorId(1)]
            .attempts
            .len(),
        2
    );
}

#[test]
fn a_server_of_each_release_comes_up_with_all_that_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh.db");
    drop(Db::open(&fresh).unwrap());
    let newest = schema(&fresh);
    for (version, dump) in RELEASED {
        let path = folder.path().join(format!("v{version}.db"));
        let file = Connection::open(&path).unwrap();
        file.execute_batch(dump).unwrap();
        let last: u32 = file
            .query_row(
                "SELECT max(version) FROM refinery_schema_history",
                [],
                |r| r.get(0),
            )
            .unwrap();
        assert_eq!(last, version);
        drop(file);
        assert_ne!(schema(&path), newest, "version {version} is an earlier one");
        let db = Db::open(&path).unwrap();
        assert_eq!(schema(&path), newest, "from version {version}");
        holds_all(&db, version);
        drop(db);
        // Opened once more, nothing is left to do.
        drop(Db::open(&path).unwrap());
        assert_eq!(schema(&path), newest);
    }
}

/// Tables, indexes, constraints and triggers of a PostgreSQL database, as lines.
fn postgres_schema(name: &str) -> String {
    let queries = [
        "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity,
                collation_name
         FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    ];
    queries
        .map(|query| cluster::shared().sql(name, query).unwrap())
        .join("")
}

#[test]
fn a_server_of_each_release_comes_up_on_postgres_too() {
    let cluster = cluster::shared();
    let fresh = cluster.database().unwrap();
    drop(Db::connect(&cluster.url(&fresh)).unwrap());
    let newest = postgres_schema(&fresh);
    assert!(newest.contains("audit_is_not_changed"), "{newest}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/postgres");
    for (version, _) in RELEASED {
        let name = cluster.database().unwrap();
        let dump = folder.join(format!("v{version}.sql"));
        cluster.sql_file(&name, &dump).unwrap();
        let last = "SELECT max(version) FROM refinery_schema_history";
        assert_eq!(
            cluster.sql(&name, last).unwrap().trim(),
            version.to_string()
        );
        assert_ne!(postgres_schema(&name), newest, "version {version}");
        let db = Db::connect(&cluster.url(&name)).unwrap();
        let ours = postgres_schema(&name);
        for (ours, fresh) in ours.lines().zip(newest.lines()) {
            assert_eq!(ours, fresh, "from version {version}");
        }
        assert_eq!(ours.len(), newest.len(), "from version {version}");
        holds_all(&db, version);
    }
}

#[test]
fn an_upgrade_that_is_cut_off_leaves_the_old_release_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    for (version, dump) in RELEASED {
        let path = folder.path().join(format!("v{version}.db"));
        let file = Connection::open(&path).unwrap();
        file.execute_batch(dump).unwrap();
        // Something of the last migration's is in the way.
        file.execute_batch("ALTER TABLE device ADD COLUMN next_key INTEGER")
            .unwrap();
        drop(file);
        let before = schema(&path);
        let error = Db::open(&path).unwrap_err();
        assert!(
            matches!(error, DbError::Migration(_) | DbError::Database(_)),
            "{error:?}"
        );
        assert_eq!(schema(&path), before, "from version {version}");
        let file = Connection::open(&path).unwrap();
        file.execute_batch("ALTER TABLE device DROP COLUMN next_key")
            .unwrap();
        drop(file);
        holds_all(&Db::open(&path).unwrap(), version);
    }
}

/// The day that the dumps are of, made by this version.
fn day(path: &Path) {
    let db = Db::open(path).unwrap();
    let campaign = Campaign {
        id: CampaignId(1),
        name: "Bridge for all".into(),
        time_zone: "Europe/Helsinki".into(),
        quiet_hours: None,
        cool_down_h: 0,
        emergency: None,
        help_line: None,
        notice: None,
        seal_key: None,
        lease_h: None,
    };
    let script = Script {
        id: ScriptId(1),
        version: 1,
        title: "First talk".into(),
        opening: String::new(),
        questions: Vec::new(),
    };
    db.ensure_campaign(&campaign, &script).unwrap();
    db.import(|importer| -> Result<(), DbError> {
        for number in 1..=3 {
            let door = importer.door(&NewDoor {
                number: number.to_string(),
                street: "Heronstreet".into(),
                city: "Helsinki".into(),
                postcode: "00100".into(),
                ..NewDoor::default()
            })?;
            importer.person(
                door,
                &NewPerson {
                    source_key: format!("plain:{number}"),
                    name: format!("Person {number}"),
                    ..NewPerson::default()
                },
            )?;
        }
        Ok(())
    })
    .unwrap();
    db.store_cut(&[TurfToStore {
        goes_on: None,
        name: "Turf 1".into(),
        minutes: 10,
        doors: vec![DoorId(1), DoorId(3)],
        pack: None,
    }])
    .unwrap();
    let stop = |door| Stop {
        building: None,
        doors: vec![DoorId(door)],
        at: None,
        walk_m: 12,
        walk_s: 10,
        crossings: 0,
    };
    db.store_lists(&[ListToStore {
        turf: TurfId(1),
        name: "Turf 1".into(),
        job: Job::Canvass,
        stops: vec![stop(1), stop(3)],
        totals: WalkTotals {
            metres: 24,
            seconds: 20,
            crossings: 0,
        },
        on_streets: false,
        style: Style::Quickest,
        avoid_steps: false,
        part: None,
    }])
    .unwrap();
    let join = Join {
        code: db.invite(TurfId(1), NOON_MS).unwrap().code,
        token: "0".repeat(64),
        incarnation: LIFE,
        name: "Phone".into(),
    };
    db.join(&join, NOON_MS).unwrap();
    // Core's old phones have a token that is too short to join by.
    Connection::open(path)
        .unwrap()
        .execute("UPDATE device SET token_hash = ?1", [sha256_hex(TOKEN)])
        .unwrap();
    let reply = sync(&db, 1, &LINES, "");
    assert!(!reply.results[0].is_refused() && reply.results[1].is_refused());
    let password = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA";
    db.add_user("Owner", Role::Owner, password, true, &Who::Command, NOON_MS)
        .unwrap();
}

#[test]
#[ignore = "writes the dump of this schema to the file that DUMP names, for who makes a release"]
fn dump_this_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day.db");
    day(&path);
    let file = Connection::open(&path).unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut query = file.prepare(sql).unwrap();
        let rows = query.query_map([], |r| r.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut dump = String::from("BEGIN;\n");
    let made = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type";
    for table in texts(&format!("{made} = 'table' ORDER BY rowid")) {
        writeln!(dump, "{table};").unwrap();
    }
    for table in texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") {
        let columns = texts(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted: Vec<String> = columns.iter().map(|it| format!("quote({it})")).collect();
        let values = quoted.join(" || ', ' || ");
        for row in texts(&format!("SELECT {values} FROM {table}")) {
            let columns = columns.join(", ");
            writeln!(dump, "INSERT INTO {table} ({columns}) VALUES ({row});").unwrap();
        }
    }
    for other in texts(&format!("{made} <> 'table' ORDER BY rowid")) {
        writeln!(dump, "{other};").unwrap();
    }
    dump += "COMMIT;\n";
    std::fs::write(std::env::var("DUMP").unwrap(), dump).unwrap();
}
