//! What is wished of walks, as options that `order` has with and without a database.

use turfwalk_core::model::LatLon;
use turfwalk_core::route::Style;
use turfwalk_core::walk_list::{WalkWish, WishedEnd};

/// What is wished of walks.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WishArgs {
    /// Where the walk starts; wherever is best if left out
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub start: Option<String>,
    /// Where it ends: a place, or `same` for a round walk; wherever is best if left out
    #[arg(long, value_name = "LAT,LON|same", allow_hyphen_values = true)]
    pub end: Option<String>,
    /// quickest, one-side (at a time), zigzag (on quiet streets), odd or even (numbers only)
    #[arg(long, default_value_t = Style::Quickest)]
    pub style: Style,
    /// Minutes that there are, those at the doors included: the doors of most worth are chosen
    #[arg(long, value_name = "MIN")]
    pub minutes: Option<u32>,
    /// Metres that one can walk: the doors of most worth are chosen
    #[arg(long, value_name = "M")]
    pub metres: Option<u32>,
    /// Take no stairs
    #[arg(long)]
    pub no_stairs: bool,
    /// How many share the doors; with --minutes or --metres each has that much
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub walkers: u32,
}

/// A wish that can't be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// An option is no place.
    #[error(
        "--{option} {text:?} is no place: give latitude and longitude in degrees, as 60.17,24.94"
    )]
    NoPlace {
        /// The option.
        option: &'static str,
        /// As it was given.
        text: String,
    },
    /// A number makes no sense.
    #[error("{0}")]
    Number(&'static str),
}

impl WishArgs {
    /// The options as core's wish.
    pub fn wish(&self) -> Result<WalkWish, WishError> {
        if !(1..=20).contains(&self.walkers) {
            return Err(WishError::Number("--walkers is out of range: give 1 to 20"));
        }
        if self.minutes == Some(0) || self.metres == Some(0) {
            return Err(WishError::Number(
                "--minutes and --metres leave no walk at 0: give more, or leave them out",
            ));
        }
        let start = self.start.as_deref();
        Ok(WalkWish {
            style: self.style,
            from: start.map(|text| place("start", text)).transpose()?,
            to: match self.end.as_deref() {
                None => WishedEnd::Anywhere,
                Some("same") => WishedEnd::Start,
                Some(text) => WishedEnd::Near(place("end", text)?),
            },
            minutes: self.minutes,
            metres: self.metres,
            avoid_steps: self.no_stairs,
            walkers: self.walkers,
            walker: 1,
        })
    }
}

/// `LAT,LON` in degrees; `option` is named where it is none.
fn place(option: &'static str, text: &str) -> Result<LatLon, WishError> {
    text.split_once(',')
        .and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)))
        .and_then(|(lat, lon)| LatLon::from_degrees(lat, lon))
        .ok_or_else(|| WishError::NoPlace {
            option,
            text: text.to_owned(),
        })
}
