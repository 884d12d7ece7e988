//! Incidents: what went wrong on the doorstep, and who has it in hand.

use serde::{Deserialize, Serialize};

use super::LatLon;

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// Somebody was attacked, or threatened with it.
    Violence,
    /// Somebody is hurt or ill.
    Injury,
    /// Somebody was insulted, followed or pestered.
    Harassment,
    /// A dog or another animal.
    Animal,
    /// A place that is not safe to walk.
    UnsafePlace,
    /// The police, or a guard who sends canvassers away.
    Police,
    /// Somebody is kept from voting or registering.
    VotingTrouble,
    /// Somebody complains about the visit.
    Complaint,
    /// A phone, a list or other material is lost.
    LostItem,
    /// Anything else.
    Other,
}

/// How soon somebody has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// At once.
    Now,
    /// Today.
    Today,
    /// Nobody has to: it is to be known.
    ForInformation,
}

/// Something that went wrong, as told by the canvasser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What kind of thing.
    #[serde(rename = "what")]
    pub kind: IncidentKind,
    /// How soon somebody has to act.
    pub urgency: Urgency,
    /// In the canvasser's words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// When, by the phone's clock: milliseconds since 1970. Shown, never decided by.
    pub at_ms: i64,
    /// Where the phone was, if the canvasser chose to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<LatLon>,
}

/// Who has an incident in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The organizer's name.
    pub by: String,
    /// Since when, by the server's clock: milliseconds since 1970.
    pub at_ms: i64,
}
