//! Streets from a pack's body.

use super::columns::{
    BEND, BENDS, CORNER_EAST, CORNER_NORTH, DOOR, FROM, HEAD, KIND, LENGTH, MEDIAN, NAMES, Reader,
    TEXT, TO, unpacked,
};
use super::ground::{Place, expected, foretold_cm, moved, place};
use super::{PackError, StreetPack, class_of, door_of};
use crate::model::LatLon;
use crate::streets::{
    Edge, EdgeId, NodeId, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts,
};

/// The pack in a body that its checksum lets through.
pub(super) fn pack(body: &[u8]) -> Result<StreetPack, PackError> {
    let whole = unpacked(body)?;
    let mut take = Reader::new(&whole)?;
    let costs = WalkingCosts {
        ms_per_m: take.u32(HEAD)?,
        steps_ms_per_m: take.u32(HEAD)?,
        cross_service_ms: take.u32(HEAD)?,
        cross_quiet_ms: take.u32(HEAD)?,
        cross_busy_ms: take.u32(HEAD)?,
        cross_major_ms: take.u32(HEAD)?,
    };
    let shrink = take.u32(HEAD)?;
    if shrink > 1_024 {
        return Err(PackError::Damaged("its earth is no globe"));
    }
    let names = take.count(NAMES)?;
    let roads = take.count(BENDS)?;
    let corners = take.count(CORNER_EAST)?;
    let medians = take.count(MEDIAN)?;
    let doors = take.count(DOOR)?;
    let mut streets = Streets {
        take,
        shrink,
        graph: StreetGraph::default(),
        places: Vec::with_capacity(corners),
        line: Vec::new(),
        last_corner: None,
        last_kind: None,
    };
    streets.graph.edges.reserve_exact(roads);
    streets.graph.nodes.reserve_exact(corners);
    for _ in 0..roads {
        streets.road()?;
    }
    while streets.places.len() < corners {
        let near = streets.places.last().copied().unwrap_or_default();
        streets.corner(near)?;
    }
    while streets.graph.names.len() < names {
        streets.name()?;
    }
    streets.medians(medians)?;
    let doors = streets.doors(doors)?;
    streets.take.end()?;
    Ok(StreetPack {
        graph: streets.graph,
        costs,
        doors,
    })
}

struct Streets<'a> {
    take: Reader<'a>,
    shrink: u32,
    graph: StreetGraph,
    /// Corners in stored units.
    places: Vec<Place>,
    line: Vec<Place>,
    last_corner: Option<u32>,
    last_kind: Option<(Option<u32>, RoadClass)>,
}

const NO_CORNER: PackError = PackError::Damaged("a road's corner is missing");

impl Streets<'_> {
    fn road(&mut self) -> Result<(), PackError> {
        let from = match self.take.u64(FROM)? {
            0 => self.last_corner.ok_or(NO_CORNER)?,
            1 => {
                let near = self.places.last().copied().unwrap_or_default();
                self.corner(near)?
            }
            back => self.corner_back(back - 1)?,
        };
        let start = self.places[from as usize];
        let to = match self.take.u64(TO)? {
            0 => self.corner(start)?,
            back => self.corner_back(back)?,
        };
        self.last_corner = Some(to);
        let (name, class) = self.kind()?;
        let bends = self.take.u64(BENDS)?;
        // Each takes two bytes or more, so nothing is made room for in vain.
        if bends > self.take.left(BEND) as u64 / 2 {
            return Err(PackError::Damaged("it claims more bends than it holds"));
        }
        let end = self.places[to as usize];
        self.line.clear();
        self.line.push(start);
        let mut line: Vec<LatLon> = Vec::with_capacity(bends as usize + 2);
        line.push(self.graph.nodes[from as usize]);
        for left in (1..=bends as usize).rev() {
            let here = self.line[self.line.len() - 1];
            let by = (self.take.signed(BEND)?, self.take.signed(BEND)?);
            let bend = moved(expected(here, end, left), by);
            line.push(place(bend)?);
            self.line.push(bend);
        }
        line.push(self.graph.nodes[to as usize]);
        self.line.push(end);
        let length = foretold_cm(&self.line, self.shrink).checked_add(self.take.signed(LENGTH)?);
        let length_cm = length
            .and_then(|cm| u32::try_from(cm).ok())
            .filter(|cm| *cm > 0);
        self.graph.edges.push(Edge {
            from: NodeId(from),
            to: NodeId(to),
            name,
            class,
            length_cm: length_cm.ok_or(PackError::Damaged("a road has no length"))?,
            line,
        });
        Ok(())
    }

    fn corner(&mut self, near: Place) -> Result<u32, PackError> {
        let by = (
            self.take.signed(CORNER_NORTH)?,
            self.take.signed(CORNER_EAST)?,
        );
        let here = moved(near, by);
        self.graph.nodes.push(place(here)?);
        self.places.push(here);
        Ok(self.places.len() as u32 - 1)
    }

    fn corner_back(&self, back: u64) -> Result<u32, PackError> {
        let count = self.places.len() as u64;
        let index = count.checked_sub(back).filter(|i| *i < count);
        index.map(|i| i as u32).ok_or(NO_CORNER)
    }

    fn kind(&mut self) -> Result<(Option<u32>, RoadClass), PackError> {
        const NO_NAME: PackError = PackError::Damaged("a road's name is missing");
        let Some(code) = self.take.u64(KIND)?.checked_sub(1) else {
            return self.last_kind.ok_or(NO_NAME);
        };
        let name = match code / 6 {
            0 => None,
            1 => Some(self.name()?),
            back => {
                let count = self.graph.names.len() as u64;
                let index = count.checked_sub(back - 1).filter(|i| *i < count);
                Some(index.ok_or(NO_NAME)? as u32)
            }
        };
        let kind = (name, class_of(code % 6));
        self.last_kind = Some(kind);
        Ok(kind)
    }

    fn name(&mut self) -> Result<u32, PackError> {
        let length = self.take.u64(NAMES)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let text = std::str::from_utf8(self.take.bytes(TEXT, length)?);
        let text = text.map_err(|_| PackError::Damaged("a name is not UTF-8"))?;
        self.graph.names.push(text.to_owned());
        Ok(self.graph.names.len() as u32 - 1)
    }

    fn medians(&mut self, count: usize) -> Result<(), PackError> {
        let mut code = 0_u64;
        for i in 0..count {
            let by = self.take.u64(MEDIAN)?;
            let next = code.checked_add(by).filter(|_| i == 0 || by > 0);
            let next = next.filter(|c| c >> 1 < self.graph.edges.len() as u64);
            code = next.ok_or(PackError::Damaged("a median's road is missing"))?;
            let side = if code & 1 == 1 {
                Side::Right
            } else {
                Side::Left
            };
            self.graph.medians.push((EdgeId((code >> 1) as u32), side));
        }
        Ok(())
    }

    fn doors(&mut self, count: usize) -> Result<Vec<(u32, SpotOnStreet)>, PackError> {
        let left = self.take.left(DOOR);
        let mut take = super::varint::Take(self.take.bytes(DOOR, left)?);
        let mut doors = Vec::with_capacity(count);
        let (mut id, mut road) = (0, 0);
        for _ in 0..count {
            let door = door_of(&mut take, &self.graph, id, road)?;
            (id, road) = (i64::from(door.0), i64::from(door.1.edge.0));
            doors.push(door);
        }
        if !take.0.is_empty() {
            return Err(PackError::Damaged("something follows its end"));
        }
        Ok(doors)
    }
}
