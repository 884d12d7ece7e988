//! Spots by connected part, with the streets that the ways between them can use.

use std::collections::HashMap;

use super::dissect::dissect;
use super::labels::Hung;
use super::lean::Lean;
use super::near::near;
use super::{Pavement, SpotOnStreet};

/// Stops of one connected part, and the streets in which all ways between them lie.
pub(super) struct Part {
    /// Its points in the order in which they are best taken out.
    pub(super) near: Lean,
    pub(super) hung: Vec<Hung>,
}

impl Pavement<'_> {
    /// The spots by connected part, each with the streets around them; `None` if that is more than
    /// so many points in all.
    pub(super) fn parts(&self, spots: &[SpotOnStreet], most_points: usize) -> Option<Vec<Part>> {
        let touches: Vec<_> = spots.iter().map(|s| self.lean_touches(*s)).collect();
        let mut of_part: Vec<(u32, usize)> = touches
            .iter()
            .enumerate()
            .map(|(i, t)| (self.points.part[t[0].0 as usize], i))
            .collect();
        of_part.sort_unstable();
        let mut points = 0;
        let mut nears = Vec::new();
        for part in of_part.chunk_by(|a, b| a.0 == b.0) {
            let stops: Vec<usize> = part.iter().map(|(_, i)| *i).collect();
            let wanted: Vec<u32> = stops
                .iter()
                .flat_map(|i| touches[*i].iter().map(|t| t.0))
                .collect();
            let centre = touches[self.middle(spots, &stops)][0].0;
            let near = near(&self.points.lean, &wanted, centre);
            points += near.points.len();
            if points > most_points {
                return None;
            }
            nears.push((stops, near));
        }
        let parts = nears.into_iter().map(|(stops, near)| {
            let places: Vec<(i64, i64)> = near.points.iter().map(|p| self.place(*p)).collect();
            let (lean, number) = near.lean.in_order(&dissect(&near.lean, &places));
            let number: HashMap<u32, u32> = near.points.iter().copied().zip(number).collect();
            let hung = stops.iter().map(|i| {
                let local = touches[*i].iter().map(|(p, ms)| (number[p], *ms));
                (*i as u32, local.collect())
            });
            Part {
                hung: hung.collect(),
                near: lean,
            }
        });
        Some(parts.collect())
    }

    /// Where a point is, east and north in units of about a centimetre.
    fn place(&self, point: u32) -> (i64, i64) {
        let at = self.graph.nodes[self.points.at[point as usize].0 as usize];
        let shrunk = at.lat().to_radians().cos() * 1024.0;
        (
            i64::from(at.lon_e7) * shrunk as i64 / 1024,
            i64::from(at.lat_e7),
        )
    }

    /// The stop nearest to the middle of these.
    fn middle(&self, spots: &[SpotOnStreet], stops: &[usize]) -> usize {
        let place = |i: usize| {
            let edge = &self.graph.edges[spots[i].edge.0 as usize];
            let at = edge.line[0];
            (i64::from(at.lat_e7), i64::from(at.lon_e7))
        };
        let n = stops.len() as i64;
        let (lat, lon) = stops
            .iter()
            .map(|i| place(*i))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        let (lat, lon) = (lat / n, lon / n);
        let off = |i: &usize| {
            let (y, x) = place(*i);
            ((y - lat).abs() + (x - lon).abs(), *i)
        };
        let middle = stops.iter().copied().min_by_key(off);
        middle.expect("a part has at least one stop")
    }
}
