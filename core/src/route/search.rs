//! The search for a short ring where every way costs the same in both directions.
//!
//! Iterated local search. Local: chains of 2-opt moves (Lin and Kernighan 1973, as flips of an
//! array after Johnson and McGeoch 1997) and Or-opt (Or 1976), along lists of near neighbours,
//! with a queue of places worth looking at (Bentley 1992). Iterated: two adjacent short pieces
//! change places (a double bridge within a neighbourhood), the places around are repaired, and
//! the result is kept if it is no worse; else the flips are undone.

use super::goal::Progress;
use super::random::Random;
use super::ring::Ring;
use super::tour::Tour;

/// Near neighbours looked at, not counting those at no distance.
const NEAR: usize = 10;
/// Neighbours at no distance (doors at one spot) looked at besides.
const SAME_SPOT: usize = 3;
/// How many continuations a chain of flips tries at each depth; past the list it ends.
const BREADTH: [usize; 3] = [5, 3, 1];
/// Longest piece that a kick moves.
const KICK: usize = 50;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`.
pub(crate) fn improve(
    ring: &Ring,
    start: Vec<u32>,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let mut search = Search::new(ring, start);
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
        for p in 0..n {
            distance[p] = distance[p].min(ring.cost(place, p));
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

/// Each place's neighbours, nearest first.
pub(crate) fn neighbours(ring: &Ring) -> Vec<Vec<u32>> {
    let n = ring.len();
    (0..n)
        .map(|a| {
            let cost = |b: u32| {
                let b = b as usize;
                ring.cost(a, b).min(ring.cost(b, a))
            };
            let mut others: Vec<u32> = (0..n as u32).filter(|&b| b as usize != a).collect();
            let same = others.iter().filter(|&&b| cost(b) == 0).count();
            let wanted = (same + NEAR).min(others.len());
            if wanted < others.len() {
                others.select_nth_unstable_by_key(wanted, |&b| (cost(b), b));
                others.truncate(wanted);
            }
            // The last place may be the gap, which all should look at.
            others.sort_unstable_by_key(|&b| (cost(b), b as usize + 1 != n, b));
            if same > SAME_SPOT {
                others.drain(SAME_SPOT..same);
            }
            others
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

impl<'a> Search<'a> {
    fn new(ring: &'a Ring, start: Vec<u32>) -> Self {
        let waiting: Vec<u32> = start.iter().rev().copied().collect();
        Self {
            cost: ring.cost_of(&start),
            tour: Tour::new(start),
            near: neighbours(ring),
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

    /// Reverses the piece of the tour from place `from` on to place `to`.
    fn flip(&mut self, from: usize, to: usize) {
        let (from, to) = (self.tour.position(from), self.tour.position(to));
        self.tour.reverse(from, to);
        self.undo.push((from, to));
    }

    fn unflip(&mut self) {
        let (from, to) = self.undo.pop().expect("a flip was made before");
        self.tour.reverse(from, to);
    }

    /// Improves until no waiting place offers anything.
    fn settle(&mut self) {
        while let Some(place) = self.waiting.pop() {
            self.is_waiting[place as usize] = false;
            while self.chain(place as usize) || self.move_piece(place as usize) {}
        }
    }

    /// Tries chains of flips that remove one of the two ways at `base`.
    fn chain(&mut self, base: usize) -> bool {
        for forward in [true, false] {
            let end = if forward {
                self.tour.next(base)
            } else {
                self.tour.previous(base)
            };
            let removed = self.ring.cost(base, end);
            if self.flips(base, end, removed, 0) {
                self.look_at(base);
                self.look_at(end);
                return true;
            }
        }
        false
    }

    /// One more flip. The tour is a path from `end` round to `base` and the way between them;
    /// `won` is what was removed so far less what was added, that way counted as removed.
    fn flips(&mut self, base: usize, end: usize, won: i64, depth: usize) -> bool {
        let Some(&breadth) = BREADTH.get(depth) else {
            return false;
        };
        // After a flip the direction of the array may have turned, so it is looked up each time.
        let forward = self.tour.next(base) == end;
        let mut options = [(i64::MIN, 0, 0); NEAR + SAME_SPOT];
        let mut count = 0;
        for &joined in &self.near[end] {
            let joined = joined as usize;
            let added = self.ring.cost(end, joined);
            if added >= won {
                break;
            }
            let cut = if forward {
                self.tour.previous(joined)
            } else {
                self.tour.next(joined)
            };
            if joined == base || cut == end || joined == end {
                continue;
            }
            options[count] = (self.ring.cost(cut, joined) - added, joined, cut);
            count += 1;
        }
        let options = &mut options[..count];
        options.sort_unstable_by_key(|&(gain, joined, _)| (std::cmp::Reverse(gain), joined));
        for &(gain, joined, cut) in options.iter().take(breadth) {
            let won_here = won + gain;
            let closed = won_here - self.ring.cost(cut, base);
            if closed <= 0 && depth + 1 == BREADTH.len() {
                continue;
            }
            if forward {
                self.flip(end, cut);
            } else {
                self.flip(cut, end);
            }
            if closed > 0 {
                self.cost -= closed;
                self.look_at(joined);
                self.look_at(cut);
                return true;
            }
            if self.flips(base, cut, won_here, depth + 1) {
                self.look_at(joined);
                self.look_at(cut);
                return true;
            }
            self.unflip();
        }
        false
    }

    /// Tries to move a piece of one to three places that ends at `place` to beside a neighbour.
    fn move_piece(&mut self, place: usize) -> bool {
        let n = self.tour.len();
        for forward in [true, false] {
            let ahead = |tour: &Tour, p| {
                if forward {
                    tour.next(p)
                } else {
                    tour.previous(p)
                }
            };
            let behind = |tour: &Tour, p| {
                if forward {
                    tour.previous(p)
                } else {
                    tour.next(p)
                }
            };
            // The piece runs from `place` backwards to `tail`.
            let mut tail = place;
            for length in 1..=3 {
                if length > 1 {
                    tail = behind(&self.tour, tail);
                }
                if length + 3 > n {
                    break;
                }
                let before = behind(&self.tour, tail);
                let after = ahead(&self.tour, place);
                let freed = self.ring.cost(before, tail) + self.ring.cost(place, after)
                    - self.ring.cost(before, after);
                if freed <= 0 {
                    continue;
                }
                for i in 0..self.near[place].len() {
                    let beside = self.near[place][i] as usize;
                    let added = self.ring.cost(place, beside);
                    if added >= freed {
                        break;
                    }
                    if self.in_piece(beside, tail, length, forward) {
                        continue;
                    }
                    // The other end of the piece goes towards either neighbour of `beside`.
                    for towards_ahead in [true, false] {
                        let other = if towards_ahead {
                            ahead(&self.tour, beside)
                        } else {
                            behind(&self.tour, beside)
                        };
                        if self.in_piece(other, tail, length, forward) {
                            continue;
                        }
                        let gain = freed - added - self.ring.cost(tail, other)
                            + self.ring.cost(beside, other);
                        if gain > 0 {
                            let (left, right) = if towards_ahead {
                                (beside, other)
                            } else {
                                (other, beside)
                            };
                            self.put(tail, place, left, right, !towards_ahead, forward);
                            self.cost -= gain;
                            for p in [before, after, tail, place, beside, other] {
                                self.look_at(p);
                            }
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    fn in_piece(&self, place: usize, tail: usize, length: usize, forward: bool) -> bool {
        let n = self.tour.len();
        let (from, to) = (self.tour.position(tail), self.tour.position(place));
        let steps = if forward {
            to + n - from
        } else {
            from + n - to
        };
        steps % n < length
    }

    /// Moves the piece `tail..=head` between the neighbours `left` and `right`, all as met when
    /// going `forward`; `straight` if `tail` comes to lie beside `left`. Two flips shift the
    /// piece, turned, past what lies between; one more turns it back.
    fn put(
        &mut self,
        tail: usize,
        head: usize,
        left: usize,
        right: usize,
        straight: bool,
        forward: bool,
    ) {
        let n = self.tour.len();
        // In the direction of the array: the piece is first..=last.
        let (first, last) = if forward { (tail, head) } else { (head, tail) };
        let (low, high) = if forward {
            (left, right)
        } else {
            (right, left)
        };
        let gone = (self.tour.position(low) + n - self.tour.position(last)) % n;
        let back = (self.tour.position(first) + n - self.tour.position(high)) % n;
        if gone <= back {
            // first..last, x..low | high  ->  x..low, then the piece
            let x = self.tour.next(last);
            self.flip_path(first, low);
            self.flip_between(x, low);
        } else {
            let x = self.tour.previous(first);
            self.flip_path(high, last);
            self.flip_between(high, x);
        }
        if straight {
            self.flip_between(first, last);
        }
    }

    fn flip_path(&mut self, from: usize, to: usize) {
        self.flip(from, to);
    }

    /// Reverses the piece whose ends are `a` and `b`, the short way round.
    fn flip_between(&mut self, a: usize, b: usize) {
        let n = self.tour.len();
        let (i, j) = (self.tour.position(a), self.tour.position(b));
        if (j + n - i) % n <= (i + n - j) % n {
            self.flip(a, b);
        } else {
            self.flip(b, a);
        }
    }

    /// Lets two adjacent short pieces change places somewhere.
    fn kick(&mut self, random: &mut Random) {
        let n = self.tour.len();
        let most = KICK.min((n - 1) / 3).max(1);
        let start = random.below(n);
        let (first, second) = (1 + random.below(most), 1 + random.below(most));
        let at = |tour: &Tour, offset: usize| tour.at((start + offset) % n);
        let before = at(&self.tour, 0);
        let (a, b) = (at(&self.tour, 1), at(&self.tour, first));
        let (c, d) = (at(&self.tour, first + 1), at(&self.tour, first + second));
        let after = at(&self.tour, first + second + 1);
        let cost = |x, y| self.ring.cost(x, y);
        self.cost += cost(before, c) + cost(d, a) + cost(b, after)
            - cost(before, a)
            - cost(b, c)
            - cost(d, after);
        self.flip(a, d);
        self.flip_between(c, d);
        self.flip_between(a, b);
        for p in [before, a, b, c, d, after] {
            self.look_at(p);
        }
    }
}
