//! Walks: in which order to visit stops, and what the walker is told on the way.
//!
//! `plan` is asked for walks as somebody wishes them; behind it `order` answers in which order to
//! visit all stops, `budget` which of them when there is no time for all (`within` when there are not metres
//! enough either, and for several), `split` who takes which.
//! `style` says what kind of walk is wanted, `limits` what it must not climb; `explain` turns an
//! order into legs, turns and crossings. How long a way takes is `streets`' to say.
//!
//! Behind `order`: `ring` makes one problem of every goal; `exact` solves it where stops are few;
//! where they are many, `numbering` lays near ones side by side, and `symmetric` makes the walk short
//! by `near`, `greedy`, `alpha` and `search`, which changes tours by `step` and lets them take from
//! each other by `cross` (`tour`, `parts`); `asymmetric` makes a problem for it of ways that differ
//! by direction. `building` keeps houses whole.

mod alpha;
mod asymmetric;
mod baseline;
mod budget;
mod building;
mod cross;
mod exact;
mod explain;
mod goal;
mod greedy;
mod limits;
mod near;
mod numbering;
mod order;
mod parts;
mod plan;
mod random;
mod rejoin;
mod ring;
mod search;
mod split;
mod step;
mod style;
mod symmetric;
mod through;
mod tour;
mod walk;
mod within;

pub use crate::model::Style;
pub use baseline::{nearest_first, walk_ms};
pub use budget::{BudgetWalk, budget};
pub use building::order_by_building;
pub(crate) use explain::DETOUR;
pub use explain::explain;
pub use goal::{End, Goal, Order, Progress};
pub use limits::{only_by_steps, without_steps};
pub use order::{for_steps, order, quick_steps_for, reorder, steps_for};
pub use plan::{
    Finish, Left, Plan, PlanStop, PlannedWalk, WalkPoint, Wish, plan, plan_from, way_through,
};
pub(crate) use random::Random;
pub use split::split;
pub use style::NoSuchStyle;
pub(crate) use through::NO_WAY_MS;
pub use through::{walked_ms, walking_through};
pub use walk::{CrossingPlace, Leg, LegStep, Turn, Walk};

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod plan_tests;
