//! What a cut is to achieve, and what comes of it.

use crate::model::LatLon;
use crate::streets::SpotOnStreet;

/// A door as a cut sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoorAt {
    /// Where it hangs on the streets. Doors on the same spot count as one building.
    pub spot: SpotOnStreet,
    /// The building, if known: doors with the same number stay together, wherever they hang.
    pub building: Option<u64>,
    /// Its point, if known: what is near it on the ground should be in its turf. Without one it is
    /// taken to stand beside its spot.
    pub at: Option<LatLon>,
}

/// How many turfs there are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// So many (fewer only where there are fewer buildings).
    Turfs(usize),
    /// As many as it takes for about so many doors each.
    DoorsEach(usize),
    /// As many as it takes for about so many minutes of work each.
    MinutesEach(u32),
}

/// What a cut is to achieve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutGoal {
    /// How many turfs.
    pub size: Size,
    /// Work at one door in milliseconds, walking not included.
    pub at_door_ms: u64,
    /// Seed of the search: the same input and seed give the same cut.
    pub seed: u64,
}

impl Default for CutGoal {
    /// Two hours of work at two minutes a door.
    fn default() -> Self {
        Self {
            size: Size::MinutesEach(120),
            at_door_ms: 120_000,
            seed: 0,
        }
    }
}

/// One turf of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turf {
    /// Indices of its doors, ascending; at least one.
    pub doors: Vec<usize>,
    /// Walking through it, in milliseconds.
    pub walking_ms: u64,
    /// Walking and the time at its doors.
    pub work_ms: u64,
    /// Whether it hangs together on the streets by itself. False only where the streets do not
    /// (doors on an island too small for a turf of its own join the nearest one), or where an
    /// earlier turf that is kept did not.
    pub in_one_piece: bool,
    /// The place that it grew around, or the number of the earlier turf that it goes on from.
    pub was: Option<usize>,
}

/// Where a door was before a new cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Held {
    /// In no turf.
    #[default]
    New,
    /// In the turf of this number, which may change.
    In(usize),
    /// In the turf of this number, which is given out and left alone.
    GivenOut(usize),
}

impl Held {
    /// The turf, if any.
    pub fn turf(self) -> Option<usize> {
        match self {
            Self::New => None,
            Self::In(turf) | Self::GivenOut(turf) => Some(turf),
        }
    }
}

/// A division of doors into turfs: each door in exactly one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The turfs.
    pub turfs: Vec<Turf>,
}

impl Cut {
    /// Work of the heaviest turf over the mean, 1 being perfect; `None` without turfs or work.
    pub fn heaviest_over_mean(&self) -> Option<f64> {
        let heaviest = self.turfs.iter().map(|t| t.work_ms).max()?;
        let sum: u64 = self.turfs.iter().map(|t| t.work_ms).sum();
        (sum > 0).then(|| heaviest as f64 * self.turfs.len() as f64 / sum as f64)
    }
}
