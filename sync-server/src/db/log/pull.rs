//! Rows out: from each stream what the device lacks.

use std::collections::BTreeMap;

use turfwalk_core::model::{DoorId, Place, Target};
use turfwalk_core::wire::{AttemptRow, Cursor, EditRow, Page, Row, Sent, SnapshotRef, StreamId};

use super::{MAX_ROWS, VOID};
use crate::db::devices::DeviceRow;
use crate::db::sql::{Tx, values};
use crate::db::{DbError, snapshots, typed};

/// What a device lacks.
#[derive(Default)]
pub(super) struct Pull {
    /// Rows, stream by stream.
    pub(super) pages: Vec<Page>,
    /// Streams to be fetched whole.
    pub(super) snapshots: Vec<SnapshotRef>,
    /// Streams to be sent whole of which there is no fresh snapshot yet; nothing else of them is
    /// here.
    pub(super) unready: Vec<StreamId>,
    /// Whether rows are left for later.
    pub(super) more: bool,
}

/// What a stream that is to be sent whole may be short of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShortOf {
    /// A fresh snapshot, which is made then.
    Snapshots,
    /// Nothing: where there is no fresh one still, the stream is sent in pages.
    Nothing,
}

/// What the device lacks of `streams`, as far as one answer goes; those of so many rows as `whole`
/// has are sent by snapshot.
pub(super) fn pull(
    tx: &Tx<'_>,
    device: &DeviceRow,
    streams: &[StreamId],
    sent: &Sent,
    whole: (u64, ShortOf),
) -> Result<Pull, DbError> {
    let held: BTreeMap<StreamId, &Cursor> = sent
        .header
        .cursors
        .iter()
        .map(|cursor| (cursor.stream, cursor))
        .collect();
    let (whole_from, short_of) = whole;
    let mut pull = Pull::default();
    let mut room = MAX_ROWS;
    for &stream in streams {
        let cursor = held.get(&stream).copied().filter(|held| held.seq > 0);
        let Stand { head, tag } = stand(tx, stream, cursor.map_or(0, |cursor| cursor.seq))?;
        // What the device holds is not what this database has there: it is sent the stream anew.
        let reset = cursor.is_some_and(|cursor| tag.as_ref() != Some(&cursor.tag));
        let after = cursor.filter(|_| !reset).map_or(0, |cursor| cursor.seq);
        if after == 0 && head >= whole_from {
            if let Some(snapshot) = snapshots::fresh(tx, stream)? {
                pull.snapshots.push(snapshot);
                continue;
            }
            if short_of == ShortOf::Snapshots {
                pull.unready.push(stream);
                continue;
            }
        }
        if head <= after && !reset {
            continue;
        }
        if room == 0 {
            pull.more = true;
            return Ok(pull);
        }
        let (rows, last) = rows_after(tx, device, sent, stream, after, room)?;
        room -= rows.len();
        let cursor = last.unwrap_or(Cursor {
            stream,
            seq: 0,
            tag: "00000000".into(),
        });
        let done = cursor.seq >= head;
        pull.pages.push(Page {
            reset,
            rows,
            cursor,
        });
        if !done {
            pull.more = true;
            return Ok(pull);
        }
    }
    Ok(pull)
}

/// How a stream stands to somebody at one of its rows.
#[derive(Debug, Default)]
pub(in crate::db) struct Stand {
    /// Its last row's number; 0 where it has none.
    head: u64,
    /// The tag of the row asked for; `None` where this database has none, or has let rows go that
    /// a device there lacks.
    pub(in crate::db) tag: Option<String>,
}

/// How a stream stands to somebody at its row `seq`.
pub(in crate::db) fn stand(tx: &Tx<'_>, stream: StreamId, seq: u64) -> Result<Stand, DbError> {
    let found = tx.maybe(
        "SELECT s.head, CASE WHEN ?2 < s.floor THEN NULL
                             WHEN ?2 = s.floor AND s.floor > 0 THEN s.floor_tag
                             ELSE r.tag END
         FROM stream s LEFT JOIN stream_row r ON r.stream = s.name AND r.seq = ?2
         WHERE s.name = ?1",
        values![stream.to_string(), seq],
        |r| {
            Ok(Stand {
                head: r.get(0)?,
                tag: r.get(1)?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

fn rows_after(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    stream: StreamId,
    after: u64,
    room: usize,
) -> Result<(Vec<Row>, Option<Cursor>), DbError> {
    let incarnation = sent.header.incarnation.to_string();
    let (mut rows, mut last) = (Vec::new(), None);
    tx.each(
        "SELECT seq, tag, kind, value, rank, device, incarnation, n FROM stream_row
         WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        values![stream.to_string(), after, room],
        |row| {
            let (seq, n): (u64, Option<u64>) = (row.get(0)?, row.get(7)?);
            let is_own = row.get::<Option<u32>>(5)? == Some(device.id.0)
                && row.get::<Option<String>>(6)?.as_deref() == Some(&incarnation);
            let holds_from = sent.header.holds_from;
            let kind: String = row.get(2)?;
            match n {
                _ if kind == VOID => {}
                Some(n)
                    if is_own
                        && after > 0
                        && holds_from > 0
                        && n >= holds_from
                        && is_where_it_was(tx, &kind, &row.get::<String>(3)?)? =>
                {
                    rows.push(Row::Own(seq, n, row.get(4)?));
                }
                _ => rows.push(Row::Full(seq, kind, typed("row", &row.get::<String>(3)?)?)),
            }
            last = Some(Cursor {
                stream,
                seq,
                tag: row.get(1)?,
            });
            Ok(())
        },
    )?;
    Ok((rows, last))
}

/// Whether the device can tell by itself where a row of its own op is: not if the op is about
/// somebody who has moved to another door since, whom the device may not know any more.
fn is_where_it_was(tx: &Tx<'_>, kind: &str, value: &str) -> Result<bool, DbError> {
    let told = match kind {
        "attempt" => serde_json::from_str(value)
            .map(|row: AttemptRow| (row.place, row.attempt.target))
            .ok(),
        "edit" => serde_json::from_str(value)
            .map(|row: EditRow| (row.place, row.edit.about))
            .ok(),
        _ => None,
    };
    let Some((place, Target::Person(who))) = told else {
        return Ok(true);
    };
    let door = tx.maybe(
        "SELECT door FROM person WHERE key = ?1",
        values![who.to_string()],
        |r| r.get(0),
    )?;
    Ok(door.is_some_and(|door| Place::Door(DoorId(door)) == place))
}
