//! `turfwalk invite`: one phone to one turf.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use turfwalk_core::model::TurfId;
use turfwalk_core::wire::Invite;

use super::{CommandError, Folder, say};
use crate::db::NewInvite;

/// Arguments of `invite`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk invite --turf 3 --server http://127.0.0.1:8642")]
pub struct InviteCommand {
    /// The turf that the phone gets
    #[arg(long, value_name = "N")]
    turf: u32,
    /// Where `turfwalk serve` is reached by phones
    #[arg(long, value_name = "URL", default_value = super::serve::DEFAULT_URL)]
    server: String,
}

impl InviteCommand {
    /// Makes an invite and prints its link.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let made = folder
            .db
            .invite(TurfId(self.turf), Timestamp::now().as_millisecond())?;
        say!("{}", link(&self.server, &made)?)?;
        say!(
            "For one phone, until {}. It is shown only this once.",
            expiry(&made)
        )?;
        Ok(())
    }
}

/// The invite's link, as its QR code holds it.
pub(crate) fn link(server: &str, made: &NewInvite) -> Result<String, CommandError> {
    let text = Invite {
        server: server.trim_end_matches('/').to_owned(),
        code: made.code.clone(),
    };
    let text = text.to_string();
    text.parse::<Invite>()
        .map_err(|_| "--server is not an address; give one such as http://192.168.1.20:8642")?;
    Ok(text)
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
