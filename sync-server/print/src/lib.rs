//! Walk sheets as PDF: cover with an invite to scan, a numbered map, and the
//! list in walk order with outcomes to circle.
//!
//! [`render`] takes one [`WalkSheet`] of plain values and gives a PDF;
//! [`render_all`] sets many turfs into one file, each counting its own pages.
//! The crate knows nothing of databases, routes or permission: what may be
//! printed is decided before a [`WalkSheet`] is filled.
//!
//! Text from files is data. The template under `template/` is fixed; names,
//! notes and streets reach it as a JSON file in memory and are placed as text,
//! so `#`, `[` or `$` in a name prints as it is.
//!
//! ```
//! use turfwalk_print::{Household, Section, Stop, WalkSheet, render};
//!
//! let sheet = WalkSheet {
//!     turf: "Turf 4".into(),
//!     sections: vec![Section {
//!         street: "Elm St".into(),
//!         side: "even side".into(),
//!         stops: vec![Stop {
//!             label: "1".into(),
//!             address: "12 Elm St".into(),
//!             households: vec![Household { row: 1, ..Household::default() }],
//!             ..Stop::default()
//!         }],
//!         ..Section::default()
//!     }],
//!     ..WalkSheet::default()
//! };
//! let print = render(&sheet)?;
//! assert!(print.pdf.starts_with(b"%PDF"));
//! # Ok::<(), turfwalk_print::PrintError>(())
//! ```

#[cfg(test)]
extern crate self as turfwalk_print;

mod facts;
mod labels;
mod map;
#[cfg(test)]
mod pages;
mod qr;
mod render;
mod sheet;
mod tidy;
mod world;

pub use labels::Labels;
pub use render::{Print, PrintError, render, render_all};
pub use sheet::{
    Household, Join, Map, Mark, Outcome, Paper, Person, Section, Stop, Street, StreetClass, Totals,
    WalkSheet, Water,
};
