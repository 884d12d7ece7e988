//! `turfwalk proposals`: what canvassers would put right in what the organizer owns.

use clap::Subcommand;
use jiff::Timestamp;
use turfwalk_core::model::OpId;

use super::{CommandError, Folder, say};
use crate::db::{Deed, Who};

/// What to do with proposals.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example: turfwalk proposals accept 3.00c0ffee00c0ffee.12")]
pub enum ProposalsCommand {
    /// List those that wait for an answer
    List,
    /// Take one over; phones get it at their next sync
    Accept {
        /// Its name, as `list` prints it
        proposal: String,
    },
    /// Say no to one, or to anything else that a canvasser put right, as `turfwalk person show`
    /// prints it: that lifts it
    Refuse {
        /// Its name
        proposal: String,
    },
}

impl ProposalsCommand {
    /// Does it and says what was done.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let (proposal, accepted) = match self {
            Self::List => return list(folder),
            Self::Accept { proposal } => (proposal, true),
            Self::Refuse { proposal } => (proposal, false),
        };
        let op: OpId = proposal.parse().map_err(|_| {
            format!("{proposal} names no proposal; `turfwalk proposals list` has those that wait")
        })?;
        let now_ms = Timestamp::now().as_millisecond();
        folder
            .db
            .answer_edit(op, accepted, "an organizer", &Who::Command, now_ms)?;
        let done = if accepted { "Accepted" } else { "Refused" };
        Ok(say!("{done}. Phones get it at their next sync.")?)
    }
}

fn list(folder: &Folder) -> Result<(), CommandError> {
    let waiting = folder.db.proposals()?;
    if waiting.is_empty() {
        return Ok(say!("No proposal waits.")?);
    }
    folder.note(Deed::ProposalsSeen, &format!("proposals/{}", waiting.len()))?;
    for it in waiting {
        say!(
            "{}\t{}, {}\tname: {}\tfrom {}",
            it.row.op,
            it.name,
            it.door,
            it.row.edit.change.text().unwrap_or_default(),
            it.phone
        )?;
    }
    Ok(())
}
