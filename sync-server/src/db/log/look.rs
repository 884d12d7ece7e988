//! What the answers to several devices are made from, looked up for all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use turfwalk_core::model::{DeviceId, DoorId, Incarnation, PersonKey};
use turfwalk_core::wire::{Cursor, StreamId};

use super::pull::{Stand, StoredRow, about, read_row};
use super::sync::Asking;
use crate::db::people::key;
use crate::db::sql::{Parameter, Tx, Value, values};
use crate::db::{DbError, devices};

/// How far behind a device may be for its rows to be looked up with those of others.
const NEAR: u64 = 250;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Of each life: up to where its ops are decided, and up to where backed up.
    pub(super) lives: BTreeMap<(DeviceId, Incarnation), (u64, u64)>,
    /// The streams that each device may hold.
    pub(super) streams: BTreeMap<DeviceId, Vec<StreamId>>,
    /// The ends of streams that devices stand near.
    ends: BTreeMap<StreamId, End>,
    /// Where people are whom the devices' own rows are about; none of those who are not there.
    people: BTreeMap<PersonKey, Option<DoorId>>,
}

/// A stream, and its rows from one that a device has.
#[derive(Debug)]
struct End {
    head: u64,
    floor: u64,
    floor_tag: String,
    from: u64,
    /// All from `from` to the head, the first without its value; `None` where those are too many.
    rows: Option<Vec<StoredRow>>,
}

impl Look {
    pub(super) fn at(tx: &Tx<'_>, all: &[Asking<'_>]) -> Result<Self, DbError> {
        let ids: Vec<DeviceId> = all.iter().map(|asking| asking.device.id).collect();
        let mut look = Self {
            streams: devices::streams_of(tx, &ids)?,
            ..Self::default()
        };
        look.lives(tx, &ids)?;
        let mut from: BTreeMap<StreamId, u64> = BTreeMap::new();
        for Asking { device, sent, .. } in all {
            for stream in look.streams.get(&device.id).into_iter().flatten() {
                let held = |cursor: &&Cursor| cursor.stream == *stream && cursor.seq > 0;
                let held = sent.header.cursors.iter().find(held);
                if let Some(cursor) = held {
                    let from = from.entry(*stream).or_insert(cursor.seq);
                    *from = cursor.seq.min(*from);
                }
            }
        }
        look.ends(tx, &from)?;
        look.people(tx, &ids)?;
        Ok(look)
    }

    fn lives(&mut self, tx: &Tx<'_>, devices: &[DeviceId]) -> Result<(), DbError> {
        let devices: Vec<Value<'_>> = devices.iter().map(|device| device.0.value()).collect();
        tx.each_of(
            "SELECT device, incarnation, acc, backed_up FROM life WHERE device IN (?*)",
            values![],
            &devices,
            |r| {
                let incarnation = r.get::<String>(1)?.parse();
                let incarnation = incarnation.map_err(|_| DbError::Unreadable { what: "life" })?;
                let life = (DeviceId(r.get(0)?), incarnation);
                self.lives.insert(life, (r.get(2)?, r.get(3)?));
                Ok(())
            },
        )
    }

    fn ends(&mut self, tx: &Tx<'_>, from: &BTreeMap<StreamId, u64>) -> Result<(), DbError> {
        let names: Vec<String> = from.keys().map(ToString::to_string).collect();
        let names: Vec<Value<'_>> = names.iter().map(Parameter::value).collect();
        tx.each_of(
            "SELECT name, head, floor, floor_tag FROM stream WHERE name IN (?*)",
            values![],
            &names,
            |r| {
                let stream = stream_of(&r.get::<String>(0)?)?;
                let end = End {
                    head: r.get(1)?,
                    floor: r.get(2)?,
                    floor_tag: r.get(3)?,
                    from: from.get(&stream).copied().unwrap_or_default(),
                    rows: None,
                };
                self.ends.insert(stream, end);
                Ok(())
            },
        )?;
        let near = self.ends.iter_mut();
        let near = near.filter(|(_, end)| end.head.saturating_sub(end.from) <= NEAR);
        let near = near.map(|(stream, end)| {
            end.rows = Some(Vec::new());
            (stream.to_string(), end.from, end.head)
        });
        let near: Vec<(String, u64, u64)> = near.collect();
        let ranges = near.iter().map(|near| *values![near.0, near.1, near.2]);
        tx.each_union(
            "SELECT seq, tag, kind, CASE WHEN seq > ?*2 THEN value END, rank, device, incarnation,
                    n, stream
             FROM stream_row WHERE stream = ?*1 AND seq >= ?*2 AND seq <= ?*3",
            &ranges.collect::<Vec<_>>(),
            |r| {
                let end = self.ends.get_mut(&stream_of(&r.get::<String>(8)?)?);
                if let Some(rows) = end.and_then(|end| end.rows.as_mut()) {
                    rows.push(read_row(r)?);
                }
                Ok(())
            },
        )?;
        for rows in self.ends.values_mut().filter_map(|end| end.rows.as_mut()) {
            rows.sort_unstable_by_key(|row| row.seq);
        }
        Ok(())
    }

    fn people(&mut self, tx: &Tx<'_>, devices: &[DeviceId]) -> Result<(), DbError> {
        let rows = self.ends.values().filter_map(|end| end.rows.as_ref());
        let mut people = BTreeSet::new();
        for row in rows.flatten() {
            let is_own = row.device.is_some_and(|device| devices.contains(&device));
            if is_own && let Some(value) = &row.value {
                people.extend(about(&row.kind, value)?.map(|(_, person)| person));
            }
        }
        self.people = people.iter().map(|person| (*person, None)).collect();
        let names: Vec<String> = people.iter().map(ToString::to_string).collect();
        let names: Vec<Value<'_>> = names.iter().map(Parameter::value).collect();
        tx.each_of(
            "SELECT key, door FROM person WHERE key IN (?*)",
            values![],
            &names,
            |r| {
                let person = key(&r.get::<String>(0)?)?;
                self.people.insert(person, Some(DoorId(r.get(1)?)));
                Ok(())
            },
        )
    }

    /// How a stream stands to somebody at its row `seq`, if that was looked up.
    pub(super) fn stand(&self, stream: StreamId, seq: u64) -> Option<Stand> {
        let end = self.ends.get(&stream)?;
        let rows = end.rows.as_ref().filter(|_| seq >= end.from)?;
        let tag = match seq {
            _ if seq < end.floor => None,
            _ if seq == end.floor && seq > 0 => Some(&end.floor_tag),
            _ => rows.iter().find(|row| row.seq == seq).map(|row| &row.tag),
        };
        Some(Stand {
            head: end.head,
            tag: tag.cloned(),
        })
    }

    /// The rows of a stream behind `after`, if they were looked up.
    pub(super) fn rows_after(&self, stream: StreamId, after: u64) -> Option<&[StoredRow]> {
        let end = self.ends.get(&stream)?;
        let rows = end.rows.as_ref().filter(|_| after >= end.from)?;
        Some(&rows[rows.partition_point(|row| row.seq <= after)..])
    }

    /// The door of a person, if they were looked up.
    pub(super) fn door(&self, person: PersonKey) -> Option<Option<DoorId>> {
        self.people.get(&person).copied()
    }
}

fn stream_of(name: &str) -> Result<StreamId, DbError> {
    let unreadable = DbError::Unreadable { what: "stream" };
    name.parse().map_err(|_| unreadable)
}
