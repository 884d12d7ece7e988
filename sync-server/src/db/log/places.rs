//! Places under lock, and the ranks of what is made there.

use std::collections::BTreeMap;

use turfwalk_core::model::{BuildingId, DoorId, Place};

use super::known::{AtDoor, Known};
use crate::db::DbError;
use crate::db::sql::{Parameter, Tx, Value, values};

/// Locks a place; the next rank there.
pub(in crate::db) fn next_rank(tx: &Tx<'_>, place: Place) -> Result<u64, DbError> {
    let locked = lock_places(tx, &[(place, 1)].into())?;
    Ok(locked.ranks.get(&place).copied().unwrap_or_default() + 1)
}

/// Places under lock.
pub(super) struct Locked {
    /// The rank that was given out last before.
    pub(super) ranks: BTreeMap<Place, u64>,
    /// Where the doors among them are, if in a turf.
    pub(super) doors: BTreeMap<DoorId, AtDoor>,
}

/// Locks places, ascending, and takes as many ranks as are asked for at each.
pub(super) fn lock_places(tx: &Tx<'_>, attempts: &BTreeMap<Place, u64>) -> Result<Locked, DbError> {
    let (mut ranks, mut known) = (BTreeMap::new(), Known::default());
    let doors = attempts.keys().filter_map(|place| match place {
        Place::Door(door) => Some(door.0.value()),
        Place::Building(_) => None,
    });
    tx.each_locked(
        "SELECT id, last_rank, turf, building FROM door WHERE id IN (?*) ORDER BY id",
        &doors.collect::<Vec<_>>(),
        |r| {
            let door = DoorId(r.get(0)?);
            ranks.insert(Place::Door(door), r.get(1)?);
            if let Some(turf) = r.get(2)? {
                known.put(door, turf, r.get(3)?);
            }
            Ok(())
        },
    )?;
    let buildings = attempts.keys().filter_map(|place| match place {
        Place::Building(building) => Some(building.0.value()),
        Place::Door(_) => None,
    });
    tx.each_locked(
        "SELECT id, last_rank FROM building WHERE id IN (?*) ORDER BY id",
        &buildings.collect::<Vec<_>>(),
        |r| {
            ranks.insert(Place::Building(BuildingId(r.get(0)?)), r.get(1)?);
            Ok(())
        },
    )?;
    let mut by_number: BTreeMap<u64, (Vec<Value<'_>>, Vec<Value<'_>>)> = BTreeMap::new();
    for (place, number) in attempts.iter().filter(|(_, number)| **number > 0) {
        let (doors, buildings) = by_number.entry(*number).or_default();
        match place {
            Place::Door(door) => doors.push(door.0.value()),
            Place::Building(building) => buildings.push(building.0.value()),
        }
    }
    for (number, (doors, buildings)) in by_number {
        let more = values![number];
        let sql = "UPDATE door SET last_rank = last_rank + ?1 WHERE id IN (?*)";
        tx.each_of(sql, more, &doors, |_| Ok(()))?;
        let sql = "UPDATE building SET last_rank = last_rank + ?1 WHERE id IN (?*)";
        tx.each_of(sql, more, &buildings, |_| Ok(()))?;
    }
    match attempts.keys().all(|place| ranks.contains_key(place)) {
        true => Ok(Locked {
            ranks,
            doors: known.doors,
        }),
        false => Err(DbError::Unreadable { what: "place" }),
    }
}
