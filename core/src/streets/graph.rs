//! The street graph: corners, the roads between them, and places on a block face.
//!
//! Answers what is where. How long a walk takes is `pavement`'s, how OpenStreetMap is read is
//! the server's.

use super::WalkingCosts;
use crate::model::LatLon;

/// A corner: a crossing, a dead end, a place where the road's kind changes or where people cross a
/// busy one. Index into
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
    /// Tertiary or secondary: crossed at corners and crossings, for more; the calm ones have a corner
    /// where people cross.
    Busy,
    /// Primary or trunk with a pavement: crossed likewise, at the highest price.
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
    /// Faces along the middle of a street with two carriageways, in order: nobody lives or walks
    /// there, and such a road is crossed at its corners only.
    pub medians: Vec<(EdgeId, Side)>,
}

impl StreetGraph {
    /// Whether a face lies along the middle of a street with two carriageways. A road has one such
    /// face at most; if both are said to be, neither is.
    pub fn is_median(&self, edge: EdgeId, side: Side) -> bool {
        let listed = |side| self.medians.binary_search(&(edge, side)).is_ok();
        !self.medians.is_empty() && listed(side) && !listed(side.other())
    }

    /// The spot, or straight across from it if it lies on a median, where nobody lives.
    #[must_use]
    pub fn off_median(&self, spot: SpotOnStreet) -> SpotOnStreet {
        let side = if self.is_median(spot.edge, spot.side) {
            spot.side.other()
        } else {
            spot.side
        };
        SpotOnStreet { side, ..spot }
    }

    /// Whether a road only goes on where these meet, so that people see no corner there: two with
    /// faces, of one name and class; paths may come out.
    pub(crate) fn goes_on(&self, roads: &[EdgeId]) -> bool {
        let road = |edge: &EdgeId| (self.name_of(*edge), self.edges[edge.0 as usize].class);
        let mut faced = roads
            .iter()
            .map(road)
            .filter(|(_, class)| class.has_faces());
        match (faced.next(), faced.next(), faced.next()) {
            (Some(one), Some(other), None) => one == other,
            _ => false,
        }
    }

    /// Whether one crosses a road between its corners.
    pub fn crosses_mid_block(&self, edge: EdgeId) -> bool {
        WalkingCosts::crosses_mid_block(self.edges[edge.0 as usize].class)
            && !self.is_median(edge, Side::Left)
            && !self.is_median(edge, Side::Right)
    }
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
