//! Places in the whole numbers that a pack holds, and lengths foretold from them.

use super::PackError;
use crate::model::LatLon;

/// 1e-7 degrees in a stored unit: about 0.6 m northward.
pub(super) const GRAIN: i64 = 50;
/// Centimetres to a unit northward, times 1,024.
const CM_PER_UNIT: i64 = 56_932;

/// A place: units northward and eastward.
pub(super) type Place = (i64, i64);

/// A position in stored units.
pub(super) fn grain(at: LatLon) -> Place {
    let round = |e7: i32| (i64::from(e7) + GRAIN / 2).div_euclid(GRAIN);
    (round(at.lat_e7), round(at.lon_e7))
}

/// The position that stored units mean.
pub(super) fn place((north, east): Place) -> Result<LatLon, PackError> {
    let within = |units: i64, e7: i64| (-e7 / GRAIN..=e7 / GRAIN).contains(&units);
    if !within(north, 900_000_000) || !within(east, 1_800_000_000) {
        return Err(PackError::Damaged("a place is not on earth"));
    }
    Ok(LatLon {
        lat_e7: (north * GRAIN) as i32,
        lon_e7: (east * GRAIN) as i32,
    })
}

/// A difference away; sums that leave the earth stay off it.
pub(super) fn moved(from: Place, by: Place) -> Place {
    (from.0.saturating_add(by.0), from.1.saturating_add(by.1))
}

/// How much shorter a unit eastward is than one northward at a place, in 1,024ths: fixed by the
/// pack, so that nobody has to compute a cosine to the last bit.
pub(super) fn shrink(at: Place) -> u32 {
    let degrees = (at.0 * GRAIN) as f64 / 1e7;
    (degrees.to_radians().cos() * 1_024.0).round().max(1.0) as u32
}

/// Centimetres along a line of stored places, roughly, and the same on every machine. A road's
/// length is kept as the difference from this.
pub(super) fn foretold_cm(line: &[Place], shrink: u32) -> i64 {
    let step = |pair: &[Place]| {
        let north = (pair[1].0 - pair[0].0) * CM_PER_UNIT / 1_024;
        let east = (pair[1].1 - pair[0].1) * CM_PER_UNIT / 1_024 * i64::from(shrink) / 1_024;
        let squared = north
            .unsigned_abs()
            .pow(2)
            .saturating_add(east.unsigned_abs().pow(2));
        squared.isqrt() as i64
    };
    line.windows(2).map(step).sum()
}

/// Where the next bend is expected: on the straight way to the end, as far on as the bends that
/// are left would be spaced evenly.
pub(super) fn expected(here: Place, end: Place, bends_left: usize) -> Place {
    let share = bends_left as i64 + 1;
    (
        here.0 + (end.0 - here.0) / share,
        here.1 + (end.1 - here.1) / share,
    )
}
