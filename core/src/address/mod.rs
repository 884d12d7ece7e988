//! Addresses as people write and count them: house numbers, units, street names.
//!
//! Everything here is for sorting and matching, but [`line`](line()), which puts the texts together as
//! written. What is shown is never a folded one.

mod fold;
mod house_number;
mod line;
mod street_key;
mod street_words;
mod unit;

pub use fold::fold;
pub use house_number::{HouseNumber, Parity};
pub use line::line;
pub use street_key::{street_key, street_stem};
pub use unit::Unit;
