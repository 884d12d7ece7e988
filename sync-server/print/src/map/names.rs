//! Where the names of streets stand: along their street, on a stretch that is
//! straight enough, where no number is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::space::{Area, along, text_width};
use super::view::{Point, View};
use crate::tidy::tidy;
use crate::{Map, StreetClass};

const NAME_PT: f64 = 7.5;
/// Half of a name's height with air, millimetres.
const HALF_HEIGHT: f64 = 1.5;
const STEP: f64 = 2.0;
/// Radians that a street may bend under its name.
const BEND: f64 = 0.35;
/// A name stands again on its street after this much, millimetres.
const AGAIN_AFTER: f64 = 120.0;

/// A street's name on the page: `x` and `y` its middle in millimetres, turned by
/// `angle` in radians, clockwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Name {
    x: f64,
    y: f64,
    angle: f64,
    text: String,
}

/// Names for the streets in view, the larger and longer streets first. A street
/// whose name finds no room goes without.
pub(super) fn lay(view: &View, map: &Map, taken: &[Area], walk: &[Point]) -> Vec<Name> {
    let mut streets: BTreeMap<&str, (StreetClass, Vec<Vec<Point>>)> = BTreeMap::new();
    for street in &map.streets {
        let name = street.name.trim();
        if !name.is_empty() {
            let entry = streets.entry(name).or_insert((street.class, Vec::new()));
            entry.0 = entry.0.min(street.class);
            entry.1.extend(view.pieces(&street.points));
        }
    }
    let mut order: Vec<(StreetClass, f64, &str, Vec<Vec<Point>>)> = streets
        .into_iter()
        .map(|(name, (class, pieces))| {
            let pieces = chain(pieces);
            (class, pieces.iter().map(|p| length(p)).sum(), name, pieces)
        })
        .collect();
    order.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(b.2)));
    let walk: Vec<Point> = along(walk, 1.5).into_iter().map(|(p, _)| p).collect();
    let mut taken = taken.to_vec();
    let mut names = Vec::new();
    for (_, _, name, pieces) in order {
        let text = tidy(name);
        let mut here: Vec<Point> = Vec::new();
        for Spot { area, crossed, .. } in places(view, &text, &pieces, &walk) {
            if crossed && !here.is_empty() {
                continue;
            }
            let far = here.iter().all(|&p| apart(p, area.centre) >= AGAIN_AFTER);
            if far && !taken.iter().any(|other| other.touches(&area)) {
                taken.push(area);
                here.push(area.centre);
                names.push(Name {
                    x: area.centre.0,
                    y: area.centre.1,
                    angle: area.angle,
                    text: text.clone(),
                });
            }
        }
    }
    names
}

/// A place for a name.
struct Spot {
    /// Less is better.
    cost: f64,
    /// Whether the walk's line runs under it.
    crossed: bool,
    area: Area,
}

/// Places for a name along its street, the best first: straight, off the walk's
/// line, near the middle of the page.
fn places(view: &View, text: &str, pieces: &[Vec<Point>], walk: &[Point]) -> Vec<Spot> {
    let half_w = text_width(text, NAME_PT) / 2.0 + 0.6;
    let steps = (2.0 * half_w / STEP).ceil() as usize;
    let mut found = Vec::new();
    for piece in pieces {
        let points = along(piece, STEP);
        for window in points.windows(steps + 1) {
            let (first, last) = (window[0].0, window[steps].0);
            let chord = (last.1 - first.1).atan2(last.0 - first.0);
            let bend = window
                .iter()
                .map(|(_, angle)| turn(*angle, chord))
                .fold(0.0, f64::max);
            if bend > BEND {
                continue;
            }
            let middle = window[steps / 2].0;
            for side in [0.0, 3.1, -3.1] {
                let centre = (middle.0 - chord.sin() * side, middle.1 + chord.cos() * side);
                let area = Area {
                    angle: readable(chord),
                    ..Area::upright(centre, half_w, HALF_HEIGHT)
                };
                let (w, h) = area.extent();
                if view.holds(centre, w, h) {
                    let crossed = walk.iter().filter(|&&p| area.holds(p)).count() as f64;
                    let beside = if side == 0.0 { 0.0 } else { 4.0 };
                    let out = apart(centre, (view.width / 2.0, view.height / 2.0));
                    found.push(Spot {
                        cost: 8.0 * bend + crossed + beside + out / 40.0,
                        crossed: crossed > 0.0,
                        area,
                    });
                }
            }
        }
    }
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    found
}

/// Pieces that meet end to end, as the graph's edges do, as one line.
fn chain(mut pieces: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
    let near = |a: Point, b: Point| apart(a, b) < 0.05;
    let mut chained: Vec<Vec<Point>> = Vec::new();
    while let Some(mut line) = pieces.pop() {
        loop {
            let (first, last) = (line[0], line[line.len() - 1]);
            let next = pieces.iter().position(|p| {
                let ends = (p[0], p[p.len() - 1]);
                near(ends.0, last)
                    || near(ends.1, last)
                    || near(ends.0, first)
                    || near(ends.1, first)
            });
            let Some(next) = next else { break };
            let mut piece = pieces.swap_remove(next);
            if near(piece[0], first) || near(piece[piece.len() - 1], first) {
                line.reverse();
            }
            if !near(piece[0], line[line.len() - 1]) {
                piece.reverse();
            }
            line.extend(piece.into_iter().skip(1));
        }
        chained.push(line);
    }
    chained
}

/// The same direction so that a name is not upside down.
fn readable(angle: f64) -> f64 {
    use std::f64::consts::{FRAC_PI_2, PI};
    if angle > FRAC_PI_2 - 0.01 {
        angle - PI
    } else if angle <= -FRAC_PI_2 - 0.01 {
        angle + PI
    } else {
        angle
    }
}

/// How far apart two directions are, from 0 to π.
fn turn(a: f64, b: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    let d = (a - b).rem_euclid(TAU);
    if d > PI { TAU - d } else { d }
}

fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|p| apart(p[0], p[1])).sum()
}

fn apart(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_upside_down() {
        for tenth in -31..=31 {
            let angle = readable(f64::from(tenth) / 10.0);
            assert!(angle.abs() <= std::f64::consts::FRAC_PI_2 + 0.02);
        }
    }

    #[test]
    fn edges_of_one_street_make_one_line() {
        let line = |points: &[Point]| points.to_vec();
        let chained = chain(vec![
            line(&[(2.0, 0.0), (1.0, 0.0)]),
            line(&[(2.0, 0.0), (3.0, 0.0)]),
            line(&[(0.0, 0.0), (1.0, 0.0)]),
            line(&[(9.0, 9.0), (8.0, 9.0)]),
        ]);
        let mut lengths: Vec<usize> = chained.iter().map(Vec::len).collect();
        lengths.sort_unstable();
        assert_eq!(lengths, [2, 4]);
    }
}
