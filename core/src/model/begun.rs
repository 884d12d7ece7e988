//! Pages half filled in: what an app shows again after it was killed.

use serde::{Deserialize, Serialize};

use super::{DoorId, IncidentKind, Place, Target, Urgency};

/// What was typed of something new, and is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum Begun {
    /// Of a person who is not on the list.
    Person {
        /// Where.
        door: DoorId,
        /// The name's field.
        name: String,
    },
    /// Of a door that is not on the list.
    Door {
        /// The one beside which it is.
        beside: DoorId,
        /// The number's field.
        number: String,
        /// The street's field.
        street: String,
        /// The unit's field.
        unit: String,
    },
    /// Of an incident.
    Incident {
        /// The door or building next to it.
        at: Place,
        /// What kind of thing, once that is chosen.
        kind: Option<IncidentKind>,
        /// How soon somebody has to act.
        urgency: Urgency,
        /// In the canvasser's words.
        text: String,
    },
}

/// What was begun on a phone and is not recorded, of whichever kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfDone {
    /// A talk by a script.
    Talk {
        /// With whom, or where.
        with: Target,
    },
    /// A note that waits for an outcome.
    Note {
        /// About whom, or where.
        about: Target,
    },
    /// Words that put something right.
    Changes {
        /// About whom, or where.
        about: Target,
    },
    /// The page for a person who is not on the list.
    Person,
    /// The page for a door that is not on the list.
    Door,
    /// The page for an incident.
    Incident,
}

impl Begun {
    /// Where it is.
    pub fn place(&self) -> Place {
        match *self {
            Self::Person { door, .. } | Self::Door { beside: door, .. } => Place::Door(door),
            Self::Incident { at, .. } => at,
        }
    }

    /// Whether nothing stands in its fields. What was chosen of an incident without a word to it goes
    /// with the words.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Person { name: text, .. } | Self::Incident { text, .. } => text.trim().is_empty(),
            Self::Door {
                number,
                street,
                unit,
                ..
            } => [number, street, unit]
                .iter()
                .all(|text| text.trim().is_empty()),
        }
    }
}
