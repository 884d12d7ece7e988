//! Some of the stops, as if they were all.

use crate::streets::Walking;

/// Walking times between the stops in a list, by their places in it.
pub(super) struct Among<'a, W: Walking + ?Sized> {
    walking: &'a W,
    stops: Vec<usize>,
}

impl<'a, W: Walking + ?Sized> Among<'a, W> {
    pub(super) fn new(walking: &'a W, stops: Vec<usize>) -> Self {
        Self { walking, stops }
    }

    pub(super) fn stops(&self) -> &[usize] {
        &self.stops
    }
}

impl<W: Walking + ?Sized> Walking for Among<'_, W> {
    fn len(&self) -> usize {
        self.stops.len()
    }

    fn ms(&self, a: usize, b: usize) -> u32 {
        self.walking.ms(self.stops[a], self.stops[b])
    }

    fn is_symmetric(&self) -> bool {
        self.walking.is_symmetric()
    }

    fn is_matrix(&self) -> bool {
        self.walking.is_matrix()
    }

    fn nearest(&self, stop: usize, most: usize) -> Vec<u32> {
        let others = (0..self.len()).filter(|&other| other != stop);
        let mut others: Vec<(u32, u32)> = others
            .map(|other| (self.ms(stop, other), other as u32))
            .collect();
        if others.len() > most {
            others.select_nth_unstable(most);
            others.truncate(most);
        }
        others.sort_unstable();
        others.into_iter().map(|(_, other)| other).collect()
    }
}
