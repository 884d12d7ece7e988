//! Streets, doors and people as they come in: repeated imports meet what is there already.
//!
//! `doors` finds or makes the door at an address, `people` those behind it, `places` puts doors
//! on the streets.

mod doors;
mod people;
mod places;

use std::collections::BTreeSet;

use turfwalk_core::model::{DoorId, LatLon};
use turfwalk_core::wire::{Body, StreamId};

use super::erasures::Erased;
use super::sql::{Row, Tx, values};
use super::{Db, DbError, StreetMap, ground, log, moves, turfs};
pub(in crate::db) use doors::house_key;
pub use places::DoorToPlace;

/// Pages of the database that an import may keep in memory, in KiB: a million people then go in
/// without writing the same page again and again.
const CACHE_KIB: i64 = 200_000;

/// A door as an import has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDoor {
    /// House number as written.
    pub number: String,
    /// Street as displayed.
    pub street: String,
    /// Flat or floor; empty for none.
    pub unit: String,
    /// Town; may be empty.
    pub city: String,
    /// Postcode; may be empty.
    pub postcode: String,
    /// Where, when the import says so.
    pub at: Option<LatLon>,
}

/// A person as an import has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Id in the voter file: repeated imports meet by it.
    pub source_key: String,
    /// Name as said at the door.
    pub name: String,
    /// Party of registration; empty for none.
    pub party: String,
    /// Whether they are not to be contacted. Once said it holds: an import that does not say so
    /// lifts nothing.
    pub no_contact: bool,
}

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// Doors that were not there before.
    pub new_doors: u64,
    /// People who were not there before.
    pub new_people: u64,
    /// People who were there and have changed.
    pub changed_people: u64,
    /// Of these, those who have another name and another address: under these ids there were
    /// other people, unless they are of another list.
    pub other_people: u64,
    /// People who were there, unchanged.
    pub same_people: u64,
    /// People who are not taken in, since they had themselves erased.
    pub erased_people: u64,
}

/// Takes doors and people in, inside the one transaction of [`Db::import`].
#[derive(Debug)]
pub struct Importer<'a> {
    tx: &'a Tx<'a>,
    tag: String,
    next_person: u32,
    /// Doors with a higher id are new.
    last_door: u32,
    is_folded: bool,
    /// Doors in turfs that are not as the phones have them.
    changed: BTreeSet<DoorId>,
    count: ImportCount,
    erased: Erased,
}

impl Db {
    /// Runs an import in one transaction: if `work` fails, nothing has happened.
    pub fn import<E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Importer<'_>) -> Result<(), E>,
    ) -> Result<ImportCount, E> {
        let tag = (self.draw)(4)?;
        self.write_once(CACHE_KIB, |tx| {
            let number = |sql| tx.one(sql, values![], |r| r.get(0));
            let mut importer = Importer {
                tx,
                tag,
                next_person: number(
                    // The number of somebody who was erased is nobody else's: what still comes in
                    // about them would be taken for the other's.
                    "SELECT coalesce(max(n), 0) + 1 FROM
                     (SELECT CAST(key AS BIGINT) AS n FROM person WHERE source_key IS NOT NULL
                      UNION ALL
                      SELECT CASE WHEN person LIKE '%.%' THEN 0 ELSE CAST(person AS BIGINT) END
                      FROM erasure) given",
                )?,
                last_door: number("SELECT coalesce(max(id), 0) FROM door WHERE id < 1073741824")?,
                is_folded: true,
                changed: BTreeSet::new(),
                count: ImportCount::default(),
                erased: Erased::read(tx)?,
            };
            work(&mut importer)?;
            Ok(importer.end()?)
        })
    }
}

impl Importer<'_> {
    /// Puts `map` in force; every door is to be placed anew then.
    pub fn streets(&mut self, map: &StreetMap) -> Result<(), DbError> {
        self.tx.execute(
            "INSERT INTO street_map (id, pack, water, attribution) VALUES (1, ?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET pack = ?1, water = ?2, attribution = ?3",
            values![map.pack, map.water, map.attribution],
        )?;
        Ok(())
    }

    /// The streets in force, if any.
    pub fn street_map(&self) -> Result<Option<StreetMap>, DbError> {
        ground::street_map(self.tx)
    }

    /// What has come in so far; new doors are counted at the end.
    pub fn count(&self) -> ImportCount {
        self.count
    }

    fn end(mut self) -> Result<ImportCount, DbError> {
        self.fold_entrances()?;
        self.tell()?;
        self.count.new_doors = self.tx.one(
            "SELECT count(*) FROM door WHERE id > ?1 AND id < 1073741824",
            values![self.last_door],
            |r| r.get(0),
        )?;
        Ok(self.count)
    }

    /// Writes changed doors, and the buildings that they have come to be in, to their turfs.
    fn tell(&mut self) -> Result<(), DbError> {
        for door in std::mem::take(&mut self.changed) {
            let Some((turf, door)) = turfs::door_in_turf(self.tx, door)? else {
                continue;
            };
            let building = door
                .building
                .map(|id| turfs::building_of(self.tx, id))
                .transpose()?;
            for body in building
                .map(Body::Building)
                .into_iter()
                .chain([Body::Door(door)])
            {
                log::append(self.tx, StreamId::Turf(turf), &self.tag, &body, None, 0)?;
            }
        }
        Ok(())
    }
}
