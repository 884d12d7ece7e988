//! The list: stretches of one side of a street, in walk order.

use std::ops::Range;

use turfwalk_core::address::street_key;
use turfwalk_core::model::LatLon;
use turfwalk_core::route::{Leg, LegStep, Walk};
use turfwalk_core::walk_list::{Front, StreetSide, stretches};
use turfwalk_print::{Household, Paper, Section, Stop};

use super::{way, words};

/// A stop of the walk, before it is known under which heading it stands.
pub(super) struct SheetStop {
    /// Its number on phone and paper.
    pub(super) number: u32,
    /// House number as written.
    pub(super) house: String,
    /// Street as displayed.
    pub(super) street: String,
    /// Its position among the stops of the walk; `None` if it is on no street.
    pub(super) leg: Option<usize>,
    /// Where its mark stands on the map.
    pub(super) at: Option<LatLon>,
    /// How one gets in.
    pub(super) access: Option<String>,
    /// What is printed; nothing at a stop that is to be left alone, which keeps its number.
    /// Rows are given later.
    pub(super) households: Vec<Household>,
}

impl SheetStop {
    /// Whether it stands on the sheet at all.
    pub(super) fn is_printed(&self) -> bool {
        !self.households.is_empty()
    }
}

/// The stops that are printed under their headings, rows numbered from 1.
pub(super) fn sections(stops: &[SheetStop], walk: &Walk, paper: Paper) -> Vec<Section> {
    let printed: Vec<&SheetStop> = stops.iter().filter(|stop| stop.is_printed()).collect();
    let mut row = 0;
    let mut before: Option<&SheetStop> = None;
    let mut sections = Vec::new();
    for (range, side) in sides(&printed, walk) {
        let here = &printed[range];
        let instruction = before.and_then(|before| {
            words::way(
                &way::way(legs(walk, before, here[0]), &before.street),
                &before.street,
                paper,
            )
        });
        sections.push(Section {
            street: words::street(&here[0].street),
            side: words::side(side).to_owned(),
            instruction,
            stops: here.iter().map(|stop| set(stop, &mut row)).collect(),
        });
        before = here.last().copied();
    }
    sections
}

fn set(stop: &SheetStop, row: &mut u32) -> Stop {
    let mut households = stop.households.clone();
    for home in households.iter_mut().filter(|home| !home.do_not_contact) {
        *row += 1;
        home.row = *row;
    }
    Stop {
        label: stop.number.to_string(),
        address: words::address(&stop.house, &stop.street),
        access: stop.access.clone(),
        households,
    }
}

/// The way from one stop to a later one, past those between that are left out.
fn legs<'w>(walk: &'w Walk, from: &SheetStop, to: &SheetStop) -> &'w [Leg] {
    match (from.leg, to.leg) {
        (Some(from), Some(to)) => walk.legs.get(from..to).unwrap_or_default(),
        _ => &[],
    }
}

/// The stretches of the list, with the side that each heading names.
fn sides(printed: &[&SheetStop], walk: &Walk) -> Vec<(Range<usize>, StreetSide)> {
    let front = |i: usize| Front {
        street: &printed[i].street,
        house: &printed[i].house,
        crossed: i > 0 && crosses(walk, printed[i - 1], printed[i]),
    };
    stretches(&(0..printed.len()).map(front).collect::<Vec<_>>())
}

/// Whether the way to a stop ends on the other side of its street.
fn crosses(walk: &Walk, before: &SheetStop, stop: &SheetStop) -> bool {
    let street = street_key(&stop.street);
    let steps = legs(walk, before, stop).iter().flat_map(|leg| &leg.steps);
    let crossings = steps.filter(|step| match step {
        LegStep::Cross {
            street: Some(name), ..
        } => street_key(name) == street,
        _ => false,
    });
    crossings.count() % 2 == 1
}
