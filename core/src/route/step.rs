//! One step of the search: a change of several ways at a place that makes the tour shorter.

use super::near::{Near, Neighbour};
use super::pieces::{Opened, Path};
use super::ring::Ring;
use super::tour::Tour;
use crate::streets::Walking;

/// How many continuations are followed after the first exchange, the second, and so on; after the
/// last, only those that win at once count.
const BREADTH: [usize; 3] = [5, 1, 0];
/// Neighbours looked at for the second way of a swap.
const SECOND: usize = 5;
/// Exchanges in a row that may be swaps.
const SWAPS: usize = 1;

/// A tour, and the queue of places where it may be made shorter.
pub(crate) struct Step<'a, W: ?Sized> {
    pub(crate) ring: &'a Ring<'a, W>,
    pub(crate) near: &'a Near,
    pub(crate) tour: Tour,
    pub(crate) cost: i64,
    waiting: Vec<u32>,
    is_waiting: Vec<bool>,
}

/// What a move may go on with: a path whose `end` is not yet joined to anything.
#[derive(Clone, Copy)]
struct Open {
    won: i64,
    end: u32,
    change: Change,
}

#[derive(Clone, Copy)]
enum Change {
    Turn(usize, u32),
    Swap((usize, u32), (usize, u32), bool),
}

impl Change {
    #[inline]
    fn make(self, path: &Path) -> Path {
        let mut path = *path;
        match self {
            Change::Turn(piece, offset) => path.turn(piece, offset),
            Change::Swap(inner, outer, turned) => path.swap(inner, outer, turned),
        }
        path
    }
}

const WIDE: usize = BREADTH[0];

/// The continuations that have won most so far.
struct Best {
    found: [Open; WIDE],
    len: usize,
    most: usize,
}

impl Best {
    fn new(most: usize) -> Self {
        let none = Open {
            won: 0,
            end: 0,
            change: Change::Turn(0, 0),
        };
        Self {
            found: [none; WIDE],
            len: 0,
            most,
        }
    }

    #[inline]
    fn put(&mut self, open: Open) {
        if self.len == self.most {
            if self.most == 0 || self.found[self.len - 1].won >= open.won {
                return;
            }
            self.len -= 1;
        }
        let mut i = self.len;
        while i > 0 && self.found[i - 1].won < open.won {
            self.found[i] = self.found[i - 1];
            i -= 1;
        }
        self.found[i] = open;
        self.len += 1;
    }
}

impl<'a, W: Walking + ?Sized> Step<'a, W> {
    pub(crate) fn new(ring: &'a Ring<'a, W>, near: &'a Near, start: Vec<u32>) -> Self {
        Self {
            cost: ring.cost_of(&start),
            is_waiting: vec![true; start.len()],
            waiting: start.iter().rev().copied().collect(),
            tour: Tour::new(start),
            ring,
            near,
        }
    }

    pub(crate) fn look_at(&mut self, place: u32) {
        if !self.is_waiting[place as usize] {
            self.is_waiting[place as usize] = true;
            self.waiting.push(place);
        }
    }

    /// Improves until no waiting place offers anything.
    pub(crate) fn settle(&mut self) {
        while self.settle_one() {}
    }

    /// Improves at one of the waiting places; `false` if there is none.
    pub(crate) fn settle_one(&mut self) -> bool {
        let Some(place) = self.waiting.pop() else {
            return false;
        };
        self.is_waiting[place as usize] = false;
        while self.improve_at(place) {}
        true
    }

    /// Makes the first move found that takes out one of the two ways at `base` and wins.
    fn improve_at(&mut self, base: u32) -> bool {
        [true, false].into_iter().any(|forward| {
            let opened = Opened::new(&self.tour, base, forward);
            let end = self.tour.at(opened.position(0));
            let won = self.ring.cost(base, end);
            self.deepen(&opened, &opened.path(), end, won, 0)
        })
    }

    #[inline]
    fn place(&self, opened: &Opened, offset: u32) -> u32 {
        self.tour.at(opened.position(offset))
    }

    /// Joins `end` to a near place, and goes on from there as long as more was taken out than put
    /// in.
    fn deepen(&mut self, opened: &Opened, path: &Path, end: u32, won: i64, level: usize) -> bool {
        let ring = self.ring;
        let near = self.near;
        let mut best = Best::new(BREADTH[level]);
        let gap = ring
            .gap()
            .filter(|gap| *gap != end)
            .map(|place| Neighbour { place, ms: 0 });
        for way in gap.iter().chain(near.of(end)) {
            let joined = way.place;
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            if joined == opened.base {
                continue;
            }
            let at = opened.offset(self.tour.position(joined));
            let piece = path.piece(at);
            let Some(cut) = path.before(piece, at) else {
                continue;
            };
            let new_end = self.place(opened, cut);
            if new_end == end {
                continue;
            }
            {
                let won = won + ring.cost(new_end, joined);
                let change = Change::Turn(piece, cut);
                let closed = won - ring.cost(opened.base, new_end);
                if closed > 0 {
                    self.make(opened, &change.make(path), closed);
                    return true;
                }
                best.put(Open {
                    won,
                    end: new_end,
                    change,
                });
            }
            if level >= SWAPS || path.room() < 2 {
                continue;
            }
            let Some(behind) = path.after(piece, at) else {
                continue;
            };
            let behind = self.place(opened, behind);
            let won = won + ring.cost(joined, behind);
            for way in near.of(behind).iter().take(SECOND) {
                let won = won - i64::from(way.ms);
                if won <= 0 {
                    break;
                }
                let second = way.place;
                if second == joined {
                    continue;
                }
                let second_at = opened.offset(self.tour.position(second));
                let second_piece = path.piece(second_at);
                if second_piece > piece
                    || second_piece == piece && !path.is_before(piece, second_at, at)
                {
                    continue;
                }
                for turned in [false, true] {
                    let (new_at, inner) = if turned {
                        match path.before(second_piece, second_at) {
                            Some(before) => (before, before),
                            None => continue,
                        }
                    } else {
                        match path.after(second_piece, second_at) {
                            Some(after) => (after, second_at),
                            None => continue,
                        }
                    };
                    let new_end = self.place(opened, new_at);
                    let won = won + ring.cost(second, new_end);
                    let change = Change::Swap((second_piece, inner), (piece, at), turned);
                    let closed = won - ring.cost(opened.base, new_end);
                    if closed > 0 {
                        self.make(opened, &change.make(path), closed);
                        return true;
                    }
                    best.put(Open {
                        won,
                        end: new_end,
                        change,
                    });
                }
            }
        }
        for open in &best.found[..best.len] {
            let path = open.change.make(path);
            if self.deepen(opened, &path, open.end, open.won, level + 1) {
                return true;
            }
        }
        false
    }

    fn make(&mut self, opened: &Opened, path: &Path, closed: i64) {
        self.cost -= closed;
        let mut runs = path.runs(opened);
        let runs = &mut runs[..path.len()];
        for run in runs.iter() {
            for at in [run.first, run.last] {
                self.look_at(self.tour.at(at));
            }
        }
        self.tour.lay(runs);
    }
}
