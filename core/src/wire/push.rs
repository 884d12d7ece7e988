//! What a device sends: a header line, then one op a line.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Cursor, MAX_OPS, ServerKey, VERSION};
use crate::merge::Refusal;
use crate::model::{Incarnation, Op};

/// SHA-256 of an op's line, without its line feed. Any language can compute it from the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineHash(pub [u8; 32]);

impl LineHash {
    /// Of this line.
    pub fn of(line: &str) -> Self {
        Self(Sha256::digest(line.as_bytes()).into())
    }
}

impl fmt::Display for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The first line of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestHeader {
    /// Version of the protocol.
    pub v: u32,
    /// The device's present life.
    pub incarnation: Incarnation,
    /// The `n` of the first op that follows; the next one to be captured if none follows.
    pub from: u64,
    /// How far the device has each stream that it holds.
    #[serde(default)]
    pub cursors: Vec<Cursor>,
    /// The oldest `n` of this incarnation whose op the device still holds: rows of it and later
    /// ones may come back by number alone. 0 if it holds none.
    #[serde(default)]
    pub holds_from: u64,
    /// The key that the server has announced for later, if the device keeps one beside the pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_key: Option<ServerKey>,
}

/// An op as it stood in a request.
#[derive(Clone, Debug)]
pub struct SentOp {
    /// Its number.
    pub n: u64,
    /// The exact line.
    pub line: String,
    /// Its hash.
    pub hash: LineHash,
    /// What it says, or that it can't be read.
    pub op: Result<Op, Refusal>,
}

/// A request as read.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The first line.
    pub header: RequestHeader,
    /// The others, in order.
    pub ops: Vec<SentOp>,
}

/// Why a request is not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// No header line.
    #[error("the first line is not a header: {0}")]
    Header(String),
    /// Spoken by a newer device.
    #[error("version {theirs} of the protocol is newer than {VERSION}; upgrade the server")]
    Newer {
        /// Their version.
        theirs: u32,
    },
    /// More ops than one request may carry.
    #[error("{ops} ops in one request; at most {MAX_OPS} are taken, send the rest in the next")]
    TooMany {
        /// How many there were.
        ops: usize,
    },
    /// Not UTF-8.
    #[error("the request is not UTF-8 text")]
    Text,
}

/// Largest `n` or `seq`: what every JSON reader can hold exactly.
const MAX_NUMBER: u64 = 1 << 53;

#[derive(Serialize, Deserialize)]
struct OpLine {
    n: u64,
    #[serde(flatten)]
    op: Op,
}

/// The line of an op, without its line feed: what is kept, hashed and sent, byte for byte.
pub fn op_line(n: u64, op: &Op) -> String {
    serde_json::to_string(&OpLine { n, op: op.clone() })
        .expect("ops hold only strings, integers and lists, which always serialize")
}

/// The body of a request.
pub fn write_push<'a>(header: &RequestHeader, lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = serde_json::to_string(header).expect("a header always serializes");
    text.push('\n');
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Reads the body of a request. A line that is no op is refused by itself and harms no other.
pub fn read_push(body: &[u8]) -> Result<Sent, PushError> {
    let text = std::str::from_utf8(body).map_err(|_| PushError::Text)?;
    let mut lines = text.split_terminator('\n');
    let first = lines.next().unwrap_or_default();
    let header: RequestHeader =
        serde_json::from_str(first).map_err(|error| PushError::Header(error.to_string()))?;
    if header.v > VERSION {
        return Err(PushError::Newer { theirs: header.v });
    }
    let numbers = header
        .cursors
        .iter()
        .map(|cursor| cursor.seq)
        .chain([header.from]);
    if header.from == 0 || numbers.max().is_some_and(|most| most > MAX_NUMBER) {
        return Err(PushError::Header("numbers go from 1 to 2^53".into()));
    }
    let ops: Vec<SentOp> = (header.from..)
        .zip(lines)
        .map(|(n, line)| SentOp {
            n,
            line: line.to_owned(),
            hash: LineHash::of(line),
            op: match serde_json::from_str::<OpLine>(line) {
                Ok(read) if read.n == n => Ok(read.op),
                _ => Err(Refusal::Malformed),
            },
        })
        .collect();
    if ops.len() > MAX_OPS {
        return Err(PushError::TooMany { ops: ops.len() });
    }
    Ok(Sent { header, ops })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DoorId, OpId};

    fn header() -> RequestHeader {
        RequestHeader {
            v: 1,
            incarnation: Incarnation(7),
            from: 5,
            cursors: Vec::new(),
            holds_from: 1,
            next_key: None,
        }
    }

    #[test]
    fn a_bad_line_harms_no_other() {
        let op = |name: &str| Op::AddPerson {
            door: DoorId(3),
            name: name.into(),
        };
        let good = op_line(5, &op("A"));
        let last = op_line(7, &op("C"));
        let body = write_push(
            &header(),
            [good.as_str(), "{\"n\":6,", last.as_str()].into_iter(),
        );
        let sent = read_push(body.as_bytes()).unwrap();
        assert_eq!(sent.ops[0].op, Ok(op("A")));
        assert_eq!(sent.ops[1].op, Err(Refusal::Malformed));
        assert_eq!(sent.ops[2].op, Ok(op("C")));
        assert_eq!(sent.ops[2].hash, LineHash::of(&last));
    }

    #[test]
    fn numbers_out_of_turn_are_not_read_as_ops() {
        let attempt = OpId {
            device: crate::model::DeviceId(1),
            incarnation: Incarnation(7),
            n: 1,
        };
        let line = op_line(9, &Op::Retract { attempt });
        let body = write_push(&header(), [line.as_str()].into_iter());
        assert_eq!(
            read_push(body.as_bytes()).unwrap().ops[0].op,
            Err(Refusal::Malformed)
        );
    }

    #[test]
    fn numbers_that_no_device_can_have_reached_are_refused() {
        for from in [0, MAX_NUMBER + 1, u64::MAX] {
            let body = write_push(&RequestHeader { from, ..header() }, ["{}"].into_iter());
            assert!(
                matches!(read_push(body.as_bytes()), Err(PushError::Header(_))),
                "{from}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = read_push(&bytes);
        }
    }
}
