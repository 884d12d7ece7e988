//! Where doors are for a cut, and which of them must not be parted.
//!
//! A walk has one stop for each building. A cut looks closer: the shops of a mall share a number
//! along a whole block, and must go to the turfs that have the street before them.

use std::collections::{BTreeMap, HashMap};

use turfwalk_core::streets::{EdgeId, Side, SpotOnStreet};
use turfwalk_core::turf::DoorAt;

use super::Ground;

/// Doors of one building lie this near to each other along the street, in centimetres.
const SAME_ENTRANCE_CM: u32 = 1_000;
/// Buildings whose doors lie between each other's are one, up to so many doors.
const MOST_TOGETHER: usize = 6;

/// How far along its face a door is, its building and its index in the file.
type OnFace = (u32, usize, usize);

/// The doors that are placed, by their index in the file, and where each is.
pub fn doors_at(ground: &Ground) -> (Vec<usize>, Vec<DoorAt>) {
    let mut faces: BTreeMap<(EdgeId, Side), Vec<OnFace>> = BTreeMap::new();
    for (b, building) in ground.buildings(|_| true).into_iter().enumerate() {
        for door in building.doors {
            let spot = ground.placed[door].spot.unwrap_or(building.spot);
            let face = faces.entry((spot.edge, spot.side)).or_default();
            face.push((spot.along_cm, b, door));
        }
    }
    let (mut ids, mut doors) = (Vec::new(), Vec::new());
    for ((edge, side), mut face) in faces {
        face.sort_unstable();
        let group = groups(&face);
        for (&(along_cm, _, door), group) in face.iter().zip(group) {
            ids.push(door);
            doors.push(DoorAt {
                spot: SpotOnStreet {
                    edge,
                    side,
                    along_cm,
                },
                building: group.map(|first| face[first].2 as u64),
                at: ground.doors[door].at,
            });
        }
    }
    (ids, doors)
}

/// For each door of a face the first one that it stays with; `None` where only one spot joins.
fn groups(face: &[OnFace]) -> Vec<Option<usize>> {
    // The last door of each building's stretch that begins at a door.
    let mut reach: Vec<usize> = (0..face.len()).collect();
    let mut open: HashMap<usize, usize> = HashMap::new();
    for (i, &(along_cm, building, _)) in face.iter().enumerate() {
        match open.get(&building) {
            Some(&first) if along_cm - face[first].0 <= SAME_ENTRANCE_CM => reach[first] = i,
            _ => {
                open.insert(building, i);
            }
        }
    }
    let mut group = vec![None; face.len()];
    let mut first = 0;
    while first < face.len() {
        let (mut end, mut i) = (reach[first], first);
        while i <= end {
            end = end.max(reach[i]);
            i += 1;
        }
        if (1..MOST_TOGETHER).contains(&(end - first)) {
            group[first..=end].fill(Some(first));
        }
        first = end + 1;
    }
    group
}
