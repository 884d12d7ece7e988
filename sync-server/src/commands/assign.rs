//! `turfwalk assign` and `turfwalk withdraw`: which phone has which turf.

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::model::{DeviceId, TurfId};

use super::{CommandError, Folder, say};
use crate::db::Who;

/// Arguments of `assign`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk assign --turf 4 --phone 12")]
pub struct AssignCommand {
    /// The turf
    #[arg(long, value_name = "N")]
    turf: u32,
    /// The phone's number, as on the organizer's page
    #[arg(long, value_name = "N")]
    phone: u32,
}

/// Arguments of `withdraw`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk withdraw --turf 4 --phone 12")]
pub struct WithdrawCommand {
    /// The turf
    #[arg(long, value_name = "N")]
    turf: u32,
    /// The phone's number; without it, every phone that has the turf
    #[arg(long, value_name = "N")]
    phone: Option<u32>,
}

impl AssignCommand {
    /// Gives the turf.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let now_ms = Timestamp::now().as_millisecond();
        let (device, turf) = (DeviceId(self.phone), TurfId(self.turf));
        folder.db.assign(device, turf, &Who::Command, now_ms)?;
        say!("Phone {device} gets turf {turf} at its next sync.")?;
        Ok(())
    }
}

impl WithdrawCommand {
    /// Takes the turf back.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let now_ms = Timestamp::now().as_millisecond();
        let turf = TurfId(self.turf);
        let phones = folder
            .db
            .withdraw(turf, self.phone.map(DeviceId), &Who::Command, now_ms)?;
        match phones {
            0 => Err(format!("no such phone has turf {turf}; nothing was changed").into()),
            1 => Ok(say!(
                "One phone erases turf {turf} at its next sync; what it recorded still comes in."
            )?),
            phones => Ok(say!(
                "{phones} phones erase turf {turf} at their next sync; what they recorded still comes in."
            )?),
        }
    }
}
