//! `turfwalk cut`: with a database the turfs of the campaign, with `--doors` those of a spreadsheet.

use std::path::PathBuf;

use clap::Args;
use turfwalk_core::address::line;
use turfwalk_core::turf::{DrawnArea, Size};

use super::progress::wheel;
use super::{CommandError, Folder, say};
use crate::cuts::{Begin, CutLine, CutWish, carve, cut_all, geojson};
use crate::db::Deed;
use crate::plain;
use crate::streets::Streets;

/// Turfs when nothing is said: so many doors each, an afternoon for one walker.
const DOORS_A_TURF: usize = 100;

/// Arguments of `cut`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk cut --turfs 20\n          \
    turfwalk cut --keep --turfs 22\n          \
    turfwalk cut --listed --minutes 120\n          \
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
    #[command(flatten)]
    how: plain::HowToCut,
    /// Only doors where somebody of an imported list lives: for members, tenants or donors alone
    #[arg(long, conflicts_with_all = ["doors", "polygon"])]
    listed: bool,
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

impl CutCommand {
    /// Cuts and prints.
    pub fn run(
        self,
        folder: impl FnOnce() -> Result<Folder, CommandError>,
    ) -> Result<(), CommandError> {
        if let (Some(doors), Some(streets)) = (self.doors, self.streets) {
            let minutes_per_door = self.minutes_per_door;
            let args = plain::CutArgs {
                doors,
                streets,
                turfs: self.turfs,
                how: self.how,
                minutes_per_door,
                json: self.json,
            };
            let report = plain::cut(&args)?;
            return super::report::report(&report, self.json);
        }
        let folder = folder()?;
        let out = self.how.geojson.as_deref();
        let lines = match self.how.areas()? {
            Some(areas) => carve_turfs(&folder, &areas)?,
            None => {
                let wish = CutWish {
                    size: self.how.size(self.turfs),
                    begin: self.how.begin()?,
                    at_door_ms: at_door_ms(self.minutes_per_door)?,
                    only_listed: self.listed,
                };
                cut_turfs(&folder, wish)?
            }
        };
        folder.note_done(Deed::Cut, &format!("turfs/{}", lines.len()))?;
        if let Some(out) = out {
            let text = geojson(&folder.db)?.to_string();
            std::fs::write(out, text).map_err(|error| {
                format!(
                    "{} can't be written ({error}); name another file",
                    out.display()
                )
            })?;
        }
        if self.json {
            say!("{}", serde_json::json!({ "turfs": lines }))?;
            return Ok(());
        }
        say!("turf  doors  minutes")?;
        for line in &lines {
            let note = if line.given_out {
                "  given out, as it was"
            } else if line.as_it_was {
                "  as it was"
            } else if line.goes_on {
                "  goes on with other doors"
            } else {
                ""
            };
            let CutLine {
                turf,
                doors,
                minutes,
                ..
            } = line;
            say!("{turf:>4}  {doors:>5}  {minutes:>7}{note}")?;
        }
        say_left_out(&folder)?;
        say!("Next: turfwalk order")?;
        Ok(())
    }
}

/// Names doors that nobody will be sent to, so that somebody puts their addresses right.
fn say_left_out(folder: &Folder) -> Result<(), CommandError> {
    let doors = folder.db.doors()?;
    let in_none: Vec<_> = doors.iter().filter(|door| door.turf.is_none()).collect();
    let lost: Vec<String> = in_none
        .iter()
        .filter(|door| door.spot.is_none())
        .map(|door| line(&door.number, &door.street, door.unit.as_deref()))
        .collect();
    if !lost.is_empty() {
        let more = match lost.len().saturating_sub(LOST_NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        say!(
            "In no turf, being on no street of the map ({}): {}{more}",
            lost.len(),
            lost[..lost.len().min(LOST_NAMED)].join("; ")
        )?;
    }
    if in_none.len() > lost.len() {
        say!("In no turf besides: {}", in_none.len() - lost.len())?;
    }
    Ok(())
}

/// So many doors on no street are named; the others are counted.
const LOST_NAMED: usize = 20;

/// Cuts the doors of the database, those on no street left out, and puts the cut in force.
pub fn cut_turfs(folder: &Folder, mut wish: CutWish) -> Result<Vec<CutLine>, CommandError> {
    match wish.size {
        Some(Size::Turfs(0)) => {
            return Err("--turfs 0 makes no turf: ask for at least 1".into());
        }
        Some(Size::DoorsEach(0) | Size::MinutesEach(0)) => {
            return Err("turfs of no doors or minutes can't be made: ask for at least 1".into());
        }
        _ => {}
    }
    let streets = Streets::load(&folder.db)?;
    if wish.begin != Begin::InForce {
        wish.size = wish.size.or(Some(Size::DoorsEach(DOORS_A_TURF)));
    }
    let wheel = wheel("Cutting turfs");
    let lines = cut_all(&folder.db, &streets, &wish)?;
    wheel.finish_and_clear();
    Ok(lines)
}

fn at_door_ms(minutes: f64) -> Result<u64, CommandError> {
    if !(0.0..=1440.0).contains(&minutes) {
        return Err("--minutes-per-door is out of range: give minutes from 0 to 1440".into());
    }
    Ok((minutes * 60_000.0).round() as u64)
}

/// Makes a turf of the doors in each area, out of the turfs that no phone holds.
fn carve_turfs(folder: &Folder, areas: &[DrawnArea]) -> Result<Vec<CutLine>, CommandError> {
    if folder.db.turfs()?.is_empty() {
        return Err("there is no cut yet to draw areas in; run `turfwalk cut` first".into());
    }
    let streets = Streets::load(&folder.db)?;
    let wheel = wheel("Making turfs of the areas");
    let mut lines = Vec::new();
    for (number, drawn) in (1..).zip(areas) {
        let name = drawn.name.clone();
        let name = name.unwrap_or_else(|| format!("Area {number}"));
        let made = carve(&folder.db, &streets, &name, &drawn.area)?;
        lines.extend(made.into_iter().next());
    }
    wheel.finish_and_clear();
    Ok(lines)
}
