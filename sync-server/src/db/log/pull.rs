//! Rows out: from each stream what the device lacks.

use std::collections::BTreeMap;

use serde::Deserialize;
use turfwalk_core::model::{DeviceId, DoorId, PersonKey, Place, Target};
use turfwalk_core::wire::{Cursor, Page, Row, SnapshotRef, StreamId};

use super::look::Look;
use super::sync::Asking;
use super::{MAX_ROWS, VOID};
use crate::db::sql::{self, Tx, values};
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
    look: &Look,
    asking: &Asking<'_>,
    streams: &[StreamId],
    whole: (u64, ShortOf),
) -> Result<Pull, DbError> {
    let held: BTreeMap<StreamId, &Cursor> = asking
        .sent
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
        let seq = cursor.map_or(0, |cursor| cursor.seq);
        let Stand { head, tag } = match look.stand(stream, seq) {
            Some(stand) => stand,
            None => stand(tx, stream, seq)?,
        };
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
        let (rows, last) = rows_after(tx, look, asking, (stream, after), room)?;
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
    pub(super) head: u64,
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

/// A row as it is stored.
#[derive(Debug)]
pub(super) struct StoredRow {
    pub(super) seq: u64,
    pub(super) tag: String,
    pub(super) kind: String,
    /// `None` where only its tag was asked for.
    pub(super) value: Option<String>,
    rank: u64,
    /// Of the op that made it.
    pub(super) device: Option<DeviceId>,
    incarnation: Option<String>,
    n: Option<u64>,
}

/// Reads `seq, tag, kind, value, rank, device, incarnation, n`.
pub(super) fn read_row(r: &sql::Row<'_>) -> Result<StoredRow, DbError> {
    Ok(StoredRow {
        seq: r.get(0)?,
        tag: r.get(1)?,
        kind: r.get(2)?,
        value: r.get(3)?,
        rank: r.get(4)?,
        device: r.get::<Option<u32>>(5)?.map(DeviceId),
        incarnation: r.get(6)?,
        n: r.get(7)?,
    })
}

/// Up to `room` rows of a stream behind `after`, and the cursor behind them.
fn rows_after(
    tx: &Tx<'_>,
    look: &Look,
    asking: &Asking<'_>,
    (stream, after): (StreamId, u64),
    room: usize,
) -> Result<(Vec<Row>, Option<Cursor>), DbError> {
    let (mut rows, mut last) = (Vec::new(), None);
    let mut give = |row: &StoredRow| {
        rows.extend(as_sent(tx, look, asking, after, row)?);
        last = Some(Cursor {
            stream,
            seq: row.seq,
            tag: row.tag.clone(),
        });
        Ok(())
    };
    match look.rows_after(stream, after) {
        Some(near) => near.iter().take(room).try_for_each(give)?,
        None => tx.each(
            "SELECT seq, tag, kind, value, rank, device, incarnation, n FROM stream_row
             WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
            values![stream.to_string(), after, room],
            |r| give(&read_row(r)?),
        )?,
    }
    Ok((rows, last))
}

/// A row as it goes to a device that stands at `after`: one of its own ops as three numbers, where
/// it has the rest; one that is void, not at all.
fn as_sent(
    tx: &Tx<'_>,
    look: &Look,
    Asking { comer, sent, .. }: &Asking<'_>,
    after: u64,
    row: &StoredRow,
) -> Result<Option<Row>, DbError> {
    let value = row.value.as_deref().unwrap_or_default();
    let is_own = row.device == Some(comer.device.id)
        && row.incarnation.as_ref() == Some(&sent.header.incarnation.to_string());
    let holds_from = sent.header.holds_from;
    Ok(match row.n {
        _ if row.kind == VOID => None,
        Some(n)
            if is_own
                && after > 0
                && holds_from > 0
                && n >= holds_from
                && is_where_it_was(tx, look, &row.kind, value)? =>
        {
            Some(Row::Own(row.seq, n, row.rank))
        }
        _ => Some(Row::Full(row.seq, row.kind.clone(), typed("row", value)?)),
    })
}

/// Whether the device can tell by itself where a row of its own op is: not if the op is about
/// somebody who has moved to another door since, whom the device may not know any more.
fn is_where_it_was(tx: &Tx<'_>, look: &Look, kind: &str, value: &str) -> Result<bool, DbError> {
    let Some((place, person)) = about(kind, value) else {
        return Ok(true);
    };
    let door = match look.door(person) {
        Some(door) => door,
        None => tx
            .maybe(
                "SELECT door FROM person WHERE key = ?1",
                values![person.to_string()],
                |r| r.get(0),
            )?
            .map(DoorId),
    };
    Ok(door.is_some_and(|door| Place::Door(door) == place))
}

/// Whom a row is about, if about somebody, and where it was made.
pub(super) fn about(kind: &str, value: &str) -> Option<(Place, PersonKey)> {
    /// What an attempt and an edit say of it: all that is read of them here.
    #[derive(Deserialize)]
    struct About {
        place: Place,
        #[serde(alias = "about")]
        target: Target,
    }
    if !matches!(kind, "attempt" | "edit") {
        return None;
    }
    let About { place, target } = serde_json::from_str(value).ok()?;
    match target {
        Target::Person(who) => Some((place, who)),
        Target::Door(_) | Target::Building(_) => None,
    }
}
