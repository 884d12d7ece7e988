//! Which corners hang together on foot.

use super::{EdgeId, StreetGraph};

/// The connected parts of a street graph.
#[derive(Clone, Debug)]
pub struct Components {
    of_node: Vec<u32>,
    of_edge: Vec<u32>,
    main: u32,
}

impl Components {
    /// Finds the parts; the main one has the greatest length of road.
    pub fn new(graph: &StreetGraph) -> Self {
        let mut parent: Vec<u32> = (0..graph.nodes.len() as u32).collect();
        for edge in &graph.edges {
            let (a, b) = (root(&mut parent, edge.from.0), root(&mut parent, edge.to.0));
            // The lower id leads, so that ids do not depend on the order of edges.
            parent[a.max(b) as usize] = a.min(b);
        }
        let of_node: Vec<u32> = (0..parent.len() as u32)
            .map(|n| root(&mut parent, n))
            .collect();
        let of_edge: Vec<u32> = graph
            .edges
            .iter()
            .map(|e| of_node[e.from.0 as usize])
            .collect();
        let mut length = vec![0_u64; of_node.len()];
        for (edge, part) in graph.edges.iter().zip(&of_edge) {
            length[*part as usize] += u64::from(edge.length_cm);
        }
        let main = (0..length.len()).max_by_key(|p| (length[*p], std::cmp::Reverse(*p)));
        Self {
            of_node,
            of_edge,
            main: main.unwrap_or(0) as u32,
        }
    }

    /// The part that a road belongs to: an id, the same for roads with a way between them.
    pub fn of_edge(&self, edge: EdgeId) -> u32 {
        self.of_edge[edge.0 as usize]
    }

    /// Whether a road belongs to the main part.
    pub fn is_main(&self, edge: EdgeId) -> bool {
        self.of_edge(edge) == self.main
    }

    /// How many parts there are.
    pub fn count(&self) -> usize {
        let mut roots = self.of_node.clone();
        roots.sort_unstable();
        roots.dedup();
        roots.len()
    }
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_longest_part_is_main() {
        let mut graph = fixture::line(&[(0.0, 0.0), (50.0, 0.0)]);
        fixture::add_road(&mut graph, &[(500.0, 0.0), (700.0, 0.0)], "Far Street");
        let parts = Components::new(&graph);
        assert_eq!(parts.count(), 2);
        assert!(parts.is_main(EdgeId(1)) && !parts.is_main(EdgeId(0)));
    }
}
