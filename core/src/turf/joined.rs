//! Things joined into groups (union-find; Tarjan 1975).

/// `n` things, each at first a group of its own.
pub(crate) struct Joined(Vec<usize>);

impl Joined {
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// The smallest member of the group.
    pub(crate) fn group(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    /// Joins two groups; false if they were one already.
    pub(crate) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.group(a), self.group(b));
        self.0[a.max(b)] = a.min(b);
        a != b
    }
}
