//! For each door its times to a few points, such that any two doors have one on their quickest
//! way in common.
//!
//! The points of an elimination make a tree: above each point stands the first of its neighbours
//! to go after it, and all of these neighbours are among those above it. A door's label holds the
//! times to all points above it; a way between two doors leads over their lowest common point
//! or one of its neighbours above, so a look at these few sums gives the time (hierarchical
//! two-hop labels: Ouyang, Qin, Chang, Lin, Zhang and Zhu 2018).

use super::lean::{CAP_MS, Lean};

/// Where no two doors have a point in common.
const NONE: u32 = 0;

/// So many sums in a row take as long as one that is picked out.
const PICKED: usize = 4;

/// The labels of all doors, part by part.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Milliseconds from a door to the points above it, highest first, from `first[door]` on.
    ms: Vec<u32>,
    first: Vec<usize>,
    /// Which of the doors' points, in the order in which the trees were walked, a door hangs on.
    place: Vec<u32>,
    /// The bag of each such point.
    own_bag: Vec<u32>,
    /// `lowest[l][i]`: the highest of the bags common to places `i` to `i + 2^l`.
    lowest: Vec<Vec<u32>>,
    /// Bags of depths: a point's neighbours above it and itself. Numbered from 1, those higher
    /// in a tree first.
    bags: Vec<u32>,
    first_of_bag: Vec<u32>,
}

/// A door as a tree takes it: its number, and the points that it touches with the milliseconds
/// to them. Points touched by one door are neighbours.
pub(super) type Hung = (u32, Vec<(u32, u32)>);

impl Labels {
    pub(super) fn new(doors: usize) -> Self {
        Self {
            first: vec![0; doors],
            place: vec![0; doors],
            lowest: vec![Vec::new()],
            // Bag 0 is that of nothing.
            first_of_bag: vec![0, 0],
            ..Self::default()
        }
    }

    /// Milliseconds between two doors by way of points; `None` if they have none in common.
    #[inline]
    pub(super) fn ms(&self, a: usize, b: usize) -> Option<u32> {
        let bag = self.common(self.place[a] as usize, self.place[b] as usize);
        if bag == NONE {
            return None;
        }
        let bag = &self.bags[self.first_of_bag[bag as usize] as usize
            ..self.first_of_bag[bag as usize + 1] as usize];
        let (a, b) = (&self.ms[self.first[a]..], &self.ms[self.first[b]..]);
        // A bag ends with its own point's depth. Where it holds a good part of the points above,
        // all of them are summed faster than these few are picked out.
        let above = bag[bag.len() - 1] as usize + 1;
        if bag.len() * PICKED >= above {
            let sums = a[..above].iter().zip(&b[..above]);
            let least = sums.fold(i32::MAX, |least, (a, b)| least.min((a + b) as i32));
            return Some(least as u32);
        }
        bag.iter()
            .map(|depth| a[*depth as usize] + b[*depth as usize])
            .min()
    }

    #[inline]
    fn common(&self, a: usize, b: usize) -> u32 {
        let (low, high) = (a.min(b), a.max(b));
        if low == high {
            return self.own_bag[low];
        }
        let level = (high - low).ilog2() as usize;
        let row = &self.lowest[level];
        row[low].min(row[high - (1 << level)])
    }

    /// Bytes that it holds.
    pub(super) fn bytes(&self) -> usize {
        let words = self.ms.len()
            + self.place.len()
            + self.own_bag.len()
            + self.lowest.iter().map(Vec::len).sum::<usize>()
            + self.bags.len()
            + self.first_of_bag.len();
        words * size_of::<u32>() + self.first.len() * size_of::<usize>()
    }

    /// Adds the doors of one connected part, given the arcs upward from its points.
    pub(super) fn add(&mut self, up: &Lean, doors: &[Hung]) {
        Walk::new(up, doors).run(self, doors);
    }

    /// To be called when all parts are in.
    pub(super) fn finish(&mut self) {
        loop {
            let level = self.lowest.len() - 1;
            let (row, half) = (&self.lowest[level], 1 << level);
            if row.len() <= half {
                return;
            }
            let next = row.iter().zip(&row[half..]).map(|(a, b)| *a.min(b));
            let next = next.collect();
            self.lowest.push(next);
        }
    }
}

/// A walk down the tree of one part, from the highest point, children after parents.
struct Walk<'a> {
    up: &'a Lean,
    /// Children of the points that have a door below them, by point.
    children: Vec<Vec<u32>>,
    roots: Vec<u32>,
    /// Indices of the doors that hang on each point.
    hung: Vec<Vec<u32>>,
}

impl<'a> Walk<'a> {
    fn new(up: &'a Lean, doors: &[Hung]) -> Self {
        let mut walk = Self {
            up,
            children: vec![Vec::new(); up.len()],
            roots: Vec::new(),
            hung: vec![Vec::new(); up.len()],
        };
        let mut taken = vec![false; up.len()];
        for (index, (_, touches)) in doors.iter().enumerate() {
            let lowest = touches.iter().map(|t| t.0).min();
            let lowest = lowest.expect("every door touches the ends of its face");
            walk.hung[lowest as usize].push(index as u32);
            let mut here = lowest;
            while !std::mem::replace(&mut taken[here as usize], true) {
                match up.arcs_of(here).first() {
                    Some(&(parent, _)) => {
                        walk.children[parent as usize].push(here);
                        here = parent;
                    }
                    None => walk.roots.push(here),
                }
            }
        }
        walk
    }

    fn run(mut self, labels: &mut Labels, doors: &[Hung]) {
        // What stands above the point in hand, by depth: its bag, its times to those above it.
        let mut bags: Vec<u32> = Vec::new();
        let mut times: Vec<Vec<u32>> = Vec::new();
        let mut depth_of = vec![0_u32; self.up.len()];
        let mut open: Vec<(u32, u32)> = self.roots.iter().map(|p| (*p, 0)).collect();
        // How high the walk has been since the last point with doors; 0 is above all roots.
        let mut height = 0;
        while let Some((point, depth)) = open.pop() {
            let (p, d) = (point as usize, depth as usize);
            depth_of[p] = depth;
            bags.truncate(d);
            bags.push(labels.first_of_bag.len() as u32 - 1);
            if times.len() == d {
                times.push(Vec::new());
            }
            let up: Vec<(u32, u32)> = self
                .up
                .arcs_of(point)
                .iter()
                .map(|(to, ms)| (depth_of[*to as usize], *ms))
                .collect();
            labels.bags.extend(up.iter().map(|u| u.0));
            labels.bags.push(depth);
            labels.first_of_bag.push(labels.bags.len() as u32);
            let (above, own) = times.split_at_mut(d);
            let own = &mut own[0];
            own.clear();
            own.resize(d, CAP_MS);
            over(above, own, &up);
            own.push(0);
            height = height.min(d);
            if !self.hung[p].is_empty() {
                if !labels.own_bag.is_empty() {
                    let common = height.checked_sub(1).map_or(NONE, |h| bags[h]);
                    labels.lowest[0].push(common);
                }
                height = d + 1;
                for index in std::mem::take(&mut self.hung[p]) {
                    let (door, touches) = &doors[index as usize];
                    labels.first[*door as usize] = labels.ms.len();
                    labels.place[*door as usize] = labels.own_bag.len() as u32;
                    let start = labels.ms.len();
                    labels.ms.resize(start + d + 1, CAP_MS);
                    let touched: Vec<(u32, u32)> = touches
                        .iter()
                        .map(|(to, ms)| (depth_of[*to as usize], *ms))
                        .collect();
                    over(&times[..=d], &mut labels.ms[start..], &touched);
                }
                labels.own_bag.push(bags[d]);
            }
            let below = std::mem::take(&mut self.children[p]);
            open.extend(below.into_iter().rev().map(|c| (c, depth + 1)));
        }
    }
}

/// Lowers the times to the points above, `out`, to those by way of a few of them, given by depth
/// with the milliseconds to each. `above[j][i]` is the time from depth `j` to depth `i <= j`.
fn over(above: &[Vec<u32>], out: &mut [u32], by: &[(u32, u32)]) {
    for &(depth, ms) in by {
        let depth = depth as usize;
        for (out, way) in out.iter_mut().zip(&above[depth]) {
            *out = (*out).min(ms + way);
        }
        for (out, lower) in out.iter_mut().zip(above).skip(depth + 1) {
            *out = (*out).min(ms + lower[depth]);
        }
    }
}
