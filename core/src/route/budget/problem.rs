//! Every goal as one problem: the closed ring of most worth through some places.
//!
//! As for an order, an open walk gets one more place, the gap, between its last stop and its
//! first, at a price only where the goal does not allow an end. The time at a stop is paid by
//! halves on the ways to and from it, so that one sum holds all time and each change of the ring
//! is priced by the ways that it changes.

use crate::route::goal::{End, Goal};
use crate::streets::{Walking, WalkingTimes};

/// The cost of what must not be: more than any limit, small enough for two in a `u32`.
const PROHIBITIVE: u32 = 1 << 30;
/// Neighbours kept for each place.
const NEAR: usize = 24;

pub(super) struct Problem {
    /// The stop at each place; the gap, if any, is the place behind them.
    stops: Vec<usize>,
    places: usize,
    /// Twice the walking time and the time at both ends.
    cost: Vec<u32>,
    /// Twice the limit, with what a free end is charged of necessity.
    pub(super) limit: i64,
    pub(super) worth: Vec<u64>,
    /// The places that are in every ring.
    pub(super) required: Vec<usize>,
    pub(super) symmetric: bool,
    /// For each place others, nearest first by walking time; the gap is in every list.
    pub(super) near: Vec<Vec<u32>>,
}

impl Problem {
    /// `None` if not even what the goal names fits the limit.
    pub(super) fn new<W: Walking + ?Sized>(
        walking: &W,
        worth: &[u32],
        knocking_ms: &[u32],
        limit_ms: u64,
        goal: &Goal,
    ) -> Option<Self> {
        let n = walking.len();
        let end = match (goal.start, goal.end) {
            (Some(start), End::At(end)) if start == end => End::Start,
            (_, end) => end,
        };
        let named_end = match end {
            End::At(end) => Some(end),
            End::Free | End::Start => None,
        };
        for named in goal.start.into_iter().chain(named_end) {
            assert!(named < n, "a walk of {n} stops has no stop {named}");
        }
        let limit_ms = limit_ms.min(u64::from(PROHIBITIVE / 2) - 1);
        let stops = within_reach(walking, knocking_ms, limit_ms, goal.start, end);
        let named = |stop: Option<usize>| match stop {
            None => Some(None),
            Some(stop) => stops.binary_search(&stop).ok().map(Some),
        };
        let (start, finish) = (named(goal.start)?, named(named_end)?);
        if stops.is_empty() {
            return None;
        }
        let open = end != End::Start;
        let places = stops.len() + usize::from(open);
        let doubled = |a: usize, b: usize| {
            let way = u64::from(walking.ms(stops[a], stops[b]));
            let knocking = u64::from(knocking_ms[stops[a]]) + u64::from(knocking_ms[stops[b]]);
            match way {
                way if way >= u64::from(WalkingTimes::UNREACHABLE) => PROHIBITIVE,
                way => (2 * way + knocking).min(u64::from(PROHIBITIVE)) as u32,
            }
        };
        let symmetric = walking.is_symmetric();
        let mut cost = vec![0; places * places];
        for a in 0..stops.len() {
            for b in 0..stops.len() {
                cost[a * places + b] = if a == b {
                    2 * knocking_ms[stops[a]]
                } else {
                    doubled(a, b)
                };
            }
        }
        let mut charge = 0;
        if open {
            let gap = stops.len();
            for (place, &stop) in stops.iter().enumerate() {
                let (first, last) = if symmetric {
                    // Either direction will do, so the ways to and from the gap are alike: free
                    // for what is named, charged once for the end that is not.
                    let allowed = start == Some(place)
                        || finish == Some(place)
                        || start.is_none() && finish.is_none();
                    (allowed, allowed)
                } else {
                    let first = start.is_none_or(|s| s == place);
                    (first, finish.is_none_or(|f| f == place))
                };
                let price = |allowed: bool| if allowed { 0 } else { PROHIBITIVE };
                cost[gap * places + place] = knocking_ms[stop].saturating_add(price(first));
                cost[place * places + gap] = knocking_ms[stop].saturating_add(price(last));
            }
            if symmetric && start.is_some() != finish.is_some() {
                charge = i64::from(PROHIBITIVE);
            }
        }
        let mut required: Vec<usize> = [open.then_some(stops.len()), start, finish]
            .into_iter()
            .flatten()
            .collect();
        required.dedup();
        let mut problem = Self {
            places,
            cost,
            limit: 2 * limit_ms as i64 + charge,
            worth: stops
                .iter()
                .map(|&s| u64::from(worth[s]))
                .chain(open.then_some(0))
                .collect(),
            required,
            symmetric,
            near: Vec::new(),
            stops,
        };
        problem.near = problem.neighbours(knocking_ms);
        Some(problem)
    }

    /// Number of places.
    pub(super) fn len(&self) -> usize {
        self.places
    }

    /// Cost of going from one place to another.
    #[inline]
    pub(super) fn cost(&self, a: usize, b: usize) -> i64 {
        i64::from(self.cost[a * self.places + b])
    }

    /// The cost of the ring through these places; alone, a stop costs the time at it.
    pub(super) fn cost_of(&self, ring: &[u32]) -> i64 {
        ring.iter()
            .zip(ring.iter().cycle().skip(1))
            .map(|(&a, &b)| self.cost(a as usize, b as usize))
            .sum()
    }

    /// The time of a ring in milliseconds.
    pub(super) fn ms_of(&self, ring: &[u32]) -> u64 {
        (self.cost_of(ring) % i64::from(PROHIBITIVE)).unsigned_abs() / 2
    }

    /// The limit without what a free end is charged.
    pub(super) fn span(&self) -> i64 {
        self.limit % i64::from(PROHIBITIVE)
    }

    /// Whether a ring of this cost keeps the limit.
    pub(super) fn is_within(&self, cost: i64) -> bool {
        cost <= self.limit
    }

    /// The stops of a ring in the order walked: from behind the gap, or from the start (or the
    /// smallest stop) of a round walk; of two directions that cost the same, the one that honours
    /// the goal or else begins with the smaller stop.
    pub(super) fn open(&self, ring: &[u32], goal: &Goal) -> Vec<usize> {
        if ring.is_empty() {
            return Vec::new();
        }
        let gap = self.places > self.stops.len();
        let first = if gap {
            Some(self.stops.len())
        } else {
            let start = goal.start.and_then(|s| self.stops.binary_search(&s).ok());
            start.or_else(|| ring.iter().min().map(|&p| p as usize))
        };
        let turn = ring.iter().position(|&p| Some(p as usize) == first);
        let mut ring = ring.to_vec();
        ring.rotate_left(turn.unwrap_or(0));
        let mut stops: Vec<usize> = ring[usize::from(gap)..]
            .iter()
            .map(|&p| self.stops[p as usize])
            .collect();
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

    fn neighbours(&self, knocking_ms: &[u32]) -> Vec<Vec<u32>> {
        let stops = self.stops.len();
        let mut others: Vec<(i64, u32)> = Vec::with_capacity(stops);
        let list = |a: usize| {
            others.clear();
            others.extend((0..stops).filter(|&b| b != a).map(|b| {
                // The time at `b` is no part of being near.
                let way = self.cost(a, b).min(self.cost(b, a));
                (way - i64::from(knocking_ms[self.stops[b]]), b as u32)
            }));
            if others.len() > NEAR {
                others.select_nth_unstable(NEAR);
                others.truncate(NEAR);
            }
            others.sort_unstable();
            let gap = (self.places > stops && a < stops).then_some(stops as u32);
            others.iter().map(|(_, b)| *b).chain(gap).collect()
        };
        (0..self.places).map(list).collect()
    }
}

/// The stops that some walk within the limit may visit, in order.
fn within_reach<W: Walking + ?Sized>(
    walking: &W,
    knocking_ms: &[u32],
    limit_ms: u64,
    start: Option<usize>,
    end: End,
) -> Vec<usize> {
    let n = walking.len();
    let last = match end {
        End::At(end) => Some(end),
        End::Start => start,
        End::Free => None,
    };
    let knocking = |stop: usize| u64::from(knocking_ms[stop]);
    let to = start.map(|start| least(n, start, knocking, |a, b| walking.ms(a, b)));
    let on = last.map(|last| least(n, last, knocking, |a, b| walking.ms(b, a)));
    let ms = |stop: usize| match (&to, &on) {
        (None, None) => knocking(stop),
        (Some(ms), None) | (None, Some(ms)) => ms[stop],
        // The stop itself is in both, and so is the start of a round walk.
        (Some(to), Some(on)) => {
            let home = start.filter(|&s| last == start && s != stop);
            let twice = knocking(stop) + home.map_or(0, knocking);
            to[stop].saturating_add(on[stop]).saturating_sub(twice)
        }
    };
    (0..n).filter(|&stop| ms(stop) <= limit_ms).collect()
}

/// The least time from `first` to each stop through any others, time at all of them included;
/// `u64::MAX` where no way leads (Dijkstra 1959, without a heap as every stop is next to all).
fn least(
    n: usize,
    first: usize,
    knocking: impl Fn(usize) -> u64,
    way: impl Fn(usize, usize) -> u32,
) -> Vec<u64> {
    let mut ms = vec![u64::MAX; n];
    let mut settled = vec![false; n];
    ms[first] = knocking(first);
    while let Some(here) = (0..n)
        .filter(|&stop| !settled[stop] && ms[stop] < u64::MAX)
        .min_by_key(|&stop| ms[stop])
    {
        settled[here] = true;
        for there in (0..n).filter(|&there| !settled[there]) {
            let way = way(here, there);
            if way < WalkingTimes::UNREACHABLE {
                ms[there] = ms[there].min(ms[here] + u64::from(way) + knocking(there));
            }
        }
    }
    ms
}
