//! What canvassers put right of people and households, field by field.

use serde::{Deserialize, Serialize};

use super::{OpId, Target};

/// A change of one field of a person, or of the household behind a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Whose: a person's, or a door's for all who live behind it.
    pub about: Target,
    /// What it is to be.
    #[serde(flatten)]
    pub change: Change,
    /// The edit by which the value came that was seen; `None` for what the voter file says, or for
    /// nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<OpId>,
    /// When, by the phone's clock, in milliseconds since 1970: for display.
    pub at_ms: i64,
}

/// What a field is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum Change {
    /// Another name: a proposal to the organizer, whose file has it.
    Name(String),
    /// Whether they live somewhere else now.
    MovedAway(bool),
    /// They have died.
    Deceased,
    /// The language in which to talk with them.
    Language(String),
    /// One more telephone number.
    AddPhone(String),
    /// A telephone number less.
    RemovePhone(String),
}

/// Which field a change is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name.
    Name,
    /// Whether they live somewhere else.
    MovedAway,
    /// Whether they have died.
    Deceased,
    /// The language.
    Language,
    /// Whether they have this number: its digits, however it is written.
    Phone(String),
}

/// How edits of a field by several people come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Once said it holds, whoever says otherwise; an organizer alone can lift it.
    Sticky,
    /// Many values: what is added stays until somebody who has seen it takes it away.
    Set,
    /// The organizer's: a canvasser's edit is a proposal.
    Owned,
    /// The last in the server's order.
    Plain,
}

impl Change {
    /// Which field it is of.
    pub fn field(&self) -> Field {
        match self {
            Self::Name(_) => Field::Name,
            Self::MovedAway(_) => Field::MovedAway,
            Self::Deceased => Field::Deceased,
            Self::Language(_) => Field::Language,
            Self::AddPhone(number) | Self::RemovePhone(number) => {
                Field::Phone(number.chars().filter(char::is_ascii_digit).collect())
            }
        }
    }

    /// How edits of this field come together.
    pub fn class(&self) -> Class {
        match self {
            Self::Name(_) => Class::Owned,
            Self::Deceased => Class::Sticky,
            Self::AddPhone(_) | Self::RemovePhone(_) => Class::Set,
            Self::MovedAway(_) | Self::Language(_) => Class::Plain,
        }
    }

    /// Whether it can be said of `target`: a name is a person's, a number also a household's.
    pub fn fits(&self, target: &Target) -> bool {
        match (target, self) {
            (Target::Person(_), _) => true,
            (Target::Door(_), Self::Language(_) | Self::AddPhone(_) | Self::RemovePhone(_)) => true,
            (Target::Door(_) | Target::Building(_), _) => false,
        }
    }

    /// The text that it holds, if it holds one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Name(text)
            | Self::Language(text)
            | Self::AddPhone(text)
            | Self::RemovePhone(text) => Some(text),
            Self::MovedAway(_) | Self::Deceased => None,
        }
    }
}

/// What an organizer said to an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether it holds.
    pub accepted: bool,
    /// What people call whoever answered.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Op, PersonId, PersonKey};

    #[test]
    fn a_change_is_a_field_and_its_value_on_the_wire() {
        let about = Target::Person(PersonKey::Imported(PersonId(17)));
        for (change, said) in [
            (
                Change::Name("Ada Lindh".into()),
                r#""name","value":"Ada Lindh""#,
            ),
            (Change::Deceased, r#""deceased""#),
            (Change::MovedAway(true), r#""moved_away","value":true"#),
            (
                Change::AddPhone("+358 50 1".into()),
                r#""add_phone","value":"+358 50 1""#,
            ),
        ] {
            let op = Op::Edit(Edit {
                about,
                change,
                seen: None,
                at_ms: 5,
            });
            let text = serde_json::to_string(&op).unwrap();
            let must =
                format!(r#"{{"kind":"edit","about":{{"person":17}},"field":{said},"at_ms":5}}"#);
            assert_eq!(text, must);
            assert_eq!(serde_json::from_str::<Op>(&text).unwrap(), op);
        }
    }
}
