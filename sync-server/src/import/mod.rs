//! Reading other people's files: what comes in is text to be checked, never trusted.

pub mod osm;
pub mod voters;
