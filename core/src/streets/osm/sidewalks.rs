//! Sidewalks drawn as ways of their own, folded into the road that they run along.
//!
//! The road's two faces stand for its sidewalks, so a sidewalk or crossing beside a road is left
//! out. A path that ended on it is led on to the road, and where something would still come loose,
//! the bit of sidewalk that held it stays.

use std::collections::{BTreeMap, HashMap};

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::super::RoadClass;
use super::super::geometry::moved;
use super::connect::bridges;
use crate::model::LatLon;

/// A sidewalk lies at most this far from the middle of its road, in metres.
const BESIDE_M: f64 = 20.0;
/// A path that ended on a sidewalk finds its road within this distance.
const LEAD_M: f64 = 30.0;
/// Nearer than this, direction does not matter: crossings, and short bends round a corner.
const CLOSE_M: f64 = 12.0;
/// Cosine of the greatest angle (35°) between a sidewalk and its road.
const PARALLEL: f64 = 0.819;

/// A walkable way, before corners are known.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) nodes: Vec<i64>,
    pub(super) name: Option<u32>,
    pub(super) class: RoadClass,
    pub(super) one_way: bool,
    /// Busy, and yet crossed between corners.
    pub(super) calm: bool,
}

/// One straight stretch of a road: `(piece, index of its first point)`.
type Stretch = GeomWithData<Line<[f64; 2]>, (usize, usize)>;

/// Adds to `roads` those walks that run along no road, and leads loose ends on to theirs. Points
/// made for that are added to `at`, with ids that no extract uses. Nobody gets past points in
/// `walls`.
pub(super) fn fold(
    roads: &mut Vec<Piece>,
    walks: Vec<Piece>,
    at: &mut HashMap<i64, LatLon>,
    walls: &dyn Fn(i64) -> bool,
) {
    if walks.is_empty() {
        return;
    }
    let near = Near::new(roads, at);
    let (folded, kept): (Vec<Piece>, Vec<Piece>) =
        walks.into_iter().partition(|w| near.runs_along(w, at));
    roads.extend(kept);
    let mut uses: BTreeMap<i64, u32> = BTreeMap::new();
    for piece in roads.iter() {
        for pair in piece.nodes.windows(2) {
            *uses.entry(pair[0]).or_default() += 1;
            *uses.entry(pair[1]).or_default() += 1;
        }
    }
    let mut loose: Vec<i64> = folded
        .iter()
        .flat_map(|w| w.nodes.iter().copied())
        .filter(|n| uses.get(n) == Some(&1))
        .collect();
    loose.sort_unstable();
    loose.dedup();
    lead_on(&loose, &near, roads, at);
    let bridges = bridges(roads, &folded, walls);
    roads.extend(bridges);
}

/// Roads with faces, found by place.
struct Near {
    origin: LatLon,
    tree: RTree<Stretch>,
}

impl Near {
    fn new(roads: &[Piece], at: &HashMap<i64, LatLon>) -> Self {
        let first = roads.iter().find_map(|r| at.get(r.nodes.first()?));
        let origin = first.copied().unwrap_or(LatLon {
            lat_e7: 0,
            lon_e7: 0,
        });
        let mut stretches = Vec::new();
        for (id, road) in roads.iter().enumerate() {
            // A service way has no sidewalk that one would draw.
            if road.class < RoadClass::Quiet {
                continue;
            }
            let points: Vec<[f64; 2]> = road
                .nodes
                .iter()
                .map(|n| at[n].metres_from(origin).into())
                .collect();
            for (i, pair) in points.windows(2).enumerate() {
                stretches.push(Stretch::new(Line::new(pair[0], pair[1]), (id, i)));
            }
        }
        Self {
            origin,
            tree: RTree::bulk_load(stretches),
        }
    }

    /// Whether at least four fifths of a walk lie along or over roads.
    fn runs_along(&self, walk: &Piece, at: &HashMap<i64, LatLon>) -> bool {
        let (mut all, mut beside) = (0_u32, 0_u32);
        for pair in walk.nodes.windows(2) {
            let (a, b) = (
                at[&pair[0]].metres_from(self.origin),
                at[&pair[1]].metres_from(self.origin),
            );
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let length = dx.hypot(dy);
            let samples = (length / 5.0).ceil().clamp(1.0, 1_000.0) as u32;
            for i in 0..samples {
                let share = (f64::from(i) + 0.5) / f64::from(samples);
                all += 1;
                let point = [a.0 + dx * share, a.1 + dy * share];
                beside += u32::from(self.is_beside(point, (dx, dy)));
            }
        }
        all > 0 && beside * 5 >= all * 4
    }

    fn is_beside(&self, point: [f64; 2], (dx, dy): (f64, f64)) -> bool {
        self.tree
            .nearest_neighbor_iter_with_distance_2(point)
            .take_while(|(_, d2)| *d2 <= BESIDE_M * BESIDE_M)
            .any(|(road, d2)| {
                let (a, b) = (road.geom().from, road.geom().to);
                let (rx, ry) = (b[0] - a[0], b[1] - a[1]);
                let lengths = rx.hypot(ry) * dx.hypot(dy);
                d2 <= CLOSE_M * CLOSE_M || (rx * dx + ry * dy).abs() >= PARALLEL * lengths
            })
    }
}

/// Joins each loose point to the nearest road by a short path.
fn lead_on(loose: &[i64], near: &Near, roads: &mut Vec<Piece>, at: &mut HashMap<i64, LatLon>) {
    // New points of each road by stretch and share, so that they go in from the back.
    let mut points: BTreeMap<usize, Vec<(usize, f64, i64)>> = BTreeMap::new();
    let mut made = i64::MIN / 4;
    for node in loose {
        let place = at[node];
        let flat: [f64; 2] = place.metres_from(near.origin).into();
        let Some((road, d2)) = near.tree.nearest_neighbor_iter_with_distance_2(flat).next() else {
            return;
        };
        if d2 > LEAD_M * LEAD_M {
            continue;
        }
        let (piece, stretch) = road.data;
        let (a, b) = (road.geom().from, road.geom().to);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let squared = dx * dx + dy * dy;
        let share = if squared > 0.0 {
            (((flat[0] - a[0]) * dx + (flat[1] - a[1]) * dy) / squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let length = squared.sqrt();
        let end = if share * length < 2.0 {
            roads[piece].nodes[stretch]
        } else if (1.0 - share) * length < 2.0 {
            roads[piece].nodes[stretch + 1]
        } else {
            made -= 1;
            let (x, y) = (a[0] + dx * share - flat[0], a[1] + dy * share - flat[1]);
            at.insert(made, moved(place, x, y));
            points
                .entry(piece)
                .or_default()
                .push((stretch, share, made));
            made
        };
        if end != *node {
            roads.push(Piece {
                nodes: vec![*node, end],
                name: None,
                class: RoadClass::Path,
                one_way: false,
                calm: false,
            });
        }
    }
    for (piece, mut new) in points {
        new.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
        for (stretch, _, id) in new {
            roads[piece].nodes.insert(stretch + 1, id);
        }
    }
}
