//! `turfwalk order`: with a database every turf's walk list, with `--doors` a spreadsheet's walk.

use std::path::PathBuf;

use clap::Args;
use turfwalk_core::model::{Job, TurfId};
use turfwalk_core::walk_list::WalkWish;

use super::progress::bar;
use super::report::counted;
use super::{CommandError, Folder, say};
use crate::db::StoredDoor;
use crate::plain;
use crate::streets::Streets;
use crate::walks::{jobs, walks};
use crate::wishes::WishArgs;

/// Arguments of `order`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk order\n          \
    turfwalk order --turf 3 --job flyer\n          \
    turfwalk order --doors doors.csv --streets town.osm.pbf --end same --json")]
pub struct OrderCommand {
    /// CSV with the columns id,number,street,unit,lat,lon[,priority]; without it, the turfs of the
    /// database
    #[arg(long, value_name = "CSV", requires = "streets")]
    doors: Option<PathBuf>,
    /// OpenStreetMap extract, with --doors
    #[arg(long, value_name = "OSM", requires = "doors")]
    streets: Option<PathBuf>,
    /// Only this turf's walk, with a database; all turfs if left out
    #[arg(long, value_name = "N", conflicts_with = "doors")]
    turf: Option<u32>,
    /// What the lists are for, with a database: canvass, flyer or get-out-the-vote; what they were
    /// for before if left out, at first canvass
    #[arg(long, value_parser = job, conflicts_with = "doors")]
    job: Option<Job>,
    /// What is wished of the walks.
    #[command(flatten)]
    wish: WishArgs,
    /// Minutes at each door, with --doors
    #[arg(
        long,
        value_name = "MIN",
        default_value_t = 2.0,
        requires = "doors",
        allow_negative_numbers = true
    )]
    minutes_per_door: f64,
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
    /// Doors among them that the wish leaves out.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: usize,
    /// As ordered.
    pub metres: u64,
    /// In the order of street names and house numbers.
    pub a_to_z_m: u64,
    /// Always on to the nearest door.
    pub nearest_m: u64,
}

fn job(word: &str) -> Result<Job, String> {
    match word {
        "canvass" => Ok(Job::Canvass),
        "flyer" => Ok(Job::Flyer),
        "get-out-the-vote" => Ok(Job::GetOutTheVote),
        _ => Err("a list is for one of canvass, flyer, get-out-the-vote".to_owned()),
    }
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl OrderCommand {
    /// Orders and prints.
    pub fn run(
        self,
        folder: impl FnOnce() -> Result<Folder, CommandError>,
    ) -> Result<(), CommandError> {
        if let (Some(doors), Some(streets)) = (self.doors, self.streets) {
            let json = self.json;
            let report = plain::order(&plain::OrderArgs {
                doors,
                streets,
                wish: self.wish,
                minutes_per_door: self.minutes_per_door,
                json,
            })?;
            return super::report::report(&report, json);
        }
        let wish = self.wish.wish()?;
        let folder = folder()?;
        let totals = order_turfs(&folder, self.turf.map(TurfId), self.job, &wish)?;
        if self.json {
            say!("{}", serde_json::to_string(&totals)?)?;
            return Ok(());
        }
        say!(
            "{}, {}, {} m of walking",
            counted(totals.turfs, "turf"),
            counted(totals.doors, "door"),
            totals.metres
        )?;
        say!(
            "A–Z it would be {} m, door to nearest door {} m",
            totals.a_to_z_m,
            totals.nearest_m
        )?;
        if totals.left_out > 0 {
            let left_out = counted(totals.left_out, "door");
            say!("On no list, as you wished: {left_out}")?;
        }
        let turf = match self.turf {
            Some(turf) => turf,
            None => folder.db.turfs()?.first().map_or(1, |(turf, _)| turf.id.0),
        };
        say!("Next: turfwalk print, turfwalk invite --turf {turf}, turfwalk serve")?;
        Ok(())
    }
}

/// Orders a turf of the cut in force, or every one, and stores the walks as the next version of
/// its lists, for that job or for the one that they were for.
pub fn order_turfs(
    folder: &Folder,
    only: Option<TurfId>,
    job: Option<Job>,
    wish: &WalkWish,
) -> Result<WalkTotalsReport, CommandError> {
    let mut turfs = folder.db.turfs()?;
    if turfs.is_empty() {
        return Err("there are no turfs yet; run `turfwalk cut` first".into());
    }
    if let Some(only) = only {
        turfs.retain(|(turf, _)| turf.id == only);
        if turfs.is_empty() {
            return Err(
                format!("there is no turf {only}; leave --turf out to order all of them").into(),
            );
        }
    }
    let streets = Streets::load(&folder.db)?;
    let (doors, before) = (folder.db.doors()?, jobs(&folder.db)?);
    let bar = bar("Ordering walks", turfs.len() as u64);
    let mut totals = WalkTotalsReport {
        turfs: turfs.len(),
        ..WalkTotalsReport::default()
    };
    let mut lists = Vec::with_capacity(turfs.len());
    for (turf, _) in &turfs {
        let held: Vec<&StoredDoor> = in_turf(&doors, turf.id);
        let job = job.or(before.get(&turf.id).copied()).unwrap_or_default();
        let walks = walks(&streets, turf.id, &turf.name, &held, job, wish);
        let metres = walks.lists.iter().map(|list| u64::from(list.totals.metres));
        totals.doors += held.len();
        totals.left_out += walks.left_out;
        totals.metres += metres.sum::<u64>();
        totals.a_to_z_m += u64::from(walks.a_to_z_m);
        totals.nearest_m += u64::from(walks.nearest_m);
        lists.extend(walks.lists);
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
