//! Walking times between stops, as a matrix of integers.

use crate::model::LatLon;

/// Walking times in milliseconds from each of `n` stops to each other; may be asymmetric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkingTimes {
    n: usize,
    ms: Vec<u32>,
}

impl WalkingTimes {
    /// From `n × n` row-major milliseconds; `None` if the count does not fit.
    pub fn from_rows(n: usize, ms: Vec<u32>) -> Option<Self> {
        (ms.len() == n * n).then_some(Self { n, ms })
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
        Self { n: at.len(), ms }
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

    /// Milliseconds from stop `a` to each stop.
    pub(crate) fn row(&self, a: usize) -> &[u32] {
        &self.ms[a * self.n..(a + 1) * self.n]
    }

    /// The least time given where no way leads: far more than any walk, small enough to be added up
    /// over a list without overflow of `u64`, and over a hundred of them of `u32`.
    pub const UNREACHABLE: u32 = 40_000_000;
}
