//! The pieces that a cut moves about: runs of neighbouring buildings on one block face.

use std::collections::BTreeMap;

use super::goal::{DoorAt, Held};
use super::joined::Joined;
use crate::model::LatLon;
use crate::streets::{EdgeId, Side, SpotOnStreet, StreetGraph};

/// Walking pace that stands in until a walk has been ordered: 1.25 m/s in ms per cm.
const MS_PER_CM: u64 = 8;
/// Time to come to a piece and cross a road now and then, until a walk has been ordered.
const MS_PER_PIECE: u64 = 5_000;

/// Neighbouring buildings on one block face; never divided further.
pub(crate) struct Unit {
    pub(crate) edge: EdgeId,
    pub(crate) side: Side,
    /// The stretch of the face that is theirs: all of a face is some unit's.
    pub(crate) from_cm: u32,
    pub(crate) to_cm: u32,
    /// Its first and last building along the face.
    pub(crate) first: SpotOnStreet,
    pub(crate) last: SpotOnStreet,
    /// Indices of its doors.
    pub(crate) doors: Vec<usize>,
    /// Where they were before.
    pub(crate) held: Held,
    /// Metres east and north of the first corner of the graph.
    pub(crate) at: (f64, f64),
    /// Work at the doors.
    pub(crate) doors_ms: f64,
    /// Estimated walking.
    pub(crate) walking_ms: f64,
}

/// Doors that may not be separated, at the spot of the first of them.
struct Building {
    spot: SpotOnStreet,
    doors: Vec<usize>,
    held: Held,
}

/// Number of buildings: the most turfs that there can be.
pub fn count_buildings(doors: &[DoorAt]) -> usize {
    buildings(doors, None).len()
}

/// All doors in units of at most so much work, single buildings apart, and of one earlier turf:
/// faces are parted by the first of `most_ms`, what comes of it by the next. Sorted by face and
/// along it.
pub(crate) fn units(
    graph: &StreetGraph,
    doors: &[DoorAt],
    at_door_ms: u64,
    most_ms: &[u64],
    held: Option<&[Held]>,
) -> Vec<Unit> {
    let mut faces: BTreeMap<(EdgeId, Side), Vec<Building>> = BTreeMap::new();
    for building in buildings(doors, held) {
        let face = (building.spot.edge, building.spot.side);
        faces.entry(face).or_default().push(building);
    }
    let origin = graph.nodes.first().copied().unwrap_or(LatLon {
        lat_e7: 0,
        lon_e7: 0,
    });
    let mut units = Vec::new();
    for ((edge, side), buildings) in faces {
        let mut runs = vec![buildings];
        for &most_ms in most_ms {
            let parted = runs
                .into_iter()
                .flat_map(|run| part(run, at_door_ms, most_ms));
            runs = parted.collect();
        }
        let length_cm = graph.edges[edge.0 as usize].length_cm;
        let mut from_cm = 0;
        for i in 0..runs.len() {
            let last_spot = runs[i].last().map_or(runs[i][0].spot, |b| b.spot);
            let last = last_spot.along_cm;
            let to_cm = runs
                .get(i + 1)
                .map_or(length_cm, |next| last.midpoint(next[0].spot.along_cm));
            let middle = runs[i][runs[i].len() / 2].spot;
            let doors: Vec<usize> = runs[i]
                .iter()
                .flat_map(|b| b.doors.iter().copied())
                .collect();
            let first = runs[i][0].spot;
            units.push(Unit {
                edge,
                side,
                from_cm,
                to_cm,
                first,
                last: last_spot,
                held: runs[i][0].held,
                at: graph.edges[edge.0 as usize]
                    .point_at(middle.along_cm)
                    .metres_from(origin),
                doors_ms: (doors.len() as u64 * at_door_ms) as f64,
                walking_ms: (u64::from(last - first.along_cm) * MS_PER_CM + MS_PER_PIECE) as f64,
                doors,
            });
            from_cm = to_cm;
        }
    }
    units
}

/// Neighbouring buildings in runs of about equal work, at most `most_ms` where buildings allow.
fn part(buildings: Vec<Building>, at_door_ms: u64, most_ms: u64) -> Vec<Vec<Building>> {
    let work_ms = |b: &Building| b.doors.len() as u64 * at_door_ms;
    let work: u64 = buildings.iter().map(work_ms).sum();
    let share = work / work.div_ceil(most_ms.max(1)).max(1);
    let mut runs: Vec<Vec<Building>> = Vec::new();
    let mut run_ms = 0;
    for building in buildings {
        let ms = work_ms(&building);
        // The building goes where its middle falls, so that runs come out equal.
        let last = runs
            .last_mut()
            .filter(|run| run_ms + ms / 2 <= share && run[0].held == building.held);
        if let Some(run) = last {
            run.push(building);
            run_ms += ms;
        } else {
            runs.push(vec![building]);
            run_ms = ms;
        }
    }
    runs
}

/// Buildings along each face: doors joined by building number or by spot.
fn buildings(doors: &[DoorAt], held: Option<&[Held]>) -> Vec<Building> {
    let mut joined = Joined::new(doors.len());
    let mut by_number = BTreeMap::new();
    let mut by_spot = BTreeMap::new();
    for (i, door) in doors.iter().enumerate() {
        let same_spot = *by_spot.entry(door.spot).or_insert(i);
        let same_number = door
            .building
            .map_or(i, |number| *by_number.entry(number).or_insert(i));
        joined.join(i, same_spot);
        joined.join(i, same_number);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..doors.len() {
        groups.entry(joined.group(i)).or_default().push(i);
    }
    let mut buildings: Vec<Building> = groups
        .into_iter()
        .map(|(first, group)| Building {
            spot: doors[first].spot,
            held: held.map_or(Held::New, |held| held_by(&group, held)),
            doors: group,
        })
        .collect();
    buildings.sort_by_key(|b| (b.spot, b.doors[0]));
    buildings
}

/// Where a building was: with a turf that is given out, if any of its doors is.
fn held_by(doors: &[usize], held: &[Held]) -> Held {
    let by = |wanted: fn(&Held) -> bool| doors.iter().map(|&d| held[d]).find(wanted);
    by(|h| matches!(h, Held::GivenOut(_)))
        .or_else(|| by(|h| matches!(h, Held::In(_))))
        .unwrap_or_default()
}
