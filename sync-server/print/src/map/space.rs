//! What is taken on the map: boxes, also turned ones, and whether they touch.

use std::sync::LazyLock;

use ttf_parser::Face;

use super::view::Point;
use crate::world::NOTO_BOLD;

/// A rectangle, perhaps turned; millimetres and radians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) centre: Point,
    pub(super) half_w: f64,
    pub(super) half_h: f64,
    pub(super) angle: f64,
}

impl Area {
    pub(super) fn upright(centre: Point, half_w: f64, half_h: f64) -> Self {
        Self {
            centre,
            half_w,
            half_h,
            angle: 0.0,
        }
    }

    /// Whether two rectangles share ground: they don't if on one of their four
    /// sides' directions their shadows lie apart (separating axes).
    pub(super) fn touches(&self, other: &Self) -> bool {
        let between = (
            other.centre.0 - self.centre.0,
            other.centre.1 - self.centre.1,
        );
        let reach = self.half_w + self.half_h + other.half_w + other.half_h;
        if between.0.abs() >= reach || between.1.abs() >= reach {
            return false;
        }
        let axes = [self.axes(), other.axes()].concat();
        axes.into_iter().all(|axis| {
            let distance = (between.0 * axis.0 + between.1 * axis.1).abs();
            distance < self.shadow(axis) + other.shadow(axis)
        })
    }

    pub(super) fn holds(&self, point: Point) -> bool {
        let d = (point.0 - self.centre.0, point.1 - self.centre.1);
        let [u, v] = self.axes();
        (d.0 * u.0 + d.1 * u.1).abs() <= self.half_w && (d.0 * v.0 + d.1 * v.1).abs() <= self.half_h
    }

    /// Half of the box that stands upright around it.
    pub(super) fn extent(&self) -> (f64, f64) {
        (self.shadow((1.0, 0.0)), self.shadow((0.0, 1.0)))
    }

    fn axes(&self) -> [Point; 2] {
        let (sin, cos) = self.angle.sin_cos();
        [(cos, sin), (-sin, cos)]
    }

    fn shadow(&self, axis: Point) -> f64 {
        let [u, v] = self.axes();
        self.half_w * (u.0 * axis.0 + u.1 * axis.1).abs()
            + self.half_h * (v.0 * axis.0 + v.1 * axis.1).abs()
    }
}

/// Points along a line, `step` millimetres apart, each with its direction in
/// radians; the first lies half a step in.
pub(super) fn along(line: &[Point], step: f64) -> Vec<(Point, f64)> {
    let mut found = Vec::new();
    let mut ahead = step / 2.0;
    for pair in line.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = dx.hypot(dy);
        while ahead <= length && length > 0.0 {
            let t = ahead / length;
            found.push(((pair[0].0 + dx * t, pair[0].1 + dy * t), dy.atan2(dx)));
            ahead += step;
        }
        ahead -= length;
    }
    found
}

/// How wide a text is in bold at `pt` points, in millimetres. Letters that the
/// font lacks count as wide ones.
pub(super) fn text_width(text: &str, pt: f64) -> f64 {
    static BOLD: LazyLock<Face<'static>> =
        LazyLock::new(|| Face::parse(NOTO_BOLD, 0).expect("the font is part of the program"));
    let em = f64::from(BOLD.units_per_em());
    let units: f64 = text
        .chars()
        .map(|c| {
            let glyph = BOLD.glyph_index(c);
            glyph
                .and_then(|id| BOLD.glyph_hor_advance(id))
                .map_or(em, f64::from)
        })
        .sum();
    units / em * pt * 25.4 / 72.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_touch_as_drawn() {
        let a = Area::upright((0.0, 0.0), 2.0, 1.0);
        assert!(a.touches(&Area::upright((3.0, 0.0), 1.5, 1.0)));
        assert!(!a.touches(&Area::upright((3.0, 0.0), 0.9, 1.0)));
        let turned = |x, y| Area {
            angle: std::f64::consts::FRAC_PI_4,
            ..Area::upright((x, y), 5.0, 0.1)
        };
        assert!(turned(3.0, 3.0).touches(&a));
        assert!(!turned(3.0, -3.0 + 1.0).touches(&a));
    }

    #[test]
    fn steps_run_on_over_corners() {
        let points = along(&[(0.0, 0.0), (3.0, 0.0), (3.0, 3.0)], 2.0);
        let places: Vec<Point> = points.iter().map(|p| p.0).collect();
        assert_eq!(places, [(1.0, 0.0), (3.0, 0.0), (3.0, 2.0)]);
    }
}
