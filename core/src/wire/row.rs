//! Rows of a stream: what a device holds of the world.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{
    Attempt, Building, Campaign, Decision, Door, Edit, Incident, OpId, Person, PersonKey, Place,
    Suppression, Taken, Turf, WalkList,
};
use crate::script::Script;

/// An attempt as the server has numbered it, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRow {
    /// The op that captured it.
    pub op: OpId,
    /// Where.
    pub place: Place,
    /// Counts up at each place; given by the server, and the only order that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u64>,
    /// Whether it reached the server after its turf had been withdrawn from the phone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The attempt.
    #[serde(flatten)]
    pub attempt: Attempt,
}

/// An attempt taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetractionRow {
    /// The op that took it back.
    pub op: OpId,
    /// Where it had been made.
    pub place: Place,
    /// The attempt.
    pub attempt: OpId,
}

/// A wish to be left alone, recorded apart from an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppressionRow {
    /// The op that captured it.
    pub op: OpId,
    /// Where it was heard.
    pub place: Place,
    /// The wish.
    #[serde(flatten)]
    pub suppression: Suppression,
}

/// An incident as the log has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// The op that captured it.
    pub op: OpId,
    /// The door or building next to it.
    pub place: Place,
    /// What happened.
    #[serde(flatten)]
    pub incident: Incident,
    /// Who has it in hand; `None` until an organizer took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
}

/// Something put right of a person or household, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRow {
    /// The op that captured it.
    pub op: OpId,
    /// The door where they live.
    pub place: Place,
    /// Counts up at each place, together with attempts; given by the server, and the only order
    /// that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u64>,
    /// The edit.
    #[serde(flatten)]
    pub edit: Edit,
    /// What an organizer said to it; `None` until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decision>,
}

/// A place that has left the stream: a device forgets what the stream told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneRow {
    /// Which.
    pub place: Place,
}

/// A person who has left the stream, for a door of another one: a device forgets what this stream
/// told of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftRow {
    /// Who.
    pub person: PersonKey,
    /// The edits of them that went along: a device forgets what this stream told of these too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<OpId>,
}

/// A person whose data has been erased: a device forgets them, and what its own ops say of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedRow {
    /// Who.
    pub person: PersonKey,
    /// The accepted ops that told of them.
    pub ops: Vec<OpId>,
}

/// What a row says. On the wire a pair of `kind` and value; a device keeps kinds and fields that
/// it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The campaign.
    Campaign(Campaign),
    /// A script.
    Script(Script),
    /// The turf itself.
    Turf(Turf),
    /// A building.
    Building(Building),
    /// A door.
    Door(Door),
    /// A person.
    Person(Person),
    /// A walk list.
    WalkList(WalkList),
    /// An attempt.
    Attempt(AttemptRow),
    /// An attempt taken back.
    Retraction(RetractionRow),
    /// A wish to be left alone.
    Suppression(SuppressionRow),
    /// Something put right.
    Edit(EditRow),
    /// An incident.
    Incident(IncidentRow),
    /// A place that has left the stream.
    Gone(GoneRow),
    /// A person who has left the stream.
    Left(LeftRow),
    /// A person erased.
    Erased(ErasedRow),
}

impl Body {
    /// The kind on the wire and in the stores.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Campaign(_) => "campaign",
            Self::Script(_) => "script",
            Self::Turf(_) => "turf",
            Self::Building(_) => "building",
            Self::Door(_) => "door",
            Self::Person(_) => "person",
            Self::WalkList(_) => "walk_list",
            Self::Attempt(_) => "attempt",
            Self::Retraction(_) => "retraction",
            Self::Suppression(_) => "suppression",
            Self::Edit(_) => "edit",
            Self::Incident(_) => "incident",
            Self::Gone(_) => "gone",
            Self::Left(_) => "left",
            Self::Erased(_) => "erased",
        }
    }

    /// What names it among its kind; a later row of the same kind and key replaces it.
    pub fn key(&self) -> String {
        match self {
            Self::Campaign(campaign) => campaign.id.to_string(),
            Self::Script(script) => script.id.to_string(),
            Self::Turf(turf) => turf.id.to_string(),
            Self::Building(building) => building.id.to_string(),
            Self::Door(door) => door.id.to_string(),
            Self::Person(person) => person.key.to_string(),
            Self::WalkList(list) => list.id.to_string(),
            Self::Attempt(row) => row.op.to_string(),
            Self::Retraction(row) => row.op.to_string(),
            Self::Suppression(row) => row.op.to_string(),
            Self::Edit(row) => row.op.to_string(),
            Self::Incident(row) => row.op.to_string(),
            Self::Gone(row) => row.place.to_string(),
            Self::Left(row) => row.person.to_string(),
            Self::Erased(row) => row.person.to_string(),
        }
    }

    /// The door or building that it belongs to, if it belongs to one.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Campaign(_)
            | Self::Script(_)
            | Self::Turf(_)
            | Self::WalkList(_)
            | Self::Gone(_)
            | Self::Left(_)
            | Self::Erased(_) => None,
            Self::Building(building) => Some(Place::Building(building.id)),
            Self::Door(door) => Some(Place::Door(door.id)),
            Self::Person(person) => Some(Place::Door(person.door)),
            Self::Attempt(row) => Some(row.place),
            Self::Retraction(row) => Some(row.place),
            Self::Suppression(row) => Some(row.place),
            Self::Edit(row) => Some(row.place),
            Self::Incident(row) => Some(row.place),
        }
    }

    /// Whether it is of a kind that has a rank at its place.
    pub fn has_rank(&self) -> bool {
        matches!(self, Self::Attempt(_) | Self::Edit(_))
    }

    /// With this rank, if it is of a kind that has one; 0 is none.
    pub fn ranked(mut self, rank: u64) -> Self {
        let rank = (rank > 0).then_some(rank);
        match &mut self {
            Self::Attempt(row) => row.rank = rank,
            Self::Edit(row) => row.rank = rank,
            _ => {}
        }
        self
    }

    /// Its value on the wire, as JSON.
    pub fn json(&self) -> String {
        let json = match self {
            Self::Campaign(v) => serde_json::to_string(v),
            Self::Script(v) => serde_json::to_string(v),
            Self::Turf(v) => serde_json::to_string(v),
            Self::Building(v) => serde_json::to_string(v),
            Self::Door(v) => serde_json::to_string(v),
            Self::Person(v) => serde_json::to_string(v),
            Self::WalkList(v) => serde_json::to_string(v),
            Self::Attempt(v) => serde_json::to_string(v),
            Self::Retraction(v) => serde_json::to_string(v),
            Self::Suppression(v) => serde_json::to_string(v),
            Self::Edit(v) => serde_json::to_string(v),
            Self::Incident(v) => serde_json::to_string(v),
            Self::Gone(v) => serde_json::to_string(v),
            Self::Left(v) => serde_json::to_string(v),
            Self::Erased(v) => serde_json::to_string(v),
        };
        json.expect("rows hold only strings, integers and lists, which always serialize")
    }

    /// The body that `kind` and `value` stand for, or `None` for a kind or form that this
    /// version does not know.
    pub fn parse(kind: &str, value: &Value) -> Option<Self> {
        fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
            T::deserialize(value).ok()
        }
        Some(match kind {
            "campaign" => Self::Campaign(read(value)?),
            "script" => Self::Script(read(value)?),
            "turf" => Self::Turf(read(value)?),
            "building" => Self::Building(read(value)?),
            "door" => Self::Door(read(value)?),
            "person" => Self::Person(read(value)?),
            "walk_list" => Self::WalkList(read(value)?),
            "attempt" => Self::Attempt(read(value)?),
            "retraction" => Self::Retraction(read(value)?),
            "suppression" => Self::Suppression(read(value)?),
            "edit" => Self::Edit(read(value)?),
            "incident" => Self::Incident(read(value)?),
            "gone" => Self::Gone(read(value)?),
            "left" => Self::Left(read(value)?),
            "erased" => Self::Erased(read(value)?),
            _ => return None,
        })
    }
}
