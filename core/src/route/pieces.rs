//! A tour with one way taken out, as pieces laid one behind the other: what a move would make of
//! it, before anything is moved.

use super::tour::{Run, Tour};

/// Most pieces of a path: one, and two more for each swap, and one for each turn.
pub(crate) const MOST: usize = 8;

/// A way of the tour that is taken out, which leaves a path from `end` round to `base`. Offsets
/// count the places of this path: `end` is 0, `base` the last.
#[derive(Clone, Copy)]
pub(crate) struct Opened {
    pub(crate) base: u32,
    /// Position of the place at offset 0.
    zero: u32,
    n: u32,
    /// Whether offsets grow along the array.
    pub(crate) forward: bool,
}

impl Opened {
    /// Without the way from `base` to the place after it, or to the one before.
    pub(crate) fn new(tour: &Tour, base: u32, forward: bool) -> Self {
        let (n, at) = (tour.len(), tour.position(base));
        let zero = match forward {
            true if at + 1 == n => 0,
            true => at + 1,
            false if at == 0 => n - 1,
            false => at - 1,
        };
        Self {
            base,
            zero,
            n,
            forward,
        }
    }

    #[inline]
    pub(crate) fn offset(&self, position: u32) -> u32 {
        let (from, to) = if self.forward {
            (self.zero, position)
        } else {
            (position, self.zero)
        };
        if to >= from {
            to - from
        } else {
            to + self.n - from
        }
    }

    #[inline]
    pub(crate) fn position(&self, offset: u32) -> u32 {
        if self.forward {
            let at = self.zero + offset;
            if at >= self.n { at - self.n } else { at }
        } else if self.zero >= offset {
            self.zero - offset
        } else {
            self.zero + self.n - offset
        }
    }

    /// The path as it was opened.
    pub(crate) fn path(&self) -> Path {
        let mut path = Path {
            pieces: [Piece::default(); MOST],
            len: 1,
        };
        path.pieces[0] = Piece {
            low: 0,
            high: self.n - 1,
            turned: false,
        };
        path
    }
}

/// Offsets from `low` to `high`, walked downwards if turned.
#[derive(Clone, Copy, Default)]
pub(crate) struct Piece {
    low: u32,
    high: u32,
    turned: bool,
}

/// Pieces in the order walked. Joints between them are ways added; ways inside are the tour's.
#[derive(Clone, Copy)]
pub(crate) struct Path {
    pieces: [Piece; MOST],
    len: u32,
}

impl Path {
    /// The piece that holds an offset.
    #[inline]
    pub(crate) fn piece(&self, offset: u32) -> usize {
        let mut i = 0;
        while offset < self.pieces[i].low || offset > self.pieces[i].high {
            i += 1;
        }
        i
    }

    /// The offset walked before this one in the same piece.
    #[inline]
    pub(crate) fn before(&self, piece: usize, offset: u32) -> Option<u32> {
        let Piece { low, high, turned } = self.pieces[piece];
        if turned {
            (offset < high).then_some(offset + 1)
        } else {
            (offset > low).then(|| offset - 1)
        }
    }

    /// The offset walked after this one in the same piece.
    #[inline]
    pub(crate) fn after(&self, piece: usize, offset: u32) -> Option<u32> {
        let Piece { low, high, turned } = self.pieces[piece];
        if turned {
            (offset > low).then(|| offset - 1)
        } else {
            (offset < high).then_some(offset + 1)
        }
    }

    /// Whether `a` is walked before `b`, in the same piece.
    #[inline]
    pub(crate) fn is_before(&self, piece: usize, a: u32, b: u32) -> bool {
        if self.pieces[piece].turned {
            a > b
        } else {
            a < b
        }
    }

    /// Parts a piece behind an offset.
    fn split(&mut self, piece: usize, offset: u32) {
        let len = self.len as usize;
        self.pieces.copy_within(piece..len, piece + 1);
        if self.pieces[piece].turned {
            self.pieces[piece].low = offset;
            self.pieces[piece + 1].high = offset - 1;
        } else {
            self.pieces[piece].high = offset;
            self.pieces[piece + 1].low = offset + 1;
        }
        self.len += 1;
    }

    /// Turns all up to and with an offset.
    pub(crate) fn turn(&mut self, piece: usize, offset: u32) {
        self.split(piece, offset);
        self.turn_pieces(0, piece + 1);
    }

    fn turn_pieces(&mut self, from: usize, to: usize) {
        self.pieces[from..to].reverse();
        for piece in &mut self.pieces[from..to] {
            piece.turned = !piece.turned;
        }
    }

    /// Parts the path behind two offsets, of which `inner` is walked first. What lies up to
    /// `inner` and what lies from there to `outer` are each turned, or else change places.
    pub(crate) fn swap(&mut self, inner: (usize, u32), outer: (usize, u32), turned: bool) {
        self.split(outer.0, outer.1);
        self.split(inner.0, inner.1);
        let (inner, outer) = (inner.0 + 1, outer.0 + 2);
        if turned {
            self.turn_pieces(0, inner);
            self.turn_pieces(inner, outer);
        } else {
            self.pieces[..outer].rotate_left(inner);
        }
    }

    /// The same pieces by position.
    pub(crate) fn runs(&self, opened: &Opened) -> [Run; MOST] {
        let mut runs = [Run::default(); MOST];
        for (run, piece) in runs.iter_mut().zip(&self.pieces[..self.len as usize]) {
            *run = Run {
                first: opened.position(piece.low),
                last: opened.position(piece.high),
                onward: opened.forward,
            };
            if piece.turned {
                *run = run.turned();
            }
        }
        runs
    }

    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }
}
