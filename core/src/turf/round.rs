//! A walk through the units of one turf, kept short while units come and go.
//!
//! A unit is walked through from one end to the other, so a walk is a row of units each with a
//! direction. Moves are 2-opt and Or-opt on rows whose pieces may be turned; the walk starts and
//! ends where it likes.

/// Milliseconds between the ends of units and through each.
pub(crate) struct Ways {
    /// The stop at each end: end `2u` is where unit `u` begins, `2u + 1` where it ends.
    stop: Vec<u32>,
    stops: usize,
    ms: Vec<u32>,
}

impl Ways {
    /// From the stop at each end, two ends a unit, and a row-major matrix between `stops` stops.
    pub(crate) fn new(stop: Vec<u32>, stops: usize, ms: Vec<u32>) -> Self {
        debug_assert_eq!(ms.len(), stops * stops);
        Self { stop, stops, ms }
    }

    /// From leaving the unit entered at end `a` to entering a unit at end `b`.
    fn on(&self, a: u32, b: u32) -> i64 {
        self.between(a ^ 1, b)
    }

    /// Through a unit, from end to end.
    fn through(&self, unit: u32) -> i64 {
        self.between(2 * unit, 2 * unit + 1)
    }

    fn between(&self, a: u32, b: u32) -> i64 {
        let (a, b) = (self.stop[a as usize], self.stop[b as usize]);
        i64::from(self.ms[a as usize * self.stops + b as usize])
    }
}

/// An open walk: the ends at which its units are entered, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Round {
    entered: Vec<u32>,
    pub(crate) ms: i64,
    /// Units of which one beside each new way since the round was settled.
    stirred: Vec<u32>,
}

/// Longest row of units that [`Round::settle`] moves elsewhere.
const ROW: usize = 3;
/// Walks of at most so many units are looked through as a whole.
const LOOKED_THROUGH: usize = 128;

impl Round {
    /// A short walk through these units.
    pub(crate) fn through(ways: &Ways, units: impl IntoIterator<Item = u32>) -> Self {
        let mut round = Self::default();
        for unit in units {
            round.add(ways, unit);
        }
        round.stirred = round.units().collect();
        round.settle(ways);
        round
    }

    pub(crate) fn len(&self) -> usize {
        self.entered.len()
    }

    pub(crate) fn units(&self) -> impl Iterator<Item = u32> {
        self.entered.iter().map(|end| end / 2)
    }

    /// Puts a unit where it costs least.
    pub(crate) fn add(&mut self, ways: &Ways, unit: u32) {
        let (ms, at, end) = self.place_for(ways, unit);
        self.entered.insert(at, end);
        self.ms += ms;
        self.stir(Some(end));
    }

    fn place_for(&self, ways: &Ways, unit: u32) -> (i64, usize, u32) {
        let mut best = (i64::MAX, 0, 2 * unit);
        for at in 0..=self.entered.len() {
            let (before, after) = (self.before(at), self.at(at));
            let between = between(ways, before, after);
            for end in [2 * unit, 2 * unit + 1] {
                let ms = between_by(ways, before, end, end, after) - between;
                if ms < best.0 {
                    best = (ms, at, end);
                }
            }
        }
        (best.0 + ways.through(unit), best.1, best.2)
    }

    /// Takes a unit out.
    pub(crate) fn take(&mut self, ways: &Ways, unit: u32) {
        if let Some(at) = self.position(unit) {
            let (end, before, after) = (self.entered[at], self.before(at), self.at(at + 1));
            self.ms -= between_by(ways, before, end, end, after) - between(ways, before, after)
                + ways.through(unit);
            self.entered.remove(at);
            self.stirred.retain(|&stirred| stirred != unit);
            self.stir(before.or(after));
        }
    }

    fn position(&self, unit: u32) -> Option<usize> {
        self.entered.iter().position(|end| end / 2 == unit)
    }

    fn at(&self, at: usize) -> Option<u32> {
        self.entered.get(at).copied()
    }

    fn before(&self, at: usize) -> Option<u32> {
        at.checked_sub(1).map(|i| self.entered[i])
    }

    /// Of short walks nobody has to know.
    fn stir(&mut self, end: Option<u32>) {
        if self.len() <= LOOKED_THROUGH {
            return;
        }
        let unit = end.map(|end| end / 2);
        self.stirred
            .extend(unit.filter(|unit| !self.stirred.contains(unit)));
    }

    /// Shortens until no move helps; a long walk until none helps beside units that were stirred:
    /// elsewhere hardly any would, and to look takes time by the square of the length (don't-look
    /// bits, Bentley 1992). A row is not moved from where it costs nothing.
    pub(crate) fn settle(&mut self, ways: &Ways) {
        if self.len() <= LOOKED_THROUGH {
            self.stirred.clear();
            while self.turn_any(ways) || self.move_any(ways) {}
        }
        while let Some(unit) = self.stirred.pop() {
            while let Some(at) = self.position(unit)
                && (self.turn_beside(ways, at) || self.move_beside(ways, at))
            {}
        }
    }

    /// Turns rows round, each where that helps.
    fn turn_any(&mut self, ways: &Ways) -> bool {
        let n = self.len();
        let mut won = false;
        for i in 0..n {
            for j in i..n {
                won |= self.turn_row(ways, i, j);
            }
        }
        won
    }

    /// Moves one short row to where it costs less, turned or not.
    fn move_any(&mut self, ways: &Ways) -> bool {
        let n = self.len();
        (1..=ROW.min(n.saturating_sub(1)))
            .any(|long| (0..=n - long).any(|i| self.move_row(ways, i, long, 0..=n)))
    }

    /// Turns a row round that begins or ends at a place or beside it, if that helps.
    fn turn_beside(&mut self, ways: &Ways, at: usize) -> bool {
        let n = self.entered.len();
        for first in [at, at + 1] {
            for last in first..n {
                if self.turn_row(ways, first, last) {
                    return true;
                }
            }
            // Rows that end before that one.
            for begin in 0..first {
                if self.turn_row(ways, begin, first - 1) {
                    return true;
                }
            }
        }
        false
    }

    fn turn_row(&mut self, ways: &Ways, i: usize, j: usize) -> bool {
        let (first, last) = (self.entered[i], self.entered[j]);
        let (before, after) = (self.before(i), self.at(j + 1));
        let gain = between_by(ways, before, first, last, after)
            - between_by(ways, before, last ^ 1, first ^ 1, after);
        if gain > 0 {
            turn(&mut self.entered[i..=j]);
            self.ms -= gain;
            self.stir(Some(first));
            self.stir(Some(last));
        }
        gain > 0
    }

    /// Moves a short row to where it costs less, turned or not, if the row or where it goes is beside
    /// a place.
    fn move_beside(&mut self, ways: &Ways, at: usize) -> bool {
        let n = self.entered.len();
        for long in 1..=ROW.min(n.saturating_sub(1)) {
            let all = 0..=n - long;
            for start in [
                Some(at),
                Some(at + 1),
                at.checked_sub(long),
                (at + 1).checked_sub(long),
            ] {
                let start = start.filter(|start| all.contains(start));
                if start.is_some_and(|start| self.move_row(ways, start, long, 0..=n)) {
                    return true;
                }
            }
            for start in all {
                if self.move_row(ways, start, long, at..=at + 1) {
                    return true;
                }
            }
        }
        false
    }

    /// Moves the row of so many units from `i` to before one of the places `to`, if that helps.
    fn move_row(
        &mut self,
        ways: &Ways,
        i: usize,
        long: usize,
        to: std::ops::RangeInclusive<usize>,
    ) -> bool {
        let (first, last) = (self.entered[i], self.entered[i + long - 1]);
        let (before, after) = (self.before(i), self.at(i + long));
        let saved = between_by(ways, before, first, last, after) - between(ways, before, after);
        if saved <= 0 {
            return false;
        }
        for at in to.filter(|at| !(i..=i + long).contains(at)) {
            let (left, right) = (self.before(at), self.at(at));
            let between = between(ways, left, right);
            for (a, b) in [(first, last), (last ^ 1, first ^ 1)] {
                let gain = saved + between - between_by(ways, left, a, b, right);
                if gain > 0 {
                    if a != first {
                        turn(&mut self.entered[i..i + long]);
                    }
                    if at < i {
                        self.entered[at..i + long].rotate_right(long);
                    } else {
                        self.entered[i..at].rotate_left(long);
                    }
                    self.ms -= gain;
                    for end in [before.or(after), Some(first), Some(last)] {
                        self.stir(end);
                    }
                    return true;
                }
            }
        }
        false
    }
}

fn turn(row: &mut [u32]) {
    row.reverse();
    for end in row {
        *end ^= 1;
    }
}

#[inline]
fn between(ways: &Ways, before: Option<u32>, after: Option<u32>) -> i64 {
    match (before, after) {
        (Some(a), Some(b)) => ways.on(a, b),
        _ => 0,
    }
}

/// To and from a row that is entered at `first` and whose last unit is entered at `last`.
#[inline]
fn between_by(ways: &Ways, before: Option<u32>, first: u32, last: u32, after: Option<u32>) -> i64 {
    between(ways, before, Some(first)) + between(ways, Some(last), after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ways(at: &[(i32, i32)]) -> Ways {
        let ms = at
            .iter()
            .flat_map(|a| at.iter().map(|b| a.0.abs_diff(b.0) + a.1.abs_diff(b.1)));
        Ways::new((0..at.len() as u32).collect(), at.len(), ms.collect())
    }

    fn length(ways: &Ways, round: &Round) -> i64 {
        let through: i64 = round.units().map(|u| ways.through(u)).sum();
        let on: i64 = round.entered.windows(2).map(|w| ways.on(w[0], w[1])).sum();
        through + on
    }

    /// All orders and directions.
    fn shortest(ways: &Ways, row: &mut Vec<u32>, left: &mut Vec<u32>) -> i64 {
        if left.is_empty() {
            let round = Round {
                entered: row.clone(),
                ..Round::default()
            };
            return length(ways, &round);
        }
        let mut best = i64::MAX;
        for i in 0..left.len() {
            let unit = left.remove(i);
            for end in [2 * unit, 2 * unit + 1] {
                row.push(end);
                best = best.min(shortest(ways, row, left));
                row.pop();
            }
            left.insert(i, unit);
        }
        best
    }

    /// The shortest that any one move makes of a round: rows turned, and short rows moved.
    fn shortest_by_one_move(ways: &Ways, round: &Round) -> i64 {
        let n = round.len();
        let mut best = length(ways, round);
        let mut look = |entered: Vec<u32>| {
            let moved = Round {
                entered,
                ..Round::default()
            };
            best = best.min(length(ways, &moved));
        };
        for i in 0..n {
            for j in i..n {
                let mut row = round.entered.clone();
                turn(&mut row[i..=j]);
                look(row);
            }
            for long in 1..=ROW.min(n - i) {
                let mut rest = round.entered.clone();
                let mut row: Vec<u32> = rest.drain(i..i + long).collect();
                for _ in 0..2 {
                    turn(&mut row);
                    for at in 0..=rest.len() {
                        let (left, right) = rest.split_at(at);
                        look([left, &row, right].concat());
                    }
                }
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn hardly_a_move_helps_a_round_that_is_settled(
            at in prop::collection::vec((0..1000_i32, 0..1000_i32), 340),
            units in prop::sample::select(vec![12, 150]),
            trades in prop::collection::vec((0..170_u32, any::<bool>()), 1..6),
        ) {
            let ways = ways(&at);
            let mut round = Round::through(&ways, 0..units);
            let settled = |round: &Round| {
                let least = shortest_by_one_move(&ways, round);
                round.ms == length(&ways, round) && (round.ms - least) * 20 <= round.ms
            };
            prop_assert!(settled(&round));
            for (unit, settle) in trades {
                if round.position(unit).is_some() {
                    round.take(&ways, unit);
                } else {
                    round.add(&ways, unit);
                }
                if settle {
                    round.settle(&ways);
                    prop_assert!(settled(&round));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_round_knows_its_length_and_is_near_the_shortest(
            at in prop::collection::vec((0..1000_i32, 0..1000_i32), 10),
        ) {
            let ways = ways(&at);
            let mut round = Round::through(&ways, 0..5);
            prop_assert_eq!(round.ms, length(&ways, &round));
            let best = shortest(&ways, &mut Vec::new(), &mut (0..5).collect());
            prop_assert!(round.ms >= best && round.ms <= best + best / 3);
            let before = round.ms;
            round.take(&ways, 3);
            prop_assert_eq!(round.len(), 4);
            prop_assert_eq!(round.ms, length(&ways, &round));
            round.add(&ways, 3);
            prop_assert_eq!(round.ms, length(&ways, &round));
            prop_assert!(round.ms <= before);
        }
    }
}
