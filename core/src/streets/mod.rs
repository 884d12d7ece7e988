//! The walkable streets around a turf, and the doors hung on them.

mod graph;
mod path;
mod times;

pub use graph::{Edge, EdgeId, NodeId, RoadClass, Side, SpotOnStreet, StreetGraph};
pub use path::{Path, PathStep};
pub use times::WalkingTimes;
