//! `turfwalk invite`: phones to one turf, each by an invite of its own.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use turfwalk_core::model::TurfId;
use turfwalk_core::wire::{Invite, ServerAddress, ServerKey};

use super::folder::write_whole;
use super::serve::{DEFAULT_URL, Vouched};
use super::{CommandError, Folder, say};
use crate::db::NewInvite;
use crate::serve::KeyFile;

/// Arguments of `invite`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk invite --turf 3 --server https://192.168.1.20:8642")]
pub struct InviteCommand {
    /// The turf that the phone gets
    #[arg(long, value_name = "N")]
    turf: u32,
    /// Where `turfwalk serve` is reached by phones
    #[arg(long, value_name = "URL", default_value = DEFAULT_URL)]
    server: String,
    /// How many invites to make
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    count: u32,
    /// Write the links to this file, one a line, instead of printing them
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl InviteCommand {
    /// Makes invites and prints their links.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let now_ms = Timestamp::now().as_millisecond();
        let key = server_key(folder, &self.server)?;
        // Before the invite is made: a link that can't be written leaves none behind.
        address(&self.server, key)?;
        let mut made = folder.db.invite(TurfId(self.turf), now_ms)?;
        let mut links = format!("{}\n", link(&self.server, key, &made)?);
        for _ in 1..self.count {
            made = folder.db.invite(TurfId(self.turf), now_ms)?;
            links += &format!("{}\n", link(&self.server, key, &made)?);
        }
        if let Some(out) = &self.out {
            write_whole(out, links.as_bytes())?;
            say!("{} invites in {}", self.count, out.display())?;
            return Ok(());
        }
        say!("{}", links.trim_end())?;
        say!(
            "{}, until {}. {} shown only this once.",
            if self.count == 1 {
                "For one phone"
            } else {
                "Each for one phone"
            },
            expiry(&made),
            if self.count == 1 { "It is" } else { "They are" },
        )?;
        if is_here_alone(&self.server) {
            say!(
                "Only this machine reaches {}: for phones, say --server https://ADDRESS:PORT",
                self.server
            )?;
        }
        Ok(())
    }
}

/// The key that a phone must pin: the server's own, where it vouches for itself.
pub(crate) fn server_key(folder: &Folder, server: &str) -> Result<Option<ServerKey>, CommandError> {
    if server.starts_with("https://") && Vouched::read(&folder.db)? == Vouched::Itself {
        Ok(Some(KeyFile::of(&folder.path)?.hash()))
    } else {
        Ok(None)
    }
}

/// The invite's link, as its QR code holds it.
pub(crate) fn link(
    server: &str,
    key: Option<ServerKey>,
    made: &NewInvite,
) -> Result<String, CommandError> {
    let invite = Invite {
        server: address(server, key)?.to_string(),
        code: made.code.clone(),
    };
    Ok(invite.to_string())
}

fn address(server: &str, key: Option<ServerKey>) -> Result<ServerAddress, CommandError> {
    let address: Result<ServerAddress, _> = server.trim_end_matches('/').parse();
    match address {
        Ok(ServerAddress { url, key: None, .. }) => Ok(ServerAddress::new(url, key)),
        _ => Err("--server is not an address; give one such as https://192.168.1.20:8642".into()),
    }
}

/// Whether an address leads to the machine that asks, and so to none of a phone's.
pub(crate) fn is_here_alone(server: &str) -> bool {
    let host = server.split_once("://").map_or(server, |(_, rest)| rest);
    host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]")
}

/// When the invite ends, in words and on this machine's clock.
pub(crate) fn expiry(made: &NewInvite) -> String {
    Timestamp::from_millisecond(made.expires_at_ms)
        .map(|at| {
            at.to_zoned(TimeZone::system())
                .strftime("%-d %B %Y, %H:%M")
                .to_string()
        })
        .unwrap_or_default()
}
