//! The whole undertaking, and its rules of contact.

use serde::{Deserialize, Serialize};

use super::CampaignId;

/// When nobody is contacted, in the campaign's own time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Minutes after midnight when quiet begins, 0 to 1439.
    pub from_min: u16,
    /// Minutes after midnight when it ends; less than `from_min` for a night.
    pub to_min: u16,
}

/// What people at the door are told of what is held of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataNotice {
    /// Who holds it: the controller, in law.
    pub held_by: String,
    /// What for.
    pub purpose: String,
    /// Where it comes from.
    pub source: String,
    /// Where one asks to see, correct or erase it, or objects.
    pub contact: String,
}

/// The whole undertaking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// What people call it.
    pub name: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// When nobody is contacted; `None` for no such rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
    /// Hours after a conversation or a refusal before the same person is tried again.
    #[serde(default)]
    pub cool_down_h: u32,
    /// The number to call in danger, as dialled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<String>,
    /// The organizers' own number, as dialled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_line: Option<String>,
    /// What people at the door are told of what is held of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<DataNotice>,
    /// What phones seal files for: see `wire::SealKey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_key: Option<String>,
    /// Hours without a successful sync after which phones lock their lists; `None` for seven days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_h: Option<u32>,
}
