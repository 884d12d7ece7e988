//! Turf: an area's doors, cut so that each turf is a fair day's work in one piece.

mod cut;
mod goal;
mod graph;
mod joined;
mod refine;
mod score;
mod split;
mod unit;

pub use cut::cut;
pub use goal::{Cut, CutGoal, DoorAt, Size, Turf};

#[cfg(test)]
mod cut_tests;
