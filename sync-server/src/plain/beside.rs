//! Where doors are for a cut: on the streets beside their points.
//!
//! A walk has one stop for each address. A cut looks closer: the shops of a mall share a number
//! along a whole block, and must go to the turfs that have the street before them.

use std::collections::{BTreeMap, HashMap};

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::{EdgeId, Placer, Side, SpotOnStreet, StreetGraph};
use turfwalk_core::turf::DoorAt;

use super::Ground;

/// Doors of one building lie this near to each other along the street, in centimetres.
const SAME_ENTRANCE_CM: u32 = 1_000;
/// Buildings whose doors lie between each other's are one, up to so many doors.
const MOST_TOGETHER: usize = 6;
/// How far from its street a point still says where along it the door is, in metres.
const BESIDE_M: f64 = 150.0;

/// A door that its number puts this far from its point stays there only if a neighbour by number
/// is there, in metres.
const FAR_M: f64 = 300.0;
/// Numbers that differ by so much are neighbours: a block.
const NEIGHBOURS: u32 = 40;
/// Doors this near to their points are where they are said to be, in metres.
const SURE_M: f64 = 60.0;

/// How far along its face a door is, its building and its index in the file.
type OnFace = (u32, usize, usize);

/// The doors that are placed, by their index in the file, and where each is.
pub fn doors_at(ground: &Ground) -> (Vec<usize>, Vec<DoorAt>) {
    let mut by_name: HashMap<u32, Vec<EdgeId>> = HashMap::new();
    for (e, edge) in (0..).zip(&ground.graph.edges) {
        if let Some(name) = edge.name {
            by_name.entry(name).or_default().push(EdgeId(e));
        }
    }
    let placer = Placer::new(&ground.graph);
    let sure = sure_numbers(ground);
    // Doors along each face, each with the building that the walk stops at.
    let mut faces: BTreeMap<(EdgeId, Side), Vec<OnFace>> = BTreeMap::new();
    for (b, building) in ground.buildings(|_| true).into_iter().enumerate() {
        for door in building.doors {
            let spot = ground.placed[door].spot.unwrap_or(building.spot);
            let name = ground.graph.edges[spot.edge.0 as usize].name;
            let street = name.and_then(|name| by_name.get(&name));
            let beside = ground.doors[door]
                .at
                .zip(street)
                .and_then(|(at, street)| nearest(&ground.graph, street, at));
            let lost = || {
                let at = ground.doors[door].at?;
                let far = ground.graph.point_of(spot, 0.0).distance_m(at) > FAR_M;
                let known = number(ground, door)
                    .zip(name)
                    .is_some_and(|(number, name)| {
                        let near = sure.get(&name).into_iter().flatten();
                        near.clone().any(|n| n.abs_diff(number) <= NEIGHBOURS)
                    });
                (far && !known).then(|| placer.nearest(at)).flatten()
            };
            let spot = beside.or_else(lost).unwrap_or(spot);
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
            });
        }
    }
    (ids, doors)
}

fn number(ground: &Ground, door: usize) -> Option<u32> {
    let digits = |c: char| !c.is_ascii_digit();
    let text = ground.doors[door].number.trim_start();
    text.split(digits).next()?.parse().ok()
}

/// For each street name the numbers of doors that lie beside it.
fn sure_numbers(ground: &Ground) -> HashMap<u32, Vec<u32>> {
    let mut sure: HashMap<u32, Vec<u32>> = HashMap::new();
    for (i, (door, placed)) in ground.doors.iter().zip(&ground.placed).enumerate() {
        if let (Some(spot), Some(at), Some(number)) = (placed.spot, door.at, number(ground, i))
            && let Some(name) = ground.graph.edges[spot.edge.0 as usize].name
            && ground.graph.point_of(spot, 0.0).distance_m(at) <= SURE_M
        {
            sure.entry(name).or_default().push(number);
        }
    }
    sure
}

/// For each door of a face the first one that it stays with; `None` where only one spot joins.
fn groups(face: &[(u32, usize, usize)]) -> Vec<Option<usize>> {
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

/// The spot on one of these roads that is nearest to a point, if it lies beside them.
fn nearest(graph: &StreetGraph, roads: &[EdgeId], at: LatLon) -> Option<SpotOnStreet> {
    let mut best = (BESIDE_M, None);
    for &id in roads {
        let edge = &graph.edges[id.0 as usize];
        let mut gone = 0.0;
        for pair in edge.line.windows(2) {
            let (x, y) = pair[1].metres_from(pair[0]);
            let (px, py) = at.metres_from(pair[0]);
            let length = x.hypot(y);
            let share = ((px * x + py * y) / (length * length).max(1e-9)).clamp(0.0, 1.0);
            let off = (px - share * x).hypot(py - share * y);
            if off < best.0 {
                let left = x * py - y * px > 0.0;
                best = (off, Some((id, left, gone + share * length)));
            }
            gone += length;
        }
    }
    let (id, left, along) = best.1?;
    let most = graph.edges[id.0 as usize].length_cm;
    Some(SpotOnStreet {
        edge: id,
        side: if left { Side::Left } else { Side::Right },
        along_cm: ((along * 100.0).round() as u32).min(most),
    })
}
