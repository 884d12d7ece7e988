//! Claims about a walker's own order, on two streets and a lane between them.

use super::*;
use crate::route::for_steps;
use crate::streets::fixture::{add_road, add_road_of};
use crate::streets::{EdgeId, RoadClass, Side};

/// South Street and North Street 300 m long and 100 m apart, joined in the west by stairs and in
/// the east by a lane; a stop every 30 m on each.
fn pack() -> StreetPack {
    let mut graph = StreetGraph::default();
    add_road(&mut graph, &[(0.0, 0.0), (300.0, 0.0)], "South Street");
    add_road(&mut graph, &[(0.0, 100.0), (300.0, 100.0)], "North Street");
    add_road(&mut graph, &[(300.0, 0.0), (300.0, 100.0)], "Lane");
    let stairs = [(0.0, 0.0), (0.0, 100.0)];
    add_road_of(&mut graph, &stairs, "Stairs", RoadClass::Steps);
    StreetPack {
        graph,
        costs: WalkingCosts::default(),
        doors: Vec::new(),
    }
}

fn stops(pack: &StreetPack) -> Vec<OpenStop> {
    let spots = (0..20).map(|i| SpotOnStreet {
        edge: EdgeId(i / 10),
        side: Side::Left,
        along_cm: 1_500 + i % 10 * 3_000,
    });
    (1..)
        .zip(spots)
        .map(|(number, spot)| OpenStop {
            number,
            visit: Visit::usual(1),
            spot: Some(spot),
            at: Some(pack.graph.point_of(spot, 5.0)),
        })
        .collect()
}

fn own(stops: &[OpenStop], wish: &WalkWish) -> Replan {
    replan(3, Some(&pack()), stops, wish, None, &mut for_steps(2_000))
}

fn numbers(replan: &Replan) -> Vec<u32> {
    replan.stops.iter().map(|stop| stop.number).collect()
}

#[test]
fn the_walk_goes_on_from_where_one_stands() {
    let pack = pack();
    let stops = stops(&pack);
    let from = stops[9].at;
    let replan = own(
        &stops,
        &WalkWish {
            from,
            ..WalkWish::default()
        },
    );
    let expected: Vec<u32> = (1..=10).rev().chain(11..=20).collect();
    assert_eq!(numbers(&replan), expected);
    assert_eq!((replan.version, replan.on_streets), (3, true));
    let walked: u32 = replan.stops.iter().map(|stop| stop.walk_m).sum();
    assert!(walked.abs_diff(replan.totals.metres) <= 20, "{replan:?}");
    // Home to where one stood, down the lane.
    let home = WalkWish {
        from,
        to: WishedEnd::Start,
        ..WalkWish::default()
    };
    assert!(own(&stops, &home).totals.metres >= replan.totals.metres + 90);
}

#[test]
fn an_order_at_hand_is_taken_up_and_made_no_longer() {
    let pack = pack();
    let stops = stops(&pack);
    let wish = WalkWish {
        from: stops[9].at,
        ..WalkWish::default()
    };
    let best = own(&stops, &wish);
    // One that ends where it should begin, and one that goes to and fro.
    let back: Vec<u32> = numbers(&best).into_iter().rev().collect();
    let to_and_fro: Vec<u32> = (1..=10).flat_map(|i| [i, 21 - i]).collect();
    for at_hand in [numbers(&best), back, to_and_fro] {
        let mut few = for_steps(2);
        let again = replan(3, Some(&pack), &stops, &wish, Some(&at_hand), &mut few);
        assert_eq!(again.totals, best.totals, "{at_hand:?}");
        assert_eq!(numbers(&again).len(), stops.len());
    }
    // After a skip, and with a stop that the order at hand does not know.
    let left = &stops[..19];
    let short = replan(
        3,
        Some(&pack),
        left,
        &wish,
        Some(&numbers(&best)),
        &mut for_steps(2),
    );
    assert_eq!(short.stops.len(), 19);
    assert!(short.totals.metres <= best.totals.metres);
    let lacking = numbers(&short);
    let whole = replan(
        3,
        Some(&pack),
        &stops,
        &wish,
        Some(&lacking),
        &mut for_steps(2_000),
    );
    assert_eq!(whole, best, "made from nothing");
}

#[test]
fn who_takes_no_stairs_goes_round() {
    let stops = stops(&pack());
    let ends = [stops[0], stops[10]];
    let wish = |avoid_steps| WalkWish {
        avoid_steps,
        ..WalkWish::default()
    };
    let (by_stairs, round) = (own(&ends, &wish(false)), own(&ends, &wish(true)));
    assert!(by_stairs.totals.metres < 200 && round.totals.metres > 600);
}

#[test]
fn an_hour_holds_what_an_hour_holds_and_the_rest_is_left() {
    let stops = stops(&pack());
    let wish = WalkWish {
        from: stops[0].at,
        minutes: Some(25),
        ..WalkWish::default()
    };
    let replan = own(&stops, &wish);
    let knocking_s = replan.stops.len() as u32 * AT_DOOR_MS / 1_000;
    assert!(replan.totals.seconds + knocking_s <= 25 * 60);
    assert!(replan.stops.len() >= 10, "{}", replan.stops.len());
}

#[test]
fn two_walkers_share_the_list_alike_on_both_phones() {
    let stops = stops(&pack());
    let part = |walker| {
        numbers(&own(
            &stops,
            &WalkWish {
                walkers: 2,
                walker,
                ..WalkWish::default()
            },
        ))
    };
    let (mine, theirs) = (part(1), part(2));
    let mut all = [mine.clone(), theirs.clone()].concat();
    all.sort_unstable();
    assert_eq!(all, (1..=20).collect::<Vec<_>>());
    assert!(
        mine.len().abs_diff(theirs.len()) <= 2,
        "{mine:?} {theirs:?}"
    );
}

#[test]
fn without_streets_the_order_is_by_straight_lines_and_says_so() {
    let pack = pack();
    let mut stops = stops(&pack);
    stops[4].at = None;
    let wish = WalkWish {
        from: stops[0].at,
        ..WalkWish::default()
    };
    let replan = replan(1, None, &stops, &wish, None, &mut for_steps(2_000));
    assert!(!replan.on_streets);
    assert_eq!(numbers(&replan)[..4], [1, 2, 3, 4]);
    assert_eq!(replan.stops.len(), 20);
    assert_eq!(replan.stops.last().map(|stop| stop.number), Some(5));
    let budget = WalkWish {
        minutes: Some(10),
        ..wish
    };
    assert_eq!(
        numbers(&super::replan(
            1,
            None,
            &stops,
            &budget,
            None,
            &mut for_steps(500)
        ))
        .len(),
        4
    );
}
