//! The moving part of the map: doors by turf and state, above the street layer. One path for all
//! doors of a turf in one state, drawn as dots by its round line ends.

use std::collections::HashMap;
use std::fmt::Write;

use turfwalk_core::model::{LatLon, TurfId};

use super::colours::colours;
use super::frame::{Frame, WIDTH};
use super::overview::{Mark, Overview, TurfNow};
use super::street_layer::escaped;
use super::texts::Texts;

/// Widest and narrowest dot, in units of the map.
const DOTS: (f64, f64) = (24.0, 52.0);
/// How much of a door's share of the ground its dot is wide.
const DENSITY: f64 = 0.5;
/// The angle that lays points around a middle without gaps (Vogel 1979).
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;
const LOOSE: &str = "#5f5f5f";
const CROSS: &str = "#4a4a4a";

/// The doors as an SVG picture, and each turf's colour for the table.
pub(super) struct DoorLayer {
    pub(super) svg: String,
    pub(super) colours: Vec<&'static str>,
}

/// Draws doors, numbers of turfs, scale and north.
pub(super) fn door_layer(now: &Overview, frame: &Frame, t: &Texts) -> DoorLayer {
    let mut places = Places::new(now, frame);
    let turfs: Vec<TurfDrawn> = now
        .turfs
        .iter()
        .map(|turf| TurfDrawn::of(turf, frame, &mut places))
        .collect();
    let colours = colours(&turfs.iter().map(|turf| turf.middle).collect::<Vec<_>>());
    let said = t.map_said(
        now.turfs.len(),
        now.sum(|turf| turf.doors),
        now.sum(|turf| turf.done),
        now.sum(|turf| turf.tried),
    );
    let height = frame.height;
    let mut svg = format!(
        "<svg class=\"doors\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\" \
         fill=\"none\" stroke-linecap=\"round\">",
        escaped(&said)
    );
    let dot = places.dot;
    areas(&mut svg, &now.turfs, &turfs, &colours, dot);
    let mut loose = String::new();
    for &at in &now.loose {
        dot_at(&mut loose, places.of(frame, at));
    }
    if !loose.is_empty() {
        let _ = write!(svg, "<defs><path id=\"loose\" d=\"{loose}\"/></defs>");
        ring(&mut svg, "loose", LOOSE, dot * 0.7);
    }
    // Open doors lie below those dealt with, and a wish to be left alone above all.
    let marked = |mark: Mark| {
        let shown = now.turfs.iter().zip(&turfs).zip(&colours);
        shown
            .filter(move |((_, drawn), _)| !drawn.path(mark).is_empty())
            .map(move |((turf, _), colour)| (path_id(turf.id, mark), *colour))
    };
    for (path, colour) in marked(Mark::Open) {
        ring(&mut svg, &path, colour, dot);
    }
    for (path, colour) in marked(Mark::Tried) {
        ring(&mut svg, &path, colour, dot);
        stroke(&mut svg, &path, colour, dot * 0.36);
    }
    for (path, colour) in marked(Mark::Done) {
        stroke(&mut svg, &path, "#ffffff", dot * 1.3);
        stroke(&mut svg, &path, colour, dot * 1.1);
    }
    for (path, _) in marked(Mark::LeftAlone) {
        stroke(&mut svg, &path, "#ffffff", dot * 0.55);
        stroke(&mut svg, &path, CROSS, dot * 0.24);
    }
    for ((turf, drawn), colour) in now.turfs.iter().zip(&turfs).zip(&colours) {
        if drawn.has_doors {
            badge(&mut svg, turf, drawn.middle, colour);
        }
    }
    scale_and_north(&mut svg, frame, t);
    svg.push_str("</svg>");
    DoorLayer { svg, colours }
}

/// Where dots lie: doors that share a point, as flats of a building do, lie around it.
struct Places {
    dot: f64,
    taken: HashMap<(i32, i32), u32>,
}

impl Places {
    fn new(now: &Overview, frame: &Frame) -> Self {
        let doors = now.turfs.iter().map(|turf| turf.marks.len()).sum::<usize>() + now.loose.len();
        let ground = f64::from(WIDTH) * f64::from(frame.height);
        let share = (ground / doors.max(1) as f64).sqrt();
        Self {
            dot: (share * DENSITY).clamp(DOTS.0, DOTS.1),
            taken: HashMap::new(),
        }
    }

    fn of(&mut self, frame: &Frame, at: LatLon) -> (i32, i32) {
        let (x, y) = frame.point(at);
        let held = self.taken.entry((x, y)).or_default();
        let (away, angle) = (
            0.8 * self.dot * f64::from(*held).sqrt(),
            f64::from(*held) * GOLDEN_ANGLE,
        );
        *held += 1;
        (
            x + (away * angle.cos()).round() as i32,
            y + (away * angle.sin()).round() as i32,
        )
    }
}

/// A turf's doors on the map.
struct TurfDrawn {
    /// One path for each state.
    paths: [String; 4],
    /// A point on its doors, as near to their middle as there is.
    middle: (i32, i32),
    has_doors: bool,
}

impl TurfDrawn {
    fn of(turf: &TurfNow, frame: &Frame, places: &mut Places) -> Self {
        let mut paths: [String; 4] = Default::default();
        let mut points = Vec::with_capacity(turf.marks.len());
        for &(at, mark) in &turf.marks {
            let point = places.of(frame, at);
            points.push(point);
            match mark {
                Mark::LeftAlone => cross_at(&mut paths[mark as usize], point, places.dot),
                _ => dot_at(&mut paths[mark as usize], point),
            }
        }
        Self {
            paths,
            middle: middle(&points).unwrap_or_default(),
            has_doors: !points.is_empty(),
        }
    }

    fn path(&self, mark: Mark) -> &str {
        &self.paths[mark as usize]
    }
}

fn middle(points: &[(i32, i32)]) -> Option<(i32, i32)> {
    let count = points.len().max(1) as i64;
    let mean =
        |of: fn(&(i32, i32)) -> i32| points.iter().map(|p| i64::from(of(p))).sum::<i64>() / count;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    points
        .iter()
        .min_by_key(|p| (i64::from(p.0) - x).pow(2) + (i64::from(p.1) - y).pow(2))
        .copied()
}

// Writing to a string cannot fail, hence the results that are dropped below.

fn dot_at(path: &mut String, (x, y): (i32, i32)) {
    let _ = write!(path, "M{x} {y}h0");
}

fn cross_at(path: &mut String, (x, y): (i32, i32), dot: f64) {
    let arm = (dot * 0.4).round() as i32;
    let _ = write!(
        path,
        "M{} {}l{2} {2}m0-{2}l-{2} {2}",
        x - arm,
        y - arm,
        2 * arm
    );
}

/// The ground of each turf: wide dots that run together, as one tint. The paths get their names
/// here and are drawn again by them.
fn areas(svg: &mut String, turfs: &[TurfNow], drawn: &[TurfDrawn], colours: &[&str], dot: f64) {
    let width = (dot * 3.2).max(110.0);
    for ((turf, drawn), colour) in turfs.iter().zip(drawn).zip(colours) {
        let _ = write!(
            svg,
            "<g opacity=\".18\" stroke=\"{colour}\" stroke-width=\"{width:.0}\" \
             stroke-linejoin=\"round\">"
        );
        for mark in [Mark::Open, Mark::Tried, Mark::Done, Mark::LeftAlone] {
            let path = drawn.path(mark);
            if !path.is_empty() {
                let _ = write!(
                    svg,
                    "<path id=\"{}\" d=\"{path}\"/>",
                    path_id(turf.id, mark)
                );
            }
        }
        svg.push_str("</g>");
    }
}

fn path_id(turf: TurfId, mark: Mark) -> String {
    format!("doors-{turf}-{}", mark as usize)
}

fn ring(svg: &mut String, path: &str, colour: &str, dot: f64) {
    stroke(svg, path, colour, dot);
    stroke(svg, path, "#ffffff", dot * 0.62);
}

fn stroke(svg: &mut String, path: &str, colour: &str, width: f64) {
    let _ = write!(
        svg,
        "<use href=\"#{path}\" stroke=\"{colour}\" stroke-width=\"{width:.0}\"/>"
    );
}

fn badge(svg: &mut String, turf: &TurfNow, (x, y): (i32, i32), colour: &str) {
    let number = turf.id.to_string();
    let half = 34 + 20 * number.len();
    let _ = write!(
        svg,
        "<g transform=\"translate({x} {y})\"><g class=\"badge\">\
         <rect x=\"-{half}\" y=\"-54\" width=\"{}\" height=\"108\" rx=\"54\" fill=\"#ffffff\" \
         stroke=\"{colour}\" stroke-width=\"12\"/>\
         <text y=\"24\" text-anchor=\"middle\" fill=\"#1b1b1b\">{number}</text></g></g>",
        2 * half
    );
}

fn scale_and_north(svg: &mut String, frame: &Frame, t: &Texts) {
    let metres = frame.bar_m();
    let length = frame.units(f64::from(metres));
    let (left, bottom) = (90.0, f64::from(frame.height) - 90.0);
    let _ = write!(
        svg,
        "<g class=\"scale\"><path d=\"M{left} {0}v30h{length:.0}v-30\" stroke=\"#ffffff\" \
         stroke-width=\"26\"/><path d=\"M{left} {0}v30h{length:.0}v-30\" stroke=\"#1b1b1b\" \
         stroke-width=\"9\"/><text x=\"{left}\" y=\"{1}\" class=\"halo\">{2}</text></g>",
        bottom - 30.0,
        bottom - 64.0,
        escaped(&t.metres(metres))
    );
    let _ = write!(
        svg,
        "<g transform=\"translate({} 100)\"><g class=\"badge\"><path d=\"M0-70l46 110-46-26-46 26z\" \
         fill=\"#1b1b1b\" stroke=\"#ffffff\" stroke-width=\"14\" stroke-linejoin=\"round\" \
         paint-order=\"stroke\"/><text y=\"112\" text-anchor=\"middle\" class=\"halo\">{}</text>\
         </g></g>",
        WIDTH - 110,
        escaped(t.north)
    );
}
