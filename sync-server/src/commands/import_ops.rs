//! `turfwalk import ops`: what a phone could not send, from a file that it sealed.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::wire::{MAX_OPS, RequestHeader, open, read_push, write_push};

use super::{CommandError, Folder, say};
use crate::db::{Deed, sha256_hex};

/// Arguments of `import ops`.
#[derive(Debug, Args)]
pub struct OpsArgs {
    /// The file that a phone exported
    file: PathBuf,
}

impl OpsArgs {
    /// Takes the ops as if the phone had sent them; those that came before count once.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let name = self.file.display();
        let file = std::fs::read(&self.file)
            .map_err(|error| format!("can't read {name}: {error}; name a file that is there"))?;
        let (token, request) = open(&folder.db.seal_secret()?, &file)?;
        let unreadable = || format!("{name} holds no request; export the ops again");
        let request = String::from_utf8(request).map_err(|_| unreadable())?;
        let mut lines = request.split_terminator('\n');
        let header: RequestHeader = lines
            .next()
            .and_then(|line| serde_json::from_str(line).ok())
            .ok_or_else(unreadable)?;
        let lines: Vec<&str> = lines.collect();
        let (mut new, mut known, mut refused) = (0, 0, 0);
        for (chunk, lines) in (0..).zip(lines.chunks(MAX_OPS)) {
            let header = RequestHeader {
                from: header.from + chunk * MAX_OPS as u64,
                ..header.clone()
            };
            let sent = read_push(write_push(&header, lines.iter().copied()).as_bytes())?;
            let now_ms = Timestamp::now().as_millisecond();
            let taken = folder
                .db
                .take_ops(&sha256_hex(token.as_bytes()), &sent, now_ms)?
                .ok_or("no phone of this campaign sealed this file; was it joined elsewhere?")?;
            if taken.forked {
                return Err("this phone was restored from a backup and counts anew; \
                            let it sync, then export again"
                    .into());
            }
            new += taken.new;
            known += lines.len() as u64 - taken.new;
            refused += taken.refused;
        }
        folder.note_done(Deed::OpsImported, &format!("ops/{new}"))?;
        say!("{new} ops taken, {known} known before, {refused} refused")?;
        Ok(())
    }
}
