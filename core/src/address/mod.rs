//! Addresses as people write and count them: house numbers, units, street names.
//!
//! Everything here is for sorting and matching. What is shown is always the text as written.

mod fold;
mod house_number;
mod street_key;
mod street_words;
mod unit;

pub use fold::fold;
pub use house_number::{HouseNumber, Parity};
pub use street_key::{street_key, street_stem};
pub use unit::Unit;
