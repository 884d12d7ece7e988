//! The phone's database: one SQLite file, WAL, `synchronous=FULL`, one writer, encrypted where
//! the shell gives a key.
//!
//! Answers what is held and what is captured. What a change means is `merge`'s, how it travels
//! is `sync`'s, what an app may do is `device`'s.

mod apply;
mod begun;
mod capture;
mod draft;
mod erase;
mod error;
mod files;
mod identity;
mod key;
mod lease;
mod open;
mod read;
mod recall;
mod replan;
mod salvage;
mod snapshot;

pub(crate) use capture::Lost;
pub use capture::{Receipts, RefusedOp};
pub use error::StoreError;
pub use identity::{Identity, Standing};
pub use key::Key;
pub use salvage::Salvaged;

use std::cell::RefCell;
use std::path::PathBuf;

use rusqlite::Connection;

/// An open database of a phone.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
    recall: RefCell<recall::Recall>,
}
