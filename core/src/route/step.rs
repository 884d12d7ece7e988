//! One step of the search: a change of several ways at a place that makes the tour shorter.
//!
//! A way is taken out, which leaves a path. Its end is joined to a near place inside, and a way
//! beside that place is taken out: what lies before is turned, and the path has a new end (Lin and
//! Kernighan 1973). Or two ways are taken out inside, and the pieces before and between them
//! change places or are turned (3-opt; with a short piece, Or 1976). Joined to its base, the path
//! is a tour again: if that is shorter, the change is made. Until then it is a list of pieces
//! beside the tour, so that what does not win costs no moving about.

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
    /// All up to an offset in a piece is turned.
    Turn(u8, u32),
    /// What lies up to the first and what lies from there to the second change places, or are
    /// turned.
    Swap((u8, u32), (u8, u32), bool),
}

impl Change {
    #[inline]
    fn make(self, path: &Path) -> Path {
        let mut path = *path;
        match self {
            Change::Turn(piece, offset) => path.turn(piece.into(), offset),
            Change::Swap((inner, at), (outer, to), turned) => {
                path.swap((inner.into(), at), (outer.into(), to), turned);
            }
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

    /// Joins `end` to near places, and goes on from there as long as more was taken out than put
    /// in. `true` once a move that wins is made.
    fn deepen(&mut self, opened: &Opened, path: &Path, end: u32, won: i64, level: usize) -> bool {
        let (ring, near) = (self.ring, self.near);
        let mut best = Best::new(BREADTH[level]);
        let gap = ring.gap().filter(|gap| *gap != end);
        let gap = gap.map(|place| Neighbour { place, ms: 0 });
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
            // Only ways of the tour are taken out again, and those lie within pieces.
            let Some(cut) = path.before(piece, at) else {
                continue;
            };
            let new_end = self.place(opened, cut);
            if new_end == end {
                continue;
            }
            let turned = Open {
                won: won + ring.cost(new_end, joined),
                end: new_end,
                change: Change::Turn(piece as u8, cut),
            };
            if self.closes(opened, path, turned, &mut best)
                || level < SWAPS && self.swap(opened, path, (piece, at), won, &mut best)
            {
                return true;
            }
        }
        best.found[..best.len].iter().any(|open| {
            let path = open.change.make(path);
            self.deepen(opened, &path, open.end, open.won, level + 1)
        })
    }

    /// Looks for two ways to take out: the one behind the place that `end` was joined to, and one
    /// before it that is near.
    fn swap(
        &mut self,
        opened: &Opened,
        path: &Path,
        (piece, at): (usize, u32),
        won: i64,
        best: &mut Best,
    ) -> bool {
        let (ring, near) = (self.ring, self.near);
        let Some(behind) = path.after(piece, at) else {
            return false;
        };
        let (joined, behind) = (self.place(opened, at), self.place(opened, behind));
        let won = won + ring.cost(joined, behind);
        for way in near.of(behind).iter().take(SECOND) {
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let second = way.place;
            let second_at = opened.offset(self.tour.position(second));
            let in_piece = path.piece(second_at);
            if in_piece > piece || in_piece == piece && !path.is_before(piece, second_at, at) {
                continue;
            }
            // The way taken out lies on either side of the second place; the path is parted there.
            let after = path.after(in_piece, second_at).map(|new| (new, second_at));
            let before = path.before(in_piece, second_at).map(|new| (new, new));
            for (sides, turned) in [(after, false), (before, true)] {
                let Some((new_at, parted)) = sides else {
                    continue;
                };
                let new_end = self.place(opened, new_at);
                let inner = (in_piece as u8, parted);
                let open = Open {
                    won: won + ring.cost(second, new_end),
                    end: new_end,
                    change: Change::Swap(inner, (piece as u8, at), turned),
                };
                if self.closes(opened, path, open, best) {
                    return true;
                }
            }
        }
        false
    }

    /// Makes the move if it wins when its end is joined to the base; else puts it with the best.
    #[inline]
    fn closes(&mut self, opened: &Opened, path: &Path, open: Open, best: &mut Best) -> bool {
        let closed = open.won - self.ring.cost(opened.base, open.end);
        if closed > 0 {
            self.make(opened, &open.change.make(path), closed);
            return true;
        }
        best.put(open);
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
