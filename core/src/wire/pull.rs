//! What the server answers: a header line, a line for each op, and pages of rows.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Cursor, ServerKey, StreamId, VERSION};
use crate::merge::Refusal;

/// The first line of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyHeader {
    /// Version of the protocol.
    pub v: u32,
    /// The highest `n` of the device's incarnation up to which every op is decided and committed.
    pub acc: u64,
    /// The same, as read from the second copy of the server's data; 0 where there is none.
    pub dur: u64,
    /// The first `n` whose line the server holds with another hash: the device was restored from a
    /// backup. Nothing of the request was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork: Option<u64>,
    /// The streams that the device may hold; it erases any other.
    pub streams: Vec<StreamId>,
    /// Whether rows are left: ask again at once.
    #[serde(default)]
    pub more: bool,
    /// Whether the device has been shut out: it erases its lists at once, sends what it has not
    /// sent yet, and then erases that too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wipe: bool,
    /// The key that the server will have later, for a device that does not say it keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_key: Option<ServerKey>,
}

/// Where a stream that the device lacks is to be fetched whole, as it stood at `cursor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotRef {
    /// How far it goes.
    #[serde(flatten)]
    pub cursor: Cursor,
    /// SHA-256 of its bytes, in hexadecimal: its name, and what it is checked by.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// What became of one op.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpResult {
    /// Which.
    pub n: u64,
    /// What.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl OpResult {
    /// Whether it stands in quarantine.
    pub fn is_refused(&self) -> bool {
        matches!(self.verdict, Verdict::Refused { .. })
    }
}

/// What became of an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Verdict {
    /// It made a row; its local overlay falls when the stream's cursor gets there.
    Made {
        /// In this stream.
        stream: StreamId,
        /// With this number.
        seq: u64,
    },
    /// It stands in quarantine.
    Refused {
        /// Why.
        refused: Refusal,
    },
}

/// One row of a stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Row {
    /// The whole of it: number, kind, value.
    Full(u64, String, Value),
    /// The row of one of the device's own ops: number, the op's `n`, and its rank at the place
    /// (0 for what has none).
    Own(u64, u64, u64),
}

impl Row {
    /// Its number in the stream.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Full(seq, ..) | Self::Own(seq, ..) => *seq,
        }
    }
}

/// By hand, since serde reads an untagged enum into a tree of its own first, and lists are made of
/// rows: what stands second tells which of both it is.
impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Row;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row: [number, kind, value] or [number, n, rank]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Row, A::Error> {
                let short = |length| A::Error::invalid_length(length, &self);
                let seq = parts.next_element()?.ok_or_else(|| short(0))?;
                let row = match parts.next_element()?.ok_or_else(|| short(1))? {
                    Second::Kind(kind) => {
                        let value = parts.next_element()?.ok_or_else(|| short(2))?;
                        Row::Full(seq, kind, value)
                    }
                    Second::Own(n) => {
                        let rank = parts.next_element()?.ok_or_else(|| short(2))?;
                        Row::Own(seq, n, rank)
                    }
                };
                match parts.next_element::<IgnoredAny>()? {
                    None => Ok(row),
                    Some(_) => Err(short(4)),
                }
            }
        }
        from.deserialize_seq(Parts)
    }
}

/// What stands second in a row.
#[derive(Deserialize)]
#[serde(untagged)]
enum Second {
    Kind(String),
    Own(u64),
}

/// Rows of one stream, applied with their cursor in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Whether what the device held of the stream is dropped first.
    pub reset: bool,
    /// In order of their numbers.
    pub rows: Vec<Row>,
    /// Where the device is after them.
    pub cursor: Cursor,
}

/// An answer as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The first line.
    pub header: ReplyHeader,
    /// One for each op that was sent and is decided as it was sent.
    pub results: Vec<OpResult>,
    /// At most one for each stream.
    pub pages: Vec<Page>,
    /// Streams to be fetched whole; none of them has a page.
    pub snapshots: Vec<SnapshotRef>,
}

/// Why an answer is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PullError {
    /// Not an answer of this protocol: a captive portal, a proxy's page.
    #[error("the answer is not one of a Turfwalk server")]
    Foreign,
    /// From a newer server.
    #[error(
        "the server speaks version {theirs} of the protocol, this app {VERSION}; update the app"
    )]
    Newer {
        /// Their version.
        theirs: u32,
    },
    /// It ended early.
    #[error("the answer was cut off; try again")]
    CutOff,
    /// A line is not as PROTOCOL.md has it.
    #[error("line {line} of the answer can't be read")]
    Line {
        /// Counted from 1.
        line: usize,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Result(OpResult),
    Page {
        stream: StreamId,
        #[serde(default)]
        reset: bool,
    },
    Row(Row),
    Cursor(Cursor),
    Snapshot(SnapshotRef),
    End(u64),
}

/// The same, to be written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LineOf<'a> {
    Result(&'a OpResult),
    Page { stream: StreamId, reset: bool },
    Row(&'a Row),
    Cursor(&'a Cursor),
    Snapshot(&'a SnapshotRef),
    End(u64),
}

impl LineOf<'_> {
    fn add_to(&self, text: &mut String) {
        text.push_str(&serde_json::to_string(self).expect("a line holds only what serializes"));
        text.push('\n');
    }
}

/// The body of an answer.
pub fn write_reply(reply: &Reply) -> String {
    let mut text = serde_json::to_string(&reply.header).expect("a header always serializes");
    text.push('\n');
    let mut lines = 0;
    let mut line = |line: LineOf<'_>| {
        line.add_to(&mut text);
        lines += 1;
    };
    for result in &reply.results {
        line(LineOf::Result(result));
    }
    for page in &reply.pages {
        line(LineOf::Page {
            stream: page.cursor.stream,
            reset: page.reset,
        });
        for row in &page.rows {
            line(LineOf::Row(row));
        }
        line(LineOf::Cursor(&page.cursor));
    }
    for snapshot in &reply.snapshots {
        line(LineOf::Snapshot(snapshot));
    }
    LineOf::End(lines).add_to(&mut text);
    text
}

/// Reads the body of an answer; nothing of one that is cut off or damaged is used.
pub fn read_reply(body: &[u8]) -> Result<Reply, PullError> {
    let text = std::str::from_utf8(body).map_err(|_| PullError::Foreign)?;
    let mut lines = text.split_terminator('\n').enumerate();
    let (_, first) = lines.next().ok_or(PullError::CutOff)?;
    let version = serde_json::from_str::<Value>(first).map_err(|_| PullError::Foreign)?;
    let theirs = version
        .get("v")
        .and_then(Value::as_u64)
        .ok_or(PullError::Foreign)?;
    if theirs > u64::from(VERSION) {
        return Err(PullError::Newer {
            theirs: u32::try_from(theirs).unwrap_or(u32::MAX),
        });
    }
    let header = ReplyHeader::deserialize(version).map_err(|_| PullError::Line { line: 1 })?;
    let mut reply = Reply {
        header,
        results: Vec::new(),
        pages: Vec::new(),
        snapshots: Vec::new(),
    };
    let mut open: Option<(StreamId, bool, Vec<Row>)> = None;
    for (index, text) in lines {
        let bad = PullError::Line { line: index + 1 };
        match (
            serde_json::from_str::<Line>(text).map_err(|_| bad.clone())?,
            &mut open,
        ) {
            (Line::Result(result), None) => reply.results.push(result),
            (Line::Snapshot(snapshot), None) => reply.snapshots.push(snapshot),
            (Line::Page { stream, reset }, None) => open = Some((stream, reset, Vec::new())),
            (Line::Row(row), Some((_, _, rows))) => rows.push(row),
            (Line::Cursor(cursor), Some((stream, reset, rows))) if cursor.stream == *stream => {
                reply.pages.push(Page {
                    reset: *reset,
                    rows: std::mem::take(rows),
                    cursor,
                });
                open = None;
            }
            (Line::End(count), None) if count == index as u64 - 1 => return Ok(reply),
            _ => return Err(bad),
        }
    }
    Err(PullError::CutOff)
}

/// The text of a snapshot, before it is compressed: rows, then the cursor where they end.
pub fn write_snapshot(rows: &[Row], cursor: &Cursor) -> String {
    let mut text = String::new();
    for row in rows {
        LineOf::Row(row).add_to(&mut text);
    }
    LineOf::Cursor(cursor).add_to(&mut text);
    text
}

/// Reads a snapshot as the page that takes the place of all that is held of its stream.
pub fn read_snapshot(text: &[u8]) -> Result<Page, PullError> {
    let text = std::str::from_utf8(text).map_err(|_| PullError::Foreign)?;
    let mut rows = Vec::new();
    for (index, text) in text.split_terminator('\n').enumerate() {
        let bad = PullError::Line { line: index + 1 };
        match serde_json::from_str::<Line>(text).map_err(|_| bad.clone())? {
            Line::Row(row) => rows.push(row),
            Line::Cursor(cursor) => {
                return Ok(Page {
                    reset: true,
                    rows,
                    cursor,
                });
            }
            _ => return Err(bad),
        }
    }
    Err(PullError::CutOff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TurfId;
    use serde_json::json;

    fn reply() -> Reply {
        let stream = StreamId::Turf(TurfId(4));
        Reply {
            header: ReplyHeader {
                v: 1,
                acc: 2,
                dur: 0,
                fork: None,
                streams: vec![stream],
                more: true,
                wipe: false,
                next_key: None,
            },
            results: vec![
                OpResult {
                    n: 1,
                    verdict: Verdict::Made { stream, seq: 9 },
                },
                OpResult {
                    n: 2,
                    verdict: Verdict::Refused {
                        refused: Refusal::UnknownDoor,
                    },
                },
            ],
            pages: vec![Page {
                reset: true,
                rows: vec![
                    Row::Full(8, "turf".into(), json!({"id": 4})),
                    Row::Own(9, 1, 3),
                ],
                cursor: Cursor {
                    stream,
                    seq: 9,
                    tag: "0badcafe".into(),
                },
            }],
            snapshots: vec![SnapshotRef {
                cursor: Cursor {
                    stream: StreamId::Turf(TurfId(5)),
                    seq: 70_000,
                    tag: "00c0ffee".into(),
                },
                sha256: "5f".repeat(32),
                bytes: 300_000,
            }],
        }
    }

    #[test]
    fn an_answer_reads_as_it_was_written() {
        assert_eq!(
            read_reply(write_reply(&reply()).as_bytes()).unwrap(),
            reply()
        );
    }

    #[test]
    fn nothing_of_an_answer_that_is_cut_off_is_used() {
        let whole = write_reply(&reply());
        for end in 0..whole.len() - 1 {
            assert!(
                read_reply(&whole.as_bytes()[..end]).is_err(),
                "cut at byte {end}"
            );
        }
    }

    #[test]
    fn a_row_has_three_parts_and_the_second_tells_which_they_are() {
        let read = |text: &str| serde_json::from_str::<Row>(text).ok();
        assert_eq!(read("[9,1,3]"), Some(Row::Own(9, 1, 3)));
        let full = Row::Full(8, "turf".into(), json!(["id", 4]));
        assert_eq!(read(r#"[8,"turf",["id",4]]"#), Some(full));
        for bad in [
            "[]",
            "[9]",
            "[9,1]",
            "[9,1,3,4]",
            r#"[9,"turf"]"#,
            r#"[8,"turf",{},0]"#,
            r#"[9,1,"turf"]"#,
            "[-9,1,3]",
            "[9,null,3]",
            "{}",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_captive_portal_is_not_a_server() {
        assert_eq!(
            read_reply(b"<html><body>Log in</body></html>"),
            Err(PullError::Foreign)
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = read_reply(&bytes);
        }
    }
}
