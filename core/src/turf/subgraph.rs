//! The streets around some units, so that a large cut searches small graphs.

use std::collections::HashMap;

use super::unit::Unit;
use crate::streets::{Edge, EdgeId, NodeId, SpotOnStreet, StreetGraph};

/// How far around the units streets are kept, in units of 1e-7 degrees: some 500 m.
const MARGIN_E7: i64 = 50_000;

/// A part of a street graph.
pub(crate) struct Subgraph {
    pub(crate) graph: StreetGraph,
    /// The part's number of each road that is in it.
    edge: HashMap<EdgeId, EdgeId>,
}

impl Subgraph {
    /// The roads with a corner in the rectangle around these units and a margin.
    pub(crate) fn around<'u>(
        graph: &StreetGraph,
        units: impl Iterator<Item = &'u Unit> + Clone,
    ) -> Self {
        let (mut low, mut high) = ([i64::MAX; 2], [i64::MIN; 2]);
        for unit in units.clone() {
            let edge = &graph.edges[unit.edge.0 as usize];
            for at in edge.line.iter() {
                for (i, e7) in [at.lat_e7, at.lon_e7].into_iter().enumerate() {
                    low[i] = low[i].min(i64::from(e7) - MARGIN_E7);
                    high[i] = high[i].max(i64::from(e7) + MARGIN_E7);
                }
            }
        }
        let inside = |node: NodeId| {
            let at = graph.nodes[node.0 as usize];
            [at.lat_e7, at.lon_e7]
                .into_iter()
                .enumerate()
                .all(|(i, e7)| (low[i]..=high[i]).contains(&i64::from(e7)))
        };
        let mut part = Self {
            graph: StreetGraph::default(),
            edge: HashMap::new(),
        };
        let mut nodes: HashMap<NodeId, NodeId> = HashMap::new();
        for (id, edge) in (0..).map(EdgeId).zip(&graph.edges) {
            if !inside(edge.from) && !inside(edge.to) {
                continue;
            }
            let mut node = |node: NodeId| {
                *nodes.entry(node).or_insert_with(|| {
                    part.graph.nodes.push(graph.nodes[node.0 as usize]);
                    NodeId(part.graph.nodes.len() as u32 - 1)
                })
            };
            let (from, to) = (node(edge.from), node(edge.to));
            part.edge.insert(id, EdgeId(part.graph.edges.len() as u32));
            part.graph.edges.push(Edge {
                from,
                to,
                name: None,
                ..edge.clone()
            });
        }
        // Edges keep their order, so these stay sorted.
        let medians = graph.medians.iter();
        part.graph
            .medians
            .extend(medians.filter_map(|(edge, side)| Some((*part.edge.get(edge)?, *side))));
        part
    }

    /// A spot of a unit in the part.
    pub(crate) fn spot(&self, spot: SpotOnStreet) -> SpotOnStreet {
        SpotOnStreet {
            edge: self.edge[&spot.edge],
            ..spot
        }
    }
}
