//! A closed tour in an array, changed by laying its pieces in another order.

use super::ring::TIE;

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

/// A place, and the way to the one behind it.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    place: u32,
    way: Way,
}

/// What a way costs, and in which step it was laid.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    laid: u32,
    /// [`TIED`] for a tie, which costs less than nothing.
    cost: u32,
}

const TIED: u32 = u32::MAX;

impl Way {
    fn new(laid: u32, cost: i64) -> Self {
        let cost = if cost < 0 { TIED } else { cost as u32 };
        Self { laid, cost }
    }
}

/// Places in order, where each one is, and what the ways between them cost, which is looked up far
/// more often than it changes. Changes can be taken back.
#[derive(Clone)]
pub(crate) struct Tour {
    at: Vec<Slot>,
    position: Vec<u32>,
    /// What changes have overwritten, one after the other.
    overwritten: Vec<Slot>,
    /// Where each change began to write.
    changes: Vec<Change>,
    /// Number of the step at work.
    step: u32,
}

#[derive(Clone)]
struct Change {
    position: u32,
    overwritten: u32,
}

/// A tour, and what it costs.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) tour: Tour,
    pub(crate) cost: i64,
}

impl Tour {
    /// `cost` is that of the way between two places, the same in both directions.
    pub(crate) fn new(at: &[u32], cost: impl Fn(u32, u32) -> i64) -> Self {
        let mut position = vec![0; at.len()];
        for (i, &place) in (0..).zip(at) {
            position[place as usize] = i;
        }
        let behind = at.iter().cycle().skip(1);
        Self {
            at: at
                .iter()
                .zip(behind)
                .map(|(&place, &next)| Slot {
                    place,
                    way: Way::new(0, cost(place, next)),
                })
                .collect(),
            position,
            overwritten: Vec::new(),
            changes: Vec::new(),
            step: 1,
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.at.len() as u32
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = u32> {
        self.at.iter().map(|slot| slot.place)
    }

    #[inline]
    pub(crate) fn at(&self, position: u32) -> u32 {
        self.at[position as usize].place
    }

    #[inline]
    pub(crate) fn position(&self, place: u32) -> u32 {
        self.position[place as usize]
    }

    /// Cost of the way from the place at a position to the one behind it.
    #[inline]
    pub(crate) fn cost_at(&self, position: u32) -> i64 {
        match self.at[position as usize].way.cost {
            TIED => -TIE,
            cost => i64::from(cost),
        }
    }

    /// Whether the step at work has laid that way.
    #[inline]
    pub(crate) fn is_new(&self, position: u32) -> bool {
        self.at[position as usize].way.laid == self.step
    }

    /// Begins another step.
    pub(crate) fn begin(&mut self) {
        self.step = self.step.wrapping_add(1);
    }

    #[inline]
    pub(crate) fn behind(&self, position: u32) -> u32 {
        if position + 1 == self.len() {
            0
        } else {
            position + 1
        }
    }

    #[inline]
    pub(crate) fn before(&self, position: u32) -> u32 {
        if position == 0 {
            self.len() - 1
        } else {
            position - 1
        }
    }

    /// The positions before and behind one.
    pub(crate) fn beside(&self, position: u32) -> [u32; 2] {
        [self.before(position), self.behind(position)]
    }

    /// The position that the way between two places leads on from, where there is one.
    pub(crate) fn way_between(&self, a: u32, b: u32) -> Option<u32> {
        let (a, b) = (self.position(a), self.position(b));
        if self.behind(a) == b {
            Some(a)
        } else {
            (self.behind(b) == a).then_some(b)
        }
    }

    /// How many changes there are to take back.
    pub(crate) fn mark(&self) -> usize {
        self.changes.len()
    }

    /// Makes the tour that walks `runs` one after the other, which together hold each position
    /// once. The longest stays where it is, in the direction of `runs` or in the other one: a
    /// tour is the same walked backwards.
    pub(crate) fn lay(&mut self, runs: &[Run], cost: impl Fn(u32, u32) -> i64) {
        let n = self.len();
        let Some(longest) = (0..runs.len()).max_by_key(|&r| runs[r].len(n)) else {
            return;
        };
        let kept = runs[longest];
        let (_, end) = kept.span();
        let begin = self.overwritten.len();
        self.changes.push(Change {
            position: end,
            overwritten: begin as u32,
        });
        // With the end of what is kept, since the way from it is another one.
        let count = (n - kept.len(n)) as usize + 1;
        let ahead = count.min((n - end) as usize);
        self.overwritten
            .extend_from_slice(&self.at[end as usize..end as usize + ahead]);
        self.overwritten
            .extend_from_slice(&self.at[..count - ahead]);
        let Self {
            at,
            position,
            overwritten,
            ..
        } = self;
        let old = &overwritten[begin..];
        let laid = self.step;
        let (mut last, mut to) = (end as usize, end as usize + 1);
        for step in 1..runs.len() {
            let run = if kept.onward {
                runs[(longest + step) % runs.len()]
            } else {
                runs[(longest + runs.len() - step) % runs.len()].turned()
            };
            let (low, _) = run.span();
            let low = if low >= end { low - end } else { low + n - end } as usize;
            let mut piece = &old[low..low + run.len(n) as usize];
            let first = if run.onward {
                piece.first()
            } else {
                piece.last()
            };
            let first = first.expect("a run holds a position").place;
            at[last].way = Way::new(laid, cost(at[last].place, first));
            while !piece.is_empty() {
                if to == n as usize {
                    to = 0;
                }
                let fits = piece.len().min(n as usize - to);
                let room = &mut at[to..to + fits];
                if run.onward {
                    room.copy_from_slice(&piece[..fits]);
                    piece = &piece[fits..];
                } else {
                    let (rest, now) = piece.split_at(piece.len() - fits);
                    // The way behind each is the one that was before it.
                    let before = rest.last().map(|slot| slot.way).unwrap_or_default();
                    room[fits - 1] = Slot {
                        place: now[0].place,
                        way: before,
                    };
                    let pairs = now.windows(2).rev();
                    for (slot, pair) in room.iter_mut().zip(pairs) {
                        *slot = Slot {
                            place: pair[1].place,
                            way: pair[0].way,
                        };
                    }
                    piece = rest;
                }
                for (i, slot) in (to as u32..).zip(room) {
                    position[slot.place as usize] = i;
                }
                to += fits;
                last = to - 1;
            }
        }
        let next = if to == n as usize { 0 } else { to };
        at[last].way = Way::new(laid, cost(at[last].place, at[next].place));
    }

    /// Keeps the changes made.
    pub(crate) fn keep(&mut self) {
        self.overwritten.clear();
        self.changes.clear();
    }

    /// Takes back all changes since they were last kept but the first `mark`.
    pub(crate) fn take_back_to(&mut self, mark: usize) {
        let n = self.at.len();
        while self.changes.len() > mark
            && let Some(change) = self.changes.pop()
        {
            let from = change.position as usize;
            let old = &self.overwritten[change.overwritten as usize..];
            let (ahead, around) = old.split_at(old.len().min(n - from));
            for (to, old) in [(from, ahead), (0, around)] {
                self.at[to..to + old.len()].copy_from_slice(old);
                for (i, slot) in (to as u32..).zip(old) {
                    self.position[slot.place as usize] = i;
                }
            }
            self.overwritten.truncate(change.overwritten as usize);
        }
    }
}
