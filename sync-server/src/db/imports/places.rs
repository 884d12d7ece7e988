//! Where doors are on the streets in force.

use rusqlite::params;
use turfwalk_core::model::{DoorId, LatLon};
use turfwalk_core::streets::{Placement, Side};

use super::{DbError, Importer};

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
        let mut query = self.tx.prepare(
            "SELECT id, number, street, given_lat_e7, given_lon_e7 FROM door ORDER BY id",
        )?;
        let rows = query.query_map([], |r| {
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
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many doors there are; entrances of flats are folded into their buildings first.
    pub fn count_doors(&mut self) -> Result<usize, DbError> {
        self.fold_entrances()?;
        Ok(self
            .tx
            .query_row("SELECT count(*) FROM door", [], |r| r.get(0))?)
    }

    /// Keeps where doors are on the streets in force. Phones are told of those that have moved.
    pub fn set_places(
        &mut self,
        places: impl IntoIterator<Item = (DoorId, Placement)>,
    ) -> Result<(), DbError> {
        let mut set = self.tx.prepare(
            "UPDATE door SET spot_edge = ?2, spot_side = ?3, spot_cm = ?4, flag = ?5
             WHERE id = ?1 AND (spot_edge IS NOT ?2 OR spot_side IS NOT ?3 OR spot_cm IS NOT ?4
                                OR flag IS NOT ?5)",
        )?;
        let mut draw = self.tx.prepare(
            "UPDATE door SET lat_e7 = coalesce(?2, given_lat_e7), lon_e7 = coalesce(?3, given_lon_e7)
             WHERE id = ?1 AND (lat_e7 IS NOT coalesce(?2, given_lat_e7)
                                OR lon_e7 IS NOT coalesce(?3, given_lon_e7))",
        )?;
        for (door, place) in places {
            set.execute(params![
                door.0,
                place.spot.map(|spot| spot.edge.0),
                place.spot.map(|spot| u8::from(spot.side == Side::Right)),
                place.spot.map(|spot| spot.along_cm),
                place.flag.as_ref().map(|flag| format!("{flag:?}")),
            ])?;
            let (lat_e7, lon_e7) = (place.at.map(|at| at.lat_e7), place.at.map(|at| at.lon_e7));
            if draw.execute(params![door.0, lat_e7, lon_e7])? > 0 {
                self.changed.insert(door);
            }
        }
        Ok(())
    }
}
