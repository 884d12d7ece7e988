//! `turfwalk device`: the phones that have joined.

use clap::Subcommand;
use jiff::Timestamp;
use turfwalk_core::model::DeviceId;

use super::{CommandError, Folder, say};
use crate::db::Who;

/// What to do with phones.
#[derive(Debug, Subcommand)]
pub enum DeviceCommand {
    /// List all phones
    List,
    /// Shut a lost phone out, from its next request on; what it sent stays
    #[command(after_help = "Example: turfwalk device revoke 3")]
    Revoke {
        /// Its number, as `turfwalk device list` has it
        id: u32,
    },
}

impl DeviceCommand {
    /// Does it and says what was done.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let now_ms = Timestamp::now().as_millisecond();
        match self {
            Self::List => {
                for device in folder.db.devices()? {
                    let turfs: Vec<_> = device.turfs.iter().map(ToString::to_string).collect();
                    let seen = device
                        .seen_at_ms
                        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
                    say!(
                        "{}\t{}\tturfs {}\tseen {}\t{}",
                        device.id,
                        if device.is_shut_out { "shut out" } else { "in" },
                        turfs.join(","),
                        seen.map_or("never".into(), |at| at.to_string()),
                        device.name
                    )?;
                }
            }
            Self::Revoke { id } => {
                folder.db.revoke(DeviceId(id), &Who::Command, now_ms)?;
                say!("phone {id} is shut out from its next request on")?;
            }
        }
        Ok(())
    }
}
