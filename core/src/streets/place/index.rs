//! Streets found by name and by place.

use std::collections::HashMap;

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::super::{Edge, EdgeId, Side, SpotOnStreet, StreetGraph};
use crate::address::{street_key, street_stem};
use crate::model::LatLon;

/// Roads of one name within this distance of each other are one street; farther ones are another
/// street of that name, in the next town.
const SAME_STREET_M: f64 = 400.0;
/// Metres of a degree northward, at least.
const DEGREE_M: f64 = 110_000.0;

/// One straight piece of a road: `(edge, index of its first point)`.
type Stretch = GeomWithData<Line<[f64; 2]>, (u32, u32)>;

/// A point brought down onto a road.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foot {
    pub(super) spot: SpotOnStreet,
    /// Metres from the point to the middle of the road.
    pub(super) off_m: f64,
    /// Metres from the line that the nearest piece lies on; tells sides apart at bends.
    clear_m: f64,
}

#[derive(Debug)]
pub(super) struct StreetIndex<'g> {
    graph: &'g StreetGraph,
    origin: LatLon,
    tree: RTree<Stretch>,
    /// Streets by key; several where towns share a name.
    by_key: HashMap<String, Vec<u32>>,
    by_stem: HashMap<String, Vec<u32>>,
    keys: Vec<String>,
    of_edge: Vec<Option<u32>>,
    edges: Vec<Vec<EdgeId>>,
}

impl<'g> StreetIndex<'g> {
    pub(super) fn new(graph: &'g StreetGraph) -> Self {
        let origin = graph.nodes.first().copied().unwrap_or(LatLon {
            lat_e7: 0,
            lon_e7: 0,
        });
        let mut stretches = Vec::new();
        for (id, edge) in graph.edges.iter().enumerate() {
            let points: Vec<[f64; 2]> = edge
                .line
                .iter()
                .map(|p| p.metres_from(origin).into())
                .collect();
            for (i, pair) in points.windows(2).enumerate() {
                stretches.push(Stretch::new(
                    Line::new(pair[0], pair[1]),
                    (id as u32, i as u32),
                ));
            }
        }
        let mut index = Self {
            graph,
            origin,
            tree: RTree::bulk_load(stretches),
            by_key: HashMap::new(),
            by_stem: HashMap::new(),
            keys: Vec::new(),
            of_edge: vec![None; graph.edges.len()],
            edges: Vec::new(),
        };
        index.name_streets();
        index
    }

    /// Gathers roads of one key into streets, a street for each place where they lie together.
    fn name_streets(&mut self) {
        let keys: Vec<String> = self.graph.names.iter().map(|n| street_key(n)).collect();
        let mut roads: HashMap<&str, Vec<EdgeId>> = HashMap::new();
        let mut order = Vec::new();
        for (id, edge) in self.graph.edges.iter().enumerate() {
            let Some(key) = edge
                .name
                .map(|n| keys[n as usize].as_str())
                .filter(|k| !k.is_empty())
            else {
                continue;
            };
            let list = roads.entry(key).or_default();
            if list.is_empty() {
                order.push(key);
            }
            list.push(EdgeId(id as u32));
        }
        for key in order {
            for street in together(self.graph, &roads[key]) {
                let id = self.edges.len() as u32;
                for edge in &street {
                    self.of_edge[edge.0 as usize] = Some(id);
                }
                self.edges.push(street);
                self.keys.push(key.to_owned());
                self.by_key.entry(key.to_owned()).or_default().push(id);
                self.by_stem.entry(street_stem(key)).or_default().push(id);
            }
        }
    }

    pub(super) fn street_of(&self, edge: EdgeId) -> Option<u32> {
        self.of_edge[edge.0 as usize]
    }

    /// Streets of this name, ascending.
    pub(super) fn named(&self, street: &str) -> Vec<u32> {
        self.by_key
            .get(&street_key(street))
            .cloned()
            .unwrap_or_default()
    }

    /// Streets that a slip or a left-out word may have meant: with a point, those beside it whose
    /// name differs by suffix, direction or one letter; without, the only one with that stem.
    pub(super) fn named_alike(&self, street: &str, at: Option<LatLon>, near_m: f64) -> Vec<u32> {
        let key = street_key(street);
        let stem = street_stem(&key);
        if stem.is_empty() {
            return Vec::new();
        }
        let alike = |s: u32| {
            let other = &self.keys[s as usize];
            street_stem(other) == stem || one_letter_apart(other, &key)
        };
        match at {
            Some(at) => self
                .nearest(at, near_m, |e| self.street_of(e).is_some_and(alike))
                .and_then(|foot| self.street_of(foot.spot.edge))
                .into_iter()
                .collect(),
            None => match self.by_stem.get(&stem).map(Vec::as_slice) {
                Some([only]) => vec![*only],
                _ => Vec::new(),
            },
        }
    }

    /// Of streets that share a name, the one nearest to the point, or without a point the one
    /// with most doors, then most roads.
    pub(super) fn best_street(
        &self,
        streets: &[u32],
        at: Option<LatLon>,
        doors: impl Fn(u32) -> usize,
    ) -> u32 {
        let far_m = |s: u32, at: LatLon| {
            self.edges[s as usize]
                .iter()
                .flat_map(|e| &self.graph.edges[e.0 as usize].line)
                .map(|p| p.distance_m(at))
                .fold(f64::INFINITY, f64::min)
        };
        let best = match at {
            Some(at) => streets
                .iter()
                .min_by(|a, b| far_m(**a, at).total_cmp(&far_m(**b, at))),
            None => streets.iter().max_by_key(|s| {
                (
                    doors(**s),
                    self.edges[**s as usize].len(),
                    std::cmp::Reverse(**s),
                )
            }),
        };
        best.copied().unwrap_or(0)
    }

    /// The middle of a street's longest road.
    pub(super) fn middle(&self, street: u32) -> SpotOnStreet {
        let length = |e: &EdgeId| self.graph.edges[e.0 as usize].length_cm;
        let edge = self.edges[street as usize]
            .iter()
            .max_by_key(|e| (length(e), std::cmp::Reverse(**e)))
            .copied()
            .expect("a street is made of at least one road");
        SpotOnStreet {
            edge,
            side: Side::Left,
            along_cm: length(&edge) / 2,
        }
    }

    /// The nearest place on a road that `wanted` accepts, within `within_m`.
    ///
    /// Where two pieces meet at the nearest point, the one farther to the side of the point
    /// decides the side, as the other one is seen end on.
    pub(super) fn nearest(
        &self,
        at: LatLon,
        within_m: f64,
        wanted: impl Fn(EdgeId) -> bool,
    ) -> Option<Foot> {
        let point: [f64; 2] = at.metres_from(self.origin).into();
        let mut best: Option<Foot> = None;
        // The flat map is a little off far from its origin, so the search goes a little farther.
        for (stretch, squared) in self.tree.nearest_neighbor_iter_with_distance_2(point) {
            let flat_m = squared.sqrt();
            if flat_m > within_m * 1.05 || best.is_some_and(|b| flat_m > b.off_m * 1.05 + 0.1) {
                break;
            }
            let (edge, piece) = stretch.data;
            if !wanted(EdgeId(edge)) {
                continue;
            }
            let foot = foot(
                EdgeId(edge),
                &self.graph.edges[edge as usize],
                piece as usize,
                at,
            );
            let better = best.is_none_or(|b| {
                if (foot.off_m - b.off_m).abs() > 0.02 {
                    foot.off_m < b.off_m
                } else {
                    (foot.clear_m, std::cmp::Reverse(foot.spot))
                        > (b.clear_m, std::cmp::Reverse(b.spot))
                }
            });
            if better && foot.off_m <= within_m {
                best = Some(foot);
            }
        }
        best.map(|foot| Foot {
            spot: self.graph.off_median(foot.spot),
            ..foot
        })
    }
}

/// The foot of a point on one straight piece of a road.
fn foot(id: EdgeId, edge: &Edge, piece: usize, at: LatLon) -> Foot {
    let (a, b) = (edge.line[piece], edge.line[piece + 1]);
    let (ax, ay) = a.metres_from(at);
    let (bx, by) = b.metres_from(at);
    let (dx, dy) = (bx - ax, by - ay);
    let squared = dx * dx + dy * dy;
    let share = if squared > 0.0 {
        (-(ax * dx + ay * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    // Positive where the point is on the left hand of a → b.
    let turn = dx * -ay - dy * -ax;
    let before: f64 = edge.line[..=piece]
        .windows(2)
        .map(|p| p[0].distance_m(p[1]))
        .sum();
    let whole: f64 = edge.line.windows(2).map(|p| p[0].distance_m(p[1])).sum();
    let along = (before + share * squared.sqrt()) / whole.max(0.01) * f64::from(edge.length_cm);
    Foot {
        spot: SpotOnStreet {
            edge: id,
            side: if turn >= 0.0 { Side::Left } else { Side::Right },
            along_cm: (along.round() as u32).min(edge.length_cm),
        },
        off_m: (ax + share * dx).hypot(ay + share * dy),
        clear_m: if squared > 0.0 {
            turn.abs() / squared.sqrt()
        } else {
            0.0
        },
    }
}

/// Parts of a list of roads whose ends lie near each other, each in order of ids.
///
/// The roads are laid in cells so wide that near ends lie in one or in cells side by side: many towns
/// have a Main Street, and few of them are near.
fn together(graph: &StreetGraph, roads: &[EdgeId]) -> Vec<Vec<EdgeId>> {
    let ends = |road: usize| {
        let line = &graph.edges[roads[road].0 as usize].line;
        [line[0], line[line.len() - 1]]
    };
    let near = |a: usize, b: usize| {
        ends(a)
            .iter()
            .any(|p| ends(b).iter().any(|q| p.distance_m(*q) <= SAME_STREET_M))
    };
    let places = (0..roads.len()).flat_map(ends);
    let most_e7 = places.map(|p| p.lat_e7.abs()).max().unwrap_or(0);
    let cell_e7 = |per_degree_m: f64| (SAME_STREET_M * 1.01 * 1e7 / per_degree_m) as i64 + 1;
    let high = cell_e7(DEGREE_M);
    let wide = cell_e7(DEGREE_M * (f64::from(most_e7) / 1e7).to_radians().cos().max(0.01));
    let cell = |p: LatLon| (i64::from(p.lat_e7) / high, i64::from(p.lon_e7) / wide);
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for road in 0..roads.len() {
        for end in ends(road) {
            cells.entry(cell(end)).or_default().push(road);
        }
    }
    let mut seen = vec![false; roads.len()];
    let mut out = Vec::new();
    for start in 0..roads.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut street = vec![start];
        let mut next = 0;
        while next < street.len() {
            let here = street[next];
            next += 1;
            for (north, east) in ends(here).map(cell) {
                for beside in (0..9).map(|i| (north - 1 + i / 3, east - 1 + i % 3)) {
                    for &other in cells.get(&beside).into_iter().flatten() {
                        if !seen[other] && near(here, other) {
                            seen[other] = true;
                            street.push(other);
                        }
                    }
                }
            }
        }
        street.sort_unstable();
        out.push(street.into_iter().map(|road| roads[road]).collect());
    }
    out
}

/// Whether one letter put in, left out or changed makes one text of the other (five letters or
/// more, so that `Elm` is not `Elk`).
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 5 || long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(&long).take_while(|(x, y)| x == y).count();
    let skip = if short.len() == long.len() { 1 } else { 0 };
    // Numbered streets are one digit apart and not the same.
    !long[start..].first().is_some_and(char::is_ascii_digit)
        && !short[start..].first().is_some_and(char::is_ascii_digit)
        && short.get(start + skip..).unwrap_or(&[]) == long.get(start + 1..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::geometry::moved;
    use super::super::super::{NodeId, RoadClass};
    use super::*;

    /// Groups joined one by one, each road held against all: slow and obvious.
    fn joined_slowly(graph: &StreetGraph) -> Vec<Vec<EdgeId>> {
        let n = graph.edges.len();
        let mut group: Vec<usize> = (0..n).collect();
        let near = |a: usize, b: usize| {
            let ends = |e: usize| [graph.edges[e].line[0], graph.edges[e].line[1]];
            let all = ends(a).map(|p| ends(b).map(|q| p.distance_m(q)));
            all.iter().flatten().any(|m| *m <= SAME_STREET_M)
        };
        for a in 0..n {
            for b in 0..a {
                if near(a, b) {
                    let (from, to) = (group[a], group[b]);
                    group
                        .iter_mut()
                        .filter(|g| **g == from)
                        .for_each(|g| *g = to);
                }
            }
        }
        let mut out: Vec<Vec<EdgeId>> = Vec::new();
        for a in 0..n {
            let known = out.iter_mut().find(|g| group[g[0].0 as usize] == group[a]);
            match known {
                Some(street) => street.push(EdgeId(a as u32)),
                None => out.push(vec![EdgeId(a as u32)]),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn roads_of_a_name_are_one_street_where_they_lie_near(
            roads in prop::collection::vec((0..6_000_i32, 0..6_000_i32, 0..300_i32), 1..60),
            place in prop::sample::select(vec![(0, 0), (49_2000000, 11_5000000), (-33_0000000, -70_0000000), (69_9000000, 0)]),
        ) {
            let origin = LatLon { lat_e7: place.0, lon_e7: place.1 };
            let mut graph = StreetGraph::default();
            for (east, north, long) in roads {
                let (east, north, long) = (f64::from(east - 3_000), f64::from(north - 3_000), f64::from(long));
                let line = vec![moved(origin, east, north), moved(origin, east + long, north)];
                graph.edges.push(Edge {
                    from: NodeId(0),
                    to: NodeId(0),
                    name: None,
                    class: RoadClass::Quiet,
                    length_cm: Edge::measure_cm(&line),
                    line,
                });
            }
            let all: Vec<EdgeId> = (0..graph.edges.len() as u32).map(EdgeId).collect();
            prop_assert_eq!(together(&graph, &all), joined_slowly(&graph));
        }
    }

    #[test]
    fn slips_are_one_letter_and_never_a_digit() {
        assert!(
            !one_letter_apart("maple st", "mapel st") && one_letter_apart("maple st", "mapl st")
        );
        assert!(one_letter_apart("maple st", "mable st"));
        assert!(!one_letter_apart("11 st", "12 st") && !one_letter_apart("1 ave w", "11 ave w"));
        assert!(!one_letter_apart("elm", "elk"));
    }
}
