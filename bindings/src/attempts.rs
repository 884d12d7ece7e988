//! What is recorded at a door: attempts, their outcomes, wishes to be left alone.

use turfwalk_core::model::{
    Answer, Attempt, Basis, BuildingId, Channel, DoorId, HouseholdId, Note, OpId, Outcome,
    PersonKey, Place, Scope, ScriptId, ScriptVersion, Subject, Suppression, Target, WalkListId,
    Why,
};
use turfwalk_core::wire::AttemptRow;

#[uniffi::remote(Enum)]
pub enum Channel {
    Door,
    Phone,
    Flyer,
    Registration,
    Event,
}

#[uniffi::remote(Enum)]
pub enum Target {
    Person(PersonKey),
    Door(DoorId),
    Building(BuildingId),
}

#[uniffi::remote(Enum)]
pub enum Place {
    Door(DoorId),
    Building(BuildingId),
}

#[uniffi::remote(Enum)]
pub enum Outcome {
    Canvassed {
        script: Option<ScriptVersion>,
        answers: Vec<Answer>,
    },
    NotHome,
    Refused,
    Hostile,
    Moved,
    Deceased,
    Language {
        language: String,
    },
    CallBack {
        when: String,
    },
    WrongPerson,
    AlreadyVoted,
    DoNotContact {
        scope: Scope,
    },
    LiteratureDropped {
        count: u16,
    },
    NoSolicitingSign,
    NoJunkMail,
    Hazard,
    Vacant,
    NotFound,
    Demolished,
    Business,
    DoNotReturn,
    Inaccessible {
        why: String,
    },
    NoLetterboxes,
    Partial,
    Skipped,
}

#[uniffi::remote(Record)]
pub struct ScriptVersion {
    pub id: ScriptId,
    pub version: u32,
}

#[uniffi::remote(Record)]
pub struct Answer {
    pub question: String,
    pub value: String,
}

#[uniffi::remote(Enum)]
pub enum Basis {
    Said,
    Inferred,
}

#[uniffi::remote(Record)]
pub struct Note {
    pub text: String,
    pub basis: Basis,
}

#[uniffi::remote(Record)]
pub struct Attempt {
    pub target: Target,
    pub channel: Channel,
    pub outcome: Outcome,
    pub at_ms: i64,
    #[uniffi(default = None)]
    pub list: Option<WalkListId>,
    #[uniffi(default = None)]
    pub note: Option<Note>,
    #[uniffi(default = None)]
    pub supersedes: Option<OpId>,
}

#[uniffi::remote(Record)]
pub struct AttemptRow {
    pub op: OpId,
    pub place: Place,
    pub rank: Option<u64>,
    pub late: bool,
    pub attempt: Attempt,
}

#[uniffi::remote(Enum)]
pub enum Scope {
    Person,
    Household,
    Door,
}

#[uniffi::remote(Enum)]
pub enum Subject {
    Person(PersonKey),
    Household(HouseholdId),
    Door(DoorId),
    Number(String),
}

#[uniffi::remote(Enum)]
pub enum Why {
    Asked,
    Hostile,
    Sign,
    Deceased,
    Listed,
}

#[uniffi::remote(Record)]
pub struct Suppression {
    pub subject: Subject,
    pub channels: Vec<Channel>,
    pub why: Why,
}

/// Whether `outcome` can be said of `target`: a person has not been demolished.
#[uniffi::export]
#[must_use]
pub fn outcome_fits(outcome: &Outcome, target: &Target) -> bool {
    outcome.fits(target)
}
