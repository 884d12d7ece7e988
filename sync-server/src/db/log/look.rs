//! What the answers to several devices are made from, looked up for all of them at once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use turfwalk_core::model::{DeviceId, DoorId, PersonKey};
use turfwalk_core::wire::{Cursor, StreamId};

use super::lives::{Life, Receipts, lives};
use super::pull::{Stand, StoredRow, about, read_row};
use super::sync::Asking;
use crate::db::DbError;
use crate::db::people::key;
use crate::db::sql::{Parameter, Tx, Value, values};

/// How far behind a device may be for its rows to be looked up with those of others.
const NEAR: u64 = 250;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Of the devices that sent no ops.
    lives: BTreeMap<Life, Receipts>,
    /// The ends of streams that devices stand near, from where the last of them stands.
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
    /// All from `from` to the head, the first without its value.
    rows: Vec<StoredRow>,
}

impl Look {
    pub(super) fn at(tx: &Tx<'_>, all: &[Asking<'_>]) -> Result<Self, DbError> {
        let idle = all.iter().filter(|asking| asking.taken.is_none());
        let idle = idle.map(|asking| asking.comer.device.id).collect();
        let mut look = Self {
            lives: lives(tx, &idle)?,
            ..Self::default()
        };
        let mut from: BTreeMap<StreamId, u64> = BTreeMap::new();
        for Asking { comer, sent, .. } in all {
            for stream in comer.streams() {
                let held = |cursor: &&Cursor| cursor.stream == stream && cursor.seq > 0;
                if let Some(cursor) = sent.header.cursors.iter().find(held) {
                    let from = from.entry(stream).or_insert(cursor.seq);
                    *from = cursor.seq.min(*from);
                }
            }
        }
        look.ends(tx, &from)?;
        let devices = all.iter().map(|asking| asking.comer.device.id);
        look.people(tx, &devices.collect::<Vec<_>>())?;
        Ok(look)
    }

    fn ends(&mut self, tx: &Tx<'_>, from: &BTreeMap<StreamId, u64>) -> Result<(), DbError> {
        let ends = from.iter();
        let ends = ends.map(|(stream, from)| (stream.to_string(), *from, from + NEAR));
        let ends: Vec<(String, u64, u64)> = ends.collect();
        let ends = ends.iter().map(|end| *values![end.0, end.1, end.2]);
        tx.each_union(
            "SELECT r.seq, r.tag, r.kind, CASE WHEN r.seq > ?*2 THEN r.value END, r.rank, r.device,
                    r.incarnation, r.n, s.name, s.head, s.floor, s.floor_tag
             FROM stream s LEFT JOIN stream_row r
               ON r.stream = s.name AND r.seq >= ?*2 AND r.seq <= ?*3
             WHERE s.name = ?*1",
            &ends.collect::<Vec<_>>(),
            |r| {
                let stream: Result<StreamId, _> = r.get::<String>(8)?.parse();
                let stream = stream.map_err(|_| DbError::Unreadable { what: "stream" })?;
                let end = match self.ends.entry(stream) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(End {
                        head: r.get(9)?,
                        floor: r.get(10)?,
                        floor_tag: r.get(11)?,
                        from: from.get(&stream).copied().unwrap_or_default(),
                        rows: Vec::new(),
                    }),
                };
                if r.get::<Option<u64>>(0)?.is_some() {
                    end.rows.push(read_row(r)?);
                }
                Ok(())
            },
        )?;
        let is_near = |end: &End| end.head.saturating_sub(end.from) <= NEAR;
        self.ends.retain(|_, end| is_near(end));
        for end in self.ends.values_mut() {
            end.rows.sort_unstable_by_key(|row| row.seq);
        }
        Ok(())
    }

    fn people(&mut self, tx: &Tx<'_>, devices: &[DeviceId]) -> Result<(), DbError> {
        let mut people = BTreeSet::new();
        for row in self.ends.values().flat_map(|end| &end.rows) {
            let is_own = row.device.is_some_and(|device| devices.contains(&device));
            if is_own && let Some(value) = &row.value {
                people.extend(about(&row.kind, value).map(|(_, person)| person));
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

    /// The receipts of a life whose device sent no ops.
    pub(super) fn receipts(&self, life: Life) -> Receipts {
        self.lives.get(&life).copied().unwrap_or_default()
    }

    /// How a stream stands to somebody at its row `seq`, if that was looked up.
    pub(super) fn stand(&self, stream: StreamId, seq: u64) -> Option<Stand> {
        let end = self.ends.get(&stream).filter(|end| seq >= end.from)?;
        let tag = match seq {
            _ if seq < end.floor => None,
            _ if seq == end.floor => Some(&end.floor_tag),
            _ => {
                let found = end.rows.binary_search_by_key(&seq, |row| row.seq);
                found.ok().map(|nth| &end.rows[nth].tag)
            }
        };
        Some(Stand {
            head: end.head,
            tag: tag.cloned(),
        })
    }

    /// The rows of a stream behind `after`, if they were looked up.
    pub(super) fn rows_after(&self, stream: StreamId, after: u64) -> Option<&[StoredRow]> {
        let end = self.ends.get(&stream).filter(|end| after >= end.from)?;
        let had = end.rows.partition_point(|row| row.seq <= after);
        Some(&end.rows[had..])
    }

    /// The door of a person, if they were looked up.
    pub(super) fn door(&self, person: PersonKey) -> Option<Option<DoorId>> {
        self.people.get(&person).copied()
    }
}
