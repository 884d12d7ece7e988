//! `turfwalk cut`: with a database the turfs of the campaign, with `--doors` those of a spreadsheet.

use std::path::PathBuf;

use clap::Args;
use turfwalk_core::model::TurfId;
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::Pavement;
use turfwalk_core::turf::{CutGoal, DoorAt, Size, cut};

use super::progress::wheel;
use super::{CommandError, Folder, say};
use crate::db::TurfToStore;
use crate::plain;
use crate::streets::Streets;
use crate::walks::CUT_STEPS;

/// Turfs when nothing is said: so many doors each, an afternoon for one walker.
const DOORS_A_TURF: usize = 100;

/// Arguments of `cut`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk cut --turfs 20\n          \
    turfwalk cut --doors doors.csv --streets town.osm.pbf --turfs 4 --json")]
pub struct CutCommand {
    /// CSV with the columns id,number,street,unit,lat,lon; without it, the doors of the database
    #[arg(long, value_name = "CSV", requires = "streets")]
    doors: Option<PathBuf>,
    /// OpenStreetMap extract, with --doors
    #[arg(long, value_name = "OSM", requires = "doors")]
    streets: Option<PathBuf>,
    /// How many turfs; about 100 doors each if left out
    #[arg(long, value_name = "N")]
    turfs: Option<usize>,
    /// Minutes at each door
    #[arg(
        long,
        value_name = "MIN",
        default_value_t = 2.0,
        allow_negative_numbers = true
    )]
    minutes_per_door: f64,
    /// Print one line of JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// One turf, as printed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CutLine {
    /// Its id.
    pub turf: u32,
    /// Its doors.
    pub doors: usize,
    /// Walking and doors.
    pub minutes: u32,
}

impl CutCommand {
    /// Cuts and prints.
    pub fn run(
        self,
        folder: impl FnOnce() -> Result<Folder, CommandError>,
    ) -> Result<(), CommandError> {
        if let (Some(doors), Some(streets)) = (self.doors, self.streets) {
            let turfs = self
                .turfs
                .ok_or("say how many turfs there are to be, with --turfs N")?;
            let minutes_per_door = self.minutes_per_door;
            let args = plain::CutArgs {
                doors,
                streets,
                turfs,
                minutes_per_door,
                json: self.json,
            };
            let report = plain::cut(&args)?;
            return super::report::report(&report, self.json);
        }
        let folder = folder()?;
        let lines = cut_turfs(&folder, self.turfs, self.minutes_per_door)?;
        if self.json {
            say!("{}", serde_json::json!({ "turfs": lines }))?;
            return Ok(());
        }
        say!("turf  doors  minutes")?;
        for line in &lines {
            say!("{:>4}  {:>5}  {:>7}", line.turf, line.doors, line.minutes)?;
        }
        say!("Next: turfwalk order")?;
        Ok(())
    }
}

/// Cuts the doors of the database, those on no street left out, and puts the cut in force.
pub fn cut_turfs(
    folder: &Folder,
    turfs: Option<usize>,
    minutes_per_door: f64,
) -> Result<Vec<CutLine>, CommandError> {
    if turfs == Some(0) {
        return Err("--turfs 0 makes no turf: ask for at least 1".into());
    }
    if !(0.0..=1440.0).contains(&minutes_per_door) {
        return Err("--minutes-per-door is out of range: give minutes from 0 to 1440".into());
    }
    let streets = Streets::load(&folder.db)?;
    let doors = folder.db.doors()?;
    let placed: Vec<_> = doors
        .iter()
        .filter_map(|door| Some((door, door.spot?)))
        .collect();
    if placed.is_empty() {
        return Err(
            "no door is on a street yet; import streets with house numbers, or voters".into(),
        );
    }
    let at: Vec<DoorAt> = placed
        .iter()
        .map(|(door, spot)| DoorAt {
            spot: *spot,
            building: door.building.map(|b| u64::from(b.0)),
        })
        .collect();
    let goal = CutGoal {
        size: turfs.map_or(Size::DoorsEach(DOORS_A_TURF), Size::Turfs),
        at_door_ms: (minutes_per_door * 60_000.0).round() as u64,
        seed: 0,
    };
    let wheel = wheel("Cutting turfs");
    let pavement = Pavement::new(&streets.graph, &streets.costs);
    let found = cut(&pavement, &at, &goal, &mut |pavement, spots| {
        walking_through(pavement, CUT_STEPS)(spots)
    });
    if let Some(wanted) = turfs.filter(|wanted| *wanted > found.turfs.len()) {
        return Err(format!(
            "{wanted} turfs can't be made of {} buildings; ask for at most as many",
            found.turfs.len()
        )
        .into());
    }
    let to_store: Vec<TurfToStore> = (1..)
        .zip(&found.turfs)
        .map(|(number, turf)| {
            let held: Vec<_> = turf
                .doors
                .iter()
                .map(|&i| (placed[i].0.id, placed[i].1))
                .collect();
            TurfToStore {
                name: format!("Turf {number}"),
                minutes: u32::try_from(turf.work_ms.div_ceil(60_000)).unwrap_or(u32::MAX),
                doors: held.iter().map(|(door, _)| *door).collect(),
                pack: Some(streets.pack(&held)),
            }
        })
        .collect();
    let ids = folder.db.store_cut(&to_store)?;
    wheel.finish_and_clear();
    let line = |(id, turf): (&TurfId, &TurfToStore)| CutLine {
        turf: id.0,
        doors: turf.doors.len(),
        minutes: turf.minutes,
    };
    Ok(ids.iter().zip(&to_store).map(line).collect())
}
