//! The nouns of the doorstep: ids, doors, people, walk lists, attempts, suppressions.

mod attempt;
mod begun;
mod campaign;
mod door;
mod edit;
mod ids;
mod incident;
mod op;
mod place;
mod suppression;
mod walk_list;

pub use attempt::{Answer, Attempt, Basis, Channel, Note, Outcome, Place, ScriptVersion, Target};
pub use begun::{Begun, HalfDone};
pub use campaign::{Campaign, DataNotice, QuietHours};
pub use door::{Building, Door, Person};
pub use edit::{Change, Class, Decision, Edit, Field};
pub use ids::{
    BuildingId, CampaignId, DeviceId, DoorId, HouseholdId, Incarnation, OpId, ParseIdError,
    PersonId, PersonKey, ScriptId, TurfId, WalkListId,
};
pub use incident::{Incident, IncidentKind, Taken, Urgency};
pub use op::Op;
pub use place::LatLon;
pub use suppression::{Scope, Subject, Suppression, Why};
pub use walk_list::{Job, Part, Replan, ReplannedStop, Stop, Style, Turf, WalkList, WalkTotals};
