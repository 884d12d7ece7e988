//! Do-not-contact: who wants to be left alone, by which channels, and why.

use serde::{Deserialize, Serialize};

use super::{Channel, DoorId, HouseholdId, PersonKey};

/// How far a wish to be left alone goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// This person, wherever they are.
    Person,
    /// Everyone who lives here now.
    Household,
    /// This door, whoever lives behind it.
    Door,
}

/// Who or what is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One person.
    Person(PersonKey),
    /// Everyone of a household.
    Household(HouseholdId),
    /// A door.
    Door(DoorId),
    /// A telephone number in E.164 form.
    Number(String),
}

/// Why somebody is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They asked for it.
    Asked,
    /// They were hostile.
    Hostile,
    /// A sign on the door says so.
    Sign,
    /// They have died.
    Deceased,
    /// It came with an import.
    Listed,
}

/// A wish to be left alone. Sticky: no import and no later attempt lifts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Who.
    pub subject: Subject,
    /// By which channels; empty means by any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// Why.
    pub why: Why,
}

impl Suppression {
    /// Whether it forbids `channel`.
    pub fn covers(&self, channel: Channel) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }
}
