//! Which faces lie along the middle of a street with two carriageways.

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::super::{Edge, EdgeId, Side, StreetGraph};

/// The other carriageway lies at most this far, in metres: farther apart there may be houses
/// between the two.
const APART_M: f64 = 25.0;
/// Nearer than this it is the same lane drawn twice, or the next stretch of it.
const LEAST_APART_M: f64 = 3.0;
/// Cosine of the greatest angle (20°) between two carriageways.
const PARALLEL: f64 = 0.94;
/// A place is looked at each so many metres.
const STEP_M: f64 = 8.0;

/// One straight piece of a carriageway, and the road that it belongs to.
type Stretch = GeomWithData<Line<[f64; 2]>, u32>;

/// Faces of one-way roads beside which, along three fifths of the way or more, another one-way
/// road of the same name runs. In order of roads.
pub(super) fn medians(graph: &StreetGraph, one_way: &[bool]) -> Vec<(EdgeId, Side)> {
    let Some(origin) = graph.nodes.first().copied() else {
        return Vec::new();
    };
    let candidates = || {
        let roads = graph.edges.iter().zip(one_way).enumerate();
        roads.filter(|(_, (edge, one_way))| {
            **one_way && edge.name.is_some() && edge.class.has_faces()
        })
    };
    let flat = |edge: &Edge| -> Vec<[f64; 2]> {
        let points = edge.line.iter();
        points.map(|p| p.metres_from(origin).into()).collect()
    };
    let mut stretches = Vec::new();
    for (id, (edge, _)) in candidates() {
        for pair in flat(edge).windows(2) {
            stretches.push(Stretch::new(Line::new(pair[0], pair[1]), id as u32));
        }
    }
    let tree = RTree::bulk_load(stretches);
    let mut found = Vec::new();
    for (id, (edge, _)) in candidates() {
        let (mut all, mut left, mut right) = (0_u32, 0_u32, 0_u32);
        for pair in flat(edge).windows(2) {
            let (dx, dy) = (pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]);
            let length = dx.hypot(dy);
            let steps = (length / STEP_M).ceil().clamp(1.0, 10_000.0) as u32;
            for i in 0..steps {
                let share = (f64::from(i) + 0.5) / f64::from(steps);
                let point = [pair[0][0] + dx * share, pair[0][1] + dy * share];
                all += 1;
                let twin = |other: u32| {
                    other as usize != id && graph.edges[other as usize].name == edge.name
                };
                match beside(&tree, point, (dx / length, dy / length), twin) {
                    Some(Side::Left) => left += 1,
                    Some(Side::Right) => right += 1,
                    None => {}
                }
            }
        }
        for (side, seen, other) in [(Side::Left, left, right), (Side::Right, right, left)] {
            if seen * 5 >= all * 3 && other * 5 < all {
                found.push((EdgeId(id as u32), side));
            }
        }
    }
    found
}

/// The side on which a parallel stretch lies that `wanted` accepts.
fn beside(
    tree: &RTree<Stretch>,
    point: [f64; 2],
    (east, north): (f64, f64),
    wanted: impl Fn(u32) -> bool,
) -> Option<Side> {
    tree.nearest_neighbor_iter_with_distance_2(point)
        .take_while(|(_, squared)| *squared <= APART_M * APART_M)
        .filter(|(stretch, squared)| {
            *squared >= LEAST_APART_M * LEAST_APART_M && wanted(stretch.data)
        })
        .find_map(|(stretch, squared)| {
            let (a, b) = (stretch.geom().from, stretch.geom().to);
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let parallel = (dx * east + dy * north).abs() >= PARALLEL * dx.hypot(dy);
            // How far to the left of the road the other stretch lies.
            let off = east * (a[1] - point[1]) - north * (a[0] - point[0]);
            // Seen across the road, not ahead.
            let across = off * off >= squared * PARALLEL * PARALLEL;
            (parallel && across).then_some(if off > 0.0 { Side::Left } else { Side::Right })
        })
}
