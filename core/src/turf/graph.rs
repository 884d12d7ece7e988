//! Which units are neighbours on the streets.
//!
//! Units meet along one face, across a road, or at a corner. Roads without doors belong to the
//! units nearest to them, so that units that such roads join are neighbours too; roads with doors
//! are nobody's way to elsewhere. A turf that hangs together over these links has its own way
//! between its doors, past no other turf's.
//!
//! Whether four streets that meet at a corner hang together two by two, or each only with the one
//! whose door is nearest to the corner, can be seen either way, and so can what a road without doors
//! joins. So each link says in which of some views it holds: a turf that is in one piece in all
//! views is so for anybody.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::field::stands;
use super::goal::DoorAt;
use super::joined::Joined;
use super::unit::Unit;
use crate::streets::{EdgeId, RoadClass, Side, StreetGraph};

/// Two units that are neighbours; `a < b`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// What it is worth to keep both in one turf.
    pub(crate) worth: f64,
    /// How far apart they are, in metres; more where a busy road lies between.
    pub(crate) apart_m: f64,
    /// False for the link that ties an island to its nearest neighbour.
    pub(crate) on_streets: bool,
    /// In which views of the streets they meet: in all on a face and across a road, in some at a
    /// corner and by roads without doors.
    pub(crate) views: [bool; VIEWS],
}

/// Views of how the streets hang together.
pub(crate) const VIEWS: usize = 3;

const SAME_FACE: f64 = 24.0;
const FACING: f64 = 1.5;
const CORNER: f64 = 0.5;
const BY_EMPTY_ROAD: f64 = 0.3;
const OVER_BUSY: f64 = 0.1;
/// A busy road between two units puts them this much further apart.
const BUSY_M: f64 = 80.0;
/// A stretch of a face without doors is a way past those across the road if it is no longer than
/// this, in centimetres.
const CLEAR_CM: u32 = 4_000;

fn is_busy(class: RoadClass) -> bool {
    matches!(class, RoadClass::Busy | RoadClass::Major)
}

/// All links, each pair once, sorted; together they join all units.
pub(crate) fn links(graph: &StreetGraph, doors: &[DoorAt], units: &[Unit]) -> Vec<Link> {
    let mut found = Found {
        units,
        faces: faces(doors),
        best: BTreeMap::new(),
    };
    along_and_across(graph, &mut found);
    at_corners(graph, &mut found);
    let mut links: Vec<Link> = found.best.into_values().collect();
    tie_islands(graph, doors, units, &mut links);
    links.sort_by_key(|l| (l.a, l.b));
    links
}

/// How far along each face its doors are, in order.
fn faces(doors: &[DoorAt]) -> HashMap<(EdgeId, Side), Vec<u32>> {
    let mut faces: HashMap<(EdgeId, Side), Vec<u32>> = HashMap::new();
    for door in doors {
        let face = faces.entry((door.spot.edge, door.spot.side)).or_default();
        face.push(door.spot.along_cm);
    }
    for face in faces.values_mut() {
        face.sort_unstable();
    }
    faces
}

struct Found<'a> {
    units: &'a [Unit],
    faces: HashMap<(EdgeId, Side), Vec<u32>>,
    best: BTreeMap<(usize, usize), Link>,
}

impl Found<'_> {
    fn add(&mut self, a: usize, b: usize, worth: f64, more_m: f64, views: [bool; VIEWS]) {
        if a == b {
            return;
        }
        let (a, b) = (a.min(b), a.max(b));
        let link = Link {
            a,
            b,
            worth,
            apart_m: apart(&self.units[a], &self.units[b]) + more_m,
            on_streets: true,
            views,
        };
        let best = self.best.entry((a, b)).or_insert(link);
        let all = best.views;
        if worth > best.worth {
            *best = link;
        }
        best.views = std::array::from_fn(|v| all[v] || link.views[v]);
    }

    /// Whether a stretch of a unit's face is short, or has no doors across the road.
    fn is_clear(&self, unit: &Unit, from_cm: u32, to_cm: u32) -> bool {
        let across = self.faces.get(&(unit.edge, unit.side.other()));
        to_cm.saturating_sub(from_cm) <= CLEAR_CM
            || across.is_none_or(|face| {
                let first = face.partition_point(|&cm| cm <= from_cm);
                face.get(first).is_none_or(|&cm| cm >= to_cm)
            })
    }
}

fn apart(a: &Unit, b: &Unit) -> f64 {
    (a.at.0 - b.at.0).hypot(a.at.1 - b.at.1)
}

fn along_and_across(graph: &StreetGraph, found: &mut Found) {
    let units = found.units;
    for i in 0..units.len() {
        for j in i + 1..units.len() {
            let (a, b) = (&units[i], &units[j]);
            if a.edge != b.edge {
                break;
            }
            if a.side == b.side {
                if a.to_cm == b.from_cm {
                    let clear = found.is_clear(a, a.last.along_cm, b.first.along_cm);
                    let seen = |view| clear || chance(i, j, view).is_multiple_of(2);
                    found.add(i, j, SAME_FACE, 0.0, std::array::from_fn(seen));
                }
            } else if a.from_cm <= b.to_cm && b.from_cm <= a.to_cm {
                if is_busy(graph.edges[a.edge.0 as usize].class) {
                    found.add(i, j, OVER_BUSY, BUSY_M, [true; VIEWS]);
                } else {
                    found.add(i, j, FACING, 0.0, [true; VIEWS]);
                }
            }
        }
    }
}

fn at_corners(graph: &StreetGraph, found: &mut Found) {
    let units = found.units;
    let mut has_doors = vec![false; graph.edges.len()];
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    let mut clear: HashSet<(usize, usize)> = HashSet::new();
    for (i, unit) in units.iter().enumerate() {
        has_doors[unit.edge.0 as usize] = true;
        let edge = &graph.edges[unit.edge.0 as usize];
        if unit.from_cm == 0 {
            let node = edge.from.0 as usize;
            touching[node].push(i);
            if found.is_clear(unit, 0, unit.first.along_cm) {
                clear.insert((node, i));
            }
        }
        if unit.to_cm >= edge.length_cm {
            let node = edge.to.0 as usize;
            touching[node].push(i);
            if found.is_clear(unit, unit.last.along_cm, edge.length_cm) {
                clear.insert((node, i));
            }
        }
    }
    let mut streets: Vec<Vec<EdgeId>> = vec![Vec::new(); graph.nodes.len()];
    let mut busy_here: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    let mut ways: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (e, edge) in graph.edges.iter().enumerate() {
        for node in [edge.from.0 as usize, edge.to.0 as usize] {
            if edge.class.has_faces() {
                streets[node].push(EdgeId(e as u32));
            }
            if is_busy(edge.class) {
                busy_here[node].push(e);
            }
            if !has_doors[e] {
                ways[node].push(e);
            }
        }
    }
    for (node, here) in touching.iter().enumerate() {
        let near = |i: &&usize| {
            let unit = &units[**i];
            if graph.edges[unit.edge.0 as usize].from.0 as usize == node && unit.from_cm == 0 {
                unit.first.along_cm
            } else {
                graph.edges[unit.edge.0 as usize].length_cm - unit.last.along_cm
            }
        };
        let nearest = here.iter().min_by_key(near).copied();
        let middle: [Option<usize>; VIEWS] = std::array::from_fn(|view| match view {
            0 => nearest,
            _ => here
                .get(chance(node, view, view) % here.len().max(1))
                .copied(),
        });
        for (k, &i) in here.iter().enumerate() {
            for &j in &here[k + 1..] {
                let clear = clear.contains(&(node, i)) && clear.contains(&(node, j));
                let by_middle = |view: usize| middle[view] == Some(i) || middle[view] == Some(j);
                let seen =
                    |view| by_middle(view) && (clear || chance(i, j, view).is_multiple_of(2));
                let views = std::array::from_fn(seen);
                let own = [units[i].edge.0 as usize, units[j].edge.0 as usize];
                // Where only a path comes out, or people cross, a face goes on.
                let goes_on = own[0] != own[1]
                    && graph.goes_on(&streets[node])
                    && streets[node].iter().all(|e| own.contains(&(e.0 as usize)));
                if goes_on && leaving(graph, &units[i], node) != leaving(graph, &units[j], node) {
                    found.add(i, j, SAME_FACE, 0.0, views);
                } else if busy_here[node].iter().any(|e| !own.contains(e)) {
                    found.add(i, j, OVER_BUSY, BUSY_M, views);
                } else {
                    found.add(i, j, CORNER, 0.0, views);
                }
            }
        }
    }
    // Each corner without doors goes to the unit from which it is reached first.
    let mut owners = touching;
    let mut distance = vec![u64::MAX; graph.nodes.len()];
    let mut heap = BinaryHeap::new();
    for (node, here) in owners.iter().enumerate() {
        if let Some(&first) = here.first() {
            distance[node] = 0;
            heap.push(Reverse((0, node, first)));
        }
    }
    while let Some(Reverse((cm, node, owner))) = heap.pop() {
        if cm > distance[node] {
            continue;
        }
        if owners[node].is_empty() {
            owners[node].push(owner);
        } else if cm > 0 && !owners[node].contains(&owner) {
            continue;
        }
        for &e in &ways[node] {
            let edge = &graph.edges[e];
            let there = if edge.from.0 as usize == node {
                edge.to
            } else {
                edge.from
            }
            .0 as usize;
            let far = cm + u64::from(edge.length_cm);
            if far < distance[there] {
                distance[there] = far;
                heap.push(Reverse((far, there, owner)));
            }
        }
    }
    for (e, edge) in graph.edges.iter().enumerate() {
        if has_doors[e] {
            continue;
        }
        for &i in &owners[edge.from.0 as usize] {
            for &j in &owners[edge.to.0 as usize] {
                let views = std::array::from_fn(|view| chance(i, j, view).is_multiple_of(2));
                found.add(i, j, BY_EMPTY_ROAD, 0.0, views);
            }
        }
    }
}

/// The side of its road that a unit is on, as one leaves a corner.
fn leaving(graph: &StreetGraph, unit: &Unit, node: usize) -> Side {
    if graph.edges[unit.edge.0 as usize].from.0 as usize == node {
        unit.side
    } else {
        unit.side.other()
    }
}

/// A number that looks random, the same for the same numbers (the finish of SplitMix64, Steele,
/// Lea and Flood 2014).
fn chance(a: usize, b: usize, view: usize) -> usize {
    let mut x = ((a as u64) << 34) ^ ((b as u64) << 4) ^ view as u64;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 8) as usize
}

/// Ties parts that no street joins together, each by the door that is nearest to one of another
/// part as the crow flies.
fn tie_islands(graph: &StreetGraph, doors: &[DoorAt], units: &[Unit], links: &mut Vec<Link>) {
    let mut joined = Joined::new(units.len());
    for link in links.iter() {
        joined.join(link.a, link.b);
    }
    let mut tree: Option<RTree<GeomWithData<[f64; 2], usize>>> = None;
    loop {
        let part: Vec<usize> = (0..units.len()).map(|u| joined.group(u)).collect();
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for &p in &part {
            *sizes.entry(p).or_default() += 1;
        }
        if sizes.len() < 2 {
            return;
        }
        // The smallest part is tied first, so that small islands join what is beside them.
        let Some((&island, _)) = sizes.iter().min_by_key(|&(&p, &size)| (size, p)) else {
            return;
        };
        let place = |u: usize, d: &usize| GeomWithData::new(stands(graph, &doors[*d]), u);
        let tree = tree.get_or_insert_with(|| {
            let units = units.iter().enumerate();
            RTree::bulk_load(
                units
                    .flat_map(|(u, unit)| unit.doors.iter().map(move |d| place(u, d)))
                    .collect(),
            )
        });
        let mut best: Option<(f64, usize, usize)> = None;
        for a in (0..units.len()).filter(|&a| part[a] == island) {
            for door in &units[a].doors {
                let near = tree.nearest_neighbor_iter_with_distance_2(stands(graph, &doors[*door]));
                let within = best.map_or(f64::INFINITY, |(squared, ..)| squared);
                let other = near
                    .take_while(|(_, squared)| *squared < within)
                    .find(|(there, _)| part[there.data] != island);
                best = other
                    .map(|(there, squared)| (squared, a, there.data))
                    .or(best);
            }
        }
        let Some((squared, a, b)) = best else { return };
        joined.join(a, b);
        links.push(Link {
            a: a.min(b),
            b: a.max(b),
            worth: 0.0,
            apart_m: squared.sqrt() + 10_000.0,
            on_streets: false,
            views: [true; VIEWS],
        });
    }
}
