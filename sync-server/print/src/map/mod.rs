//! The map of a walk as a drawing in millimetres: lines as one vector picture
//! without letters, and the letters with their places.
//!
//! Legible in black and white: streets are light grey with dark edges, water is
//! darker, the walk is a black line with arrows, stops are black numbers on
//! white. First the numbers find their places, then the names of streets take
//! what is left.

mod lines;
mod marks;
mod names;
mod space;
mod view;

use serde::Serialize;

use crate::tidy::tidy;
use crate::{Labels, Map, Paper};
use marks::Tag;
use names::Name;
use view::{Bar, View};

/// What the template draws. Lengths are millimetres from the top left corner of
/// the map's frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Drawing {
    landscape: bool,
    width: f64,
    height: f64,
    svg: String,
    tags: Vec<Tag>,
    names: Vec<Name>,
    bars: Vec<Bar>,
}

/// The drawing of a map, or `None` where it shows neither a stop nor a walk.
pub(crate) fn draw(map: &Map, paper: Paper, labels: &Labels) -> Option<Drawing> {
    let view = View::around(map, paper)?;
    let walk = view.line(&map.walk);
    let stops: Vec<(view::Point, String)> = map
        .marks
        .iter()
        .filter_map(|mark| Some((view.point(mark.at)?, tidy(&mark.label))))
        .collect();
    let laid = marks::lay(&view, &stops, &walk, labels);
    let names = names::lay(&view, map, &laid.taken, &walk);
    Some(Drawing {
        landscape: view.landscape,
        width: view.width,
        height: view.height,
        svg: lines::svg(&view, map, &walk, &laid),
        bars: view.bars(paper),
        tags: laid.tags,
        names,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    fn map_of(points: &[(f64, f64)]) -> Map {
        Map {
            marks: points
                .iter()
                .enumerate()
                .map(|(i, &at)| Mark {
                    at,
                    label: (i + 1).to_string(),
                })
                .collect(),
            ..Map::default()
        }
    }

    #[test]
    fn a_map_of_nothing_is_no_drawing() {
        let labels = Labels::default();
        assert!(draw(&Map::default(), Paper::A4, &labels).is_none());
        let nowhere = map_of(&[(f64::NAN, 1.0), (f64::INFINITY, 0.0)]);
        assert!(draw(&nowhere, Paper::A4, &labels).is_none());
    }

    #[test]
    fn the_page_turns_to_the_walk() {
        let labels = Labels::default();
        let wide = draw(&map_of(&[(0.0, 0.0), (900.0, 200.0)]), Paper::A4, &labels);
        assert!(wide.unwrap().landscape);
        let tall = draw(&map_of(&[(0.0, 0.0), (200.0, 900.0)]), Paper::A4, &labels);
        assert!(!tall.unwrap().landscape);
    }

    #[test]
    fn tags_never_cover_each_other() {
        let cases = [
            (0..200)
                .map(|i| (f64::from(i) * 5.0, 0.0))
                .collect::<Vec<_>>(),
            (0..60)
                .map(|i| (f64::from(i % 8), f64::from(i / 8)))
                .collect(),
            vec![(0.0, 0.0); 40],
        ];
        for points in cases {
            let drawing = draw(&map_of(&points), Paper::A4, &Labels::default()).unwrap();
            for (i, a) in drawing.tags.iter().enumerate() {
                assert!(a.x - a.width / 2.0 >= 0.0 && a.x + a.width / 2.0 <= drawing.width);
                for b in &drawing.tags[i + 1..] {
                    let apart_x = (a.x - b.x).abs() >= (a.width + b.width) / 2.0;
                    let apart_y = (a.y - b.y).abs() >= (a.height + b.height) / 2.0;
                    assert!(apart_x || apart_y, "{a:?} covers {b:?}");
                }
            }
        }
    }
}
