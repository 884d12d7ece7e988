//! One step of the search: a change of two to four ways at a place that makes the tour shorter.
//!
//! A way is taken out, which leaves a path. Its end is joined to a near place inside, and a way
//! beside that place is taken out: what lies before is turned, and the path has a new end (Lin and
//! Kernighan 1973). Or two ways are taken out inside, and the pieces before and between them
//! change places or are turned (3-opt; with a short piece, Or 1976). Joined to its base, the path
//! is a tour again: if that is shorter, the change is made; if not, the changes that won most are
//! followed by one more turn. All of that is priced before anything is moved.

use super::near::Near;
use super::ring::Ring;
use super::tour::Tour;
use crate::streets::Walking;

/// Changes that do not win at once but are followed further.
const FOLLOWED: usize = 5;
/// Neighbours looked at for the second way of a swap.
const SECOND: usize = 4;

/// A tour, and the queue of places where it may be made shorter.
pub(crate) struct Step<'a, W: ?Sized> {
    pub(crate) ring: &'a Ring<'a, W>,
    near: &'a Near,
    pub(crate) tour: Tour,
    pub(crate) cost: i64,
    waiting: Vec<u32>,
    is_waiting: Vec<bool>,
}

/// What becomes of the beginning of a path. Offsets count its places from 0.
#[derive(Clone, Copy)]
struct Change {
    kind: Kind,
    /// The last offset of the first of two pieces.
    inner: u32,
    /// The last offset that moves.
    outer: u32,
}

#[derive(Clone, Copy)]
enum Kind {
    /// All up to `outer` is turned.
    Turn,
    /// The two pieces change places.
    Swap,
    /// Each of the two pieces is turned where it lies.
    TurnBoth,
}

impl Change {
    fn turn(outer: u32) -> Self {
        Self {
            kind: Kind::Turn,
            inner: outer,
            outer,
        }
    }

    /// The offset that is walked just before this one after the change; `None` at the path's end
    /// and at a joint, which is not to be taken out again.
    #[inline]
    fn before(self, offset: u32) -> Option<u32> {
        let Self { kind, inner, outer } = self;
        if offset > outer {
            return (offset > outer + 1).then(|| offset - 1);
        }
        match kind {
            Kind::Turn => (offset < outer).then_some(offset + 1),
            Kind::Swap => (offset > 0 && offset != inner + 1).then(|| offset - 1),
            Kind::TurnBoth => (offset != inner && offset < outer).then_some(offset + 1),
        }
    }
}

/// A change that leaves a path whose `end` is not yet joined to anything.
#[derive(Clone, Copy)]
struct Open {
    won: i64,
    end: u32,
    change: Change,
}

/// What joining the end of a path to near places offers.
struct Offers {
    /// The change that wins most when its end is joined to the base, and what it wins.
    closed: Option<(i64, Change)>,
    /// Those that have won most so far.
    open: [Open; FOLLOWED],
    len: usize,
}

impl Offers {
    fn new() -> Self {
        let none = Open {
            won: 0,
            end: 0,
            change: Change::turn(0),
        };
        Self {
            closed: None,
            open: [none; FOLLOWED],
            len: 0,
        }
    }

    #[inline]
    fn wins(&self) -> i64 {
        self.closed.map_or(0, |(won, _)| won)
    }

    #[inline]
    fn put(&mut self, open: Open, closing: impl FnOnce() -> i64) {
        if open.won > self.wins() {
            let won = open.won - closing();
            if won > self.wins() {
                self.closed = Some((won, open.change));
            }
        }
        if self.len == FOLLOWED {
            if self.open[FOLLOWED - 1].won >= open.won {
                return;
            }
            self.len -= 1;
        }
        let mut i = self.len;
        while i > 0 && self.open[i - 1].won < open.won {
            self.open[i] = self.open[i - 1];
            i -= 1;
        }
        self.open[i] = open;
        self.len += 1;
    }
}

impl<'a, W: Walking + ?Sized> Step<'a, W> {
    pub(crate) fn new(ring: &'a Ring<'a, W>, near: &'a Near, start: Vec<u32>) -> Self {
        Self {
            cost: ring.cost_of(&start),
            is_waiting: vec![true; start.len()],
            waiting: start.iter().rev().copied().collect(),
            tour: Tour::new(start),
            ring,
            near,
        }
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
        while self.improve_at::<true>(place) || self.improve_at::<false>(place) {}
        true
    }

    /// Makes a change that takes out the way from `base` to the place after it and wins.
    fn improve_at<const FORWARD: bool>(&mut self, base: u32) -> bool {
        let zero = {
            let (n, at) = (self.tour.len(), self.tour.position(base));
            match FORWARD {
                true if at + 1 == n => 0,
                true => at + 1,
                false if at == 0 => n - 1,
                false => at - 1,
            }
        };
        let offers = self.offers::<FORWARD>(base, zero);
        if let Some((won, change)) = offers.closed {
            self.make::<FORWARD>(base, zero, change, None);
            self.cost -= won;
            return true;
        }
        for open in &offers.open[..offers.len] {
            if let Some((won, cut)) = self.followed::<FORWARD>(base, zero, open) {
                self.make::<FORWARD>(base, zero, open.change, Some(cut));
                self.cost -= won;
                return true;
            }
        }
        false
    }

    /// The first exchange: of the path that begins at position `zero` and ends at `base`.
    #[inline]
    fn offers<const FORWARD: bool>(&self, base: u32, zero: u32) -> Offers {
        let Self { ring, tour, .. } = self;
        let place = |offset| tour.place::<FORWARD>(zero, offset);
        let offset = |place| tour.offset::<FORWARD>(zero, tour.position(place));
        let mut offers = Offers::new();
        let end = tour.at(zero);
        let freed = ring.cost(base, end);
        for way in self.near.of(end) {
            let won = freed - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            let joined = way.place;
            if joined == base {
                continue;
            }
            let at = offset(joined);
            let mut offer = |won: i64, new_end: u32, change: Change| {
                let open = Open {
                    won,
                    end: new_end,
                    change,
                };
                offers.put(open, || ring.cost(base, new_end));
            };
            if at > 1 {
                let new_end = place(at - 1);
                offer(
                    won + ring.cost(new_end, joined),
                    new_end,
                    Change::turn(at - 1),
                );
            }
            // Or the way behind the place is taken out, and one before it that is near.
            let behind = place(at + 1);
            let won = won + ring.cost(joined, behind);
            for way in self.near.of(behind).iter().take(SECOND) {
                let won = won - i64::from(way.ms);
                if won <= 0 {
                    break;
                }
                let (second, second_at) = (way.place, offset(way.place));
                if second_at > at {
                    continue;
                }
                let swap = |kind, inner| Change {
                    kind,
                    inner,
                    outer: at,
                };
                if second_at < at {
                    let new_end = place(second_at + 1);
                    let won = won + ring.cost(second, new_end);
                    offer(won, new_end, swap(Kind::Swap, second_at));
                }
                if second_at > 0 {
                    let new_end = place(second_at - 1);
                    let won = won + ring.cost(second, new_end);
                    offer(won, new_end, swap(Kind::TurnBoth, second_at - 1));
                }
            }
            if offers.closed.is_some() {
                break;
            }
        }
        offers
    }

    /// The turn after a change that wins most, as what it wins and its last place; `None` if none
    /// wins.
    #[inline]
    fn followed<const FORWARD: bool>(
        &self,
        base: u32,
        zero: u32,
        open: &Open,
    ) -> Option<(i64, u32)> {
        let Self { ring, tour, .. } = self;
        let mut best = None;
        let mut most = 0;
        for way in self.near.of(open.end) {
            let won = open.won - i64::from(way.ms);
            if won <= 0 {
                break;
            }
            if way.place == base {
                continue;
            }
            let at = tour.offset::<FORWARD>(zero, tour.position(way.place));
            let Some(cut) = open.change.before(at) else {
                continue;
            };
            let new_end = tour.place::<FORWARD>(zero, cut);
            if new_end == open.end {
                continue;
            }
            let won = won + ring.cost(way.place, new_end);
            if won > most {
                let won = won - ring.cost(base, new_end);
                if won > most {
                    most = won;
                    best = Some((won, new_end));
                }
            }
        }
        best
    }

    /// Changes the tour, then turns what is walked up to and with `cut`.
    fn make<const FORWARD: bool>(
        &mut self,
        base: u32,
        zero: u32,
        change: Change,
        cut: Option<u32>,
    ) {
        let place = |offset| self.tour.place::<FORWARD>(zero, offset);
        let (start, last, after) = (place(0), place(change.outer), place(change.outer + 1));
        let (inner, next) = (place(change.inner), place(change.inner + 1));
        for place in [base, start, inner, next, last, after] {
            self.look_at(place);
        }
        let tour = &mut self.tour;
        let (forward, end) = match change.kind {
            Kind::Turn => (tour.turn(start, last, FORWARD), last),
            Kind::TurnBoth => {
                let forward = tour.turn(start, inner, FORWARD);
                (tour.turn(next, last, forward), inner)
            }
            Kind::Swap => {
                let forward = tour.turn(start, last, FORWARD);
                let forward = tour.turn(last, next, forward);
                (tour.turn(inner, start, forward), next)
            }
        };
        let Some(cut) = cut else { return };
        let forward = tour.turn(end, cut, forward);
        // Where the second turn ends is where the path was joined to.
        let at = tour.position(end);
        let joined = if forward {
            tour.place::<true>(at, 1)
        } else {
            tour.place::<false>(at, 1)
        };
        for place in [end, cut, joined] {
            self.look_at(place);
        }
    }
}
