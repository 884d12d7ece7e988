//! The organizer's binary.
fn main() {}
