//! The walkable streets around a turf, and the doors hung on them.
//!
//! A busy road (yellow) is walked on one side, crossed at a corner, and walked on the other; an
//! alley (thin) is a dead end that one walks round:
//!
#![doc = include_str!("../../pictures/blocks.svg")]
//!
//! A street with two carriageways has two faces, not four. Its middle was once walked and crossed
//! anywhere, to and fro:
//!
#![doc = include_str!("../../pictures/boulevard.svg")]
//!
//! Both are made-up streets, drawn by `cargo run --example draw`.

mod blocks;
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

pub use blocks::Blocks;
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
