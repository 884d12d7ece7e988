//! Small street graphs for tests, drawn in metres around one origin.

use super::geometry::moved;
use super::{Edge, NodeId, RoadClass, StreetGraph};
use crate::model::LatLon;

const ORIGIN: LatLon = LatLon {
    lat_e7: 492_000_000,
    lon_e7: 115_000_000,
};

/// The position `(east, north)` metres from the origin.
pub(crate) fn at((east, north): (f64, f64)) -> LatLon {
    moved(ORIGIN, east, north)
}

/// One quiet road, "Main Street", through these points.
pub(crate) fn line(points: &[(f64, f64)]) -> StreetGraph {
    let mut graph = StreetGraph::default();
    add_road(&mut graph, points, "Main Street");
    graph
}

/// Adds a quiet road; its ends join corners that lie at the same place.
pub(crate) fn add_road(graph: &mut StreetGraph, points: &[(f64, f64)], name: &str) {
    add_road_of(graph, points, name, RoadClass::Quiet);
}

/// Adds a road of any class; an empty name is none.
pub(crate) fn add_road_of(
    graph: &mut StreetGraph,
    points: &[(f64, f64)],
    name: &str,
    class: RoadClass,
) {
    let line: Vec<LatLon> = points.iter().map(|p| at(*p)).collect();
    let mut corner = |place: LatLon| {
        let known = graph.nodes.iter().position(|n| *n == place);
        NodeId(known.unwrap_or_else(|| {
            graph.nodes.push(place);
            graph.nodes.len() - 1
        }) as u32)
    };
    let (from, to) = (corner(line[0]), corner(line[line.len() - 1]));
    let name = (!name.is_empty()).then(|| {
        let known = graph.names.iter().position(|n| n == name);
        known.unwrap_or_else(|| {
            graph.names.push(name.to_owned());
            graph.names.len() - 1
        }) as u32
    });
    graph.edges.push(Edge {
        from,
        to,
        name,
        class,
        length_cm: Edge::measure_cm(&line),
        line,
    });
}
