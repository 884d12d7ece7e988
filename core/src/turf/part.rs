//! The first cut: halves of halves.

use super::field::Field;
use super::score::Land;
use super::split::split;
use crate::route::Random;

/// Trees drawn to part land that is to become several turfs.
const TREES: usize = 40;
/// Of large land fewer are drawn: so many units are looked at in all.
const UNITS_DRAWN: usize = 40_000;

/// A turf for each unit, each turf in one piece.
pub(crate) fn all(field: &Field<'_>, random: &mut Random) -> Vec<u32> {
    let land = Land::new(&field.units, &field.links, field.turfs());
    let mut turf_of = vec![0; field.units.len()];
    let mut open = vec![((0..field.units.len()).collect::<Vec<_>>(), field.turfs())];
    let mut next = 0;
    while let Some((piece, k)) = open.pop() {
        let trees = (UNITS_DRAWN / piece.len().max(1)).clamp(3, TREES);
        let halves = if k > 1 {
            split(&land, &piece, k, trees, random)
        } else {
            None
        };
        if let Some(halves) = halves {
            open.push((halves.second, k - halves.first_turfs));
            open.push((halves.first, halves.first_turfs));
        } else {
            for u in piece {
                turf_of[u] = next;
            }
            next += 1;
        }
    }
    turf_of
}
