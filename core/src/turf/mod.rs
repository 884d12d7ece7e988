//! Turf: an area's doors, cut so that each turf is a fair day's work in one piece.

mod cut;
mod field;
mod goal;
mod graph;
mod grow;
mod joined;
mod keep;
mod market;
mod part;
mod regions;
mod round;
mod score;
mod split;
mod subgraph;
mod trade;
mod unit;

pub use cut::{Walking, cut, cut_again, cut_around};
pub use goal::{Cut, CutGoal, DoorAt, Held, Size, Turf};

#[cfg(test)]
mod cut_tests;
