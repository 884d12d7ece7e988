//! Fewer points for the same line (Ramer 1972, Douglas and Peucker 1973).

use crate::model::LatLon;

/// No point that is left out lies farther than this from what is drawn, in metres.
const OFF_M: f64 = 1.0;

/// The line's ends and the bends that matter.
pub(super) fn simplify(line: &[LatLon]) -> Vec<LatLon> {
    let points: Vec<(f64, f64)> = line.iter().map(|p| p.metres_from(line[0])).collect();
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((a, b)) = open.pop() {
        let farthest = (a + 1..b)
            .map(|i| (off_m(points[a], points[b], points[i]), i))
            .max_by(|x, y| x.0.total_cmp(&y.0));
        if let Some((off, i)) = farthest.filter(|(off, _)| *off > OFF_M) {
            debug_assert!(off.is_finite());
            keep[i] = true;
            open.extend([(a, i), (i, b)]);
        }
    }
    line.iter()
        .zip(keep)
        .filter(|(_, keep)| *keep)
        .map(|(p, _)| *p)
        .collect()
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
