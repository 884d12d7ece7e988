//! Turfwalk's core for Kotlin and Swift.

uniffi::setup_scaffolding!();

/// Turfwalk's version, one for all its crates and apps: `0.1.0`.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
