//! Rows out: from each stream what the device lacks.

use std::collections::BTreeMap;

use turfwalk_core::model::{DoorId, Place, Target};
use turfwalk_core::wire::{Body, Cursor, Page, Row, Sent, SnapshotRef, StreamId};

use super::{MAX_ROWS, VOID};
use crate::db::devices::{self, DeviceRow};
use crate::db::sql::{Tx, values};
use crate::db::{DbError, snapshots, typed};

/// What a device lacks.
#[derive(Default)]
pub(super) struct Pull {
    /// Rows, stream by stream.
    pub(super) pages: Vec<Page>,
    /// Streams to be fetched whole.
    pub(super) snapshots: Vec<SnapshotRef>,
    /// Whether rows are left for later.
    pub(super) more: bool,
}

/// What the device lacks, as far as one answer goes; streams of `whole_from` rows by snapshot.
pub(super) fn pull(
    tx: &Tx<'_>,
    device: &DeviceRow,
    sent: &Sent,
    whole_from: u64,
) -> Result<Pull, DbError> {
    let held: BTreeMap<StreamId, &Cursor> = sent
        .header
        .cursors
        .iter()
        .map(|cursor| (cursor.stream, cursor))
        .collect();
    let mut pull = Pull::default();
    let mut room = MAX_ROWS;
    for stream in devices::streams(tx, device.id)? {
        let cursor = held.get(&stream).copied();
        let from = after(tx, stream, cursor)?;
        if from.is_none()
            && let Some(snapshot) = snapshots::offered(tx, stream, whole_from)?
        {
            pull.snapshots.push(snapshot);
            continue;
        }
        let reset = from.is_none() && cursor.is_some_and(|cursor| cursor.seq > 0);
        let after = from.unwrap_or(0);
        let head: Option<u64> = tx.maybe(
            "SELECT head FROM stream WHERE name = ?1",
            values![stream.to_string()],
            |r| r.get(0),
        )?;
        if head.unwrap_or(0) <= after && !reset {
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
        let done = cursor.seq >= head.unwrap_or(0);
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

/// After which row a device goes on in a stream; `None` if it lacks all of it, because it holds
/// nothing or because what it holds is not what this database has there: the stream is reset.
pub(in crate::db) fn after(
    tx: &Tx<'_>,
    stream: StreamId,
    cursor: Option<&Cursor>,
) -> Result<Option<u64>, DbError> {
    let Some(cursor) = cursor.filter(|cursor| cursor.stream == stream && cursor.seq > 0) else {
        return Ok(None);
    };
    let holds = tag_at(tx, cursor)?.as_deref() == Some(&*cursor.tag);
    Ok(holds.then_some(cursor.seq))
}

/// The tag of the row where a cursor stands; `None` where this database has none, or has let
/// rows go that a device there lacks.
pub(in crate::db) fn tag_at(tx: &Tx<'_>, cursor: &Cursor) -> Result<Option<String>, DbError> {
    let stream = cursor.stream.to_string();
    let floor = tx.maybe(
        "SELECT floor, floor_tag FROM stream WHERE name = ?1",
        values![stream],
        |r| Ok((r.get::<u64>(0)?, r.get(1)?)),
    )?;
    match floor {
        Some((floor, tag)) if floor > 0 && cursor.seq == floor => Ok(Some(tag)),
        Some((floor, _)) if cursor.seq < floor => Ok(None),
        _ => tx.maybe(
            "SELECT tag FROM stream_row WHERE stream = ?1 AND seq = ?2",
            values![stream, cursor.seq],
            |r| r.get(0),
        ),
    }
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
    let (place, target) = match Body::parse(kind, &typed("row", value)?) {
        Some(Body::Attempt(row)) => (row.place, row.attempt.target),
        Some(Body::Edit(row)) => (row.place, row.edit.about),
        _ => return Ok(true),
    };
    let Target::Person(who) = target else {
        return Ok(true);
    };
    let door = tx.maybe(
        "SELECT door FROM person WHERE key = ?1",
        values![who.to_string()],
        |r| r.get(0),
    )?;
    Ok(door.is_some_and(|door| Place::Door(DoorId(door)) == place))
}
