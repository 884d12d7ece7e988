//! How a device joins: an organizer's invite for a token that the device made itself.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ServerAddress;
use crate::model::{CampaignId, DeviceId, Incarnation};

/// `POST /v1/join`. The same invite with the same token gives the same device again, so a join
/// whose answer got lost may be repeated; with another token a used invite is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The invite's code.
    pub code: String,
    /// 64 hexadecimal digits, drawn by the device; the server keeps only its hash.
    pub token: String,
    /// The device's first incarnation.
    pub incarnation: Incarnation,
    /// What the device is called on the organizer's page.
    pub name: String,
}

/// The answer to a join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The device's number.
    pub device: DeviceId,
    /// The campaign that it joined.
    pub campaign: CampaignId,
    /// What phones of the campaign seal files for: whoever had it before knows by it that the
    /// campaign is the same, wherever its server is now and whatever key that has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_key: Option<String>,
}

/// The answer to a device that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Whether one of its streams has gone on: sync. If not, wait again.
    pub news: bool,
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// For programs: one word, stable.
    pub code: String,
    /// For people: what happened and what to do.
    pub error: String,
}

/// What the invite's QR holds: `https://host:port/join#CODE.KEY`, where the key is the server's
/// own ([`super::ServerKey`]); without it, `/join#CODE`. Both stand behind `#`, so that a browser
/// that opens the link does not send them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Where the server is: a [`ServerAddress`] as text.
    pub server: String,
    /// The code.
    pub code: String,
}

/// A text that is no invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an invite; scan the organizer's code again, or type the link as printed")]
pub struct InviteError;

impl fmt::Display for Invite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.server.split_once('#') {
            Some((url, key)) => write!(f, "{url}/join#{}.{key}", self.code),
            None => write!(f, "{}/join#{}", self.server, self.code),
        }
    }
}

impl FromStr for Invite {
    type Err = InviteError;

    fn from_str(text: &str) -> Result<Self, InviteError> {
        let (url, rest) = text.trim().split_once("/join#").ok_or(InviteError)?;
        let (server, code) = match rest.split_once('.') {
            Some((code, key)) => (format!("{url}#{key}"), code),
            None => (url.to_owned(), rest),
        };
        let server: ServerAddress = server.parse().map_err(|_| InviteError)?;
        if server.next_key.is_some() {
            return Err(InviteError);
        }
        let code_is_plain =
            !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !code_is_plain {
            return Err(InviteError);
        }
        Ok(Self {
            server: server.to_string(),
            code: code.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invite_is_read_as_printed_and_nothing_else_is() {
        let text = "http://127.0.0.1:8080/join#K7Q2-M4XD";
        let invite: Invite = text.parse().unwrap();
        assert_eq!(invite.server, "http://127.0.0.1:8080");
        assert_eq!(invite.to_string(), text);
        let pinned = format!("https://turf.example/join#K7Q2-M4XD.{}", "0f".repeat(32));
        let invite: Invite = pinned.parse().unwrap();
        assert_eq!(invite.code, "K7Q2-M4XD");
        let server: ServerAddress = invite.server.parse().unwrap();
        assert_eq!(server.url, "https://turf.example");
        assert_eq!(server.key.unwrap().0, [0x0f; 32]);
        assert_eq!(invite.to_string(), pinned);
        for wrong in [
            "",
            "K7Q2",
            "ftp://h/join#A",
            "http:///join#A",
            "http://h/join#",
            "http://h/x/join#A",
            "http://u@h/join#A",
            "http://h/join#A B",
            "https://h/join#A.",
            "https://h/join#A.0f",
            &format!("{pinned},{}", "1e".repeat(32)),
        ] {
            assert!(wrong.parse::<Invite>().is_err(), "{wrong}");
        }
    }
}
