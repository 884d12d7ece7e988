//! Rivers, lakes and the sea's edge, for drawing maps.

use std::collections::HashMap;

use super::{OsmKind, OsmMap, OsmRelation, Tags};
use crate::model::LatLon;

/// A piece of water to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Water {
    /// A stream, river or shore, as a line.
    Line(Vec<LatLon>),
    /// A surface, as a ring whose last point equals its first. Holes are separate rings of a
    /// multipolygon and are left out: islands are drawn as water only where no street shows.
    Area(Vec<LatLon>),
}

/// All water of the map, in order of ids: ways first, then multipolygons.
pub fn water(map: &OsmMap) -> Vec<Water> {
    let at = map.positions();
    let line = |nodes: &[i64]| -> Vec<LatLon> {
        nodes.iter().filter_map(|n| at.get(n).copied()).collect()
    };
    let mut out = Vec::new();
    let mut ways: Vec<_> = map.ways.iter().collect();
    ways.sort_by_key(|w| w.id);
    for way in &ways {
        let points = line(&way.nodes);
        let closed = way.nodes.len() > 3 && way.nodes.first() == way.nodes.last();
        if points.len() < 2 {
            continue;
        }
        if closed && is_surface(&way.tags) {
            out.push(Water::Area(points));
        } else if is_line(&way.tags) {
            out.push(Water::Line(points));
        }
    }
    let by_id: HashMap<i64, &[i64]> = ways.iter().map(|w| (w.id, w.nodes.as_slice())).collect();
    let mut relations: Vec<_> = map
        .relations
        .iter()
        .filter(|r| is_surface(&r.tags))
        .collect();
    relations.sort_by_key(|r| r.id);
    for relation in relations {
        for ring in outer_rings(relation, &by_id) {
            out.push(Water::Area(line(&ring)));
        }
    }
    out.retain(|w| !matches!(w, Water::Area(ring) if ring.len() < 4));
    out
}

fn is_surface(tags: &Tags) -> bool {
    tags.is("natural", &["water"])
        || tags.is("waterway", &["riverbank", "dock"])
        || tags.is("landuse", &["reservoir", "basin"])
}

fn is_line(tags: &Tags) -> bool {
    tags.is("waterway", &["river", "stream", "canal"]) && tags.get("tunnel").is_none()
        || tags.is("natural", &["coastline"])
}

/// Closed rings joined from the relation's outer ways, whichever way round each is drawn.
/// A ring that the extract cuts off is closed straight.
pub(super) fn outer_rings(relation: &OsmRelation, ways: &HashMap<i64, &[i64]>) -> Vec<Vec<i64>> {
    let mut parts: Vec<Vec<i64>> = relation
        .members
        .iter()
        .filter(|m| m.kind == OsmKind::Way && m.role != "inner")
        .filter_map(|m| ways.get(&m.id).map(|w| w.to_vec()))
        .filter(|w| w.len() > 1)
        .collect();
    parts.reverse();
    let mut rings = Vec::new();
    while let Some(mut ring) = parts.pop() {
        while ring.first() != ring.last() {
            let end = ring[ring.len() - 1];
            let Some(next) = parts
                .iter()
                .position(|p| p[0] == end || p[p.len() - 1] == end)
            else {
                ring.push(ring[0]);
                break;
            };
            let mut part = parts.remove(next);
            if part[0] != end {
                part.reverse();
            }
            ring.extend(part.into_iter().skip(1));
        }
        rings.push(ring);
    }
    rings
}
