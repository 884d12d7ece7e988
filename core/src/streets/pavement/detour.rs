//! How far it would be without one of the crossings of a way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Arc, By, FAR, Pavement};
use crate::streets::{EdgeId, NodeId, PathStep, SpotOnStreet};

/// A way that takes this much longer, in milliseconds, is no alternative any more.
const MOST_MS: u64 = 900_000;

/// Searches for ways that do without a crossing, with buffers that are used again.
pub(crate) struct Detours<'p, 'g> {
    pavement: &'p Pavement<'g>,
    /// Least milliseconds, and of such ways the least centimetres, to each corner point.
    reached: Vec<(u64, u64)>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u64, u32)>>,
}

impl<'p, 'g> Detours<'p, 'g> {
    pub(crate) fn new(pavement: &'p Pavement<'g>) -> Self {
        Self {
            pavement,
            reached: vec![(FAR, FAR); pavement.first.len() - 1],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Centimetres along streets of the quickest way from `a` to `b` that does not cross this
    /// street at this corner, or (for a crossing between corners) not between corners; `None` if
    /// there is none, or none within a quarter of an hour more than `ms`, the time of the way
    /// that crosses.
    pub(crate) fn length_cm(
        &mut self,
        a: SpotOnStreet,
        b: SpotOnStreet,
        ms: u64,
        without: &PathStep,
    ) -> Option<u64> {
        let mut best = (FAR, FAR);
        let banned = match *without {
            PathStep::CrossAtCorner { node, edge } => {
                let direct = self.pavement.direct_ms(a, b);
                best = (direct, u64::from(a.along_cm.abs_diff(b.along_cm)));
                Some((node, edge))
            }
            PathStep::CrossMidBlock { .. } | PathStep::Along { .. } => None,
        };
        for (point, cost) in self.ends_of(a) {
            self.reach(point, cost);
        }
        let ends = self.ends_of(b);
        while let Some(Reverse((here_ms, here_cm, point))) = self.heap.pop() {
            if here_ms >= best.0 || here_ms > ms + MOST_MS {
                break;
            }
            if (here_ms, here_cm) > self.reached[point as usize] {
                continue;
            }
            for (_, (end_ms, end_cm)) in ends.iter().filter(|(end, _)| *end == point) {
                best = best.min((here_ms + end_ms, here_cm + end_cm));
            }
            let arcs = self.pavement.first[point as usize]..self.pavement.first[point as usize + 1];
            for index in arcs {
                let arc = self.pavement.arcs[index as usize];
                if !banned.is_some_and(|(node, edge)| self.crosses(arc, node, edge)) {
                    let cm = here_cm + self.length_of(arc);
                    self.reach(arc.to, (here_ms + u64::from(arc.ms), cm));
                }
            }
        }
        self.heap.clear();
        for point in self.touched.drain(..) {
            self.reached[point as usize] = (FAR, FAR);
        }
        (best.0 <= ms + MOST_MS).then_some(best.1)
    }

    fn reach(&mut self, point: u32, cost: (u64, u64)) {
        let reached = &mut self.reached[point as usize];
        if cost < *reached {
            if reached.0 == FAR {
                self.touched.push(point);
            }
            *reached = cost;
            self.heap.push(Reverse((cost.0, cost.1, point)));
        }
    }

    /// The corner points that a spot touches, with milliseconds and centimetres to them.
    fn ends_of(&self, spot: SpotOnStreet) -> Vec<(u32, (u64, u64))> {
        let length_cm = self.pavement.graph.edges[spot.edge.0 as usize].length_cm;
        let touches = self.pavement.touches(spot).into_iter();
        let ends = touches.map(|touch| {
            let cm = if touch.at_start {
                spot.along_cm
            } else {
                length_cm - spot.along_cm
            };
            (touch.point, (touch.ms, u64::from(cm)))
        });
        ends.collect()
    }

    fn length_of(&self, arc: Arc) -> u64 {
        match arc.by {
            By::Along { edge, .. } => {
                u64::from(self.pavement.graph.edges[edge.0 as usize].length_cm)
            }
            By::Crossing { .. } => 0,
        }
    }

    /// Whether an arc crosses the street of `edge` at this corner: the road itself, or another
    /// arm of the same name.
    fn crosses(&self, arc: Arc, node: NodeId, edge: EdgeId) -> bool {
        let name = |edge: EdgeId| self.pavement.graph.edges[edge.0 as usize].name;
        match arc.by {
            By::Crossing {
                node: at,
                edge: crossed,
            } => {
                at == node
                    && (crossed == edge || name(edge).is_some_and(|n| name(crossed) == Some(n)))
            }
            By::Along { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::fixture::{add_road, add_road_of};
    use crate::streets::{RoadClass, Side, StreetGraph, WalkingCosts};

    fn spot(edge: u32, side: Side, along_m: u32) -> SpotOnStreet {
        SpotOnStreet {
            edge: EdgeId(edge),
            side,
            along_cm: along_m * 100,
        }
    }

    fn saved_m(graph: &StreetGraph, a: SpotOnStreet, b: SpotOnStreet) -> Vec<Option<i64>> {
        let costs = WalkingCosts::default();
        let pavement = Pavement::new(graph, &costs);
        let path = pavement.path(a, b).unwrap();
        let mut detours = Detours::new(&pavement);
        let crossings = path
            .steps
            .iter()
            .filter(|s| !matches!(s, PathStep::Along { .. }));
        crossings
            .map(|step| {
                let cm = detours.length_cm(a, b, u64::from(path.ms), step)?;
                Some((cm as i64 - path.length_cm as i64) / 100)
            })
            .collect()
    }

    #[test]
    fn a_crossing_between_corners_saves_the_way_to_the_nearer_one_and_back() {
        let mut graph = StreetGraph::default();
        add_road(&mut graph, &[(0.0, 0.0), (100.0, 0.0)], "Main Street");
        // The ends are dead: one walks round them for nothing.
        let (here, across) = (spot(0, Side::Left, 30), spot(0, Side::Right, 40));
        assert_eq!(saved_m(&graph, here, across), [Some(60)]);
    }

    #[test]
    fn a_crossing_at_a_corner_saves_the_way_to_the_next() {
        let mut graph = StreetGraph::default();
        for (west, east) in [(0.0, 100.0), (100.0, 300.0), (300.0, 400.0)] {
            let ends = [(west, 0.0), (east, 0.0)];
            add_road_of(&mut graph, &ends, "High Road", RoadClass::Major);
        }
        for east in [0.0, 100.0, 300.0, 400.0] {
            add_road(&mut graph, &[(east, 0.0), (east, 50.0)], "");
        }
        // One walks to the corner at 100 m and crosses there; else on to that at 300 m.
        let (here, across) = (spot(1, Side::Left, 50), spot(1, Side::Right, 50));
        assert_eq!(saved_m(&graph, here, across), [Some(200)]);
    }

    #[test]
    fn without_another_way_nothing_is_saved() {
        let mut graph = StreetGraph::default();
        // A loop around a green: from the inside there is one way out.
        let ring = [
            (0.0, 0.0),
            (50.0, 0.0),
            (50.0, 50.0),
            (0.0, 50.0),
            (0.0, 0.0),
        ];
        add_road_of(&mut graph, &ring, "Ring", RoadClass::Busy);
        add_road(&mut graph, &[(0.0, 0.0), (-50.0, 0.0)], "Way");
        let (inside, outside) = (spot(0, Side::Left, 60), spot(0, Side::Right, 60));
        let costs = WalkingCosts::default();
        let path = Pavement::new(&graph, &costs).path(inside, outside).unwrap();
        assert_eq!(path.crossings(), 1);
        assert_eq!(saved_m(&graph, inside, outside), [None]);
    }
}
