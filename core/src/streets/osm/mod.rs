//! OpenStreetMap as plain values, and what is made of it: streets, doors, water.
//!
//! Reading files is the server's; which of it one may walk, and where doors are, is here.

mod build;
mod connect;
mod doors;
mod medians;
mod sidewalks;
#[cfg(test)]
mod tests;
mod walkable;
mod water;

use std::collections::HashMap;

use crate::model::LatLon;

pub use build::street_graph;
pub use doors::{FoundDoor, doors};
pub use walkable::walkable;
pub use water::{Water, water};

/// Tags of one element. Few enough that a search beats a hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub Vec<(String, String)>);

impl Tags {
    /// The value of `key`; `None` if it is missing or empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.trim())
            .filter(|v| !v.is_empty())
    }

    /// Whether `key` has one of these values.
    pub fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|v| values.contains(&v))
    }

    /// Whether a reader has to keep this key for [`street_graph`], [`doors`] and [`water`].
    pub fn needed(key: &str) -> bool {
        const KEYS: &[&str] = &[
            "access",
            "area",
            "barrier",
            "bridge",
            "building",
            "crossing",
            "entrance",
            "foot",
            "footway",
            "highway",
            "indoor",
            "junction",
            "landuse",
            "lanes",
            "locked",
            "maxspeed",
            "motorroad",
            "name",
            "natural",
            "oneway",
            "path",
            "place",
            "route",
            "segregated",
            "service",
            "sidewalk",
            "sidewalk:both",
            "sidewalk:left",
            "sidewalk:right",
            "tunnel",
            "type",
            "water",
            "waterway",
        ];
        key.starts_with("addr:") || KEYS.contains(&key)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Tags {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        )
    }
}

/// A point of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsmNode {
    /// Its id in OpenStreetMap.
    pub id: i64,
    /// Where it is.
    pub at: LatLon,
    /// What it is.
    pub tags: Tags,
}

/// A line or an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsmWay {
    /// Its id in OpenStreetMap.
    pub id: i64,
    /// Its points in order. Points that the extract lacks are skipped when it is used.
    pub nodes: Vec<i64>,
    /// What it is.
    pub tags: Tags,
}

/// What kind of element a relation's member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OsmKind {
    /// An [`OsmNode`].
    Node,
    /// An [`OsmWay`].
    Way,
    /// An [`OsmRelation`].
    Relation,
}

/// A member of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsmMember {
    /// What it is.
    pub kind: OsmKind,
    /// Its id among its kind.
    pub id: i64,
    /// What it does there (`outer`, `street`, `house`).
    pub role: String,
}

/// A group of elements: an area with holes, or a street with its houses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsmRelation {
    /// Its id in OpenStreetMap.
    pub id: i64,
    /// Its members in order.
    pub members: Vec<OsmMember>,
    /// What it is.
    pub tags: Tags,
}

/// An extract of OpenStreetMap. The order of elements does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OsmMap {
    /// All points that ways use, and those with tags.
    pub nodes: Vec<OsmNode>,
    /// Lines and outlines.
    pub ways: Vec<OsmWay>,
    /// Groups.
    pub relations: Vec<OsmRelation>,
}

impl OsmMap {
    /// Where each node is.
    fn positions(&self) -> HashMap<i64, LatLon> {
        self.nodes.iter().map(|n| (n.id, n.at)).collect()
    }
}
