//! Block faces as people see them: the side of a road from one street to the next.
//!
//! The graph has a corner too where only a path comes out and where people cross, so a block may be
//! several roads of it, one behind the other.

use super::{EdgeId, NodeId, Side, SpotOnStreet, StreetGraph};

/// Where each road of a graph lies in its block.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// By road.
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    /// The first road of the block, which stands for it.
    block: EdgeId,
    /// Centimetres from the block's start to where one comes to the road.
    before_cm: u32,
    length_cm: u32,
    /// Whether the road is drawn against the block's direction.
    against: bool,
}

impl Blocks {
    /// The blocks of a graph, in time linear in its size.
    pub fn of(graph: &StreetGraph) -> Self {
        let mut streets: Vec<Vec<EdgeId>> = vec![Vec::new(); graph.nodes.len()];
        for (id, edge) in graph.edges.iter().enumerate() {
            if edge.class.has_faces() {
                streets[edge.from.0 as usize].push(EdgeId(id as u32));
                streets[edge.to.0 as usize].push(EdgeId(id as u32));
            }
        }
        let onward = |road: EdgeId, end: NodeId| match streets[end.0 as usize][..] {
            [a, b] if !graph.goes_on(&[a, b]) || a == b => None,
            [a, b] if a == road => Some(b),
            [a, b] if b == road => Some(a),
            _ => None,
        };
        let mut places: Vec<Option<Place>> = vec![None; graph.edges.len()];
        for (id, edge) in graph.edges.iter().enumerate() {
            if places[id].is_some() {
                continue;
            }
            let (mut first, mut start) = (EdgeId(id as u32), edge.from);
            // Back to the start of the block; where it is a ring, to this road again.
            while let Some(road) = onward(first, start).filter(|road| road.0 as usize != id) {
                (first, start) = (road, graph.edges[road.0 as usize].other_end(start));
            }
            let (mut next, mut here, mut before_cm) = (Some(first), start, 0_u32);
            while let Some(road) = next.filter(|road| places[road.0 as usize].is_none()) {
                let edge = &graph.edges[road.0 as usize];
                places[road.0 as usize] = Some(Place {
                    block: first,
                    before_cm,
                    length_cm: edge.length_cm,
                    against: edge.from != here,
                });
                before_cm = before_cm.saturating_add(edge.length_cm);
                here = edge.other_end(here);
                next = onward(road, here);
            }
        }
        Self {
            places: places.into_iter().flatten().collect(),
        }
    }

    /// The spot as one has it along its block: its edge is the block's first road, side and
    /// distance are as one walks from the block's start.
    ///
    /// # Panics
    /// If the spot's edge is not one of the graph.
    #[must_use]
    pub fn spot(&self, spot: SpotOnStreet) -> SpotOnStreet {
        let place = self.places[spot.edge.0 as usize];
        let (side, along_cm): (Side, u32) = if place.against {
            let from_end_cm = place.length_cm.saturating_sub(spot.along_cm);
            (spot.side.other(), from_end_cm)
        } else {
            (spot.side, spot.along_cm)
        };
        SpotOnStreet {
            edge: place.block,
            side,
            along_cm: place.before_cm.saturating_add(along_cm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RoadClass, fixture};
    use super::*;

    fn spot(edge: u32, side: Side, along_cm: u32) -> SpotOnStreet {
        SpotOnStreet {
            edge: EdgeId(edge),
            side,
            along_cm,
        }
    }

    #[test]
    fn a_block_goes_on_past_a_path_and_ends_at_a_street() {
        let mut graph = fixture::line(&[(0.0, 0.0), (100.0, 0.0)]);
        fixture::add_road(&mut graph, &[(250.0, 0.0), (100.0, 0.0)], "Main Street");
        fixture::add_road(&mut graph, &[(250.0, 0.0), (300.0, 0.0)], "Main Street");
        fixture::add_road(&mut graph, &[(250.0, 0.0), (250.0, 50.0)], "Side Street");
        let path = &[(100.0, 0.0), (100.0, 50.0)];
        fixture::add_road_of(&mut graph, path, "", RoadClass::Path);
        let blocks = Blocks::of(&graph);
        let seen = |edge, side, along| blocks.spot(spot(edge, side, along));
        assert_eq!(seen(0, Side::Left, 700), spot(0, Side::Left, 700));
        assert_eq!(
            seen(1, Side::Right, 2_000),
            spot(0, Side::Left, 23_000),
            "drawn the other way"
        );
        assert_eq!(seen(2, Side::Left, 700), spot(2, Side::Left, 700));
        assert_eq!(seen(3, Side::Left, 700), spot(3, Side::Left, 700));
        assert_eq!(seen(4, Side::Left, 700), spot(4, Side::Left, 700));
    }

    #[test]
    fn a_ring_of_roads_is_one_block_with_an_inside_and_an_outside() {
        let corners = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];
        let mut graph = StreetGraph::default();
        for i in 0..4 {
            let road = [corners[i], corners[(i + 1) % 4]];
            fixture::add_road(&mut graph, &road, "The Circus");
        }
        let blocks = Blocks::of(&graph);
        let mut inside: Vec<u32> = Vec::new();
        for edge in 0..4 {
            let at = blocks.spot(spot(edge, Side::Left, 100));
            assert_eq!(
                (at.edge, at.side),
                (blocks.spot(spot(0, Side::Left, 0)).edge, Side::Left)
            );
            inside.push(at.along_cm);
        }
        inside.sort_unstable();
        assert_eq!(inside, [100, 10_100, 20_100, 30_100]);
    }
}
