//! Doors added at the doorstep.

use turfwalk_core::address::Unit;
use turfwalk_core::model::Door;

use crate::db::DbError;
use crate::db::imports::house_key;
use crate::db::sql::{Tx, values};

/// Writes a door that a canvasser added: in the turf of the one beside it, in front of which it is
/// taken to stand until an import knows better.
pub(super) fn add_door(tx: &Tx<'_>, door: &Door) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO door (id, house_key, unit_key, building, number, street, unit, city, city_key,
                           postcode, lat_e7, lon_e7, spot_edge, spot_side, spot_cm, turf, beside)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, b.city, b.city_key, b.postcode, b.lat_e7, b.lon_e7,
                b.spot_edge, b.spot_side, b.spot_cm, b.turf, b.id
         FROM door b WHERE b.id = ?8",
        values![
            door.id.0,
            house_key(&door.street, &door.number),
            Unit::parse(door.unit.as_deref().unwrap_or_default()).key(),
            door.building.map(|building| building.0),
            door.number,
            door.street,
            door.unit.as_ref(),
            door.beside.map(|beside| beside.0),
        ],
    )?;
    Ok(())
}
