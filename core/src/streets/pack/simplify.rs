//! Fewer points for the same line (Ramer 1972, Douglas and Peucker 1973).

use super::ground::{GRAIN, Place, grain};
use crate::model::LatLon;

/// No point that is left out lies farther than this from what is drawn, in metres.
const OFF_M: f64 = 2.0;

/// The bends of a line that matter, in stored units, without its ends; `start` and `end` are the
/// corners there. A line that has been through this once comes out as it is.
pub(super) fn bends(line: &[LatLon], start: Place, end: Place) -> Vec<Place> {
    let mut places = vec![start];
    let inner = line.get(1..line.len().saturating_sub(1));
    places.extend(inner.unwrap_or_default().iter().copied().map(grain));
    places.push(end);
    // Leaving out one point may let another go.
    loop {
        let count = places.len();
        places = thinned(&places);
        if places.len() == count {
            places.pop();
            return places.split_off(1);
        }
    }
}

fn thinned(places: &[Place]) -> Vec<Place> {
    let at = |p: Place| LatLon {
        lat_e7: (p.0 * GRAIN) as i32,
        lon_e7: (p.1 * GRAIN) as i32,
    };
    let points: Vec<(f64, f64)> = places
        .iter()
        .map(|p| at(*p).metres_from(at(places[0])))
        .collect();
    let mut keep = vec![false; places.len()];
    keep[0] = true;
    keep[places.len() - 1] = true;
    let mut open = vec![(0, places.len() - 1)];
    while let Some((a, b)) = open.pop() {
        let farthest = (a + 1..b)
            .map(|i| (off_m(points[a], points[b], points[i]), i))
            .max_by(|x, y| x.0.total_cmp(&y.0));
        if let Some((_, i)) = farthest.filter(|(off, _)| *off > OFF_M) {
            keep[i] = true;
            open.extend([(a, i), (i, b)]);
        }
    }
    let kept = places.iter().zip(keep).filter(|(_, keep)| *keep);
    kept.map(|(p, _)| *p).collect()
}

/// Metres from a point to the straight line between two others.
fn off_m(a: (f64, f64), b: (f64, f64), p: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let squared = dx * dx + dy * dy;
    let share = if squared > 0.0 {
        (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p.0 - a.0 - share * dx).hypot(p.1 - a.1 - share * dy)
}
