//! Why a row was left out: its line and a reason that holds nothing personal.

use std::fmt;

/// A row that was left out. Its text is not kept: the line number finds it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line of the file on which the row starts; the first line is 1.
    pub line: u64,
    /// What was wrong with it.
    pub kind: RejectKind,
}

/// What is wrong with a row. `Display` is the sentence for the rejects file; it
/// holds counts and line numbers, never a cell's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectKind {
    /// More or fewer cells than the header has.
    FieldCount {
        /// Cells in this row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A quote that is never closed, or closed in the middle of a cell.
    Quote,
    /// Bytes that are no text in the file's encoding.
    Undecodable,
    /// A line beyond the length that any voter file has.
    TooLong,
    /// No id, so a repeated import could not recognise the row.
    MissingId,
    /// The same row once more; it was taken the first time.
    Repeated {
        /// Where it stood first.
        first_line: u64,
    },
    /// Another row under an id that was already taken; the first one stays.
    DuplicateId {
        /// Where the id stood first.
        first_line: u64,
    },
    /// Address withheld by law or by the office.
    Protected,
    /// No address at all.
    NoAddress,
    /// A house number, or a line of which nothing is a street.
    NoStreet,
    /// A street without a number in a list of doors, where no name tells the house.
    NoNumber,
    /// A post box or rural-route box: no door to knock on.
    PostBox,
    /// Registration removed or denied.
    NotRegistered,
    /// Nobody is to be contacted there, in a list of doors.
    NoContact,
    /// Coordinates that are no place: not numbers, out of range, or one alone.
    BadCoordinates,
}

impl RejectKind {
    /// A stable word for counting and filtering, such as `no_street`.
    pub fn code(self) -> &'static str {
        match self {
            Self::FieldCount { .. } => "field_count",
            Self::Quote => "quote",
            Self::Undecodable => "undecodable",
            Self::TooLong => "too_long",
            Self::MissingId => "missing_id",
            Self::Repeated { .. } => "repeated",
            Self::DuplicateId { .. } => "duplicate_id",
            Self::Protected => "protected",
            Self::NoAddress => "no_address",
            Self::NoStreet => "no_street",
            Self::NoNumber => "no_number",
            Self::PostBox => "post_box",
            Self::NotRegistered => "not_registered",
            Self::NoContact => "no_contact",
            Self::BadCoordinates => "bad_coordinates",
        }
    }
}

impl fmt::Display for RejectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldCount { found, expected } => {
                write!(f, "has {found} fields where the header has {expected}")
            }
            Self::Quote => f.write_str("a quote is not closed, or text follows the closing one"),
            Self::Undecodable => f.write_str("holds bytes that are no text in the file's encoding"),
            Self::TooLong => f.write_str("is longer than 1 MiB"),
            Self::MissingId => f.write_str("has no id"),
            Self::Repeated { first_line } => {
                write!(f, "is the same row as line {first_line}, which was taken")
            }
            Self::DuplicateId { first_line } => write!(
                f,
                "has the id of line {first_line} but other content; line {first_line} was taken"
            ),
            Self::Protected => f.write_str("the address is protected"),
            Self::NoAddress => f.write_str("has no address"),
            Self::NoStreet => f.write_str("has no street"),
            Self::NoNumber => f.write_str("has no house number"),
            Self::PostBox => f.write_str("the address is a post box, not a door"),
            Self::NotRegistered => f.write_str("the registration was removed or denied"),
            Self::NoContact => f.write_str("is of a door where nobody is to be contacted"),
            Self::BadCoordinates => f.write_str(
                "the coordinates are no place; leave both empty where they are not known",
            ),
        }
    }
}
