use proptest::prelude::*;

use super::slow;
use crate::streets::fixture::{add_road, add_road_of, line};
use crate::streets::{
    EdgeId, NodeId, PathStep, Pavement, RoadClass, Side, SpotOnStreet, StreetGraph, Walking,
    WalkingCosts, WalkingTimes,
};

const COSTS: WalkingCosts = WalkingCosts {
    ms_per_m: 1_000,
    steps_ms_per_m: 2_000,
    cross_service_ms: 4_000,
    cross_quiet_ms: 8_000,
    cross_busy_ms: 20_000,
    cross_major_ms: 40_000,
};

fn spot(edge: u32, side: Side, along_cm: u32) -> SpotOnStreet {
    SpotOnStreet {
        edge: EdgeId(edge),
        side,
        along_cm,
    }
}

/// A crossroads: the first road goes east from the corner, then north, west, south, 100 m each.
fn crossroads(class: RoadClass) -> StreetGraph {
    let mut graph = StreetGraph::default();
    for (end, name) in [
        ((100.0, 0.0), "E"),
        ((0.0, 100.0), "N"),
        ((-100.0, 0.0), "W"),
        ((0.0, -100.0), "S"),
    ] {
        add_road_of(&mut graph, &[(0.0, 0.0), end], name, class);
    }
    graph
}

fn ms(graph: &StreetGraph, a: SpotOnStreet, b: SpotOnStreet) -> u32 {
    Pavement::new(graph, &COSTS).times(&[a, b]).ms(0, 1)
}

#[test]
fn round_a_block_corner_nothing_is_crossed() {
    let graph = crossroads(RoadClass::Quiet);
    // The left side of the road east meets the right side of the road north.
    assert_eq!(
        ms(
            &graph,
            spot(0, Side::Left, 1_000),
            spot(1, Side::Right, 1_000)
        ),
        20_000
    );
    // Its right side is across the road east.
    assert_eq!(
        ms(
            &graph,
            spot(0, Side::Right, 1_000),
            spot(1, Side::Right, 1_000)
        ),
        28_000
    );
    // Diagonally opposite: two crossings.
    assert_eq!(
        ms(&graph, spot(0, Side::Left, 0), spot(2, Side::Left, 0)),
        16_000
    );
}

#[test]
fn a_quiet_street_is_crossed_anywhere_and_a_busy_one_at_corners() {
    let (a, b) = (spot(0, Side::Left, 4_000), spot(0, Side::Right, 4_000));
    assert_eq!(ms(&crossroads(RoadClass::Quiet), a, b), 8_000);
    // Forty metres to the corner, over it, and back; the dead end is sixty away.
    assert_eq!(ms(&crossroads(RoadClass::Busy), a, b), 100_000);
    // At the far end one walks round the dead end.
    let (a, b) = (spot(0, Side::Left, 9_000), spot(0, Side::Right, 9_000));
    assert_eq!(ms(&crossroads(RoadClass::Busy), a, b), 20_000);
    assert_eq!(ms(&crossroads(RoadClass::Path), a, b), 0);
}

#[test]
fn a_way_says_where_and_why_to_cross() {
    let graph = crossroads(RoadClass::Busy);
    let pavement = Pavement::new(&graph, &COSTS);
    let way = pavement
        .path(spot(0, Side::Right, 1_000), spot(1, Side::Right, 2_000))
        .unwrap();
    assert_eq!(
        way.steps,
        [
            PathStep::Along {
                edge: EdgeId(0),
                side: Side::Right,
                from_cm: 1_000,
                to_cm: 0
            },
            PathStep::CrossAtCorner {
                node: NodeId(0),
                edge: EdgeId(0)
            },
            PathStep::Along {
                edge: EdgeId(1),
                side: Side::Right,
                from_cm: 0,
                to_cm: 2_000
            },
        ]
    );
    assert_eq!((way.ms, way.length_cm, way.crossings()), (50_000, 3_000, 1));
}

#[test]
fn a_loop_is_walked_either_way_round() {
    // A lollipop: a stem and a ring of 300 m on its end.
    let mut graph = line(&[(0.0, 0.0), (50.0, 0.0)]);
    let ring = [
        (50.0, 0.0),
        (100.0, -50.0),
        (150.0, 0.0),
        (100.0, 50.0),
        (50.0, 0.0),
    ];
    add_road(&mut graph, &ring, "Ring");
    let whole = graph.edges[1].length_cm;
    // Outer face, near both ends: the short way is over the stem's end.
    let (a, b) = (
        spot(1, Side::Right, 1_000),
        spot(1, Side::Right, whole - 1_000),
    );
    assert_eq!(ms(&graph, a, b), 20_000 + 8_000);
    // Inner face: no road lies between its ends.
    let (a, b) = (
        spot(1, Side::Left, 1_000),
        spot(1, Side::Left, whole - 1_000),
    );
    assert_eq!(ms(&graph, a, b), 20_000);
}

#[test]
fn no_way_leads_to_an_island() {
    let mut graph = line(&[(0.0, 0.0), (50.0, 0.0)]);
    add_road(&mut graph, &[(500.0, 0.0), (700.0, 0.0)], "Far");
    let (a, b) = (spot(0, Side::Left, 0), spot(1, Side::Left, 0));
    let (near, far) = (ms(&graph, a, b), ms(&graph, a, spot(1, Side::Left, 20_000)));
    assert!(WalkingTimes::UNREACHABLE <= near && near < far);
    assert_eq!(Pavement::new(&graph, &COSTS).path(a, b), None);
}

/// A town of random roads on a 4 × 4 lattice, some bent, with random spots.
fn towns() -> impl Strategy<Value = (StreetGraph, Vec<SpotOnStreet>)> {
    let road = (0_u8..16, 0_u8..16, 0_u8..6, 0_i8..3);
    let spots = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<bool>(), 0.0..=1.0),
        2..8,
    );
    (prop::collection::vec(road, 1..14), spots).prop_map(|(roads, spots)| {
        let mut graph = StreetGraph::default();
        // Unequal spacing, so that no two roads leave a corner at one angle by chance.
        let at = |n: u8| {
            let (x, y) = (f64::from(n % 4), f64::from(n / 4));
            (x * 97.0 + y * y * 5.0, y * 83.0 + x * x * 7.0)
        };
        for (i, (a, b, class, bend)) in roads.into_iter().enumerate() {
            let classes = [
                RoadClass::Path,
                RoadClass::Steps,
                RoadClass::Service,
                RoadClass::Quiet,
                RoadClass::Busy,
                RoadClass::Major,
            ];
            let (from, to) = (at(a), at(b));
            let k = i as f64;
            let middle = (
                (from.0 + to.0) / 2.0 + 13.0 + k * 1.7 + f64::from(bend) * 11.0,
                (from.1 + to.1) / 2.0 - 9.0 + k * 2.3,
            );
            let mut points = vec![from, middle, to];
            if a == b {
                points.insert(2, (from.0 + 31.0 + k, from.1 + 17.0 - k));
            }
            add_road_of(&mut graph, &points, "", classes[class as usize]);
            if bend == 2 && classes[class as usize].has_faces() {
                graph.medians.push((EdgeId(i as u32), Side::Right));
            }
        }
        let spots = spots
            .into_iter()
            .map(|(edge, left, share): (prop::sample::Index, bool, f64)| {
                let edge = edge.index(graph.edges.len());
                let along_cm = (f64::from(graph.edges[edge].length_cm) * share) as u32;
                spot(
                    edge as u32,
                    if left { Side::Left } else { Side::Right },
                    along_cm,
                )
            })
            .collect();
        (graph, spots)
    })
}

/// A town of blocks with alleys and paths, and spots all over it: more of them than are searched
/// from one by one. Some blocks are cut off from the others.
fn blocks() -> impl Strategy<Value = (StreetGraph, Vec<SpotOnStreet>)> {
    let spot_at = (any::<prop::sample::Index>(), any::<bool>(), 0.0..=1.0);
    let roads = prop::collection::vec((0_u8..10, 0_u8..8), 7 * 7 * 2);
    (roads, prop::collection::vec(spot_at, 25..60)).prop_map(|(roads, spots)| {
        let mut graph = StreetGraph::default();
        let at = |x: usize, y: usize| {
            let wobble = ((x * 7 + y * 13) % 11) as f64 * 2.7;
            (x as f64 * 90.0 + wobble, y as f64 * 70.0 - wobble)
        };
        for (i, (class, gap)) in roads.into_iter().enumerate() {
            let (x, y, down) = (i / 2 % 7, i / 14, i % 2 == 1);
            let class = match class {
                0 | 1 => RoadClass::Path,
                2 => RoadClass::Steps,
                3 => RoadClass::Service,
                4..=6 => RoadClass::Quiet,
                7 | 8 => RoadClass::Busy,
                _ => RoadClass::Major,
            };
            if gap < 6 {
                let to = if down { at(x, y + 1) } else { at(x + 1, y) };
                add_road_of(&mut graph, &[at(x, y), to], "", class);
            }
        }
        if graph.edges.is_empty() {
            add_road(&mut graph, &[at(0, 0), at(1, 0)], "");
        }
        let spots = spots
            .into_iter()
            .map(|(edge, left, share): (prop::sample::Index, bool, f64)| {
                let edge = edge.index(graph.edges.len());
                let along_cm = (f64::from(graph.edges[edge].length_cm) * share) as u32;
                let side = if left { Side::Left } else { Side::Right };
                spot(edge as u32, side, along_cm)
            })
            .collect();
        (graph, spots)
    })
}

/// What a matrix says of the nearest stops.
fn nearest(times: &WalkingTimes, stop: usize, most: usize) -> Vec<u32> {
    let mut all: Vec<u32> = (0..times.len() as u32)
        .filter(|s| *s as usize != stop)
        .collect();
    all.sort_by_key(|s| (times.ms(stop, *s as usize), *s));
    all.truncate(most);
    all
}

#[test]
fn no_stops_and_one_stop_have_no_times() {
    let graph = crossroads(RoadClass::Quiet);
    let pavement = Pavement::new(&graph, &COSTS);
    let none = pavement.street_times(&[]);
    assert_eq!((Walking::len(&none), none.is_empty()), (0, true));
    let one = pavement.street_times(&[spot(0, Side::Left, 50)]);
    assert_eq!((one.ms(0, 0), one.nearest(0, 5)), (0, Vec::new()));
}

#[test]
fn prices_beyond_all_reason_stay_below_no_way_at_all() {
    let graph = crossroads(RoadClass::Busy);
    let dear = WalkingCosts {
        ms_per_m: u32::MAX,
        cross_busy_ms: u32::MAX,
        ..COSTS
    };
    let pavement = Pavement::new(&graph, &dear);
    let spots: Vec<SpotOnStreet> = (0..40).map(|i| spot(i % 4, Side::Left, i * 200)).collect();
    let (matrix, held) = (pavement.times(&spots), pavement.street_times(&spots));
    for (a, b) in (0..40).flat_map(|a| (0..40).map(move |b| (a, b))) {
        assert_eq!(held.ms(a, b), matrix.ms(a, b));
        assert!(matrix.ms(a, b) < WalkingTimes::UNREACHABLE);
        let two = pavement.times(&[spots[a], spots[b]]);
        assert_eq!(two.ms(0, 1), matrix.ms(a, b));
    }
}

proptest! {
    #[test]
    fn stops_know_their_times_without_a_matrix((graph, spots) in towns()) {
        let pavement = Pavement::new(&graph, &COSTS);
        let (times, held) = (pavement.times(&spots), pavement.street_times(&spots));
        for a in 0..spots.len() {
            for b in 0..spots.len() {
                prop_assert_eq!(held.ms(a, b), times.ms(a, b), "{} to {}", a, b);
            }
            for most in [0, 1, 3, spots.len()] {
                prop_assert_eq!(held.nearest(a, most), nearest(&times, a, most));
            }
        }
    }

    #[test]
    fn many_spots_have_the_times_of_pairs((graph, spots) in blocks()) {
        let pavement = Pavement::new(&graph, &COSTS);
        let (many, held) = (pavement.times(&spots), pavement.street_times(&spots));
        for a in 0..spots.len() {
            // The few are searched one by one, as the slow twin knows them to be right.
            for rest in (0..spots.len()).collect::<Vec<_>>().chunks(20) {
                let few: Vec<_> = [a].iter().chain(rest).map(|i| spots[*i]).collect();
                let few = pavement.times(&few);
                for (i, b) in rest.iter().enumerate().filter(|(_, b)| **b != a) {
                    prop_assert_eq!(many.ms(a, *b), few.ms(0, i + 1), "{} to {}", a, b);
                    prop_assert_eq!(held.ms(a, *b), few.ms(0, i + 1), "{} to {}", a, b);
                }
            }
            prop_assert_eq!(held.nearest(a, 7), nearest(&many, a, 7));
        }
    }

    #[test]
    fn times_are_those_of_the_slow_twin((graph, spots) in towns()) {
        let times = Pavement::new(&graph, &COSTS).times(&spots);
        for (a, row) in slow::times(&graph, &COSTS, &spots).into_iter().enumerate() {
            for (b, ms) in row.into_iter().enumerate() {
                let expected = ms.map_or(WalkingTimes::UNREACHABLE, |ms| ms as u32);
                let found = times.ms(a, b).min(WalkingTimes::UNREACHABLE);
                prop_assert_eq!(found, expected, "{} to {}", a, b);
            }
        }
    }

    #[test]
    fn no_detour_is_quicker_and_the_way_back_is_as_long((graph, spots) in towns()) {
        let times = Pavement::new(&graph, &COSTS).times(&spots);
        for a in 0..spots.len() {
            for b in 0..spots.len() {
                prop_assert_eq!(times.ms(a, b), times.ms(b, a));
                for c in 0..spots.len() {
                    let detour = times.ms(a, b).saturating_add(times.ms(b, c));
                    let known = times.ms(a, c).min(WalkingTimes::UNREACHABLE);
                    prop_assert!(known <= detour);
                }
            }
        }
    }

    #[test]
    fn a_way_takes_the_time_that_its_steps_take((graph, spots) in towns()) {
        let pavement = Pavement::new(&graph, &COSTS);
        let times = pavement.times(&spots);
        for a in 0..spots.len() {
            for b in 0..spots.len() {
                match pavement.path(spots[a], spots[b]) {
                    Some(path) => {
                        prop_assert_eq!(path.ms, times.ms(a, b));
                        prop_assert_eq!(pavement.ms_of(&path), path.ms);
                    }
                    None => prop_assert!(times.ms(a, b) >= WalkingTimes::UNREACHABLE),
                }
            }
        }
    }
}
