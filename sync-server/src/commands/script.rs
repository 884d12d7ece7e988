//! `turfwalk script`: what is asked at the door, shown and changed.

use std::path::PathBuf;

use clap::Subcommand;
use turfwalk_core::script::Script;

use super::folder::write_whole;
use super::{CommandError, Folder, say};
use crate::db::Deed;

/// What to do with the script.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example: turfwalk script show --out talk.json; edit it; \
                        turfwalk script change talk.json"
)]
pub enum ScriptCommand {
    /// Print the script as JSON, or write it to a file
    Show {
        /// The file to write
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take a file as the script's next version
    Change {
        /// JSON as `show` prints it; its id and version count for nothing
        file: PathBuf,
    },
}

impl ScriptCommand {
    /// Does it and says what was done.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        match self {
            Self::Show { out } => {
                let script = folder.db.script()?;
                let script = script.ok_or("this database has no script; name another folder")?;
                let text = serde_json::to_string_pretty(&script)?;
                match out {
                    None => say!("{text}")?,
                    Some(out) => {
                        write_whole(&out, (text + "\n").as_bytes())?;
                        say!("Version {} in {}", script.version, out.display())?;
                    }
                }
                Ok(())
            }
            Self::Change { file } => {
                let text = std::fs::read_to_string(&file)
                    .map_err(|error| format!("can't read {}: {error}", file.display()))?;
                let script: Script = serde_json::from_str(&text).map_err(|error| {
                    format!(
                        "{} is no script: {error}; `turfwalk script show` prints one",
                        file.display()
                    )
                })?;
                let version = folder.db.change_script(&script)?;
                folder.note_done(Deed::CampaignChanged, "script")?;
                Ok(say!(
                    "Version {version}. Phones get it at their next sync."
                )?)
            }
        }
    }
}
