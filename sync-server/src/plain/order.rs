//! `turfwalk order`: the doors of a spreadsheet in the order of a short walk.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;
use turfwalk_core::address::{self, HouseNumber};
use turfwalk_core::route::{PlanStop, PlannedWalk, Walk, WalkPoint, for_steps, steps_for};
use turfwalk_core::walk_list::{WalkWish, WishedEnd, walks};

use super::{Building, Ground, PlainDoor, PlainError};
use crate::wishes::WishArgs;

/// Order doors into a short walk, without a database.
///
/// Example: turfwalk order --doors doors.csv --streets town.osm.pbf --start 60.17,24.94 --json
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Example: turfwalk order --doors doors.csv --streets town.osm.pbf \
    --start 60.1702,24.9412 --end same --json"
)]
pub struct OrderArgs {
    /// CSV with the columns id,number,street,unit,lat,lon and, if you like, priority
    #[arg(long, value_name = "CSV")]
    pub doors: PathBuf,
    /// OpenStreetMap extract: .osm.pbf, .osm or .osm.gz
    #[arg(long, value_name = "OSM")]
    pub streets: PathBuf,
    /// What is wished of the walk.
    #[command(flatten)]
    pub wish: WishArgs,
    /// Minutes at each door: they count where walks are limited or shared
    #[arg(
        long,
        value_name = "MIN",
        default_value_t = 2.0,
        allow_negative_numbers = true
    )]
    pub minutes_per_door: f64,
    /// Print one line of JSON instead of a list
    #[arg(long)]
    pub json: bool,
}

/// What `turfwalk order` prints. Ids are strings, as in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderReport {
    /// Ids in the order walked; the doors of a building by number, floor and unit. Of several
    /// walkers one after the other.
    pub stops: Vec<String>,
    /// Walking, with crossings, from the start and to the end; not the time at doors.
    pub seconds: u32,
    /// Metres along streets.
    pub metres: u32,
    /// Roads crossed.
    pub crossings: u32,
    /// Each walker's part, where several were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub walkers: Vec<WalkerReport>,
    /// Doors with neither a usable point nor a known street.
    pub unplaced: Vec<String>,
    /// Doors whose place somebody should look at: point and street don't agree, or one is missing.
    pub flagged: Vec<String>,
    /// Doors that the style leaves out (`odd`, `even`), that only stairs lead to, or that time or
    /// metres don't reach to: they are in none of the other lists but `flagged`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Ways between stops where the map joins nothing, which are counted as straight lines.
    #[serde(skip_serializing_if = "is_zero")]
    pub off_street_legs: usize,
    /// What walking and crossing were taken to cost.
    pub costs: String,
    #[serde(skip)]
    lines: Vec<String>,
}

/// One walker's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkerReport {
    /// Ids in the order walked.
    pub stops: Vec<String>,
    /// Walking, in seconds.
    pub seconds: u32,
    /// Metres along streets.
    pub metres: u32,
    /// Walking and the time at the doors, in minutes, rounded up.
    pub minutes: u64,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// A walk through the doors of a spreadsheet.
#[derive(Clone, Debug)]
pub struct Walked {
    /// The buildings in the order walked.
    pub buildings: Vec<Building>,
    /// The way through them, from the start and to the end that were given: without those, leg
    /// `i` leads from building `i` to the next.
    pub walk: Walk,
    /// Walking and the time at the doors, in milliseconds.
    pub ms: u64,
}

/// The walks through the doors on a ground, for the list, the sheet and the JSON alike: same doors,
/// streets and wish, same walks. One for each walker.
pub fn walked(
    ground: &Ground,
    wish: &WalkWish,
    at_door_ms: u32,
) -> Result<Vec<Walked>, PlainError> {
    let kept = |door: &PlainDoor| wish.style.keeps(HouseNumber::parse(&door.number).parity());
    let buildings = ground.buildings(kept);
    if let Some(at) = wish.from {
        ground.nearest("start", at)?;
    }
    if let WishedEnd::Near(at) = wish.to {
        ground.nearest("end", at)?;
    }
    let stops: Vec<PlanStop> = buildings
        .iter()
        .map(|building| PlanStop {
            spot: building.spot,
            worth: building
                .doors
                .iter()
                .map(|&d| ground.doors[d].priority)
                .sum(),
            knocking_ms: at_door_ms.saturating_mul(building.doors.len() as u32),
        })
        .collect();
    let mut effort = for_steps(steps_for(stops.len()));
    let plan = walks(&ground.graph, &ground.costs, &stops, wish, &mut effort);
    let walked = |walk: PlannedWalk| {
        let passed = walk.points.iter().filter_map(|point| match point {
            WalkPoint::Stop(stop) => Some(buildings[*stop].clone()),
            WalkPoint::Start | WalkPoint::Finish => None,
        });
        Walked {
            buildings: passed.collect(),
            ms: walk.ms(),
            walk: walk.walk,
        }
    };
    Ok(plan.walks.into_iter().map(walked).collect())
}

impl Walked {
    fn doors(&self) -> impl Iterator<Item = usize> {
        self.buildings.iter().flat_map(|b| b.doors.iter().copied())
    }
}

/// The doors in the order of a short walk.
pub fn order(args: &OrderArgs) -> Result<OrderReport, PlainError> {
    if !(0.0..=1440.0).contains(&args.minutes_per_door) {
        return Err(PlainError::Number(
            "--minutes-per-door is out of range: give minutes from 0 to 1440",
        ));
    }
    let wish = args.wish.wish()?;
    let at_door_ms = (args.minutes_per_door * 60_000.0).round() as u32;
    let ground = Ground::read(&args.doors, &args.streets)?;
    let walks = walked(&ground, &wish, at_door_ms)?;
    let doors: Vec<usize> = walks.iter().flat_map(Walked::doors).collect();
    let id = |&door: &usize| ground.doors[door].id.clone();
    let mut listed = vec![false; ground.doors.len()];
    for &door in &doors {
        listed[door] = true;
    }
    let left_out =
        (0..ground.doors.len()).filter(|&door| ground.placed[door].spot.is_some() && !listed[door]);
    let part = |walk: &Walked| WalkerReport {
        stops: walk.doors().map(|door| id(&door)).collect(),
        seconds: walk.walk.seconds,
        metres: walk.walk.metres,
        minutes: walk.ms.div_ceil(60_000),
    };
    let sum = |of: fn(&Walk) -> u32| walks.iter().map(|w| of(&w.walk)).sum();
    let legs = walks.iter().flat_map(|w| &w.walk.legs);
    Ok(OrderReport {
        stops: doors.iter().map(id).collect(),
        seconds: sum(|walk| walk.seconds),
        metres: sum(|walk| walk.metres),
        crossings: sum(|walk| walk.crossings),
        walkers: match walks.len() {
            0 | 1 => Vec::new(),
            _ => walks.iter().map(part).collect(),
        },
        unplaced: ground.unplaced(),
        flagged: ground.flagged(),
        left_out: left_out.map(|door| id(&door)).collect(),
        off_street_legs: legs.filter(|l| !l.on_streets).count(),
        costs: ground.costs.to_string(),
        lines: doors.iter().map(|&d| line(&ground, d)).collect(),
    })
}

fn line(ground: &Ground, door: usize) -> String {
    let door = &ground.doors[door];
    let address = address::line(&door.number, &door.street, Some(&door.unit));
    format!("{}  {address}", door.id)
}

/// The list for people: a line for each stop, then the sums.
impl fmt::Display for OrderReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = (1..).zip(&self.lines);
        let parts = self.walkers.iter().map(|part| part.stops.len());
        let parts: Vec<usize> = parts.collect();
        for (walker, stops) in parts.iter().enumerate() {
            let part = &self.walkers[walker];
            writeln!(
                f,
                "Walker {}: {stops} doors, {} m, {} min in all",
                walker + 1,
                part.metres,
                part.minutes
            )?;
            for (i, line) in lines.by_ref().take(*stops) {
                writeln!(f, "{i:>5}  {line}")?;
            }
        }
        for (i, line) in lines {
            writeln!(f, "{i:>5}  {line}")?;
        }
        writeln!(
            f,
            "{} doors, {} m, {} min of walking, {} crossings",
            self.stops.len(),
            self.metres,
            self.seconds.div_ceil(60),
            self.crossings
        )?;
        writeln!(f, "{}", self.costs)?;
        for (what, ids) in [
            ("on no street", &self.unplaced),
            ("to be looked at", &self.flagged),
            ("left out by style or limits", &self.left_out),
        ] {
            if !ids.is_empty() {
                writeln!(f, "{} {what}: {}", ids.len(), ids.join(", "))?;
            }
        }
        if self.off_street_legs > 0 {
            writeln!(
                f,
                "{} ways are straight lines, as no street leads there",
                self.off_street_legs
            )?;
        }
        Ok(())
    }
}
