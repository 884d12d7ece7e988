//! What is kept of a map while it is read.

use std::collections::HashSet;

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::osm::{OsmMap, OsmMember, OsmNode, OsmRelation, OsmWay, Tags};

#[derive(Default)]
pub(super) struct Keep {
    map: OsmMap,
}

impl Keep {
    /// Keeps a node for now; one that lies nowhere on earth is dropped.
    pub(super) fn node(&mut self, id: i64, lat: f64, lon: f64, tags: Tags) {
        if let Some(at) = LatLon::from_degrees(lat, lon) {
            self.map.nodes.push(OsmNode { id, at, tags });
        }
    }

    /// Keeps a way that says anything of use, or may be part of an area that does.
    pub(super) fn way(&mut self, id: i64, nodes: Vec<i64>, tags: Tags) {
        if nodes.len() > 1 {
            self.map.ways.push(OsmWay { id, nodes, tags });
        }
    }

    pub(super) fn relation(&mut self, id: i64, members: Vec<OsmMember>, tags: Tags) {
        let used = tags.is("type", &["multipolygon", "associatedStreet", "street"]);
        if used {
            self.map.relations.push(OsmRelation { id, members, tags });
        }
    }

    /// The map without ways that say nothing and belong to nothing, and without their nodes.
    pub(super) fn finish(mut self) -> OsmMap {
        let members: HashSet<i64> = self
            .map
            .relations
            .iter()
            .flat_map(|r| &r.members)
            .map(|m| m.id)
            .collect();
        self.map
            .ways
            .retain(|w| !w.tags.0.is_empty() || members.contains(&w.id));
        let used: HashSet<i64> = self
            .map
            .ways
            .iter()
            .flat_map(|w| w.nodes.iter().copied())
            .collect();
        self.map
            .nodes
            .retain(|n| !n.tags.0.is_empty() || used.contains(&n.id));
        self.map
    }
}

/// The tags that core asks for.
pub(super) fn needed<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
    Tags(
        tags.filter(|(key, _)| Tags::needed(key))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    )
}
