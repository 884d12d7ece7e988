//! Sidewalks drawn as ways of their own, folded into the road that they run along.

use std::collections::HashMap;

use super::super::RoadClass;
use crate::model::LatLon;

/// A walkable way, before corners are known.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) nodes: Vec<i64>,
    pub(super) name: Option<u32>,
    pub(super) class: RoadClass,
}

pub(super) fn fold(roads: &mut Vec<Piece>, walks: Vec<Piece>, _at: &mut HashMap<i64, LatLon>) {
    roads.extend(walks);
}
