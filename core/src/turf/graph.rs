//! Which units are neighbours on the streets.
//!
//! Units meet along one face, across a road, or at a corner. Roads without doors belong to the
//! units nearest to them, so that units that such roads join are neighbours too; roads with doors
//! are nobody's way to elsewhere. A turf that hangs together over these links has its own way
//! between its doors, past no other turf's.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::joined::Joined;
use super::unit::Unit;
use crate::streets::{RoadClass, StreetGraph};

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
    /// Whether they meet on a face, across a road or at a corner, so that anybody would say that
    /// they hang together; not only by way of roads without doors.
    pub(crate) firm: bool,
}

const SAME_FACE: f64 = 3.0;
const FACING: f64 = 1.5;
const CORNER: f64 = 0.5;
const BY_EMPTY_ROAD: f64 = 0.3;
const OVER_BUSY: f64 = 0.1;
/// A busy road between two units puts them this much further apart.
const BUSY_M: f64 = 80.0;

fn is_busy(class: RoadClass) -> bool {
    matches!(class, RoadClass::Busy | RoadClass::Major)
}

/// All links, each pair once, sorted; together they join all units.
pub(crate) fn links(graph: &StreetGraph, units: &[Unit]) -> Vec<Link> {
    let mut found = Found {
        units,
        best: BTreeMap::new(),
    };
    along_and_across(graph, &mut found);
    at_corners(graph, &mut found);
    let mut links: Vec<Link> = found.best.into_values().collect();
    tie_islands(units, &mut links);
    links.sort_by_key(|l| (l.a, l.b));
    links
}

struct Found<'a> {
    units: &'a [Unit],
    best: BTreeMap<(usize, usize), Link>,
}

impl Found<'_> {
    fn add(&mut self, a: usize, b: usize, worth: f64, more_m: f64) {
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
            firm: worth != BY_EMPTY_ROAD,
        };
        let best = self.best.entry((a, b)).or_insert(link);
        let firm = best.firm || link.firm;
        if worth > best.worth {
            *best = link;
        }
        best.firm = firm;
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
                    found.add(i, j, SAME_FACE, 0.0);
                }
            } else if a.from_cm <= b.to_cm && b.from_cm <= a.to_cm {
                if is_busy(graph.edges[a.edge.0 as usize].class) {
                    found.add(i, j, OVER_BUSY, BUSY_M);
                } else {
                    found.add(i, j, FACING, 0.0);
                }
            }
        }
    }
}

fn at_corners(graph: &StreetGraph, found: &mut Found) {
    let units = found.units;
    let mut has_doors = vec![false; graph.edges.len()];
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (i, unit) in units.iter().enumerate() {
        has_doors[unit.edge.0 as usize] = true;
        let edge = &graph.edges[unit.edge.0 as usize];
        if unit.from_cm == 0 {
            touching[edge.from.0 as usize].push(i);
        }
        if unit.to_cm >= edge.length_cm {
            touching[edge.to.0 as usize].push(i);
        }
    }
    let mut busy_here: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    let mut ways: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (e, edge) in graph.edges.iter().enumerate() {
        for node in [edge.from.0 as usize, edge.to.0 as usize] {
            if is_busy(edge.class) {
                busy_here[node].push(e);
            }
            if !has_doors[e] {
                ways[node].push(e);
            }
        }
    }
    for (node, here) in touching.iter().enumerate() {
        for (k, &i) in here.iter().enumerate() {
            for &j in &here[k + 1..] {
                let own = [units[i].edge.0 as usize, units[j].edge.0 as usize];
                if busy_here[node].iter().any(|e| !own.contains(e)) {
                    found.add(i, j, OVER_BUSY, BUSY_M);
                } else {
                    found.add(i, j, CORNER, 0.0);
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
                found.add(i, j, BY_EMPTY_ROAD, 0.0);
            }
        }
    }
}

/// Ties parts that no street joins together, each to what is nearest to it as the crow flies.
fn tie_islands(units: &[Unit], links: &mut Vec<Link>) {
    let mut joined = Joined::new(units.len());
    for link in links.iter() {
        joined.join(link.a, link.b);
    }
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
        let mut best: Option<Link> = None;
        for a in (0..units.len()).filter(|&a| part[a] == island) {
            for b in (0..units.len()).filter(|&b| part[b] != island) {
                let apart_m = apart(&units[a], &units[b]);
                if best.is_none_or(|best| apart_m < best.apart_m) {
                    best = Some(Link {
                        a: a.min(b),
                        b: a.max(b),
                        worth: 0.0,
                        apart_m,
                        on_streets: false,
                        firm: false,
                    });
                }
            }
        }
        let Some(mut tie) = best else { return };
        tie.apart_m += 10_000.0;
        joined.join(tie.a, tie.b);
        links.push(tie);
    }
}
