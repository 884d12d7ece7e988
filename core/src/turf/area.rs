//! Areas on the map: drawn by hand, or the outline of a turf.

use crate::model::LatLon;

/// A ring of points, the first again at the end.
pub type Ring = Vec<LatLon>;

/// Polygons, each an outer ring and the holes in it. Outer rings run counter-clockwise, holes
/// clockwise (RFC 7946, 3.1.6), where this crate makes them; for [`Area::contains`] that is of no
/// matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The polygons.
    pub polygons: Vec<Vec<Ring>>,
}

impl Area {
    /// Whether a point lies inside: in a polygon and in no hole of it. On an edge it may be either.
    pub fn contains(&self, at: LatLon) -> bool {
        self.polygons.iter().any(|rings| {
            let around = rings.iter().filter(|ring| winds_around(ring, at)).count();
            around % 2 == 1
        })
    }
}

/// Whether a ray eastward from the point crosses the ring an odd number of times; exact.
pub(super) fn winds_around(ring: &[LatLon], at: LatLon) -> bool {
    let (x, y) = (i64::from(at.lon_e7), i64::from(at.lat_e7));
    let mut inside = false;
    let next = ring.iter().cycle().skip(1);
    for (a, b) in ring.iter().zip(next) {
        let (ax, ay) = (i64::from(a.lon_e7), i64::from(a.lat_e7));
        let (bx, by) = (i64::from(b.lon_e7), i64::from(b.lat_e7));
        if (ay > y) != (by > y) {
            // Left of the edge as seen along it upward: its crossing lies east of the point.
            let turn =
                i128::from(bx - ax) * i128::from(y - ay) - i128::from(by - ay) * i128::from(x - ax);
            if (turn > 0) == (by > ay) && turn != 0 {
                inside = !inside;
            }
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Ring {
        let at = |&(lon_e7, lat_e7): &(i32, i32)| LatLon { lat_e7, lon_e7 };
        points.iter().chain(points.first()).map(at).collect()
    }

    #[test]
    fn a_point_is_inside_but_not_in_a_hole() {
        let area = Area {
            polygons: vec![
                vec![
                    ring(&[(0, 0), (100, 0), (100, 100), (0, 100)]),
                    ring(&[(40, 40), (40, 60), (60, 60), (60, 40)]),
                ],
                vec![ring(&[(200, 0), (300, 50), (200, 100), (230, 50)])],
            ],
        };
        for (lon_e7, lat_e7, inside) in [
            (20, 20, true),
            (50, 50, false),
            (50, 70, true),
            (101, 50, false),
            (-1, 50, false),
            (250, 50, true),
            (220, 50, false),
            (220, 80, true),
            (210, 80, false),
        ] {
            let at = LatLon { lat_e7, lon_e7 };
            assert_eq!(area.contains(at), inside, "{lon_e7},{lat_e7}");
        }
    }
}
