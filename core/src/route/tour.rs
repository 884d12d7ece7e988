//! A closed tour in an array, changed by laying its pieces in another order.

/// A piece of the tour to be walked from one position to another, along the array or against it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Run {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) onward: bool,
}

impl Run {
    fn len(self, n: u32) -> u32 {
        let (from, to) = self.span();
        1 + if to >= from { to - from } else { to + n - from }
    }

    /// The positions where it begins and ends along the array.
    fn span(self) -> (u32, u32) {
        if self.onward {
            (self.first, self.last)
        } else {
            (self.last, self.first)
        }
    }

    pub(crate) fn turned(self) -> Self {
        Self {
            first: self.last,
            last: self.first,
            onward: !self.onward,
        }
    }
}

/// Places in order, and where each one is. Changes can be taken back.
pub(crate) struct Tour {
    at: Vec<u32>,
    position: Vec<u32>,
    /// What changes have overwritten, one after the other.
    overwritten: Vec<u32>,
    /// Where each change began to write.
    changes: Vec<Change>,
}

struct Change {
    position: u32,
    overwritten: u32,
}

impl Tour {
    pub(crate) fn new(at: Vec<u32>) -> Self {
        let mut position = vec![0; at.len()];
        for (i, &place) in (0..).zip(&at) {
            position[place as usize] = i;
        }
        Self {
            at,
            position,
            overwritten: Vec::new(),
            changes: Vec::new(),
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.at.len() as u32
    }

    pub(crate) fn places(&self) -> &[u32] {
        &self.at
    }

    #[inline]
    pub(crate) fn at(&self, position: u32) -> u32 {
        self.at[position as usize]
    }

    #[inline]
    pub(crate) fn position(&self, place: u32) -> u32 {
        self.position[place as usize]
    }

    /// Makes the tour that walks `runs` one after the other, which together hold each position
    /// once. The longest stays where it is, in the direction of `runs` or in the other one: a
    /// tour is the same walked backwards.
    pub(crate) fn lay(&mut self, runs: &mut [Run]) {
        let n = self.len();
        let Some(longest) = (0..runs.len()).max_by_key(|&r| runs[r].len(n)) else {
            return;
        };
        let kept = runs[longest];
        let (_, end) = kept.span();
        let from = if end + 1 == n { 0 } else { end + 1 };
        let begin = self.overwritten.len();
        self.changes.push(Change {
            position: from,
            overwritten: begin as u32,
        });
        let count = (n - kept.len(n)) as usize;
        let ahead = count.min((n - from) as usize);
        self.overwritten
            .extend_from_slice(&self.at[from as usize..from as usize + ahead]);
        self.overwritten
            .extend_from_slice(&self.at[..count - ahead]);
        let old = &self.overwritten[begin..];
        let mut to = from as usize;
        for step in 1..runs.len() {
            let run = if kept.onward {
                runs[(longest + step) % runs.len()]
            } else {
                runs[(longest + runs.len() - step) % runs.len()].turned()
            };
            let (low, _) = run.span();
            let low = if low >= from {
                low - from
            } else {
                low + n - from
            } as usize;
            let piece = &old[low..low + run.len(n) as usize];
            let mut put = |place: u32| {
                self.at[to] = place;
                self.position[place as usize] = to as u32;
                to = if to + 1 == n as usize { 0 } else { to + 1 };
            };
            if run.onward {
                piece.iter().for_each(|&place| put(place));
            } else {
                piece.iter().rev().for_each(|&place| put(place));
            }
        }
    }

    /// Keeps the changes made.
    pub(crate) fn keep(&mut self) {
        self.overwritten.clear();
        self.changes.clear();
    }

    /// Takes back all changes since they were last kept.
    pub(crate) fn take_back(&mut self) {
        let n = self.at.len();
        while let Some(change) = self.changes.pop() {
            let mut to = change.position as usize;
            for &place in &self.overwritten[change.overwritten as usize..] {
                self.at[to] = place;
                self.position[place as usize] = to as u32;
                to = if to + 1 == n { 0 } else { to + 1 };
            }
            self.overwritten.truncate(change.overwritten as usize);
        }
    }
}
