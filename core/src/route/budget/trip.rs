//! A ring through some of the places, in an array, changed piece by piece.

use super::problem::Problem;

const OUTSIDE: u32 = u32::MAX;

/// Places in order and where each one is; cost and worth are kept up with every change.
#[derive(Clone)]
pub(super) struct Trip {
    at: Vec<u32>,
    position: Vec<u32>,
    pub(super) cost: i64,
    pub(super) worth: u64,
}

impl Trip {
    pub(super) fn new(problem: &Problem, ring: &[usize]) -> Self {
        let at: Vec<u32> = ring.iter().map(|&p| p as u32).collect();
        let mut trip = Self {
            position: vec![OUTSIDE; problem.len()],
            cost: problem.cost_of(&at),
            worth: ring.iter().map(|&p| problem.worth[p]).sum(),
            at,
        };
        trip.renumber(0, ring.len());
        trip
    }

    /// Becomes another, without asking for memory.
    pub(super) fn copy(&mut self, other: &Self) {
        self.at.clone_from(&other.at);
        self.position.copy_from_slice(&other.position);
        self.cost = other.cost;
        self.worth = other.worth;
    }

    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    pub(super) fn places(&self) -> &[u32] {
        &self.at
    }

    #[inline]
    pub(super) fn at(&self, position: usize) -> usize {
        self.at[position] as usize
    }

    #[inline]
    pub(super) fn holds(&self, place: usize) -> bool {
        self.position[place] != OUTSIDE
    }

    #[inline]
    pub(super) fn position(&self, place: usize) -> usize {
        self.position[place] as usize
    }

    #[inline]
    pub(super) fn next(&self, place: usize) -> usize {
        let i = self.position(place) + 1;
        self.at(if i == self.at.len() { 0 } else { i })
    }

    #[inline]
    pub(super) fn previous(&self, place: usize) -> usize {
        let i = self.position(place);
        self.at(if i == 0 { self.at.len() - 1 } else { i - 1 })
    }

    fn renumber(&mut self, from: usize, to: usize) {
        for i in from..to {
            self.position[self.at[i] as usize] = i as u32;
        }
    }

    /// What `place` costs more, put behind `before`; all it costs, if there is no other.
    #[inline]
    pub(super) fn price_behind(&self, problem: &Problem, before: usize, place: usize) -> i64 {
        let after = self.next(before);
        let added = problem.cost(before, place) + problem.cost(place, after);
        added - problem.cost(before, after)
    }

    pub(super) fn insert_behind(&mut self, problem: &Problem, before: usize, place: usize) {
        self.cost += self.price_behind(problem, before, place);
        self.worth += problem.worth[place];
        let i = self.position(before) + 1;
        self.at.insert(i, place as u32);
        self.renumber(i, self.at.len());
    }

    /// What the ring costs less without `place`, which must not be alone.
    pub(super) fn saved_without(&self, problem: &Problem, place: usize) -> i64 {
        let (before, after) = (self.previous(place), self.next(place));
        let now = problem.cost(before, place) + problem.cost(place, after);
        now - problem.cost(before, after)
    }

    pub(super) fn remove(&mut self, problem: &Problem, place: usize) {
        self.cost -= self.saved_without(problem, place);
        self.worth -= problem.worth[place];
        let i = self.position(place);
        self.at.remove(i);
        self.position[place] = OUTSIDE;
        self.renumber(i, self.at.len());
    }

    /// Turns the piece from position `from` to position `to`; the change of cost is the
    /// caller's to say.
    pub(super) fn reverse(&mut self, from: usize, to: usize, change: i64) {
        self.at[from..=to].reverse();
        self.renumber(from, to + 1);
        self.cost += change;
    }

    /// Moves the piece from position `from` to position `to` so that it lies between what was at
    /// `gap - 1` and at `gap` (outside of it), turned if `turned`.
    pub(super) fn shift(&mut self, from: usize, to: usize, gap: usize, turned: bool, change: i64) {
        if turned {
            self.at[from..=to].reverse();
        }
        let count = to - from + 1;
        if gap > to {
            self.at[from..gap].rotate_left(count);
            self.renumber(from, gap);
        } else {
            self.at[gap..=to].rotate_right(count);
            self.renumber(gap, to + 1);
        }
        self.cost += change;
    }
}
