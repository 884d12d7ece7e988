//! Flyers: how many letterboxes, who has been, and what was left out.
//!
//! `count` says what each block face takes, `drops` reads what was done from the log and finds
//! letterboxes that got two, `gaps` what several walkers left between them. Who may get a flyer
//! at all ("no junk mail") is [`contact`](crate::contact)'s to say; the walk is `route`'s.

mod count;
mod drops;
mod gaps;

pub use count::{BUNDLE, Bundles, Face, FaceCount, Letterbox, bundles, count};
pub use drops::{Dropped, Twice, dropped_before, drops, twice};
pub use gaps::{Gap, gaps};
