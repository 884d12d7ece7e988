//! The walkable streets around a turf, and the doors hung on them.

mod components;
mod costs;
#[cfg(test)]
pub(crate) mod fixture;
mod geometry;
mod graph;
pub mod osm;
mod pack;
mod path;
mod pavement;
mod place;
mod plane;
mod times;

pub use components::Components;
pub use costs::{CrossingWeights, WalkingCosts};
pub(crate) use geometry::moved;
pub use graph::{Edge, EdgeId, NodeId, RoadClass, Side, SpotOnStreet, StreetGraph};
pub use pack::{PackError, StreetPack, clip};
pub use path::{Path, PathStep};
pub(crate) use pavement::Detours;
pub use pavement::{Pavement, StreetTimes};
pub use place::{DoorAddress, Placement, PlacementFlag, Placer};
pub use plane::{PlaneTimes, Rounding};
pub use times::{Walking, WalkingTimes};
