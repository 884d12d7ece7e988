//! The organizer's server as a library, so that the binary only wires and tests can hold each
//! part by itself.

pub mod commands;
pub mod cuts;
pub mod db;
#[cfg(feature = "demo")]
pub mod demo;
#[cfg(feature = "demo")]
pub mod drill;
pub mod import;
pub mod plain;
pub mod serve;
mod settings;
#[cfg(feature = "print")]
pub mod sheet;
#[cfg(feature = "demo")]
pub mod simulate;
pub mod streets;
pub mod town;
pub mod walks;
pub mod web;
pub mod wishes;
pub mod words;
