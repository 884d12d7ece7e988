//! `turfwalk order`: the doors of a spreadsheet in the order of a short walk.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;
use turfwalk_core::address::HouseNumber;
use turfwalk_core::model::LatLon;
use turfwalk_core::route::{End, Goal, Style, Walk, explain, for_steps, order as find_order};
use turfwalk_core::streets::{Pavement, SpotOnStreet};

use super::doors::place;
use super::{Building, Ground, PlainError};
use crate::walks::steps_for;

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
    /// Where the walk starts; wherever is best if left out
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub start: Option<String>,
    /// Where it ends: a place, or `same` for a round walk; wherever is best if left out
    #[arg(long, value_name = "LAT,LON|same", allow_hyphen_values = true)]
    pub end: Option<String>,
    /// quickest, one-side (at a time), zigzag (on quiet streets), odd or even (numbers only)
    #[arg(long, default_value_t = Style::Quickest)]
    pub style: Style,
    /// Print one line of JSON instead of a list
    #[arg(long)]
    pub json: bool,
}

/// What `turfwalk order` prints. Ids are strings, as in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderReport {
    /// Ids in the order walked; the doors of a building by number, floor and unit.
    pub stops: Vec<String>,
    /// Walking, with crossings, from the start and to the end; not the time at doors.
    pub seconds: u32,
    /// Metres along streets.
    pub metres: u32,
    /// Roads crossed.
    pub crossings: u32,
    /// Doors with neither a usable point nor a known street.
    pub unplaced: Vec<String>,
    /// Doors whose place somebody should look at: point and street don't agree, or one is missing.
    pub flagged: Vec<String>,
    /// Doors that the style leaves out (`odd`, `even`): they are in none of the other lists but
    /// `flagged`.
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

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// What is asked of a walk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Route {
    /// Where it starts; wherever is best if left out.
    pub start: Option<LatLon>,
    /// Where it ends; wherever is best if left out, and not used for a round walk.
    pub end: Option<LatLon>,
    /// Whether it comes back to its start.
    pub round: bool,
    /// How streets are walked, and which numbers.
    pub style: Style,
}

/// A walk through the doors of a spreadsheet.
#[derive(Clone, Debug)]
pub struct Walked {
    /// The buildings in the order walked.
    pub buildings: Vec<Building>,
    /// The way through them, from the start and to the end that were given: without those, leg
    /// `i` leads from building `i` to the next.
    pub walk: Walk,
}

/// The one order of doors on a ground, for the list, the sheet and the JSON alike: same doors and
/// streets, same walk.
pub fn walked(ground: &Ground, route: &Route) -> Result<Walked, PlainError> {
    let kept = |number: &str| route.style.keeps(HouseNumber::parse(number).parity());
    let buildings = ground.buildings(|d| kept(&d.number));
    let mut spots: Vec<SpotOnStreet> = buildings.iter().map(|b| b.spot).collect();
    let mut extra = |option, at| -> Result<usize, PlainError> {
        spots.push(ground.nearest(option, at)?);
        Ok(spots.len() - 1)
    };
    let start = route.start.map(|at| extra("start", at)).transpose()?;
    let end = route.end.map(|at| extra("end", at)).transpose()?;
    let goal = Goal {
        start,
        end: match end {
            Some(end) => End::At(end),
            None if route.round => End::Start,
            None => End::Free,
        },
        seed: 0,
    };
    let weighted = ground.costs.weighted(route.style.weights());
    let pavement = Pavement::new(&ground.graph, &weighted);
    let steps = steps_for(spots.len());
    let found = find_order(&pavement.times(&spots), &goal, &mut for_steps(steps));
    let walked: Vec<SpotOnStreet> = found.stops.iter().map(|&s| spots[s]).collect();
    let walk = explain(
        &ground.graph,
        &pavement,
        &ground.costs,
        &walked,
        route.round,
    );
    let in_order = found
        .stops
        .iter()
        .filter_map(|&s| buildings.get(s).cloned());
    Ok(Walked {
        buildings: in_order.collect(),
        walk,
    })
}

/// The doors in the order of a short walk.
pub fn order(args: &OrderArgs) -> Result<OrderReport, PlainError> {
    let start = args
        .start
        .as_deref()
        .map(|t| place("start", t))
        .transpose()?;
    let round = args.end.as_deref() == Some("same");
    let end = match args.end.as_deref() {
        None | Some("same") => None,
        Some(text) => Some(place("end", text)?),
    };
    let ground = Ground::read(&args.doors, &args.streets)?;
    let kept = |number: &str| args.style.keeps(HouseNumber::parse(number).parity());
    let Walked { buildings, walk } = walked(
        &ground,
        &Route {
            start,
            end,
            round,
            style: args.style,
        },
    )?;
    let doors: Vec<usize> = buildings
        .iter()
        .flat_map(|b| b.doors.iter().copied())
        .collect();
    let left_out = ground.doors.iter().zip(&ground.placed);
    Ok(OrderReport {
        stops: doors.iter().map(|&d| ground.doors[d].id.clone()).collect(),
        seconds: walk.seconds,
        metres: walk.metres,
        crossings: walk.crossings,
        unplaced: ground.unplaced(),
        flagged: ground.flagged(),
        left_out: left_out
            .filter(|(d, p)| p.spot.is_some() && !kept(&d.number))
            .map(|(d, _)| d.id.clone())
            .collect(),
        off_street_legs: walk.legs.iter().filter(|l| !l.on_streets).count(),
        costs: ground.costs.to_string(),
        lines: doors.iter().map(|&d| line(&ground, d)).collect(),
    })
}

fn line(ground: &Ground, door: usize) -> String {
    let door = &ground.doors[door];
    let address = [&door.number, &door.street, &door.unit].map(String::as_str);
    let address: Vec<&str> = address
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    format!("{}  {}", door.id, address.join(" "))
}

/// The list for people: a line for each stop, then the sums.
impl fmt::Display for OrderReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, line) in self.lines.iter().enumerate() {
            writeln!(f, "{:>5}  {line}", i + 1)?;
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
            ("left out by the style", &self.left_out),
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
