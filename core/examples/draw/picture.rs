//! Streets, stops and a walk as SVG, one unit a metre.

use std::fmt::Write;

use turfwalk_core::model::LatLon;
use turfwalk_core::route::{End, Goal, explain, for_steps, order};
use turfwalk_core::streets::{
    Pavement, RoadClass, Side, SpotOnStreet, StreetGraph, StreetPack, WalkingCosts,
};

/// Where stops are drawn, in metres from the middle of the road.
const STOP_OFF_M: f64 = 9.0;
const MARGIN_M: f64 = 25.0;

/// The quickest open walk from the first stop through all of them, drawn.
pub(crate) fn draw(graph: &StreetGraph, costs: &WalkingCosts, stops: &[SpotOnStreet]) -> String {
    let pavement = Pavement::new(graph, costs);
    let goal = Goal {
        start: (!stops.is_empty()).then_some(0),
        end: End::Free,
        seed: 1,
    };
    let walk = order(&pavement.times(stops), &goal, &mut for_steps(20_000));
    let walked: Vec<SpotOnStreet> = walk.stops.iter().map(|stop| stops[*stop]).collect();
    let told = explain(graph, &pavement, costs, &walked, false);
    let line: Vec<LatLon> = told.legs.iter().flat_map(|leg| leg.line.clone()).collect();
    let mut svg = Svg::around(graph);
    for edge in &graph.edges {
        let (width, colour) = match edge.class {
            RoadClass::Path => (1.5, "#b9a88f"),
            RoadClass::Steps => (2.5, "#c77"),
            RoadClass::Service => (4.0, "#ddd"),
            RoadClass::Quiet => (6.5, "#d5d5d5"),
            RoadClass::Busy => (8.5, "#f3d58a"),
            RoadClass::Major => (9.5, "#f0a986"),
        };
        svg.line(&edge.line, width, colour);
    }
    svg.line(&line, 1.2, "#0b66c3");
    for (i, stop) in walked.iter().enumerate() {
        svg.dot(graph.point_of(*stop, STOP_OFF_M), &(i + 1).to_string());
    }
    svg.finish(&format!(
        "{} stops, {} m, {} crossings",
        walked.len(),
        told.metres,
        told.crossings
    ))
}

/// The walk through the doors of a pack.
pub(crate) fn draw_pack(pack: &StreetPack) -> String {
    let stops: Vec<SpotOnStreet> = pack.doors.iter().map(|door| door.1).collect();
    draw(&pack.graph, &pack.costs, &stops)
}

/// A stop on the road of this name that passes nearest to a place, on the side of the place.
pub(crate) fn stop(graph: &StreetGraph, name: &str, at: LatLon) -> SpotOnStreet {
    let places = turfwalk_core::streets::Placer::new(graph);
    let placed = places.place(name, "1", Some(at)).spot;
    placed.unwrap_or(SpotOnStreet {
        edge: turfwalk_core::streets::EdgeId(0),
        side: Side::Left,
        along_cm: 0,
    })
}

struct Svg {
    origin: LatLon,
    width: f64,
    height: f64,
    body: String,
}

impl Svg {
    fn around(graph: &StreetGraph) -> Self {
        let points = || graph.edges.iter().flat_map(|e| e.line.iter());
        let (north, south) = (points().map(|p| p.lat_e7), points().map(|p| p.lat_e7));
        let (west, east) = (points().map(|p| p.lon_e7), points().map(|p| p.lon_e7));
        let origin = LatLon {
            lat_e7: north.max().unwrap_or(0),
            lon_e7: west.min().unwrap_or(0),
        };
        let end = LatLon {
            lat_e7: south.min().unwrap_or(0),
            lon_e7: east.max().unwrap_or(0),
        };
        let (width, depth) = end.metres_from(origin);
        Self {
            origin,
            width: width + 2.0 * MARGIN_M,
            height: -depth + 2.0 * MARGIN_M,
            body: String::new(),
        }
    }

    fn at(&self, place: LatLon) -> (f64, f64) {
        let (east, north) = place.metres_from(self.origin);
        (east + MARGIN_M, MARGIN_M - north)
    }

    fn line(&mut self, points: &[LatLon], width: f64, colour: &str) {
        let points: Vec<String> = points
            .iter()
            .map(|p| self.at(*p))
            .map(|(x, y)| format!("{x:.0},{y:.0}"))
            .collect();
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
            points.join(" ")
        );
    }

    fn dot(&mut self, place: LatLon, text: &str) {
        let (x, y) = self.at(place);
        let _ = writeln!(
            self.body,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"5\" fill=\"#fff\" stroke=\"#0b66c3\"/>\n\
             <text x=\"{x:.0}\" y=\"{:.0}\" font-size=\"6.5\" text-anchor=\"middle\">{text}</text>",
            y + 2.0
        );
    }

    fn finish(self, title: &str) -> String {
        let (width, height) = (self.width.round(), self.height.round());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" role=\"img\" font-family=\"sans-serif\">\n\
             <title>{title}</title>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#fbfaf7\"/>\n{}\
             <text x=\"4\" y=\"{:.0}\" font-size=\"9\">{title}</text>\n</svg>\n",
            self.body,
            height - 5.0
        )
    }
}
