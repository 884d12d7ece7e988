//! The nouns of the doorstep: ids, doors, people, walk lists, attempts, suppressions.

mod place;

pub use place::LatLon;
