//! Doors whose place on the streets somebody should look at.

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::PlacementFlag;

use super::sql::values;
use super::{Db, DbError};

/// A door that is on no street of the map, or that is where it is with a doubt.
#[derive(Clone, Debug, PartialEq)]
pub struct DoubtfulPlace {
    /// House number as written.
    pub number: String,
    /// Street as displayed.
    pub street: String,
    /// Flat or unit.
    pub unit: Option<String>,
    /// Town.
    pub city: String,
    /// Postcode.
    pub postcode: String,
    /// The turf that it is in.
    pub turf: Option<u32>,
    /// Its point as imported.
    pub given: Option<LatLon>,
    /// Where it is drawn.
    pub drawn: Option<LatLon>,
    /// What the doubt is; `None` for a door that is on no street.
    pub doubt: Option<PlacementFlag>,
}

impl Db {
    /// Every door in doubt, street by street.
    pub fn doubtful_places(&self) -> Result<Vec<DoubtfulPlace>, DbError> {
        self.read(|tx| {
            tx.all(
                "SELECT number, street, unit, city, postcode, turf,
                        given_lat_e7, given_lon_e7, lat_e7, lon_e7, flag, spot_edge
                 FROM door WHERE spot_edge IS NULL OR flag IS NOT NULL
                 ORDER BY city_key, street, house_key, unit_key, id",
                values![],
                |r| {
                    let point = |lat: Option<i32>, lon: Option<i32>| {
                        Some(LatLon {
                            lat_e7: lat?,
                            lon_e7: lon?,
                        })
                    };
                    let flag: Option<String> = r.get(10)?;
                    let spot: Option<u32> = r.get(11)?;
                    Ok(DoubtfulPlace {
                        number: r.get(0)?,
                        street: r.get(1)?,
                        unit: r.get(2)?,
                        city: r.get(3)?,
                        postcode: r.get(4)?,
                        turf: r.get(5)?,
                        given: point(r.get(6)?, r.get(7)?),
                        drawn: point(r.get(8)?, r.get(9)?),
                        doubt: spot.and(flag).as_deref().and_then(doubt),
                    })
                },
            )
        })
    }
}

/// The doubt that is stored under that name.
fn doubt(name: &str) -> Option<PlacementFlag> {
    use PlacementFlag::{CutOff, Guessed, NoPoint, PointElsewhere, UnknownStreet};
    [UnknownStreet, NoPoint, PointElsewhere, Guessed, CutOff]
        .into_iter()
        .find(|flag| format!("{flag:?}") == name)
}
