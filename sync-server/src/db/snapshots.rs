//! Streams whole: immutable snapshots that all phones of a turf share, and compaction.

use std::collections::HashMap;

use turfwalk_core::model::DeviceId;
use turfwalk_core::wire::{Cursor, Row, SnapshotRef, StreamId, write_snapshot};

use super::sql::{Tx, values};
use super::{Db, DbError, devices, log, sha256_hex, typed};

/// A stream of fewer rows is sent in pages: a snapshot would cost a request more.
pub(super) const LEAST_ROWS: u64 = 500;
/// A snapshot is made anew once so many rows have come after it.
const STALE_AFTER: u64 = 1_000;
/// Level of zstd. A small turf's snapshot is 3 % shorter at 15, and takes thirteen times as long to
/// make; at 6 it is 6 % longer, and takes a third less.
const LEVEL: i32 = 8;

impl Db {
    /// Makes a stream's snapshot, for devices to be pointed to.
    pub(super) fn make_snapshot(&self, stream: StreamId) -> Result<(), DbError> {
        let (text, cursor) = self.read(|db| {
            let (rows, cursor) = latest(db, stream)?;
            Ok((write_snapshot(&rows, &cursor), cursor))
        })?;
        // By its length the compressor takes no more memory than a small turf needs.
        let bytes = zstd::bulk::compress(text.as_bytes(), LEVEL)
            .map_err(|_| DbError::Unreadable { what: "snapshot" })?;
        self.write(|tx| {
            // An erasure meanwhile has changed the tags: then this one is not kept.
            if log::stand(tx, stream, cursor.seq)?.tag.as_ref() == Some(&cursor.tag) {
                tx.execute(
                    "INSERT INTO snapshot (stream, seq, tag, sha256, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (stream) DO UPDATE SET seq = ?2, tag = ?3, sha256 = ?4, bytes = ?5",
                    values![
                        stream.to_string(),
                        cursor.seq,
                        cursor.tag,
                        sha256_hex(&bytes),
                        bytes
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// A snapshot's bytes, if a device may hold its stream now.
    pub fn snapshot(&self, device: DeviceId, sha256: &str) -> Result<Option<Vec<u8>>, DbError> {
        self.read(|db| {
            let found = db.maybe(
                "SELECT stream, bytes FROM snapshot WHERE sha256 = ?1",
                values![sha256],
                |r| Ok((r.get::<String>(0)?, r.get(1)?)),
            )?;
            let streams = devices::streams(db, device)?;
            Ok(found
                .filter(|(stream, _)| streams.iter().any(|held| held.to_string() == *stream))
                .map(|(_, bytes)| bytes))
        })
    }

    /// The names of all snapshots, by stream.
    pub fn snapshot_names(&self) -> Result<Vec<String>, DbError> {
        self.read(|db| {
            db.all(
                "SELECT sha256 FROM snapshot ORDER BY stream",
                values![],
                |r| r.get(0),
            )
        })
    }

    /// Raises each stream's floor to `keep` rows below its head: below, rows that a later one has
    /// replaced are let go. A phone that stands below the floor is sent the stream anew; no other
    /// sees a difference. How many rows went.
    pub fn compact(&self, keep: u64) -> Result<u64, DbError> {
        self.write(|tx| {
            let streams = tx.all(
                "SELECT name, head, floor FROM stream ORDER BY name",
                values![],
                |r| Ok((r.get::<String>(0)?, r.get::<u64>(1)?, r.get::<u64>(2)?)),
            )?;
            let mut gone = 0;
            for (stream, head, floor) in streams {
                let new = head.saturating_sub(keep);
                if new <= floor {
                    continue;
                }
                tx.execute(
                    "UPDATE stream SET floor = ?2, floor_tag =
                         (SELECT tag FROM stream_row WHERE stream = ?1 AND seq = ?2)
                     WHERE name = ?1",
                    values![stream, new],
                )?;
                gone += tx.execute(
                    // A door is called by its id: the row by which it was added says alone which op
                    // added it. The stream's end stays, emptied or not: else none would come to it.
                    "DELETE FROM stream_row WHERE stream = ?1 AND seq <= ?2 AND seq < ?3
                     AND (kind = 'void' OR EXISTS
                     (SELECT 1 FROM stream_row later WHERE later.stream = stream_row.stream
                      AND later.kind = stream_row.kind AND later.key = stream_row.key
                      AND later.seq > stream_row.seq))
                     AND NOT (kind = 'door' AND n IS NOT NULL)",
                    values![stream, new, head],
                )?;
            }
            Ok(gone)
        })
    }
}

impl Db {
    /// How far each stream goes.
    pub fn heads(&self) -> Result<HashMap<StreamId, u64>, DbError> {
        let heads = self.read(|db| {
            db.all("SELECT name, head FROM stream", values![], |r| {
                Ok((r.get::<String>(0)?, r.get(1)?))
            })
        })?;
        heads
            .into_iter()
            .map(|(name, head)| {
                let unreadable = |_| DbError::Unreadable { what: "stream" };
                Ok((name.parse().map_err(unreadable)?, head))
            })
            .collect()
    }
}

/// Drops a stream's snapshot: what it holds is not to be given out any more.
pub(super) fn forget(tx: &Tx<'_>, stream: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM snapshot WHERE stream = ?1", values![stream])?;
    Ok(())
}

/// The snapshot that a device is pointed to that has nothing of a stream, if there is one that is
/// not too old.
pub(super) fn fresh(db: &Tx<'_>, stream: StreamId) -> Result<Option<SnapshotRef>, DbError> {
    let found = db.maybe(
        "SELECT p.seq, p.tag, p.sha256, length(p.bytes), s.head
         FROM snapshot p JOIN stream s ON s.name = p.stream WHERE p.stream = ?1",
        values![stream.to_string()],
        |r| {
            let cursor = Cursor {
                stream,
                seq: r.get(0)?,
                tag: r.get(1)?,
            };
            let snapshot = SnapshotRef {
                cursor,
                sha256: r.get(2)?,
                bytes: r.get(3)?,
            };
            Ok((snapshot, r.get::<u64>(4)?))
        },
    )?;
    let Some((snapshot, head)) = found else {
        return Ok(None);
    };
    let cursor = &snapshot.cursor;
    let holds = log::stand(db, stream, cursor.seq)?.tag.as_ref() == Some(&cursor.tag);
    let is_fresh = head - cursor.seq <= STALE_AFTER;
    Ok((holds && is_fresh).then_some(snapshot))
}

/// The last row of each thing in a stream, and the cursor behind them.
fn latest(db: &Tx<'_>, stream: StreamId) -> Result<(Vec<Row>, Cursor), DbError> {
    let mut last = None;
    let mut rows = Vec::new();
    db.each(
        "SELECT seq, tag, kind, value FROM stream_row WHERE stream = ?1 AND NOT EXISTS
         (SELECT 1 FROM stream_row later WHERE later.stream = stream_row.stream
          AND later.kind = stream_row.kind AND later.key = stream_row.key
          AND later.seq > stream_row.seq)
         ORDER BY seq",
        values![stream.to_string()],
        |r| {
            let (seq, kind): (u64, String) = (r.get(0)?, r.get(2)?);
            last = Some((seq, r.get(1)?));
            if kind != log::VOID {
                rows.push(Row::Full(seq, kind, typed("row", &r.get::<String>(3)?)?));
            }
            Ok(())
        },
    )?;
    let (seq, tag) = last.ok_or(DbError::Unreadable { what: "stream" })?;
    Ok((rows, Cursor { stream, seq, tag }))
}
