//! The street pack: what a phone gets of the streets around a turf.
//!
//! Layout: `TWSP`, version (u16, little endian), length of the body (u32), SHA-256 of the body,
//! body. The body is LEB128 integers: costs, names, corners, roads, doors. Positions are kept to
//! 1e-6 degrees (about 0.1 m) as differences from the one before; roads follow each other along
//! streets, so a road takes about five bytes besides its bends. Bends within 1 m of a straight
//! line are left out; lengths were measured before and stay exact, so every phone computes with
//! the same integers.

mod clip;
mod simplify;
mod varint;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

use super::{Edge, EdgeId, NodeId, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts};
use crate::model::LatLon;
use varint::{Take, put, put_signed};

pub use clip::clip;

const MAGIC: &[u8; 4] = b"TWSP";
/// Newest version that this build reads and the one that it writes.
const VERSION: u16 = 1;
const HEAD_BYTES: usize = 4 + 2 + 4 + 32;
/// 1e-7 degrees in a stored unit.
const GRAIN: i64 = 10;

/// Streets, costs and door places for one turf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreetPack {
    /// The streets.
    pub graph: StreetGraph,
    /// What walking and crossing cost on them.
    pub costs: WalkingCosts,
    /// Door ids and where they are on `graph`, by ascending id.
    pub doors: Vec<(u32, SpotOnStreet)>,
}

/// Why bytes are no street pack that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Something else altogether.
    #[error("these bytes are not a street pack")]
    NotAPack,
    /// From a newer server; the app has to be updated.
    #[error("the street pack has version {found}, this app reads up to {newest}: update the app")]
    Newer {
        /// Version of the pack.
        found: u16,
        /// Newest version that this build reads.
        newest: u16,
    },
    /// Not all of it came; download it again.
    #[error("the street pack is cut off: {has} of {needs} bytes")]
    Truncated {
        /// Bytes there are.
        has: usize,
        /// Bytes there should be.
        needs: usize,
    },
    /// It does not match its checksum, or breaks the format; download it again.
    #[error("the street pack is damaged: {0}")]
    Damaged(&'static str),
}

impl StreetPack {
    /// The pack as bytes. Same pack, same bytes.
    pub fn encode(&self) -> Vec<u8> {
        let body = self.body();
        let mut out = Vec::with_capacity(HEAD_BYTES + body.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(body.len() as u32).to_le_bytes());
        out.extend_from_slice(&Sha256::digest(&body));
        out.extend_from_slice(&body);
        out
    }

    fn body(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let c = &self.costs;
        for ms in [
            c.ms_per_m,
            c.steps_ms_per_m,
            c.cross_service_ms,
            c.cross_quiet_ms,
            c.cross_busy_ms,
            c.cross_major_ms,
        ] {
            put(&mut out, u64::from(ms));
        }
        put(&mut out, self.graph.names.len() as u64);
        for name in &self.graph.names {
            put(&mut out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
        }
        put(&mut out, self.graph.nodes.len() as u64);
        let mut before = (0, 0);
        for node in &self.graph.nodes {
            put_place(&mut out, *node, &mut before);
        }
        put(&mut out, self.graph.edges.len() as u64);
        let mut corner = 0;
        for edge in &self.graph.edges {
            corner = self.put_edge(&mut out, edge, corner);
        }
        put(&mut out, self.doors.len() as u64);
        let (mut id, mut road) = (0, 0);
        for (door, spot) in &self.doors {
            put_signed(&mut out, i64::from(*door) - id);
            put_signed(&mut out, i64::from(spot.edge.0) - road);
            put(
                &mut out,
                u64::from(spot.along_cm) << 1 | u64::from(spot.side == Side::Right),
            );
            (id, road) = (i64::from(*door), i64::from(spot.edge.0));
        }
        out
    }

    /// Writes a road; the corners count from the end of the road before, which is the start of
    /// most. Gives back its own end.
    fn put_edge(&self, out: &mut Vec<u8>, edge: &Edge, corner: i64) -> i64 {
        let (from, to) = (i64::from(edge.from.0), i64::from(edge.to.0));
        put_signed(out, from - corner);
        put_signed(out, to - from);
        let name = edge.name.map_or(0, |n| u64::from(n) + 1);
        put(out, name * 6 + class_code(edge.class));
        put(out, u64::from(edge.length_cm));
        let line = simplify::simplify(&edge.line);
        put(out, line.len() as u64 - 2);
        let mut before = grain(line[0]);
        for point in &line[1..line.len() - 1] {
            put_place(out, *point, &mut before);
        }
        to
    }

    /// The pack in these bytes.
    ///
    /// # Errors
    /// For anything that is not a whole, sound pack of a known version. Never panics, and never
    /// allocates more than a small multiple of what it is given.
    pub fn decode(bytes: &[u8]) -> Result<Self, PackError> {
        let body = body_of(bytes)?;
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
        let doors = take_doors(&mut take, &graph)?;
        if !take.0.is_empty() {
            return Err(PackError::Damaged("something follows its end"));
        }
        Ok(Self {
            graph,
            costs,
            doors,
        })
    }
}

/// The body, checked against the head.
fn body_of(bytes: &[u8]) -> Result<&[u8], PackError> {
    if !bytes.starts_with(&MAGIC[..bytes.len().min(4)]) || bytes.is_empty() {
        return Err(PackError::NotAPack);
    }
    let short = |needs| PackError::Truncated {
        has: bytes.len(),
        needs,
    };
    let Some((head, body)) = bytes.split_at_checked(HEAD_BYTES) else {
        return Err(short(HEAD_BYTES));
    };
    let found = u16::from_le_bytes([head[4], head[5]]);
    if found > VERSION {
        return Err(PackError::Newer {
            found,
            newest: VERSION,
        });
    }
    if found == 0 {
        return Err(PackError::Damaged("it has no version"));
    }
    let length = u32::from_le_bytes([head[6], head[7], head[8], head[9]]) as usize;
    if body.len() < length {
        return Err(short(HEAD_BYTES.saturating_add(length)));
    }
    if body.len() > length {
        return Err(PackError::Damaged("something follows its end"));
    }
    if Sha256::digest(body).as_slice() != &head[10..] {
        return Err(PackError::Damaged("it does not match its checksum"));
    }
    Ok(body)
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
    let mut before = grain(line[0]);
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

fn take_doors(
    take: &mut Take<'_>,
    graph: &StreetGraph,
) -> Result<Vec<(u32, SpotOnStreet)>, PackError> {
    let mut doors = Vec::new();
    let (mut id, mut road) = (0, 0);
    for _ in 0..take.count()? {
        let door = take_index(take, id, u32::MAX as usize + 1)?;
        let edge = take_index(take, road, graph.edges.len())?;
        let along = take.u64()?;
        let length = graph.edges[edge as usize].length_cm;
        if along >> 1 > u64::from(length) {
            return Err(PackError::Damaged("a door lies past the end of its road"));
        }
        let side = if along & 1 == 1 {
            Side::Right
        } else {
            Side::Left
        };
        let along_cm = (along >> 1) as u32;
        doors.push((
            door,
            SpotOnStreet {
                edge: EdgeId(edge),
                side,
                along_cm,
            },
        ));
        (id, road) = (i64::from(door), i64::from(edge));
    }
    Ok(doors)
}

/// An index counted from another one, below `limit`.
fn take_index(take: &mut Take<'_>, from: i64, limit: usize) -> Result<u32, PackError> {
    let index = from
        .checked_add(take.i64()?)
        .and_then(|i| u32::try_from(i).ok());
    index
        .filter(|i| (*i as usize) < limit)
        .ok_or(PackError::Damaged("it points past its own records"))
}

/// A position in stored units.
fn grain(at: LatLon) -> (i64, i64) {
    let round = |e7: i32| (i64::from(e7) + GRAIN / 2).div_euclid(GRAIN);
    (round(at.lat_e7), round(at.lon_e7))
}

fn put_place(out: &mut Vec<u8>, at: LatLon, before: &mut (i64, i64)) {
    let here = grain(at);
    put_signed(out, here.0 - before.0);
    put_signed(out, here.1 - before.1);
    *before = here;
}

fn take_place(take: &mut Take<'_>, before: &mut (i64, i64)) -> Result<LatLon, PackError> {
    let wrong = PackError::Damaged("a place is not on earth");
    let lat = before.0.checked_add(take.i64()?).ok_or(wrong)?;
    let lon = before.1.checked_add(take.i64()?).ok_or(wrong)?;
    if lat.abs() > 900_000_000 / GRAIN || lon.abs() > 1_800_000_000 / GRAIN {
        return Err(wrong);
    }
    *before = (lat, lon);
    Ok(LatLon {
        lat_e7: (lat * GRAIN) as i32,
        lon_e7: (lon * GRAIN) as i32,
    })
}

fn class_code(class: RoadClass) -> u64 {
    match class {
        RoadClass::Path => 0,
        RoadClass::Steps => 1,
        RoadClass::Service => 2,
        RoadClass::Quiet => 3,
        RoadClass::Busy => 4,
        RoadClass::Major => 5,
    }
}

fn class_of(code: u64) -> RoadClass {
    match code {
        0 => RoadClass::Path,
        1 => RoadClass::Steps,
        2 => RoadClass::Service,
        3 => RoadClass::Quiet,
        4 => RoadClass::Busy,
        _ => RoadClass::Major,
    }
}
