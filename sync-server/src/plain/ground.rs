//! The doors of a spreadsheet on the streets of a map.

use std::collections::HashMap;
use std::path::Path;

use turfwalk_core::address::{HouseNumber, Unit, street_key};
use turfwalk_core::model::LatLon;
use turfwalk_core::streets::osm::{OsmMap, street_graph};
use turfwalk_core::streets::{
    DoorAddress, Placement, Placer, SpotOnStreet, StreetGraph, WalkingCosts,
};

use super::{PlainDoor, PlainError, read_doors};
use crate::import::osm;

/// Doors with one street and number are one building if their points lie this near, in metres.
const SAME_BUILDING_M: f64 = 30.0;

/// Doors that share an entrance: one stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Building {
    /// Where it is entered.
    pub spot: SpotOnStreet,
    /// Indices of its doors, by number, floor and unit.
    pub doors: Vec<usize>,
}

/// Streets, and doors placed on them.
#[derive(Debug)]
pub struct Ground {
    /// The streets that one may walk.
    pub graph: StreetGraph,
    /// The doors, in the order of the file.
    pub doors: Vec<PlainDoor>,
    /// Where each is.
    pub placed: Vec<Placement>,
    /// What walking and crossing cost.
    pub costs: WalkingCosts,
}

impl Ground {
    /// Reads both files and places the doors.
    pub fn read(doors: &Path, streets: &Path) -> Result<Self, PlainError> {
        Ok(Self::read_with_map(doors, streets)?.0)
    }

    /// [`Ground::read`], with the map for what else is to be drawn of it.
    pub fn read_with_map(doors: &Path, streets: &Path) -> Result<(Self, OsmMap), PlainError> {
        let doors = read_doors(doors)?;
        let map = osm::read(streets)?;
        let graph = street_graph(&map);
        let placer = Placer::new(&graph);
        let addresses: Vec<DoorAddress> = doors
            .iter()
            .map(|d| DoorAddress {
                street: &d.street,
                number: &d.number,
                at: d.at,
            })
            .collect();
        let placed = placer.place_all(&addresses);
        drop(placer);
        let ground = Self {
            graph,
            doors,
            placed,
            costs: WalkingCosts::default(),
        };
        Ok((ground, map))
    }

    /// The spot nearest to a place that `option` gave.
    pub fn nearest(&self, option: &'static str, at: LatLon) -> Result<SpotOnStreet, PlainError> {
        Placer::new(&self.graph)
            .nearest(at)
            .ok_or(PlainError::OffTheMap(option))
    }

    /// The buildings of those doors that are placed and that `keep` accepts, in the order of
    /// their first doors. One street and number is one building, and so is one spot.
    pub fn buildings(&self, keep: impl Fn(&PlainDoor) -> bool) -> Vec<Building> {
        let mut buildings: Vec<(Building, Option<LatLon>)> = Vec::new();
        let mut by_spot: HashMap<SpotOnStreet, usize> = HashMap::new();
        let mut by_number: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (i, (door, placed)) in self.doors.iter().zip(&self.placed).enumerate() {
            let Some(spot) = placed.spot.filter(|_| keep(door)) else {
                continue;
            };
            let number = HouseNumber::parse(&door.number).key();
            let key = (street_key(&door.street), number);
            let alike = by_number.entry(key.clone()).or_default();
            let beside = |b: &usize| match (buildings[*b].1, placed.at) {
                (Some(a), Some(b)) => a.distance_m(b) <= SAME_BUILDING_M,
                _ => false,
            };
            let numbered = !key.0.is_empty() && !key.1.is_empty();
            let known = by_spot
                .get(&spot)
                .copied()
                .or_else(|| alike.iter().copied().find(|b| numbered && beside(b)));
            let building = known.unwrap_or_else(|| {
                let building = Building {
                    spot,
                    doors: Vec::new(),
                };
                buildings.push((building, placed.at));
                buildings.len() - 1
            });
            by_spot.entry(spot).or_insert(building);
            if !alike.contains(&building) {
                alike.push(building);
            }
            buildings[building].0.doors.push(i);
        }
        let mut buildings: Vec<Building> = buildings.into_iter().map(|(b, _)| b).collect();
        for building in &mut buildings {
            let key = |&i: &usize| {
                let unit = Unit::parse(&self.doors[i].unit);
                (
                    HouseNumber::parse(&self.doors[i].number),
                    unit.floor(),
                    unit,
                )
            };
            let mut keyed: Vec<_> = building.doors.iter().map(|i| (key(i), *i)).collect();
            keyed.sort();
            building.doors = keyed
                .chunk_by(|a, b| a.0 == b.0)
                .flat_map(|alike| self.along(alike.iter().map(|(_, door)| *door).collect()))
                .collect();
        }
        buildings
    }

    /// Doors that nothing tells apart, such as the shops of one number, as one passes them: from an
    /// end of the row always to the nearest. Those at one spot keep their order.
    fn along(&self, mut doors: Vec<usize>) -> Vec<usize> {
        let at: HashMap<usize, LatLon> = doors
            .iter()
            .filter_map(|&door| {
                let spot = self.placed[door].spot?;
                let edge = self.graph.edges.get(spot.edge.0 as usize)?;
                Some((door, edge.point_at(spot.along_cm)))
            })
            .collect();
        let far = |a: usize, b: usize| match (at.get(&a), at.get(&b)) {
            (Some(a), Some(b)) => a.distance_m(*b),
            _ => 0.0,
        };
        for passed in 0..doors.len() {
            let here = doors[passed.saturating_sub(1)];
            let rest = &doors[passed..];
            // `min_by` takes the first of equals, which `max_by` would not.
            let next = rest.iter().enumerate().min_by(|(_, a), (_, b)| {
                let (a, b) = (far(here, **a), far(here, **b));
                if passed == 0 {
                    b.total_cmp(&a)
                } else {
                    a.total_cmp(&b)
                }
            });
            if let Some((next, _)) = next {
                doors[passed..=passed + next].rotate_right(1);
            }
        }
        doors
    }

    /// Ids of the doors that are on no street.
    pub fn unplaced(&self) -> Vec<String> {
        self.ids(|p| p.spot.is_none())
    }

    /// Ids of the doors that are placed but that somebody should look at.
    pub fn flagged(&self) -> Vec<String> {
        self.ids(|p| p.spot.is_some() && p.flag.is_some())
    }

    fn ids(&self, wanted: impl Fn(&Placement) -> bool) -> Vec<String> {
        self.doors
            .iter()
            .zip(&self.placed)
            .filter(|(_, p)| wanted(p))
            .map(|(d, _)| d.id.clone())
            .collect()
    }
}
