//! A small campaign whose server and phones are files, so that either may come back as it was; what
//! either holds; and a line that is damaged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use turfwalk_core::device::Device;
use turfwalk_core::model::{Channel, DoorId, OpId, TurfId};
use turfwalk_server::db::Db;

use crate::common::{NOON_MS, Way, campaign, now, phone};

/// The server's file and its phones', in one folder, each with the copy that was put aside last.
pub(crate) struct Field {
    folder: TempDir,
    pub(crate) way: Way,
}

impl Field {
    /// A server with the campaign.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("server.db")).unwrap();
        campaign(&db);
        let way = Way::to(db);
        Self { folder, way }
    }

    /// Where a phone has its database.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A phone that has fetched the list of turf 1.
    pub(crate) fn phone(&self, name: &str) -> Device<Way> {
        let device = phone(&self.way, &self.file(name), 1);
        now(device.sync()).unwrap();
        device
    }

    /// Copies a phone's file as it stands, and goes on with the phone.
    pub(crate) fn put_aside(&self, name: &str, device: Device<Way>) -> Device<Way> {
        drop(device);
        std::fs::copy(self.file(name), self.file(&format!("{name}.aside"))).unwrap();
        Device::open(&self.file(name), self.way.clone()).unwrap()
    }

    /// The phone as it was when it was put aside.
    pub(crate) fn restored(&self, name: &str, device: Device<Way>) -> Device<Way> {
        drop(device);
        std::fs::copy(self.file(&format!("{name}.aside")), self.file(name)).unwrap();
        Device::open(&self.file(name), self.way.clone()).unwrap()
    }

    /// Copies the server's database as it stands; once in a test.
    pub(crate) fn put_server_aside(&self) {
        rusqlite::Connection::open(self.file("server.db"))
            .unwrap()
            .execute("VACUUM INTO ?1", [self.file("aside.db").to_str().unwrap()])
            .unwrap();
    }

    /// The server is what it was when it was put aside.
    pub(crate) fn restore_server(&self) {
        let db = Db::open(&self.file("aside.db")).unwrap();
        *self.way.db.lock().unwrap() = Arc::new(db);
    }

    /// The one column that a query of the server's database has, read past the code that is tested.
    pub(crate) fn ask(&self, sql: &str) -> Vec<String> {
        let db = rusqlite::Connection::open(self.file("server.db")).unwrap();
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map([], |r| r.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

/// Ids of the live attempts that the server holds at each door of turf 1, in its order.
pub(crate) fn on_server(way: &Way) -> BTreeMap<u32, Vec<OpId>> {
    let record = way.db().turf_record(TurfId(1)).unwrap();
    let ids = |id: &DoorId| {
        record.records[id]
            .attempts
            .iter()
            .map(|row| row.op)
            .collect()
    };
    record
        .doors
        .iter()
        .map(|door| (door.id.0, ids(&door.id)))
        .collect()
}

/// The same as the phone holds it.
pub(crate) fn on_phone(device: &Device<Way>) -> BTreeMap<u32, Vec<OpId>> {
    (1..=4)
        .map(|door| {
            let view = device.door(DoorId(door), Channel::Door, NOON_MS).unwrap();
            (door, view.attempts.iter().map(|row| row.op).collect())
        })
        .collect()
}

/// Makes the stored line of an op one that no server can read.
pub(crate) fn spoil(file: &Path, n: u64) {
    let db = rusqlite::Connection::open(file).unwrap();
    let done = db.execute(
        "UPDATE op SET line = '{\"n\":' || n || ',\"kind\":\"?\"}' WHERE n = ?1",
        [n],
    );
    assert_eq!(done.unwrap(), 1);
}
