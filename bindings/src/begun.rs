//! What is begun and not recorded: pages half filled in, and all that Today lists.

use turfwalk_core::device::{BegunAt, StopView, Unfinished};
use turfwalk_core::model::{
    Begun, DoorId, HalfDone, IncidentKind, Place, Target, Urgency, WalkListId,
};

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

#[uniffi::remote(Enum)]
pub enum HalfDone {
    Talk { with: Target },
    Note { about: Target },
    Changes { about: Target },
    Person,
    Door,
    Incident,
}

#[uniffi::remote(Record)]
pub struct BegunAt {
    pub list: WalkListId,
    pub stop: StopView,
    pub door: DoorId,
    pub unit: Option<String>,
}

#[uniffi::remote(Record)]
pub struct Unfinished {
    pub what: HalfDone,
    pub at: Option<BegunAt>,
}
