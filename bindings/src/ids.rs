//! Ids cross as numbers and are types of their own on the other side; see `uniffi.toml`.

use turfwalk_core::model::{
    BuildingId, CampaignId, DeviceId, DoorId, HouseholdId, Incarnation, OpId, PersonId, PersonKey,
    ScriptId, TurfId, WalkListId,
};

macro_rules! ids {
    ($($name:ident: $number:ty),* $(,)?) => {$(
        uniffi::custom_type!($name, $number, {
            remote,
            try_lift: |number| Ok($name(number)),
            lower: |id| id.0,
        });
    )*};
}

ids! {
    DoorId: u32,
    BuildingId: u32,
    HouseholdId: u32,
    PersonId: u32,
    TurfId: u32,
    WalkListId: u32,
    ScriptId: u32,
    CampaignId: u32,
    DeviceId: u32,
    Incarnation: u64,
}

#[uniffi::remote(Record)]
pub struct OpId {
    pub device: DeviceId,
    pub incarnation: Incarnation,
    pub n: u64,
}

#[uniffi::remote(Enum)]
pub enum PersonKey {
    Imported(PersonId),
    Made(OpId),
}
