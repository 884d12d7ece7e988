//! Lengths and positions along the roads.

use super::graph::Side;
use super::{Edge, NodeId, SpotOnStreet, StreetGraph};
use crate::model::LatLon;

/// One metre northward in units of 1e-7 degrees, on the sphere that [`LatLon`] measures by.
const E7_PER_METRE: f64 = 1e7 / 111_195.08;

/// The position so many metres east and north of `from`, undoing [`LatLon::metres_from`].
pub(crate) fn moved(from: LatLon, east_m: f64, north_m: f64) -> LatLon {
    let lat = f64::from(from.lat_e7) + north_m * E7_PER_METRE;
    let lon = f64::from(from.lon_e7) + east_m * E7_PER_METRE / from.lat().to_radians().cos();
    LatLon {
        lat_e7: lat.round() as i32,
        lon_e7: lon.round() as i32,
    }
}

impl Edge {
    /// Length of a line in centimetres, at least 1.
    pub fn measure_cm(line: &[LatLon]) -> u32 {
        let metres: f64 = line.windows(2).map(|p| p[0].distance_m(p[1])).sum();
        ((metres * 100.0).round() as u32).max(1)
    }

    /// The corner at the other end; for a loop the same one.
    pub fn other_end(&self, node: NodeId) -> NodeId {
        if node == self.from {
            self.to
        } else {
            self.from
        }
    }

    /// The point of the line `along_cm` from its start, on the middle of the road.
    pub fn point_at(&self, along_cm: u32) -> LatLon {
        self.point_beside(along_cm, None, 0.0)
    }

    /// The point `off_m` metres to one side of the road, seen along it.
    fn point_beside(&self, along_cm: u32, side: Option<Side>, off_m: f64) -> LatLon {
        let steps: Vec<f64> = self
            .line
            .windows(2)
            .map(|p| p[0].distance_m(p[1]))
            .collect();
        let whole: f64 = steps.iter().sum();
        // The stored length is rounded, so places are found by share of it.
        let mut left = whole * f64::from(along_cm.min(self.length_cm)) / f64::from(self.length_cm);
        let mut step = 0;
        while step + 1 < steps.len() && left > steps[step] {
            left -= steps[step];
            step += 1;
        }
        let (Some(a), Some(b)) = (self.line.get(step), self.line.get(step + 1)) else {
            return self.line.first().copied().unwrap_or(LatLon {
                lat_e7: 0,
                lon_e7: 0,
            });
        };
        let share = if steps[step] > 0.0 {
            (left / steps[step]).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (east, north) = b.metres_from(*a);
        let length = east.hypot(north);
        let (mut to_east, mut to_north) = (east * share, north * share);
        if let Some(side) = side
            && length > 0.0
        {
            let turn = if side == Side::Left { off_m } else { -off_m };
            to_east -= turn * north / length;
            to_north += turn * east / length;
        }
        moved(*a, to_east, to_north)
    }
}

impl StreetGraph {
    /// Where a door at this spot is drawn: `off_m` metres from the middle of the road, on its
    /// side.
    ///
    /// # Panics
    /// If the spot's edge is not one of this graph.
    pub fn point_of(&self, spot: SpotOnStreet, off_m: f64) -> LatLon {
        self.edges[spot.edge.0 as usize].point_beside(spot.along_cm, Some(spot.side), off_m)
    }

    /// The displayed name of the street that a spot or leg is on.
    pub fn name_of(&self, edge: super::EdgeId) -> Option<&str> {
        let name = self.edges.get(edge.0 as usize)?.name?;
        self.names.get(name as usize).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::streets::EdgeId;

    #[test]
    fn a_spot_lies_on_its_own_side_of_the_road() {
        // Due east, so left is north.
        let graph = fixture::line(&[(0.0, 0.0), (100.0, 0.0)]);
        let spot = |side| SpotOnStreet {
            edge: EdgeId(0),
            side,
            along_cm: 5_000,
        };
        let middle = graph.edges[0].point_at(5_000);
        let left = graph.point_of(spot(Side::Left), 8.0);
        let right = graph.point_of(spot(Side::Right), 8.0);
        assert!(left.lat_e7 > middle.lat_e7 && right.lat_e7 < middle.lat_e7);
        assert!((left.distance_m(middle) - 8.0).abs() < 0.1);
        assert!((graph.edges[0].point_at(0).distance_m(middle) - 50.0).abs() < 0.1);
    }
}
