//! The list: stretches of one side of a street, in walk order.

use std::ops::Range;

use turfwalk_core::address::{HouseNumber, Parity, street_key};
use turfwalk_core::model::LatLon;
use turfwalk_core::route::{Leg, LegStep, Walk};
use turfwalk_print::{Household, Paper, Section, Stop};

use super::{way, words};

/// So many stops on one side make a section of their own. Where sides change faster, as in a
/// zigzag down a quiet street, a heading for each door would hide the list.
const STRETCH: usize = 3;

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
    for (range, side) in stretches(&printed, walk) {
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

/// What a heading says of the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaceSide {
    /// One side, with odd or even numbers.
    Numbers(Parity),
    /// One side, whose numbers are mixed or none.
    One,
    /// To and fro between both.
    Both,
}

/// Which side a stop is on: whether the street was crossed since the first of its run, and the
/// parity of its number. Both, since numbers run on round the end of a cul-de-sac, and mix on
/// one side of others.
type Face = (bool, Option<Parity>);

fn stretches(printed: &[&SheetStop], walk: &Walk) -> Vec<(Range<usize>, FaceSide)> {
    let keys: Vec<String> = printed
        .iter()
        .map(|stop| street_key(&stop.street))
        .collect();
    let mut out = Vec::new();
    let mut start = 0;
    for street in keys.chunk_by(|a, b| a == b) {
        let run = &printed[start..start + street.len()];
        let faces = faces(run, &street[0], walk);
        let mut from = 0;
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut last_is_short = false;
        for same in faces.chunk_by(|a, b| a == b) {
            let to = from + same.len();
            let is_short = same.len() < STRETCH;
            match pieces.last_mut() {
                Some(piece) if is_short && last_is_short => piece.end = to,
                _ => pieces.push(from..to),
            }
            last_is_short = is_short;
            from = to;
        }
        out.extend(pieces.into_iter().map(|piece| {
            let side = side(&faces[piece.clone()]);
            (start + piece.start..start + piece.end, side)
        }));
        start += street.len();
    }
    out
}

fn side(faces: &[Face]) -> FaceSide {
    let (crossed, parity) = faces[0];
    if faces.iter().any(|face| face.0 != crossed) {
        return FaceSide::Both;
    }
    match parity.filter(|_| faces.iter().all(|face| face.1 == parity)) {
        Some(parity) => FaceSide::Numbers(parity),
        None => FaceSide::One,
    }
}

fn faces(run: &[&SheetStop], street: &str, walk: &Walk) -> Vec<Face> {
    let parity = |stop: &SheetStop| HouseNumber::parse(&stop.house).parity();
    // A house with a name stands on the side of its neighbour.
    let mut known = run.iter().find_map(|stop| parity(stop));
    let mut crossed = false;
    let mut faces = Vec::with_capacity(run.len());
    for (i, stop) in run.iter().enumerate() {
        if i > 0 {
            let steps = legs(walk, run[i - 1], stop)
                .iter()
                .flat_map(|leg| &leg.steps);
            let crossings = steps.filter(|step| match step {
                LegStep::Cross {
                    street: Some(name), ..
                } => street_key(name) == street,
                _ => false,
            });
            crossed ^= crossings.count() % 2 == 1;
        }
        known = parity(stop).or(known);
        faces.push((crossed, known));
    }
    faces
}

#[cfg(test)]
mod tests {
    use super::*;
    use turfwalk_core::route::CrossingPlace;
    use turfwalk_core::streets::RoadClass;

    /// Stops in Elm Street with these numbers, the street being crossed before those with `x`.
    fn stretches_of(numbers: &[&str]) -> Vec<(Range<usize>, FaceSide)> {
        let stops: Vec<SheetStop> = (0..numbers.len())
            .map(|i| SheetStop {
                number: i as u32 + 1,
                house: numbers[i].trim_end_matches('x').to_owned(),
                street: "Elm Street".into(),
                leg: Some(i),
                at: None,
                access: None,
                households: vec![Household::default()],
            })
            .collect();
        let leg = |i: usize| Leg {
            from: i - 1,
            to: i,
            length_cm: 100,
            ms: 1,
            steps: numbers[i]
                .ends_with('x')
                .then(|| LegStep::Cross {
                    street: Some("Elm St".into()),
                    class: RoadClass::Quiet,
                    place: CrossingPlace::MidBlock,
                    at: LatLon {
                        lat_e7: 1,
                        lon_e7: 1,
                    },
                    saves_m: None,
                })
                .into_iter()
                .collect(),
            line: Vec::new(),
            on_streets: true,
        };
        let walk = Walk {
            legs: (1..numbers.len()).map(leg).collect(),
            ..Walk::default()
        };
        stretches(&stops.iter().collect::<Vec<_>>(), &walk)
    }

    #[test]
    fn a_side_change_opens_a_heading_and_a_zigzag_does_not() {
        use FaceSide::{Both, Numbers, One};
        use Parity::{Even, Odd};
        for (numbers, expected) in [
            (
                &["1", "3", "5", "6x", "4", "2"][..],
                &[(0..3, Numbers(Odd)), (3..6, Numbers(Even))][..],
            ),
            (&["1", "2x", "3x", "4x", "5x"], &[(0..5, Both)]),
            (&["1", "2", "3", "4"], &[(0..4, One)]),
            (
                &["1", "3", "5", "6", "4", "2"],
                &[(0..3, Numbers(Odd)), (3..6, Numbers(Even))],
            ),
            (&["2", "Rose Cottage", "4", "6"], &[(0..4, Numbers(Even))]),
            (&["7"], &[(0..1, Numbers(Odd))]),
            (&["Rose Cottage"], &[(0..1, One)]),
            (
                &["2", "4", "6", "5x", "8x", "10", "12"],
                &[
                    (0..3, Numbers(Even)),
                    (3..4, Numbers(Odd)),
                    (4..7, Numbers(Even)),
                ],
            ),
        ] {
            assert_eq!(stretches_of(numbers), expected, "{numbers:?}");
        }
    }
}
