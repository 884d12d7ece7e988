//! Claims about plans, on small towns.

use super::{
    End, Finish, Goal, Left, Plan, PlanStop, Style, WalkPoint, Wish, for_steps, order, plan,
};
use crate::streets::fixture::{add_road, add_road_of};
use crate::streets::{EdgeId, Pavement, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts};

fn spot(edge: u32, side: Side, along_m: u32) -> SpotOnStreet {
    SpotOnStreet {
        edge: EdgeId(edge),
        side,
        along_cm: along_m * 100,
    }
}

/// Three streets from west to east, joined at both ends, and stairs up to a fourth.
fn town() -> StreetGraph {
    let mut graph = StreetGraph::default();
    for (i, name) in ["First", "Second", "Third"].into_iter().enumerate() {
        let north = i as f64 * 60.0;
        add_road(&mut graph, &[(0.0, north), (300.0, north)], name);
    }
    for (south, north) in [(0.0, 60.0), (60.0, 120.0)] {
        for east in [0.0, 300.0] {
            add_road(&mut graph, &[(east, south), (east, north)], "Cross");
        }
    }
    add_road_of(
        &mut graph,
        &[(0.0, 120.0), (0.0, 140.0)],
        "",
        RoadClass::Steps,
    );
    add_road(&mut graph, &[(0.0, 140.0), (300.0, 140.0)], "High");
    graph
}

const HIGH: u32 = 8;

/// Doors on both sides of the three low streets, each worth its index modulo 5 and 1.
fn doors() -> Vec<PlanStop> {
    let mut stops = Vec::new();
    for edge in 0..3 {
        for along in (10..300).step_by(20) {
            for side in [Side::Left, Side::Right] {
                stops.push(PlanStop {
                    spot: spot(edge, side, along),
                    worth: stops.len() as u32 % 5 + 1,
                    knocking_ms: 30_000,
                });
            }
        }
    }
    stops
}

fn planned(stops: &[PlanStop], wish: &Wish) -> Plan {
    let graph = town();
    plan(
        &graph,
        &WalkingCosts::default(),
        stops,
        wish,
        &mut for_steps(500),
    )
}

/// Every stop in one walk or left, and points and legs that fit together.
fn check(stops: &[PlanStop], wish: &Wish, plan: &Plan) {
    assert_eq!(plan.walks.len(), wish.walkers.max(1));
    let left = plan.left.iter().map(|(stop, _)| *stop);
    let mut seen: Vec<usize> = plan
        .walks
        .iter()
        .flat_map(|w| w.stops())
        .chain(left)
        .collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..stops.len()).collect::<Vec<_>>());
    for walk in plan.walks.iter().filter(|walk| !walk.points.is_empty()) {
        let points = walk.points.len();
        let starts = walk.points[0] == WalkPoint::Start;
        assert_eq!(starts, wish.start.is_some());
        let ends = walk.points[points - 1] == WalkPoint::Finish;
        assert_eq!(ends, matches!(wish.finish, Finish::At(_)));
        assert_eq!(
            walk.stops().count(),
            points - usize::from(starts) - usize::from(ends)
        );
        let round = wish.finish == Finish::Start && points > 1;
        assert_eq!(walk.walk.legs.len(), points - 1 + usize::from(round));
        assert_eq!(
            walk.knocking_ms,
            walk.stops()
                .map(|s| u64::from(stops[s].knocking_ms))
                .sum::<u64>()
        );
        assert_eq!(
            walk.worth,
            walk.stops().map(|s| u64::from(stops[s].worth)).sum::<u64>()
        );
        assert!(wish.within_ms.is_none_or(|limit| walk.ms() <= limit));
        assert!(wish.within_m.is_none_or(|limit| walk.walk.metres <= limit));
    }
}

#[test]
fn without_wishes_it_is_the_order_of_all_stops() {
    let stops = doors();
    let plan = planned(&stops, &Wish::default());
    check(&stops, &Wish::default(), &plan);
    let (graph, costs) = (town(), WalkingCosts::default());
    let spots: Vec<SpotOnStreet> = stops.iter().map(|s| s.spot).collect();
    let times = Pavement::new(&graph, &costs).times(&spots);
    let order = order(
        &times,
        &Goal {
            end: End::Free,
            ..Goal::default()
        },
        &mut for_steps(500),
    );
    assert!(plan.walks[0].stops().eq(order.stops.iter().copied()));
    let walked: u64 = plan.walks[0].walk.legs.iter().map(|leg| leg.ms).sum();
    assert_eq!(walked, order.ms);
}

#[test]
fn start_and_finish_are_walked_but_no_doors() {
    let stops = doors();
    let here = spot(3, Side::Left, 30);
    for finish in [
        Finish::Anywhere,
        Finish::Start,
        Finish::At(spot(6, Side::Right, 20)),
    ] {
        for walkers in [1, 2] {
            let wish = Wish {
                start: Some(here),
                finish,
                walkers,
                ..Wish::default()
            };
            check(&stops, &wish, &planned(&stops, &wish));
        }
    }
}

#[test]
fn a_limit_of_time_holds_in_every_style() {
    let stops = doors();
    for style in Style::ALL {
        for finish in [Finish::Anywhere, Finish::Start] {
            let wish = Wish {
                style,
                finish,
                start: Some(spot(0, Side::Left, 0)),
                within_ms: Some(1_500_000),
                ..Wish::default()
            };
            let plan = planned(&stops, &wish);
            check(&stops, &wish, &plan);
            // 30 s a door and some 15 s of walking between: most of the time is used.
            assert!(
                plan.walks[0].ms() > 1_350_000,
                "{style}: {}",
                plan.walks[0].ms()
            );
            assert!(plan.left.iter().all(|(_, why)| *why == Left::NoRoom));
        }
    }
}

#[test]
fn a_limit_of_metres_counts_metres_alone() {
    let stops = doors();
    let wish = Wish {
        within_m: Some(400),
        ..Wish::default()
    };
    let plan = planned(&stops, &wish);
    check(&stops, &wish, &plan);
    // A street's both sides are some 290 m each: more than one, less than two streets.
    let visited = plan.walks[0].stops().count();
    assert!((30..=45).contains(&visited), "{visited}");
    let both = Wish {
        within_ms: Some(600_000),
        ..wish
    };
    let plan = planned(&stops, &both);
    check(&stops, &both, &plan);
    assert!((12..=20).contains(&plan.walks[0].stops().count()));
}

#[test]
fn two_walkers_with_little_time_use_all_of_it_and_share_no_door() {
    let stops = doors();
    let wish = Wish {
        within_ms: Some(1_200_000),
        walkers: 2,
        ..Wish::default()
    };
    let plan = planned(&stops, &wish);
    check(&stops, &wish, &plan);
    assert!(!plan.left.is_empty());
    for walk in &plan.walks {
        assert!(
            (1_140_000..=1_200_000).contains(&walk.ms()),
            "{}",
            walk.ms()
        );
    }
}

#[test]
fn walkers_with_more_time_than_they_need_finish_together() {
    let stops = doors();
    let alone = planned(&stops, &Wish::default()).walks[0].ms();
    let wish = Wish {
        within_ms: Some(alone * 3 / 4),
        walkers: 2,
        ..Wish::default()
    };
    let plan = planned(&stops, &wish);
    check(&stops, &wish, &plan);
    assert_eq!(plan.left, []);
    for walk in &plan.walks {
        assert!(
            (45..55).contains(&(walk.ms() * 100 / alone)),
            "{}",
            walk.ms()
        );
    }
}

#[test]
fn walkers_with_few_metres_each_share_the_knocking() {
    // Close together at one end of First, far apart on Second.
    let close = (10..110).step_by(4).map(|along| spot(0, Side::Left, along));
    let apart = (10..300)
        .step_by(20)
        .map(|along| spot(1, Side::Left, along));
    let stops: Vec<PlanStop> = close
        .chain(apart)
        .map(|spot| PlanStop {
            spot,
            worth: 1,
            knocking_ms: 120_000,
        })
        .collect();
    let wish = Wish {
        within_m: Some(400),
        walkers: 2,
        ..Wish::default()
    };
    let plan = planned(&stops, &wish);
    check(&stops, &wish, &plan);
    let ms: Vec<u64> = plan.walks.iter().map(|walk| walk.ms()).collect();
    let (least, most) = (ms.iter().min().unwrap(), ms.iter().max().unwrap());
    assert!(least * 4 > most * 3, "{ms:?}");
}

#[test]
fn stairs_are_left_out_where_they_are_to_be_avoided() {
    let mut stops = doors();
    stops.push(PlanStop {
        spot: spot(HIGH, Side::Left, 50),
        worth: 9,
        knocking_ms: 30_000,
    });
    let high = stops.len() - 1;
    let climbing = planned(&stops, &Wish::default());
    assert_eq!(climbing.left, []);
    let wish = Wish {
        avoid_steps: true,
        ..Wish::default()
    };
    let plan = planned(&stops, &wish);
    check(&stops, &wish, &plan);
    assert_eq!(plan.left, [(high, Left::Steps)]);
}

#[test]
fn nothing_to_visit_is_an_empty_walk() {
    let wish = Wish {
        start: Some(spot(0, Side::Left, 0)),
        ..Wish::default()
    };
    let plan = planned(&[], &wish);
    assert!(plan.walks[0].points.is_empty() && plan.left.is_empty());
    let stops = doors();
    let wish = Wish {
        within_ms: Some(1),
        ..wish
    };
    let plan = planned(&stops, &wish);
    check(&stops, &wish, &plan);
    assert_eq!(plan.left.len(), stops.len());
}
