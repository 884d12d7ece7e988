//! Corner points: one between each two neighbouring roads of a corner.

use super::super::StreetGraph;

/// For each edge its four corner points, and how many there are.
pub(super) fn corner_points(graph: &StreetGraph) -> (Vec<[u32; 4]>, u32) {
    // The ends of roads at each corner: angle, edge, and whether the road starts here.
    let mut arms: Vec<Vec<(f64, u32, bool)>> = vec![Vec::new(); graph.nodes.len()];
    for (id, edge) in graph.edges.iter().enumerate() {
        let towards = |here: usize, mut next: Box<dyn Iterator<Item = usize>>| {
            // The first point that is not at the corner itself.
            let there = next
                .find(|i| edge.line[*i] != edge.line[here])
                .unwrap_or(here);
            let (east, north) = edge.line[there].metres_from(edge.line[here]);
            north.atan2(east)
        };
        let last = edge.line.len() - 1;
        let out = towards(0, Box::new(1..=last));
        let back = towards(last, Box::new((0..last).rev()));
        arms[edge.from.0 as usize].push((out, id as u32, true));
        arms[edge.to.0 as usize].push((back, id as u32, false));
    }
    let mut ends = vec![[0; 4]; graph.edges.len()];
    let mut next = 0;
    for mut arms in arms {
        // Counter-clockwise; roads that leave at one angle in order of their ids.
        arms.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(b.2.cmp(&a.2)));
        let count = arms.len() as u32;
        for (i, (_, edge, starts)) in arms.iter().enumerate() {
            // Leaving the corner, what is counter-clockwise is on the left hand.
            let left = next + i as u32;
            let right = next + (i as u32 + count - 1) % count;
            let end = &mut ends[*edge as usize];
            if *starts {
                (end[0], end[1]) = (left, right);
            } else {
                // Seen along the road one arrives, so the hands change.
                (end[2], end[3]) = (right, left);
            }
        }
        next += count;
    }
    (ends, next)
}
