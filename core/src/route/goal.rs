//! What a walk is to achieve, and what comes of it.

/// Where a walk ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum End {
    /// Wherever is best.
    #[default]
    Free,
    /// At this stop. The same stop as [`Goal::start`] means [`End::Start`].
    At(usize),
    /// Where it started: the way back counts.
    Start,
}

/// Where to start and end, and which of equal searches to run.
///
/// The default is a walk that starts and ends wherever is best, with seed 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Goal {
    /// The first stop; `None` for wherever is best.
    pub start: Option<usize>,
    /// The last one.
    pub end: End,
    /// Seed of the search. Same input, steps and seed give the same order on every machine.
    pub seed: u64,
}

impl Goal {
    /// The same goal, said with [`End::Start`] if the walk is to end where it is to start.
    pub(crate) fn plain(self) -> Self {
        match self.end {
            End::At(end) if self.start == Some(end) => Self {
                end: End::Start,
                ..self
            },
            _ => self,
        }
    }
}

/// How far a search is, told to the caller's `effort` before each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps done beyond a first walk: one looks at 32 places, some tens of microseconds.
    pub steps: u64,
    /// Time of the best walk so far, in milliseconds.
    pub best_ms: u64,
}

/// Stops in the order walked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Each stop once. A round walk does not repeat its start.
    pub stops: Vec<usize>,
    /// Walking time in milliseconds, for a round walk with the way back.
    pub ms: u64,
}
