//! `turfwalk cut`: the doors of a spreadsheet in turfs of equal work.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use turfwalk_core::model::LatLon;
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::Pavement;
use turfwalk_core::turf::{
    CutGoal, Held, Size, Walking, count_buildings, cut as find_cut, cut_again, cut_around,
    cut_within, feature_collection, outlines,
};

use super::{Ground, HowToCut, PlainError, doors_at};
use crate::walks::CUT_STEPS;

/// Cut doors into turfs of equal work, without a database.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Example: turfwalk cut --doors doors.csv --streets town.osm.pbf \
    --turfs 20 --json"
)]
pub struct CutArgs {
    /// CSV with the columns id,number,street,unit,lat,lon and, if you like, priority
    #[arg(long, value_name = "CSV")]
    pub doors: PathBuf,
    /// OpenStreetMap extract: .osm.pbf, .osm or .osm.gz
    #[arg(long, value_name = "OSM")]
    pub streets: PathBuf,
    /// How many turfs
    #[arg(long, value_name = "N")]
    pub turfs: Option<usize>,
    /// What else is wanted.
    #[command(flatten)]
    pub how: HowToCut,
    /// Time at one door, in minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 2.0)]
    pub minutes_per_door: f64,
    /// Print one line of JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// What `turfwalk cut` prints. Ids are strings, as in the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutReport {
    /// The turfs, each with at least one door.
    pub turfs: Vec<CutTurf>,
    /// Doors in none of the areas drawn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<String>,
    /// Doors with neither a usable point nor a known street: in no turf.
    pub unplaced: Vec<String>,
    /// Doors whose place somebody should look at.
    pub flagged: Vec<String>,
    /// What walking and crossing were taken to cost.
    pub costs: String,
}

/// One turf.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutTurf {
    /// Ids in the order of the file.
    pub doors: Vec<String>,
    /// Work: walking and the time at doors, to a tenth of a minute.
    pub minutes: f64,
    /// The walking in it.
    pub walking_minutes: f64,
    /// False only where the streets of the map do not join its doors.
    pub in_one_piece: bool,
    /// The number, from 1, of the place that it grew around, the area that it lies in or the
    /// earlier turf that it goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<usize>,
}

/// The doors cut into turfs.
pub fn cut(args: &CutArgs) -> Result<CutReport, PlainError> {
    if args.turfs == Some(0) {
        return Err(PlainError::Number(
            "--turfs 0 makes no turf: ask for at least 1",
        ));
    }
    if args.how.doors_per_turf == Some(0) || args.how.minutes == Some(0) {
        return Err(PlainError::Number(
            "turfs of no doors or minutes can't be made: ask for at least 1",
        ));
    }
    if !(0.0..=1440.0).contains(&args.minutes_per_door) {
        return Err(PlainError::Number(
            "--minutes-per-door is out of range: give minutes from 0 to 1440",
        ));
    }
    let how = &args.how;
    let (areas, starts, earlier) = (how.areas()?, how.starts()?, how.held()?);
    let size = how
        .size(args.turfs)
        .or(earlier.as_ref().map(|(_, turfs)| Size::Turfs(*turfs)));
    if size.is_none() && areas.is_none() && starts.is_empty() {
        return Err(PlainError::Number(
            "say how many turfs there are to be, with --turfs N",
        ));
    }
    let ground = Ground::read(&args.doors, &args.streets)?;
    let (mut ids, mut doors) = doors_at(&ground);
    let mut points: Vec<LatLon> = ids
        .iter()
        .zip(&doors)
        .map(|(&id, door)| {
            ground.doors[id]
                .at
                .unwrap_or(ground.graph.point_of(door.spot, OFF_M))
        })
        .collect();
    let mut outside = Vec::new();
    let within = areas.map(|areas| -> Vec<Option<usize>> {
        let area_of = |at: &LatLon| areas.iter().position(|it| it.area.contains(*at));
        points.iter().map(area_of).collect()
    });
    if let Some(within) = &within {
        let out = ids.iter().zip(within).filter(|(_, area)| area.is_none());
        outside = out.map(|(&id, _)| ground.doors[id].id.clone()).collect();
        if size.is_some() {
            let mut inside = within.iter().map(Option::is_some);
            ids.retain(|_| inside.next().unwrap_or(false));
            let mut inside = within.iter().map(Option::is_some);
            doors.retain(|_| inside.next().unwrap_or(false));
            let mut inside = within.iter().map(Option::is_some);
            points.retain(|_| inside.next().unwrap_or(false));
        }
    }
    let buildings = count_buildings(&doors);
    if let Some(turfs) = args.turfs.filter(|turfs| *turfs > buildings) {
        return Err(PlainError::TooFewDoors { buildings, turfs });
    }
    let goal = CutGoal {
        size: size.unwrap_or(Size::Turfs(1)),
        at_door_ms: (args.minutes_per_door * 60_000.0).round() as u64,
        seed: 0,
    };
    let pavement = Pavement::new(&ground.graph, &ground.costs);
    let walking: &mut Walking<'_> = &mut walking_through(CUT_STEPS);
    let found = if let (Some(within), None) = (&within, size) {
        cut_within(&pavement, &doors, within, &goal, walking)
    } else if !starts.is_empty() {
        let spots: Result<Vec<_>, _> = starts
            .iter()
            .map(|&at| ground.nearest("start", at))
            .collect();
        cut_around(&pavement, &doors, &spots?, &goal, walking)
    } else if let Some((earlier, _)) = earlier {
        let held: Vec<Held> = ids
            .iter()
            .map(|&id| {
                earlier
                    .get(&ground.doors[id].id)
                    .copied()
                    .unwrap_or_default()
            })
            .collect();
        cut_again(&pavement, &doors, &held, &goal, walking)
    } else {
        find_cut(&pavement, &doors, &goal, walking)
    };
    let minutes = |ms: u64| (ms as f64 / 6_000.0).round() / 10.0;
    let mut turf_of = vec![u32::MAX; doors.len()];
    for (number, turf) in (0..).zip(&found.turfs) {
        for &door in &turf.doors {
            turf_of[door] = number;
        }
    }
    let turfs = found.turfs.into_iter().map(|turf| {
        let mut held: Vec<usize> = turf.doors.iter().map(|&d| ids[d]).collect();
        held.sort_unstable();
        CutTurf {
            doors: held
                .into_iter()
                .map(|d| ground.doors[d].id.clone())
                .collect(),
            minutes: minutes(turf.work_ms),
            walking_minutes: minutes(turf.walking_ms),
            in_one_piece: turf.in_one_piece,
            was: turf.was.map(|was| was + 1),
        }
    });
    let turfs: Vec<CutTurf> = turfs.collect();
    if let Some(path) = &how.geojson {
        let placed = points.into_iter().zip(turf_of).filter(|p| p.1 != u32::MAX);
        write_outlines(path, &turfs, &placed.collect::<Vec<_>>())?;
    }
    Ok(CutReport {
        turfs,
        outside,
        unplaced: ground.unplaced(),
        flagged: ground.flagged(),
        costs: ground.costs.to_string(),
    })
}

/// How far from the middle of the road a door without a point is drawn, in metres.
const OFF_M: f64 = 12.0;

/// Writes turfs with their outlines as GeoJSON.
fn write_outlines(
    path: &Path,
    turfs: &[CutTurf],
    doors: &[(LatLon, u32)],
) -> Result<(), PlainError> {
    let features = outlines(doors, turfs.len());
    let features = features
        .into_iter()
        .zip(turfs)
        .zip(1..)
        .map(|((area, turf), number)| {
            let mut told = serde_json::Map::new();
            told.insert("turf".to_owned(), number.into());
            told.insert("doors".to_owned(), turf.doors.len().into());
            told.insert("minutes".to_owned(), turf.minutes.into());
            told.insert("walking_minutes".to_owned(), turf.walking_minutes.into());
            (area, told)
        });
    let text = feature_collection(features).to_string();
    std::fs::write(path, text).map_err(|source| PlainError::Unwritable {
        path: path.to_owned(),
        source,
    })
}

/// The table for people.
impl fmt::Display for CutReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "turf  doors  minutes  walking")?;
        for (i, turf) in self.turfs.iter().enumerate() {
            writeln!(
                f,
                "{:>4}  {:>5}  {:>7.1}  {:>7.1}{}",
                i + 1,
                turf.doors.len(),
                turf.minutes,
                turf.walking_minutes,
                if turf.in_one_piece {
                    ""
                } else {
                    "  not joined by streets"
                }
            )?;
        }
        writeln!(f, "{}", self.costs)?;
        for (what, ids) in [
            ("in no area", &self.outside),
            ("on no street", &self.unplaced),
            ("to be looked at", &self.flagged),
        ] {
            if !ids.is_empty() {
                writeln!(f, "{} {what}: {}", ids.len(), ids.join(", "))?;
            }
        }
        Ok(())
    }
}
