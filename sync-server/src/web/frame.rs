//! Which ground the map shows, and where a place is on it: north up, one frame for the street
//! layer and the doors above it.

use turfwalk_core::model::LatLon;

use crate::db::StoredDoor;

/// Width of the map in its own units; whole units are fine enough for any screen.
pub(super) const WIDTH: i32 = 4000;
/// Room around the outermost door, as a part of the extent.
const MARGIN: f64 = 0.07;
/// The least ground shown, in metres.
const LEAST_M: f64 = 240.0;
/// Height over width: a page is wider than high, and a strip shows nothing.
const FLATTEST: f64 = 0.5;
const STEEPEST: f64 = 0.8;

/// Which ground the map shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Height of the map in its own units.
    pub(super) height: i32,
    /// The middle of the ground.
    middle: LatLon,
    /// Units for a metre.
    scale: f64,
}

impl Frame {
    /// Around the doors of the turfs, or around all doors before there is a cut; `None` where no
    /// door has a place.
    pub(super) fn around(doors: &[StoredDoor]) -> Option<Self> {
        let in_turfs = doors
            .iter()
            .filter(|door| door.turf.is_some())
            .filter_map(|door| door.at);
        let all = doors.iter().filter_map(|door| door.at);
        Self::around_points(in_turfs).or_else(|| Self::around_points(all))
    }

    fn around_points(points: impl Iterator<Item = LatLon>) -> Option<Self> {
        let (low, high) = points.fold(None, |held: Option<(LatLon, LatLon)>, p| {
            let (low, high) = held.unwrap_or((p, p));
            let least = LatLon {
                lat_e7: low.lat_e7.min(p.lat_e7),
                lon_e7: low.lon_e7.min(p.lon_e7),
            };
            let most = LatLon {
                lat_e7: high.lat_e7.max(p.lat_e7),
                lon_e7: high.lon_e7.max(p.lon_e7),
            };
            Some((least, most))
        })?;
        let between = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) / 2) as i32;
        let middle = LatLon {
            lat_e7: between(low.lat_e7, high.lat_e7),
            lon_e7: between(low.lon_e7, high.lon_e7),
        };
        let (east, north) = high.metres_from(middle);
        let room = |half: f64| (2.0 * half * (1.0 + 2.0 * MARGIN)).max(LEAST_M);
        let (wide, high) = (room(east), room(north));
        let shape = (high / wide).clamp(FLATTEST, STEEPEST);
        let scale = f64::from(WIDTH) / wide.max(high / shape);
        Some(Self {
            height: (f64::from(WIDTH) * shape).round() as i32,
            middle,
            scale,
        })
    }

    /// Where a place is on the map, also outside it.
    pub(super) fn point(&self, at: LatLon) -> (i32, i32) {
        let (east, north) = at.metres_from(self.middle);
        let x = f64::from(WIDTH) / 2.0 + east * self.scale;
        let y = f64::from(self.height) / 2.0 - north * self.scale;
        (x.round() as i32, y.round() as i32)
    }

    /// The place on the ground at a point of the map.
    pub(super) fn place(&self, (x, y): (i32, i32)) -> LatLon {
        let east = (f64::from(x) - f64::from(WIDTH) / 2.0) / self.scale;
        let north = (f64::from(self.height) / 2.0 - f64::from(y)) / self.scale;
        self.middle.moved(east, north)
    }

    /// Whether a point is on the map, or so near that a wide line from it still shows.
    pub(super) fn shows(&self, (x, y): (i32, i32)) -> bool {
        const NEAR: i32 = 60;
        (-NEAR..=WIDTH + NEAR).contains(&x) && (-NEAR..=self.height + NEAR).contains(&y)
    }

    /// A length on the ground, in units of the map.
    pub(super) fn units(&self, metres: f64) -> f64 {
        metres * self.scale
    }

    /// A round length in metres for the scale bar: at most a fifth of the width.
    pub(super) fn bar_m(&self) -> u32 {
        let most = f64::from(WIDTH) / 5.0 / self.scale;
        let power = 10_f64.powf(most.log10().floor());
        let round = [5.0, 2.0]
            .into_iter()
            .find(|step| step * power <= most)
            .unwrap_or(1.0);
        ((round * power) as u32).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turfwalk_core::model::{DoorId, TurfId};

    fn door(lat: f64, lon: f64, turf: Option<u32>) -> StoredDoor {
        StoredDoor {
            id: DoorId(1),
            building: None,
            number: String::new(),
            street: String::new(),
            unit: None,
            at: LatLon::from_degrees(lat, lon),
            spot: None,
            turf: turf.map(TurfId),
        }
    }

    #[test]
    fn north_is_up_east_is_right_and_every_door_of_a_turf_is_on_the_map() {
        let doors = [
            door(60.0, 24.0, Some(1)),
            door(60.01, 24.03, Some(1)),
            door(10.0, 0.0, None),
        ];
        let frame = Frame::around(&doors).unwrap();
        let at = |i: usize| frame.point(doors[i].at.unwrap());
        assert!(at(0).0 < at(1).0 && at(0).1 > at(1).1);
        assert!(frame.shows(at(0)) && frame.shows(at(1)) && !frame.shows(at(2)));
        let (dx, dy) = (f64::from(at(1).0 - at(0).0), f64::from(at(0).1 - at(1).1));
        let apart_m = doors[0].at.unwrap().distance_m(doors[1].at.unwrap());
        assert!((dx.hypot(dy) / frame.units(apart_m) - 1.0).abs() < 0.001);
    }

    #[test]
    fn one_door_has_its_surroundings_and_no_door_has_no_map() {
        let frame = Frame::around(&[door(60.0, 24.0, None)]).unwrap();
        assert_eq!(
            frame.point(LatLon::from_degrees(60.0, 24.0).unwrap()),
            (WIDTH / 2, frame.height / 2)
        );
        assert_eq!(frame.bar_m(), 50);
        assert!(Frame::around(&[]).is_none());
    }
}
