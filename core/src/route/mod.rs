//! Walks: in which order to visit stops, and what the walker is told on the way.
//!
//! `order` answers in which order: `ring` makes one problem of every goal; `exact` solves it where
//! stops are few; where they are many, `near`, `greedy`, `search` and `step` make the walk short, on
//! `tour` and `pieces`, or `asymmetric` where ways differ by direction; `building` keeps houses
//! whole. `style` answers what kind of walk is wanted; `explain` turns an order into legs, turns
//! and crossings. How long a way takes is `streets`' to say.

mod asymmetric;
mod baseline;
mod building;
mod exact;
mod explain;
mod goal;
mod greedy;
mod near;
mod order;
mod pieces;
mod random;
mod ring;
mod search;
mod step;
mod style;
mod through;
mod tour;
mod walk;

pub use baseline::{nearest_first, walk_ms};
pub use building::order_by_building;
pub use explain::explain;
pub use goal::{End, Goal, Order, Progress};
pub use order::{for_steps, order, reorder};
pub(crate) use random::Random;
pub use style::{NoSuchStyle, Style};
pub use through::walking_through;
pub use walk::{CrossingPlace, Leg, LegStep, Turn, Walk};

#[cfg(test)]
mod order_tests;
