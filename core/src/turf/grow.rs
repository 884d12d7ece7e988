//! Turfs grown around places.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::field::Field;
use crate::model::LatLon;
use crate::streets::SpotOnStreet;

const NOBODY: u32 = u32::MAX;

/// A turf for each unit, where each turf grows from the unit nearest to one place, always the
/// lightest one. Those units stay; turfs are renumbered to the places that got one.
pub(crate) fn around(field: &mut Field<'_>, places: &[SpotOnStreet]) -> Vec<u32> {
    let graph = field.pavement.graph();
    let origin = graph.nodes.first().copied().unwrap_or(LatLon {
        lat_e7: 0,
        lon_e7: 0,
    });
    let mut turf_of = vec![NOBODY; field.units.len()];
    let mut seeds = Vec::new();
    let mut was = Vec::new();
    for (p, place) in places.iter().enumerate() {
        let (x, y) = graph.edges[place.edge.0 as usize]
            .point_at(place.along_cm)
            .metres_from(origin);
        let far = |u: usize| {
            let (ux, uy) = field.units[u].at;
            let face = (field.units[u].edge, field.units[u].side) != (place.edge, place.side);
            let road = field.units[u].edge != place.edge;
            // On its own face, then its road, before what lies round the corner.
            (ux - x).hypot(uy - y) + if road { 20.0 } else { 0.0 } + if face { 5.0 } else { 0.0 }
        };
        let free = (0..field.units.len()).filter(|&u| turf_of[u] == NOBODY);
        if let Some(seed) = free.min_by(|&a, &b| far(a).total_cmp(&far(b))) {
            turf_of[seed] = seeds.len() as u32;
            field.stays[seed] = true;
            seeds.push(seed);
            was.push(Some(p));
        }
    }
    field.left_alone = vec![false; was.len()];
    field.was = was;
    spread(field, &mut turf_of, seeds);
    turf_of
}

/// Gives every unit to a turf beside it, the nearest to its seed, the lightest turf first.
fn spread(field: &Field<'_>, turf_of: &mut [u32], seeds: Vec<usize>) {
    let mut beside = vec![Vec::new(); field.units.len()];
    for link in &field.links {
        beside[link.a].push((link.b, link.apart_m));
        beside[link.b].push((link.a, link.apart_m));
    }
    let work = |u: usize| (field.units[u].doors_ms + field.units[u].walking_ms) as u64;
    let mut near: Vec<BinaryHeap<Reverse<(u64, usize)>>> = vec![BinaryHeap::new(); seeds.len()];
    let mut lightest = BinaryHeap::new();
    let reach = |heap: &mut BinaryHeap<Reverse<(u64, usize)>>, from: usize, gone: u64| {
        for &(v, metres) in &beside[from] {
            heap.push(Reverse((gone + (metres * 10.0) as u64 + 1, v)));
        }
    };
    for (turf, &seed) in seeds.iter().enumerate() {
        reach(&mut near[turf], seed, 0);
        lightest.push(Reverse((work(seed), turf)));
    }
    while let Some(Reverse((ms, turf))) = lightest.pop() {
        while let Some(Reverse((gone, unit))) = near[turf].pop() {
            if turf_of[unit] == NOBODY {
                turf_of[unit] = turf as u32;
                reach(&mut near[turf], unit, gone);
                lightest.push(Reverse((ms + work(unit), turf)));
                break;
            }
        }
    }
}
