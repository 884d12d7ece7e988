//! Flyers that are in letterboxes, as the log has them, and the letterboxes that got two.

use std::collections::{BTreeMap, BTreeSet};

use super::Letterbox;
use crate::model::{Attempt, BuildingId, DoorId, OpId, Outcome, Target};

/// A flyer in a letterbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Whose letterbox.
    pub door: DoorId,
    /// The attempt that says so; its device is the walker's.
    pub by: OpId,
    /// When, by that device's clock, in milliseconds since 1970.
    pub at_ms: i64,
}

/// What the log says of flyers: one entry for each letterbox of each drop, in the order of the
/// log. A drop at a building counts for all its letterboxes; attempts that are superseded or in
/// `retracted` don't count, nor do doors without a letterbox in the list.
pub fn drops(
    letterboxes: &[Letterbox],
    attempts: &[(OpId, Attempt)],
    retracted: &BTreeSet<OpId>,
) -> Vec<Dropped> {
    let mut of_building: BTreeMap<BuildingId, Vec<DoorId>> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for letterbox in letterboxes {
        if known.insert(letterbox.door)
            && let Some(building) = letterbox.building
        {
            of_building
                .entry(building)
                .or_default()
                .push(letterbox.door);
        }
    }
    let counts = |op: &OpId| !retracted.contains(op);
    let standing = attempts.iter().filter(|(op, _)| counts(op));
    let superseded: BTreeSet<OpId> = standing.clone().filter_map(|(_, a)| a.supersedes).collect();
    let mut drops = Vec::new();
    for (by, attempt) in standing.filter(|(op, _)| !superseded.contains(op)) {
        if !matches!(attempt.outcome, Outcome::LiteratureDropped { count: 1.. }) {
            continue;
        }
        let doors = match attempt.target {
            Target::Door(door) if known.contains(&door) => vec![door],
            Target::Building(building) => of_building.get(&building).cloned().unwrap_or_default(),
            Target::Door(_) | Target::Person(_) => Vec::new(),
        };
        drops.extend(doors.into_iter().map(|door| Dropped {
            door,
            by: *by,
            at_ms: attempt.at_ms,
        }));
    }
    drops
}

/// The drop that this letterbox has had already: what to show before a second one.
pub fn dropped_before(drops: &[Dropped], door: DoorId) -> Option<&Dropped> {
    drops.iter().find(|drop| drop.door == door)
}

/// A letterbox that got more than one flyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// Whose.
    pub door: DoorId,
    /// All its drops, at least two, in the order given.
    pub by: Vec<Dropped>,
}

/// The letterboxes that got more than one flyer, by door, whoever the walkers were.
pub fn twice(drops: &[Dropped]) -> Vec<Twice> {
    let mut by_door: BTreeMap<DoorId, Vec<Dropped>> = BTreeMap::new();
    for drop in drops {
        by_door.entry(drop.door).or_default().push(*drop);
    }
    let many = by_door.into_iter().filter(|(_, by)| by.len() > 1);
    many.map(|(door, by)| Twice { door, by }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, DeviceId, Incarnation};
    use crate::streets::{EdgeId, Side, SpotOnStreet};

    fn letterbox(door: u32, building: Option<u32>) -> Letterbox {
        Letterbox {
            door: DoorId(door),
            building: building.map(BuildingId),
            spot: SpotOnStreet {
                edge: EdgeId(0),
                side: Side::Left,
                along_cm: door * 100,
            },
        }
    }

    fn op(device: u32, n: u64) -> OpId {
        OpId {
            device: DeviceId(device),
            incarnation: Incarnation(1),
            n,
        }
    }

    fn dropped(by: OpId, target: Target, count: u16) -> (OpId, Attempt) {
        let attempt = Attempt {
            target,
            channel: Channel::Flyer,
            outcome: Outcome::LiteratureDropped { count },
            at_ms: 0,
            list: None,
            note: None,
            supersedes: None,
        };
        (by, attempt)
    }

    #[test]
    fn a_building_is_all_its_letterboxes_and_what_is_taken_back_is_none() {
        let boxes = [
            letterbox(1, Some(7)),
            letterbox(2, Some(7)),
            letterbox(3, None),
        ];
        let mut corrected = dropped(op(1, 3), Target::Door(DoorId(3)), 0);
        corrected.1.supersedes = Some(op(1, 2));
        let attempts = [
            dropped(op(1, 1), Target::Building(BuildingId(7)), 2),
            dropped(op(1, 2), Target::Door(DoorId(3)), 1),
            corrected,
            dropped(op(2, 1), Target::Door(DoorId(2)), 1),
            dropped(op(2, 2), Target::Door(DoorId(1)), 1),
            dropped(op(2, 3), Target::Door(DoorId(99)), 1),
        ];
        let drops = drops(&boxes, &attempts, &BTreeSet::from([op(2, 2)]));
        let doors: Vec<u32> = drops.iter().map(|d| d.door.0).collect();
        assert_eq!(doors, [1, 2, 2]);
        let again = twice(&drops);
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].door, DoorId(2));
        let devices: Vec<u32> = again[0].by.iter().map(|d| d.by.device.0).collect();
        assert_eq!(devices, [1, 2]);
        assert_eq!(
            dropped_before(&drops, DoorId(1)).map(|d| d.by),
            Some(op(1, 1))
        );
        assert_eq!(dropped_before(&drops, DoorId(3)), None);
    }
}
