//! Doors with their places, and the streets in force: what cut, order and print start from.

use std::collections::BTreeSet;

use turfwalk_core::model::{BuildingId, DoorId, LatLon, TurfId};
use turfwalk_core::streets::{EdgeId, Side, SpotOnStreet};

use super::sql::{Tx, values};
use super::{Db, DbError};

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

impl Db {
    /// The streets in force, if any have been imported.
    pub fn street_map(&self) -> Result<Option<StreetMap>, DbError> {
        self.read(street_map)
    }

    /// The doors behind which anybody lives who was imported or added.
    pub fn doors_of_people(&self) -> Result<BTreeSet<DoorId>, DbError> {
        let doors = self.read(|db| {
            db.all("SELECT DISTINCT door FROM person", values![], |r| {
                r.get(0).map(DoorId)
            })
        })?;
        Ok(doors.into_iter().collect())
    }

    /// All doors, by id.
    pub fn doors(&self) -> Result<Vec<StoredDoor>, DbError> {
        self.read(|db| db.all("SELECT id, building, number, street, unit, lat_e7, lon_e7, spot_edge, spot_side, spot_cm,
                    turf
             FROM door ORDER BY id", values![], |r| {
            let at = match (r.get(5)?, r.get(6)?) {
                (Some(lat_e7), Some(lon_e7)) => Some(LatLon { lat_e7, lon_e7 }),
                _ => None,
            };
            let spot = match (r.get(7)?, r.get::<Option<u8>>(8)?, r.get(9)?) {
                (Some(edge), Some(side), Some(along_cm)) => Some(SpotOnStreet {
                    edge: EdgeId(edge),
                    side: if side == 0 { Side::Left } else { Side::Right },
                    along_cm,
                }),
                _ => None,
            };
            Ok(StoredDoor {
                id: DoorId(r.get(0)?),
                building: r.get::<Option<u32>>(1)?.map(BuildingId),
                number: r.get(2)?,
                street: r.get(3)?,
                unit: r.get(4)?,
                at,
                spot,
                turf: r.get::<Option<u32>>(10)?.map(TurfId),
            })
        }))
    }
}

pub(super) fn street_map(db: &Tx<'_>) -> Result<Option<StreetMap>, DbError> {
    db.maybe(
        "SELECT pack, water, attribution FROM street_map WHERE id = 1",
        values![],
        |r| {
            Ok(StreetMap {
                pack: r.get(0)?,
                water: r.get(1)?,
                attribution: r.get(2)?,
            })
        },
    )
}
