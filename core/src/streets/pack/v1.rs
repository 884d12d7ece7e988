//! Packs of version 1, as phones and servers may still hold them.

use super::varint::Take;
use super::{PackError, StreetPack, class_of, door_of, take_index};
use crate::model::LatLon;
use crate::streets::{Edge, NodeId, StreetGraph, WalkingCosts};

/// 1e-7 degrees in a stored unit.
const GRAIN: i64 = 10;

/// The pack in a body of version 1.
pub(super) fn pack(body: &[u8]) -> Result<StreetPack, PackError> {
    let mut take = Take(body);
    let costs = WalkingCosts {
        ms_per_m: take.u32()?,
        steps_ms_per_m: take.u32()?,
        cross_service_ms: take.u32()?,
        cross_quiet_ms: take.u32()?,
        cross_busy_ms: take.u32()?,
        cross_major_ms: take.u32()?,
    };
    let mut graph = StreetGraph::default();
    for _ in 0..take.count()? {
        let length = take.count()?;
        let name = std::str::from_utf8(take.bytes(length)?);
        let name = name.map_err(|_| PackError::Damaged("a name is not UTF-8"))?;
        graph.names.push(name.to_owned());
    }
    let mut before = (0, 0);
    for _ in 0..take.count()? {
        graph.nodes.push(take_place(&mut take, &mut before)?);
    }
    let mut corner = 0;
    for _ in 0..take.count()? {
        let edge = take_edge(&mut take, &graph, corner)?;
        corner = i64::from(edge.to.0);
        graph.edges.push(edge);
    }
    let (mut doors, mut id, mut road) = (Vec::new(), 0, 0);
    for _ in 0..take.count()? {
        let door = door_of(&mut take, &graph, id, road)?;
        (id, road) = (i64::from(door.0), i64::from(door.1.edge.0));
        doors.push(door);
    }
    if !take.0.is_empty() {
        return Err(PackError::Damaged("something follows its end"));
    }
    Ok(StreetPack {
        graph,
        costs,
        doors,
    })
}

fn take_edge(take: &mut Take<'_>, graph: &StreetGraph, corner: i64) -> Result<Edge, PackError> {
    let from = take_index(take, corner, graph.nodes.len())?;
    let to = take_index(take, i64::from(from), graph.nodes.len())?;
    let kind = take.u64()?;
    let name = (kind / 6).checked_sub(1);
    if name.is_some_and(|n| n >= graph.names.len() as u64) {
        return Err(PackError::Damaged("a road's name is missing"));
    }
    let length_cm = take.u32()?;
    if length_cm == 0 {
        return Err(PackError::Damaged("a road has no length"));
    }
    let mut line = vec![graph.nodes[from as usize]];
    let at = line[0];
    let round = |e7: i32| (i64::from(e7) + GRAIN / 2).div_euclid(GRAIN);
    let mut before = (round(at.lat_e7), round(at.lon_e7));
    for _ in 0..take.count()? {
        line.push(take_place(take, &mut before)?);
    }
    line.push(graph.nodes[to as usize]);
    Ok(Edge {
        from: NodeId(from),
        to: NodeId(to),
        name: name.map(|n| n as u32),
        class: class_of(kind % 6),
        length_cm,
        line,
    })
}

fn take_place(take: &mut Take<'_>, before: &mut (i64, i64)) -> Result<LatLon, PackError> {
    let wrong = PackError::Damaged("a place is not on earth");
    let lat = before.0.checked_add(take.i64()?).ok_or(wrong)?;
    let lon = before.1.checked_add(take.i64()?).ok_or(wrong)?;
    let within = |units: i64, e7: i64| (-e7 / GRAIN..=e7 / GRAIN).contains(&units);
    if !within(lat, 900_000_000) || !within(lon, 1_800_000_000) {
        return Err(wrong);
    }
    *before = (lat, lon);
    Ok(LatLon {
        lat_e7: (lat * GRAIN) as i32,
        lon_e7: (lon * GRAIN) as i32,
    })
}
