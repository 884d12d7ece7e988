//! Pages half filled in: what is typed of something new, until it is recorded.

use turfwalk_core::model::{Begun, DoorId, IncidentKind, Place, Urgency};

#[uniffi::remote(Enum)]
pub enum Begun {
    Person {
        door: DoorId,
        name: String,
    },
    Door {
        beside: DoorId,
        number: String,
        street: String,
        unit: String,
    },
    Incident {
        at: Place,
        kind: Option<IncidentKind>,
        urgency: Urgency,
        text: String,
    },
}
