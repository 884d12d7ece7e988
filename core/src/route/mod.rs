//! Walks: in which order to visit stops, and what the walker is told on the way.
//!
//! `order` answers in which order; `style` what kind of walk is wanted; `explain` turns an order
//! into legs, turns and crossings. How long a way takes is `streets`' to say.

mod asymmetric;
mod baseline;
mod exact;
mod explain;
mod goal;
mod order;
mod random;
mod ring;
mod search;
mod style;
mod tour;
mod walk;

pub use crate::model::Style;
pub use baseline::{nearest_first, walk_ms};
pub use explain::explain;
pub use goal::{End, Goal, Order, Progress};
pub use order::{for_steps, order, steps_for, walking_through};
pub(crate) use random::Random;
pub use style::NoSuchStyle;
pub use walk::{CrossingPlace, Leg, LegStep, Turn, Walk};

#[cfg(test)]
mod order_tests;
