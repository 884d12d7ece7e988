//! `turfwalk move`: doors from one turf to another, with all that was recorded at them.

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::model::{DoorId, TurfId};

use super::{CommandError, Folder, say};

/// Arguments of `move`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk move --doors 17,18,40 --turf 4")]
pub struct MoveCommand {
    /// The doors' numbers; each takes the doors of its building along
    #[arg(long, value_name = "N,…", value_delimiter = ',', required = true)]
    doors: Vec<u32>,
    /// Where they go
    #[arg(long, value_name = "N")]
    turf: u32,
}

impl MoveCommand {
    /// Moves them.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let doors: Vec<DoorId> = self.doors.iter().copied().map(DoorId).collect();
        let to = TurfId(self.turf);
        let from = folder
            .db
            .move_doors(&doors, to, Timestamp::now().as_millisecond())?;
        let from: Vec<String> = from.iter().map(ToString::to_string).collect();
        say!(
            "Moved to turf {to}{}.",
            if from.is_empty() {
                String::new()
            } else {
                format!(", from turf {}", from.join(", "))
            }
        )?;
        say!("Order the walks anew: turfwalk order")?;
        Ok(())
    }
}
