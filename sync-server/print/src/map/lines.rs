//! All that has no letters on the map, as an SVG: water, streets, the walk with
//! its arrows, dots. Only numbers go into it, never a text from a file.

use std::fmt::Write;

use super::marks::Laid;
use super::space::along;
use super::view::{Point, View};
use crate::{Map, StreetClass};

/// Millimetres from arrow to arrow on the walk.
const ARROWS: f64 = 22.0;
/// Millimetres to the metre from which on streets are drawn in full width.
const WIDE_FROM: f64 = 0.2;
/// Where the walk is long, streets are drawn by so much narrower at most: dense
/// ones would run together.
const NARROWEST: f64 = 0.4;

/// The picture, one unit a millimetre.
pub(super) fn svg(view: &View, map: &Map, walk: &[Point], laid: &Laid) -> String {
    let (w, h) = (view.width, view.height);
    let mut out = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"><g fill="none" stroke-linejoin="round" stroke-linecap="round">"##
    );
    let mut shape = |attributes: &str, path: &str| {
        if !path.is_empty() {
            // Writing to a `String` never fails.
            let _ = write!(out, r#"<path {attributes} d="{path}"/>"#);
        }
    };
    let water = |area: bool| {
        let mut path = String::new();
        for water in map.water.iter().filter(|water| water.area == area) {
            if area {
                trace(&mut path, &view.line(&water.points));
                path.push('Z');
            } else {
                view.pieces(&water.points)
                    .iter()
                    .for_each(|p| trace(&mut path, p));
            }
        }
        path
    };
    shape(r##"fill="#c4c4c4" fill-rule="evenodd""##, &water(true));
    shape(r##"stroke="#c4c4c4" stroke-width="2.6""##, &water(false));

    let street = |class: StreetClass| {
        let mut path = String::new();
        for street in map.streets.iter().filter(|street| street.class == class) {
            view.pieces(&street.points)
                .iter()
                .for_each(|p| trace(&mut path, p));
        }
        path
    };
    let (major, minor) = (street(StreetClass::Major), street(StreetClass::Minor));
    let path = street(StreetClass::Path);
    shape(
        r##"stroke="#777" stroke-width="0.4" stroke-dasharray="1.2 1""##,
        &path,
    );
    let rail = street(StreetClass::Rail);
    shape(r##"stroke="#555" stroke-width="0.35""##, &rail);
    shape(
        r##"stroke="#555" stroke-width="1.6" stroke-linecap="butt" stroke-dasharray="0.35 2.4""##,
        &rail,
    );
    let width = (view.scale / WIDE_FROM).clamp(NARROWEST, 1.0);
    for (ink, millimetres, path) in [
        ("#555", 2.7 * width + 0.4, &minor),
        ("#333", 3.9 * width + 0.6, &major),
        ("#f0f0f0", 2.7 * width, &minor),
        ("#e2e2e2", 3.9 * width, &major),
    ] {
        shape(
            &format!(r#"stroke="{ink}" stroke-width="{millimetres:.2}""#),
            path,
        );
    }

    let mut walked = String::new();
    trace(&mut walked, walk);
    shape(r##"stroke="#fff" stroke-width="1.7""##, &walked);
    shape(r##"stroke="#000" stroke-width="0.7""##, &walked);
    let arrows = arrows(walk, laid);
    shape(r##"fill="#000" stroke="#fff" stroke-width="0.3""##, &arrows);

    let mut leaders = String::new();
    for &(from, to) in &laid.leaders {
        trace(&mut leaders, &[from, to]);
    }
    shape(r##"stroke="#000" stroke-width="0.25""##, &leaders);
    let mut dots = String::new();
    for &dot in &laid.dots {
        trace(&mut dots, &[dot, dot]);
    }
    shape(r##"stroke="#fff" stroke-width="1.9""##, &dots);
    shape(r##"stroke="#000" stroke-width="1.3""##, &dots);
    out.push_str("</g></svg>");
    out
}

/// Triangles along the walk, where no tag hides them.
fn arrows(walk: &[Point], laid: &Laid) -> String {
    let mut path = String::new();
    let mut last: Option<f64> = None;
    let mut drawn: Vec<Point> = Vec::new();
    for (i, (at, angle)) in along(walk, 1.0).into_iter().enumerate() {
        let far = last.is_none_or(|last| i as f64 - last >= ARROWS);
        let (sin, cos) = angle.sin_cos();
        let ends = [-1.8, 0.0, 1.8].map(|d| (at.0 + cos * d, at.1 + sin * d));
        let hidden = laid
            .taken
            .iter()
            .any(|area| ends.iter().any(|&p| area.holds(p)));
        // Where the walk comes back over its own line, arrows would cross.
        let crossed = drawn.iter().any(|p| (p.0 - at.0).hypot(p.1 - at.1) < 7.0);
        if !far || hidden || crossed {
            continue;
        }
        last = Some(i as f64);
        drawn.push(at);
        let corner = |along: f64, across: f64| {
            (
                at.0 + cos * along - sin * across,
                at.1 + sin * along + cos * across,
            )
        };
        trace(
            &mut path,
            &[
                corner(1.7, 0.0),
                corner(-1.3, 1.3),
                corner(-0.7, 0.0),
                corner(-1.3, -1.3),
            ],
        );
        path.push('Z');
    }
    path
}

fn trace(path: &mut String, points: &[Point]) {
    for (i, (x, y)) in points.iter().enumerate() {
        let step = if i == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{step}{x:.2} {y:.2}");
    }
}
