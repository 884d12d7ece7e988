//! Ops: the changes that a device captures.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::{
    Attempt, Door, DoorId, Edit, Incident, OpId, PersonKey, Place, Subject, Suppression, Target,
};

/// One captured change on a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Op {
    /// A try to reach someone.
    Attempt(Attempt),
    /// Takes an attempt back: it was not made.
    Retract {
        /// Which.
        attempt: OpId,
    },
    /// A wish to be left alone, apart from any attempt.
    Suppress {
        /// Where it was said, so that it reaches the right turf.
        heard_at: Target,
        /// The wish.
        #[serde(flatten)]
        suppression: Suppression,
    },
    /// A person who was not on the list.
    AddPerson {
        /// Where.
        door: DoorId,
        /// As said at the door.
        name: String,
    },
    /// A door that was not on the list, its id drawn by the phone: see [`Door::drawn`].
    AddDoor {
        /// The door, with the one that it stands beside.
        door: Door,
    },
    /// Something put right of a person or household.
    Edit(Edit),
    /// Something that went wrong.
    Incident {
        /// The door or building next to it, so that it reaches the right turf.
        at: Place,
        /// What happened.
        #[serde(flatten)]
        incident: Incident,
    },
    /// What is left of an op that told of a person who has been erased: its number.
    Erased,
}

impl Op {
    /// The person whom it names as known already, if it names one.
    pub fn person(&self) -> Option<PersonKey> {
        let of = |target: &Target| match target {
            Target::Person(person) => Some(*person),
            Target::Door(_) | Target::Building(_) => None,
        };
        match self {
            Self::Attempt(attempt) => of(&attempt.target),
            Self::Edit(edit) => of(&edit.about),
            Self::Suppress {
                heard_at,
                suppression,
            } => match suppression.subject {
                Subject::Person(person) => Some(person),
                _ => of(heard_at),
            },
            Self::Retract { .. }
            | Self::AddPerson { .. }
            | Self::AddDoor { .. }
            | Self::Incident { .. }
            | Self::Erased => None,
        }
    }

    /// Kind and key of the row that it makes, as op `id`: what its overlay is found by.
    pub fn row(&self, id: OpId) -> Option<(&'static str, String)> {
        Some(match self {
            Self::Attempt(_) => ("attempt", id.to_string()),
            Self::Retract { .. } => ("retraction", id.to_string()),
            Self::Suppress { .. } => ("suppression", id.to_string()),
            Self::AddPerson { .. } => ("person", PersonKey::Made(id).to_string()),
            Self::AddDoor { door } => ("door", door.id.to_string()),
            Self::Edit(_) => ("edit", id.to_string()),
            Self::Incident { .. } => ("incident", id.to_string()),
            Self::Erased => return None,
        })
    }

    /// The names of other ops in it.
    #[must_use]
    pub fn named(&self) -> Vec<OpId> {
        let named = RefCell::new(Vec::new());
        let _ = self.clone().rename(&|id| {
            named.borrow_mut().push(id);
            id
        });
        named.into_inner()
    }

    /// The same op with the names of other ops replaced: for a device that renumbers after a fork.
    #[must_use]
    pub fn rename(self, rename: &dyn Fn(OpId) -> OpId) -> Self {
        let key = |key: PersonKey| match key {
            PersonKey::Made(op) => PersonKey::Made(rename(op)),
            imported @ PersonKey::Imported(_) => imported,
        };
        let target = |target: Target| match target {
            Target::Person(person) => Target::Person(key(person)),
            other => other,
        };
        match self {
            Self::Attempt(attempt) => Self::Attempt(Attempt {
                target: target(attempt.target),
                supersedes: attempt.supersedes.map(rename),
                ..attempt
            }),
            Self::Edit(edit) => Self::Edit(Edit {
                about: target(edit.about),
                seen: edit.seen.map(rename),
                ..edit
            }),
            Self::Retract { attempt } => Self::Retract {
                attempt: rename(attempt),
            },
            Self::Suppress {
                heard_at,
                suppression,
            } => Self::Suppress {
                heard_at: target(heard_at),
                suppression: Suppression {
                    subject: match suppression.subject {
                        Subject::Person(person) => Subject::Person(key(person)),
                        other => other,
                    },
                    ..suppression
                },
            },
            same @ (Self::AddPerson { .. }
            | Self::AddDoor { .. }
            | Self::Incident { .. }
            | Self::Erased) => same,
        }
    }
}
