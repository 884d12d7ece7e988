//! The slow, obvious twin of the pavement, for tests: every spot and corner point is a node of
//! one explicit graph, and all shortest ways come from Floyd and Warshall.
//!
//! It finds its corner points by another road, too: two ends of faces are one point if no road
//! leaves the corner within the angle between them.

use crate::streets::{EdgeId, Side, SpotOnStreet, StreetGraph, WalkingCosts};

const FAR: u64 = u64::MAX / 4;

/// Milliseconds between all spots; `None` where no way leads.
pub(super) fn times(
    graph: &StreetGraph,
    costs: &WalkingCosts,
    spots: &[SpotOnStreet],
) -> Vec<Vec<Option<u64>>> {
    // Nobody lives on a median.
    let outer = |spot: &SpotOnStreet| {
        let is_median = graph.medians.contains(&(spot.edge, spot.side));
        let side = if is_median {
            spot.side.other()
        } else {
            spot.side
        };
        SpotOnStreet { side, ..*spot }
    };
    let spots: Vec<SpotOnStreet> = spots.iter().map(outer).collect();
    let faces = graph.edges.len() * 2;
    // Nodes: each face's start and end, then the spots.
    let start = |edge: usize, side: Side| edge * 4 + (side == Side::Right) as usize * 2;
    let n = faces * 2 + spots.len();
    let mut ms = vec![vec![FAR; n]; n];
    let mut join = |a: usize, b: usize, cost: u64| {
        ms[a][b] = ms[a][b].min(cost);
        ms[b][a] = ms[b][a].min(cost);
    };
    for node in 0..n {
        join(node, node, 0);
    }
    for (e, edge) in graph.edges.iter().enumerate() {
        let cross = u64::from(costs.crossing_ms(edge.class));
        for side in [Side::Left, Side::Right] {
            let all = costs.along_ms(edge.class, edge.length_cm);
            if !graph.medians.contains(&(EdgeId(e as u32), side)) {
                join(start(e, side), start(e, side) + 1, all);
            }
        }
        join(start(e, Side::Left), start(e, Side::Right), cross);
        join(start(e, Side::Left) + 1, start(e, Side::Right) + 1, cross);
    }
    // The arms of each corner as (angle, face end on the left hand leaving it, on the right hand).
    for corner in 0..graph.nodes.len() as u32 {
        let mut arms = Vec::new();
        for (e, edge) in graph.edges.iter().enumerate() {
            let (first, last) = (edge.line[0], edge.line[edge.line.len() - 1]);
            if edge.from.0 == corner {
                let (x, y) = edge.line[1].metres_from(first);
                arms.push((y.atan2(x), start(e, Side::Left), start(e, Side::Right)));
            }
            if edge.to.0 == corner {
                let (x, y) = edge.line[edge.line.len() - 2].metres_from(last);
                let (left, right) = (start(e, Side::Right) + 1, start(e, Side::Left) + 1);
                arms.push((y.atan2(x), left, right));
            }
        }
        for a in &arms {
            // The next arm counter-clockwise is the one with the least turn from this one.
            let turn = |b: f64| {
                let t = (b - a.0).rem_euclid(std::f64::consts::TAU);
                if t < 1e-12 { std::f64::consts::TAU } else { t }
            };
            let next = arms
                .iter()
                .min_by(|b, c| turn(b.0).total_cmp(&turn(c.0)))
                .unwrap();
            join(a.1, next.2, 0);
        }
    }
    for (i, spot) in spots.iter().enumerate() {
        let (e, me) = (spot.edge.0 as usize, faces * 2 + i);
        let edge = &graph.edges[e];
        let free = !edge.class.has_faces();
        let here = costs.along_ms(edge.class, spot.along_cm);
        let all = costs.along_ms(edge.class, edge.length_cm);
        for side in [Side::Left, Side::Right] {
            if side == spot.side || free {
                join(me, start(e, side), here);
                join(me, start(e, side) + 1, all - here);
            }
        }
        for (j, other) in spots.iter().enumerate() {
            let across = other.side != spot.side;
            if other.edge == EdgeId(e as u32)
                && (!across
                    || WalkingCosts::crosses_mid_block(edge.class)
                        && graph.medians.iter().all(|m| m.0 != other.edge))
            {
                let there = costs.along_ms(edge.class, other.along_cm);
                let price = if across {
                    u64::from(costs.crossing_ms(edge.class))
                } else {
                    0
                };
                join(me, faces * 2 + j, here.abs_diff(there) + price);
            }
        }
    }
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                ms[i][j] = ms[i][j].min(ms[i][k] + ms[k][j]);
            }
        }
    }
    (0..spots.len())
        .map(|i| {
            let row = &ms[faces * 2 + i][faces * 2..];
            row.iter().map(|ms| (*ms < FAR).then_some(*ms)).collect()
        })
        .collect()
}
