//! `turfwalk invite`: one phone to one turf.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use turfwalk_core::model::TurfId;
use turfwalk_core::wire::{Invite, ServerAddress, ServerKey};

use super::serve::{DEFAULT_URL, Vouched};
use super::{CommandError, Folder, say};
use crate::db::NewInvite;
use crate::serve::OwnKey;

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
}

impl InviteCommand {
    /// Makes an invite and prints its link.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let key = server_key(folder, &self.server)?;
        // Before the invite is made: a link that can't be written leaves none behind.
        address(&self.server, key)?;
        let made = folder
            .db
            .invite(TurfId(self.turf), Timestamp::now().as_millisecond())?;
        say!("{}", link(&self.server, key, &made)?)?;
        say!(
            "For one phone, until {}. It is shown only this once.",
            expiry(&made)
        )?;
        Ok(())
    }
}

/// The key that a phone must pin: the server's own, where it vouches for itself.
pub(crate) fn server_key(folder: &Folder, server: &str) -> Result<Option<ServerKey>, CommandError> {
    if server.starts_with("https://") && Vouched::read(&folder.db)? == Vouched::Itself {
        Ok(Some(OwnKey::of(&folder.path)?.hash()))
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
        Ok(ServerAddress { url, key: None }) => Ok(ServerAddress { url, key }),
        _ => Err("--server is not an address; give one such as https://192.168.1.20:8642".into()),
    }
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
