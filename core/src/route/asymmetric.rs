//! The search for a short ring where a way may cost more in one direction than in the other.
//!
//! The same iterated local search as `search`, but a piece that is turned changes its own cost,
//! so sums along the tour in both directions are kept and made anew after each change. That takes
//! time proportional to the number of places; walks on streets rarely need it.

use super::goal::Progress;
use super::near::Near;
use super::random::Random;
use super::ring::Ring;
use crate::streets::Walking;

/// Longest piece that a move takes elsewhere.
const PIECE: usize = 3;
/// Longest piece that a kick moves.
const KICK: usize = 30;

/// Places looked at before `effort` is asked again, while the start is improved.
const ASK: u64 = 16;

/// `start` made shorter for as long as `effort` says go on. Never longer than `start`.
pub(crate) fn improve<W: Walking + ?Sized>(
    ring: &Ring<'_, W>,
    start: Vec<u32>,
    near: &Near,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let mut search = Search::new(ring, near, start);
    let mut looked_at = 0;
    while search.settle_one() {
        looked_at += 1;
        let best_ms = ring.walk_ms(search.cost());
        if looked_at % ASK == 0 && !effort(&Progress { steps: 0, best_ms }) {
            return search.at;
        }
    }
    let mut random = Random::new(seed);
    let mut steps = 0;
    while effort(&Progress {
        steps,
        best_ms: ring.walk_ms(search.cost()),
    }) {
        steps += 1;
        let (at, cost) = (search.at.clone(), search.cost());
        search.kick(&mut random);
        search.settle();
        if search.cost() > cost {
            search.at = at;
            search.sum_up();
        }
    }
    search.at
}

struct Search<'a, W: ?Sized> {
    ring: &'a Ring<'a, W>,
    at: Vec<u32>,
    position: Vec<usize>,
    /// Cost from the first place on to each position, and from there back to the first.
    on: Vec<i64>,
    back: Vec<i64>,
    near: &'a Near,
    waiting: Vec<u32>,
    is_waiting: Vec<bool>,
}

impl<'a, W: Walking + ?Sized> Search<'a, W> {
    fn new(ring: &'a Ring<'a, W>, near: &'a Near, start: Vec<u32>) -> Self {
        let n = ring.len();
        let mut search = Self {
            waiting: start.iter().rev().copied().collect(),
            is_waiting: vec![true; n],
            at: start,
            position: vec![0; n],
            on: vec![0; n],
            back: vec![0; n],
            near,
            ring,
        };
        search.sum_up();
        search
    }

    fn sum_up(&mut self) {
        for i in 0..self.at.len() {
            let place = self.at[i];
            self.position[place as usize] = i;
            if i > 0 {
                let before = self.at[i - 1];
                self.on[i] = self.on[i - 1] + self.ring.cost(before, place);
                self.back[i] = self.back[i - 1] + self.ring.cost(place, before);
            }
        }
    }

    fn cost(&self) -> i64 {
        let last = self.at.len() - 1;
        self.on[last] + self.between(last, 0)
    }

    /// Cost from the place at one position to that at another; the position past the last is the
    /// first.
    fn between(&self, i: usize, j: usize) -> i64 {
        let n = self.at.len();
        let j = if j == n { 0 } else { j };
        self.ring.cost(self.at[i], self.at[j])
    }

    fn look_around(&mut self, position: usize) {
        let n = self.at.len();
        for i in [position + n - 1, position, position + 1] {
            let place = self.at[i % n];
            if !self.is_waiting[place as usize] {
                self.is_waiting[place as usize] = true;
                self.waiting.push(place);
            }
        }
    }

    fn settle(&mut self) {
        while self.settle_one() {}
    }

    /// Improves at one of the waiting places; `false` if there is none.
    fn settle_one(&mut self) -> bool {
        let Some(place) = self.waiting.pop() else {
            return false;
        };
        self.is_waiting[place as usize] = false;
        while self.improve_at(place) {}
        true
    }

    fn improve_at(&mut self, place: u32) -> bool {
        let near = self.near.of(place).iter().map(|way| way.place);
        let gap = self.ring.gap().filter(|gap| *gap != place);
        for other in gap.into_iter().chain(near) {
            let (p, q) = (self.position[place as usize], self.position[other as usize]);
            let (low, high) = (p.min(q), p.max(q));
            if self.turn(low + 1, high) || (low > 0 && self.turn(low, high - 1)) {
                return true;
            }
            for length in 1..=PIECE {
                for from in [p.checked_sub(length - 1), Some(p)].into_iter().flatten() {
                    let to = from + length - 1;
                    let gaps = [Some(q), q.checked_sub(1)];
                    if gaps
                        .into_iter()
                        .flatten()
                        .any(|gap| self.shift(from, to, gap))
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Turns the piece `from..=to` round if that is cheaper. Position 0 is never in it.
    fn turn(&mut self, from: usize, to: usize) -> bool {
        if from >= to {
            return false;
        }
        let old =
            self.between(from - 1, from) + self.on[to] - self.on[from] + self.between(to, to + 1);
        let new = self.between(from - 1, to) + self.back[to] - self.back[from]
            + if to + 1 == self.at.len() {
                self.between(from, 0)
            } else {
                self.between(from, to + 1)
            };
        if new >= old {
            return false;
        }
        self.at[from..=to].reverse();
        self.sum_up();
        self.look_around(from);
        self.look_around(to);
        true
    }

    /// Moves the piece `from..=to` to behind position `gap`, straight or turned, if that is
    /// cheaper. Position 0 is never in it.
    fn shift(&mut self, from: usize, to: usize, gap: usize) -> bool {
        let n = self.at.len();
        if from == 0 || to >= n || (from - 1..=to).contains(&gap) {
            return false;
        }
        let freed = self.between(from - 1, from) + self.between(to, to + 1)
            - self.between(from - 1, if to + 1 == n { 0 } else { to + 1 });
        let filled = self.between(gap, gap + 1);
        let after = if gap + 1 == n { 0 } else { gap + 1 };
        let straight = self.between(gap, from) + self.between(to, after);
        let turned =
            self.between(gap, to) + self.between(from, after) + (self.back[to] - self.back[from])
                - (self.on[to] - self.on[from]);
        if straight.min(turned) - filled >= freed {
            return false;
        }
        if turned < straight {
            self.at[from..=to].reverse();
        }
        let length = to - from + 1;
        let (low, high) = if gap < from {
            self.at[gap + 1..=to].rotate_right(length);
            (gap + 1, to)
        } else {
            self.at[from..=gap].rotate_left(length);
            (from, gap)
        };
        self.sum_up();
        for i in [low, low + length, high + 1 - length, high] {
            self.look_around(i.min(n - 1));
        }
        true
    }

    /// Lets two adjacent short pieces change places somewhere.
    fn kick(&mut self, random: &mut Random) {
        let n = self.at.len();
        let most = KICK.min((n - 1) / 3).max(1);
        let (first, second) = (1 + random.below(most), 1 + random.below(most));
        let from = 1 + random.below(n - first - second);
        self.at[from..from + first + second].rotate_left(first);
        self.sum_up();
        for i in [from, from + second, from + first + second - 1] {
            self.look_around(i);
        }
    }
}
