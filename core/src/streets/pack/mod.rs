//! The street pack: what a phone gets of the streets around a turf.
//!
//! Layout: `TWSP`, version (u16, little endian), length of the body (u32), SHA-256 of the body,
//! body. The body is columns of LEB128 integers, deflated together: costs, names, corners, roads,
//! doors. Positions are kept to 5e-6 degrees (about half a metre) as differences from where they
//! are expected; corners and names stand with the road that first comes to them, so roads that
//! follow each other along streets take some six bytes each. Bends within 2 m of a straight line
//! are left out. Lengths are kept to the centimetre, as differences from what whole numbers
//! foretell, so every phone computes with the same integers. Corners and names are renumbered by
//! first use; roads and doors keep their order.
//!
//! Packs of version 1 (plain LEB128, 1e-6 degrees) are still read.

mod clip;
mod columns;
mod ground;
mod read;
mod simplify;
mod v1;
mod varint;
mod write;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

use super::{EdgeId, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts};
use varint::Take;

pub use clip::clip;

const MAGIC: &[u8; 4] = b"TWSP";
/// Newest version that this build reads and the one that it writes.
const VERSION: u16 = 2;
const HEAD_BYTES: usize = 4 + 2 + 4 + 32;

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
    /// The pack as bytes. Same pack, same bytes; a pack that has been decoded encodes to the bytes
    /// that it came from.
    pub fn encode(&self) -> Vec<u8> {
        sealed(VERSION, &columns::packed(&write::columns(self).joined()))
    }

    /// The pack in these bytes.
    ///
    /// # Errors
    /// For anything that is not a whole, sound pack of a known version. Never panics, and never
    /// allocates more than a bounded multiple of what it is given.
    pub fn decode(bytes: &[u8]) -> Result<Self, PackError> {
        let (version, body) = body_of(bytes)?;
        if version == 1 {
            v1::pack(body)
        } else {
            read::pack(body)
        }
    }
}

/// A body with its head.
fn sealed(version: u16, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD_BYTES + body.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(&Sha256::digest(body));
    out.extend_from_slice(body);
    out
}

/// The version and the body, checked against the head.
fn body_of(bytes: &[u8]) -> Result<(u16, &[u8]), PackError> {
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
    Ok((found, body))
}

/// A door, its id and road counted from those of the one before.
fn door_of(
    take: &mut Take<'_>,
    graph: &StreetGraph,
    id: i64,
    road: i64,
) -> Result<(u32, SpotOnStreet), PackError> {
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
    let spot = SpotOnStreet {
        edge: EdgeId(edge),
        side,
        along_cm: (along >> 1) as u32,
    };
    Ok((door, spot))
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
