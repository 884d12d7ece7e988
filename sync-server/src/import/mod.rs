//! Files from elsewhere, read into plain values.

pub mod osm;
