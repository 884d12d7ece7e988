//! What sure doors teach about their street: which numbers are where, and on which side.

use std::collections::HashMap;

use super::super::{EdgeId, Side, SpotOnStreet, StreetGraph};
use crate::address::{HouseNumber, Parity};
use crate::model::LatLon;

/// A door whose place is sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sure {
    count: u32,
    parity: Parity,
    spot: SpotOnStreet,
}

impl Sure {
    /// `None` for a name: it teaches nothing.
    pub(super) fn new(number: &HouseNumber, spot: SpotOnStreet) -> Option<Self> {
        Some(Self {
            count: number.count()?,
            parity: number.parity()?,
            spot,
        })
    }
}

/// A place found by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ByNumber {
    pub(super) spot: SpotOnStreet,
    /// Whether known numbers stand on both sides of it, near by.
    pub(super) between: bool,
    /// Whether two other numbers that follow each other closely stand on both sides of it.
    pub(super) closely: bool,
    /// Whether the nearest known number is so far that the place is a guess.
    pub(super) far: bool,
}

/// A number belongs between two others if its place is not farther than this outside of theirs.
const FITS_CM: u32 = 1_000;
/// Two doors follow each other closely if neither numbers nor places are farther apart.
const CLOSE_NUMBERS: u32 = 8;
const CLOSE_CM: u32 = 6_000;

/// A number more than this from the nearest known one is a guess.
const FAR_NUMBERS: u32 = 40;

#[derive(Debug, Default)]
pub(super) struct Learned {
    streets: HashMap<u32, Vec<Sure>>,
    edges: HashMap<EdgeId, Vec<Sure>>,
    /// Streets where odd and even keep to a side each; numbers run round in others.
    sided: HashMap<u32, bool>,
}

impl Learned {
    pub(super) fn add(&mut self, street: u32, sure: Option<Sure>) {
        if let Some(sure) = sure {
            self.streets.entry(street).or_default().push(sure);
            self.edges.entry(sure.spot.edge).or_default().push(sure);
        }
    }

    /// Sorts what was added and finds out where parity means a side.
    pub(super) fn finish(&mut self) {
        for (street, doors) in &mut self.streets {
            doors.sort_unstable();
            let mut faces: HashMap<(EdgeId, Side), [usize; 2]> = HashMap::new();
            for door in doors.iter() {
                faces.entry((door.spot.edge, door.spot.side)).or_default()[door.parity as usize] +=
                    1;
            }
            let fitting: usize = faces.values().map(|f| f[0].max(f[1])).sum();
            self.sided.insert(*street, fitting * 5 >= doors.len() * 4);
        }
        for doors in self.edges.values_mut() {
            doors.sort_unstable();
        }
    }

    /// How many sure doors a street has.
    pub(super) fn count(&self, street: u32) -> usize {
        self.streets.get(&street).map_or(0, Vec::len)
    }

    /// The side of a road where numbers of this parity stand, by most of its sure doors.
    pub(super) fn side(&self, edge: EdgeId, parity: Option<Parity>) -> Option<Side> {
        let parity = parity?;
        let mut left = 0_i32;
        for door in self.edges.get(&edge)? {
            left += if (door.spot.side == Side::Left) == (door.parity == parity) {
                1
            } else {
                -1
            };
        }
        match left {
            0 => None,
            1.. => Some(Side::Left),
            _ => Some(Side::Right),
        }
    }

    /// The place straight across the road, if the numbers of this parity stand over there, none of
    /// the others on the side of the spot, and this one belongs between two that follow each other
    /// closely.
    pub(super) fn across(&self, number: &HouseNumber, spot: SpotOnStreet) -> Option<SpotOnStreet> {
        let (count, parity) = (number.count()?, number.parity()?);
        // The units of one house count once.
        let on_side = |side: Side| {
            let doors = self.edges.get(&spot.edge).into_iter().flatten();
            let mut doors: Vec<(u32, u32)> = doors
                .filter(|d| d.spot.side == side && d.parity == parity)
                .map(|d| (d.count, d.spot.along_cm))
                .collect();
            doors.dedup_by_key(|d| d.0);
            doors
        };
        let there = on_side(spot.side.other());
        if there.len() < 4 || on_side(spot.side).iter().any(|d| d.0 != count) {
            return None;
        }
        let above = there.partition_point(|d| d.0 < count);
        let (low, high) = (there.get(above.checked_sub(1)?)?, there.get(above)?);
        let (near, far) = (low.1.min(high.1), low.1.max(high.1));
        let fits = near.saturating_sub(FITS_CM)..=far.saturating_add(FITS_CM);
        let closely = high.0 - low.0 <= CLOSE_NUMBERS && far - near <= CLOSE_CM;
        (closely && fits.contains(&spot.along_cm)).then_some(SpotOnStreet {
            side: spot.side.other(),
            ..spot
        })
    }

    /// Where a number belongs on a street; `None` if it has no number or the street no door. Of
    /// several places where it stands, the one nearest to `near`.
    pub(super) fn place(
        &self,
        street: u32,
        number: &HouseNumber,
        near: Option<LatLon>,
        graph: &StreetGraph,
    ) -> Option<ByNumber> {
        let (count, parity) = (number.count()?, number.parity()?);
        let doors = self.streets.get(&street)?;
        let sided = self.sided.get(&street).copied().unwrap_or(false);
        let alike: Vec<Sure> = doors
            .iter()
            .filter(|d| !sided || d.parity == parity)
            .copied()
            .collect();
        if alike.is_empty() {
            // Only the other side is known: straight across from where it would be there.
            let found = nearest(doors, count, near, graph)?;
            let side = self
                .side(found.spot.edge, Some(parity))
                .unwrap_or(found.spot.side.other());
            return Some(ByNumber {
                spot: SpotOnStreet { side, ..found.spot },
                ..found
            });
        }
        nearest(&alike, count, near, graph)
    }
}

/// Between its neighbours by number where they share a face; else onward from the nearer one by
/// the spacing of its road.
fn nearest(
    doors: &[Sure],
    count: u32,
    at: Option<LatLon>,
    graph: &StreetGraph,
) -> Option<ByNumber> {
    let above = doors.partition_point(|d| d.count < count);
    let high = doors.get(above);
    let low = above.checked_sub(1).map(|i| &doors[i]);
    let far_m = |d: &Sure| at.map_or(0.0, |at| graph.point_of(d.spot, 0.0).distance_m(at));
    let same = doors[above..].iter().take_while(|d| d.count == count);
    if let Some(same) = same.min_by(|a, b| far_m(a).total_cmp(&far_m(b))) {
        return Some(ByNumber {
            spot: same.spot,
            between: true,
            closely: false,
            far: false,
        });
    }
    if let (Some(low), Some(high)) = (low, high)
        && low.spot.edge == high.spot.edge
        && low.spot.side == high.spot.side
    {
        let share = f64::from(count - low.count) / f64::from(high.count - low.count);
        let along = f64::from(low.spot.along_cm)
            + (f64::from(high.spot.along_cm) - f64::from(low.spot.along_cm)) * share;
        let spot = SpotOnStreet {
            along_cm: along.round() as u32,
            ..low.spot
        };
        let apart_cm = low.spot.along_cm.abs_diff(high.spot.along_cm);
        return Some(ByNumber {
            spot,
            between: true,
            closely: high.count - low.count <= CLOSE_NUMBERS && apart_cm <= CLOSE_CM,
            far: false,
        });
    }
    let near = match (low, high) {
        (Some(low), Some(high)) if count - low.count <= high.count - count => low,
        (Some(low), None) => low,
        (_, Some(high)) => high,
        (None, None) => return None,
    };
    let steps = f64::from(count) - f64::from(near.count);
    let along = f64::from(near.spot.along_cm) + steps * cm_per_number(doors, near.spot);
    let length = graph.edges[near.spot.edge.0 as usize].length_cm;
    Some(ByNumber {
        spot: SpotOnStreet {
            along_cm: (along.round().max(0.0) as u32).min(length),
            ..near.spot
        },
        between: low.is_some() && high.is_some() && near.count.abs_diff(count) <= FAR_NUMBERS / 4,
        closely: false,
        far: near.count.abs_diff(count) > FAR_NUMBERS,
    })
}

/// How far one goes along a face from one number to the next, from its first and last sure door;
/// negative where numbers fall. Zero if one door is all there is.
fn cm_per_number(doors: &[Sure], spot: SpotOnStreet) -> f64 {
    let mut face = doors
        .iter()
        .filter(|d| d.spot.edge == spot.edge && d.spot.side == spot.side);
    let Some(first) = face.next() else {
        return 0.0;
    };
    let last = face.next_back().unwrap_or(first);
    if last.count == first.count {
        return 0.0;
    }
    (f64::from(last.spot.along_cm) - f64::from(first.spot.along_cm))
        / f64::from(last.count - first.count)
}
