//! Walks: in which order to visit stops, and what the walker is told on the way.
//!
//! `order` answers in which order; `style` what kind of walk is wanted; `explain` turns an order
//! into legs, turns and crossings. How long a way takes is `streets`' to say.

mod asymmetric;
mod baseline;
mod exact;
mod goal;
mod order;
mod random;
mod ring;
mod search;
mod tour;

pub use baseline::{nearest_first, walk_ms};
pub use goal::{End, Goal, Order, Progress};
pub use order::{for_steps, order};
pub(crate) use random::Random;

#[cfg(test)]
mod order_tests;
