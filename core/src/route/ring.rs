//! Every goal as one problem: the cheapest closed ring through all places.
//!
//! An open walk gets one more place, the gap, between its last stop and its first. Costs from and
//! to the gap are 0 where the goal allows that end and prohibitive elsewhere, so that free and
//! fixed ends are part of every move of the search and none needs to know of them.

use super::goal::{End, Goal};
use crate::streets::Walking;

/// More than any walk can cost, and small enough to add some up.
const PROHIBITIVE: i64 = 1 << 52;

/// The closed problem. Places `0..stops` are the stops; the gap, if any, follows them.
pub(crate) struct Ring {
    places: usize,
    stops: usize,
    ms: Vec<u32>,
    symmetric: bool,
}

impl Ring {
    /// For at least one stop.
    ///
    /// # Panics
    /// If the goal names a stop that is not there.
    pub(crate) fn new<W: Walking + ?Sized>(times: &W, goal: &Goal) -> Self {
        let stops = times.len();
        let end = match (goal.start, goal.end) {
            (Some(start), End::At(end)) if start == end => End::Start,
            (_, end) => end,
        };
        for named in goal.start.into_iter().chain(match end {
            End::At(end) => Some(end),
            End::Free | End::Start => None,
        }) {
            assert!(named < stops, "a walk of {stops} stops has no stop {named}");
        }
        let open = end != End::Start;
        let places = stops + usize::from(open);
        let symmetric = times.is_symmetric();
        let mut ms = Vec::with_capacity(places * places);
        for a in 0..stops {
            ms.extend((0..stops).map(|b| times.ms(a, b)));
            if open {
                ms.push(0);
            }
        }
        if open {
            ms.extend(std::iter::repeat_n(0, places));
            let gap = stops;
            let end = match end {
                End::At(end) => Some(end),
                End::Free | End::Start => None,
            };
            for stop in 0..stops {
                let (first, last) = if symmetric {
                    // Either direction will do, so ends are marked on both arcs: beside the gap
                    // stand those that are named, and for each that is free one other, at the
                    // same price whichever it is.
                    let named = goal.start == Some(stop) || end == Some(stop);
                    let free = goal.start.is_none() && end.is_none();
                    (named || free, named || free)
                } else {
                    (
                        goal.start.is_none_or(|s| s == stop) && end != Some(stop),
                        end.is_none_or(|e| e == stop) && goal.start != Some(stop),
                    )
                };
                // With one stop in all it is both first and last.
                let mark = |allowed: bool| if allowed || stops == 1 { 0 } else { u32::MAX };
                ms[gap * places + stop] = mark(first);
                ms[stop * places + gap] = mark(last);
            }
        }
        Self {
            places,
            stops,
            ms,
            symmetric,
        }
    }

    /// Number of places.
    pub(crate) fn len(&self) -> usize {
        self.places
    }

    /// Whether each way costs the same in both directions.
    pub(crate) fn symmetric(&self) -> bool {
        self.symmetric
    }

    /// Cost from one place to another.
    #[inline]
    pub(crate) fn cost(&self, a: usize, b: usize) -> i64 {
        let ms = self.ms[a * self.places + b];
        if ms == u32::MAX {
            PROHIBITIVE
        } else {
            i64::from(ms)
        }
    }

    /// The walking time in a tour's cost: what is prohibited of necessity, beside the free end of
    /// a walk with one fixed end, left out.
    pub(crate) fn walk_ms(&self, cost: i64) -> u64 {
        (cost % PROHIBITIVE).unsigned_abs()
    }

    /// Cost of the closed tour through `at`.
    pub(crate) fn cost_of(&self, at: &[u32]) -> i64 {
        let to_next: i64 = at
            .windows(2)
            .map(|w| self.cost(w[0] as usize, w[1] as usize))
            .sum();
        match (at.first(), at.last()) {
            (Some(&first), Some(&last)) if at.len() > 1 => {
                to_next + self.cost(last as usize, first as usize)
            }
            _ => 0,
        }
    }

    /// The tour that walks `stops` in this order.
    pub(crate) fn close(&self, stops: &[usize]) -> Vec<u32> {
        let mut at: Vec<u32> = stops.iter().map(|&s| s as u32).collect();
        if self.places > self.stops {
            at.push(self.stops as u32);
        }
        at
    }

    /// The stops of a tour in the order walked: from behind the gap, or from `goal.start` (or
    /// stop 0) of a round walk; of two directions that cost the same, the one that honours the
    /// goal or else begins with the smaller stop.
    pub(crate) fn open(&self, at: &[u32], goal: &Goal) -> Vec<usize> {
        let first = if self.places > self.stops {
            self.stops
        } else {
            goal.start.unwrap_or(0)
        };
        let turn = at
            .iter()
            .position(|&p| p as usize == first)
            .expect("a tour holds every place");
        let mut stops: Vec<usize> = at[turn..]
            .iter()
            .chain(&at[..turn])
            .map(|&p| p as usize)
            .collect();
        let gap = self.places > self.stops;
        if gap {
            stops.remove(0);
        }
        if self.symmetric && stops.len() > 1 {
            let tail = if gap { &mut stops[..] } else { &mut stops[1..] };
            let (head, last) = (tail[0], tail[tail.len() - 1]);
            let turned = match (goal.start, goal.end) {
                (Some(start), _) if gap => head != start,
                (None, End::At(end)) => last != end,
                _ => head > last,
            };
            if turned {
                tail.reverse();
            }
        }
        stops
    }
}
