//! What several walkers left between them.

use std::collections::BTreeSet;

use super::{Dropped, Face, FaceCount};
use crate::model::DoorId;

/// Letterboxes in a row that got nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The block face.
    pub face: Face,
    /// In the order along the road, at least one.
    pub doors: Vec<DoorId>,
    /// Whether the face has drops on both sides of them: passed by, rather than not yet reached.
    pub between: bool,
}

/// The letterboxes that got nothing, by face and along it: holes in a face that is begun, ends of
/// one that was not finished, and whole faces where nobody was. Doors that want none are no gaps.
pub fn gaps(faces: &[FaceCount], drops: &[Dropped]) -> Vec<Gap> {
    let done: BTreeSet<DoorId> = drops.iter().map(|drop| drop.door).collect();
    let mut gaps = Vec::new();
    for face in faces {
        let mut begun = false;
        let mut missed: Vec<DoorId> = Vec::new();
        let mut gap = |doors: &mut Vec<DoorId>, between| {
            if !doors.is_empty() {
                gaps.push(Gap {
                    face: face.face,
                    doors: std::mem::take(doors),
                    between,
                });
            }
        };
        for &door in &face.doors {
            if done.contains(&door) {
                gap(&mut missed, begun);
                begun = true;
            } else {
                missed.push(door);
            }
        }
        gap(&mut missed, false);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DeviceId, Incarnation, OpId};
    use crate::streets::{EdgeId, Side};

    fn face(edge: u32, doors: std::ops::Range<u32>) -> FaceCount {
        FaceCount {
            face: Face {
                edge: EdgeId(edge),
                side: Side::Left,
            },
            doors: doors.map(DoorId).collect(),
            refusing: vec![DoorId(1_000 + edge)],
        }
    }

    fn dropped(device: u32, door: u32) -> Dropped {
        Dropped {
            door: DoorId(door),
            by: OpId {
                device: DeviceId(device),
                incarnation: Incarnation(1),
                n: u64::from(door) + 1,
            },
            at_ms: 0,
        }
    }

    #[test]
    fn holes_are_told_from_ends_and_from_faces_where_nobody_was() {
        let faces = [face(0, 0..6), face(1, 6..8), face(2, 8..10)];
        // One walker came from one end, another from the other.
        let drops = [
            dropped(1, 1),
            dropped(1, 2),
            dropped(2, 5),
            dropped(2, 8),
            dropped(1, 9),
        ];
        let told: Vec<(u32, Vec<u32>, bool)> = gaps(&faces, &drops)
            .into_iter()
            .map(|gap| {
                let doors = gap.doors.iter().map(|d| d.0).collect();
                (gap.face.edge.0, doors, gap.between)
            })
            .collect();
        assert_eq!(
            told,
            [
                (0, vec![0], false),
                (0, vec![3, 4], true),
                (1, vec![6, 7], false)
            ]
        );
    }

    #[test]
    fn a_gap_is_exactly_what_got_nothing() {
        let faces = [face(0, 0..9), face(1, 9..20)];
        for pattern in 0..1u32 << 20 {
            if pattern % 997 != 0 {
                continue;
            }
            let drops: Vec<Dropped> = (0..20)
                .filter(|door| pattern & (1 << door) != 0)
                .map(|door| dropped(1, door))
                .collect();
            let missed: Vec<u32> = gaps(&faces, &drops)
                .iter()
                .flat_map(|gap| gap.doors.iter().map(|d| d.0))
                .collect();
            let expected: Vec<u32> = (0..20).filter(|d| pattern & (1 << d) == 0).collect();
            assert_eq!(missed, expected);
        }
    }
}
