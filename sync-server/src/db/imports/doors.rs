//! The door at an address: found if it is there, made if it is new.

use turfwalk_core::address::{HouseNumber, Unit, line as address_line, street_key};
use turfwalk_core::model::{BuildingId, DoorId, LatLon};

use super::{DbError, Importer, NewDoor, Row, values};

/// Doors of one street and number lie in two towns if their points are as far apart, in metres.
const OTHER_TOWN_M: f64 = 2_000.0;

/// What tells addresses apart that have street, number and unit in common.
#[derive(Debug)]
struct Area {
    postcode: String,
    city: String,
    at: Option<LatLon>,
}

/// A door or a building that is there.
#[derive(Debug)]
struct Known {
    id: u32,
    turf: Option<u32>,
    area: Area,
}

impl Area {
    fn of(door: &NewDoor) -> Self {
        Self {
            postcode: postcode_key(&door.postcode),
            city: city_key(&door.city),
            at: door.at,
        }
    }

    /// Whether both may be one place: by postcode where both have one, else by town and point.
    fn may_be(&self, other: &Self) -> bool {
        if !self.postcode.is_empty() && !other.postcode.is_empty() {
            return self.postcode == other.postcode;
        }
        let same_town = self.city.is_empty() || other.city.is_empty() || self.city == other.city;
        let far = self
            .at
            .zip(other.at)
            .is_some_and(|(a, b)| a.distance_m(b) > OTHER_TOWN_M);
        same_town && !far
    }

    /// The one of `known` that is here: with the same postcode, else with the same town, else
    /// the only one that may be.
    fn pick(&self, mut known: Vec<Known>) -> Option<Known> {
        known.retain(|k| self.may_be(&k.area));
        let same = |k: &Known| {
            (k.area.postcode == self.postcode)
                && (!self.postcode.is_empty() || k.area.city == self.city)
        };
        match known.iter().position(same) {
            Some(i) => Some(known.swap_remove(i)),
            None if known.len() == 1 => known.pop(),
            None => None,
        }
    }
}

impl Importer<'_> {
    /// The door at that address, made if it is new.
    ///
    /// A postcode or town that one of both lacks matches any, if just one door has the rest of
    /// the address; a position is taken over where there was none.
    pub fn door(&mut self, door: &NewDoor) -> Result<DoorId, DbError> {
        let house = house_key(&door.street, &door.number);
        let unit = Unit::parse(&door.unit).key();
        let area = Area::of(door);
        if let Some(known) = self.find(&house, &unit, &area)? {
            self.complete(&known, door, &area)?;
            return Ok(DoorId(known.id));
        }
        let building = match door.unit.is_empty() {
            true => None,
            false => Some(self.building(&house, door, &area)?),
        };
        self.is_folded = false;
        let id = self.tx.one(
            // Counted up to 2^30, above which phones draw ids (`Door::drawn`).
            "INSERT INTO door
                     (id, house_key, unit_key, building, number, street, unit, city, city_key, postcode,
                      given_lat_e7, given_lon_e7, lat_e7, lon_e7)
                 VALUES ((SELECT coalesce(max(id), 0) + 1 FROM door WHERE id < 1073741824),
                         ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10, ?11) RETURNING id",
            values![
                house,
                unit,
                building.map(|b| b.0),
                door.number,
                door.street,
                (!door.unit.is_empty()).then_some(&door.unit),
                door.city,
                area.city,
                door.postcode,
                door.at.map(|at| at.lat_e7),
                door.at.map(|at| at.lon_e7),
            ],
            |r| r.get(0),
        )?;
        Ok(DoorId(id))
    }

    fn find(&self, house: &str, unit: &str, area: &Area) -> Result<Option<Known>, DbError> {
        let found = self.tx.all(
            "SELECT id, turf, postcode, city_key, given_lat_e7, given_lon_e7 FROM door
             WHERE house_key = ?1 AND unit_key = ?2",
            values![house, unit],
            known,
        )?;
        Ok(area.pick(found))
    }

    /// Adds what the import knows of a door and the database did not.
    fn complete(&mut self, known: &Known, door: &NewDoor, area: &Area) -> Result<(), DbError> {
        let lacks_area = known.area.postcode.is_empty() && !area.postcode.is_empty()
            || known.area.city.is_empty() && !area.city.is_empty();
        if lacks_area {
            self.tx.execute(
                "UPDATE door SET
                     postcode = CASE postcode WHEN '' THEN ?2 ELSE postcode END,
                     city = CASE city_key WHEN '' THEN ?3 ELSE city END,
                     city_key = CASE city_key WHEN '' THEN ?4 ELSE city_key END
                 WHERE id = ?1",
                values![known.id, door.postcode, door.city, area.city],
            )?;
        }
        let new_at = area.at.filter(|_| known.area.at.is_none());
        if let Some(at) = new_at {
            self.tx.execute(
                "UPDATE door SET given_lat_e7 = ?2, given_lon_e7 = ?3, lat_e7 = ?2, lon_e7 = ?3
                 WHERE id = ?1",
                values![known.id, at.lat_e7, at.lon_e7],
            )?;
        }
        if lacks_area || new_at.is_some() {
            self.is_folded = false;
            if known.turf.is_some() {
                self.changed.insert(DoorId(known.id));
            }
        }
        Ok(())
    }

    fn building(&self, house: &str, door: &NewDoor, area: &Area) -> Result<BuildingId, DbError> {
        let found = self.tx.all(
            "SELECT id, NULL, postcode, city_key, NULL, NULL FROM building WHERE house_key = ?1",
            values![house],
            known,
        )?;
        if let Some(building) = area.pick(found) {
            return Ok(BuildingId(building.id));
        }
        let line = address_line(&door.number, &door.street, None);
        let id = self.tx.one(
            "INSERT INTO building (house_key, postcode, city_key, line)
                 VALUES (?1, ?2, ?3, ?4) RETURNING id",
            values![house, door.postcode, area.city, line],
            |r| r.get(0),
        )?;
        Ok(BuildingId(id))
    }

    /// A map's house number is the entrance of the flats that a voter file has behind it: it
    /// gives them its place and is no door of its own, unless somebody lives there or it is in
    /// a turf already. Done at the end of an import, or before its doors are placed.
    pub(super) fn fold_entrances(&mut self) -> Result<(), DbError> {
        if std::mem::replace(&mut self.is_folded, true) {
            return Ok(());
        }
        let entrances: Vec<(Known, String)> = self.tx.all("SELECT e.id, e.turf, e.postcode, e.city_key, e.given_lat_e7, e.given_lon_e7, e.house_key
             FROM door e
             WHERE e.unit IS NULL AND e.building IS NULL
               AND e.house_key IN (SELECT house_key FROM building)", values![], |r| Ok((known(r)?, r.get(6)?)))?;
        for (entrance, house) in entrances {
            let found = self.tx.all("SELECT id, NULL, postcode, city_key, NULL, NULL FROM building WHERE house_key = ?1", values![house], known)?;
            let Some(building) = entrance.area.pick(found) else {
                continue;
            };
            self.tx.execute(
                "UPDATE door SET building = ?2 WHERE id = ?1",
                values![entrance.id, building.id],
            )?;
            if entrance.turf.is_some() {
                self.changed.insert(DoorId(entrance.id));
            }
        }
        let placed = self.tx.all(
            "UPDATE door SET given_lat_e7 = e.given_lat_e7, given_lon_e7 = e.given_lon_e7,
                    lat_e7 = e.given_lat_e7, lon_e7 = e.given_lon_e7
             FROM door e
             WHERE e.building = door.building AND e.unit IS NULL AND e.given_lat_e7 IS NOT NULL
               AND door.unit IS NOT NULL AND door.given_lat_e7 IS NULL
             RETURNING door.id, door.turf",
            values![],
            |r| Ok((DoorId(r.get(0)?), r.get::<Option<u32>>(1)?)),
        )?;
        let in_turfs = placed.into_iter().filter(|(_, turf)| turf.is_some());
        self.changed.extend(in_turfs.map(|(door, _)| door));
        self.tx.execute(
            "DELETE FROM door WHERE unit IS NULL AND building IS NOT NULL AND turf IS NULL
               AND NOT EXISTS (SELECT 1 FROM person p WHERE p.door = door.id)
               AND NOT EXISTS (SELECT 1 FROM household h WHERE h.door = door.id)
               AND EXISTS (SELECT 1 FROM door u WHERE u.building = door.building AND u.unit IS NOT NULL)",
            values![],
        )?;
        Ok(())
    }
}

/// Street and number, folded: what doors are found by.
pub(in crate::db) fn house_key(street: &str, number: &str) -> String {
    format!(
        "{}|{}",
        street_key(street),
        HouseNumber::parse(number).key()
    )
}

fn known(row: &Row<'_>) -> Result<Known, DbError> {
    let at = match (row.get(4)?, row.get(5)?) {
        (Some(lat_e7), Some(lon_e7)) => Some(LatLon { lat_e7, lon_e7 }),
        _ => None,
    };
    let area = Area {
        postcode: postcode_key(&row.get::<String>(2)?),
        city: row.get(3)?,
        at,
    };
    Ok(Known {
        id: row.get(0)?,
        turf: row.get(1)?,
        area,
    })
}

/// A postcode as it is compared: letters and digits, of the American nine digits the first five.
fn postcode_key(postcode: &str) -> String {
    let mut key: String = postcode
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    if key.len() == 9 && key.bytes().all(|b| b.is_ascii_digit()) {
        key.truncate(5);
    }
    key
}

fn city_key(city: &str) -> String {
    city.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
