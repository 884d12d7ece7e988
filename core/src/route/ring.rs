//! Every goal as one problem: the cheapest closed ring through all places.
//!
//! An open walk gets one more place, the gap, between its last stop and its first. Ways to and
//! from the gap cost nothing, so that any stop may come to stand beside it: to give a walk another
//! end is a move like any other. A stop that is named as first or last is tied to the gap by a way
//! that costs less than nothing, far less than any walk costs, so that no move that breaks it can
//! win. The gap is in no list of neighbours: the search tries it beside them where there is one.

use super::goal::{End, Goal};
use crate::streets::{Walking, WalkingTimes};

/// What breaking a tie would cost: more than any walk, and small enough to add some up.
pub(crate) const TIE: i64 = 1 << 52;

/// The closed problem. Places `0..stops` are the stops; the gap, if any, follows them.
pub(crate) struct Ring<'a, W: ?Sized> {
    walking: &'a W,
    stops: u32,
    open: bool,
    /// The named ends of an open walk.
    start: Option<u32>,
    end: Option<u32>,
    symmetric: bool,
}

impl<'a, W: Walking + ?Sized> Ring<'a, W> {
    /// For at least one stop.
    ///
    /// # Panics
    /// If the goal names a stop that is not there.
    pub(crate) fn new(walking: &'a W, goal: &Goal) -> Self {
        let stops = walking.len();
        let goal = goal.plain();
        let end = match goal.end {
            End::At(end) => Some(end),
            End::Free | End::Start => None,
        };
        for named in goal.start.into_iter().chain(end) {
            assert!(named < stops, "a walk of {stops} stops has no stop {named}");
        }
        let open = goal.end != End::Start;
        let id = |stop: usize| stop as u32;
        Self {
            walking,
            stops: id(stops),
            open,
            start: goal.start.filter(|_| open).map(id),
            end: end.map(id),
            symmetric: walking.is_symmetric(),
        }
    }

    /// The same problem by symmetric times between the same stops.
    pub(crate) fn over<'t>(&self, times: &'t WalkingTimes) -> Ring<'t, WalkingTimes> {
        Ring {
            walking: times,
            stops: self.stops,
            open: self.open,
            start: self.start,
            end: self.end,
            symmetric: true,
        }
    }

    pub(crate) fn walking(&self) -> &'a W {
        self.walking
    }

    /// Number of places.
    pub(crate) fn len(&self) -> usize {
        self.stops as usize + usize::from(self.open)
    }

    /// The place between the last stop and the first.
    pub(crate) fn gap(&self) -> Option<u32> {
        self.open.then_some(self.stops)
    }

    /// The stops named as first and last of an open walk.
    pub(crate) fn named(&self) -> (Option<u32>, Option<u32>) {
        (self.start, self.end)
    }

    /// Whether each way costs the same in both directions.
    pub(crate) fn symmetric(&self) -> bool {
        self.symmetric
    }

    /// Cost from one place to another.
    #[inline]
    pub(crate) fn cost(&self, a: u32, b: u32) -> i64 {
        if a < self.stops && b < self.stops {
            i64::from(self.walking.ms(a as usize, b as usize))
        } else {
            self.beside_gap(a, b)
        }
    }

    fn beside_gap(&self, a: u32, b: u32) -> i64 {
        let first = a == self.stops && self.start == Some(b);
        let last = b == self.stops && self.end == Some(a);
        // Where either direction will do, so will either side of the gap.
        let turned = self.symmetric
            && ((b == self.stops && self.start == Some(a))
                || (a == self.stops && self.end == Some(b)));
        if first || last || turned { -TIE } else { 0 }
    }

    /// Whether a change of cost breaks a tie.
    pub(crate) fn breaks_tie(change: i64) -> bool {
        change > TIE / 2
    }

    /// The walking time in a tour's cost.
    pub(crate) fn walk_ms(&self, cost: i64) -> u64 {
        cost.rem_euclid(TIE).unsigned_abs()
    }

    /// Cost of the closed tour through `at`.
    pub(crate) fn cost_of(&self, at: &[u32]) -> i64 {
        let on: i64 = at.windows(2).map(|w| self.cost(w[0], w[1])).sum();
        match at {
            [first, .., last] => on + self.cost(*last, *first),
            _ => 0,
        }
    }

    /// The tour that walks `stops` in this order, but for those named as first and last, which
    /// are walked first and last.
    pub(crate) fn close(&self, stops: impl Iterator<Item = u32>) -> Vec<u32> {
        let named = |stop: &u32| self.start == Some(*stop) || self.end == Some(*stop);
        let mut at = Vec::with_capacity(self.len());
        at.extend(self.start);
        at.extend(stops.filter(|stop| !named(stop)));
        at.extend(self.end);
        at.extend(self.gap());
        at
    }

    /// The stops of a tour in the order walked: from behind the gap, or from `goal.start` (or
    /// stop 0) of a round walk; of two directions that cost the same, the one that honours the
    /// goal or else begins with the smaller stop.
    pub(crate) fn open(&self, at: &[u32], goal: &Goal) -> Vec<usize> {
        let first = self
            .gap()
            .map_or(goal.start.unwrap_or(0), |gap| gap as usize);
        let turn = at
            .iter()
            .position(|&place| place as usize == first)
            .expect("a tour holds every place");
        let (tail, head) = at.split_at(turn);
        let mut stops: Vec<usize> = head
            .iter()
            .chain(tail)
            .map(|&place| place as usize)
            .collect();
        if self.open {
            stops.remove(0);
        }
        let free = if self.open {
            &mut stops[..]
        } else {
            &mut stops[1..]
        };
        if let ([head, .., last], true) = (&*free, self.symmetric) {
            let named = |end: Option<u32>| end.map(|stop| stop as usize);
            let turned = match (named(self.start), named(self.end)) {
                (Some(start), _) => *head != start,
                (None, Some(end)) => *last != end,
                (None, None) => head > last,
            };
            if turned {
                free.reverse();
            }
        }
        stops
    }
}
