//! A walk as told to the walker: legs, turns, crossings. Typed; the wording is the shells'.

use crate::model::LatLon;
use crate::streets::{RoadClass, Side};

/// A walk through some stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// One for each way from a stop to the next.
    pub legs: Vec<Leg>,
    /// Metres along streets.
    pub metres: u32,
    /// Walking, crossings included; time at doors is not.
    pub seconds: u32,
    /// Roads crossed.
    pub crossings: u32,
}

/// The way from one stop to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Position of the stop it leaves in the order walked.
    pub from: usize,
    /// Position of the stop it leads to; 0 for the way back of a round walk.
    pub to: usize,
    /// Centimetres along streets.
    pub length_cm: u64,
    /// Milliseconds, crossings included.
    pub ms: u64,
    /// What one does, in order; nothing if both stops are at one spot.
    pub steps: Vec<LegStep>,
    /// The line to draw, on the pavement walked on.
    pub line: Vec<LatLon>,
    /// False where no street leads: a straight line, with a guess at length and time.
    pub on_streets: bool,
}

impl Leg {
    /// Metres along streets, rounded.
    pub fn metres(&self) -> u32 {
        ((self.length_cm + 50) / 100) as u32
    }

    /// Seconds, crossings included, rounded.
    pub fn seconds(&self) -> u32 {
        ((self.ms + 500) / 1000) as u32
    }

    /// Roads crossed.
    pub fn crossings(&self) -> u32 {
        let crossing = |step: &&LegStep| matches!(step, LegStep::Cross { .. });
        self.steps.iter().filter(crossing).count() as u32
    }
}

/// One thing that the walker does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegStep {
    /// Walk along one side of one street.
    Along {
        /// Which way one turns for it; `None` at the very start.
        turn: Option<Turn>,
        /// The street's name as displayed; `None` for a way without one.
        street: Option<String>,
        /// The side, in the direction walked.
        side: Side,
        /// How far.
        metres: u32,
    },
    /// Cross a road.
    Cross {
        /// The name of the road that is crossed.
        street: Option<String>,
        /// What kind of road it is.
        class: RoadClass,
        /// Where.
        place: CrossingPlace,
        /// Where, as a point on the middle of the road.
        at: LatLon,
        /// Why here: metres by which the best way of this leg is longer that does not cross this
        /// street at this place (a street that is crossed anywhere: not between corners). `None`
        /// where there is no such way within a quarter of an hour more, or it is no longer.
        saves_m: Option<u32>,
    },
}

/// Where a road is crossed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CrossingPlace {
    /// At the corner with this street; `None` where that has no name.
    Corner {
        /// The street's name as displayed.
        with: Option<String>,
    },
    /// Between corners.
    MidBlock,
}

/// A change of direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// Less than 40° off.
    Straight,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// More than 140°: the way one came.
    Back,
}
