//! `turfwalk cut`: the doors of a spreadsheet in turfs of equal work.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::Pavement;
use turfwalk_core::turf::{CutGoal, Size, cut as find_cut};

use super::{Ground, PlainError, doors_at};
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
    pub turfs: usize,
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
}

/// The doors cut into turfs.
pub fn cut(args: &CutArgs) -> Result<CutReport, PlainError> {
    if args.turfs == 0 {
        return Err(PlainError::Number(
            "--turfs 0 makes no turf: ask for at least 1",
        ));
    }
    if !(0.0..=1440.0).contains(&args.minutes_per_door) {
        return Err(PlainError::Number(
            "--minutes-per-door is out of range: give minutes from 0 to 1440",
        ));
    }
    let ground = Ground::read(&args.doors, &args.streets)?;
    let buildings = ground.buildings(|_| true);
    if buildings.len() < args.turfs {
        return Err(PlainError::TooFewDoors {
            buildings: buildings.len(),
            turfs: args.turfs,
        });
    }
    let (ids, doors) = doors_at(&ground);
    let goal = CutGoal {
        size: Size::Turfs(args.turfs),
        at_door_ms: (args.minutes_per_door * 60_000.0).round() as u64,
        seed: 0,
    };
    let pavement = Pavement::new(&ground.graph, &ground.costs);
    let found = find_cut(&pavement, &doors, &goal, &mut |pavement, spots| {
        walking_through(pavement, CUT_STEPS)(spots)
    });
    let minutes = |ms: u64| (ms as f64 / 6_000.0).round() / 10.0;
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
        }
    });
    Ok(CutReport {
        turfs: turfs.collect(),
        unplaced: ground.unplaced(),
        flagged: ground.flagged(),
        costs: ground.costs.to_string(),
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
