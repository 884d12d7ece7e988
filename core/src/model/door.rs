//! Doors, the buildings that they share and the people behind them.

use serde::{Deserialize, Serialize};

use super::{BuildingId, DoorId, HouseholdId, LatLon, PersonKey};
use crate::address::line;

/// One letterbox or bell, unit included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Its id.
    pub id: DoorId,
    /// The entrance that it shares, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    /// House number as written, or the house's name.
    pub number: String,
    /// Street as displayed.
    pub street: String,
    /// Flat, apartment or floor as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Town.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// Postcode as written, leading zeros kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postcode: String,
    /// The door next to which it was added at the doorstep; `None` for one that was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<DoorId>,
    /// Where it stands, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<LatLon>,
}

impl Door {
    /// The id of a door added at the doorstep, of random bits: from 2^30 on, where no import
    /// counts, and below 2^31. Of 1,000 doors so added two get the same with odds of 1 to 2,000;
    /// the server then refuses the later one, which stands in quarantine.
    pub fn drawn(random: u32) -> DoorId {
        DoorId(1 << 30 | random >> 2)
    }

    /// Number, street and unit in one line, in the order of [`address::line`](crate::address::line()).
    pub fn line(&self) -> String {
        line(&self.number, &self.street, self.unit.as_deref())
    }
}

/// Doors that share an entrance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Building {
    /// Its id.
    pub id: BuildingId,
    /// House number and street.
    pub line: String,
    /// How one gets in, when somebody found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
}

/// Somebody behind a door: the least that a canvasser needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub key: PersonKey,
    /// Where.
    pub door: DoorId,
    /// With whom; `None` for a person added at the door until the next import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// Name as said at the door.
    pub name: String,
    /// Party of registration as the file writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// Whether a list that they came with says that they are not to be contacted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_contact: bool,
}
