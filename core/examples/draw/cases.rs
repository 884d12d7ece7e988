//! Made-up streets with a walk that was good from the start, and with one that once was not.

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::osm::{OsmMap, OsmNode, OsmWay, Tags, street_graph};
use turfwalk_core::streets::{SpotOnStreet, StreetGraph};

use crate::picture::stop;

/// What a case is drawn from.
pub(crate) struct Case {
    pub(crate) graph: StreetGraph,
    pub(crate) stops: Vec<SpotOnStreet>,
}

fn place((east, north): (f64, f64)) -> LatLon {
    let e7 = 1e7 / 111_195.08;
    LatLon {
        lat_e7: (494_000_000.0 + north * e7).round() as i32,
        lon_e7: (110_000_000.0 + east * e7 / 49.4_f64.to_radians().cos()).round() as i32,
    }
}

fn streets(points: &[(i64, f64, f64)], ways: &[(&[i64], Tags)]) -> StreetGraph {
    street_graph(&OsmMap {
        nodes: points
            .iter()
            .map(|(id, east, north)| OsmNode {
                id: *id,
                at: place((*east, *north)),
                tags: Tags::default(),
            })
            .collect(),
        ways: ways
            .iter()
            .enumerate()
            .map(|(id, (nodes, tags))| OsmWay {
                id: id as i64,
                nodes: nodes.to_vec(),
                tags: tags.clone(),
            })
            .collect(),
        relations: Vec::new(),
    })
}

fn road(highway: &str, name: &str) -> Tags {
    [("highway", highway), ("name", name)].into()
}

fn case(graph: StreetGraph, doors: &[(&str, f64, f64)]) -> Case {
    let stops = doors
        .iter()
        .map(|(street, east, north)| stop(&graph, street, place((*east, *north))))
        .collect();
    Case { graph, stops }
}

/// Quiet blocks, an alley that is a dead end, and a busy road: one side of the busy road is walked
/// before it is crossed, once.
pub(crate) fn blocks() -> Case {
    let points = [
        (1, 0.0, 0.0),
        (2, 140.0, 6.0),
        (3, 290.0, 0.0),
        (4, 0.0, 105.0),
        (5, 145.0, 110.0),
        (6, 285.0, 100.0),
        (7, 0.0, 205.0),
        (8, 140.0, 215.0),
        (9, 290.0, 200.0),
        (10, 205.0, 60.0),
        (11, 210.0, 103.0),
    ];
    let ways: [(&[i64], Tags); 7] = [
        (&[1, 2, 3], road("residential", "South Street")),
        (&[4, 5, 11, 6], road("secondary", "Main Road")),
        (&[7, 8, 9], road("residential", "North Street")),
        (&[1, 4, 7], road("residential", "West Lane")),
        (&[2, 5, 8], road("residential", "Middle Lane")),
        (&[3, 6, 9], road("residential", "East Lane")),
        (&[11, 10], road("service", "Mill Alley")),
    ];
    case(
        streets(&points, &ways),
        &[
            ("South Street", 40.0, 12.0),
            ("South Street", 95.0, 14.0),
            ("South Street", 220.0, -9.0),
            ("Main Road", 60.0, 96.0),
            ("Main Road", 250.0, 91.0),
            ("Main Road", 90.0, 120.0),
            ("Main Road", 240.0, 115.0),
            ("Mill Alley", 213.0, 70.0),
            ("North Street", 70.0, 200.0),
            ("North Street", 210.0, 217.0),
            ("East Lane", 297.0, 150.0),
        ],
    )
}

/// A boulevard of two carriageways. Its middle was once taken for two faces with doors, and it was
/// crossed anywhere, so that the walk went to and fro over it; now one side is walked, then the
/// other.
pub(crate) fn boulevard() -> Case {
    let points = [
        (1, 0.0, 0.0),
        (2, 150.0, 0.0),
        (3, 300.0, 0.0),
        (4, 0.0, 14.0),
        (5, 150.0, 14.0),
        (6, 300.0, 14.0),
        (7, 0.0, -70.0),
        (8, 150.0, -80.0),
        (9, 300.0, -70.0),
        (10, 0.0, 90.0),
        (11, 150.0, 85.0),
        (12, 300.0, 90.0),
    ];
    let lane: Tags = [
        ("highway", "residential"),
        ("name", "Lindenallee"),
        ("oneway", "yes"),
    ]
    .into();
    let ways: [(&[i64], Tags); 7] = [
        (&[1, 2, 3], lane.clone()),
        (&[6, 5, 4], lane),
        (&[7, 1, 4, 10], road("residential", "West Lane")),
        (&[8, 2, 5, 11], road("residential", "Middle Lane")),
        (&[9, 3, 6, 12], road("residential", "East Lane")),
        (&[7, 8, 9], road("residential", "South Street")),
        (&[10, 11, 12], road("residential", "North Street")),
    ];
    case(
        streets(&points, &ways),
        &[
            ("Lindenallee", 40.0, -9.0),
            ("Lindenallee", 75.0, -9.0),
            // Geocodes on the median.
            ("Lindenallee", 110.0, 4.0),
            ("Lindenallee", 190.0, 3.5),
            ("Lindenallee", 250.0, -9.0),
            ("Lindenallee", 265.0, 23.0),
            ("Lindenallee", 215.0, 23.0),
            ("Lindenallee", 120.0, 23.0),
            ("Lindenallee", 90.0, 10.0),
            ("Lindenallee", 30.0, 23.0),
        ],
    )
}
