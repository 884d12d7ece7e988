//! The walkable streets around a turf, and the doors hung on them.

mod graph;

pub use graph::{Edge, EdgeId, NodeId, RoadClass, Side, SpotOnStreet, StreetGraph};
