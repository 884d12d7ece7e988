//! What a walk sheet says: plain values that the caller fills in.
//!
//! Choosing what may be printed is the caller's part. Nothing here has a field
//! for a birth date or a phone number, and none should be put into a note.

use serde::{Deserialize, Serialize};

use crate::Labels;

/// One turf's walk on paper: cover, map and list.
///
/// Every field has an empty default; what is empty is left off the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WalkSheet {
    /// The campaign's name, above the title.
    pub campaign: String,
    /// The turf's name: the title of the cover and in each page's head.
    pub turf: String,
    /// What is to be done, as "Canvass" or "Get out the vote".
    pub job: String,
    /// The walk list's version, printed on each page, so that paper and phone
    /// can be told to be of one version.
    pub list_version: String,
    /// The paper; it also decides between kilometres and miles.
    pub paper: Paper,
    /// The invite to scan, if one was made.
    pub join: Option<Join>,
    /// The sums for the cover.
    pub totals: Totals,
    /// Where the walk begins, in words.
    pub start: String,
    /// What can be circled for each person, in the order to print. Codes of one
    /// or two letters; up to ten fit beside a name.
    pub outcomes: Vec<Outcome>,
    /// The map. Without one the sheet says so on its cover.
    pub map: Option<Map>,
    /// The walk, in order: a section for each stretch of one side of a street.
    pub sections: Vec<Section>,
    /// Whom the streets are from, as "© OpenStreetMap contributors". Printed
    /// with the map and on the cover.
    pub attribution: String,
    /// What the reader must know, as "No street pack: distances are straight
    /// lines". One sentence each.
    pub warnings: Vec<String>,
    /// The fixed words of the sheet; English by default.
    pub labels: Labels,
}

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm; distances in metres and kilometres.
    #[default]
    A4,
    /// 8.5 × 11 in; distances in feet and miles, the map's scale in both.
    Letter,
}

/// An invite: a single-use link that a phone scans from the cover.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Join {
    /// What the QR code holds, byte for byte. Never printed as text.
    pub url: String,
    /// Until when it can be used, in words, as "3 May 2026, 18:00".
    pub expires: String,
}

impl std::fmt::Debug for Join {
    /// Leaves the link out: who has it can join.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Join")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// The sums on the cover.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Doors on the list.
    pub doors: u32,
    /// People on the list.
    pub people: u32,
    /// Minutes of walking.
    pub walk_minutes: u32,
    /// Minutes at doors.
    pub door_minutes: u32,
    /// Metres to walk.
    pub metres: f64,
}

/// Something to circle beside a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// What stands in the circle, as "NH".
    pub code: String,
    /// What it means, for the legend, as "not home".
    pub meaning: String,
}

/// A stretch of the walk along one side of one street.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// The street's name.
    pub street: String,
    /// Which side, as "even side" or "north side".
    pub side: String,
    /// How to get here from the section before, as "Cross Elm St at the corner
    /// with Oak Ave".
    pub instruction: Option<String>,
    /// The stops, in walk order.
    pub stops: Vec<Stop>,
}

/// What the walker stands in front of: a door, or an entrance with many.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stop {
    /// The stop's number as on the map.
    pub label: String,
    /// The address as a person reads it, without the unit.
    pub address: String,
    /// How to get in, or what to look out for: of the entrance, not of a person.
    pub access: Option<String>,
    /// The households behind it, by floor and unit. More than one prints as a
    /// building.
    pub households: Vec<Household>,
}

/// The people behind one door.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Household {
    /// The number by which results are typed back; unique on the sheet.
    pub row: u32,
    /// The floor, as "2nd floor"; printed where it changes.
    pub floor: Option<String>,
    /// The unit, as "Apt 3B".
    pub unit: Option<String>,
    /// Whom to ask for. Empty: the door is knocked at without a name.
    pub people: Vec<Person>,
    /// A note for the walker.
    pub note: Option<String>,
    /// Not to be knocked at. The caller asks the rule of contact and, as a rule,
    /// leaves such a household out. Where leaving it out would mislead, as in a
    /// building whose every bell is rung, set this: the sheet then prints the
    /// unit with "do not contact" and neither names, note, row nor circles,
    /// whatever the other fields hold.
    pub do_not_contact: bool,
}

/// Someone to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The name as printed.
    pub name: String,
    /// A few letters beside it, as "D, 35–49". No birth date.
    pub about: Option<String>,
}

/// The ground around a turf, in metres east and north of any one point.
///
/// Points that are not finite are left out. North is up on the page, which is
/// turned to landscape where that shows the walk larger.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Map {
    /// The streets, also some way around the turf.
    pub streets: Vec<Street>,
    /// Rivers and lakes.
    pub water: Vec<Water>,
    /// The line walked, from the start to the end.
    pub walk: Vec<(f64, f64)>,
    /// The stops in walk order.
    pub marks: Vec<Mark>,
}

/// A street's middle line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Street {
    /// Its name; pieces of the same name get one label.
    pub name: String,
    /// How it is drawn.
    pub class: StreetClass,
    /// The line, metres east and north.
    pub points: Vec<(f64, f64)>,
}

/// How a street is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreetClass {
    /// A road with through traffic: wide.
    Major,
    /// A street with houses.
    #[default]
    Minor,
    /// A footpath or steps: a dashed line.
    Path,
    /// A railway: a line with cross-ticks.
    Rail,
}

/// Water on the map.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Water {
    /// The shore of an area, or the middle line of a stream.
    pub points: Vec<(f64, f64)>,
    /// Whether the points enclose an area.
    pub area: bool,
}

/// A stop on the map.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Metres east and north.
    pub at: (f64, f64),
    /// The stop's label. Where labels would cover each other, neighbours in
    /// the order are drawn as dots with one label from the first to the last.
    pub label: String,
}
