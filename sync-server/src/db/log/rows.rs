//! Rows into streams, under numbers that are given out once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use turfwalk_core::model::OpId;
use turfwalk_core::wire::{Body, StreamId};

use crate::db::DbError;
use crate::db::sql::{Tx, values};

/// Locks streams, ascending, and gives so many numbers out in each; the last before those.
pub(super) fn heads(
    tx: &Tx<'_>,
    lengths: &BTreeMap<StreamId, u64>,
) -> Result<BTreeMap<StreamId, u64>, DbError> {
    let names: Vec<String> = lengths.keys().map(ToString::to_string).collect();
    let rows = names.iter().zip(lengths.values());
    let rows: Vec<_> = rows
        .map(|(name, length)| *values![*name, *length])
        .collect();
    let mut heads = BTreeMap::new();
    tx.insert(
        "INSERT INTO stream (name, head) VALUES (?*)
         ON CONFLICT (name) DO UPDATE SET head = stream.head + excluded.head
         RETURNING name, head",
        &rows,
        |r| {
            let stream = r.get::<String>(0)?.parse();
            let stream = stream.map_err(|_| DbError::Unreadable { what: "stream" })?;
            let length = lengths.get(&stream).copied().unwrap_or_default();
            heads.insert(stream, r.get::<u64>(1)? - length);
            Ok(())
        },
    )?;
    Ok(heads)
}

/// Locks a stream and gives `length` numbers out in it; the last of them.
pub(in crate::db) fn head(tx: &Tx<'_>, stream: StreamId, length: u64) -> Result<u64, DbError> {
    let before = heads(tx, &[(stream, length)].into())?.remove(&stream);
    let before = before.ok_or(DbError::Unreadable { what: "stream" })?;
    Ok(before + length)
}

/// Appends a row to a stream under its next number.
pub(in crate::db) fn append(
    tx: &Tx<'_>,
    stream: StreamId,
    tag: &str,
    body: &Body,
    op: Option<OpId>,
    rank: u64,
) -> Result<u64, DbError> {
    let seq = head(tx, stream, 1)?;
    let body = Cow::Borrowed(body);
    let row = NewRow {
        stream,
        seq,
        tag,
        body,
        op,
        rank,
    };
    write_rows(tx, &[row])?;
    Ok(seq)
}

/// A row under its number, not yet written.
pub(super) struct NewRow<'a> {
    pub(super) stream: StreamId,
    pub(super) seq: u64,
    pub(super) tag: &'a str,
    pub(super) body: Cow<'a, Body>,
    pub(super) op: Option<OpId>,
    /// 0 for one that has none.
    pub(super) rank: u64,
}

pub(super) fn write_rows(tx: &Tx<'_>, rows: &[NewRow<'_>]) -> Result<(), DbError> {
    struct Cells {
        stream: String,
        kind: &'static str,
        key: String,
        place: Option<String>,
        value: String,
        device: Option<u32>,
        incarnation: Option<String>,
        n: Option<u64>,
    }
    let cells = rows.iter().map(
        |NewRow {
             stream, body, op, ..
         }| Cells {
            stream: stream.to_string(),
            kind: body.kind(),
            key: body.key(),
            place: body.place().map(|place| place.to_string()),
            value: body.json(),
            device: op.map(|op| op.device.0),
            incarnation: op.map(|op| op.incarnation.to_string()),
            n: op.map(|op| op.n),
        },
    );
    let cells: Vec<Cells> = cells.collect();
    let rows = rows.iter().zip(&cells).map(|(row, cells)| {
        *values![
            cells.stream,
            row.seq,
            *row.tag,
            *cells.kind,
            cells.key,
            cells.place,
            cells.value,
            row.rank,
            cells.device,
            cells.incarnation,
            cells.n,
        ]
    });
    tx.insert(
        "INSERT INTO stream_row
             (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n)
         VALUES (?*)",
        &rows.collect::<Vec<_>>(),
        |_| Ok(()),
    )
}
