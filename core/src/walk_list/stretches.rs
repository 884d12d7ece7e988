//! Headings of a list: stretches of one side of a street, in walking order.
//!
//! Print and phone both make their headings here, of what each knows of crossings: print the way
//! itself, a phone how many roads were crossed. Where these differ, so may the headings.

use std::ops::Range;

use crate::address::{HouseNumber, Parity, street_key};

/// So many stops on one side make a stretch of their own. Where sides change faster, as in a
/// zigzag down a quiet street, a heading for each door would hide the list.
const STRETCH: usize = 3;

/// What stands on the street at a stop.
#[derive(Clone, Copy, Debug)]
pub struct Front<'a> {
    /// Street as displayed.
    pub street: &'a str,
    /// House number as written.
    pub house: &'a str,
    /// Whether that street was crossed on the way from the stop before.
    pub crossed: bool,
}

/// What a heading says of the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StreetSide {
    /// One side, with odd numbers.
    Odd,
    /// One side, with even numbers.
    Even,
    /// One side, whose numbers are mixed or none.
    One,
    /// To and fro between both.
    Both,
}

/// Which side a stop is on: whether the street was crossed since the first of its run, and the
/// parity of its number. Both, since numbers run on round the end of a cul-de-sac, and mix on
/// one side of others.
type Face = (bool, Option<Parity>);

/// The stretches of `fronts`, each with the side that its heading names; together they cover all.
pub fn stretches(fronts: &[Front<'_>]) -> Vec<(Range<usize>, StreetSide)> {
    let mut out = Vec::new();
    let mut start = 0;
    for street in fronts.chunk_by(is_one_street) {
        let faces = faces(street);
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

/// Whether two stops that follow each other are in one street.
fn is_one_street(a: &Front<'_>, b: &Front<'_>) -> bool {
    a.street == b.street || street_key(a.street) == street_key(b.street)
}

fn side(faces: &[Face]) -> StreetSide {
    let (crossed, parity) = faces[0];
    if faces.iter().any(|face| face.0 != crossed) {
        return StreetSide::Both;
    }
    match parity.filter(|_| faces.iter().all(|face| face.1 == parity)) {
        Some(Parity::Odd) => StreetSide::Odd,
        Some(Parity::Even) => StreetSide::Even,
        None => StreetSide::One,
    }
}

fn faces(run: &[Front<'_>]) -> Vec<Face> {
    let parity = |front: &Front<'_>| HouseNumber::parse(front.house).parity();
    // A house with a name stands on the side of its neighbour.
    let mut known = run.iter().find_map(parity);
    let mut crossed = false;
    let mut faces = Vec::with_capacity(run.len());
    for (i, front) in run.iter().enumerate() {
        crossed ^= i > 0 && front.crossed;
        known = parity(front).or(known);
        faces.push((crossed, known));
    }
    faces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stops in Elm Street with these numbers, the street being crossed before those with `x`.
    fn stretches_of(numbers: &[&str]) -> Vec<(Range<usize>, StreetSide)> {
        let fronts: Vec<Front<'_>> = numbers
            .iter()
            .map(|number| Front {
                street: "Elm Street",
                house: number.trim_end_matches('x'),
                crossed: number.ends_with('x'),
            })
            .collect();
        stretches(&fronts)
    }

    #[test]
    fn a_side_change_opens_a_heading_and_a_zigzag_does_not() {
        use StreetSide::{Both, Even, Odd, One};
        for (numbers, expected) in [
            (
                &["1", "3", "5", "6x", "4", "2"][..],
                &[(0..3, Odd), (3..6, Even)][..],
            ),
            (&["1", "2x", "3x", "4x", "5x"], &[(0..5, Both)]),
            (&["1", "2", "3", "4"], &[(0..4, One)]),
            (
                &["1", "3", "5", "6", "4", "2"],
                &[(0..3, Odd), (3..6, Even)],
            ),
            (&["2", "Rose Cottage", "4", "6"], &[(0..4, Even)]),
            (&["7"], &[(0..1, Odd)]),
            (&["Rose Cottage"], &[(0..1, One)]),
            (
                &["2", "4", "6", "5x", "8x", "10", "12"],
                &[(0..3, Even), (3..4, Odd), (4..7, Even)],
            ),
        ] {
            assert_eq!(stretches_of(numbers), expected, "{numbers:?}");
        }
    }
}
