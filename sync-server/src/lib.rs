//! What the organizer's binary does: import, cut, order, print, serve.

pub mod import;
pub mod plain;
