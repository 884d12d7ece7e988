//! The corner points and nothing else: what a search needs that asks for times alone.
//!
//! Points with a free way between them (the two hands of a path, the end of stairs) are one
//! point here, which leaves a town of footpaths with a fourth of its points.

use super::{Arc, NodeId, Pavement, StreetGraph};

/// Times are cut off here, in milliseconds: eleven days. More than counts as reachable, and twice
/// it fits into an `i32`, so that sums of two never wrap.
pub(super) const CAP_MS: u32 = 1_000_000_000;

/// A graph of points with symmetric arcs in milliseconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Lean {
    /// Arcs by point, from `first[p]` to `first[p + 1]`: other point, milliseconds.
    pub(super) arcs: Vec<(u32, u32)>,
    pub(super) first: Vec<u32>,
}

impl Lean {
    pub(super) fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    pub(super) fn arcs_of(&self, point: u32) -> &[(u32, u32)] {
        let p = point as usize;
        &self.arcs[self.first[p] as usize..self.first[p + 1] as usize]
    }

    /// The same graph, its points numbered by their places in `order`, and the new number of each
    /// old one.
    pub(super) fn in_order(&self, order: &[u32]) -> (Self, Vec<u32>) {
        let mut number = vec![0; self.len()];
        for (new, old) in order.iter().enumerate() {
            number[*old as usize] = new as u32;
        }
        let mut moved = Self {
            arcs: Vec::with_capacity(self.arcs.len()),
            first: vec![0],
        };
        for old in order {
            let arcs = self.arcs_of(*old).iter();
            moved
                .arcs
                .extend(arcs.map(|(to, ms)| (number[*to as usize], *ms)));
            moved.first.push(moved.arcs.len() as u32);
        }
        (moved, number)
    }
}

/// The lean graph of a whole pavement, and how its points are called there.
#[derive(Clone, Debug)]
pub(super) struct Points {
    pub(super) lean: Lean,
    /// The lean point that each corner point is.
    pub(super) of: Vec<u32>,
    /// The connected part that each lean point belongs to.
    pub(super) part: Vec<u32>,
    /// A corner where each lean point is.
    pub(super) at: Vec<NodeId>,
}

impl Points {
    pub(super) fn new(graph: &StreetGraph, ends: &[[u32; 4]], arcs: &[Arc], first: &[u32]) -> Self {
        let corners = first.len() - 1;
        let arcs_of = |p: usize| &arcs[first[p] as usize..first[p + 1] as usize];
        let of = joined(corners, |p| {
            arcs_of(p).iter().filter(|a| a.ms == 0).map(|a| a.to)
        });
        let points = of.iter().max().map_or(0, |p| *p as usize + 1);
        // Arcs by point: counted, then put in their places.
        let mut at = vec![0_u32; points + 1];
        let ways = |p: usize| {
            let here = of[p];
            let of = &of;
            arcs_of(p)
                .iter()
                .map(move |a| (here, of[a.to as usize], a.ms))
                .filter(|(a, b, _)| a != b)
        };
        for (here, _, _) in (0..corners).flat_map(ways) {
            at[here as usize + 1] += 1;
        }
        for p in 0..points {
            at[p + 1] += at[p];
        }
        let mut lean = Lean {
            arcs: vec![(0, 0); at[points] as usize],
            first: at.clone(),
        };
        for (here, there, ms) in (0..corners).flat_map(ways) {
            let next = &mut at[here as usize];
            lean.arcs[*next as usize] = (there, ms.min(CAP_MS));
            *next += 1;
        }
        let part = joined(points, |p| lean.arcs_of(p as u32).iter().map(|a| a.0));
        let mut corner = vec![NodeId(0); points];
        for (edge, ends) in graph.edges.iter().zip(ends) {
            for (end, node) in ends.iter().zip([edge.from, edge.from, edge.to, edge.to]) {
                corner[of[*end as usize] as usize] = node;
            }
        }
        Self {
            lean,
            of,
            part,
            at: corner,
        }
    }
}

/// Numbers from 0 for the groups that these links make, in order of their lowest members.
fn joined<L: Iterator<Item = u32>>(count: usize, links: impl Fn(usize) -> L) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut group = vec![NONE; count];
    let mut groups = 0;
    let mut open = Vec::new();
    for start in 0..count {
        if group[start] != NONE {
            continue;
        }
        group[start] = groups;
        open.push(start);
        while let Some(here) = open.pop() {
            for there in links(here) {
                if group[there as usize] == NONE {
                    group[there as usize] = groups;
                    open.push(there as usize);
                }
            }
        }
        groups += 1;
    }
    group
}

impl Pavement<'_> {
    /// The connected part that a spot belongs to.
    pub(super) fn part_of(&self, spot: super::SpotOnStreet) -> u32 {
        let end = self.ends[spot.edge.0 as usize][0];
        self.points.part[self.points.of[end as usize] as usize]
    }

    /// The points that a spot's face ends at, with the milliseconds to them; one or two of them,
    /// as the two hands of a path end at the same points.
    pub(super) fn lean_touches(&self, spot: super::SpotOnStreet) -> Vec<(u32, u32)> {
        let mut touches: Vec<(u32, u32)> = self
            .touches(spot)
            .iter()
            .map(|t| {
                let ms = u32::try_from(t.ms).unwrap_or(CAP_MS).min(CAP_MS);
                (self.points.of[t.point as usize], ms)
            })
            .collect();
        touches.sort_unstable();
        touches.dedup_by_key(|t| t.0);
        touches
    }
}
