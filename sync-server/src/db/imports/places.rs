//! Where doors are on the streets in force.

use turfwalk_core::model::{DoorId, LatLon};
use turfwalk_core::streets::{Placement, Side};

use super::{DbError, Importer, values};

/// A door as it is placed: by what it names and by the point that was given for it, never by a
/// point that an earlier placing came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorToPlace {
    /// Its id.
    pub id: DoorId,
    /// House number as written.
    pub number: String,
    /// Street as displayed.
    pub street: String,
    /// Its point as imported.
    pub at: Option<LatLon>,
}

impl Importer<'_> {
    /// All doors, by id; entrances of flats are folded into their buildings first.
    pub fn doors_to_place(&mut self) -> Result<Vec<DoorToPlace>, DbError> {
        self.fold_entrances()?;
        let rows = self.tx.all(
            "SELECT id, number, street, given_lat_e7, given_lon_e7 FROM door ORDER BY id",
            values![],
            |r| {
                let at = match (r.get(3)?, r.get(4)?) {
                    (Some(lat_e7), Some(lon_e7)) => Some(LatLon { lat_e7, lon_e7 }),
                    _ => None,
                };
                Ok(DoorToPlace {
                    id: DoorId(r.get(0)?),
                    number: r.get(1)?,
                    street: r.get(2)?,
                    at,
                })
            },
        )?;
        Ok(rows)
    }

    /// How many doors there are; entrances of flats are folded into their buildings first.
    pub fn count_doors(&mut self) -> Result<usize, DbError> {
        self.fold_entrances()?;
        self.tx
            .one("SELECT count(*) FROM door", values![], |r| r.get(0))
    }

    /// Keeps where doors are on the streets in force. Phones are told of those that have moved.
    pub fn set_places(
        &mut self,
        places: impl IntoIterator<Item = (DoorId, Placement)>,
    ) -> Result<(), DbError> {
        let (set, draw) = (
            "UPDATE door SET spot_edge = ?2, spot_side = ?3, spot_cm = ?4, flag = ?5
             WHERE id = ?1 AND (spot_edge IS DISTINCT FROM ?2 OR spot_side IS DISTINCT FROM ?3
                                OR spot_cm IS DISTINCT FROM ?4 OR flag IS DISTINCT FROM ?5)",
            "UPDATE door SET lat_e7 = coalesce(?2, given_lat_e7), lon_e7 = coalesce(?3, given_lon_e7)
             WHERE id = ?1 AND (lat_e7 IS DISTINCT FROM coalesce(?2, given_lat_e7)
                                OR lon_e7 IS DISTINCT FROM coalesce(?3, given_lon_e7))",
        );
        for (door, place) in places {
            self.tx.execute(
                set,
                values![
                    door.0,
                    place.spot.map(|spot| spot.edge.0),
                    place.spot.map(|spot| u8::from(spot.side == Side::Right)),
                    place.spot.map(|spot| spot.along_cm),
                    place.flag.as_ref().map(|flag| format!("{flag:?}")),
                ],
            )?;
            let (lat_e7, lon_e7) = (place.at.map(|at| at.lat_e7), place.at.map(|at| at.lon_e7));
            if self.tx.execute(draw, values![door.0, lat_e7, lon_e7])? > 0 {
                self.changed.insert(door);
            }
        }
        Ok(())
    }
}
