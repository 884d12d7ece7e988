//! The binary as a stranger and as an adversary meet it: what it prints, how it ends, and what it
//! leaves behind. All people and addresses are made up.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod bad_input;
mod data;
mod full_disk;
mod imports;
mod output;
mod told;
