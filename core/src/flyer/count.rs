//! What each block face takes: letterboxes, pieces, bundles.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{BuildingId, DoorId};
use crate::streets::{Blocks, EdgeId, Side, SpotOnStreet};

/// Pieces in a bundle as printers usually tie them.
pub const BUNDLE: u32 = 100;

/// A letterbox: each door has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letterbox {
    /// Whose.
    pub door: DoorId,
    /// The entrance that it shares, if it does.
    pub building: Option<BuildingId>,
    /// Where.
    pub spot: SpotOnStreet,
}

/// One side of a road from one street to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Face {
    /// The road; the first of a block of several (see [`Blocks`]).
    pub edge: EdgeId,
    /// Its side.
    pub side: Side,
}

impl From<SpotOnStreet> for Face {
    fn from(spot: SpotOnStreet) -> Self {
        Self {
            edge: spot.edge,
            side: spot.side,
        }
    }
}

/// The letterboxes of a block face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceCount {
    /// Which.
    pub face: Face,
    /// Doors that get a flyer, in the order along the road, those of one spot by id.
    pub doors: Vec<DoorId>,
    /// Doors that want none, likewise.
    pub refusing: Vec<DoorId>,
}

impl FaceCount {
    /// Flyers that it takes: one a letterbox that wants one.
    pub fn pieces(&self) -> u32 {
        self.doors.len() as u32
    }
}

/// Letterboxes by block face, in order of edge and side. Doors in `refusing` ("no junk mail") are
/// listed apart; a door that is given twice counts once.
///
/// # Panics
/// If a letterbox is on an edge that the blocks don't have.
pub fn count(
    letterboxes: &[Letterbox],
    refusing: &BTreeSet<DoorId>,
    blocks: &Blocks,
) -> Vec<FaceCount> {
    let mut faces: BTreeMap<Face, BTreeSet<(u32, DoorId)>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for letterbox in letterboxes {
        if seen.insert(letterbox.door) {
            let spot = blocks.spot(letterbox.spot);
            let boxes = faces.entry(spot.into()).or_default();
            boxes.insert((spot.along_cm, letterbox.door));
        }
    }
    let counted = faces.into_iter().map(|(face, boxes)| {
        let doors = boxes.into_iter().map(|(_, door)| door);
        let (refusing, doors) = doors.partition(|door| refusing.contains(door));
        FaceCount {
            face,
            doors,
            refusing,
        }
    });
    counted.collect()
}

/// So many pieces, tied and loose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bundles {
    /// Whole bundles.
    pub full: u32,
    /// Pieces beside them.
    pub loose: u32,
}

/// How to hand out `pieces` in bundles of `size` (see [`BUNDLE`]); all are loose if that is 0.
pub fn bundles(pieces: u32, size: u32) -> Bundles {
    match pieces.checked_div(size) {
        Some(full) => Bundles {
            full,
            loose: pieces % size,
        },
        None => Bundles {
            full: 0,
            loose: pieces,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::fixture;

    fn letterbox(door: u32, side: Side, along_cm: u32) -> Letterbox {
        Letterbox {
            door: DoorId(door),
            building: None,
            spot: SpotOnStreet {
                edge: EdgeId(0),
                side,
                along_cm,
            },
        }
    }

    #[test]
    fn faces_list_who_wants_one_and_who_does_not_in_the_order_walked() {
        let boxes = [
            letterbox(1, Side::Left, 900),
            letterbox(2, Side::Left, 100),
            letterbox(3, Side::Right, 500),
            letterbox(4, Side::Left, 900),
            letterbox(1, Side::Left, 900),
        ];
        let blocks = Blocks::of(&fixture::line(&[(0.0, 0.0), (100.0, 0.0)]));
        let faces = count(&boxes, &BTreeSet::from([DoorId(4), DoorId(9)]), &blocks);
        let told: Vec<_> = faces
            .iter()
            .map(|f| (f.face.side, f.pieces(), &f.doors[..], &f.refusing[..]))
            .collect();
        assert_eq!(
            told,
            [
                (Side::Left, 2, &[DoorId(2), DoorId(1)][..], &[DoorId(4)][..]),
                (Side::Right, 1, &[DoorId(3)][..], &[][..]),
            ]
        );
    }

    #[test]
    fn bundles_hold_all_pieces() {
        for (pieces, size, full, loose) in [
            (0, 100, 0, 0),
            (250, 100, 2, 50),
            (99, 100, 0, 99),
            (7, 0, 0, 7),
        ] {
            assert_eq!(bundles(pieces, size), Bundles { full, loose });
        }
    }
}
