//! Streets and water out of a map; `doors` has the addresses.

mod doors;

use super::*;
use crate::streets::fixture::at;
use crate::streets::{
    Components, Edge, EdgeId, PathStep, Pavement, Placer, RoadClass, Side, SpotOnStreet,
    StreetGraph, WalkingCosts,
};

/// A map of numbered points in metres, and ways through them.
fn map(points: &[(i64, f64, f64)], ways: &[(&[i64], Tags)]) -> OsmMap {
    OsmMap {
        nodes: points
            .iter()
            .map(|(id, x, y)| OsmNode {
                id: *id,
                at: at((*x, *y)),
                tags: Tags::default(),
            })
            .collect(),
        ways: ways
            .iter()
            .enumerate()
            .map(|(i, (nodes, tags))| OsmWay {
                id: i as i64 + 1,
                nodes: nodes.to_vec(),
                tags: tags.clone(),
            })
            .collect(),
        relations: Vec::new(),
    }
}

fn street(name: &str) -> Tags {
    [("highway", "residential"), ("name", name)].into()
}

fn lengths(graph: &StreetGraph) -> Vec<u32> {
    let mut all: Vec<u32> = graph
        .edges
        .iter()
        .map(|e| (e.length_cm + 50) / 100)
        .collect();
    all.sort_unstable();
    all
}

const ROW: [(i64, f64, f64); 6] = [
    (1, 0.0, 0.0),
    (2, 100.0, 0.0),
    (3, 200.0, 0.0),
    (4, 300.0, 0.0),
    (5, 200.0, 80.0),
    (6, 100.0, 80.0),
];

#[test]
fn corners_stay_and_points_between_go() {
    // One street drawn as two ways, a side street at 3.
    let ways: [(&[i64], Tags); 3] = [
        (&[1, 2], street("A")),
        (&[2, 3, 4], street("A")),
        (&[3, 5], street("B")),
    ];
    let graph = street_graph(&map(&ROW, &ways));
    assert_eq!(lengths(&graph), [80, 100, 200]);
    assert_eq!(
        (graph.nodes.len(), graph.names.as_slice()),
        (4, &["A".to_owned(), "B".to_owned()][..])
    );
}

#[test]
fn a_change_of_name_or_kind_is_a_corner() {
    let ways: [(&[i64], Tags); 2] = [(&[1, 2], street("A")), (&[2, 3], street("B"))];
    assert_eq!(lengths(&street_graph(&map(&ROW, &ways))), [100, 100]);
    let busy = [("highway", "tertiary"), ("name", "A")].into();
    let ways: [(&[i64], Tags); 2] = [(&[1, 2], street("A")), (&[2, 3], busy)];
    assert_eq!(lengths(&street_graph(&map(&ROW, &ways))), [100, 100]);
}

#[test]
fn the_order_of_elements_does_not_matter() {
    let ways: [(&[i64], Tags); 3] = [
        (&[1, 2, 3], street("A")),
        (&[3, 5, 6], street("B")),
        (&[6, 2], street("C")),
    ];
    let one = map(&ROW, &ways);
    let mut other = one.clone();
    other.nodes.reverse();
    other.ways.reverse();
    assert_eq!(street_graph(&one), street_graph(&other));
}

#[test]
fn a_ring_without_a_corner_is_one_loop() {
    let graph = street_graph(&map(&ROW, &[(&[2, 3, 5, 6, 2], street("Ring"))]));
    assert_eq!((graph.edges.len(), graph.nodes.len()), (1, 1));
    assert_eq!(graph.edges[0].from, graph.edges[0].to);
    assert_eq!(lengths(&graph), [360]);
}

#[test]
fn a_locked_gate_parts_a_way_and_a_bridge_joins_nothing_below() {
    let mut gated = map(&ROW, &[(&[1, 2, 3], street("A"))]);
    gated.nodes[1].tags = [("barrier", "gate"), ("access", "private")].into();
    assert_eq!(Components::new(&street_graph(&gated)).count(), 2);
    gated.nodes[1].tags = [("barrier", "gate")].into();
    assert_eq!(Components::new(&street_graph(&gated)).count(), 1);
    // Two ways cross on the drawing but share no point.
    let bridge = [("highway", "residential"), ("name", "B"), ("bridge", "yes")].into();
    let crossing = map(
        &[
            (1, 0.0, 0.0),
            (2, 100.0, 0.0),
            (3, 50.0, -50.0),
            (4, 50.0, 50.0),
        ],
        &[(&[1, 2], street("A")), (&[3, 4], bridge)],
    );
    assert_eq!(Components::new(&street_graph(&crossing)).count(), 2);
}

#[test]
fn a_sidewalk_folds_into_its_road_and_its_paths_follow() {
    let points = [
        (1, 0.0, 0.0),
        (2, 200.0, 0.0),
        (3, 5.0, 8.0),
        (4, 90.0, 8.0),
        (5, 195.0, 8.0),
        (6, 90.0, 70.0),
    ];
    let sidewalk = [("highway", "footway"), ("footway", "sidewalk")].into();
    let path: Tags = [("highway", "footway")].into();
    let graph = street_graph(&map(
        &points,
        &[
            (&[1, 2], street("A")),
            (&[3, 4, 5], sidewalk),
            (&[4, 6], path),
        ],
    ));
    // The road is cut where the path now joins it; path and its last bit are one.
    assert_eq!(lengths(&graph), [70, 90, 110]);
    assert_eq!(Components::new(&graph).count(), 1);
    assert_eq!(
        graph
            .edges
            .iter()
            .filter(|e| e.class == RoadClass::Path)
            .count(),
        1
    );
}

#[test]
fn a_sidewalk_with_no_road_stays() {
    let sidewalk: Tags = [("highway", "footway"), ("footway", "sidewalk")].into();
    let graph = street_graph(&map(&ROW, &[(&[1, 2], street("A")), (&[4, 5], sidewalk)]));
    assert_eq!(graph.edges.len(), 2);
}

#[test]
fn what_only_a_folded_sidewalk_joins_stays_joined() {
    // A sidewalk runs beside the street and then on to a path that is too far to be led on.
    let points = [
        (1, 0.0, 0.0),
        (2, 200.0, 0.0),
        (3, 5.0, 8.0),
        (4, 190.0, 8.0),
        (5, 235.0, 12.0),
        (6, 300.0, 60.0),
        (7, 100.0, 8.0),
    ];
    let sidewalk: Tags = [("highway", "footway"), ("footway", "sidewalk")].into();
    let path: Tags = [("highway", "path")].into();
    let ways: [(&[i64], Tags); 4] = [
        (&[1, 2], street("A")),
        (&[3, 7, 4, 5], sidewalk.clone()),
        (&[5, 6], path.clone()),
        (&[1, 3], path),
    ];
    let graph = street_graph(&map(&points, &ways));
    assert_eq!(Components::new(&graph).count(), 1);
    // A wall on it lets nobody through, whatever was folded.
    let mut walled = map(&points, &ways);
    walled.nodes[3].tags = [("barrier", "wall")].into();
    assert_eq!(Components::new(&street_graph(&walled)).count(), 2);
}

#[test]
fn a_busy_road_is_crossed_where_a_crossing_is_mapped() {
    let busy: Tags = [("highway", "secondary"), ("name", "A")].into();
    let ways: [(&[i64], Tags); 1] = [(&[1, 2, 3], busy)];
    let mut mapped = map(&ROW, &ways);
    assert_eq!(lengths(&street_graph(&mapped)), [200]);
    mapped.nodes[1].tags = [("highway", "crossing"), ("crossing", "traffic_signals")].into();
    let graph = street_graph(&mapped);
    assert_eq!(lengths(&graph), [100, 100]);
    let costs = WalkingCosts::default();
    let spot = |side, along_cm| SpotOnStreet {
        edge: EdgeId(0),
        side,
        along_cm,
    };
    let over = Pavement::new(&graph, &costs)
        .times(&[spot(Side::Left, 9_000), spot(Side::Right, 9_000)])
        .ms(0, 1);
    assert_eq!(over, 20 * costs.ms_per_m + costs.cross_busy_ms);
    mapped.nodes[1].tags = [("highway", "crossing"), ("crossing", "no")].into();
    assert_eq!(lengths(&street_graph(&mapped)), [200]);
    // On a quiet street one crosses anywhere, so it needs no corner.
    mapped.nodes[1].tags = [("highway", "crossing")].into();
    mapped.ways[0].tags = street("A");
    assert_eq!(lengths(&street_graph(&mapped)), [200]);
}

#[test]
fn a_calm_busy_road_is_crossed_between_its_corners() {
    let through = |tags: Tags| {
        let points = [(1, 0.0, 0.0), (2, 170.0, 0.0), (3, 250.0, 0.0)];
        street_graph(&map(&points, &[(&[1, 2, 3], tags)]))
    };
    let hamlet = through([("highway", "tertiary"), ("name", "Dorfstraße")].into());
    assert_eq!(lengths(&hamlet), [63, 63, 63, 63]);
    let drawn: f64 = hamlet
        .edges
        .iter()
        .flat_map(|e| e.line.windows(2))
        .map(|p| p[0].distance_m(p[1]))
        .sum();
    assert!((drawn - 250.0).abs() < 0.1, "{drawn}");
    let costs = WalkingCosts::default();
    let opposite = [Side::Left, Side::Right].map(|side| SpotOnStreet {
        edge: EdgeId(1),
        side,
        along_cm: 3_000,
    });
    let over = Pavement::new(&hamlet, &costs).times(&opposite).ms(0, 1);
    assert_eq!(over, 60 * costs.ms_per_m + costs.cross_busy_ms);
    for tags in [
        Tags::from([("highway", "tertiary"), ("maxspeed", "100")]),
        Tags::from([("highway", "tertiary"), ("oneway", "yes")]),
        Tags::from([("highway", "secondary")]),
        Tags::from([("highway", "primary"), ("maxspeed", "50")]),
        street("A"),
    ] {
        assert_eq!(lengths(&through(tags.clone())), [250], "{tags:?}");
    }
}

/// Two carriageways of 300 m, 12 m apart, joined at both ends by side streets.
fn boulevard(name: &str, one_way: &str, apart_m: f64) -> StreetGraph {
    let points = [
        (1, 0.0, 0.0),
        (2, 300.0, 0.0),
        (3, 0.0, apart_m),
        (4, 300.0, apart_m),
        (5, 0.0, -90.0),
        (6, 300.0, 90.0),
    ];
    let lane = |name: &str| -> Tags {
        [
            ("highway", "residential"),
            ("name", name),
            ("oneway", one_way),
        ]
        .into()
    };
    let ways: [(&[i64], Tags); 4] = [
        (&[1, 2], lane("Allee")),
        (&[4, 3], lane(name)),
        (&[5, 1, 3], street("West")),
        (&[2, 4, 6], street("East")),
    ];
    street_graph(&map(&points, &ways))
}

#[test]
fn nobody_walks_between_two_carriageways() {
    let graph = boulevard("Allee", "yes", 12.0);
    let named = |e: &EdgeId| graph.name_of(*e) == Some("Allee");
    assert_eq!(graph.medians.len(), 2);
    assert!(graph.medians.iter().all(|(edge, _)| named(edge)));
    let lanes: Vec<EdgeId> = graph.medians.iter().map(|m| m.0).collect();
    for (edge, side) in &graph.medians {
        // The face towards the other lane.
        let middle = graph.point_of(
            SpotOnStreet {
                edge: *edge,
                side: *side,
                along_cm: 15_000,
            },
            6.0,
        );
        assert!(middle.distance_m(at((150.0, 6.0))) < 1.0);
        assert!(!graph.crosses_mid_block(*edge));
    }
    // From one outer face to the other it goes by the corners, over both lanes.
    let costs = WalkingCosts::default();
    let outer = |i: usize| SpotOnStreet {
        edge: lanes[i],
        side: graph.medians[i].1.other(),
        along_cm: 15_000,
    };
    let pavement = Pavement::new(&graph, &costs);
    let path = pavement.path(outer(0), outer(1)).unwrap();
    assert!(path.length_cm > 30_000, "{path:?}");
    for step in &path.steps {
        if let PathStep::Along { edge, side, .. } = step {
            assert!(!graph.is_median(*edge, *side));
        }
        assert!(!matches!(step, PathStep::CrossMidBlock { .. }));
    }
    // Not so if they have two names, are no lanes, or houses may stand between them.
    for other in [
        boulevard("Other", "yes", 12.0),
        boulevard("Allee", "no", 12.0),
        boulevard("Allee", "yes", 45.0),
    ] {
        assert_eq!(other.medians, []);
    }
    // A geocode in the middle goes to the lane's outer face.
    let placed = Placer::new(&graph).place("Allee", "3", Some(at((150.0, 4.0))));
    let spot = placed.spot.unwrap();
    assert!(!graph.is_median(spot.edge, spot.side), "{placed:?}");
}

#[test]
fn near_roads_are_near_in_number() {
    let ways: [(&[i64], Tags); 3] = [
        (&[1, 2, 3, 4], street("A")),
        (&[3, 5], street("B")),
        (&[2, 6], street("C")),
    ];
    let graph = street_graph(&map(&ROW, &ways));
    // Along A from its end, with each corner's side street behind it.
    let names: Vec<_> = (0..graph.edges.len() as u32)
        .filter_map(|e| graph.name_of(EdgeId(e)))
        .collect();
    assert_eq!(names, ["A", "A", "A", "B", "C"]);
    let follow = |pair: &[Edge]| pair[0].to == pair[1].from;
    assert!(graph.edges[..3].windows(2).all(follow));
}

#[test]
fn water_is_lines_and_rings() {
    let mut map = map(
        &ROW,
        &[
            (&[1, 2, 3], [("waterway", "river")].into()),
            (&[2, 3, 5, 6, 2], [("natural", "water")].into()),
            (&[1, 2, 6], Tags::default()),
            (&[1, 5, 6], Tags::default()),
        ],
    );
    map.relations.push(OsmRelation {
        id: 1,
        members: [3, 4]
            .map(|id| OsmMember {
                kind: OsmKind::Way,
                id,
                role: "outer".to_owned(),
            })
            .to_vec(),
        tags: [("type", "multipolygon"), ("natural", "water")].into(),
    });
    let found = water(&map);
    assert!(matches!(&found[0], Water::Line(l) if l.len() == 3));
    assert!(matches!(&found[1], Water::Area(l) if l.len() == 5));
    // Two open ways make one ring, whichever way round they run.
    assert!(matches!(&found[2], Water::Area(l) if l.len() == 5 && l[0] == l[4]));
    assert_eq!(found.len(), 3);
}
