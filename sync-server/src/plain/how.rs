//! What kind of cut is wanted: how many turfs, around which places, in which areas, from which
//! earlier cut.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use turfwalk_core::model::LatLon;
use turfwalk_core::turf::{DrawnArea, Held, Size, areas};

use super::PlainError;
use crate::cuts::Begin;

/// Options of a cut that may be left out.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct HowToCut {
    /// How many minutes of work each turf is to have, instead of how many turfs
    #[arg(long, value_name = "MIN", conflicts_with = "turfs")]
    pub minutes: Option<u32>,
    /// How many doors a turf is to have in the mean, instead of how many turfs; work is what is equal
    #[arg(long, value_name = "N", conflicts_with_all = ["turfs", "minutes"])]
    pub doors_per_turf: Option<usize>,
    /// Areas drawn by hand: a turf for each; with --doors and --turfs so many turfs of the doors in
    /// them
    #[arg(long, value_name = "GEOJSON", conflicts_with = "start")]
    pub polygon: Option<PathBuf>,
    /// A place that a turf is to grow around; as often as there are to be turfs
    #[arg(
        long,
        value_name = "LAT,LON",
        allow_hyphen_values = true,
        conflicts_with_all = ["turfs", "minutes", "doors_per_turf"]
    )]
    pub start: Vec<String>,
    /// Doors stay in their turfs as far as work allows: in those of the cut in force; with --doors
    /// in those of this earlier cut, as printed with --json
    #[arg(long, value_name = "JSON", num_args = 0..=1, conflicts_with_all = ["polygon", "start"])]
    pub keep: Option<Option<PathBuf>>,
    /// Number of a turf of the earlier cut, from 1, that is given out and left alone
    #[arg(long, value_name = "N", requires_all = ["keep", "doors"])]
    pub given_out: Vec<usize>,
    /// Also write the turfs and their outlines there
    #[arg(long, value_name = "GEOJSON")]
    pub geojson: Option<PathBuf>,
}

/// An earlier cut.
#[derive(Deserialize)]
struct Earlier {
    turfs: Vec<EarlierTurf>,
}

#[derive(Deserialize)]
struct EarlierTurf {
    doors: Vec<String>,
}

/// Where each door of an earlier cut was, by its id, and how many turfs there were.
pub(super) type EarlierTurfs = (HashMap<String, Held>, usize);

impl HowToCut {
    /// The size asked for, if any.
    pub(crate) fn size(&self, turfs: Option<usize>) -> Option<Size> {
        turfs
            .map(Size::Turfs)
            .or(self.minutes.map(Size::MinutesEach))
            .or(self.doors_per_turf.map(Size::DoorsEach))
    }

    /// The areas drawn, if any.
    pub(crate) fn areas(&self) -> Result<Option<Vec<DrawnArea>>, PlainError> {
        let read = |path: &PathBuf| {
            areas(&text(path)?).map_err(|error| PlainError::Unusable {
                path: path.clone(),
                what: error.to_string(),
            })
        };
        self.polygon.as_ref().map(read).transpose()
    }

    /// The places that turfs grow around.
    pub(super) fn starts(&self) -> Result<Vec<LatLon>, PlainError> {
        let place = |text: &String| {
            let (lat, lon) = text.split_once(',')?;
            LatLon::from_degrees(lat.trim().parse().ok()?, lon.trim().parse().ok()?)
        };
        let places: Option<Vec<LatLon>> = self.start.iter().map(place).collect();
        places.ok_or(PlainError::Number(
            "--start is no place: give latitude and longitude with a comma between, as 60.17,24.94",
        ))
    }

    /// What a cut of the database's doors begins with.
    pub(crate) fn begin(&self) -> Result<Begin, PlainError> {
        match &self.keep {
            Some(Some(_)) => Err(PlainError::Number(
                "the database knows its cut in force: give --keep without a file",
            )),
            Some(None) => Ok(Begin::InForce),
            None if self.start.is_empty() => Ok(Begin::Anew),
            None => Ok(Begin::Around(self.starts()?)),
        }
    }

    /// Where each door was, by its id, and how many turfs there were; if there is an earlier cut.
    pub(super) fn held(&self) -> Result<Option<EarlierTurfs>, PlainError> {
        let path = match &self.keep {
            None => return Ok(None),
            Some(None) => {
                return Err(PlainError::Number(
                    "--keep needs the earlier cut: give the file that cut --json printed",
                ));
            }
            Some(Some(path)) => path,
        };
        let earlier: Earlier =
            serde_json::from_str(&text(path)?).map_err(|error| PlainError::Unusable {
                path: path.clone(),
                what: format!("it is not what cut --json prints: {error}"),
            })?;
        let turfs = earlier.turfs.len();
        if self.given_out.iter().any(|n| !(1..=turfs).contains(n)) {
            return Err(PlainError::Number(
                "--given-out names a turf that the earlier cut has not: turfs are numbered from 1",
            ));
        }
        let mut held = HashMap::new();
        for (turf, doors) in earlier.turfs.into_iter().enumerate() {
            let how = if self.given_out.contains(&(turf + 1)) {
                Held::GivenOut(turf)
            } else {
                Held::In(turf)
            };
            held.extend(doors.doors.into_iter().map(|id| (id, how)));
        }
        Ok(Some((held, turfs)))
    }
}

fn text(path: &Path) -> Result<String, PlainError> {
    std::fs::read_to_string(path).map_err(|source| PlainError::Unreadable {
        path: path.to_owned(),
        source,
    })
}
