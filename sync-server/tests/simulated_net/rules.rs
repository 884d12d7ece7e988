//! What has to hold, read from the files of server and phones past the code that is tested.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

fn open(file: &Path) -> Connection {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// How far the ops of a phone's life are decided in a database of the server.
fn decided(db: &Connection, device: u32, life: &str) -> u64 {
    let sql = "SELECT acc FROM life WHERE device = ?1 AND incarnation = ?2";
    let found = db.query_row(sql, params![device, life], |r| r.get(0));
    found.optional().unwrap().unwrap_or(0)
}

/// A phone was told of no more ops as safe than the server has decided, and of no more as backed
/// up than its newest backup has. Whether it has anything still to send.
pub(crate) fn no_receipt_is_ahead(phone: &Path, server: &Path, backup: Option<&Path>) -> bool {
    if !phone.exists() {
        return true;
    }
    let sql = "SELECT device, incarnation,
                      max(next_n, (SELECT ifnull(max(n), 0) + 1 FROM op
                                   WHERE op.incarnation = identity.incarnation)), acc, dur
               FROM identity WHERE device IS NOT NULL";
    let found = open(phone).query_row(sql, [], |r| {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
    });
    let Some((device, life, next_n, acc, dur)) = found.optional().unwrap() else {
        return true;
    };
    let (device, life, next_n, acc, dur): (u32, String, u64, u64, u64) =
        (device, life, next_n, acc, dur);
    let there = decided(&open(server), device, &life);
    assert!(
        acc <= there,
        "phone {device} was told {acc}, and the server has {there}"
    );
    let kept = backup.map_or(0, |backup| decided(&open(backup), device, &life));
    assert!(
        dur <= kept,
        "phone {device} was told that {dur} are backed up, and {kept} are"
    );
    next_n > acc + 1
}

/// The effects of ops on the server: how many rows each has. None is refused.
pub(crate) fn effects(server: &Path) -> BTreeMap<String, u32> {
    let db = open(server);
    let refused: u32 = db
        .query_row(
            "SELECT count(*) FROM op WHERE refused IS NOT NULL",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(refused, 0, "ops were refused");
    let sql = "SELECT device || '.' || incarnation || '.' || n, count(*) FROM stream_row
               WHERE n IS NOT NULL GROUP BY 1";
    let mut query = db.prepare(sql).unwrap();
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Names of ops whose rows a phone has from the server, and how many rows are on their way still.
pub(crate) fn shown(phone: &Path) -> (BTreeSet<String>, usize) {
    let db = open(phone);
    let mut query = db
        .prepare(
            "SELECT key, seq FROM row WHERE kind IN ('attempt', 'edit')
             OR kind = 'person' AND key LIKE '%.%.%'",
        )
        .unwrap();
    let rows = query.query_map([], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, Option<u64>>(1)?))
    });
    let rows: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
    let overlays = rows.iter().filter(|(_, seq)| seq.is_none()).count();
    (rows.into_iter().map(|(key, _)| key).collect(), overlays)
}
