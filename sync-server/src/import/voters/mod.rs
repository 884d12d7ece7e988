//! Reads a voter file, whatever program wrote it: encoding, delimiter and layout
//! are found from the file itself, rows stream out one by one, and a bad row
//! becomes a [`Reject`] with its line number while the rest goes on.
//!
//! Nothing here touches a database. An import is one transaction around
//! [`VoterReader`]: every [`VoterRow`] carries the source's own id, which is the
//! key under which a repeated import updates instead of doubling (together with
//! the [`Layout`]: two sources may count alike). Within a file the first row of
//! an id stays; a later one is a reject that says whether it agrees. Addresses stay
//! text; what a house number or street *means* is the core's business.
//!
//! ```no_run
//! use turfwalk_server::import::voters::{Entry, Options, RejectsFile, VoterReader};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut rejects = RejectsFile::new("rejects.csv");
//! for entry in VoterReader::open("list.txt", &Options::default())? {
//!     match entry? {
//!         Entry::Row(row) => println!("line {}", row.line),
//!         Entry::Reject(reject) => rejects.push(&reject)?,
//!     }
//! }
//! if let Some(path) = rejects.finish()? {
//!     println!("see {}", path.display());
//! }
//! # Ok(())
//! # }
//! ```

mod address_line;
mod address_words;
mod columns;
mod encoding;
mod error;
mod field;
mod header_map;
mod layout;
mod lines;
mod place;
mod reader;
mod record;
mod reject;
mod rejects_file;
mod row;
mod seen;
mod tidy;
mod utf16;

pub use address_line::{AddressLine, split_address_line};
pub use encoding::TextEncoding;
pub use error::VoterFileError;
pub use field::Field;
pub use header_map::{HeaderMap, HeaderMapError};
pub use layout::Layout;
pub use reader::{Entry, Format, Options, VoterReader};
pub use reject::{Reject, RejectKind};
pub use rejects_file::RejectsFile;
pub use row::VoterRow;
