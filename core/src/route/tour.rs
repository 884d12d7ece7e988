//! A closed tour in an array, changed by reversing pieces of it.

/// Places in order, and where each one is.
pub(crate) struct Tour {
    at: Vec<u32>,
    position: Vec<u32>,
}

impl Tour {
    pub(crate) fn new(at: Vec<u32>) -> Self {
        let mut position = vec![0; at.len()];
        for (i, &place) in at.iter().enumerate() {
            position[place as usize] = i as u32;
        }
        Self { at, position }
    }

    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    pub(crate) fn places(&self) -> &[u32] {
        &self.at
    }

    #[inline]
    pub(crate) fn at(&self, position: usize) -> usize {
        self.at[position] as usize
    }

    #[inline]
    pub(crate) fn position(&self, place: usize) -> usize {
        self.position[place] as usize
    }

    #[inline]
    pub(crate) fn next(&self, place: usize) -> usize {
        let i = self.position[place] as usize + 1;
        self.at[if i == self.at.len() { 0 } else { i }] as usize
    }

    #[inline]
    pub(crate) fn previous(&self, place: usize) -> usize {
        let i = self.position[place] as usize;
        self.at[if i == 0 { self.at.len() - 1 } else { i - 1 }] as usize
    }

    /// Reverses the piece from position `from` on to position `to`, or the rest of the tour
    /// instead, whichever is shorter: the same tour but for its direction. Doing it again undoes
    /// it.
    pub(crate) fn reverse(&mut self, from: usize, to: usize) {
        let n = self.at.len();
        let inner = if to >= from {
            to - from + 1
        } else {
            to + n - from + 1
        };
        let (mut i, mut j, count) = if inner * 2 <= n {
            (from, to, inner)
        } else {
            let after = if to + 1 == n { 0 } else { to + 1 };
            (after, if from == 0 { n - 1 } else { from - 1 }, n - inner)
        };
        for _ in 0..count / 2 {
            let (a, b) = (self.at[i], self.at[j]);
            self.at[i] = b;
            self.at[j] = a;
            self.position[b as usize] = i as u32;
            self.position[a as usize] = j as u32;
            i = if i + 1 == n { 0 } else { i + 1 };
            j = if j == 0 { n - 1 } else { j - 1 };
        }
    }
}
