//! The arcs that it takes to keep all times while points are taken out one by one.
//!
//! The elimination game (Parter 1961), as in customizable contraction hierarchies (Dibbelt,
//! Strasser and Wagner 2016): when a point goes, its neighbours that stay are joined in pairs by
//! the way over it. First it is found which arcs there will be, then how long each takes.

use super::lean::{CAP_MS, Lean};

/// Takes out the points of a graph in the order of their numbers: for each, the neighbours that
/// it has when it goes, in order, which are all above it in number.
///
/// A quickest way between any two points then leads up these arcs and down again.
pub(super) fn eliminate(graph: &Lean) -> Lean {
    let mut up = arcs_up(graph);
    for point in 0..up.first.len() - 1 {
        let (low, high) = up.arcs.split_at_mut(up.first[point + 1] as usize);
        let around = &low[up.first[point] as usize..];
        for (i, &(near, ms)) in around.iter().enumerate() {
            // What is left of the one list is part of the other.
            let start = (up.first[near as usize] - up.first[point + 1]) as usize;
            let mut arcs = high[start..].iter_mut();
            for &(other, other_ms) in &around[i + 1..] {
                let arc = arcs.find(|a| a.0 == other);
                let arc = arc.expect("all that stood round a point were joined");
                arc.1 = arc.1.min((ms + other_ms).min(CAP_MS));
            }
        }
    }
    up
}

/// The arcs there will be, with times for those that were there at first.
fn arcs_up(graph: &Lean) -> Lean {
    let mut lists: Vec<Vec<(u32, u32)>> = (0..graph.len() as u32)
        .map(|point| {
            let above = graph.arcs_of(point).iter().filter(|a| a.0 > point);
            let mut list: Vec<(u32, u32)> = above.copied().collect();
            list.sort_unstable();
            // Of parallel arcs the quickest stands first.
            list.dedup_by_key(|a| a.0);
            list
        })
        .collect();
    let mut merged = Vec::new();
    let mut up = Lean {
        arcs: Vec::new(),
        first: vec![0],
    };
    for point in 0..lists.len() {
        let list = std::mem::take(&mut lists[point]);
        // The first to go next has all the others as neighbours from now on, and hands them on.
        if let Some(((next, _), others)) = list.split_first() {
            let next = &mut lists[*next as usize];
            merge(next, others, &mut merged);
            std::mem::swap(next, &mut merged);
        }
        up.arcs.extend(list);
        up.first.push(up.arcs.len() as u32);
    }
    up
}

/// The arcs of one list, and those of another as far as they are not in it. Both are in order.
fn merge(list: &[(u32, u32)], others: &[(u32, u32)], out: &mut Vec<(u32, u32)>) {
    out.clear();
    out.reserve(list.len() + others.len());
    let mut others = others.iter().map(|a| a.0).peekable();
    for arc in list {
        while let Some(other) = others.next_if(|o| *o < arc.0) {
            out.push((other, CAP_MS));
        }
        others.next_if(|o| *o == arc.0);
        out.push(*arc);
    }
    out.extend(others.map(|other| (other, CAP_MS)));
}
