//! What hung together before sidewalks were folded hangs together after.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::RoadClass;
use super::sidewalks::Piece;

/// The shortest bits of folded sidewalks, by points, that join what would fall apart without
/// them. Points in `walls` let nobody through.
///
/// Parts of the streets are joined one after the other by a search from the smaller ones, so a
/// sidewalk that leads nowhere else stays folded.
pub(super) fn bridges(
    roads: &[Piece],
    folded: &[Piece],
    walls: &dyn Fn(i64) -> bool,
) -> Vec<Piece> {
    let mut parts = Parts::default();
    for pair in pairs(roads, walls) {
        parts.join(pair[0], pair[1]);
    }
    let mut links: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for pair in pairs(folded, walls) {
        links.entry(pair[0]).or_default().insert(pair[1]);
        links.entry(pair[1]).or_default().insert(pair[0]);
    }
    // Points of roads from which a folded sidewalk goes on, by part; the smaller parts first.
    let mut found = Vec::new();
    loop {
        let mut ends: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for point in links.keys().copied() {
            if let Some(part) = parts.of(point) {
                ends.entry(part).or_default().push(point);
            }
        }
        let mut starts: Vec<(usize, i64)> =
            ends.keys().map(|part| (parts.size(*part), *part)).collect();
        starts.sort_unstable();
        let before = found.len();
        for (_, part) in starts {
            // Joined to another one in this round already.
            if parts.of(part) != Some(part) {
                continue;
            }
            if let Some(way) = way_out(&ends[&part], part, &links, &mut parts) {
                parts.join(way[0], way[way.len() - 1]);
                found.push(Piece {
                    nodes: way,
                    name: None,
                    class: RoadClass::Path,
                    one_way: false,
                    calm: false,
                });
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn pairs<'a>(
    pieces: &'a [Piece],
    walls: &'a dyn Fn(i64) -> bool,
) -> impl Iterator<Item = [i64; 2]> + 'a {
    let pairs = pieces.iter().flat_map(|p| p.nodes.windows(2));
    pairs
        .map(|p| [p[0], p[1]])
        .filter(|p| p[0] != p[1] && !p.iter().any(|n| walls(*n)))
}

/// The way of fewest points from a part over folded sidewalks to another part.
fn way_out(
    from: &[i64],
    part: i64,
    links: &BTreeMap<i64, BTreeSet<i64>>,
    parts: &mut Parts,
) -> Option<Vec<i64>> {
    let mut before: BTreeMap<i64, i64> = from.iter().map(|n| (*n, *n)).collect();
    let mut open: VecDeque<i64> = from.iter().copied().collect();
    while let Some(here) = open.pop_front() {
        if parts.of(here).is_some_and(|p| p != part) {
            let mut way = vec![here];
            let mut point = here;
            while before[&point] != point {
                point = before[&point];
                way.push(point);
            }
            return Some(way);
        }
        for next in links.get(&here).into_iter().flatten() {
            before.entry(*next).or_insert_with(|| {
                open.push_back(*next);
                here
            });
        }
    }
    None
}

/// Which points hang together; each part goes by its lowest point.
#[derive(Default)]
struct Parts {
    above: BTreeMap<i64, i64>,
    sizes: BTreeMap<i64, usize>,
}

impl Parts {
    fn of(&mut self, point: i64) -> Option<i64> {
        let mut here = *self.above.get(&point)?;
        while let Some(next) = self.above.get(&here).copied().filter(|n| *n != here) {
            here = next;
        }
        self.above.insert(point, here);
        Some(here)
    }

    fn size(&self, part: i64) -> usize {
        self.sizes.get(&part).copied().unwrap_or(1)
    }

    fn join(&mut self, a: i64, b: i64) {
        let mut lowest = |n: i64| {
            self.above.entry(n).or_insert(n);
            self.of(n).unwrap_or(n)
        };
        let (a, b) = (lowest(a), lowest(b));
        if a != b {
            let size = self.size(a) + self.size(b);
            self.above.insert(a.max(b), a.min(b));
            self.sizes.insert(a.min(b), size);
        }
    }
}
