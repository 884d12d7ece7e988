//! Walks and turf for anybody with a spreadsheet and a map: no account, no database.
//!
//! `doors` reads the spreadsheet, `ground` puts it on the streets; `order` and `cut` are the
//! commands, each a struct of arguments, a report that serializes as its JSON, and the same report
//! for people. Reading OpenStreetMap is `import::osm`'s.

mod beside;
mod cut;
mod doors;
mod error;
mod ground;
mod how;
mod order;

pub use beside::doors_at;
pub use cut::{CutArgs, CutReport, CutTurf, cut};
pub use doors::{PlainDoor, read_doors};
pub use error::PlainError;
pub use ground::{Building, Ground};
pub use how::HowToCut;
pub use order::{OrderArgs, OrderReport, Walked, WalkerReport, order, walked};

#[cfg(test)]
mod tests;
