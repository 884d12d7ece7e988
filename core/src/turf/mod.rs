//! Turf.
