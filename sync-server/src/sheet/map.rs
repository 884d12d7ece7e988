//! The map of a walk, in metres around its middle.

use turfwalk_core::model::LatLon;
use turfwalk_core::route::Walk;
use turfwalk_core::streets::RoadClass;
use turfwalk_print::{Map, Mark, Street, StreetClass, Water};

use super::Land;
use super::sections::SheetStop;

/// How far around the walk streets and water are drawn, in metres; the page cuts off the rest.
const MARGIN_M: f64 = 400.0;

/// The map, or `None` where no printed stop has a place.
pub(super) fn map(stops: &[SheetStop], walk: &Walk, land: &Land<'_>) -> Option<Map> {
    let marks: Vec<(u32, LatLon)> = stops
        .iter()
        .filter(|stop| stop.is_printed())
        .filter_map(|stop| Some((stop.number, stop.at?)))
        .collect();
    let line: Vec<LatLon> = walk
        .legs
        .iter()
        .flat_map(|leg| leg.line.iter().copied())
        .collect();
    let middle = middle(marks.iter().map(|(_, at)| *at))?;
    let metres = |at: &LatLon| at.metres_from(middle);
    let shown = Window::around(marks.iter().map(|(_, at)| at).chain(&line).map(metres));
    let streets = land.graph.edges.iter().filter_map(|edge| {
        let points: Vec<(f64, f64)> = edge.line.iter().map(metres).collect();
        let name = edge
            .name
            .and_then(|name| land.graph.names.get(name as usize));
        shown.meets(&points).then(|| Street {
            name: name.cloned().unwrap_or_default(),
            class: class(edge.class),
            points,
        })
    });
    let water = land.water.iter().filter_map(|(line, area)| {
        let points: Vec<(f64, f64)> = line.iter().map(metres).collect();
        shown.meets(&points).then_some(Water {
            points,
            area: *area,
        })
    });
    Some(Map {
        streets: streets.collect(),
        water: water.collect(),
        walk: line.iter().map(metres).collect(),
        marks: marks
            .iter()
            .map(|(number, at)| Mark {
                at: metres(at),
                label: number.to_string(),
            })
            .collect(),
    })
}

fn class(road: RoadClass) -> StreetClass {
    match road {
        RoadClass::Path | RoadClass::Steps => StreetClass::Path,
        RoadClass::Service | RoadClass::Quiet => StreetClass::Minor,
        RoadClass::Busy | RoadClass::Major => StreetClass::Major,
    }
}

/// The middle of the box around some places.
fn middle(places: impl Iterator<Item = LatLon> + Clone) -> Option<LatLon> {
    let half = |low: i32, high: i32| ((i64::from(low) + i64::from(high)) / 2) as i32;
    let (lat, lon) = (places.clone().map(|p| p.lat_e7), places.map(|p| p.lon_e7));
    Some(LatLon {
        lat_e7: half(lat.clone().min()?, lat.max()?),
        lon_e7: half(lon.clone().min()?, lon.max()?),
    })
}

/// A box in metres.
struct Window {
    low: (f64, f64),
    high: (f64, f64),
}

impl Window {
    fn around(points: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut window = Self::none();
        points.for_each(|point| window.take(point));
        window.low = (window.low.0 - MARGIN_M, window.low.1 - MARGIN_M);
        window.high = (window.high.0 + MARGIN_M, window.high.1 + MARGIN_M);
        window
    }

    fn none() -> Self {
        Self {
            low: (f64::INFINITY, f64::INFINITY),
            high: (f64::NEG_INFINITY, f64::NEG_INFINITY),
        }
    }

    fn take(&mut self, (east, north): (f64, f64)) {
        self.low = (self.low.0.min(east), self.low.1.min(north));
        self.high = (self.high.0.max(east), self.high.1.max(north));
    }

    /// Whether the box around a line meets this one.
    fn meets(&self, line: &[(f64, f64)]) -> bool {
        let mut of = Self::none();
        line.iter().for_each(|point| of.take(*point));
        of.low.0 <= self.high.0
            && of.high.0 >= self.low.0
            && of.low.1 <= self.high.1
            && of.high.1 >= self.low.1
    }
}
