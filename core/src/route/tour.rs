//! A closed tour in an array, changed by turning pieces of it.

/// Places in order, and where each one is. Changes can be taken back.
///
/// A tour may be walked forward, along the array, or backward, against it.
pub(crate) struct Tour {
    at: Vec<u32>,
    position: Vec<u32>,
    /// Pieces turned since the tour was last kept: where each begins in the array, and its length.
    turned: Vec<(u32, u32)>,
}

impl Tour {
    pub(crate) fn new(at: Vec<u32>) -> Self {
        let mut position = vec![0; at.len()];
        for (i, &place) in (0..).zip(&at) {
            position[place as usize] = i;
        }
        Self {
            at,
            position,
            turned: Vec::new(),
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.at.len() as u32
    }

    pub(crate) fn places(&self) -> &[u32] {
        &self.at
    }

    #[inline]
    pub(crate) fn at(&self, position: u32) -> u32 {
        self.at[position as usize]
    }

    #[inline]
    pub(crate) fn position(&self, place: u32) -> u32 {
        self.position[place as usize]
    }

    /// How many places one walks from one position to another.
    #[inline]
    pub(crate) fn offset<const FORWARD: bool>(&self, zero: u32, position: u32) -> u32 {
        let (from, to) = if FORWARD {
            (zero, position)
        } else {
            (position, zero)
        };
        if to >= from {
            to - from
        } else {
            to + self.len() - from
        }
    }

    /// The place so far from a position.
    #[inline]
    pub(crate) fn place<const FORWARD: bool>(&self, zero: u32, offset: u32) -> u32 {
        let n = self.len();
        let position = if FORWARD {
            let position = zero + offset;
            if position >= n {
                position - n
            } else {
                position
            }
        } else if zero >= offset {
            zero - offset
        } else {
            zero + n - offset
        };
        self.at(position)
    }

    /// Turns what is walked from `first` to `last`, or else all the rest, if that is shorter: the
    /// tour is the same then, walked the other way. Returns whether it is now to be walked forward
    /// for the same walk.
    pub(crate) fn turn(&mut self, first: u32, last: u32, forward: bool) -> bool {
        let (first, last) = if forward {
            (first, last)
        } else {
            (last, first)
        };
        let (from, to) = (self.position(first), self.position(last));
        let n = self.len();
        let len = 1 + if to >= from { to - from } else { to + n - from };
        if 2 * len <= n {
            self.turn_noted(from, len);
            forward
        } else {
            self.turn_noted(if to + 1 == n { 0 } else { to + 1 }, n - len);
            !forward
        }
    }

    fn turn_noted(&mut self, from: u32, len: u32) {
        if len > 1 {
            self.turned.push((from, len));
            self.turn_positions(from, len);
        }
    }

    fn turn_positions(&mut self, from: u32, len: u32) {
        let n = self.at.len();
        let (mut low, end) = (from as usize, from as usize + len as usize);
        if end <= n {
            let piece = &mut self.at[low..end];
            piece.reverse();
            for (position, &place) in (from..).zip(&*piece) {
                self.position[place as usize] = position;
            }
            return;
        }
        let mut high = end - 1 - n;
        for _ in 0..len / 2 {
            self.at.swap(low, high);
            self.position[self.at[low] as usize] = low as u32;
            self.position[self.at[high] as usize] = high as u32;
            low = if low + 1 == n { 0 } else { low + 1 };
            high = if high == 0 { n - 1 } else { high - 1 };
        }
    }

    /// How many changes there are since the tour was last kept.
    pub(crate) fn changes(&self) -> usize {
        self.turned.len()
    }

    /// Keeps the changes made.
    pub(crate) fn keep(&mut self) {
        self.turned.clear();
    }

    /// Takes back the last changes, so that so many are left.
    pub(crate) fn take_back(&mut self, changes: usize) {
        while self.turned.len() > changes
            && let Some((from, len)) = self.turned.pop()
        {
            self.turn_positions(from, len);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_turned_is_walked_the_other_way_until_taken_back(
            n in 2..40_u32,
            turns in prop::collection::vec((0..40_u32, 0..40_u32), 1..12),
            forward in any::<bool>(),
        ) {
            let mut tour = Tour::new((0..n).collect());
            for &(first, last) in &turns {
                let (first, last) = (first % n, last % n);
                let walked = |tour: &Tour, forward: bool| -> Vec<u32> {
                    let from = tour.position(if forward { 0 } else { n - 1 });
                    (0..n).map(|i| match forward {
                        true => tour.place::<true>(from, i),
                        false => tour.place::<false>(from, i),
                    }).collect()
                };
                let mut expected = walked(&tour, forward);
                let from = expected.iter().position(|&p| p == first).unwrap();
                expected.rotate_left(from);
                let to = expected.iter().position(|&p| p == last).unwrap();
                expected[..=to].reverse();
                let forward = tour.turn(first, last, forward);
                let mut found = walked(&tour, forward);
                let from = found.iter().position(|&p| p == last).unwrap();
                found.rotate_left(from);
                prop_assert_eq!(found, expected);
                prop_assert!((0..n).all(|p| tour.at(tour.position(p)) == p));
            }
            tour.take_back(0);
            prop_assert_eq!(tour.places(), (0..n).collect::<Vec<_>>());
        }
    }
}
