//! The street graph: corners, the roads between them, and places on a block face.
//!
//! Answers what is where. How long a walk takes is `pavement`'s, how OpenStreetMap is read is
//! the server's.

use crate::model::LatLon;

/// A corner: a crossing, a dead end or a place where the road's kind changes. Index into
/// [`StreetGraph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A stretch of road between two corners. Index into [`StreetGraph::edges`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeId(pub u32);

/// What a road is to someone on foot; decides what crossing it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoadClass {
    /// A path, track or footway: no sides to speak of, crossing is free.
    Path,
    /// Stairs: walked slower, and crossed freely.
    Steps,
    /// A service way, alley or driveway.
    Service,
    /// A residential or other quiet street, crossed anywhere for little.
    Quiet,
    /// Tertiary or secondary: crossed at corners and crossings, for more.
    Busy,
    /// Primary or trunk with a pavement: crossed at corners only, at the highest price.
    Major,
}

impl RoadClass {
    /// Whether its two sides differ to someone on foot; not so on paths and stairs, where a
    /// spot's side only says where the door is drawn.
    pub fn has_faces(self) -> bool {
        !matches!(self, Self::Path | Self::Steps)
    }
}

/// One of the two block faces of a road, seen along the edge from `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// On the left hand.
    Left,
    /// On the right hand.
    Right,
}

impl Side {
    /// The face across the road.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// A stretch of road between two corners with its two block faces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The corner where the geometry starts.
    pub from: NodeId,
    /// The corner where it ends; equal to `from` for a loop.
    pub to: NodeId,
    /// Index into [`StreetGraph::names`]; `None` for a way without a name.
    pub name: Option<u32>,
    /// What it is to someone on foot.
    pub class: RoadClass,
    /// Length along the geometry in centimetres, at least 1.
    pub length_cm: u32,
    /// The line from `from` to `to`, both ends included, at least two points.
    pub line: Vec<LatLon>,
}

/// The streets that one may walk. Roads that may not be walked are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreetGraph {
    /// Positions of the corners.
    pub nodes: Vec<LatLon>,
    /// The roads between them.
    pub edges: Vec<Edge>,
    /// Street names as displayed, each once.
    pub names: Vec<String>,
}

/// Where a door is on the streets: a block face and how far along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpotOnStreet {
    /// The road.
    pub edge: EdgeId,
    /// Its side.
    pub side: Side,
    /// Centimetres from the edge's `from` corner, at most its length.
    pub along_cm: u32,
}
