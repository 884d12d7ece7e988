//! A tour in parts, which are joined again.

use super::near::Near;
use super::ring::Ring;
use super::tour::{Run, Tour};
use crate::streets::Walking;

const NONE: u32 = u32::MAX;

/// Pieces of a tour, whose ends are linked so that they make rings: the parts.
#[derive(Default)]
pub(crate) struct Parts {
    /// Positions behind which the tour is cut.
    cuts: Vec<u32>,
    pieces: Vec<Piece>,
    /// Where each piece begins, and its index, in the order of the array.
    begins: Vec<(u32, u32)>,
    /// Places of each part; none of one that was joined to another.
    sizes: Vec<u32>,
    runs: Vec<Run>,
    looked_at: u64,
}

/// A stretch of the array, which may lead over its end.
#[derive(Clone, Copy)]
struct Piece {
    first: u32,
    last: u32,
    /// The ends that its own are linked to.
    links: [u32; 2],
    part: u32,
}

impl Piece {
    fn len(&self, n: u32) -> u32 {
        1 + if self.last >= self.first {
            self.last - self.first
        } else {
            self.last + n - self.first
        }
    }
}

/// An end of a piece: the first place of an even one, the last of an odd one.
fn end(piece: u32, side: u32) -> u32 {
    2 * piece + side
}

impl Parts {
    pub(crate) fn clear(&mut self) {
        self.cuts.clear();
        self.pieces.clear();
        self.begins.clear();
        self.sizes.clear();
        self.runs.clear();
        self.looked_at = 0;
    }

    /// Places looked at to join parts.
    pub(crate) fn looked_at(&self) -> u64 {
        self.looked_at
    }

    /// Cuts the tour behind a position.
    pub(crate) fn cut_behind(&mut self, position: u32) {
        self.cuts.push(position);
    }

    /// Makes the parts, of the pieces between all cuts and of as many new ways.
    pub(crate) fn make(&mut self, tour: &Tour, ways: impl Iterator<Item = (u32, u32)>) {
        self.cuts.sort_unstable();
        let next = self.cuts.iter().cycle().skip(1);
        for ((&cut, &last), index) in self.cuts.iter().zip(next).zip(0..) {
            let first = tour.behind(cut);
            self.begins.push((first, index));
            self.pieces.push(Piece {
                first,
                last,
                links: [NONE; 2],
                part: NONE,
            });
        }
        self.begins.sort_unstable();
        for (a, b) in ways {
            let a = self.free_end(tour.position(a));
            let b = self.free_end(tour.position(b));
            self.link(a, b);
        }
        for first in 0..self.pieces.len() as u32 {
            if self.pieces[first as usize].part != NONE {
                continue;
            }
            let (mut size, mut here) = (0, end(first, 0));
            loop {
                let piece = &mut self.pieces[here as usize / 2];
                if piece.part != NONE {
                    break;
                }
                piece.part = self.sizes.len() as u32;
                size += piece.len(tour.len());
                here = self.linked(here ^ 1);
            }
            self.sizes.push(size);
        }
    }

    /// Joins all parts to one, the smallest first. What is then left of what was `won`; `None` if
    /// nothing is.
    pub(crate) fn join<W: Walking + ?Sized>(
        &mut self,
        tour: &Tour,
        ring: &Ring<'_, W>,
        few: &Near,
        mut won: i64,
    ) -> Option<i64> {
        for _ in 1..self.sizes.len() {
            won -= self.join_smallest(tour, ring, few, won)?;
        }
        Some(won)
    }

    /// The piece that holds a position.
    fn piece_at(&self, position: u32) -> u32 {
        let behind = self.begins.partition_point(|(first, _)| *first <= position);
        let piece = behind
            .checked_sub(1)
            .map_or_else(|| self.begins.last(), |i| self.begins.get(i));
        piece.expect("a tour in parts has pieces").1
    }

    /// The position of an end.
    fn position(&self, end: u32) -> u32 {
        let piece = &self.pieces[end as usize / 2];
        if end & 1 == 0 {
            piece.first
        } else {
            piece.last
        }
    }

    fn linked(&self, end: u32) -> u32 {
        self.pieces[end as usize / 2].links[end as usize & 1]
    }

    /// An end at a position that is linked to none.
    fn free_end(&self, position: u32) -> u32 {
        let piece = self.piece_at(position);
        let first = end(piece, 0);
        if self.position(first) == position && self.linked(first) == NONE {
            first
        } else {
            end(piece, 1)
        }
    }

    fn link(&mut self, a: u32, b: u32) {
        self.pieces[a as usize / 2].links[a as usize & 1] = b;
        self.pieces[b as usize / 2].links[b as usize & 1] = a;
    }

    /// The two positions next to one, in its part.
    fn beside(&self, tour: &Tour, position: u32, piece: u32) -> [u32; 2] {
        let held = &self.pieces[piece as usize];
        [
            if held.first == position {
                self.position(held.links[0])
            } else {
                tour.before(position)
            },
            if held.last == position {
                self.position(held.links[1])
            } else {
                tour.behind(position)
            },
        ]
    }

    /// Joins the smallest part to another one, by two ways for one of each, where that costs least
    /// and less than `most`. What it costs.
    fn join_smallest<W: Walking + ?Sized>(
        &mut self,
        tour: &Tour,
        ring: &Ring<'_, W>,
        few: &Near,
        most: i64,
    ) -> Option<i64> {
        let smallest = (0..self.sizes.len() as u32)
            .filter(|&part| self.sizes[part as usize] > 0)
            .min_by_key(|&part| self.sizes[part as usize])?;
        self.looked_at += u64::from(self.sizes[smallest as usize]);
        let cost = |a: u32, b: u32| {
            if tour.behind(a) == b {
                tour.cost_at(a)
            } else if tour.behind(b) == a {
                tour.cost_at(b)
            } else {
                ring.cost(tour.at(a), tour.at(b))
            }
        };
        let (mut best, mut least) = (None, most);
        for (index, piece) in (0..).zip(&self.pieces) {
            if piece.part != smallest {
                continue;
            }
            let mut here = piece.first;
            loop {
                let beside = self
                    .beside(tour, here, index)
                    .map(|at| (at, cost(here, at)));
                for way in few.of(tour.at(here)) {
                    let there = tour.position(way.place);
                    let held = self.piece_at(there);
                    if self.pieces[held as usize].part == smallest {
                        continue;
                    }
                    for behind in self.beside(tour, there, held) {
                        let laid = i64::from(way.ms) - cost(there, behind);
                        for (next, opened) in beside {
                            let more = laid - opened;
                            if more >= least {
                                continue;
                            }
                            let more = more + ring.cost(tour.at(next), tour.at(behind));
                            if more < least {
                                (best, least) = (Some([here, next, there, behind]), more);
                            }
                        }
                    }
                }
                if here == piece.last {
                    break;
                }
                here = tour.behind(here);
            }
        }
        let [here, next, there, behind] = best?;
        let into = self.pieces[self.piece_at(there) as usize].part;
        let (here, next) = self.open(tour, here, next);
        let (there, behind) = self.open(tour, there, behind);
        self.link(here, there);
        self.link(next, behind);
        for piece in &mut self.pieces {
            if piece.part == smallest {
                piece.part = into;
            }
        }
        self.sizes[into as usize] += self.sizes[smallest as usize];
        self.sizes[smallest as usize] = 0;
        Some(least)
    }

    /// Opens the way between two positions. The ends that they then are.
    fn open(&mut self, tour: &Tour, a: u32, b: u32) -> (u32, u32) {
        let piece = self.piece_at(a);
        for here in [end(piece, 0), end(piece, 1)] {
            let there = self.linked(here);
            if self.position(here) == a && self.position(there) == b {
                return (here, there);
            }
        }
        let onward = tour.behind(a) == b;
        let (last, first) = if onward { (a, b) } else { (b, a) };
        let rest = self.pieces.len() as u32;
        let held = self.pieces[piece as usize];
        self.pieces.push(Piece { first, ..held });
        self.pieces[piece as usize].last = last;
        self.link(end(rest, 1), held.links[1]);
        let index = self.begins.partition_point(|(begin, _)| *begin < first);
        self.begins.insert(index, (first, rest));
        if onward {
            (end(piece, 1), end(rest, 0))
        } else {
            (end(rest, 0), end(piece, 1))
        }
    }

    /// The one part as runs of the tour, in order.
    pub(crate) fn runs(&mut self) -> &[Run] {
        let mut here = 0;
        loop {
            let there = here ^ 1;
            self.runs.push(Run {
                first: self.position(here),
                last: self.position(there),
                onward: here & 1 == 0,
            });
            here = self.linked(there);
            if here == 0 {
                return &self.runs;
            }
        }
    }
}
