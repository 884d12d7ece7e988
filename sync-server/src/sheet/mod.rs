//! What goes on paper: from a turf of the database, or from a spreadsheet and a map, to the plain
//! values that `turfwalk_print` sets.
//!
//! `turf` and `plain` are the two callers and decide what may be printed; `sections`, `way` and
//! `map` are how a walk is laid out, the same for both; `words` holds the sheet's English and
//! `outcomes` its codes. The order is the one given, and nothing here changes it.

mod file;
mod map;
mod outcomes;
mod plain;
mod sections;
mod turf;
mod way;
mod words;

#[cfg(test)]
mod tests;

use turfwalk_core::model::LatLon;
use turfwalk_core::route::Walk;
use turfwalk_core::streets::StreetGraph;
use turfwalk_print::{Totals, WalkSheet};

use sections::SheetStop;

pub use file::{WriteError, check_folder, write_pdf};
pub use outcomes::{code, offered};
pub use plain::{PlainPrintError, PrintArgs, PrintReport, paper_parser, plain};
pub use turf::{TurfSheet, turf};

/// What a map is drawn of.
struct Land<'a> {
    graph: &'a StreetGraph,
    /// The line, and whether it encloses an area.
    water: &'a [(Vec<LatLon>, bool)],
    attribution: &'a str,
}

/// Fills in of `sheet` all that follows from its stops and the walk through them. `walk`'s totals
/// are not used: those that are stored with the list hold.
fn laid_out(sheet: WalkSheet, stops: &[SheetStop], walk: &Walk, land: &Land<'_>) -> WalkSheet {
    let sections = sections::sections(stops, walk, sheet.paper);
    let homes = || {
        let stops = sections.iter().flat_map(|section| &section.stops);
        stops
            .flat_map(|stop| &stop.households)
            .filter(|home| !home.do_not_contact)
    };
    let totals = Totals {
        doors: homes().count() as u32,
        people: homes().map(|home| home.people.len() as u32).sum(),
        ..sheet.totals
    };
    let first = sections.iter().flat_map(|section| &section.stops).next();
    WalkSheet {
        start: first.map(|stop| stop.address.clone()).unwrap_or_default(),
        map: map::map(stops, walk, land),
        attribution: land.attribution.to_owned(),
        totals,
        sections,
        ..sheet
    }
}
