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

/// A place, and the cost of the way to the one behind it.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    place: u32,
    cost: i64,
}

/// Places in order, where each one is, and what the ways between them cost, which is looked up far
/// more often than it changes. Changes can be taken back.
pub(crate) struct Tour {
    at: Vec<Slot>,
    position: Vec<u32>,
    /// What changes have overwritten, one after the other.
    overwritten: Vec<Slot>,
    /// Where each change began to write.
    changes: Vec<Change>,
}

struct Change {
    position: u32,
    overwritten: u32,
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
                    cost: cost(place, next),
                })
                .collect(),
            position,
            overwritten: Vec::new(),
            changes: Vec::new(),
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
        self.at[position as usize].cost
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
        let old = &self.overwritten[begin..];
        let (mut last, mut to) = (end as usize, self.behind(end) as usize);
        for step in 1..runs.len() {
            let run = if kept.onward {
                runs[(longest + step) % runs.len()]
            } else {
                runs[(longest + runs.len() - step) % runs.len()].turned()
            };
            let (low, _) = run.span();
            let low = if low >= end { low - end } else { low + n - end } as usize;
            let piece = &old[low..low + run.len(n) as usize];
            let first = if run.onward {
                piece.first()
            } else {
                piece.last()
            };
            let first = first.expect("a run holds a position").place;
            self.at[last].cost = cost(self.at[last].place, first);
            let mut put = |slot: Slot| {
                self.at[to] = slot;
                self.position[slot.place as usize] = to as u32;
                last = to;
                to = if to + 1 == n as usize { 0 } else { to + 1 };
            };
            if run.onward {
                piece.iter().for_each(|slot| put(*slot));
            } else {
                for i in (0..piece.len()).rev() {
                    put(Slot {
                        place: piece[i].place,
                        cost: piece[i.saturating_sub(1)].cost,
                    });
                }
            }
        }
        self.at[last].cost = cost(self.at[last].place, self.at[to].place);
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
            let mut to = change.position as usize;
            for &slot in &self.overwritten[change.overwritten as usize..] {
                self.at[to] = slot;
                self.position[slot.place as usize] = to as u32;
                to = if to + 1 == n { 0 } else { to + 1 };
            }
            self.overwritten.truncate(change.overwritten as usize);
        }
    }
}
