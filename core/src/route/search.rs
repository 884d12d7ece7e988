//! The search for a short ring where every way costs the same in both directions.
//!
//! Iterated local search. Local: 3-opt moves that begin at one end of a way (Lin and Kernighan
//! 1973: each prefix of exchanges has to win), along lists of near neighbours, priced by position
//! before anything moves, with a queue of places worth looking at (Bentley 1992); what is found is
//! made by reversing pieces of an array (Johnson and McGeoch 1997). Moving a piece elsewhere (Or
//! 1976) is among them. Iterated: three adjacent short pieces come to lie in the opposite order
//! (a double bridge within a neighbourhood), the places around are repaired, and the result is
//! kept if it is no worse; else the reversals are undone.

use super::goal::Progress;
use super::random::Random;
use super::ring::Ring;
use super::tour::Tour;

/// Near neighbours looked at, not counting those at no distance.
const NEAR: usize = 10;
/// Neighbours at no distance (doors at one spot) looked at besides.
const SAME_SPOT: usize = 3;
/// Neighbours looked at for the third way of a move.
const THIRD: usize = 8;
/// Longest piece that a kick moves.
const KICK: usize = 30;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`.
pub(crate) fn improve(
    ring: &Ring,
    start: Vec<u32>,
    near: Vec<Vec<u32>>,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let mut search = Search::new(ring, start, near);
    search.settle();
    search.undo.clear();
    let mut random = Random::new(seed);
    let mut steps = 0;
    while effort(&Progress {
        steps,
        best_ms: ring.walk_ms(search.cost),
    }) {
        steps += 1;
        let before = search.cost;
        search.kick(&mut random);
        search.settle();
        if search.cost > before {
            while let Some((from, to)) = search.undo.pop() {
                search.tour.reverse(from, to);
            }
            search.cost = before;
        }
        search.undo.clear();
    }
    search.tour.places().to_vec()
}

/// A tour from nothing: the place farthest from all those in it goes where it costs least
/// (Rosenkrantz, Stearns, Lewis 1977).
pub(crate) fn farthest_insertion(ring: &Ring) -> Vec<u32> {
    let n = ring.len();
    let first = n - 1;
    let mut next = vec![first; n];
    let mut distance: Vec<i64> = (0..n).map(|p| ring.cost(first, p)).collect();
    let mut inside = vec![false; n];
    inside[first] = true;
    for _ in 1..n {
        let place = (0..n)
            .filter(|&p| !inside[p])
            .max_by_key(|&p| (distance[p], std::cmp::Reverse(p)))
            .expect("a place is left, as one is added a round");
        let (mut best, mut best_cost) = (first, i64::MAX);
        let mut here = first;
        loop {
            let there = next[here];
            let cost = ring.cost(here, place) + ring.cost(place, there) - ring.cost(here, there);
            if cost < best_cost {
                (best, best_cost) = (here, cost);
            }
            here = there;
            if here == first {
                break;
            }
        }
        next[place] = next[best];
        next[best] = place;
        inside[place] = true;
        for (p, distance) in distance.iter_mut().enumerate() {
            *distance = (*distance).min(ring.cost(place, p));
        }
    }
    let mut tour = Vec::with_capacity(n);
    let mut here = first;
    for _ in 0..n {
        tour.push(here as u32);
        here = next[here];
    }
    tour
}

/// A tour from nothing: the shortest ways between near neighbours that make no fork and no ring
/// (greedy edges, Bentley 1992), then from each piece on to the nearest end of another.
pub(crate) fn greedy(ring: &Ring, near: &[Vec<u32>]) -> Vec<u32> {
    let n = ring.len();
    let mut ways: Vec<(i64, u32, u32)> = Vec::new();
    for (a, others) in near.iter().enumerate() {
        let a_id = a as u32;
        ways.extend(others.iter().map(|&b| {
            let cost = ring.cost(a, b as usize);
            (cost, a_id.min(b), a_id.max(b))
        }));
    }
    ways.sort_unstable();
    // Beside each place up to two others; `far_end` holds for the ends of pieces.
    let mut beside = vec![[u32::MAX; 2]; n];
    let mut far_end: Vec<u32> = (0..n as u32).collect();
    for (_, a, b) in ways {
        let (i, j) = (a as usize, b as usize);
        let full = |p: usize| beside[p][1] != u32::MAX;
        if full(i) || full(j) || far_end[i] == b {
            continue;
        }
        for (p, q) in [(i, b), (j, a)] {
            let slot = usize::from(beside[p][0] != u32::MAX);
            beside[p][slot] = q;
        }
        let (x, y) = (far_end[i], far_end[j]);
        far_end[x as usize] = y;
        far_end[y as usize] = x;
    }
    let mut ends: Vec<usize> = (0..n).filter(|&p| beside[p][1] == u32::MAX).collect();
    let mut tour: Vec<u32> = Vec::with_capacity(n);
    while let Some(index) = match tour.last() {
        None => (!ends.is_empty()).then_some(0),
        Some(&last) => {
            (0..ends.len()).min_by_key(|&e| (ring.cost(last as usize, ends[e]), ends[e]))
        }
    } {
        let first = ends.swap_remove(index);
        let (mut before, mut here) = (u32::MAX, first as u32);
        loop {
            tour.push(here);
            let next = beside[here as usize]
                .into_iter()
                .find(|&p| p != u32::MAX && p != before);
            match next {
                Some(next) => (before, here) = (here, next),
                None => break,
            }
        }
        ends.retain(|&end| end != here as usize);
    }
    tour
}

/// Each place's neighbours, nearest first.
pub(crate) fn neighbours(ring: &Ring) -> Vec<Vec<u32>> {
    let n = ring.len();
    let mut others: Vec<(i64, u32)> = Vec::with_capacity(n);
    (0..n)
        .map(|a| {
            let cost = |b: usize| {
                if ring.symmetric() {
                    ring.cost(a, b)
                } else {
                    ring.cost(a, b).min(ring.cost(b, a))
                }
            };
            others.clear();
            others.extend((0..n).filter(|&b| b != a).map(|b| (cost(b), b as u32)));
            let same = others.iter().filter(|(cost, _)| *cost == 0).count();
            let wanted = (same + NEAR).min(others.len());
            if wanted < others.len() {
                others.select_nth_unstable(wanted);
                others.truncate(wanted);
            }
            // The last place may be the gap, which all should look at.
            others.sort_unstable_by_key(|&(cost, b)| (cost, b as usize + 1 != n, b));
            let kept = others[..same.min(SAME_SPOT)].iter().chain(&others[same..]);
            kept.map(|(_, b)| *b).collect()
        })
        .collect()
}

struct Search<'a> {
    ring: &'a Ring,
    tour: Tour,
    cost: i64,
    near: Vec<Vec<u32>>,
    waiting: Vec<u32>,
    is_waiting: Vec<bool>,
    undo: Vec<(usize, usize)>,
}

/// The way from `base` to `end` taken out leaves a path from `end` round to `base`. Places are
/// counted along it: `end` is 0.
#[derive(Clone, Copy)]
struct Opened {
    base: usize,
    end: usize,
    forward: bool,
}

impl<'a> Search<'a> {
    fn new(ring: &'a Ring, start: Vec<u32>, near: Vec<Vec<u32>>) -> Self {
        let waiting: Vec<u32> = start.iter().rev().copied().collect();
        Self {
            cost: ring.cost_of(&start),
            tour: Tour::new(start),
            near,
            is_waiting: vec![true; ring.len()],
            waiting,
            undo: Vec::new(),
            ring,
        }
    }

    fn look_at(&mut self, place: usize) {
        if !self.is_waiting[place] {
            self.is_waiting[place] = true;
            self.waiting.push(place as u32);
        }
    }

    /// Improves until no waiting place offers anything.
    fn settle(&mut self) {
        while let Some(place) = self.waiting.pop() {
            self.is_waiting[place as usize] = false;
            while self.improve_at(place as usize) {}
        }
    }

    /// Makes the first move found that takes out one of the two ways at `base` and wins.
    fn improve_at(&mut self, base: usize) -> bool {
        [true, false].into_iter().any(|forward| {
            let end = if forward {
                self.tour.next(base)
            } else {
                self.tour.previous(base)
            };
            self.exchange(Opened { base, end, forward })
        })
    }

    fn offset(&self, path: Opened, place: usize) -> usize {
        let (zero, here) = (self.tour.position(path.end), self.tour.position(place));
        let (from, to) = if path.forward {
            (zero, here)
        } else {
            (here, zero)
        };
        if to >= from {
            to - from
        } else {
            to + self.tour.len() - from
        }
    }

    fn step(&self, path: Opened, place: usize, onward: bool) -> usize {
        if path.forward == onward {
            self.tour.next(place)
        } else {
            self.tour.previous(place)
        }
    }

    /// Joins `end` to a near place, and looks for the move that this begins.
    fn exchange(&mut self, path: Opened) -> bool {
        let ring = self.ring;
        let removed = ring.cost(path.base, path.end);
        for i in 0..self.near[path.end].len() {
            let joined = self.near[path.end][i] as usize;
            let won = removed - ring.cost(path.end, joined);
            if won <= 0 {
                break;
            }
            let at = self.offset(path, joined);
            if joined != path.base
                && at > 1
                && (self.turn(path, joined, at, won) || self.part(path, joined, at, won))
            {
                return true;
            }
        }
        false
    }

    /// Takes out the way before `joined`: the path up to there is turned, and maybe once more.
    fn turn(&mut self, path: Opened, joined: usize, at: usize, won: i64) -> bool {
        let (ring, base) = (self.ring, path.base);
        let cut = self.step(path, joined, false);
        let won = won + ring.cost(cut, joined);
        let closed = won - ring.cost(cut, base);
        if closed > 0 {
            self.two_opt(base, path.end, cut, joined);
            return self.won(closed, &[base, path.end, cut, joined]);
        }
        for i in 0..self.near[cut].len().min(THIRD) {
            let third = self.near[cut][i] as usize;
            let won = won - ring.cost(cut, third);
            if won <= 0 {
                break;
            }
            if third == joined || third == base {
                continue;
            }
            let last = self.step(path, third, self.offset(path, third) < at);
            let closed = won + ring.cost(third, last) - ring.cost(last, base);
            if closed > 0 && last != cut {
                self.two_opt(base, path.end, cut, joined);
                self.two_opt(base, cut, last, third);
                return self.won(closed, &[base, path.end, cut, joined, third, last]);
            }
        }
        false
    }

    /// Takes out the way behind `joined`: the path up to there is a ring for a moment, which is
    /// opened elsewhere and put back in either direction.
    fn part(&mut self, path: Opened, joined: usize, at: usize, won: i64) -> bool {
        let (ring, base, end) = (self.ring, path.base, path.end);
        let cut = self.step(path, joined, true);
        let won = won + ring.cost(joined, cut);
        for i in 0..self.near[cut].len().min(THIRD) {
            let third = self.near[cut][i] as usize;
            let won = won - ring.cost(cut, third);
            if won <= 0 {
                break;
            }
            let third_at = self.offset(path, third);
            if third_at >= at {
                continue;
            }
            for onward in [true, false] {
                if !onward && third_at == 0 {
                    continue;
                }
                let last = self.step(path, third, onward);
                let closed = won + ring.cost(third, last) - ring.cost(last, base);
                if closed <= 0 {
                    continue;
                }
                if onward {
                    self.swap_pieces(base, end, third, last, joined, cut);
                } else {
                    self.two_opt(base, end, last, third);
                    self.two_opt(end, third, joined, cut);
                }
                return self.won(closed, &[base, end, joined, cut, third, last]);
            }
        }
        false
    }

    fn won(&mut self, gain: i64, places: &[usize]) -> bool {
        self.cost -= gain;
        for &place in places {
            self.look_at(place);
        }
        true
    }

    /// `a b … c d`, in either direction of the array, becomes `a c … b d`.
    fn two_opt(&mut self, a: usize, b: usize, c: usize, d: usize) {
        debug_assert!(self.tour.next(a) == b || self.tour.next(b) == a);
        debug_assert!(self.tour.next(c) == d || self.tour.next(d) == c);
        let (from, to) = if self.tour.next(a) == b {
            (b, c)
        } else {
            (c, b)
        };
        let (from, to) = (self.tour.position(from), self.tour.position(to));
        self.tour.reverse(from, to);
        self.undo.push((from, to));
    }

    /// `before, a … b, c … d, after` becomes `before, c … d, a … b, after`.
    fn swap_pieces(&mut self, before: usize, a: usize, b: usize, c: usize, d: usize, after: usize) {
        self.two_opt(before, a, d, after);
        self.two_opt(before, d, c, b);
        self.two_opt(d, b, a, after);
    }

    /// A double bridge (Martin, Otto, Felten 1991): three pieces in a row come to lie in the
    /// opposite order, none of them turned. No move of the search undoes that at once.
    fn kick(&mut self, random: &mut Random) {
        let n = self.tour.len();
        let most = KICK.min((n - 2) / 4).max(1);
        let mut cut = random.below(n);
        let cuts = [0; 4].map(|_| {
            let here = cut;
            cut += 1 + random.below(most);
            here
        });
        let [before, b, d, f] = cuts.map(|cut| self.tour.at(cut % n));
        let [a, c, e, after] = cuts.map(|cut| self.tour.at((cut + 1) % n));
        let cost = |x, y| self.ring.cost(x, y);
        self.cost += cost(before, e) + cost(f, c) + cost(d, a) + cost(b, after)
            - cost(before, a)
            - cost(b, c)
            - cost(d, e)
            - cost(f, after);
        self.two_opt(before, a, f, after);
        self.two_opt(before, f, e, d);
        self.two_opt(f, d, c, b);
        self.two_opt(d, b, a, after);
        for place in [before, a, b, c, d, e, f, after] {
            self.look_at(place);
        }
    }
}
