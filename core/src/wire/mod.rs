//! What goes over the wire: PROTOCOL.md in types. Pure; `sync` and the server carry it.

mod join;
mod pull;
mod push;
mod row;
mod sealed;
mod server_address;

pub use join::{ErrorBody, Invite, InviteError, Join, Joined, News};
pub use pull::{
    OpResult, Page, PullError, Reply, ReplyHeader, Row, SnapshotRef, Verdict, read_reply,
    read_snapshot, write_reply, write_snapshot,
};
pub use push::{LineHash, PushError, RequestHeader, Sent, SentOp, op_line, read_push, write_push};
pub use row::{
    AttemptRow, Body, EditRow, ErasedRow, GoneRow, IncidentRow, LeftRow, RetractionRow,
    SuppressionRow,
};
pub use sealed::{SealError, SealKey, open, seal};
pub use server_address::{ServerAddress, ServerAddressError, ServerKey};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::{CampaignId, ParseIdError, TurfId};

/// The version of the protocol that this code speaks.
pub const VERSION: u32 = 1;
/// Most ops in one request.
pub const MAX_OPS: usize = 500;
/// Most bytes of a request as sent.
pub const MAX_COMPRESSED: usize = 256 * 1024;
/// Most bytes of a request after inflating.
pub const MAX_INFLATED: usize = 1024 * 1024;
/// Most bytes of a snapshot after inflating that a device takes.
pub const MAX_SNAPSHOT: usize = 64 * 1024 * 1024;
/// Bytes of a snapshot that a device asks for at a time: what it has is kept if the rest is cut off.
pub const SNAPSHOT_PART: u64 = 256 * 1024;
/// Most bytes of an answer after inflating that a device takes.
pub const MAX_REPLY: usize = 16 * 1024 * 1024;

/// The unit of cursor, permission and reset: `turf/<id>` or `campaign/<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamId {
    /// What all of a campaign's devices share.
    Campaign(CampaignId),
    /// What is at the doors of a turf.
    Turf(TurfId),
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Campaign(id) => write!(f, "campaign/{id}"),
            Self::Turf(id) => write!(f, "turf/{id}"),
        }
    }
}

impl FromStr for StreamId {
    type Err = StreamIdError;

    fn from_str(text: &str) -> Result<Self, StreamIdError> {
        let (kind, id) = text.split_once('/').ok_or(StreamIdError)?;
        let id = id.parse().map_err(|_| StreamIdError)?;
        let stream = match kind {
            "campaign" => Self::Campaign(CampaignId(id)),
            "turf" => Self::Turf(TurfId(id)),
            _ => return Err(StreamIdError),
        };
        if stream.to_string() == text {
            Ok(stream)
        } else {
            Err(StreamIdError)
        }
    }
}

/// A text that names no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stream; expected turf/<id> or campaign/<id>")]
pub struct StreamIdError;

impl From<ParseIdError> for StreamIdError {
    fn from(_: ParseIdError) -> Self {
        Self
    }
}

impl Serialize for StreamId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// How far a device has a stream: the last row's number and the tag of the transaction that
/// wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// Which stream.
    pub stream: StreamId,
    /// Number of the last row held.
    pub seq: u64,
    /// Its tag: 8 hexadecimal digits, random for each transaction.
    pub tag: String,
}
