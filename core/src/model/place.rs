//! A point on the earth, in integers, so that every machine computes the same.

use serde::{Deserialize, Serialize};

/// Mean earth radius in metres (IUGG 1980).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A WGS 84 position in units of 1e-7 degrees (about 1 cm), as OpenStreetMap keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LatLon {
    /// Latitude in 1e-7 degrees, north positive.
    pub lat_e7: i32,
    /// Longitude in 1e-7 degrees, east positive.
    pub lon_e7: i32,
}

impl LatLon {
    /// The nearest representable position, or `None` for what is no place on earth: not finite,
    /// out of range, or 0,0 ("null island", the mark of a failed geocode).
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return None;
        }
        if lat.abs() < 1e-6 && lon.abs() < 1e-6 {
            return None;
        }
        Some(Self {
            lat_e7: (lat * 1e7).round() as i32,
            lon_e7: (lon * 1e7).round() as i32,
        })
    }

    /// Latitude in degrees.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude in degrees.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }

    /// Metres east and north of `origin` on the plane that touches the earth there
    /// (equirectangular; under 0.1 % off within 20 km outside the polar regions).
    pub fn metres_from(self, origin: Self) -> (f64, f64) {
        let east = (self.lon() - origin.lon()).to_radians() * origin.lat().to_radians().cos();
        let north = (self.lat() - origin.lat()).to_radians();
        (east * EARTH_RADIUS_M, north * EARTH_RADIUS_M)
    }

    /// The place so many metres east and north of here, on the plane of [`Self::metres_from`].
    pub fn moved(self, east_m: f64, north_m: f64) -> Self {
        let lat = self.lat() + (north_m / EARTH_RADIUS_M).to_degrees();
        let lon =
            self.lon() + (east_m / EARTH_RADIUS_M / self.lat().to_radians().cos()).to_degrees();
        Self {
            lat_e7: (lat * 1e7).round() as i32,
            lon_e7: (lon * 1e7).round() as i32,
        }
    }

    /// Straight-line distance in metres (the same plane as [`Self::metres_from`], taken at the
    /// middle of both, so that it is the same from either end).
    pub fn distance_m(self, other: Self) -> f64 {
        let middle = Self {
            lat_e7: ((i64::from(self.lat_e7) + i64::from(other.lat_e7)) / 2) as i32,
            lon_e7: self.lon_e7,
        };
        let east = (other.lon() - self.lon()).to_radians() * middle.lat().to_radians().cos();
        let north = (other.lat() - self.lat()).to_radians();
        (east * EARTH_RADIUS_M).hypot(north * EARTH_RADIUS_M)
    }
}
