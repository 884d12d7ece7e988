//! One turf for two or more walkers.
//!
//! One good walk through all stops is cut into pieces, so that each walker stays in one part of
//! the turf; `exchange` then moves stops over the borders.

mod among;
mod cut;
mod exchange;
#[cfg(test)]
mod tests;

use super::baseline::walk_ms;
use super::goal::{End, Goal, Order, Progress};
use super::order::{for_steps, order, reorder};
use crate::streets::Walking;
use among::Among;
use exchange::Exchange;

/// Beginnings from which a round walk is cut, at most.
const BEGINNINGS: usize = 16;
/// Up to so many stops two walkers' shares are all tried.
const FEW: usize = 8;
/// Times that stops are exchanged and all walks ordered again, at most.
const ROUNDS: usize = 6;

/// A walk for each of so many walkers, together through all stops, so that the last to finish,
/// time at the stops included, finishes early.
///
/// `knocking_ms` is the time at each stop. A start or end that `goal` names stands in every walk:
/// all begin or end there. It is taken to be a meeting point: its own time at the stop counts for
/// nobody. Each [`Order::ms`] is walking alone. With fewer stops than walkers some walks are
/// empty.
///
/// # Panics
/// If the goal names a stop that is not there, there is no walker, or the list of times has
/// another length than the stops.
pub fn split<W: Walking + ?Sized>(
    walking: &W,
    walkers: usize,
    knocking_ms: &[u32],
    goal: &Goal,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<Order> {
    assert!(walkers > 0, "somebody has to walk");
    assert_eq!(knocking_ms.len(), walking.len(), "one time at each stop");
    let whole = order(walking, goal, effort);
    if walkers == 1 {
        return vec![whole];
    }
    let ends = Ends::new(goal);
    let loose = whole.stops.iter().copied().filter(|&s| !ends.names(s));
    let loose: Vec<usize> = loose.collect();
    if walkers == 2 && loose.len() <= FEW {
        return best_of_two(walking, &ends, knocking_ms, &loose, goal.seed);
    }
    let pieces = ends.cut(walking, knocking_ms, &loose, walkers);
    let mut exchange = Exchange::new(walking, &ends, knocking_ms, pieces);
    let mut best = (u128::MAX, Vec::new());
    for _ in 0..ROUNDS {
        let pieces = exchange.walks().iter();
        let ordered = pieces.map(|piece| ends.ordered(walking, piece, goal.seed, effort));
        exchange.set(ordered.collect());
        if exchange.burden() >= best.0 {
            break;
        }
        best = (exchange.burden(), exchange.walks().to_vec());
        exchange.settle();
    }
    let walks = best.1.into_iter();
    walks.map(|piece| ends.walk(walking, piece)).collect()
}

/// Two walks through few stops: every way to share them, each walk the best there is. Of equal
/// ones that of the least walking together.
fn best_of_two<W: Walking + ?Sized>(
    walking: &W,
    ends: &Ends,
    knocking_ms: &[u32],
    loose: &[usize],
    seed: u64,
) -> Vec<Order> {
    let shares = 1_usize << loose.len();
    let walks = (0..shares).map(|share| {
        let piece: Vec<usize> = (0..loose.len())
            .filter(|i| share >> i & 1 == 1)
            .map(|i| loose[i])
            .collect();
        let knocking: u64 = piece.iter().map(|&stop| u64::from(knocking_ms[stop])).sum();
        let ordered = match piece[..] {
            [] => piece,
            _ => ends.ordered(walking, &piece, seed, &mut for_steps(0)),
        };
        (ends.walk(walking, ordered), knocking)
    });
    let walks: Vec<(Order, u64)> = walks.collect();
    let ms = |share: usize| walks[share].0.ms + walks[share].1;
    let best = (0..shares).min_by_key(|&share| {
        let other = shares - 1 - share;
        (ms(share).max(ms(other)), ms(share) + ms(other), other)
    });
    let best = best.unwrap_or(0);
    vec![walks[best].0.clone(), walks[shares - 1 - best].0.clone()]
}

/// What every walk begins and ends with.
pub(super) struct Ends {
    start: Option<usize>,
    /// The last stop, if it is named and not the first.
    last: Option<usize>,
    round: bool,
}

impl Ends {
    fn new(goal: &Goal) -> Self {
        let (last, round) = match (goal.start, goal.end) {
            (Some(start), End::At(end)) if start == end => (None, true),
            (_, End::At(end)) => (Some(end), false),
            (_, End::Start) => (None, true),
            (_, End::Free) => (None, false),
        };
        Self {
            start: goal.start,
            last,
            round,
        }
    }

    fn names(&self, stop: usize) -> bool {
        self.start == Some(stop) || self.last == Some(stop)
    }

    /// Milliseconds from the start to a first stop.
    fn to<W: Walking + ?Sized>(&self, walking: &W, first: usize) -> u64 {
        self.start.map_or(0, |s| u64::from(walking.ms(s, first)))
    }

    /// Milliseconds on from a last stop, in a walk with this first one.
    fn on<W: Walking + ?Sized>(&self, walking: &W, first: usize, last: usize) -> u64 {
        let end = match self.round {
            true => Some(self.start.unwrap_or(first)),
            false => self.last,
        };
        end.map_or(0, |end| u64::from(walking.ms(last, end)))
    }

    /// The walk through `stops` in pieces, the longest as short as can be. A round walk that may
    /// begin anywhere is cut from several beginnings.
    fn cut<W: Walking + ?Sized>(
        &self,
        walking: &W,
        knocking_ms: &[u32],
        stops: &[usize],
        walkers: usize,
    ) -> Vec<Vec<usize>> {
        let each = stops.len() / walkers;
        let beginnings = match (self.round, self.start) {
            (true, None) => each.clamp(1, BEGINNINGS),
            _ => 1,
        };
        let cuts = (0..beginnings).map(|k| {
            let mut stops = stops.to_vec();
            stops.rotate_left(k * each / beginnings);
            cut::pieces(walking, self, knocking_ms, &stops, walkers)
        });
        let ms = |piece: &Vec<usize>| {
            let knocking = piece.iter().map(|&stop| u64::from(knocking_ms[stop]));
            self.walk(walking, piece.clone()).ms + knocking.sum::<u64>()
        };
        cuts.min_by_key(|pieces| pieces.iter().map(ms).max())
            .unwrap_or_default()
    }

    /// The stops of a piece in the order of a short walk, never longer than as they stand.
    fn ordered<W: Walking + ?Sized>(
        &self,
        walking: &W,
        piece: &[usize],
        seed: u64,
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> Vec<usize> {
        let stops = self.start.into_iter().chain(piece.iter().copied());
        let among = Among::new(walking, stops.chain(self.last).collect());
        let goal = Goal {
            start: self.start.map(|_| 0),
            end: match (self.round, self.last) {
                (true, _) => End::Start,
                (_, Some(_)) => End::At(among.len() - 1),
                _ => End::Free,
            },
            seed,
        };
        let as_it_stands: Vec<usize> = (0..among.len()).collect();
        let found = reorder(&among, &as_it_stands, &goal, effort);
        let stops = found.stops.iter().map(|&stop| among.stops()[stop]);
        stops.filter(|&stop| !self.names(stop)).collect()
    }

    /// The whole walk through a piece; empty without stops.
    fn walk<W: Walking + ?Sized>(&self, walking: &W, piece: Vec<usize>) -> Order {
        if piece.is_empty() {
            return Order::default();
        }
        let stops: Vec<usize> = self
            .start
            .into_iter()
            .chain(piece)
            .chain(self.last)
            .collect();
        let end = if self.round { End::Start } else { End::Free };
        Order {
            ms: walk_ms(walking, &stops, end),
            stops,
        }
    }
}
