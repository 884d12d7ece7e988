//! Turfwalk's core for Kotlin and Swift: mirrors of core's types, its errors turned
//! into the few that the apps act on, and calls forwarded in one line each.
//!
//! Nothing is decided here, and core knows nothing of UniFFI:
//!
//! - A record or enum of core is mirrored with `#[uniffi::remote(Record)]` or
//!   `#[uniffi::remote(Enum)]` over the same definition; a field or variant that is
//!   missing fails the build. The mirror adds no type: core's own crosses, and what
//!   it means is documented there.
//! - An id is `uniffi::custom_type!(DoorId, u32, { remote, … })`, a line for each
//!   language in `uniffi.toml`, and a small type by hand in `Ids.kt` and `Ids.swift`.
//!   Without these it would be a plain number to the apps.
//! - An error is `#[uniffi(flat_error)]`: the variants become typed exceptions whose
//!   message is the Rust sentence, and the cause stays inside. It is not to be called
//!   `Error` (in Kotlin `DeviceError` is `DeviceException`).
//! - What awaits is exported with `async_runtime = "tokio"`. Constructors are not
//!   async: Kotlin cannot have those.
//! - A call costs tens of microseconds, a thousand records in one call a few
//!   milliseconds: lists cross whole.
//!
//! Both sides walk the same offline day, `OfflineDayTest.kt` and `OfflineDayTests.swift`,
//! beside a real server that `with-server.sh` starts.

mod attempts;
mod begun;
mod device;
mod edits;
mod error;
mod ids;
mod incidents;
mod script;
mod views;
mod walks;

pub use attempts::outcome_fits;
pub use device::Device;
pub use edits::change_fits;
pub use error::DeviceError;
pub use script::{answer_allowed, next_question};

uniffi::setup_scaffolding!();

/// Turfwalk's version, one for all its crates: `0.1.0`.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
