//! Attempts: one try to reach someone, and what came of it.

use serde::{Deserialize, Serialize};

use super::{BuildingId, DoorId, OpId, PersonKey, Scope, ScriptId, WalkListId};

/// How someone is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At the door: a visit.
    Door,
    /// By telephone.
    Phone,
    /// By a flyer in the letterbox.
    Flyer,
    /// Registering to vote.
    Registration,
    /// At an event.
    Event,
}

/// Whom or what an attempt was at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// One person.
    Person(PersonKey),
    /// A door, whoever lives there.
    Door(DoorId),
    /// A building's entrance.
    Building(BuildingId),
}

/// Where something happened; decides its turf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At a door.
    Door(DoorId),
    /// At a building's entrance.
    Building(BuildingId),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Door(door) => write!(f, "door/{door}"),
            Self::Building(building) => write!(f, "building/{building}"),
        }
    }
}

/// What came of an attempt. Each holds what it needs and no more: only a conversation has answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Spoke with the person.
    Canvassed {
        /// The script that was followed, with its version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        script: Option<ScriptVersion>,
        /// What they said, in the order asked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<Answer>,
    },
    /// Nobody, or not this person, came to the door.
    NotHome,
    /// Did not want to talk.
    Refused,
    /// Threatened or abused the canvasser.
    Hostile,
    /// Does not live here any more.
    Moved,
    /// Has died.
    Deceased,
    /// Speaks another language.
    Language {
        /// Which, as a BCP 47 tag or in words.
        language: String,
    },
    /// Asked to come again.
    CallBack {
        /// When, as the person said it.
        when: String,
    },
    /// Somebody of another name.
    WrongPerson,
    /// Has voted.
    AlreadyVoted,
    /// Wants to be left alone.
    DoNotContact {
        /// How far the wish goes.
        scope: Scope,
    },
    /// Flyers in the letterbox.
    LiteratureDropped {
        /// How many.
        count: u16,
    },
    /// A sign forbids soliciting.
    NoSolicitingSign,
    /// A sign forbids junk mail.
    NoJunkMail,
    /// A dog, a broken stair: unsafe.
    Hazard,
    /// Nobody lives here.
    Vacant,
    /// The door is not to be found.
    NotFound,
    /// The house is gone.
    Demolished,
    /// A shop or an office.
    Business,
    /// Asked not to come again in this election.
    DoNotReturn,
    /// Nobody could get in.
    Inaccessible {
        /// Why: locked, concierge, gate.
        why: String,
    },
    /// There is no letterbox to be reached.
    NoLetterboxes,
    /// Some of the doors were reached.
    Partial,
    /// Passed by.
    Skipped,
}

/// A script as it stood when it was followed. On the wire the pair `[id, version]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(ScriptId, u32)", into = "(ScriptId, u32)")]
pub struct ScriptVersion {
    /// Which script.
    pub id: ScriptId,
    /// Its version.
    pub version: u32,
}

impl From<(ScriptId, u32)> for ScriptVersion {
    fn from((id, version): (ScriptId, u32)) -> Self {
        Self { id, version }
    }
}

impl From<ScriptVersion> for (ScriptId, u32) {
    fn from(script: ScriptVersion) -> Self {
        (script.id, script.version)
    }
}

/// One answer to one question of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's key.
    pub question: String,
    /// The choice's key, a number in digits or the text as typed.
    pub value: String,
}

/// Whether a note was said by the person or inferred by the canvasser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// They said so.
    #[default]
    Said,
    /// The canvasser thinks so.
    Inferred,
}

/// A remark about a door or a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// As typed.
    pub text: String,
    /// How it is known.
    pub basis: Basis,
}

/// One try to reach someone. Append-only: a correction is a new attempt that supersedes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Whom or what it was at.
    pub target: Target,
    /// By which channel.
    pub channel: Channel,
    /// What came of it.
    pub outcome: Outcome,
    /// The device's clock in milliseconds since 1970, for display; it decides nothing.
    pub at_ms: i64,
    /// The walk list it was made on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<WalkListId>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The attempt that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<OpId>,
}

impl Outcome {
    /// Whether this can be said of `target`: a person has not been demolished, a building has not
    /// died. What is true of whoever came to the door fits a door as well as a person.
    pub fn fits(&self, target: &Target) -> bool {
        use Outcome::*;
        match target {
            Target::Person(_) => matches!(
                self,
                Canvassed { .. }
                    | NotHome
                    | Refused
                    | Hostile
                    | Moved
                    | Deceased
                    | Language { .. }
                    | CallBack { .. }
                    | WrongPerson
                    | AlreadyVoted
                    | DoNotContact { .. }
                    | Skipped
                    | DoNotReturn
            ),
            Target::Door(_) => matches!(
                self,
                Canvassed { .. }
                    | NotHome
                    | Refused
                    | Hostile
                    | Language { .. }
                    | CallBack { .. }
                    | DoNotContact {
                        scope: Scope::Household | Scope::Door
                    }
                    | LiteratureDropped { .. }
                    | NoSolicitingSign
                    | NoJunkMail
                    | Hazard
                    | Vacant
                    | NotFound
                    | Demolished
                    | Business
                    | DoNotReturn
                    | Skipped
                    | Inaccessible { .. }
            ),
            Target::Building(_) => matches!(
                self,
                Inaccessible { .. }
                    | NoLetterboxes
                    | Partial
                    | LiteratureDropped { .. }
                    | Hazard
                    | NotFound
                    | Demolished
                    | Skipped
            ),
        }
    }

    /// Whether the stop is dealt with on this list; otherwise one comes again.
    pub fn is_final(&self) -> bool {
        !matches!(
            self,
            Self::NotHome
                | Self::CallBack { .. }
                | Self::Partial
                | Self::Skipped
                | Self::Inaccessible { .. }
        )
    }

    /// Whether somebody came to the door; `None` where it tells nothing of that.
    pub fn answered(&self) -> Option<bool> {
        match self {
            Self::Canvassed { .. }
            | Self::Refused
            | Self::Hostile
            | Self::Moved
            | Self::Language { .. }
            | Self::CallBack { .. }
            | Self::WrongPerson
            | Self::AlreadyVoted
            | Self::DoNotContact { .. }
            | Self::DoNotReturn => Some(true),
            Self::NotHome | Self::Inaccessible { .. } => Some(false),
            _ => None,
        }
    }

    /// The word for it in data, the same as its `kind` on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Canvassed { .. } => "canvassed",
            Self::NotHome => "not_home",
            Self::Refused => "refused",
            Self::Hostile => "hostile",
            Self::Moved => "moved",
            Self::Deceased => "deceased",
            Self::Language { .. } => "language",
            Self::CallBack { .. } => "call_back",
            Self::WrongPerson => "wrong_person",
            Self::AlreadyVoted => "already_voted",
            Self::DoNotContact { .. } => "do_not_contact",
            Self::LiteratureDropped { .. } => "literature_dropped",
            Self::NoSolicitingSign => "no_soliciting_sign",
            Self::NoJunkMail => "no_junk_mail",
            Self::Hazard => "hazard",
            Self::Vacant => "vacant",
            Self::NotFound => "not_found",
            Self::Demolished => "demolished",
            Self::Business => "business",
            Self::DoNotReturn => "do_not_return",
            Self::Inaccessible { .. } => "inaccessible",
            Self::NoLetterboxes => "no_letterboxes",
            Self::Partial => "partial",
            Self::Skipped => "skipped",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_for_an_outcome_is_the_one_on_the_wire() {
        for outcome in [
            Outcome::Canvassed {
                script: None,
                answers: Vec::new(),
            },
            Outcome::DoNotContact {
                scope: Scope::Household,
            },
            Outcome::LiteratureDropped { count: 2 },
            Outcome::Inaccessible {
                why: "locked".into(),
            },
            Outcome::Skipped,
        ] {
            let wire = serde_json::to_value(&outcome).unwrap();
            assert_eq!(wire["kind"], outcome.kind());
            assert_eq!(serde_json::from_value::<Outcome>(wire).unwrap(), outcome);
        }
    }

    #[test]
    fn the_script_that_was_followed_is_a_pair_on_the_wire() {
        let followed = ScriptVersion {
            id: ScriptId(3),
            version: 2,
        };
        let wire = serde_json::to_string(&followed).unwrap();
        assert_eq!(wire, "[3,2]");
        assert_eq!(
            serde_json::from_str::<ScriptVersion>(&wire).unwrap(),
            followed
        );
    }

    #[test]
    fn a_building_cannot_have_died_nor_a_door_speak_for_one_person() {
        let building = Target::Building(BuildingId(1));
        let door = Target::Door(DoorId(1));
        assert!(!Outcome::Deceased.fits(&building));
        assert!(
            !Outcome::DoNotContact {
                scope: Scope::Person
            }
            .fits(&door)
        );
        assert!(Outcome::DoNotContact { scope: Scope::Door }.fits(&door));
    }
}
