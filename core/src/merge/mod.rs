//! What an op comes to: the one row that it makes, and what the rows of a door add up to.
//!
//! The same code runs on the phone (as the overlay of what is not sent yet) and on the server.
//! Numbers and permission are the server's; `wire` says how rows travel.

mod effect;
mod facts;
mod fold;

pub use effect::{Effect, Refusal, World, effect, reported};
pub use facts::{Facts, Fate, Past};
pub use fold::{DoorRecord, DoorState, live};
