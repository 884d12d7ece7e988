//! Turfs, and the walk lists made from them.

use serde::{Deserialize, Serialize};

use super::{BuildingId, DoorId, LatLon, ScriptId, TurfId, WalkListId};

/// An area's doors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turf {
    /// Its id.
    pub id: TurfId,
    /// What people call it.
    pub name: String,
    /// SHA-256 of its street pack in hexadecimal, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub streets: Option<String>,
}

/// What a walk list is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Talk with people.
    #[default]
    Canvass,
    /// Leave flyers.
    Flyer,
    /// Get out the vote.
    GetOutTheVote,
}

/// A style of walking: weights on crossings, or a choice of doors, in the one cost model of
/// `route`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Least time.
    #[default]
    Quickest,
    /// One side of a street to its end, then the other.
    OneSide,
    /// To and fro over quiet streets; busy roads stay borders.
    Zigzag,
    /// Odd numbers only, quickest.
    Odd,
    /// Even numbers only, quickest.
    Even,
}

impl Style {
    /// Whether it is the plain one.
    pub fn is_quickest(&self) -> bool {
        *self == Self::Quickest
    }
}

/// One walker's part of a turf that several walk together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Which of them, from 1.
    pub walker: u32,
    /// How many they are.
    pub of: u32,
}

/// What the walker stands in front of: one door, or an entrance with many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The entrance, for a building.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    /// Its doors in the order to knock, at least one.
    pub doors: Vec<DoorId>,
    /// Where, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<LatLon>,
    /// Walking metres from the stop before (0 for the first).
    pub walk_m: u32,
    /// Walking seconds from the stop before.
    pub walk_s: u32,
    /// Roads crossed on the way from the stop before.
    #[serde(default)]
    pub crossings: u32,
}

/// What a whole walk comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkTotals {
    /// Metres walked.
    pub metres: u32,
    /// Seconds walked, knocking left out.
    pub seconds: u32,
    /// Roads crossed.
    pub crossings: u32,
}

/// Doors of a turf chosen for one job, in the one order that print and phone both show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkList {
    /// Its id.
    pub id: WalkListId,
    /// The turf that it is of.
    pub turf: TurfId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub job: Job,
    /// The script to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptId>,
    /// Counts up with each new order; stands on the print.
    pub version: u32,
    /// Whether the walk goes by streets, or by straight lines for want of them.
    pub on_streets: bool,
    /// How streets are walked.
    #[serde(default, skip_serializing_if = "Style::is_quickest")]
    pub style: Style,
    /// Whether stairs are avoided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub avoid_steps: bool,
    /// Whose part it is, where several walk the turf together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// What the walk comes to.
    pub totals: WalkTotals,
    /// In walking order; none once the list is over.
    pub stops: Vec<Stop>,
}

/// A walker's own order of a list's stops, made on the phone. It stays there, and ends with a
/// newer version of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replan {
    /// The version of the list that it is of.
    pub version: u32,
    /// Whether the walk goes by streets, or by straight lines for want of them.
    pub on_streets: bool,
    /// How streets are walked.
    #[serde(default)]
    pub style: Style,
    /// Whether stairs are avoided.
    #[serde(default)]
    pub avoid_steps: bool,
    /// What the walk from here on comes to.
    pub totals: WalkTotals,
    /// Stops still to walk, in order; those that the walker has no time for are not among them.
    pub stops: Vec<ReplannedStop>,
}

/// A stop in a walker's own order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplannedStop {
    /// Its number on the list and on paper, from 1.
    pub number: u32,
    /// Its first door, by which it is found again where the phone counts stops of its own: what
    /// others add may come before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<DoorId>,
    /// Walking metres from the stop before, or from where the walker stood.
    pub walk_m: u32,
    /// Walking seconds from the stop before, or from where the walker stood.
    pub walk_s: u32,
    /// Roads crossed on the way.
    pub crossings: u32,
}
