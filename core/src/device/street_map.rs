//! What the map of a list is drawn from: the streets of its pack, no tiles.

use super::own_order::{held_list, pack_of};
use super::{Device, DeviceError};
use crate::model::{LatLon, WalkListId};
use crate::streets::RoadClass;
use crate::sync::Transport;

/// The streets around a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreetMap {
    /// In no particular order; those that are walked on only come with the others.
    pub streets: Vec<MapStreet>,
}

/// A stretch of street between two corners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapStreet {
    /// Its name as displayed, if it has one.
    pub name: Option<String>,
    /// What it is to someone on foot.
    pub class: RoadClass,
    /// At least two points.
    pub line: Vec<LatLon>,
}

impl<T: Transport> Device<T> {
    /// The streets to draw around a list. Empty without a street pack.
    pub fn street_map(&self, id: WalkListId) -> Result<StreetMap, DeviceError> {
        let pack = {
            let store = self.store();
            self.unlocked(&store)?;
            pack_of(&store, &held_list(&store, id)?)?
        };
        let Some(graph) = pack.map(|pack| pack.graph) else {
            return Ok(StreetMap::default());
        };
        let name = |name: u32| graph.names.get(name as usize).cloned();
        let streets = graph.edges.iter().map(|edge| MapStreet {
            name: edge.name.and_then(name),
            class: edge.class,
            line: edge.line.clone(),
        });
        Ok(StreetMap {
            streets: streets.collect(),
        })
    }
}
