//! From metres on the ground to millimetres on the page, north up.

use serde::Serialize;

use crate::{Map, Paper};

/// A place on the page, in millimetres from the frame's top left corner.
pub(super) type Point = (f64, f64);

/// Room around the outermost stop, in millimetres: a number and half a street.
const MARGIN_MM: f64 = 11.0;
/// The least ground shown, in metres: a single door keeps its surroundings.
const LEAST_M: f64 = 150.0;

/// The frame and where the ground lies in it.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) landscape: bool,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Millimetres on the page for a metre on the ground.
    pub(super) scale: f64,
    centre: (f64, f64),
}

/// A scale bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Bar {
    /// Its length on the page, millimetres.
    length: f64,
    text: String,
}

impl View {
    /// Frames the stops and the walk as large as the paper allows, upright or
    /// turned; `None` where there is nothing to frame.
    pub(super) fn around(map: &Map, paper: Paper) -> Option<Self> {
        let points = map
            .marks
            .iter()
            .map(|m| m.at)
            .chain(map.walk.iter().copied());
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        if low.0 > high.0 {
            return None;
        }
        // What the page leaves for the map, upright and turned.
        let (upright, turned) = match paper {
            Paper::A4 => ((186.0, 246.0), (273.0, 159.0)),
            Paper::Letter => ((191.9, 228.0), (255.4, 164.0)),
        };
        let centre = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        let extent = ((high.0 - low.0).max(LEAST_M), (high.1 - low.1).max(LEAST_M));
        let scale_in = |(w, h): (f64, f64)| {
            ((w - 2.0 * MARGIN_MM) / extent.0).min((h - 2.0 * MARGIN_MM) / extent.1)
        };
        let landscape = scale_in(turned) > scale_in(upright);
        let (width, height) = if landscape { turned } else { upright };
        Some(Self {
            landscape,
            width,
            height,
            scale: scale_in((width, height)),
            centre,
        })
    }

    /// Where a place on the ground is on the page, also outside the frame;
    /// `None` where it is not finite.
    pub(super) fn point(&self, (east, north): (f64, f64)) -> Option<Point> {
        let point = (
            self.width / 2.0 + (east - self.centre.0) * self.scale,
            self.height / 2.0 - (north - self.centre.1) * self.scale,
        );
        (point.0.is_finite() && point.1.is_finite()).then_some(point)
    }

    /// A line on the page.
    pub(super) fn line(&self, points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().filter_map(|&p| self.point(p)).collect()
    }

    /// The pieces of a line that come near the frame, in order.
    pub(super) fn pieces(&self, points: &[(f64, f64)]) -> Vec<Vec<Point>> {
        const NEAR_MM: f64 = 5.0;
        let line = self.line(points);
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        let mut open = false;
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let apart = a.0.max(b.0) < -NEAR_MM
                || a.0.min(b.0) > self.width + NEAR_MM
                || a.1.max(b.1) < -NEAR_MM
                || a.1.min(b.1) > self.height + NEAR_MM;
            match pieces.last_mut() {
                _ if apart => open = false,
                Some(piece) if open => piece.push(b),
                _ => {
                    pieces.push(vec![a, b]);
                    open = true;
                }
            }
        }
        pieces
    }

    /// Whether a box lies wholly in the frame.
    pub(super) fn holds(&self, (x, y): Point, half_w: f64, half_h: f64) -> bool {
        x - half_w >= 0.6
            && y - half_h >= 0.6
            && x + half_w <= self.width - 0.6
            && y + half_h <= self.height - 0.6
    }

    /// The scale in round numbers: metres, on Letter feet as well.
    pub(super) fn bars(&self, paper: Paper) -> Vec<Bar> {
        let bar = |unit_m: f64, unit: &str| {
            let round = round_below(50.0 / self.scale / unit_m);
            Bar {
                length: round * unit_m * self.scale,
                text: format!("{round} {unit}"),
            }
        };
        match paper {
            Paper::A4 => vec![bar(1.0, "m")],
            Paper::Letter => vec![bar(0.3048, "ft"), bar(1.0, "m")],
        }
    }
}

/// The largest of 1, 2 or 5 times a power of ten that is not above `limit`.
fn round_below(limit: f64) -> f64 {
    let power = 10f64.powf(limit.log10().floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|step| step * power)
        .find(|&round| round <= limit)
        .unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    #[test]
    fn scales_are_round() {
        for (limit, round) in [(199.0, 100.0), (200.0, 200.0), (49.9, 20.0), (730.0, 500.0)] {
            assert_eq!(round_below(limit), round);
        }
    }

    #[test]
    fn north_is_up_and_all_stops_lie_inside() {
        let corners = [(0.0, 0.0), (400.0, 700.0), (120.0, -90.0)];
        let map = Map {
            marks: corners
                .iter()
                .map(|&at| Mark {
                    at,
                    label: String::new(),
                })
                .collect(),
            ..Map::default()
        };
        let view = View::around(&map, Paper::Letter).unwrap();
        let on_page: Vec<Point> = corners.iter().map(|&at| view.point(at).unwrap()).collect();
        assert!(on_page[1].1 < on_page[0].1 && on_page[0].1 < on_page[2].1);
        assert!(on_page.iter().all(|&p| view.holds(p, 4.0, 4.0)));
    }
}
