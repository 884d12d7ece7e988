//! `turfwalk compact`: rows that later ones have replaced are let go.

use clap::Args;

use super::{CommandError, Folder, say};

/// Arguments of `compact`.
#[derive(Debug, Args)]
pub struct CompactCommand {
    /// Rows of each turf that stay as they are: a phone that is further behind fetches its list
    /// anew
    #[arg(long, value_name = "ROWS", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..))]
    keep: u64,
}

impl CompactCommand {
    /// Compacts while the server may run.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let gone = folder.db.compact(self.keep)?;
        say!("{gone} rows let go; no phone sees a difference.")?;
        Ok(())
    }
}
