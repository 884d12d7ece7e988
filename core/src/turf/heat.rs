//! How long turfs trade, and how dear a trade may be meanwhile.

use crate::route::Random;

/// Steps in which trades become less dear.
pub(crate) const STEPS: usize = 40;

/// How long to trade, and how dear a trade may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) tries: usize,
    /// What a trade may cost in the beginning, roughly.
    pub(crate) from_ms: f64,
    /// And in the end.
    pub(crate) to_ms: f64,
}

impl Effort {
    /// What a trade may cost at a step, roughly.
    pub(crate) fn heat(self, step: usize) -> f64 {
        on_the_way(self.from_ms, self.to_ms.max(1.0), step)
    }
}

/// From one number to another in equal ratios, as far as it is at a step of [`STEPS`]: found by
/// halving, since square roots are the same everywhere and powers are not.
pub(crate) fn on_the_way(from: f64, to: f64, step: usize) -> f64 {
    let (mut a, mut b) = (from, to);
    let (mut low, mut high) = (0.0, (STEPS - 1) as f64);
    for _ in 0..20 {
        let middle = (a * b).sqrt();
        let half = (low + high) / 2.0;
        if (step as f64) < half {
            (b, high) = (middle, half);
        } else {
            (a, low) = (middle, half);
        }
    }
    a
}

/// A number of the exponential distribution of mean 1.
pub(crate) fn exponential(random: &mut Random) -> f64 {
    EXPONENTIAL[random.below(EXPONENTIAL.len())]
}

/// Quantiles of the exponential distribution of mean 1: −ln((i + ½) / 32). As a table, since
/// logarithms are not the same everywhere.
const EXPONENTIAL: [f64; 32] = [
    4.159, 3.060, 2.549, 2.213, 1.962, 1.761, 1.594, 1.451, 1.326, 1.214, 1.114, 1.023, 0.940,
    0.863, 0.792, 0.725, 0.662, 0.604, 0.548, 0.495, 0.445, 0.398, 0.352, 0.309, 0.267, 0.227,
    0.189, 0.152, 0.116, 0.081, 0.048, 0.016,
];
