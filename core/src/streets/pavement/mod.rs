//! The pavement: both faces of every road, joined round the corners, and walks on it.
//!
//! At a corner with `d` roads there are `d` corner points, one between each two roads that are
//! neighbours by angle; a face of a road runs between the corner points at its ends, and
//! neighbouring points of a corner are joined by crossing the road between them. A dead end has
//! one corner point, so one walks round it for nothing. Nobody walks along the median of a street
//! with two carriageways.

mod corners;
mod detour;
mod dissect;
mod eliminate;
mod labels;
mod lean;
mod matrix;
mod near;
mod nearest;
mod parts;
mod search;
#[cfg(test)]
mod slow;
mod street_times;
mod sweep;
#[cfg(test)]
mod tests;

use corners::corner_points;
pub(crate) use detour::Detours;
use lean::Points;
use search::Search;
pub use street_times::StreetTimes;

use super::costs::WalkingCosts;
use super::{
    EdgeId, NodeId, Path, PathStep, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingTimes,
};
use crate::model::LatLon;

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
    points: Points,
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
        // Where the arcs of each corner point begin: counted first, then filled.
        let mut next = vec![0_u32; corners as usize + 1];
        for (a, b, ..) in pairs_of(graph, costs, &ends) {
            next[a as usize + 1] += 1;
            next[b as usize + 1] += 1;
        }
        for p in 0..corners as usize {
            next[p + 1] += next[p];
        }
        let first = next.clone();
        let nowhere = Arc {
            to: 0,
            ms: 0,
            by: By::Crossing {
                node: NodeId(0),
                edge: EdgeId(0),
            },
        };
        let mut arcs = vec![nowhere; next[corners as usize] as usize];
        let mut put = |from: u32, arc: Arc| {
            let at = &mut next[from as usize];
            arcs[*at as usize] = arc;
            *at += 1;
        };
        for (a, b, ms, there, back) in pairs_of(graph, costs, &ends) {
            put(
                a,
                Arc {
                    to: b,
                    ms,
                    by: there,
                },
            );
            put(
                b,
                Arc {
                    to: a,
                    ms,
                    by: back,
                },
            );
        }
        Self {
            graph,
            costs: *costs,
            points: Points::new(graph, &ends, &arcs, &first),
            ends,
            arcs,
            first,
        }
    }

    /// The streets that it was laid along.
    pub fn graph(&self) -> &'g StreetGraph {
        self.graph
    }

    /// The costs that it was laid with.
    pub fn costs(&self) -> &WalkingCosts {
        &self.costs
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
        let [a, b] = [a, b].map(|spot| self.graph.off_median(spot));
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
        let [a, b] = [a, b].map(|spot| self.graph.off_median(spot));
        let class = self.class(a.edge);
        if a.edge != b.edge || a.side != b.side && !self.graph.crosses_mid_block(a.edge) {
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
        let spot = self.graph.off_median(spot);
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

/// Pairs of corner points with a way between them: both points, milliseconds, what one does there
/// and back. Two faces a road, and a crossing at each of its ends.
fn pairs_of<'a>(
    graph: &'a StreetGraph,
    costs: &'a WalkingCosts,
    ends: &'a [[u32; 4]],
) -> impl Iterator<Item = (u32, u32, u32, By, By)> + 'a {
    let roads = graph.edges.iter().zip(ends).enumerate();
    roads.flat_map(move |(index, (road, end))| {
        let edge = EdgeId(index as u32);
        let ms = clamp(costs.along_ms(road.class, road.length_cm));
        let price = costs.crossing_ms(road.class);
        let face = |side, a, b| {
            let along = |backwards| By::Along {
                edge,
                side,
                backwards,
            };
            (a, b, ms, along(false), along(true))
        };
        let crossing = |node, a, b| {
            let by = By::Crossing { node, edge };
            (a, b, price, by, by)
        };
        [
            face(Side::Left, end[0], end[2]),
            face(Side::Right, end[1], end[3]),
            crossing(road.from, end[0], end[1]),
            crossing(road.to, end[2], end[3]),
        ]
        .into_iter()
        .filter(move |(a, b, _, by, _)| match by {
            By::Along { side, .. } => !graph.is_median(edge, *side),
            // A dead end is walked round, not crossed.
            By::Crossing { .. } => a != b,
        })
    })
}

/// The time given where no way leads: more the farther apart.
fn straight_ms(a: LatLon, b: LatLon, ms_per_m: u32) -> u32 {
    let ms = a.distance_m(b) * f64::from(ms_per_m);
    WalkingTimes::UNREACHABLE.saturating_add(ms as u32)
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
