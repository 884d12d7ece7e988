//! What is put right of people and households, and what became of it.

use turfwalk_core::merge::{Facts, Fate, Past};
use turfwalk_core::model::{Change, Decision, Edit, OpId, Place, Target};
use turfwalk_core::wire::EditRow;

#[uniffi::remote(Enum)]
pub enum Change {
    Name(String),
    MovedAway(bool),
    Deceased,
    Language(String),
    AddPhone(String),
    RemovePhone(String),
}

#[uniffi::remote(Record)]
pub struct Edit {
    pub about: Target,
    pub change: Change,
    pub seen: Option<OpId>,
    pub at_ms: i64,
}

#[uniffi::remote(Record)]
pub struct Decision {
    pub accepted: bool,
    pub by: String,
    pub at_ms: i64,
}

#[uniffi::remote(Record)]
pub struct EditRow {
    pub op: OpId,
    pub place: Place,
    pub rank: Option<u64>,
    pub edit: Edit,
    pub decided: Option<Decision>,
}

#[uniffi::remote(Enum)]
pub enum Fate {
    Holds,
    Replaced,
    NoEffect,
    Waits,
    Accepted,
    Refused,
}

#[uniffi::remote(Record)]
pub struct Past {
    pub row: EditRow,
    pub fate: Fate,
}

#[uniffi::remote(Record)]
pub struct Facts {
    pub phones: Vec<String>,
    pub language: Option<String>,
    pub moved_away: bool,
    pub deceased: bool,
    pub history: Vec<Past>,
}

/// Whether `change` can be said of `target`: a name is a person's, a number also a household's.
#[uniffi::export]
#[must_use]
pub fn change_fits(change: &Change, target: &Target) -> bool {
    change.fits(target)
}
