//! Walking times between stops, as integers: what is asked of them, and the matrix that holds them.

use crate::model::LatLon;

/// Walking times between stops, however they are held: as a matrix, or found as they are asked for
/// where a matrix would be too great.
pub trait Walking {
    /// Number of stops.
    fn len(&self) -> usize;

    /// Milliseconds from stop `a` to stop `b`; [`WalkingTimes::UNREACHABLE`] or more if no way
    /// leads there. From a stop to itself it is 0.
    ///
    /// # Panics
    /// If a stop is out of range.
    fn ms(&self, a: usize, b: usize) -> u32;

    /// Whether every way costs the same in both directions.
    fn is_symmetric(&self) -> bool;

    /// Whether the times lie in a matrix, so that to ask for all of them costs little.
    fn is_matrix(&self) -> bool {
        false
    }

    /// Up to `most` stops nearest to `stop`, going there from it, itself left out; nearest first,
    /// ties by index.
    ///
    /// # Panics
    /// If the stop is out of range.
    fn nearest(&self, stop: usize, most: usize) -> Vec<u32>;

    /// Whether there is no stop.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Walking times in milliseconds from each of `n` stops to each other; may be asymmetric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkingTimes {
    n: usize,
    ms: Vec<u32>,
    symmetric: bool,
}

impl WalkingTimes {
    /// From `n × n` row-major milliseconds; `None` if the count does not fit.
    pub fn from_rows(n: usize, ms: Vec<u32>) -> Option<Self> {
        (ms.len() == n * n).then(|| Self {
            symmetric: is_symmetric(n, &ms),
            n,
            ms,
        })
    }

    /// From rows that are alike in both directions, which is not looked at.
    ///
    /// # Panics
    /// If the count is not `n × n`.
    pub(crate) fn both_ways(n: usize, ms: Vec<u32>) -> Self {
        assert_eq!(ms.len(), n * n, "a matrix has n × n entries");
        debug_assert!(is_symmetric(n, &ms));
        Self {
            n,
            ms,
            symmetric: true,
        }
    }

    /// Straight lines times `detour`, walked at `speed_m_s`: for when there is no street pack.
    pub fn straight(at: &[LatLon], detour: f64, speed_m_s: f64) -> Self {
        let ms = at
            .iter()
            .flat_map(|a| {
                at.iter()
                    .map(move |b| (a.distance_m(*b) * detour / speed_m_s * 1000.0) as u32)
            })
            .collect();
        Self::from_rows(at.len(), ms).expect("each stop has a row of as many times as stops")
    }

    /// The same times between the stops in a list, by their places in it.
    pub(crate) fn numbered<W: Walking + ?Sized>(times: &W, stops: &[usize]) -> Self {
        let n = stops.len();
        let mut ms = Vec::with_capacity(n * n);
        for &a in stops {
            ms.extend(stops.iter().map(|&b| times.ms(a, b)));
        }
        Self {
            n,
            ms,
            symmetric: times.is_symmetric(),
        }
    }

    /// Number of stops.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there is no stop.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Milliseconds from stop `a` to stop `b`; [`Self::UNREACHABLE`] or more if no way leads there.
    ///
    /// # Panics
    /// If a stop is out of range.
    pub fn ms(&self, a: usize, b: usize) -> u32 {
        self.ms[a * self.n + b]
    }

    fn row(&self, a: usize) -> &[u32] {
        &self.ms[a * self.n..(a + 1) * self.n]
    }

    /// The least time given where no way leads: far more than any walk, small enough to be added up
    /// over a list without overflow of `u64`, and over a hundred of them of `u32`.
    pub const UNREACHABLE: u32 = 40_000_000;
}

impl Walking for WalkingTimes {
    fn len(&self) -> usize {
        self.n
    }

    #[inline]
    fn ms(&self, a: usize, b: usize) -> u32 {
        self.ms[a * self.n + b]
    }

    fn is_symmetric(&self) -> bool {
        self.symmetric
    }

    fn is_matrix(&self) -> bool {
        true
    }

    fn nearest(&self, stop: usize, most: usize) -> Vec<u32> {
        let row = self.row(stop);
        let mut keys = Vec::<u64>::new();
        let mut bounds = likely_bound(row, most).into_iter().chain([u32::MAX]);
        while let Some(bound) = bounds.next()
            && keys.len() < most
        {
            keys.clear();
            for (few, first) in row
                .chunks(LOOKED_AT_ONCE)
                .zip((0..).step_by(LOOKED_AT_ONCE))
            {
                // Most of a long row is too far, and passed by at once.
                if few.iter().fold(u32::MAX, |least, ms| least.min(*ms)) <= bound {
                    let here = few.iter().zip(first..);
                    let here = here.filter(|(ms, other)| **ms <= bound && *other != stop as u64);
                    keys.extend(here.map(|(ms, other)| u64::from(*ms) << 32 | other));
                }
            }
        }
        if keys.len() > most {
            keys.select_nth_unstable(most);
            keys.truncate(most);
        }
        keys.sort_unstable();
        keys.into_iter().map(|key| key as u32).collect()
    }
}

/// Times of a row that are compared with a bound in one go.
const LOOKED_AT_ONCE: usize = 16;

/// A time that probably some more than `most` of a long row do not exceed: by a sample of it.
fn likely_bound(row: &[u32], most: usize) -> Option<u32> {
    const SAMPLE: usize = 128;
    let apart = row.len() / SAMPLE;
    let rank = 2 * most / apart.max(1) + 4;
    if apart < 2 || rank >= SAMPLE {
        return None;
    }
    let mut sample: [u32; SAMPLE] = std::array::from_fn(|i| row[i * apart]);
    Some(*sample.select_nth_unstable(rank).1)
}

/// Square by square, as a column of a great matrix is slow to read.
fn is_symmetric(n: usize, ms: &[u32]) -> bool {
    const SQUARE: usize = 64;
    let squares = || (0..n).step_by(SQUARE);
    squares().all(|top| {
        squares().take_while(|left| *left <= top).all(|left| {
            (top..n.min(top + SQUARE))
                .all(|a| (left..a.min(left + SQUARE)).all(|b| ms[a * n + b] == ms[b * n + a]))
        })
    })
}
