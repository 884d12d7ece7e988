//! The first cut: halves of halves.

use super::field::Field;
use super::score::Land;
use super::split::split;
use crate::route::Random;

/// Trees drawn to part land that is to become several turfs.
const TREES: usize = 40;
/// Of large land fewer are drawn: so many units are looked at in all.
const UNITS_DRAWN: usize = 40_000;

/// A turf for each unit, each turf in one piece and with the unit that it grows around, if there are
/// such.
pub(crate) fn all(field: &Field<'_>, random: &mut Random) -> Vec<u32> {
    let land = Land::all(field, field.turfs());
    let all = (0..field.units.len()).collect();
    let mut turf_of = vec![0; field.units.len()];
    for (turf, piece) in (0..).zip(pieces(&land, all, field.turfs(), TREES, random)) {
        let seed = piece.iter().find(|&&u| field.stays[u]);
        let turf = seed.and_then(|&u| field.home[u]).unwrap_or(turf);
        for u in piece {
            turf_of[u] = turf;
        }
    }
    turf_of
}

/// A piece of land in so many turfs, or fewer where it does not hang together; at most `most_trees`
/// trees are drawn for each halving.
pub(crate) fn pieces(
    land: &Land<'_>,
    piece: Vec<usize>,
    turfs: usize,
    most_trees: usize,
    random: &mut Random,
) -> Vec<Vec<usize>> {
    let mut pieces = Vec::new();
    let mut open = vec![(piece, turfs)];
    while let Some((piece, k)) = open.pop() {
        let trees = (UNITS_DRAWN / piece.len().max(1)).clamp(3, most_trees);
        let halves = if k > 1 {
            split(land, &piece, k, trees, random)
        } else {
            None
        };
        if let Some(halves) = halves {
            open.push((halves.second, k - halves.first_turfs));
            open.push((halves.first, halves.first_turfs));
        } else {
            pieces.push(piece);
        }
    }
    pieces
}
