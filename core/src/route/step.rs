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
use super::tour::{Run, Tour};
use crate::streets::Walking;

/// Most exchanges in one step.
const DEEPEST: usize = 30;

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
    /// Ways that the step at work has taken out, and those that it has put in.
    out: Vec<(u32, u32)>,
    put: Vec<(u32, u32)>,
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
    /// The path's end is joined to a place that is parted from the next one.
    first: (u32, u32),
    /// That one is joined to a third, which is parted from a fourth.
    second: Option<(u32, u32)>,
}

impl Exchange {
    /// The path's new end.
    #[inline]
    fn end(&self) -> u32 {
        self.second.unwrap_or(self.first).1
    }
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
            out: Vec::new(),
            put: Vec::new(),
        }
    }

    /// Goes on from another tour.
    pub(crate) fn go_to(&mut self, tour: &[u32], cost: i64) {
        let ring = self.ring;
        self.tour = Tour::new(tour, |a, b| ring.cost(a, b));
        self.cost = cost;
    }

    pub(crate) fn look_at(&mut self, place: u32) {
        if !self.is_waiting[place as usize] {
            self.is_waiting[place as usize] = true;
            self.waiting.push(place);
        }
    }

    /// Improves until no waiting place offers anything.
    pub(crate) fn settle(&mut self) {
        while self.settle_one() {}
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
        self.out.clear();
        self.put.clear();
        self.out.push((base, first));
        let mark = self.tour.mark();
        let (mut end, mut won) = (first, self.ring.cost(base, first));
        for _ in 0..DEEPEST {
            let Some((exchange, closed)) = self.look(self.few, base, end, won) else {
                break;
            };
            self.make(base, end, exchange.change);
            self.put.push((end, exchange.first.0));
            self.out.push(exchange.first);
            if let Some(second) = exchange.second {
                self.put.push((exchange.first.1, second.0));
                self.out.push(second);
            }
            if closed > 0 {
                self.cost -= closed;
                while let Some((a, b)) = self.out.pop() {
                    self.look_at(a);
                    self.look_at(b);
                }
                return true;
            }
            (end, won) = (exchange.end(), exchange.won);
        }
        self.tour.take_back_to(mark);
        false
    }

    /// Makes one exchange among more neighbours, if it wins at once.
    fn exchange(&mut self, base: u32, end: u32) -> bool {
        self.out.clear();
        self.put.clear();
        let won = self.ring.cost(base, end);
        let found = self.look(self.near, base, end, won);
        let Some((exchange, closed)) = found.filter(|(_, closed)| *closed > 0) else {
            return false;
        };
        self.make(base, end, exchange.change);
        self.cost -= closed;
        let ways = [Some((base, end)), Some(exchange.first), exchange.second];
        for (a, b) in ways.into_iter().flatten() {
            self.look_at(a);
            self.look_at(b);
        }
        true
    }

    /// The first exchange that makes a shorter tour, with what that wins; or the one that wins
    /// most while the path is open.
    fn look(&self, near: &Near, base: u32, end: u32, won: i64) -> Option<(Exchange, i64)> {
        let zero = self.tour.position(end);
        let look = Look {
            step: self,
            near,
            base,
            end,
            zero,
            best: None,
        };
        if self.tour.at(self.tour.before(zero)) == base {
            look.along::<true>(won)
        } else {
            look.along::<false>(won)
        }
    }

    fn make(&mut self, base: u32, end: u32, change: Change) {
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
        match change {
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
    end: u32,
    /// Position of `end`.
    zero: u32,
    best: Option<Exchange>,
}

impl<'s, W: Walking + ?Sized> Look<'s, '_, W> {
    /// Offsets grow along the array if `ONWARD`, else against it.
    fn along<const ONWARD: bool>(mut self, won: i64) -> Option<(Exchange, i64)> {
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
            let (fourth, cost) = self.step_to::<ONWARD>(at, false);
            let first = (third, fourth);
            let found = self
                .weigh(won + cost, first, None, Change::Turn(a - 1))
                .or_else(|| self.path::<ONWARD>(won + cost, first, a));
            if found.is_some() {
                return found;
            }
            // Parted from the place behind it, it leaves a path and a ring, which is opened.
            let (fourth, cost) = self.step_to::<ONWARD>(at, true);
            let found = self.ring::<ONWARD>(won + cost, (third, fourth), a);
            if found.is_some() {
                return found;
            }
        }
        self.best.map(|exchange| (exchange, 0))
    }

    /// A second exchange behind one that has turned all before offset `a`.
    #[inline]
    fn path<const ONWARD: bool>(
        &mut self,
        won: i64,
        first: (u32, u32),
        a: u32,
    ) -> Option<(Exchange, i64)> {
        let tour = &self.step.tour;
        for way in self.neighbours(first.1) {
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let at = tour.position(way.place);
            let b = self.offset::<ONWARD>(at);
            if b == a || b + 2 == a || b + 1 == tour.len() {
                continue;
            }
            let (sixth, cost) = self.step_to::<ONWARD>(at, b < a);
            let change = if b < a {
                Change::TurnBehind(b, a - 1)
            } else {
                Change::TurnBefore(a - 1, b - 1)
            };
            let found = self.weigh(won + cost, first, Some((way.place, sixth)), change);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Ways to open the ring of all up to offset `a`.
    #[inline]
    fn ring<const ONWARD: bool>(
        &mut self,
        won: i64,
        first: (u32, u32),
        a: u32,
    ) -> Option<(Exchange, i64)> {
        for way in self.near.of(first.1) {
            let won = won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let at = self.step.tour.position(way.place);
            let b = self.offset::<ONWARD>(at);
            if b >= a {
                continue;
            }
            let (sixth, cost) = self.step_to::<ONWARD>(at, true);
            let second = Some((way.place, sixth));
            let mut found = self.weigh(won + cost, first, second, Change::Swap(b, a));
            if found.is_none() && b > 0 {
                let (sixth, cost) = self.step_to::<ONWARD>(at, false);
                let second = Some((way.place, sixth));
                found = self.weigh(won + cost, first, second, Change::TurnBoth(b - 1, a));
            }
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The exchange with what it wins, if it makes a shorter tour. Else it may be the best so far.
    #[inline]
    fn weigh(
        &mut self,
        won: i64,
        first: (u32, u32),
        second: Option<(u32, u32)>,
        change: Change,
    ) -> Option<(Exchange, i64)> {
        let exchange = Exchange {
            change,
            won,
            first,
            second,
        };
        let end = exchange.end();
        let closed = won - self.step.ring.cost(self.base, end);
        if closed > 0 {
            return self.fits(first, second).then_some((exchange, closed));
        }
        if second.is_some() && self.best.is_none_or(|best| won > best.won) {
            // Something has to be able to follow.
            let next = self.step.few.of(end).first();
            if next.is_some_and(|way| i64::from(way.ms) < won) && self.fits(first, second) {
                self.best = Some(exchange);
            }
        }
        None
    }

    /// What a step has taken out stays out, and what it has put in stays in.
    fn fits(&self, first: (u32, u32), second: Option<(u32, u32)>) -> bool {
        let among = |ways: &[(u32, u32)], a: u32, b: u32| {
            ways.iter().any(|way| *way == (a, b) || *way == (b, a))
        };
        let (put, out) = (&self.step.put, &self.step.out);
        !among(out, self.end, first.0)
            && !among(put, first.0, first.1)
            && second.is_none_or(|second| {
                !among(out, first.1, second.0) && !among(put, second.0, second.1)
            })
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
    /// there.
    #[inline]
    fn step_to<const ONWARD: bool>(&self, position: u32, further: bool) -> (u32, i64) {
        let tour = &self.step.tour;
        if ONWARD == further {
            (tour.at(tour.behind(position)), tour.cost_at(position))
        } else {
            let before = tour.before(position);
            (tour.at(before), tour.cost_at(before))
        }
    }
}
