//! Which block face a door is on, and how far along.
//!
//! A door goes by its point when that lies beside the street that it names, on the side where its
//! number belongs. A point that lies at another street is believed unless the number belongs closely
//! between two others, as learned from the doors of the street that are sure. Without a usable point
//! a door goes by that of another door of the same house, else by its number; on no street that is
//! known near its point, by the point to the nearest road, with a flag. What is neither on a known
//! street nor near any road stays unplaced.

mod houses;
mod index;
mod numbers;
#[cfg(test)]
mod tests;

use super::{Components, EdgeId, SpotOnStreet, StreetGraph};
use crate::address::HouseNumber;
use crate::model::LatLon;
use houses::Houses;
use index::{Foot, StreetIndex};
use numbers::{Learned, Sure};

/// A point this near its street, in metres, decides alone.
const NEAR_M: f64 = 30.0;
/// Nearer to the middle of the road than this, a point does not say which side it is on.
const ON_ROAD_M: f64 = 2.5;
/// Up to here a point still says how far along its street a door is: a house in a yard.
const YARD_M: f64 = 150.0;
/// A number is taken to belong elsewhere on its street if that is farther than this from where its
/// point lies.
const ASTRAY_M: f64 = 60.0;
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
    /// The map has no such street, or none near its point: it went by its point to the nearest
    /// road.
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
    /// South-west and north-east corner of the map, with a margin.
    bounds: (LatLon, LatLon),
}

/// What the first pass makes of a door.
enum First {
    /// On its street, side and all.
    Sure(Foot),
    /// On its street, but too near the middle to tell the side.
    OnRoad(Foot),
    /// In a yard of its street, or at another street.
    Yard(Foot),
    /// The streets that it may mean; its point, if any, is far from all of them.
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
            bounds: bounds(graph),
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
        let (lent, lending): (Vec<_>, Vec<_>) = self.with_points(doors).into_iter().unzip();
        let first: Vec<First> = lending.iter().map(|d| self.first(d)).collect();
        let mut learned = Learned::default();
        for (door, first) in lending.iter().zip(&first) {
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
        let each = doors.iter().zip(lending).zip(first).zip(lent);
        each.map(|(((own, door), first), lent)| {
            let is_known = !matches!(first, First::Unknown);
            let mut placement = self.second(&door, first, &learned);
            if let Some(flag) = lent {
                // A point lent off the street that it names says less than the number.
                if is_known && placement.flag == Some(PlacementFlag::UnknownStreet) {
                    placement = self.second(own, self.first(own), &learned);
                }
                placement.flag = placement.flag.or(placement.spot.and(Some(flag)));
            }
            self.joined(placement)
        })
        .collect()
    }

    /// The doors with points lent to those without a usable one by others of the same house, each
    /// with the flag that it gets for it.
    fn with_points<'a>(
        &self,
        doors: &[DoorAddress<'a>],
    ) -> Vec<(Option<PlacementFlag>, DoorAddress<'a>)> {
        let (low, high) = self.bounds;
        let usable = |at: &LatLon| {
            (low.lat_e7..=high.lat_e7).contains(&at.lat_e7)
                && (low.lon_e7..=high.lon_e7).contains(&at.lon_e7)
        };
        let own: Vec<Option<LatLon>> = doors.iter().map(|d| d.at.filter(usable)).collect();
        let mut houses = Houses::default();
        if own.iter().any(Option::is_none) {
            for (door, at) in doors.iter().zip(&own) {
                if let Some(at) = at {
                    houses.add(door, *at);
                }
            }
        }
        let lent = |(door, own): (&DoorAddress<'a>, &Option<LatLon>)| {
            let point = match own {
                Some(_) => None,
                None => houses.point_of(door),
            };
            let flag = match door.at {
                Some(_) => PlacementFlag::PointElsewhere,
                None => PlacementFlag::NoPoint,
            };
            let at = point.or(door.at);
            (point.map(|_| flag), DoorAddress { at, ..*door })
        };
        doors.iter().zip(&own).map(lent).collect()
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
                .is_some_and(|s| streets.binary_search(&s).is_ok())
        };
        match door.at.and_then(|at| self.index.nearest(at, YARD_M, on_it)) {
            Some(foot) if foot.off_m > NEAR_M => First::Yard(foot),
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
            First::Yard(foot) => self.in_yard(door, foot, learned),
            First::ByNumber(streets) => self.by_number(door, &streets, learned),
            First::Unknown => self.by_point(door),
        }
    }

    /// On the nearest road, whatever its name.
    fn by_point(&self, door: &DoorAddress<'_>) -> Placement {
        let foot = door
            .at
            .and_then(|at| self.index.nearest(at, USABLE_M, |_| true));
        Placement {
            spot: foot.map(|foot| foot.spot),
            at: door.at,
            flag: foot.map(|_| PlacementFlag::UnknownStreet),
        }
    }

    /// Where its point lies along the named street, unless the point is beside another street and
    /// the number belongs elsewhere on this one.
    fn in_yard(&self, door: &DoorAddress<'_>, foot: Foot, learned: &Learned) -> Placement {
        let Some((at, street)) = door.at.zip(self.index.street_of(foot.spot.edge)) else {
            return Placement::default();
        };
        let beside_other = self
            .index
            .nearest(at, NEAR_M.min(foot.off_m / 2.0), |e| {
                self.index.street_of(e).is_some_and(|s| s != street)
            })
            .is_some();
        let number = HouseNumber::parse(door.number);
        let here = self.graph.point_of(foot.spot, 0.0);
        let astray = learned
            .place(street, &number, Some(here), self.graph)
            .filter(|found| beside_other && found.closely)
            .filter(|found| self.graph.point_of(found.spot, 0.0).distance_m(here) > ASTRAY_M);
        let spot = astray.map_or(foot.spot, |found| found.spot);
        Placement {
            spot: Some(self.graph.off_median(spot)),
            at: Some(if beside_other {
                self.graph.point_of(spot, DRAWN_OFF_M)
            } else {
                at
            }),
            flag: beside_other.then_some(PlacementFlag::PointElsewhere),
        }
    }

    /// On the named street by its number, its point being missing or far off; by the point where
    /// the number says little.
    fn by_number(&self, door: &DoorAddress<'_>, streets: &[u32], learned: &Learned) -> Placement {
        // A point far from every road says nothing, not even which of two towns is meant.
        let usable = |at: &LatLon| self.index.nearest(*at, USABLE_M, |_| true).is_some();
        let point = door.at.filter(usable);
        let street = self.index.best_street(streets, point, |s| learned.count(s));
        let number = HouseNumber::parse(door.number);
        let by_number = learned.place(street, &number, point, self.graph);
        let in_a_yard = point.is_some_and(|at| self.index.nearest(at, YARD_M, |_| true).is_some());
        if in_a_yard && !by_number.is_some_and(|found| found.closely) {
            return self.by_point(door);
        }
        let (spot, guessed) = by_number.map_or_else(
            || (self.index.middle(street), true),
            |found| (found.spot, found.far),
        );
        let flag = if guessed {
            PlacementFlag::Guessed
        } else if door.at.is_some() {
            PlacementFlag::PointElsewhere
        } else {
            PlacementFlag::NoPoint
        };
        Placement {
            spot: Some(spot),
            at: Some(self.graph.point_of(spot, DRAWN_OFF_M)),
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

/// The box around a map, some two kilometres wider on each side; an empty one without streets.
fn bounds(graph: &StreetGraph) -> (LatLon, LatLon) {
    const MARGIN_E7: (i32, i32) = (200_000, 400_000);
    let nowhere = |e7| LatLon {
        lat_e7: e7,
        lon_e7: e7,
    };
    let (mut low, mut high) = (nowhere(i32::MAX), nowhere(i32::MIN));
    for at in &graph.nodes {
        low.lat_e7 = low.lat_e7.min(at.lat_e7.saturating_sub(MARGIN_E7.0));
        low.lon_e7 = low.lon_e7.min(at.lon_e7.saturating_sub(MARGIN_E7.1));
        high.lat_e7 = high.lat_e7.max(at.lat_e7.saturating_add(MARGIN_E7.0));
        high.lon_e7 = high.lon_e7.max(at.lon_e7.saturating_add(MARGIN_E7.1));
    }
    (low, high)
}
