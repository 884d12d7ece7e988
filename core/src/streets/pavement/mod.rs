//! The pavement: both faces of every road, joined round the corners, and walks on it.
//!
//! At a corner with `d` roads there are `d` corner points, one between each two roads that are
//! neighbours by angle; a face of a road runs between the corner points at its ends, and
//! neighbouring points of a corner are joined by crossing the road between them. A dead end has
//! one corner point, so one walks round it for nothing.

mod corners;
mod detour;
mod search;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod tests;

use corners::corner_points;
pub(crate) use detour::Detours;
use search::Search;

use super::costs::WalkingCosts;
use super::{
    EdgeId, NodeId, Path, PathStep, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingTimes,
};

/// The walking graph of a street graph under given costs.
#[derive(Debug)]
pub struct Pavement<'g> {
    graph: &'g StreetGraph,
    costs: WalkingCosts,
    /// For each edge its corner points: left and right at `from`, left and right at `to`, left
    /// and right seen along the edge.
    ends: Vec<[u32; 4]>,
    /// Arcs by corner point, from `first[p]` to `first[p + 1]`.
    arcs: Vec<Arc>,
    first: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    to: u32,
    ms: u32,
    by: By,
}

/// What one does on an arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Along {
        edge: EdgeId,
        side: Side,
        backwards: bool,
    },
    Crossing {
        node: NodeId,
        edge: EdgeId,
    },
}

/// A corner point that a spot touches, and the milliseconds to it.
#[derive(Clone, Copy)]
struct Touch {
    point: u32,
    ms: u64,
    side: Side,
    at_start: bool,
}

const FAR: u64 = u64::MAX;

impl<'g> Pavement<'g> {
    /// Lays the pavement: two arcs a face, two a crossing at each end of each road.
    pub fn new(graph: &'g StreetGraph, costs: &WalkingCosts) -> Self {
        let (ends, corners) = corner_points(graph);
        let mut lists: Vec<Vec<Arc>> = vec![Vec::new(); corners as usize];
        let mut both = |a: u32, b: u32, ms: u32, there: By, back: By| {
            lists[a as usize].push(Arc {
                to: b,
                ms,
                by: there,
            });
            lists[b as usize].push(Arc {
                to: a,
                ms,
                by: back,
            });
        };
        for (index, (edge, end)) in graph.edges.iter().zip(&ends).enumerate() {
            let id = EdgeId(index as u32);
            let ms = clamp(costs.along_ms(edge.class, edge.length_cm));
            for (side, a, b) in [(Side::Left, end[0], end[2]), (Side::Right, end[1], end[3])] {
                let along = |backwards| By::Along {
                    edge: id,
                    side,
                    backwards,
                };
                both(a, b, ms, along(false), along(true));
            }
            let price = costs.crossing_ms(edge.class);
            for (node, a, b) in [(edge.from, end[0], end[1]), (edge.to, end[2], end[3])] {
                if a != b {
                    let by = By::Crossing { node, edge: id };
                    both(a, b, price, by, by);
                }
            }
        }
        let mut first = vec![0];
        let mut arcs = Vec::new();
        for list in lists {
            arcs.extend(list);
            first.push(arcs.len() as u32);
        }
        Self {
            graph,
            costs: *costs,
            ends,
            arcs,
            first,
        }
    }

    /// The costs that it was laid with.
    pub fn costs(&self) -> &WalkingCosts {
        &self.costs
    }

    /// Walking times between all these spots. Symmetric; where no way leads,
    /// [`WalkingTimes::UNREACHABLE`] and the time along the straight line, so that a walk leaves
    /// an island where the gap is narrow.
    ///
    /// Spots of one face share its two corner points, so there is one Dijkstra for each such
    /// point, which stops when the last one after it is reached.
    pub fn times(&self, spots: &[SpotOnStreet]) -> WalkingTimes {
        let n = spots.len();
        let mut touches: Vec<Vec<Touch>> = spots.iter().map(|s| self.touches(*s)).collect();
        let mut points: Vec<u32> = touches.iter().flatten().map(|t| t.point).collect();
        points.sort_unstable();
        points.dedup();
        let between = self.between(&points);
        for touch in touches.iter_mut().flatten() {
            let index = points.binary_search(&touch.point);
            touch.point = index.expect("every point touched was collected") as u32;
        }
        let mut ms = vec![0_u32; n * n];
        for a in 0..n {
            for b in a + 1..n {
                let mut best = self.direct_ms(spots[a], spots[b]);
                for from in &touches[a] {
                    let row = &between[from.point as usize * points.len()..];
                    for to in &touches[b] {
                        let way = row[to.point as usize].saturating_add(from.ms + to.ms);
                        best = best.min(way);
                    }
                }
                let best = if best == FAR {
                    self.straight_ms(spots[a], spots[b])
                } else {
                    clamp(best)
                };
                ms[a * n + b] = best;
                ms[b * n + a] = best;
            }
        }
        WalkingTimes::from_rows(n, ms).expect("the matrix was made with n × n entries")
    }

    fn straight_ms(&self, a: SpotOnStreet, b: SpotOnStreet) -> u32 {
        let [a, b] = [a, b].map(|s| self.graph.edges[s.edge.0 as usize].point_at(s.along_cm));
        let ms = a.distance_m(b) * f64::from(self.costs.ms_per_m);
        WalkingTimes::UNREACHABLE.saturating_add(ms as u32)
    }

    /// Milliseconds between corner points, row by row; [`FAR`] where no way leads.
    fn between(&self, points: &[u32]) -> Vec<u64> {
        let m = points.len();
        let mut ms = vec![0; m * m];
        let mut search = Search::new(self.first.len() - 1);
        for (a, from) in points.iter().enumerate() {
            search.run(self, &[(*from, 0)], points[a + 1..].iter().copied());
            for (b, to) in points.iter().enumerate().skip(a + 1) {
                ms[a * m + b] = search.at(*to);
                ms[b * m + a] = ms[a * m + b];
            }
        }
        ms
    }

    /// The quickest way from `a` to `b`, step by step; `None` where no way leads.
    ///
    /// Its time is that of [`Self::times`]. Free crossings (of paths and stairs, round dead ends)
    /// are not listed as steps; steps of no length are left out.
    pub fn path(&self, a: SpotOnStreet, b: SpotOnStreet) -> Option<Path> {
        self.paths([(a, b)]).pop().flatten()
    }

    /// The quickest way of each pair, as [`Self::path`] has it, for less than one by one.
    pub fn paths(
        &self,
        pairs: impl IntoIterator<Item = (SpotOnStreet, SpotOnStreet)>,
    ) -> Vec<Option<Path>> {
        let mut search = Search::new(self.first.len() - 1);
        let pairs = pairs.into_iter();
        pairs
            .map(|(a, b)| self.path_by(&mut search, a, b))
            .collect()
    }

    fn path_by(&self, search: &mut Search, a: SpotOnStreet, b: SpotOnStreet) -> Option<Path> {
        let (from, to) = (self.touches(a), self.touches(b));
        let begins: Vec<(u32, u64)> = from.iter().map(|t| (t.point, t.ms)).collect();
        search.run(self, &begins, to.iter().map(|t| t.point));
        let end = to
            .iter()
            .min_by_key(|t| search.at(t.point).saturating_add(t.ms))?;
        let round = search.at(end.point).saturating_add(end.ms);
        let direct = self.direct_ms(a, b);
        if direct.min(round) == FAR {
            return None;
        }
        let mut path = Path {
            ms: clamp(direct.min(round)),
            ..Path::default()
        };
        if direct <= round {
            let class = self.class(a.edge);
            path.along(a.edge, a.side, a.along_cm, b.along_cm);
            if a.side != b.side && class.has_faces() {
                path.steps.push(PathStep::CrossMidBlock {
                    edge: a.edge,
                    along_cm: b.along_cm,
                });
            }
            return Some(path);
        }
        let arcs = search.way_to(self, end.point);
        let begin = arcs.first().map_or(end.point, |(point, _)| *point);
        let start = from
            .iter()
            .filter(|t| t.point == begin)
            .min_by_key(|t| t.ms)
            .expect("the search starts at a point that the spot touches");
        let length = |e: EdgeId| self.graph.edges[e.0 as usize].length_cm;
        path.along(
            a.edge,
            start.side,
            a.along_cm,
            if start.at_start { 0 } else { length(a.edge) },
        );
        for (_, arc) in arcs {
            match arc.by {
                By::Along {
                    edge,
                    side,
                    backwards: false,
                } => path.along(edge, side, 0, length(edge)),
                By::Along {
                    edge,
                    side,
                    backwards: true,
                } => path.along(edge, side, length(edge), 0),
                By::Crossing { node, edge } => {
                    if self.class(edge).has_faces() {
                        path.steps.push(PathStep::CrossAtCorner { node, edge });
                    }
                }
            }
        }
        path.along(
            b.edge,
            end.side,
            if end.at_start { 0 } else { length(b.edge) },
            b.along_cm,
        );
        Some(path)
    }

    /// What a way takes under this pavement's costs: to time a way that was found with weighted
    /// crossings.
    pub fn ms_of(&self, path: &Path) -> u32 {
        let ms = path.steps.iter().map(|step| match *step {
            PathStep::Along {
                edge,
                from_cm,
                to_cm,
                ..
            } => {
                let class = self.class(edge);
                self.costs
                    .along_ms(class, to_cm)
                    .abs_diff(self.costs.along_ms(class, from_cm))
            }
            PathStep::CrossAtCorner { edge, .. } | PathStep::CrossMidBlock { edge, .. } => {
                u64::from(self.costs.crossing_ms(self.class(edge)))
            }
        });
        clamp(ms.sum())
    }

    fn class(&self, edge: EdgeId) -> RoadClass {
        self.graph.edges[edge.0 as usize].class
    }

    /// Along one road, across it where one may; [`FAR`] on different roads.
    fn direct_ms(&self, a: SpotOnStreet, b: SpotOnStreet) -> u64 {
        let class = self.class(a.edge);
        if a.edge != b.edge || a.side != b.side && !WalkingCosts::crosses_mid_block(class) {
            return FAR;
        }
        let across = if a.side == b.side {
            0
        } else {
            self.costs.crossing_ms(class)
        };
        let along = |s: SpotOnStreet| self.costs.along_ms(class, s.along_cm);
        along(a).abs_diff(along(b)) + u64::from(across)
    }

    /// The ends of the spot's face; on a path or stairs, of both.
    fn touches(&self, spot: SpotOnStreet) -> Vec<Touch> {
        let class = self.class(spot.edge);
        let to_start = self.costs.along_ms(class, spot.along_cm);
        let length = self.graph.edges[spot.edge.0 as usize].length_cm;
        let to_end = self.costs.along_ms(class, length) - to_start;
        let ends = self.ends[spot.edge.0 as usize];
        let both = !class.has_faces();
        [(Side::Left, 0), (Side::Right, 1)]
            .into_iter()
            .filter(|(side, _)| both || *side == spot.side)
            .flat_map(|(side, i)| {
                [
                    Touch {
                        point: ends[i],
                        ms: to_start,
                        side,
                        at_start: true,
                    },
                    Touch {
                        point: ends[i + 2],
                        ms: to_end,
                        side,
                        at_start: false,
                    },
                ]
            })
            .collect()
    }
}

/// A time as it stands in a matrix: below the mark for "no way".
fn clamp(ms: u64) -> u32 {
    u32::try_from(ms).map_or(WalkingTimes::UNREACHABLE - 1, |ms| {
        ms.min(WalkingTimes::UNREACHABLE - 1)
    })
}

impl Path {
    /// Adds a walk along one face, unless it has no length.
    fn along(&mut self, edge: EdgeId, side: Side, from_cm: u32, to_cm: u32) {
        if from_cm != to_cm {
            self.length_cm += u64::from(from_cm.abs_diff(to_cm));
            self.steps.push(PathStep::Along {
                edge,
                side,
                from_cm,
                to_cm,
            });
        }
    }
}
