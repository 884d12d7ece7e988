//! Which block face a door is on, and how far along.
//!
//! A door goes by its point when that lies near the street that it names, on the side where its
//! number belongs; else by its number, as
//! learned from the doors of that street that are sure; else by its point to the nearest road,
//! with a flag. What is neither on a known street nor near any road stays unplaced.

mod index;
mod numbers;
#[cfg(test)]
mod tests;

use super::{Components, EdgeId, SpotOnStreet, StreetGraph};
use crate::address::HouseNumber;
use crate::model::LatLon;
use index::{Foot, StreetIndex};
use numbers::{Learned, Sure};

/// A point this near its street, in metres, decides alone.
const NEAR_M: f64 = 30.0;
/// Nearer to the middle of the road than this, a point does not say which side it is on.
const ON_ROAD_M: f64 = 2.5;
/// Up to here a point still says how far along its street a door is: a house in a yard.
const YARD_M: f64 = 100.0;
/// A point farther than this from every road of the map is no use.
const USABLE_M: f64 = 2_000.0;
/// A door on a stretch that nothing joins to the main streets moves to one of those this near.
const REJOIN_M: f64 = 60.0;
/// Where a door is drawn when its own point is no good: metres from the middle of the road.
const DRAWN_OFF_M: f64 = 9.0;

/// A door to be placed, as an importer has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoorAddress<'a> {
    /// Street name, in any spelling.
    pub street: &'a str,
    /// House number as written.
    pub number: &'a str,
    /// Its geocode, if there is one and it is a place on earth.
    pub at: Option<LatLon>,
}

/// Where a door was put.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// Its place on the streets; `None` if neither street nor point is of use.
    pub spot: Option<SpotOnStreet>,
    /// Where to draw it: its own point, or one beside its spot if that was wrong or missing.
    pub at: Option<LatLon>,
    /// What somebody should look at.
    pub flag: Option<PlacementFlag>,
}

/// Why a place is to be taken with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlacementFlag {
    /// The map has no such street: it went by its point to the nearest road.
    UnknownStreet,
    /// It has no usable point: it went by its number on the street that it names.
    NoPoint,
    /// Its point lies elsewhere: it went by its number on the street that it names.
    PointElsewhere,
    /// Its street has no numbers to go by: it went to the middle of the street, or to the end of
    /// the known numbers.
    Guessed,
    /// The road that it is on is not joined to the main streets of the map.
    CutOff,
}

/// Places doors on the streets of one graph.
#[derive(Debug)]
pub struct Placer<'g> {
    graph: &'g StreetGraph,
    components: Components,
    index: StreetIndex<'g>,
}

/// What the first pass makes of a door.
enum First {
    /// On its street, side and all.
    Sure(Foot),
    /// On its street, but too near the middle to tell the side.
    OnRoad(Foot),
    /// The streets that it may mean; its point, if any, is off all of them.
    ByNumber(Vec<u32>),
    /// No street of that name.
    Unknown,
}

impl<'g> Placer<'g> {
    /// Indexes the streets by name and place.
    pub fn new(graph: &'g StreetGraph) -> Self {
        Self {
            graph,
            components: Components::new(graph),
            index: StreetIndex::new(graph),
        }
    }

    /// Places one door with nothing but the map to go by. Doors of one import are better placed
    /// together: see [`Self::place_all`].
    pub fn place(&self, street: &str, number: &str, at: Option<LatLon>) -> Placement {
        let door = DoorAddress { street, number, at };
        self.place_all(&[door])[0]
    }

    /// Places doors, in the order given: first those whose point agrees with their street, then
    /// the others by what the first ones teach about sides and numbers.
    pub fn place_all(&self, doors: &[DoorAddress<'_>]) -> Vec<Placement> {
        let first: Vec<First> = doors.iter().map(|d| self.first(d)).collect();
        let mut learned = Learned::default();
        for (door, first) in doors.iter().zip(&first) {
            if let First::Sure(foot) = first
                && let Some(street) = self.index.street_of(foot.spot.edge)
            {
                learned.add(
                    street,
                    Sure::new(&HouseNumber::parse(door.number), foot.spot),
                );
            }
        }
        learned.finish();
        doors
            .iter()
            .zip(first)
            .map(|(door, first)| {
                let placement = self.second(door, first, &learned);
                self.joined(placement)
            })
            .collect()
    }

    /// The spot nearest to a point, on a road of the main part if one is near; `None` if no road
    /// lies within 2 km.
    pub fn nearest(&self, at: LatLon) -> Option<SpotOnStreet> {
        let any = self.index.nearest(at, USABLE_M, |_| true)?;
        let main = self
            .index
            .nearest(at, any.off_m + REJOIN_M, |e| self.components.is_main(e));
        Some(main.unwrap_or(any).spot)
    }

    fn first(&self, door: &DoorAddress<'_>) -> First {
        let mut streets = self.index.named(door.street);
        if streets.is_empty() {
            streets = self.index.named_alike(door.street, door.at, NEAR_M);
        }
        if streets.is_empty() {
            return First::Unknown;
        }
        let on_it = |edge: EdgeId| {
            self.index
                .street_of(edge)
                .is_some_and(|s| streets.contains(&s))
        };
        match door.at.and_then(|at| self.index.nearest(at, NEAR_M, on_it)) {
            Some(foot) if foot.off_m >= ON_ROAD_M => First::Sure(foot),
            Some(foot) => First::OnRoad(foot),
            None => First::ByNumber(streets),
        }
    }

    fn second(&self, door: &DoorAddress<'_>, first: First, learned: &Learned) -> Placement {
        let kept = |spot| Placement {
            spot: Some(spot),
            at: door.at,
            flag: None,
        };
        match first {
            First::Sure(foot) => {
                // A geocode on the far side of the street.
                let number = HouseNumber::parse(door.number);
                match learned.across(&number, foot.spot) {
                    Some(spot) => Placement {
                        spot: Some(self.graph.off_median(spot)),
                        at: Some(self.graph.point_of(spot, DRAWN_OFF_M)),
                        flag: Some(PlacementFlag::PointElsewhere),
                    },
                    None => kept(foot.spot),
                }
            }
            First::OnRoad(foot) => {
                let number = HouseNumber::parse(door.number);
                let side = learned.side(foot.spot.edge, number.parity());
                kept(SpotOnStreet {
                    side: side.unwrap_or(foot.spot.side),
                    ..foot.spot
                })
            }
            First::ByNumber(streets) => self.by_number(door, &streets, learned),
            First::Unknown => match door
                .at
                .and_then(|at| self.index.nearest(at, USABLE_M, |_| true))
            {
                Some(foot) => Placement {
                    flag: Some(PlacementFlag::UnknownStreet),
                    ..kept(foot.spot)
                },
                None => Placement {
                    at: door.at,
                    ..Placement::default()
                },
            },
        }
    }

    /// On the named street, its point being missing or more than 30 m off.
    fn by_number(&self, door: &DoorAddress<'_>, streets: &[u32], learned: &Learned) -> Placement {
        let street = self
            .index
            .best_street(streets, door.at, |s| learned.count(s));
        let on_it = |edge: EdgeId| self.index.street_of(edge) == Some(street);
        let yard = door.at.and_then(|at| self.index.nearest(at, YARD_M, on_it));
        let number = HouseNumber::parse(door.number);
        let by_number = learned.place(street, &number, self.graph);
        let (spot, guessed) = match (by_number, yard) {
            (Some(found), _) if found.between => (found.spot, false),
            (_, Some(foot)) => (foot.spot, false),
            (Some(found), None) => (found.spot, found.far),
            (None, None) => (self.index.middle(street), true),
        };
        let Some(at) = door
            .at
            .filter(|at| self.index.nearest(*at, USABLE_M, |_| true).is_some())
        else {
            return Placement {
                spot: Some(spot),
                at: Some(self.graph.point_of(spot, DRAWN_OFF_M)),
                flag: Some(if guessed {
                    PlacementFlag::Guessed
                } else if door.at.is_some() {
                    PlacementFlag::PointElsewhere
                } else {
                    PlacementFlag::NoPoint
                }),
            };
        };
        // A point in a yard fits; one beside another street, or far off, does not.
        let other = self.index.nearest(at, NEAR_M, |e| {
            self.index.street_of(e).is_some_and(|s| s != street)
        });
        let drawn = self.graph.point_of(spot, DRAWN_OFF_M);
        let fits = yard.is_some() && other.is_none() && drawn.distance_m(at) <= 2.0 * YARD_M;
        if fits {
            return Placement {
                spot: Some(spot),
                at: Some(at),
                flag: None,
            };
        }
        let flag = if guessed {
            PlacementFlag::Guessed
        } else {
            PlacementFlag::PointElsewhere
        };
        Placement {
            spot: Some(spot),
            at: Some(drawn),
            flag: Some(flag),
        }
    }

    /// Moves a door off a stretch that nothing joins to the main streets, or flags it.
    fn joined(&self, placement: Placement) -> Placement {
        let Some(spot) = placement.spot.filter(|s| !self.components.is_main(s.edge)) else {
            return placement;
        };
        let from = self.graph.edges[spot.edge.0 as usize].point_at(spot.along_cm);
        let at = placement.at.unwrap_or(from);
        match self
            .index
            .nearest(at, REJOIN_M, |e| self.components.is_main(e))
        {
            Some(foot) => Placement {
                spot: Some(foot.spot),
                ..placement
            },
            None => Placement {
                flag: Some(PlacementFlag::CutOff),
                ..placement
            },
        }
    }
}
