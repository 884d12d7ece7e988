//! A pack's body from its streets.

use super::columns::{
    BEND, BENDS, CORNER_EAST, CORNER_NORTH, Columns, DOOR, FROM, HEAD, KIND, LENGTH, MEDIAN, NAMES,
    TEXT, TO,
};
use super::ground::{Place, expected, foretold_cm, grain, shrink};
use super::varint::put_signed;
use super::{StreetPack, class_code, simplify};
use crate::streets::{Edge, NodeId, Side, StreetGraph};

/// The body in columns.
pub(super) fn columns(pack: &StreetPack) -> Columns {
    let graph = &pack.graph;
    let first = graph.edges.first().map(|edge| edge.from);
    let mut writer = Writer {
        out: Columns::default(),
        graph,
        shrink: shrink(first.map_or((0, 0), |n| grain(graph.nodes[n.0 as usize]))),
        corners: Numbers::new(graph.nodes.len()),
        names: Numbers::new(graph.names.len()),
        last_corner: None,
        last_place: (0, 0),
        last_kind: None,
    };
    writer.head(pack);
    for edge in &graph.edges {
        writer.road(edge);
    }
    writer.rest();
    writer.medians();
    writer.doors(pack);
    writer.out
}

/// New numbers for old ones, in order of first use.
struct Numbers {
    new: Vec<Option<u32>>,
    next: u32,
}

impl Numbers {
    fn new(count: usize) -> Self {
        Self {
            new: vec![None; count],
            next: 0,
        }
    }

    /// How far back the number is that an old one has, from 1 on; `None` if it is new, and it
    /// gets the next.
    fn back(&mut self, old: u32) -> Option<u32> {
        let new = &mut self.new[old as usize];
        let back = new.map(|new| self.next - new);
        if back.is_none() {
            *new = Some(self.next);
            self.next += 1;
        }
        back
    }
}

struct Writer<'a> {
    out: Columns,
    graph: &'a StreetGraph,
    shrink: u32,
    corners: Numbers,
    names: Numbers,
    /// Where the road before ended.
    last_corner: Option<NodeId>,
    last_place: Place,
    last_kind: Option<(Option<u32>, u64)>,
}

impl Writer<'_> {
    fn head(&mut self, pack: &StreetPack) {
        let c = &pack.costs;
        for ms in [
            c.ms_per_m,
            c.steps_ms_per_m,
            c.cross_service_ms,
            c.cross_quiet_ms,
            c.cross_busy_ms,
            c.cross_major_ms,
        ] {
            self.out.put(HEAD, u64::from(ms));
        }
        self.out.put(HEAD, u64::from(self.shrink));
        for count in [
            self.graph.names.len(),
            self.graph.edges.len(),
            self.graph.nodes.len(),
            self.graph.medians.len(),
            pack.doors.len(),
        ] {
            self.out.put(HEAD, count as u64);
        }
    }

    /// A road: its corners, each new one with its place, then what it is and how it runs.
    ///
    /// Corners and names are numbered as they come, so a new one needs no number, and an old one
    /// is most often a recent one.
    fn road(&mut self, edge: &Edge) {
        let from = match self.corners.back(edge.from.0) {
            None => {
                self.corner(edge.from, self.last_place);
                1
            }
            Some(_) if self.last_corner == Some(edge.from) => 0,
            Some(back) => 1 + u64::from(back),
        };
        self.out.put(FROM, from);
        let start = grain(self.graph.nodes[edge.from.0 as usize]);
        let to = match self.corners.back(edge.to.0) {
            None => {
                self.corner(edge.to, start);
                0
            }
            Some(back) => u64::from(back),
        };
        self.out.put(TO, to);
        self.last_corner = Some(edge.to);
        self.kind(edge);
        // The ends are the corners', whatever the line says.
        let end = grain(self.graph.nodes[edge.to.0 as usize]);
        let bends = simplify::bends(&edge.line, start, end);
        let mut places = vec![start];
        self.out.put(BENDS, bends.len() as u64);
        for (i, bend) in bends.iter().enumerate() {
            let guess = expected(places[i], end, bends.len() - i);
            self.out.put_signed(BEND, bend.0 - guess.0);
            self.out.put_signed(BEND, bend.1 - guess.1);
            places.push(*bend);
        }
        places.push(end);
        let foretold = foretold_cm(&places, self.shrink);
        self.out
            .put_signed(LENGTH, i64::from(edge.length_cm) - foretold);
    }

    fn corner(&mut self, node: NodeId, near: Place) {
        let place = grain(self.graph.nodes[node.0 as usize]);
        self.out.put_signed(CORNER_NORTH, place.0 - near.0);
        self.out.put_signed(CORNER_EAST, place.1 - near.1);
        self.last_place = place;
    }

    fn kind(&mut self, edge: &Edge) {
        let kind = (edge.name, class_code(edge.class));
        if self.last_kind == Some(kind) {
            self.out.put(KIND, 0);
            return;
        }
        self.last_kind = Some(kind);
        let name = match edge.name {
            None => 0,
            Some(name) => match self.names.back(name) {
                None => {
                    self.name(name);
                    1
                }
                Some(back) => 1 + u64::from(back),
            },
        };
        self.out.put(KIND, 1 + kind.1 + 6 * name);
    }

    fn name(&mut self, name: u32) {
        let text = self.graph.names[name as usize].as_bytes();
        self.out.put(NAMES, text.len() as u64);
        self.out.put_bytes(TEXT, text);
    }

    /// Corners and names that no road uses.
    fn rest(&mut self) {
        for node in 0..self.graph.nodes.len() as u32 {
            if self.corners.back(node).is_none() {
                self.corner(NodeId(node), self.last_place);
            }
        }
        for name in 0..self.graph.names.len() as u32 {
            if self.names.back(name).is_none() {
                self.name(name);
            }
        }
    }

    /// In order of roads and sides, so that they count up.
    fn medians(&mut self) {
        let mut before = 0;
        for (edge, side) in &self.graph.medians {
            let code = u64::from(edge.0) << 1 | u64::from(*side == Side::Right);
            self.out.put(MEDIAN, code.saturating_sub(before));
            before = code;
        }
    }

    fn doors(&mut self, pack: &StreetPack) {
        let (mut id, mut road) = (0, 0);
        let mut out = Vec::new();
        for (door, spot) in &pack.doors {
            put_signed(&mut out, i64::from(*door) - id);
            put_signed(&mut out, i64::from(spot.edge.0) - road);
            let is_right = u64::from(spot.side == Side::Right);
            super::varint::put(&mut out, u64::from(spot.along_cm) << 1 | is_right);
            (id, road) = (i64::from(*door), i64::from(spot.edge.0));
        }
        self.out.put_bytes(DOOR, &out);
    }
}
