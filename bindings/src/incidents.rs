//! Incidents: what went wrong, and who has it in hand.

use turfwalk_core::device::{IncidentState, IncidentView};
use turfwalk_core::model::{Incident, IncidentKind, LatLon, OpId, Place, Urgency};

#[uniffi::remote(Enum)]
pub enum IncidentKind {
    Violence,
    Injury,
    Harassment,
    Animal,
    UnsafePlace,
    Police,
    VotingTrouble,
    Complaint,
    LostItem,
    Other,
}

#[uniffi::remote(Enum)]
pub enum Urgency {
    Now,
    Today,
    ForInformation,
}

#[uniffi::remote(Record)]
pub struct Incident {
    pub kind: IncidentKind,
    pub urgency: Urgency,
    pub text: String,
    pub at_ms: i64,
    #[uniffi(default = None)]
    pub position: Option<LatLon>,
}

#[uniffi::remote(Enum)]
pub enum IncidentState {
    OnPhone,
    Arrived,
    Taken { by: String, at_ms: i64 },
}

#[uniffi::remote(Record)]
pub struct IncidentView {
    pub op: OpId,
    pub place: Place,
    pub incident: Incident,
    pub state: IncidentState,
}
