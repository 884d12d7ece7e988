//! What the screens show: lists, stops, doors, people, receipts.

use turfwalk_core::contact::Hold;
use turfwalk_core::device::{
    Clock, DoorBrief, DoorView, Entrance, Floor, LeaseState, ListSummary, ListView, PersonView,
    Receipts, RefusedOp, Salvaged, Standing, StopState, StopView, SyncReport,
};
use turfwalk_core::merge::{DoorState, Refusal};
use turfwalk_core::model::{
    BuildingId, Campaign, CampaignId, DataNotice, Door, DoorId, HouseholdId, Job, LatLon, Person,
    PersonKey, QuietHours, ScriptId, TurfId, WalkListId, WalkTotals, Why,
};
use turfwalk_core::walk_list::StreetSide;
use turfwalk_core::wire::AttemptRow;

#[uniffi::remote(Record)]
pub struct LatLon {
    pub lat_e7: i32,
    pub lon_e7: i32,
}

#[uniffi::remote(Record)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub time_zone: String,
    pub quiet_hours: Option<QuietHours>,
    pub cool_down_h: u32,
    pub emergency: Option<String>,
    pub help_line: Option<String>,
    pub notice: Option<DataNotice>,
    pub seal_key: Option<String>,
    pub lease_h: Option<u32>,
}

#[uniffi::remote(Record)]
pub struct DataNotice {
    pub held_by: String,
    pub purpose: String,
    pub source: String,
    pub contact: String,
}

#[uniffi::remote(Record)]
pub struct QuietHours {
    pub from_min: u16,
    pub to_min: u16,
}

#[uniffi::remote(Enum)]
pub enum Job {
    Canvass,
    Flyer,
    GetOutTheVote,
}

#[uniffi::remote(Record)]
pub struct WalkTotals {
    pub metres: u32,
    pub seconds: u32,
    pub crossings: u32,
}

#[uniffi::remote(Record)]
pub struct ListSummary {
    pub id: WalkListId,
    pub turf: TurfId,
    pub name: String,
    pub job: Job,
    pub script: Option<ScriptId>,
    pub version: u32,
    pub replanned: bool,
    pub doors: u32,
    pub done: u32,
    pub totals: WalkTotals,
    pub on_streets: bool,
}

#[uniffi::remote(Record)]
pub struct ListView {
    pub summary: ListSummary,
    pub stops: Vec<StopView>,
    pub left_out: Vec<StopView>,
}

#[uniffi::remote(Enum)]
pub enum StopState {
    Open,
    TryAgain,
    Done,
    LeaveAlone,
}

#[uniffi::remote(Enum)]
pub enum StreetSide {
    Odd,
    Even,
    One,
    Both,
}

#[uniffi::remote(Record)]
pub struct Entrance {
    pub number: u32,
    pub building: Option<BuildingId>,
    pub house: String,
    pub street: String,
    pub access: Option<String>,
    pub floors: Vec<Floor>,
}

#[uniffi::remote(Record)]
pub struct Floor {
    pub floor: Option<i16>,
    pub doors: Vec<DoorBrief>,
}

#[uniffi::remote(Record)]
pub struct DoorBrief {
    pub id: DoorId,
    pub unit: Option<String>,
    pub names: Vec<String>,
    pub state: StopState,
}

#[uniffi::remote(Record)]
pub struct StopView {
    pub number: u32,
    pub building: Option<BuildingId>,
    pub doors: Vec<DoorId>,
    pub house: String,
    pub street: String,
    pub side: StreetSide,
    pub at: Option<LatLon>,
    pub walk_m: u32,
    pub walk_s: u32,
    pub crossings: u32,
    pub state: StopState,
    pub round: u32,
}

#[uniffi::remote(Record)]
pub struct Door {
    pub id: DoorId,
    pub building: Option<BuildingId>,
    pub number: String,
    pub street: String,
    pub unit: Option<String>,
    pub city: String,
    pub postcode: String,
    pub beside: Option<DoorId>,
    pub at: Option<LatLon>,
}

#[uniffi::remote(Record)]
pub struct Person {
    pub key: PersonKey,
    pub door: DoorId,
    pub household: Option<HouseholdId>,
    pub name: String,
    pub party: Option<String>,
    #[uniffi(default = false)]
    pub no_contact: bool,
}

#[uniffi::remote(Enum)]
pub enum Hold {
    LeaveAlone(Why),
    QuietHours,
    CoolDown,
}

#[uniffi::remote(Record)]
pub struct PersonView {
    pub person: Person,
    pub hold: Option<Hold>,
    #[uniffi(default = false)]
    pub moved_away: bool,
    #[uniffi(default = None)]
    pub language: Option<String>,
}

#[uniffi::remote(Enum)]
pub enum DoorState {
    Open,
    TryAgain,
    Done,
}

#[uniffi::remote(Record)]
pub struct DoorView {
    pub door: Door,
    pub access: Option<String>,
    pub people: Vec<PersonView>,
    #[uniffi(default = None)]
    pub language: Option<String>,
    pub hold: Option<Hold>,
    pub state: DoorState,
    pub attempts: Vec<AttemptRow>,
}

#[uniffi::remote(Record)]
pub struct Receipts {
    pub on_phone: u64,
    pub safe: u64,
    pub backed_up: u64,
    pub refused: u64,
}

#[uniffi::remote(Enum)]
pub enum Refusal {
    Malformed,
    UnknownDoor,
    UnknownBuilding,
    UnknownPerson,
    UnknownAttempt,
    OutcomeDoesNotFit,
    BadText,
    Erased,
    DoorTaken,
    Revoked,
}

#[uniffi::remote(Record)]
pub struct RefusedOp {
    pub n: u64,
    pub why: Refusal,
}

#[uniffi::remote(Record)]
pub struct SyncReport {
    pub rounds: u32,
    pub sent: u64,
    pub refused: u64,
    pub received: u64,
    pub forked: bool,
    pub wiped: bool,
}

#[uniffi::remote(Record)]
pub struct Clock {
    pub wall_ms: i64,
    pub boot_ms: i64,
    pub boot: i64,
}

#[uniffi::remote(Enum)]
pub enum LeaseState {
    Open { left_ms: i64 },
    Locked,
}

#[uniffi::remote(Enum)]
pub enum Standing {
    In,
    ShutOut,
    Leaving,
}

#[uniffi::remote(Record)]
pub struct Salvaged {
    pub found: u64,
    pub lost: u64,
}
