//! Turf: an area's doors, cut so that each turf is a fair day's work in one piece.

mod area;
mod cut;
mod deal;
mod field;
mod geojson;
mod goal;
mod graph;
mod grow;
mod heat;
mod improve;
mod joined;
mod keep;
mod level;
mod market;
mod mend;
mod outline;
mod part;
mod recut;
mod region_times;
mod regions;
mod round;
mod score;
mod split;
mod subgraph;
mod trade;
mod unit;

pub use area::{Area, Ring};
pub use cut::{Walking, cut, cut_again, cut_around, cut_within};
pub use geojson::{AreaError, DrawnArea, areas, feature_collection};
pub use goal::{Cut, CutGoal, DoorAt, Held, Size, Turf};
pub use outline::outlines;
pub use unit::count_buildings;

#[cfg(test)]
mod cut_tests;
#[cfg(test)]
mod trade_tests;
