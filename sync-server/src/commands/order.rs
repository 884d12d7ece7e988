//! `turfwalk order`: with a database every turf's walk list, with `--doors` a spreadsheet's walk.

use std::path::PathBuf;

use clap::Args;
use turfwalk_core::model::TurfId;
use turfwalk_core::route::Style;

use super::progress::bar;
use super::{CommandError, Folder, say};
use crate::db::StoredDoor;
use crate::plain;
use crate::streets::Streets;
use crate::walks::list_of;

/// Arguments of `order`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk order\n          \
    turfwalk order --doors doors.csv --streets town.osm.pbf --end same --json")]
pub struct OrderCommand {
    /// CSV with the columns id,number,street,unit,lat,lon[,priority]; without it, the turfs of the
    /// database
    #[arg(long, value_name = "CSV", requires = "streets")]
    doors: Option<PathBuf>,
    /// OpenStreetMap extract, with --doors
    #[arg(long, value_name = "OSM", requires = "doors")]
    streets: Option<PathBuf>,
    /// Where the walk starts, with --doors; wherever is best if left out
    #[arg(
        long,
        value_name = "LAT,LON",
        requires = "doors",
        allow_hyphen_values = true
    )]
    start: Option<String>,
    /// Where it ends, with --doors: a place, or `same` for a round walk
    #[arg(
        long,
        value_name = "LAT,LON|same",
        requires = "doors",
        allow_hyphen_values = true
    )]
    end: Option<String>,
    /// With --doors: quickest, one-side, zigzag, odd or even
    #[arg(long, requires = "doors", default_value_t = Style::Quickest)]
    style: Style,
    /// Print one line of JSON instead of a list
    #[arg(long)]
    json: bool,
}

/// What the walks of all turfs come to, in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct WalkTotalsReport {
    /// Turfs.
    pub turfs: usize,
    /// Doors.
    pub doors: usize,
    /// As ordered.
    pub metres: u64,
    /// In the order of street names and house numbers.
    pub a_to_z_m: u64,
    /// Always on to the nearest door.
    pub nearest_m: u64,
}

impl OrderCommand {
    /// Orders and prints.
    pub fn run(
        self,
        folder: impl FnOnce() -> Result<Folder, CommandError>,
    ) -> Result<(), CommandError> {
        if let (Some(doors), Some(streets)) = (self.doors, self.streets) {
            let (start, end, style, json) = (self.start, self.end, self.style, self.json);
            let report = plain::order(&plain::OrderArgs {
                doors,
                streets,
                start,
                end,
                style,
                json,
            })?;
            return super::report::report(&report, json);
        }
        let totals = order_turfs(&folder()?)?;
        if self.json {
            say!("{}", serde_json::to_string(&totals)?)?;
            return Ok(());
        }
        say!(
            "{} turfs, {} doors, {} m of walking",
            totals.turfs,
            totals.doors,
            totals.metres
        )?;
        say!(
            "A–Z it would be {} m, door to nearest door {} m",
            totals.a_to_z_m,
            totals.nearest_m
        )?;
        say!("Next: turfwalk print, turfwalk invite --turf 1, turfwalk serve")?;
        Ok(())
    }
}

/// Orders every turf of the cut in force and stores the walks as the next version of its list.
pub fn order_turfs(folder: &Folder) -> Result<WalkTotalsReport, CommandError> {
    let turfs = folder.db.turfs()?;
    if turfs.is_empty() {
        return Err("there are no turfs yet; run `turfwalk cut` first".into());
    }
    let streets = Streets::load(&folder.db)?;
    let doors = folder.db.doors()?;
    let bar = bar("Ordering walks", turfs.len() as u64);
    let mut totals = WalkTotalsReport {
        turfs: turfs.len(),
        ..WalkTotalsReport::default()
    };
    let mut lists = Vec::with_capacity(turfs.len());
    for (turf, _) in &turfs {
        let held: Vec<&StoredDoor> = in_turf(&doors, turf.id);
        let (list, walk) = list_of(&streets, turf.id, &turf.name, &held);
        totals.doors += held.len();
        totals.metres += u64::from(walk.totals.metres);
        totals.a_to_z_m += u64::from(walk.a_to_z_m);
        totals.nearest_m += u64::from(walk.nearest_m);
        lists.push(list);
        bar.inc(1);
    }
    folder.db.store_lists(&lists)?;
    bar.finish_and_clear();
    Ok(totals)
}

fn in_turf(doors: &[StoredDoor], turf: TurfId) -> Vec<&StoredDoor> {
    doors
        .iter()
        .filter(|door| door.turf == Some(turf))
        .collect()
}
