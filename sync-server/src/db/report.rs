//! Reading for the page, the print and the export: folds over what was recorded.

use std::collections::{HashMap, HashSet};

use turfwalk_core::merge::{DoorRecord, DoorState, live};
use turfwalk_core::model::{Building, Door, DoorId, OpId, Place, Suppression, TurfId};
use turfwalk_core::wire::{AttemptRow, Body, EditRow, StreamId};

use super::sql::{Tx, values};
use super::{Db, DbError, proposals, turfs, typed};

/// How far one is with a turf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurfProgress {
    /// Which.
    pub id: TurfId,
    /// What people call it.
    pub name: String,
    /// Work as cut, in minutes.
    pub minutes: u32,
    /// Its doors.
    pub doors: u32,
    /// Doors dealt with.
    pub done: u32,
    /// Doors tried, to be tried again.
    pub tried: u32,
    /// Live attempts.
    pub attempts: u32,
}

/// Everything in a turf.
#[derive(Clone, Debug, Default)]
pub struct TurfRecord {
    /// Its buildings.
    pub buildings: Vec<Building>,
    /// Its doors.
    pub doors: Vec<Door>,
    /// What is recorded at each of them, those with nothing included.
    pub records: HashMap<DoorId, DoorRecord>,
}

impl TurfRecord {
    /// How many live attempts there are; one at an entrance counts once, whatever doors share it.
    pub fn attempts(&self) -> usize {
        let ops = self
            .records
            .values()
            .flat_map(|record| &record.attempts)
            .map(|row| row.op);
        ops.collect::<HashSet<OpId>>().len()
    }
}

/// One attempt for the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRow {
    /// The attempt.
    pub row: AttemptRow,
    /// The door; `None` for a building's entrance.
    pub door: Option<Door>,
    /// The building's address, for one at an entrance.
    pub building: Option<String>,
    /// The person's name and their id in the voter file, where the attempt was at one.
    pub person: Option<(String, Option<String>)>,
}

impl Db {
    /// Everything in a turf.
    pub fn turf_record(&self, turf: TurfId) -> Result<TurfRecord, DbError> {
        self.read(|db| record_of(db, turf))
    }

    /// How far one is, turf by turf.
    pub fn progress(&self) -> Result<Vec<TurfProgress>, DbError> {
        self.turfs()?
            .into_iter()
            .map(|(turf, minutes)| {
                let record = self.turf_record(turf.id)?;
                let states = || record.records.values().map(DoorRecord::state);
                let count = |wanted| states().filter(|state| *state == wanted).count() as u32;
                Ok(TurfProgress {
                    id: turf.id,
                    name: turf.name,
                    minutes,
                    doors: record.doors.len() as u32,
                    done: count(DoorState::Done),
                    tried: count(DoorState::TryAgain),
                    attempts: record.attempts() as u32,
                })
            })
            .collect()
    }

    /// Every live attempt, door by door in the order of turfs.
    pub fn export(&self) -> Result<Vec<ExportRow>, DbError> {
        let mut export = Vec::new();
        for (turf, _) in self.turfs()? {
            let record = self.turf_record(turf.id)?;
            let lines: HashMap<_, _> = record
                .buildings
                .iter()
                .map(|b| (b.id, b.line.clone()))
                .collect();
            let mut entrances_seen = HashSet::new();
            for door in &record.doors {
                let Some(at_door) = record.records.get(&door.id) else {
                    continue;
                };
                for row in &at_door.attempts {
                    if matches!(row.place, Place::Building(_)) && !entrances_seen.insert(row.op) {
                        continue;
                    }
                    let person = match row.attempt.target {
                        turfwalk_core::model::Target::Person(key) => at_door
                            .person(key)
                            .map(|person| {
                                Ok::<_, DbError>((
                                    person.name.clone(),
                                    self.source_key(&key.to_string())?,
                                ))
                            })
                            .transpose()?,
                        _ => None,
                    };
                    let (door, building) = match row.place {
                        Place::Door(_) => (Some(door.clone()), None),
                        Place::Building(id) => (None, lines.get(&id).cloned()),
                    };
                    export.push(ExportRow {
                        row: row.clone(),
                        door,
                        building,
                        person,
                    });
                }
            }
        }
        Ok(export)
    }

    fn source_key(&self, person: &str) -> Result<Option<String>, DbError> {
        self.read(|db| {
            db.one(
                "SELECT source_key FROM person WHERE key = ?1",
                values![person],
                |r| r.get(0),
            )
        })
    }
}

fn record_of(db: &Tx<'_>, turf: TurfId) -> Result<TurfRecord, DbError> {
    let doors = turfs::doors_of(db, turf)?;
    let buildings = turfs::buildings_of(db, turf)?;
    let mut people: HashMap<DoorId, Vec<_>> = HashMap::new();
    for person in turfs::people_of(db, turf)? {
        people.entry(person.door).or_default().push(person);
    }
    let mut said: HashMap<String, Said> = HashMap::new();
    db.each(
        "SELECT place, kind, value FROM stream_row
         WHERE stream = ?1 AND (device IS NOT NULL OR kind = 'edit') ORDER BY seq",
        values![StreamId::Turf(turf).to_string()],
        |row| {
            let (place, kind): (Option<String>, String) = (row.get(0)?, row.get(1)?);
            let value = typed("row", &row.get::<String>(2)?)?;
            let said = said.entry(place.unwrap_or_default()).or_default();
            match Body::parse(&kind, &value) {
                Some(Body::Attempt(attempt)) => said.attempts.push(attempt),
                Some(Body::Retraction(row)) => said.retracted.push(row.attempt),
                Some(Body::Suppression(row)) => said.suppressions.push(row.suppression),
                Some(Body::Edit(row)) => proposals::put(&mut said.edits, row),
                _ => {}
            }
            Ok(())
        },
    )?;
    let none = Said::default();
    let records = doors
        .iter()
        .map(|door| {
            let at = |place: Place| said.get(&place.to_string()).unwrap_or(&none);
            let here = at(Place::Door(door.id));
            let entrance = door.building.map_or(&none, |id| at(Place::Building(id)));
            let record = DoorRecord {
                people: people.remove(&door.id).unwrap_or_default(),
                attempts: live(
                    [&here.attempts[..], &entrance.attempts].concat(),
                    &[&here.retracted[..], &entrance.retracted].concat(),
                ),
                suppressions: [&here.suppressions[..], &entrance.suppressions].concat(),
                edits: here.edits.clone(),
            };
            (door.id, record)
        })
        .collect();
    Ok(TurfRecord {
        buildings,
        doors,
        records,
    })
}

#[derive(Default)]
struct Said {
    attempts: Vec<AttemptRow>,
    retracted: Vec<OpId>,
    suppressions: Vec<Suppression>,
    edits: Vec<EditRow>,
}
