//! Streets, doors and people as they come in: repeated imports meet what is there already.

use rusqlite::{OptionalExtension, Transaction, params};
use turfwalk_core::address::{HouseNumber, Unit, line as address_line, street_key};
use turfwalk_core::model::{BuildingId, DoorId, HouseholdId, LatLon, Person, PersonId, PersonKey, TurfId};
use turfwalk_core::streets::{EdgeId, Placement, Side, SpotOnStreet};
use turfwalk_core::wire::{Body, StreamId};

use super::{Db, DbError, log};

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
    /// People who were there, unchanged.
    pub same_people: u64,
}

/// The streets in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreetMap {
    /// A street pack of the whole area.
    pub pack: Vec<u8>,
    /// Rivers and lakes for drawing, as JSON.
    pub water: String,
    /// Whose data it is; stands on every map and print.
    pub attribution: String,
}

/// A door with its place on the streets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDoor {
    /// Its id.
    pub id: DoorId,
    /// The entrance that it shares.
    pub building: Option<BuildingId>,
    /// House number as written.
    pub number: String,
    /// Street as displayed.
    pub street: String,
    /// Flat or floor as written.
    pub unit: Option<String>,
    /// Where it stands.
    pub at: Option<LatLon>,
    /// Where it is on the streets in force.
    pub spot: Option<SpotOnStreet>,
    /// Its turf in the cut in force.
    pub turf: Option<TurfId>,
}

/// Takes doors and people in, inside the one transaction of [`Db::import`].
#[derive(Debug)]
pub struct Importer<'a> {
    tx: &'a Transaction<'a>,
    tag: String,
    next_person: u32,
    count: ImportCount,
}

impl Db {
    /// Runs an import in one transaction: if `work` fails, nothing has happened.
    pub fn import<E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Importer<'_>) -> Result<(), E>,
    ) -> Result<ImportCount, E> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let next_person = tx
                .query_row(
                    "SELECT coalesce(max(CAST(key AS INTEGER)), 0) + 1 FROM person
                     WHERE source_key IS NOT NULL",
                    [],
                    |r| r.get(0),
                )
                .map_err(DbError::from)?;
            let mut importer = Importer { tx, tag, next_person, count: ImportCount::default() };
            work(&mut importer)?;
            importer.fold_entrances()?;
            Ok(importer.count)
        })
    }

    /// The streets in force, if any have been imported.
    pub fn street_map(&self) -> Result<Option<StreetMap>, DbError> {
        let connection = self.connection();
        let mut query = connection
            .prepare_cached("SELECT pack, water, attribution FROM street_map WHERE id = 1")?;
        let found = query.query_row([], |r| {
            Ok(StreetMap { pack: r.get(0)?, water: r.get(1)?, attribution: r.get(2)? })
        });
        Ok(found.optional()?)
    }

    /// All doors, by id.
    pub fn doors(&self) -> Result<Vec<StoredDoor>, DbError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT id, building, number, street, unit, lat_e7, lon_e7, spot_edge, spot_side, spot_cm,
                    turf
             FROM door ORDER BY id",
        )?;
        let rows = query.query_map([], |r| {
            let at = match (r.get(5)?, r.get(6)?) {
                (Some(lat_e7), Some(lon_e7)) => Some(LatLon { lat_e7, lon_e7 }),
                _ => None,
            };
            let spot = match (r.get(7)?, r.get::<_, Option<u8>>(8)?, r.get(9)?) {
                (Some(edge), Some(side), Some(along_cm)) => Some(SpotOnStreet {
                    edge: EdgeId(edge),
                    side: if side == 0 { Side::Left } else { Side::Right },
                    along_cm,
                }),
                _ => None,
            };
            Ok(StoredDoor {
                id: DoorId(r.get(0)?),
                building: r.get::<_, Option<u32>>(1)?.map(BuildingId),
                number: r.get(2)?,
                street: r.get(3)?,
                unit: r.get(4)?,
                at,
                spot,
                turf: r.get::<_, Option<u32>>(10)?.map(TurfId),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps where doors are on the streets in force.
    pub fn set_places(&self, places: &[(DoorId, Placement)]) -> Result<(), DbError> {
        self.write(|tx| {
            let mut set = tx.prepare(
                "UPDATE door SET spot_edge = ?2, spot_side = ?3, spot_cm = ?4, flag = ?5,
                        lat_e7 = coalesce(?6, lat_e7), lon_e7 = coalesce(?7, lon_e7)
                 WHERE id = ?1",
            )?;
            for (door, place) in places {
                let flag = place.flag.as_ref().map(|flag| format!("{flag:?}"));
                set.execute(params![
                    door.0,
                    place.spot.map(|spot| spot.edge.0),
                    place.spot.map(|spot| u8::from(spot.side == Side::Right)),
                    place.spot.map(|spot| spot.along_cm),
                    flag,
                    place.at.map(|at| at.lat_e7),
                    place.at.map(|at| at.lon_e7),
                ])?;
            }
            Ok(())
        })
    }
}

impl Importer<'_> {
    /// Puts `map` in force; every door is to be placed anew then.
    pub fn streets(&mut self, map: &StreetMap) -> Result<(), DbError> {
        self.tx.execute(
            "INSERT INTO street_map (id, pack, water, attribution) VALUES (1, ?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET pack = ?1, water = ?2, attribution = ?3",
            params![map.pack, map.water, map.attribution],
        )?;
        self.tx.execute(
            "UPDATE door SET spot_edge = NULL, spot_side = NULL, spot_cm = NULL, flag = NULL",
            [],
        )?;
        Ok(())
    }

    /// The door at that address, made if it is new.
    ///
    /// A postcode that one of both lacks matches any, if just one door has the rest of the
    /// address; a position is taken over where there was none.
    pub fn door(&mut self, door: &NewDoor) -> Result<DoorId, DbError> {
        let house = format!("{}|{}", street_key(&door.street), HouseNumber::parse(&door.number).key());
        let unit = Unit::parse(&door.unit).key();
        if let Some(id) = self.find(&house, &unit, door)? {
            return Ok(id);
        }
        let building = match door.unit.is_empty() {
            true => None,
            false => Some(self.building(&house, door)?),
        };
        let id: u32 = self
            .tx
            .prepare_cached(
                "INSERT INTO door
                     (house_key, unit_key, building, number, street, unit, city, postcode,
                      lat_e7, lon_e7)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
            )?
            .query_row(
                params![
                    house,
                    unit,
                    building.map(|b| b.0),
                    door.number,
                    door.street,
                    (!door.unit.is_empty()).then_some(&door.unit),
                    door.city,
                    door.postcode,
                    door.at.map(|at| at.lat_e7),
                    door.at.map(|at| at.lon_e7),
                ],
                |r| r.get(0),
            )?;
        self.count.new_doors += 1;
        Ok(DoorId(id))
    }

    fn find(&self, house: &str, unit: &str, door: &NewDoor) -> Result<Option<DoorId>, DbError> {
        let mut query = self.tx.prepare_cached(
            "SELECT id, postcode, lat_e7 IS NOT NULL FROM door WHERE house_key = ?1 AND unit_key = ?2",
        )?;
        let found: Vec<(u32, String, bool)> = query
            .query_map([house, unit], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let same = found.iter().find(|(_, postcode, _)| *postcode == door.postcode);
        let only = match found.as_slice() {
            [one] if one.1.is_empty() || door.postcode.is_empty() => Some(one),
            _ => None,
        };
        let Some((id, postcode, has_at)) = same.or(only) else { return Ok(None) };
        if postcode.is_empty() && !door.postcode.is_empty() {
            self.tx.execute(
                "UPDATE door SET postcode = ?2, city = ?3 WHERE id = ?1",
                params![id, door.postcode, door.city],
            )?;
        }
        if let (false, Some(at)) = (has_at, door.at) {
            self.tx.execute(
                "UPDATE door SET lat_e7 = ?2, lon_e7 = ?3 WHERE id = ?1",
                params![id, at.lat_e7, at.lon_e7],
            )?;
        }
        Ok(Some(DoorId(*id)))
    }

    fn building(&self, house: &str, door: &NewDoor) -> Result<BuildingId, DbError> {
        let mut query = self
            .tx
            .prepare_cached("SELECT id FROM building WHERE house_key = ?1 AND postcode = ?2")?;
        if let Some(id) = query.query_row([house, &door.postcode], |r| r.get(0)).optional()? {
            return Ok(BuildingId(id));
        }
        let line = address_line(&door.number, &door.street, None);
        let id = self.tx.query_row(
            "INSERT INTO building (house_key, postcode, line) VALUES (?1, ?2, ?3) RETURNING id",
            params![house, door.postcode, line],
            |r| r.get(0),
        )?;
        Ok(BuildingId(id))
    }

    /// Takes a person in, at `door`. One who is there already by their id in the file is
    /// brought up to date, and devices that hold them are told.
    pub fn person(&mut self, door: DoorId, person: &NewPerson) -> Result<(), DbError> {
        let party = (!person.party.is_empty()).then_some(person.party.as_str());
        let held: Option<(String, u32, String, Option<String>)> = self
            .tx
            .prepare_cached("SELECT key, door, name, party FROM person WHERE source_key = ?1")?
            .query_row([&person.source_key], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        let key = match &held {
            Some((_, at, name, was)) if *at == door.0 && *name == person.name && was.as_deref() == party => {
                self.count.same_people += 1;
                return Ok(());
            }
            Some((key, ..)) => {
                self.count.changed_people += 1;
                key.clone()
            }
            None => {
                self.count.new_people += 1;
                self.next_person += 1;
                (self.next_person - 1).to_string()
            }
        };
        let household = self.household(door)?;
        self.tx
            .prepare_cached(
                "INSERT INTO person (key, source_key, door, household, name, party)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (key) DO UPDATE SET door = ?3, household = ?4, name = ?5, party = ?6",
            )?
            .execute(params![key, person.source_key, door.0, household.0, person.name, party])?;
        let turf: Option<u32> = self
            .tx
            .prepare_cached("SELECT turf FROM door WHERE id = ?1")?
            .query_row([door.0], |r| r.get(0))?;
        if let Some(turf) = turf {
            let key = key.parse().map_err(|_| DbError::Unreadable { what: "person" })?;
            let body = Body::Person(Person {
                key: PersonKey::Imported(PersonId(key)),
                door,
                household: Some(household),
                name: person.name.clone(),
                party: party.map(str::to_owned),
            });
            log::append(self.tx, StreamId::Turf(TurfId(turf)), &self.tag, &body, None, 0)?;
        }
        Ok(())
    }

    fn household(&mut self, door: DoorId) -> Result<HouseholdId, DbError> {
        let mut query = self.tx.prepare_cached("SELECT id FROM household WHERE door = ?1 LIMIT 1")?;
        if let Some(id) = query.query_row([door.0], |r| r.get(0)).optional()? {
            return Ok(HouseholdId(id));
        }
        let mut insert =
            self.tx.prepare_cached("INSERT INTO household (door) VALUES (?1) RETURNING id")?;
        Ok(HouseholdId(insert.query_row([door.0], |r| r.get(0))?))
    }

    /// A map's house number is the entrance of the flats that a voter file has behind it: it
    /// gives them its place and is no door of its own, unless somebody lives there or it is in
    /// a turf already.
    fn fold_entrances(&mut self) -> Result<(), DbError> {
        self.tx.execute(
            "UPDATE door SET building = (
                 SELECT min(b.id) FROM building b
                 WHERE b.house_key = door.house_key
                   AND (b.postcode = door.postcode OR door.postcode = '')
                 HAVING count(*) = 1)
             WHERE unit IS NULL AND building IS NULL",
            [],
        )?;
        self.tx.execute(
            "UPDATE door SET lat_e7 = e.lat_e7, lon_e7 = e.lon_e7
             FROM door e
             WHERE e.building = door.building AND e.unit IS NULL AND e.lat_e7 IS NOT NULL
               AND door.unit IS NOT NULL AND door.lat_e7 IS NULL",
            [],
        )?;
        self.tx.execute(
            "DELETE FROM door WHERE unit IS NULL AND building IS NOT NULL AND turf IS NULL
               AND NOT EXISTS (SELECT 1 FROM person p WHERE p.door = door.id)
               AND NOT EXISTS (SELECT 1 FROM household h WHERE h.door = door.id)
               AND EXISTS (SELECT 1 FROM door u WHERE u.building = door.building AND u.unit IS NOT NULL)",
            [],
        )?;
        Ok(())
    }
}
