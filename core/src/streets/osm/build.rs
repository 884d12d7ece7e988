//! From ways to the street graph: walkable pieces, corners, the roads between them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::geometry::moved;
use super::super::{Edge, NodeId, RoadClass, StreetGraph};
use super::medians::medians;
use super::sidewalks::{self, Piece};
use super::walkable::{blocks, is_calm, is_crossing, is_one_way, is_sidewalk, walkable};
use super::{OsmMap, OsmWay};
use crate::model::LatLon;

/// The streets that one may walk, with their corners.
///
/// A point between two pieces of one name and kind is no corner, however many ways they are
/// drawn as; where name or kind changes, it is. A gate that stops people cuts the way in two
/// dead ends. Roads over and under each other meet only where they share a point, so bridges
/// and tunnels need no rule. A mapped crossing of a busy or major road is a corner, so that one
/// can cross there; a calm one has a corner every so often even where nothing is mapped.
/// Where a street has two carriageways, the faces along its middle are marked.
///
/// Roads stand in the order in which one comes to them along streets, so that near ones are near
/// in number. The same map in any order gives the same graph.
pub fn street_graph(map: &OsmMap) -> StreetGraph {
    let mut at = map.positions();
    let walls: HashSet<i64> = map
        .nodes
        .iter()
        .filter(|n| blocks(&n.tags))
        .map(|n| n.id)
        .collect();
    let mut ways: Vec<&OsmWay> = map.ways.iter().collect();
    ways.sort_by_key(|w| w.id);
    let mut builder = Builder::default();
    let mut roads = Vec::new();
    let mut walks = Vec::new();
    for way in ways {
        let Some(class) = walkable(&way.tags) else {
            continue;
        };
        let name = way.tags.get("name").map(|n| builder.name(n));
        let nodes = way
            .nodes
            .iter()
            .copied()
            .filter(|n| at.contains_key(n))
            .collect();
        let one_way = class.has_faces() && is_one_way(&way.tags);
        let piece = Piece {
            nodes,
            name,
            class,
            one_way,
            calm: !one_way && is_calm(&way.tags),
        };
        if is_sidewalk(&way.tags) {
            walks.push(piece);
        } else {
            roads.push(piece);
        }
    }
    sidewalks::fold(&mut roads, walks, &mut at, &|node| walls.contains(&node));
    for piece in &roads {
        builder.add(piece, &walls, &mut at);
    }
    builder.crossings = map
        .nodes
        .iter()
        .filter(|n| is_crossing(&n.tags))
        .map(|n| n.id)
        .collect();
    builder.finish(&at)
}

/// People cross a calm road so often, in metres, where it has no corner for longer: in a
/// hamlet nobody walks on to the next corner to get to the house opposite.
const CROSSED_EVERY_M: f64 = 60.0;

/// What a segment is. Pieces with equal kinds join where two meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    name: Option<u32>,
    class: RoadClass,
    /// For one direction only.
    one_way: bool,
    /// Busy or major, and yet crossed between corners.
    calm: bool,
}

impl Piece {
    fn kind(&self) -> Kind {
        Kind {
            name: self.name,
            class: self.class,
            one_way: self.one_way,
            calm: self.calm,
        }
    }
}

#[derive(Default)]
struct Builder {
    names: Vec<String>,
    name_ids: HashMap<String, u32>,
    /// Neighbours of each point, ordered, each pair once.
    links: BTreeMap<i64, BTreeMap<i64, Kind>>,
    /// Mapped places to cross a road.
    crossings: HashSet<i64>,
    made: i64,
}

impl Builder {
    fn name(&mut self, name: &str) -> u32 {
        if let Some(id) = self.name_ids.get(name) {
            return *id;
        }
        let id = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.name_ids.insert(name.to_owned(), id);
        id
    }

    fn add(&mut self, piece: &Piece, walls: &HashSet<i64>, at: &mut HashMap<i64, LatLon>) {
        for pair in piece.nodes.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|n| {
                if walls.contains(&n) {
                    self.copy_of(n, at)
                } else {
                    n
                }
            });
            if a != b {
                self.link(a, b, piece.kind());
            }
        }
    }

    /// A point of its own at the same place, so that nothing joins there. Ids of made points
    /// count down from the middle of the negative range, which no extract uses.
    fn copy_of(&mut self, node: i64, at: &mut HashMap<i64, LatLon>) -> i64 {
        self.made += 1;
        let id = i64::MIN / 2 - self.made;
        if let Some(place) = at.get(&node).copied() {
            at.insert(id, place);
        }
        id
    }

    fn link(&mut self, a: i64, b: i64, kind: Kind) {
        let known = self.links.get(&a).and_then(|n| n.get(&b)).copied();
        // Where two ways share a stretch, the named and greater one stands.
        let rank = |k: Kind| (k.name.is_some(), k.class, !k.one_way, !k.calm);
        let better = known.is_none_or(|k| rank(kind) > rank(k));
        if better {
            self.links.entry(a).or_default().insert(b, kind);
            self.links.entry(b).or_default().insert(a, kind);
        }
    }

    fn is_corner(&self, node: i64) -> bool {
        let mut kinds = self.links[&node].values();
        match (kinds.next(), kinds.next(), kinds.next()) {
            (Some(a), Some(b), None) => {
                a != b || a.class >= RoadClass::Busy && self.crossings.contains(&node)
            }
            _ => true,
        }
    }

    fn finish(self, at: &HashMap<i64, LatLon>) -> StreetGraph {
        let mut graph = StreetGraph::default();
        let mut one_way = Vec::new();
        let mut ids: HashMap<i64, NodeId> = HashMap::new();
        let mut done: HashSet<(i64, i64)> = HashSet::new();
        let mut corners: Vec<i64> = self
            .links
            .keys()
            .copied()
            .filter(|n| self.is_corner(*n))
            .collect();
        let place = |n: &i64| at.get(n).map_or((0, 0), |at| (at.lat_e7, at.lon_e7));
        corners.sort_by_key(|n| (place(n), *n));
        // Then rings without a corner, from their lowest point.
        for start in corners.into_iter().chain(self.links.keys().copied()) {
            // Corners come to last, each with a road that is not done yet.
            let mut open = vec![(start, None)];
            while let Some(&(here, along)) = open.last() {
                let Some((second, kind)) = self.onward(here, along, &done) else {
                    open.pop();
                    continue;
                };
                let chain = self.chain(here, second, &mut done);
                add_road(&mut graph, &mut ids, &chain, kind, at);
                one_way.resize(graph.edges.len(), kind.one_way);
                let end = chain.last().filter(|n| self.is_corner(**n));
                open.extend(end.map(|n| (*n, Some(kind))));
            }
        }
        graph.names = self.names;
        drop_unused_names(&mut graph);
        graph.medians = medians(&graph, &one_way);
        graph
    }

    /// A road from this point that is not done yet: one of the kind that led here, else the first
    /// by kind and by point.
    fn onward(
        &self,
        here: i64,
        along: Option<Kind>,
        done: &HashSet<(i64, i64)>,
    ) -> Option<(i64, Kind)> {
        let next = self.links[&here].iter().map(|(n, k)| (*n, *k));
        next.filter(|(n, _)| !done.contains(&(here, *n)))
            .min_by_key(|(n, kind)| (along != Some(*kind), *kind, *n))
    }

    /// Points from `start` by way of `second` to the next corner, or round to `start`.
    fn chain(&self, start: i64, second: i64, done: &mut HashSet<(i64, i64)>) -> Vec<i64> {
        let mut chain = vec![start, second];
        done.extend([(start, second), (second, start)]);
        let (mut before, mut here) = (start, second);
        while here != start && !self.is_corner(here) {
            let Some(next) = self.links[&here].keys().copied().find(|n| *n != before) else {
                break;
            };
            done.extend([(here, next), (next, here)]);
            chain.push(next);
            (before, here) = (here, next);
        }
        chain
    }
}

/// The road through the points of `chain`: an edge, or several where it is calm.
fn add_road(
    graph: &mut StreetGraph,
    ids: &mut HashMap<i64, NodeId>,
    chain: &[i64],
    kind: Kind,
    at: &HashMap<i64, LatLon>,
) {
    let line: Vec<LatLon> = chain.iter().filter_map(|n| at.get(n).copied()).collect();
    let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
        return;
    };
    let mut corner = |node: i64, place: LatLon| {
        *ids.entry(node)
            .or_insert_with(|| new_node(&mut graph.nodes, place))
    };
    let mut from = corner(*first, line[0]);
    let end = corner(*last, line[line.len() - 1]);
    let stretches = if kind.calm {
        stretches(&line)
    } else {
        vec![line]
    };
    for (left, line) in (0..stretches.len()).rev().zip(stretches) {
        let to = match left {
            0 => end,
            _ => new_node(&mut graph.nodes, line[line.len() - 1]),
        };
        graph.edges.push(Edge {
            from,
            to,
            name: kind.name,
            class: kind.class,
            length_cm: Edge::measure_cm(&line),
            line,
        });
        from = to;
    }
}

fn new_node(nodes: &mut Vec<LatLon>, place: LatLon) -> NodeId {
    nodes.push(place);
    NodeId(nodes.len() as u32 - 1)
}

/// A line in equal stretches of at least [`CROSSED_EVERY_M`]; one if it is shorter than two.
fn stretches(line: &[LatLon]) -> Vec<Vec<LatLon>> {
    let length: f64 = line.windows(2).map(|p| p[0].distance_m(p[1])).sum();
    let count = (length / CROSSED_EVERY_M).floor().max(1.0) as u32;
    let each = length / f64::from(count);
    let mut stretches = Vec::new();
    let mut open = vec![line[0]];
    let mut left = each;
    for pair in line.windows(2) {
        let (mut here, mut ahead) = (pair[0], pair[0].distance_m(pair[1]));
        while ahead > left && stretches.len() as u32 + 1 < count {
            let (east, north) = pair[1].metres_from(here);
            here = moved(here, east * left / ahead, north * left / ahead);
            open.push(here);
            stretches.push(std::mem::replace(&mut open, vec![here]));
            ahead -= left;
            left = each;
        }
        left -= ahead;
        open.push(pair[1]);
    }
    stretches.push(open);
    stretches
}

fn drop_unused_names(graph: &mut StreetGraph) {
    let mut new_ids: Vec<Option<u32>> = vec![None; graph.names.len()];
    let mut names = Vec::new();
    for name in graph.edges.iter_mut().filter_map(|e| e.name.as_mut()) {
        let id = *new_ids[*name as usize].get_or_insert_with(|| {
            names.push(std::mem::take(&mut graph.names[*name as usize]));
            names.len() as u32 - 1
        });
        *name = id;
    }
    graph.names = names;
}
