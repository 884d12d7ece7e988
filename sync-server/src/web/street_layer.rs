//! The still part of the map: water and streets. It changes with an import or a cut, so it is a
//! picture of its own that browsers keep.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::{Edge, RoadClass};

use super::WebError;
use super::frame::{Frame, WIDTH};
use crate::db::{Db, StreetMap, sha256_hex};
use crate::streets::Streets;

const LAND: &str = "#f1eee8";
const WATER: &str = "#bcd7e6";

/// How a class of street is drawn.
struct Look {
    class: RoadClass,
    id: &'static str,
    casing: &'static str,
    fill: &'static str,
    /// Width on the ground, in metres, and the least in units of the map.
    width_m: f64,
    least: f64,
    dashes: &'static str,
}

/// From the least to the most, as they are drawn one over the other.
const LOOKS: [Look; 6] = [
    look(RoadClass::Path, "path", "", "#b9ae9b", (2.0, 5.0), "16 12"),
    look(RoadClass::Steps, "steps", "", "#b98f7a", (3.0, 9.0), "5 7"),
    look(
        RoadClass::Service,
        "service",
        "#d8d2c6",
        "#fbfaf7",
        (4.0, 10.0),
        "",
    ),
    look(
        RoadClass::Quiet,
        "quiet",
        "#c9c1b2",
        "#ffffff",
        (7.0, 17.0),
        "",
    ),
    look(
        RoadClass::Busy,
        "busy",
        "#bda76f",
        "#fbf0c4",
        (10.0, 26.0),
        "",
    ),
    look(
        RoadClass::Major,
        "major",
        "#b98752",
        "#f6d7a3",
        (13.0, 32.0),
        "",
    ),
];

const fn look(
    class: RoadClass,
    id: &'static str,
    casing: &'static str,
    fill: &'static str,
    (width_m, least): (f64, f64),
    dashes: &'static str,
) -> Look {
    Look {
        class,
        id,
        casing,
        fill,
        width_m,
        least,
        dashes,
    }
}

/// The street layer of a database as last drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn(Mutex<Option<(String, Arc<str>)>>);

impl Drawn {
    /// The layer, drawn anew only where streets or frame have changed.
    pub(super) fn get(&self, db: &Db) -> Result<Arc<str>, WebError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = Version::of(db)?;
        if let (Some(version), Some((as_drawn, svg))) = (&version, &*held)
            && version.hash == *as_drawn
        {
            return Ok(Arc::clone(svg));
        }
        let svg: Arc<str> = street_layer(db)?.into();
        *held = version.map(|version| (version.hash, Arc::clone(&svg)));
        Ok(svg)
    }
}

/// Which street layer it is.
#[derive(Debug)]
pub(super) struct Version {
    /// Changes whenever the picture would.
    pub(super) hash: String,
    /// Whose data it is.
    pub(super) attribution: String,
}

impl Version {
    /// Of the streets in force, if there are any and doors to frame them.
    pub(super) fn of(db: &Db) -> Result<Option<Self>, WebError> {
        let frame = Frame::around(&db.doors()?);
        let Some((map, frame)) = db.street_map()?.zip(frame) else {
            return Ok(None);
        };
        Ok(Some(Self::of_map(map, &frame)))
    }

    /// The pack's head holds the hash of its body, so its first bytes stand for all.
    pub(super) fn of_map(map: StreetMap, frame: &Frame) -> Self {
        let head = &map.pack[..map.pack.len().min(64)];
        let what = format!("{head:?} {} {} {frame:?}", map.water.len(), map.attribution);
        Self {
            hash: sha256_hex(what.as_bytes())[..16].to_owned(),
            attribution: map.attribution,
        }
    }
}

/// The layer as an SVG picture.
///
/// # Errors
/// [`crate::streets::StreetsError::None`] where there are no streets, or no door to frame.
pub(super) fn street_layer(db: &Db) -> Result<String, WebError> {
    let streets = Streets::load(db)?;
    let frame = Frame::around(&db.doors()?).ok_or(crate::streets::StreetsError::None)?;
    Ok(draw(&streets, &frame))
}

fn draw(streets: &Streets, frame: &Frame) -> String {
    let height = frame.height;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         stroke-linejoin=\"round\"><title>{}</title>\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"{LAND}\"/>",
        escaped(&streets.attribution)
    );
    let (mut areas, mut rivers) = (String::new(), String::new());
    for (line, is_area) in &streets.water {
        match is_area {
            true if trace(&mut areas, frame, line) => areas.push('z'),
            true => {}
            false => _ = trace(&mut rivers, frame, line),
        }
    }
    let river_width = frame.units(8.0).max(14.0);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<path d=\"{areas}\" fill=\"{WATER}\"/>\
         <path d=\"{rivers}\" fill=\"none\" stroke=\"{WATER}\" stroke-width=\"{river_width:.0}\" \
         stroke-linecap=\"round\"/><g fill=\"none\">"
    );
    let mut shown = Vec::with_capacity(LOOKS.len());
    for look in &LOOKS {
        let edges = streets
            .graph
            .edges
            .iter()
            .filter(|edge| edge.class == look.class);
        let path = path(frame, edges);
        if !path.is_empty() {
            let _ = write!(svg, "<defs><path id=\"{}\" d=\"{path}\"/></defs>", look.id);
            shown.push(look);
        }
    }
    // All casings lie below all streets, so that crossings are open.
    for look in shown.iter().filter(|look| !look.casing.is_empty()) {
        stroke(&mut svg, look, look.casing, width(frame, look) + 6.0);
    }
    for look in shown {
        stroke(&mut svg, look, look.fill, width(frame, look));
    }
    svg.push_str("</g></svg>");
    svg
}

fn stroke(svg: &mut String, look: &Look, colour: &str, width: f64) {
    let _ = write!(
        svg,
        "<use href=\"#{}\" stroke=\"{colour}\" stroke-width=\"{width:.0}\"",
        look.id
    );
    let _ = match look.dashes {
        "" => write!(svg, " stroke-linecap=\"round\"/>"),
        dashes => write!(svg, " stroke-dasharray=\"{dashes}\"/>"),
    };
}

fn width(frame: &Frame, look: &Look) -> f64 {
    frame
        .units(look.width_m)
        .clamp(look.least, 5.0 * look.least)
}

fn path<'a>(frame: &Frame, edges: impl Iterator<Item = &'a Edge>) -> String {
    let mut path = String::new();
    for edge in edges {
        trace(&mut path, frame, &edge.line);
    }
    path
}

/// Appends a line, if any of it shows; points that fall on the one before are left out.
fn trace(path: &mut String, frame: &Frame, line: &[LatLon]) -> bool {
    let points: Vec<(i32, i32)> = line.iter().map(|&at| frame.point(at)).collect();
    let span = |of: fn(&(i32, i32)) -> i32| {
        (
            points.iter().map(of).min().unwrap_or(0),
            points.iter().map(of).max().unwrap_or(0),
        )
    };
    let ((west, east), (top, bottom)) = (span(|p| p.0), span(|p| p.1));
    let nearest = (
        (WIDTH / 2).clamp(west, east.max(west)),
        (frame.height / 2).clamp(top, bottom.max(top)),
    );
    if points.len() < 2 || !frame.shows(nearest) {
        return false;
    }
    let _ = write!(path, "M{} {}l", points[0].0, points[0].1);
    let mut before = points[0];
    for (i, &point) in points.iter().enumerate().skip(1) {
        let step = (point.0 - before.0, point.1 - before.1);
        if step == (0, 0) && i + 1 < points.len() {
            continue;
        }
        let _ = write!(path, "{} {} ", step.0, step.1);
        before = point;
    }
    path.pop();
    true
}

/// Text as XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
