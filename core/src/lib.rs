//! Turfwalk's core: addresses, streets, walks, turf and the log, for phones and servers alike.
//!
//! `model`, `address`, `streets`, `route`, `flyer`, `turf`, `walk_list`, `script`, `contact`, `lease`,
//! `wire` and `merge` are pure: no clock, disk, network or FFI. `store` speaks SQL, `sync` speaks to a
//! server, and `device` is the façade that an app holds. ARCHITECTURE.md says who may depend on whom.

pub mod address;
pub mod contact;
#[cfg(feature = "device")]
pub mod device;
pub mod flyer;
pub mod lease;
pub mod merge;
pub mod model;
pub mod route;
pub mod script;
#[cfg(feature = "device")]
pub mod store;
pub mod streets;
#[cfg(feature = "device")]
pub mod sync;
pub mod turf;
pub mod walk_list;
pub mod wire;
