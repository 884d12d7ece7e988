//! One step of the search: a change of several ways at a place that makes the tour shorter.
//!
//! A way is taken out, which leaves a path from its base to its end. The end is joined to a near
//! place, a way beside that place is taken out, and so on: the step of Lin and Kernighan (1973),
//! with exchanges of two or three ways as its basis and the best of them followed, as Helsgaun
//! (2000) has it. Joined to its base, the path is a tour again: if that is shorter, the change
//! stays, and else all is taken back. That a short piece moves elsewhere (Or 1976) is one of the
//! exchanges.

use super::near::{Near, Neighbour};
use super::ring::Ring;
use super::tour::{Found, Run, Tour};
use crate::streets::Walking;

/// Most exchanges in one step.
const DEEPEST: usize = 30;
/// How much what an exchange wins while the path is open counts beside what it would lose if the
/// path were closed: the exchange that is best by both is followed.
const PROMISE: i64 = 4;

/// A tour, and the queue of places where it may be made shorter.
pub(crate) struct Step<'a, W: ?Sized> {
    pub(crate) ring: &'a Ring<'a, W>,
    pub(crate) tour: Tour,
    pub(crate) cost: i64,
    /// The few best neighbours, for steps of many exchanges.
    pub(crate) few: &'a Near,
    /// More of them, for steps of one.
    near: &'a Near,
    /// Near to every place.
    gap: Option<Neighbour>,
    waiting: Vec<u32>,
    is_waiting: Vec<bool>,
    /// Places whose ways the step at work has changed.
    changed: Vec<u32>,
}

/// An exchange, by the offsets in the path where it is cut.
#[derive(Clone, Copy)]
enum Change {
    /// What lies up to an offset is turned.
    Turn(u32),
    /// What lies up to the first offset is turned and comes behind what lies from there to the
    /// second.
    TurnBehind(u32, u32),
    /// What lies from the first offset to the second is turned and comes before what lies up to
    /// the first.
    TurnBefore(u32, u32),
    /// What lies up to the first offset and what lies from there to the second change places.
    Swap(u32, u32),
    /// Both stay in place, each turned.
    TurnBoth(u32, u32),
}

#[derive(Clone, Copy)]
struct Exchange {
    change: Change,
    /// What is won while the path is open.
    won: i64,
    /// How likely others are to follow that win, in comparison.
    promise: i64,
    /// What the shorter tour wins; 0 if it makes none.
    closed: i64,
    /// Whose ways it changes, but for the path's end, which is joined to the first of them, and
    /// its new end.
    places: [u32; 3],
    /// The path's new end.
    end: u32,
}

impl<'a, W: Walking + ?Sized> Step<'a, W> {
    pub(crate) fn new(ring: &'a Ring<'a, W>, near: &'a Near, few: &'a Near, start: &[u32]) -> Self {
        Self {
            cost: ring.cost_of(start),
            is_waiting: vec![true; start.len()],
            waiting: start.iter().rev().copied().collect(),
            tour: Tour::new(start, |a, b| ring.cost(a, b)),
            gap: ring.gap().map(|place| Neighbour { place, ms: 0 }),
            ring,
            few,
            near,
            changed: Vec::new(),
        }
    }

    /// The tour as it is.
    pub(crate) fn found(&self) -> Found {
        Found {
            tour: self.tour.clone(),
            cost: self.cost,
        }
    }

    /// Goes on from another tour, of whose places none waits.
    pub(crate) fn go_to(&mut self, found: Found) {
        self.tour = found.tour;
        self.cost = found.cost;
        while let Some(place) = self.waiting.pop() {
            self.is_waiting[place as usize] = false;
        }
    }

    pub(crate) fn look_at(&mut self, place: u32) {
        if !self.is_waiting[place as usize] {
            self.is_waiting[place as usize] = true;
            self.waiting.push(place);
        }
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

    /// Makes a change that takes out one of the two ways at `base` and wins, if one is found.
    fn improve_at(&mut self, base: u32) -> bool {
        let at = self.tour.position(base);
        let ends = [self.tour.behind(at), self.tour.before(at)].map(|at| self.tour.at(at));
        ends.into_iter().any(|end| self.deepen(base, end))
            || ends.into_iter().any(|end| self.exchange(base, end))
    }

    /// Makes exchange after exchange from the path without the way from `base` to `first`.
    fn deepen(&mut self, base: u32, first: u32) -> bool {
        self.tour.begin();
        self.changed.clear();
        self.changed.extend([base, first]);
        let mark = self.tour.mark();
        let (mut end, mut won) = (first, self.ring.cost(base, first));
        for _ in 0..DEEPEST {
            let Some(found) = self.look(self.few, base, end, won) else {
                break;
            };
            self.make(base, end, &found);
            if found.closed > 0 {
                self.close(found.closed);
                return true;
            }
            (end, won) = (found.end, found.won);
        }
        self.tour.take_back_to(mark);
        false
    }

    /// Makes one exchange among more neighbours, if it wins at once.
    fn exchange(&mut self, base: u32, end: u32) -> bool {
        self.tour.begin();
        let won = self.ring.cost(base, end);
        let found = self.look(self.near, base, end, won);
        let Some(found) = found.filter(|found| found.closed > 0) else {
            return false;
        };
        self.changed.clear();
        self.changed.extend([base, end]);
        self.make(base, end, &found);
        self.close(found.closed);
        true
    }

    fn close(&mut self, won: i64) {
        self.cost -= won;
        while let Some(place) = self.changed.pop() {
            self.look_at(place);
        }
    }

    /// The first exchange that makes a shorter tour; or the one that wins most while the path is
    /// open.
    fn look(&self, near: &Near, base: u32, end: u32, won: i64) -> Option<Exchange> {
        let zero = self.tour.position(end);
        let look = Look {
            step: self,
            near,
            base,
            nearest: self
                .near
                .of(base)
                .first()
                .map_or(0, |way| i64::from(way.ms)),
            end,
            zero,
            best: Exchange {
                change: Change::Turn(0),
                won: 0,
                promise: i64::MIN,
                closed: 0,
                places: [0; 3],
                end,
            },
        };
        if self.tour.at(self.tour.before(zero)) == base {
            look.along::<true>(won)
        } else {
            look.along::<false>(won)
        }
    }

    fn make(&mut self, base: u32, end: u32, exchange: &Exchange) {
        self.changed.extend(exchange.places);
        self.changed.push(exchange.end);
        let n = self.tour.len();
        let zero = self.tour.position(end);
        let onward = self.tour.at(self.tour.before(zero)) == base;
        let position = |offset: u32| {
            let at = if onward {
                zero + offset
            } else {
                zero + n - offset
            };
            if at >= n { at - n } else { at }
        };
        let run = |from: u32, to: u32| Run {
            first: position(from),
            last: position(to),
            onward,
        };
        let turned = |from: u32, to: u32| run(from, to).turned();
        let rest = |from: u32| run(from, n - 1);
        let ring = self.ring;
        let mut lay = |runs: &[Run]| self.tour.lay(runs, |a, b| ring.cost(a, b));
        match exchange.change {
            Change::Turn(a) => lay(&[turned(0, a), rest(a + 1)]),
            Change::TurnBehind(a, b) => lay(&[run(a + 1, b), turned(0, a), rest(b + 1)]),
            Change::TurnBefore(a, b) => lay(&[turned(a + 1, b), run(0, a), rest(b + 1)]),
            Change::Swap(a, b) => lay(&[run(a + 1, b), run(0, a), rest(b + 1)]),
            Change::TurnBoth(a, b) => lay(&[turned(0, a), turned(a + 1, b), rest(b + 1)]),
        }
    }
}

/// A look at the exchanges from one path. Offsets count its places: `end` is 0, `base` the last.
struct Look<'s, 'a, W: ?Sized> {
    step: &'s Step<'a, W>,
    near: &'s Near,
    base: u32,
    /// Cost of the cheapest way from `base` but to the gap.
    nearest: i64,
    end: u32,
    /// Position of `end`.
    zero: u32,
    best: Exchange,
}

impl<'s, W: Walking + ?Sized> Look<'s, '_, W> {
    /// Offsets grow along the array if `ONWARD`, else against it.
    fn along<const ONWARD: bool>(mut self, won: i64) -> Option<Exchange> {
        let tour = &self.step.tour;
        let last = tour.len() - 1;
        for way in self.neighbours(self.end) {
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let (third, at) = (way.place, tour.position(way.place));
            let a = self.offset::<ONWARD>(at);
            if a <= 1 || a == last {
                continue;
            }
            // Parted from the place before it, it leaves a path again.
            if let Some((fourth, cost)) = self.part::<ONWARD>(at, false) {
                let won = won + cost;
                if self.weigh_turn(won, third, fourth, a - 1)
                    || self.path::<ONWARD>(won, third, fourth, a)
                {
                    return Some(self.best);
                }
            }
            // Parted from the place behind it, it leaves a path and a ring, which is opened.
            if let Some((fourth, cost)) = self.part::<ONWARD>(at, true)
                && self.ring::<ONWARD>(won + cost, third, fourth, a)
            {
                return Some(self.best);
            }
        }
        (self.best.won > 0).then_some(self.best)
    }

    /// A second exchange behind one that has turned all before offset `a`.
    #[inline]
    fn path<const ONWARD: bool>(&mut self, won: i64, third: u32, fourth: u32, a: u32) -> bool {
        let tour = &self.step.tour;
        for way in self.neighbours(fourth) {
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let at = tour.position(way.place);
            let b = self.offset::<ONWARD>(at);
            if b == a || b + 2 == a || b + 1 == tour.len() {
                continue;
            }
            let Some((sixth, cost)) = self.part::<ONWARD>(at, b < a) else {
                continue;
            };
            let change = || {
                if b < a {
                    Change::TurnBehind(b, a - 1)
                } else {
                    Change::TurnBefore(a - 1, b - 1)
                }
            };
            if self.weigh(won + cost, [third, fourth, way.place], sixth, change) {
                return true;
            }
        }
        false
    }

    /// Ways to open the ring of all up to offset `a`.
    #[inline]
    fn ring<const ONWARD: bool>(&mut self, won: i64, third: u32, fourth: u32, a: u32) -> bool {
        for way in self.near.of(fourth) {
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let at = self.step.tour.position(way.place);
            let b = self.offset::<ONWARD>(at);
            if b >= a {
                continue;
            }
            let places = [third, fourth, way.place];
            if let Some((sixth, cost)) = self.part::<ONWARD>(at, true)
                && self.weigh(won + cost, places, sixth, || Change::Swap(b, a))
            {
                return true;
            }
            if b > 0
                && let Some((sixth, cost)) = self.part::<ONWARD>(at, false)
                && self.weigh(won + cost, places, sixth, || Change::TurnBoth(b - 1, a))
            {
                return true;
            }
        }
        false
    }

    /// What is won by a path that is closed from its new end to its base; or more than that, if
    /// it is nothing anyway.
    #[inline]
    fn closed(&self, won: i64, end: u32) -> i64 {
        let is_gap = self.step.gap.is_some_and(|gap| gap.place == end);
        if won > self.nearest || is_gap {
            won - self.step.ring.cost(self.base, end)
        } else {
            won - self.nearest
        }
    }

    /// Whether one exchange of two ways makes a shorter tour.
    #[inline]
    fn weigh_turn(&mut self, won: i64, third: u32, fourth: u32, a: u32) -> bool {
        let closed = self.closed(won, fourth);
        if closed > 0 {
            self.best = Exchange {
                change: Change::Turn(a),
                won,
                promise: 0,
                closed,
                places: [self.end, third, third],
                end: fourth,
            };
        }
        closed > 0
    }

    /// Whether an exchange makes a shorter tour. Else it may be the best so far.
    #[inline]
    fn weigh(
        &mut self,
        won: i64,
        places: [u32; 3],
        end: u32,
        change: impl FnOnce() -> Change,
    ) -> bool {
        let closed = self.closed(won, end);
        let promise = PROMISE * won + closed;
        if closed <= 0 {
            // Something has to be able to follow.
            let better = promise > self.best.promise
                && self
                    .step
                    .few
                    .of(end)
                    .first()
                    .is_some_and(|way| i64::from(way.ms) < won);
            if !better {
                return false;
            }
        }
        self.best = Exchange {
            change: change(),
            won,
            promise,
            closed: closed.max(0),
            places,
            end,
        };
        closed > 0
    }

    /// The gap, which is near to every place, and a place's neighbours.
    #[inline]
    fn neighbours(&self, place: u32) -> impl Iterator<Item = &'s Neighbour> + use<'s, W> {
        let gap = self.step.gap.as_ref().filter(|gap| gap.place != place);
        gap.into_iter().chain(self.near.of(place))
    }

    #[inline]
    fn offset<const ONWARD: bool>(&self, position: u32) -> u32 {
        let (from, to) = if ONWARD {
            (self.zero, position)
        } else {
            (position, self.zero)
        };
        let apart = to.wrapping_sub(from);
        if to >= from {
            apart
        } else {
            apart.wrapping_add(self.step.tour.len())
        }
    }

    /// The place next to a position, further from the end or nearer to it, and the cost of the way
    /// there; unless this step has laid that way, which then stays.
    #[inline]
    fn part<const ONWARD: bool>(&self, position: u32, further: bool) -> Option<(u32, i64)> {
        let tour = &self.step.tour;
        let (next, way) = if ONWARD == further {
            (tour.behind(position), position)
        } else {
            let before = tour.before(position);
            (before, before)
        };
        (!tour.is_new(way)).then(|| (tour.at(next), tour.cost_at(way)))
    }
}
