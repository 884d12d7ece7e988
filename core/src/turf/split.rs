//! One piece of land into two, each in one piece.
//!
//! Random spanning trees (after the recombination step of DeFord, Duchin and Solomon 2021): any
//! link of a tree parts the land into two that hang together. Of many trees the best link is
//! taken. Trees prefer short links, and avoid busy roads, so that borders fall there.

use std::collections::HashMap;

use super::joined::Joined;
use super::score::{Land, Sums};
use crate::route::Random;

/// Two pieces, and into how many turfs the first is to go.
pub(crate) struct Halves {
    pub(crate) first: Vec<usize>,
    pub(crate) second: Vec<usize>,
    pub(crate) first_turfs: usize,
    /// Price of both and of the border between.
    pub(crate) price: f64,
}

/// Land of more units is parted without a look at its borders.
const TALL: usize = 20_000;

/// The best of `trees` attempts to part `land`, which is to become `turfs`
/// (at least 2, at most its units, as many as its seeds if it has any) turfs in the end.
pub(crate) fn split(
    land: &Land,
    piece: &[usize],
    turfs: usize,
    trees: usize,
    random: &mut Random,
) -> Option<Halves> {
    let inside: HashMap<usize, usize> = piece.iter().copied().zip(0..).collect();
    let links: Vec<(usize, usize, usize)> = piece
        .iter()
        .flat_map(|&unit| land.at[unit].iter().map(move |&link| (unit, link)))
        .filter(|&(unit, link)| land.links[link].a == unit)
        .filter_map(|(_, link)| {
            let (a, b) = (land.links[link].a, land.links[link].b);
            Some((inside[&a], *inside.get(&b)?, link))
        })
        .collect();
    let mut best: Option<Halves> = None;
    for _ in 0..trees {
        let tree = Tree::draw(land, piece, &links, random);
        let tree = tree?;
        let found = tree.best_link(
            land,
            turfs,
            best.as_ref().map_or(f64::INFINITY, |b| b.price),
        );
        if let Some((root, first_turfs, price)) = found {
            let below = tree.below(root);
            let part = |wanted: bool| {
                (0..piece.len())
                    .filter(|&i| below[i] == wanted)
                    .map(|i| piece[i])
                    .collect()
            };
            best = Some(Halves {
                first: part(true),
                second: part(false),
                first_turfs,
                price,
            });
        }
    }
    best
}

/// A rooted spanning tree with sums over what hangs below each unit.
struct Tree {
    parent: Vec<usize>,
    /// Parents before children.
    order: Vec<usize>,
    below: Vec<Sums>,
    /// Worth of the links that lead out of what hangs below.
    parted: Vec<f64>,
}

impl Tree {
    fn draw(
        land: &Land,
        piece: &[usize],
        links: &[(usize, usize, usize)],
        random: &mut Random,
    ) -> Option<Self> {
        let n = piece.len();
        let mut keyed: Vec<(u64, usize)> = links
            .iter()
            .enumerate()
            .map(|(i, &(_, _, link))| {
                let chance = 200 + random.below(1000) as u64;
                let metres = land.links[link].apart_m.max(0.0) as u64 + 5;
                (metres * chance, i)
            })
            .collect();
        keyed.sort_unstable();
        let mut joined = Joined::new(n);
        let mut near: Vec<Vec<usize>> = vec![Vec::new(); n];
        for (_, i) in keyed {
            let (a, b, _) = links[i];
            if joined.join(a, b) {
                near[a].push(b);
                near[b].push(a);
            }
        }
        let mut parent = vec![usize::MAX; n];
        let mut depth = vec![0usize; n];
        let mut order = Vec::with_capacity(n);
        let mut open = vec![0];
        while let Some(i) = open.pop() {
            order.push(i);
            for &j in &near[i] {
                if j != parent[i] {
                    parent[j] = i;
                    depth[j] = depth[i] + 1;
                    open.push(j);
                }
            }
        }
        if order.len() < n {
            return None;
        }
        let mut below: Vec<Sums> = piece.iter().map(|&u| land.sums(u)).collect();
        let mut parted = vec![0.0; n];
        // Climbing to where two branches meet is slow in tall trees, and in those borders matter
        // less than in the end.
        let counted = if n > TALL { &[] } else { links };
        for &(a, b, link) in counted {
            let worth = land.links[link].worth;
            parted[a] += worth;
            parted[b] += worth;
            let (mut i, mut j) = (a, b);
            while i != j {
                if depth[i] >= depth[j] {
                    i = parent[i];
                } else {
                    j = parent[j];
                }
            }
            parted[i] -= 2.0 * worth;
        }
        for &i in order.iter().skip(1).rev() {
            let up = parent[i];
            below[up] = below[up].plus(below[i]);
            parted[up] += parted[i];
        }
        Some(Self {
            parent,
            order,
            below,
            parted,
        })
    }

    /// The unit below which to cut for less than `limit`, and into how many turfs that part goes.
    fn best_link(&self, land: &Land, turfs: usize, limit: f64) -> Option<(usize, usize, f64)> {
        let all = self.below[0];
        let mut best = None;
        let mut limit = limit;
        for &i in &self.order[1..] {
            let (first, second) = (self.below[i], all.minus(self.below[i]));
            let ideal = (first.work / land.fair_ms).round() as usize;
            // As many as there are seeds, or units at least.
            let (least, most) = match all.seeds {
                0 => (turfs.saturating_sub(second.units), first.units),
                _ => (first.seeds, first.seeds),
            };
            let (least, most) = (least.max(1), most.min(turfs - 1));
            if least > most {
                continue;
            }
            let k = ideal.clamp(least, most);
            // Halving comes first: thin peels leave ragged land behind.
            let uneven = (2.0 * k as f64 / turfs as f64 - 1.0).abs();
            let price = land.price(first, k)
                + land.price(second, turfs - k)
                + land.parting(self.parted[i])
                + if turfs > 3 {
                    uneven * turfs as f64
                } else {
                    0.0
                };
            if price < limit {
                limit = price;
                best = Some((i, k, price));
            }
        }
        best
    }

    fn below(&self, root: usize) -> Vec<bool> {
        let mut below = vec![false; self.parent.len()];
        for &i in &self.order {
            below[i] = i == root || (self.parent[i] != usize::MAX && below[self.parent[i]]);
        }
        below
    }
}
