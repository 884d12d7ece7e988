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
}

/// Longest row of units that [`Round::settle`] moves elsewhere.
const ROW: usize = 3;

impl Round {
    /// A short walk through these units.
    pub(crate) fn through(ways: &Ways, units: impl IntoIterator<Item = u32>) -> Self {
        let mut round = Self::default();
        for unit in units {
            round.add(ways, unit);
        }
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
    }

    fn place_for(&self, ways: &Ways, unit: u32) -> (i64, usize, u32) {
        let mut best = (i64::MAX, 0, 2 * unit);
        for at in 0..=self.entered.len() {
            let before = at.checked_sub(1).map(|i| self.entered[i]);
            let after = self.entered.get(at).copied();
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
        if let Some(at) = self.entered.iter().position(|end| end / 2 == unit) {
            self.ms -= self.taken_at(ways, at);
            self.entered.remove(at);
        }
    }

    fn taken_at(&self, ways: &Ways, at: usize) -> i64 {
        let end = self.entered[at];
        let before = at.checked_sub(1).map(|i| self.entered[i]);
        let after = self.entered.get(at + 1).copied();
        between_by(ways, before, end, end, after) - between(ways, before, after)
            + ways.through(end / 2)
    }

    /// Shortens until no move helps.
    pub(crate) fn settle(&mut self, ways: &Ways) {
        while self.turn_one(ways) || self.move_one(ways) {}
    }

    /// Turns rows round, each where that helps.
    fn turn_one(&mut self, ways: &Ways) -> bool {
        let n = self.entered.len();
        let mut won = false;
        for i in 0..n {
            let before = i.checked_sub(1).map(|i| self.entered[i]);
            for j in i..n {
                let after = self.entered.get(j + 1).copied();
                let (first, last) = (self.entered[i], self.entered[j]);
                let gain = between_by(ways, before, first, last, after)
                    - between_by(ways, before, last ^ 1, first ^ 1, after);
                if gain > 0 {
                    turn(&mut self.entered[i..=j]);
                    self.ms -= gain;
                    won = true;
                }
            }
        }
        won
    }

    /// Moves one short row to where it costs less, turned or not.
    fn move_one(&mut self, ways: &Ways) -> bool {
        let n = self.entered.len();
        for long in 1..=ROW.min(n.saturating_sub(1)) {
            for i in 0..=n - long {
                let (first, last) = (self.entered[i], self.entered[i + long - 1]);
                let before = i.checked_sub(1).map(|i| self.entered[i]);
                let after = self.entered.get(i + long).copied();
                let saved =
                    between_by(ways, before, first, last, after) - between(ways, before, after);
                if saved <= 0 {
                    continue;
                }
                for at in (0..i).chain(i + long + 1..=n) {
                    let left = at.checked_sub(1).map(|k| self.entered[k]);
                    let right = self.entered.get(at).copied();
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
                            return true;
                        }
                    }
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

fn between(ways: &Ways, before: Option<u32>, after: Option<u32>) -> i64 {
    match (before, after) {
        (Some(a), Some(b)) => ways.on(a, b),
        _ => 0,
    }
}

/// To and from a row that is entered at `first` and whose last unit is entered at `last`.
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
                ms: 0,
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
