//! The part of the streets that a turf or a walk needs.

use std::collections::HashMap;

use super::super::{Components, Edge, EdgeId, NodeId, SpotOnStreet, StreetGraph};
use crate::model::LatLon;

/// The roads within `margin_m` metres of the box around all spots and `places`, and the spots on
/// them, in the order given. Corners, roads and names keep their order.
///
/// The margin doubles until all spots that could reach each other still can, so that no walk
/// breaks off at the edge of a pack. Without spots and places the graph is empty.
pub fn clip(
    graph: &StreetGraph,
    spots: &[SpotOnStreet],
    places: &[LatLon],
    margin_m: f64,
) -> (StreetGraph, Vec<SpotOnStreet>) {
    let parts = parts(graph, spots);
    let mut margin_m = margin_m.max(1.0);
    loop {
        let (clipped, moved, whole) = clip_once(graph, spots, places, margin_m);
        if whole || self::parts(&clipped, &moved) == parts {
            return (clipped, moved);
        }
        margin_m *= 2.0;
    }
}

/// Which spots reach each other: for each, the first one that it reaches.
fn parts(graph: &StreetGraph, spots: &[SpotOnStreet]) -> Vec<usize> {
    let components = Components::new(graph);
    let mut first = HashMap::new();
    let of = |(i, s): (usize, &SpotOnStreet)| *first.entry(components.of_edge(s.edge)).or_insert(i);
    spots.iter().enumerate().map(of).collect()
}

fn clip_once(
    graph: &StreetGraph,
    spots: &[SpotOnStreet],
    places: &[LatLon],
    margin_m: f64,
) -> (StreetGraph, Vec<SpotOnStreet>, bool) {
    let stand = spots
        .iter()
        .map(|s| graph.edges[s.edge.0 as usize].point_at(s.along_cm));
    let all = stand.chain(places.iter().copied());
    let Some(area) = Area::around(all, margin_m) else {
        return (StreetGraph::default(), Vec::new(), true);
    };
    let mut out = StreetGraph::default();
    let mut nodes: HashMap<NodeId, NodeId> = HashMap::new();
    let mut names: HashMap<u32, u32> = HashMap::new();
    let mut edges: HashMap<EdgeId, EdgeId> = HashMap::new();
    let held: std::collections::HashSet<EdgeId> = spots.iter().map(|s| s.edge).collect();
    for (id, edge) in graph.edges.iter().enumerate() {
        let id = EdgeId(id as u32);
        if !held.contains(&id) && !area.touches(&edge.line) {
            continue;
        }
        let mut corner = |node: NodeId| {
            *nodes.entry(node).or_insert_with(|| {
                out.nodes.push(graph.nodes[node.0 as usize]);
                NodeId(out.nodes.len() as u32 - 1)
            })
        };
        let (from, to) = (corner(edge.from), corner(edge.to));
        let name = edge.name.map(|name| {
            *names.entry(name).or_insert_with(|| {
                out.names.push(graph.names[name as usize].clone());
                out.names.len() as u32 - 1
            })
        });
        edges.insert(id, EdgeId(out.edges.len() as u32));
        out.edges.push(Edge {
            from,
            to,
            name,
            ..edge.clone()
        });
    }
    let moved = spots
        .iter()
        .map(|s| SpotOnStreet {
            edge: edges[&s.edge],
            ..*s
        })
        .collect();
    let medians = graph.medians.iter();
    out.medians
        .extend(medians.filter_map(|(edge, side)| Some((*edges.get(edge)?, *side))));
    let whole = out.edges.len() == graph.edges.len();
    (out, moved, whole)
}

/// A box on the map, in 1e-7 degrees.
struct Area {
    lat: (i64, i64),
    lon: (i64, i64),
}

impl Area {
    fn around(places: impl Iterator<Item = LatLon>, margin_m: f64) -> Option<Self> {
        let mut found: Option<Self> = None;
        for p in places {
            let (lat, lon) = (i64::from(p.lat_e7), i64::from(p.lon_e7));
            let area = found.get_or_insert(Self {
                lat: (lat, lat),
                lon: (lon, lon),
            });
            area.lat = (area.lat.0.min(lat), area.lat.1.max(lat));
            area.lon = (area.lon.0.min(lon), area.lon.1.max(lon));
        }
        let mut area = found?;
        let margin = margin_m.min(1e8) * 1e7 / 111_195.08;
        let widest = area.lat.0.abs().max(area.lat.1.abs()) as f64 / 1e7;
        let across = margin / widest.to_radians().cos().max(0.01);
        area.lat = (area.lat.0 - margin as i64, area.lat.1 + margin as i64);
        area.lon = (area.lon.0 - across as i64, area.lon.1 + across as i64);
        Some(area)
    }

    /// Whether the box around a line meets this one.
    fn touches(&self, line: &[LatLon]) -> bool {
        let range = |of: fn(&LatLon) -> i32| {
            let values = line.iter().map(|p| i64::from(of(p)));
            (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
        };
        let (lat, lon) = (range(|p| p.lat_e7), range(|p| p.lon_e7));
        lat.0 <= self.lat.1 && lat.1 >= self.lat.0 && lon.0 <= self.lon.1 && lon.1 >= self.lon.0
    }
}
