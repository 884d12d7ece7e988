//! Databases of every released schema, kept as SQL, are brought to this version's.
//!
//! A release that adds a migration adds here the dump of a phone of the release before.

use rusqlite::Connection;
use turfwalk_core::lease::Lease;
use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{DeviceId, Incarnation, WalkListId};
use turfwalk_core::store::{RefusedOp, Standing, Store};

use crate::phone::{file, pack_name, turf, unsent, with_doors};

/// Phones in the middle of a day: turf 1 with three doors, four visits of which two are safe and
/// one of these refused, from version 2 on an own order, from 3 on a part of a snapshot, from 5 on
/// a campaign with a key for sealed files.
const RELEASED: [(u32, &str); 5] = [
    (1, include_str!("../schemas/v1.sql")),
    (2, include_str!("../schemas/v2.sql")),
    (3, include_str!("../schemas/v3.sql")),
    (4, include_str!("../schemas/v4.sql")),
    (5, include_str!("../schemas/v5.sql")),
];

/// The key for sealed files.
const SEAL_KEY: &str = "5ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1";

/// Tables, indexes and how they were made, by name.
fn schema(path: &std::path::Path) -> Vec<(String, String, Option<String>)> {
    let db = Connection::open(path).unwrap();
    let mut query = db
        .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
        .unwrap();
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_phone_of_each_release_comes_up_with_all_that_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = file(&folder);
    drop(Store::open(&fresh).unwrap());
    let newest = schema(&fresh);
    for (version, dump) in RELEASED {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder);
        let db = Connection::open(&path).unwrap();
        db.execute_batch(dump).unwrap();
        let last: u32 = db
            .query_row(
                "SELECT max(version) FROM refinery_schema_history",
                [],
                |r| r.get(0),
            )
            .unwrap();
        assert_eq!(last, version);
        drop(db);
        assert_ne!(schema(&path), newest, "version {version} is an earlier one");

        let mut store = Store::open(&path).unwrap();
        assert_eq!(schema(&path), newest, "from version {version}");
        let identity = store.joined().unwrap();
        assert_eq!(identity.device, Some(DeviceId(1)));
        assert_eq!(identity.incarnation, Incarnation(0xC0FFEE));
        assert_eq!((identity.next_n, identity.acc, identity.dur), (5, 2, 1));
        assert_eq!(identity.synced_at_ms, Some(1_767_268_800_000));
        assert_eq!(identity.standing, Standing::In);
        let sealed_for = identity.seal_key;
        assert_eq!(sealed_for, (version > 4).then(|| SEAL_KEY.to_owned()));
        let receipts = store.receipts().unwrap();
        assert_eq!((receipts.on_phone, receipts.safe), (4, 2));
        assert_eq!((receipts.refused, receipts.backed_up), (1, 1));
        let (n, why) = (2, Refusal::UnknownDoor);
        assert_eq!(store.refused().unwrap(), [RefusedOp { n, why }]);
        assert_eq!(unsent(&store).len(), 2);
        assert!(unsent(&store)[0].contains("beware-of-the-heron-3"));
        assert_eq!(store.holds_from().unwrap(), 1);
        assert_eq!(store.cursors().unwrap().len(), 2);
        let list = store.walk_list(WalkListId(1)).unwrap().unwrap();
        assert_eq!(list.stops.len(), 3);
        assert_eq!(store.replan(&list).unwrap().is_some(), version > 1);
        let pack = store.street_pack(&pack_name(1)).unwrap();
        assert_eq!(pack.as_deref(), Some(&b"streets"[..]));
        let part = store.snapshot_part("5f").unwrap();
        assert_eq!(part.is_empty(), version < 3);
        assert_eq!(store.lease().unwrap(), Lease::default());
        assert_eq!(store.salvaged().unwrap(), None);
        // And it goes on from there.
        store.apply_results(&[], 4, 4, 0).unwrap();
        store.apply_page(&turf(1, 1..=4)).unwrap();
        store.tidy().unwrap();
        assert_eq!(unsent(&store), Vec::<String>::new());
    }
}

#[test]
fn a_database_of_a_newer_app_is_left_as_it_is_journal_included() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    drop(with_doors(Store::open(&path).unwrap(), 3));
    let db = Connection::open(&path).unwrap();
    let insert = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                  VALUES (99, 'from_the_future', '2030-01-01T00:00:00Z', '1')";
    db.execute(insert, []).unwrap();
    // The newer app was killed: its last changes stand in the journal alone.
    let killed = tempfile::tempdir().unwrap();
    let path_of_killed = file(&killed);
    let wal = |path: &std::path::Path| path.with_file_name("phone.db-wal");
    std::fs::copy(&path, &path_of_killed).unwrap();
    std::fs::copy(wal(&path), wal(&path_of_killed)).unwrap();
    let read = |path| std::fs::read(path).unwrap();
    let before = (read(path_of_killed.clone()), read(wal(&path_of_killed)));
    assert!(!before.1.is_empty());
    type Open = fn(&std::path::Path) -> Result<Store, turfwalk_core::store::StoreError>;
    let opens: [Open; 2] = [Store::open, |path| Store::open_anew(path, None)];
    for open in opens {
        let error = open(&path_of_killed).unwrap_err();
        assert!(matches!(error, turfwalk_core::store::StoreError::Newer));
        let after = (read(path_of_killed.clone()), read(wal(&path_of_killed)));
        assert!(after == before, "a byte was changed");
    }
}
