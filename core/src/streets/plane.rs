//! Walking times between points of a plane, for when there is no street pack and the stops are too
//! many for a matrix.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::Walking;

/// How a straight line becomes whole milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, halves up.
    #[default]
    Nearest,
    /// Up.
    Up,
}

/// Walking times along straight lines. Memory grows with the number of stops, not with its square.
#[derive(Clone, Debug)]
pub struct PlaneTimes {
    at: Vec<[f64; 2]>,
    rounding: Rounding,
    tree: RTree<GeomWithData<[f64; 2], u32>>,
}

impl PlaneTimes {
    /// From points whose unit is one millisecond of walking.
    ///
    /// ```
    /// use turfwalk_core::streets::{PlaneTimes, Rounding, Walking};
    ///
    /// let times = PlaneTimes::new(vec![[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]], Rounding::Nearest);
    /// assert_eq!(times.ms(0, 1), 5);
    /// assert_eq!(times.nearest(0, 9), [2, 1]);
    /// ```
    ///
    /// # Panics
    /// If a coordinate is not a number.
    pub fn new(at: Vec<[f64; 2]>, rounding: Rounding) -> Self {
        assert!(
            at.iter().flatten().all(|c| c.is_finite()),
            "a point of the plane has two finite coordinates"
        );
        let entries = at.iter().zip(0..).map(|(p, i)| GeomWithData::new(*p, i));
        let tree = RTree::bulk_load(entries.collect());
        Self { at, rounding, tree }
    }
}

impl Walking for PlaneTimes {
    fn len(&self) -> usize {
        self.at.len()
    }

    /// Products, sums and square roots are the same on every machine; `hypot` is not.
    #[inline]
    fn ms(&self, a: usize, b: usize) -> u32 {
        let ([ax, ay], [bx, by]) = (self.at[a], self.at[b]);
        let (x, y) = (ax - bx, ay - by);
        let straight = (x * x + y * y).sqrt();
        match self.rounding {
            Rounding::Nearest => (straight + 0.5) as u32,
            Rounding::Up => straight.ceil() as u32,
        }
    }

    fn is_symmetric(&self) -> bool {
        true
    }

    fn nearest(&self, stop: usize, most: usize) -> Vec<u32> {
        let mut found: Vec<(u32, u32)> = Vec::with_capacity(most + 1);
        let around = self.tree.nearest_neighbor_iter(self.at[stop]);
        for other in around.filter(|other| other.data != stop as u32) {
            let ms = self.ms(stop, other.data as usize);
            // Rounding makes ties of what the tree tells apart.
            if found.len() >= most && found.last().is_none_or(|(last, _)| ms > *last) {
                break;
            }
            found.push((ms, other.data));
        }
        found.sort_unstable();
        found.truncate(most);
        found.into_iter().map(|(_, other)| other).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::streets::WalkingTimes;

    proptest! {
        #[test]
        fn the_plane_and_its_matrix_say_the_same(
            at in prop::collection::vec((0..30_i32, 0..30_i32), 1..60),
            up in any::<bool>(),
            most in 0..70_usize,
        ) {
            let at: Vec<[f64; 2]> = at.iter().map(|p| [f64::from(p.0), f64::from(p.1)]).collect();
            let rounding = if up { Rounding::Up } else { Rounding::Nearest };
            let plane = PlaneTimes::new(at, rounding);
            let n = plane.len();
            let rows = (0..n * n).map(|i| plane.ms(i / n, i % n)).collect();
            let matrix = WalkingTimes::from_rows(n, rows).unwrap();
            prop_assert!(Walking::is_symmetric(&matrix));
            for stop in 0..n {
                prop_assert_eq!(plane.nearest(stop, most), matrix.nearest(stop, most));
            }
        }
    }
}
