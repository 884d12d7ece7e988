//! `turfwalk print` without a database: a walk sheet for anybody with a spreadsheet and a map.

use std::fmt;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use turfwalk_core::address::Unit;
use turfwalk_core::model::{Job, LatLon};
use turfwalk_core::streets::osm::{OsmMap, Water, water};
use turfwalk_core::walk_list::{AT_DOOR_MS, WalkWish};
use turfwalk_print::{Household, Paper, PrintError, Totals, WalkSheet, render};

use super::file::{WriteError, check_folder, write_pdf};
use super::sections::SheetStop;
use super::turf::half_minutes_a_door;
use super::{Land, laid_out, outcomes, words};
use crate::plain::{Building, Ground, PlainDoor, PlainError, Walked, walked};
use crate::streets::OSM_ATTRIBUTION;

/// Print a walk sheet without a database: addresses in walking order, with a map.
///
/// Example: turfwalk print --doors doors.csv --streets town.osm.pbf --out walk.pdf
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Example: turfwalk print --doors doors.csv --streets town.osm.pbf \
    --title \"Elm Street and around\" --paper letter --out walk.pdf"
)]
pub struct PrintArgs {
    /// CSV with the columns id,number,street,unit,lat,lon
    #[arg(long, value_name = "CSV")]
    pub doors: PathBuf,
    /// OpenStreetMap extract: .osm.pbf, .osm or .osm.gz
    #[arg(long, value_name = "OSM")]
    pub streets: PathBuf,
    /// Title of the sheet; the name of the CSV if left out
    #[arg(long)]
    pub title: Option<String>,
    /// a4 (metres) or letter (feet and miles)
    #[arg(long, default_value = "a4", value_parser = paper_parser())]
    pub paper: Paper,
    /// The PDF to write; one that is there is replaced
    #[arg(long, value_name = "FILE.pdf")]
    pub out: PathBuf,
}

/// Reads `--paper`: `a4` or `letter`.
pub fn paper_parser() -> impl TypedValueParser<Value = Paper> {
    PossibleValuesParser::new(["a4", "letter"]).map(|name| {
        if name == "letter" {
            Paper::Letter
        } else {
            Paper::A4
        }
    })
}

/// What was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintReport {
    /// The PDF.
    pub out: PathBuf,
    /// Its pages.
    pub pages: usize,
    /// Doors on it.
    pub doors: usize,
    /// Stops of the walk.
    pub stops: usize,
    /// Ids of doors with neither a usable point nor a known street: not on the sheet.
    pub unplaced: Vec<String>,
    /// Ids of doors whose place somebody should look at.
    pub flagged: Vec<String>,
    /// Characters that the print has no letters for.
    pub missing: Vec<char>,
}

/// Why nothing was printed. Nothing has been written then.
#[derive(Debug, thiserror::Error)]
pub enum PlainPrintError {
    /// The spreadsheet or the map.
    #[error(transparent)]
    Walk(#[from] PlainError),
    /// Doors and map do not meet.
    #[error(
        "none of the {0} doors lies on the streets of the map: check lat and lon, or take a map of their town"
    )]
    NonePlaced(usize),
    /// The setting of the PDF.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// The file.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Prints the doors of a spreadsheet in the order of a short walk, the one of `turfwalk order`.
pub fn plain(args: &PrintArgs) -> Result<PrintReport, PlainPrintError> {
    check_folder(&args.out)?;
    let (ground, map) = Ground::read_with_map(&args.doors, &args.streets)?;
    let walks = walked(&ground, &WalkWish::default(), AT_DOOR_MS)?;
    let none = || PlainPrintError::NonePlaced(ground.doors.len());
    let walk = walks.first().filter(|walk| !walk.buildings.is_empty());
    let walk = walk.ok_or_else(none)?;
    let sheet = sheet(args, &ground, &map, walk);
    let print = render(&sheet)?;
    write_pdf(&args.out, &print.pdf)?;
    Ok(PrintReport {
        out: args.out.clone(),
        pages: print.pages,
        doors: walk
            .buildings
            .iter()
            .map(|building| building.doors.len())
            .sum(),
        stops: walk.buildings.len(),
        unplaced: ground.unplaced(),
        flagged: ground.flagged(),
        missing: print.missing,
    })
}

pub(super) fn sheet(args: &PrintArgs, ground: &Ground, map: &OsmMap, walked: &Walked) -> WalkSheet {
    let stops: Vec<SheetStop> = walked
        .buildings
        .iter()
        .enumerate()
        .map(|(leg, building)| stop(ground, building, leg))
        .collect();
    let doors: u32 = walked
        .buildings
        .iter()
        .map(|building| building.doors.len() as u32)
        .sum();
    let counted = [
        (
            ground.unplaced().len(),
            words::not_listed as fn(usize) -> String,
        ),
        (ground.flagged().len(), words::in_doubt),
    ];
    let name = || {
        args.doors
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
    };
    let sheet = WalkSheet {
        turf: args.title.clone().or_else(name).unwrap_or_default(),
        paper: args.paper,
        totals: Totals {
            walk_minutes: walked.walk.seconds.div_ceil(60),
            door_minutes: doors * half_minutes_a_door(Job::Canvass) / 2,
            metres: f64::from(walked.walk.metres),
            ..Totals::default()
        },
        outcomes: outcomes::offered(Job::Canvass, false),
        warnings: counted
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, words)| words(n))
            .collect(),
        ..WalkSheet::default()
    };
    let land = Land {
        graph: &ground.graph,
        water: &lines(map),
        attribution: OSM_ATTRIBUTION,
    };
    laid_out(sheet, &stops, &walked.walk, &land)
}

fn lines(map: &OsmMap) -> Vec<(Vec<LatLon>, bool)> {
    water(map)
        .into_iter()
        .map(|water| match water {
            Water::Line(line) => (line, false),
            Water::Area(line) => (line, true),
        })
        .collect()
}

fn stop(ground: &Ground, building: &Building, leg: usize) -> SheetStop {
    let first = &ground.doors[building.doors[0]];
    let on = ground.graph.name_of(building.spot.edge);
    SheetStop {
        number: leg as u32 + 1,
        house: first.number.clone(),
        street: words::street_on(first.street.clone(), on),
        leg: Some(leg),
        at: building
            .doors
            .iter()
            .find_map(|&door| ground.placed[door].at),
        access: None,
        households: building
            .doors
            .iter()
            .map(|&door| household(&ground.doors[door], &first.number))
            .collect(),
    }
}

/// A door of the stop at `house`. One whose number is another, as 12A at the entrance of 12,
/// stands under it as a unit.
fn household(door: &PlainDoor, house: &str) -> Household {
    let number = Some(door.number.as_str()).filter(|number| *number != house);
    let unit: Vec<&str> = number
        .into_iter()
        .chain([door.unit.as_str()])
        .filter(|part| !part.is_empty())
        .collect();
    Household {
        floor: Unit::parse(&door.unit).floor().map(words::floor),
        unit: Some(unit.join(", ")).filter(|unit| !unit.is_empty()),
        ..Household::default()
    }
}

impl fmt::Display for PrintReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {} doors at {} stops on {} pages",
            self.out.display(),
            self.doors,
            self.stops,
            self.pages
        )?;
        for (what, ids) in [
            ("on no street and not printed", &self.unplaced),
            ("to be looked at", &self.flagged),
        ] {
            if !ids.is_empty() {
                writeln!(f, "{} {what}: {}", ids.len(), ids.join(", "))?;
            }
        }
        if !self.missing.is_empty() {
            let letters: String = self.missing.iter().collect();
            writeln!(
                f,
                "no font here has the letters {letters}: they print as empty boxes"
            )?;
        }
        Ok(())
    }
}
