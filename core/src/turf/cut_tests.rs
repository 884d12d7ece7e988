//! Claims about cuts, on a town of square blocks and on what may go wrong with one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::field::stands;
use super::{Cut, CutGoal, DoorAt, Size};
use crate::route::{Goal, nearest_first, walking_through};
use crate::streets::fixture::{add_road, add_road_of};
use crate::streets::{
    CrossingWeights, EdgeId, Pavement, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts,
    WalkingTimes,
};

const BLOCK_M: f64 = 100.0;

/// A town of `wide × high` blocks, the middle street busy, with `doors` on each block face.
pub(super) fn town(wide: usize, high: usize, doors: usize) -> (StreetGraph, Vec<DoorAt>) {
    let mut graph = StreetGraph::default();
    lay_blocks(&mut graph, wide, high, 0.0);
    let doors = doors_on_all(&graph, doors);
    (graph, doors)
}

fn lay_blocks(graph: &mut StreetGraph, wide: usize, high: usize, east: f64) {
    let at = |x: usize, y: usize| (east + x as f64 * BLOCK_M, y as f64 * BLOCK_M);
    for y in 0..=high {
        for x in 0..=wide {
            if x < wide {
                let class = if y == high / 2 {
                    RoadClass::Busy
                } else {
                    RoadClass::Quiet
                };
                add_road_of(
                    graph,
                    &[at(x, y), at(x + 1, y)],
                    &format!("Street {y}"),
                    class,
                );
            }
            if y < high {
                add_road(graph, &[at(x, y), at(x, y + 1)], &format!("Avenue {x}"));
            }
        }
    }
}

fn doors_on_all(graph: &StreetGraph, each: usize) -> Vec<DoorAt> {
    let mut doors = Vec::new();
    for (e, edge) in graph.edges.iter().enumerate() {
        for side in [Side::Left, Side::Right] {
            for i in 0..each {
                let along_cm = edge.length_cm * (i as u32 + 1) / (each as u32 + 1);
                doors.push(door(e, side, along_cm));
            }
        }
    }
    doors
}

fn door(edge: usize, side: Side, along_cm: u32) -> DoorAt {
    DoorAt {
        spot: SpotOnStreet {
            edge: EdgeId(edge as u32),
            side,
            along_cm,
        },
        building: None,
        at: None,
    }
}

/// Always on to the nearest: enough of a walk for a cut to be judged by.
fn walking(times: &WalkingTimes) -> Vec<usize> {
    nearest_first(times, &Goal::default())
}

fn cut(graph: &StreetGraph, doors: &[DoorAt], goal: &CutGoal) -> Cut {
    let pavement = Pavement::new(graph, &WalkingCosts::default());
    super::cut(&pavement, doors, goal, &mut walking)
}

fn goal(turfs: usize) -> CutGoal {
    CutGoal {
        size: Size::Turfs(turfs),
        at_door_ms: 120_000,
        seed: 1,
    }
}

fn each_door_once(cut: &Cut, doors: usize) {
    let mut seen: Vec<usize> = cut
        .turfs
        .iter()
        .flat_map(|t| t.doors.iter().copied())
        .collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..doors).collect::<Vec<_>>());
    assert!(cut.turfs.iter().all(|t| !t.doors.is_empty()));
}

/// Whether the roads on which a turf has doors hang together by their corners, over roads without
/// doors where need be: by flooding, knowing nothing of units.
fn hangs_together(graph: &StreetGraph, doors: &[DoorAt], turf: &[usize]) -> bool {
    let own: BTreeSet<EdgeId> = turf.iter().map(|&d| doors[d].spot.edge).collect();
    let with_doors: BTreeSet<EdgeId> = doors.iter().map(|d| d.spot.edge).collect();
    let open_to = |e: EdgeId| own.contains(&e) || !with_doors.contains(&e);
    let first = *own.first().unwrap();
    let mut seen = BTreeSet::from([first]);
    let mut open = vec![first];
    while let Some(e) = open.pop() {
        let here = &graph.edges[e.0 as usize];
        for (f, there) in graph.edges.iter().enumerate() {
            let f = EdgeId(f as u32);
            let touch = [there.from, there.to]
                .iter()
                .any(|n| [here.from, here.to].contains(n));
            if touch && open_to(f) && seen.insert(f) {
                open.push(f);
            }
        }
    }
    own.is_subset(&seen)
}

#[test]
fn a_town_is_cut_into_equal_turfs_in_one_piece() {
    let (graph, doors) = town(8, 6, 8);
    let found = cut(&graph, &doors, &goal(12));
    each_door_once(&found, doors.len());
    assert_eq!(found.turfs.len(), 12);
    for turf in &found.turfs {
        assert!(turf.in_one_piece);
        assert!(hangs_together(&graph, &doors, &turf.doors));
    }
    let ratio = found.heaviest_over_mean().unwrap();
    assert!(ratio <= 1.06, "heaviest over mean is {ratio}");
}

#[test]
fn a_turf_may_be_a_little_light_but_hardly_heavy() {
    for (wide, high, doors, turfs) in [(6, 5, 3, 6), (7, 4, 4, 9)] {
        let (graph, doors) = town(wide, high, doors);
        let found = cut(&graph, &doors, &goal(turfs));
        each_door_once(&found, doors.len());
        let mean = found.turfs.iter().map(|t| t.work_ms).sum::<u64>() as f64 / turfs as f64;
        for turf in &found.turfs {
            let share = turf.work_ms as f64 / mean;
            assert!((0.93..=1.05).contains(&share), "{share} of the mean");
            assert!(hangs_together(&graph, &doors, &turf.doors));
        }
    }
}

#[test]
fn hamlets_along_a_road_are_as_fair_as_whole_doors_allow() {
    // Each at the end of a lane, 250 m to the next: whose turf is full passes on what it is given.
    let mut graph = StreetGraph::default();
    let mut doors = Vec::new();
    for hamlet in 0..120 {
        let held = 2 + (hamlet * 7 + hamlet * hamlet * 3) % 12;
        let (from, here) = (250.0 * f64::from(hamlet), 250.0 * f64::from(hamlet + 1));
        add_road(&mut graph, &[(from, 0.0), (here, 0.0)], "Road");
        let end = (here, 30.0 * f64::from(held));
        add_road(&mut graph, &[(here, 0.0), end], "Lane");
        for i in 0..held {
            let side = [Side::Left, Side::Right][i as usize % 2];
            let lane = graph.edges.len() - 1;
            doors.push(door(lane, side, 3_000 * i as u32 + 1_000));
        }
    }
    let free = CrossingWeights {
        quiet_percent: 0,
        busy_percent: 0,
    };
    let pavement = Pavement::new(&graph, &WalkingCosts::default().weighted(free));
    for seed in [0, 3, 5] {
        let goal = CutGoal { seed, ..goal(45) };
        let found = super::cut(&pavement, &doors, &goal, &mut walking_through(60));
        each_door_once(&found, doors.len());
        let mean = found.turfs.iter().map(|t| t.work_ms).sum::<u64>() as f64 / 45.0;
        for turf in &found.turfs {
            assert!(turf.in_one_piece);
            let share = turf.work_ms as f64 / mean;
            assert!((0.93..=1.05).contains(&share), "{share} of the mean");
        }
    }
}

#[test]
fn the_same_town_is_cut_the_same_way() {
    let (graph, doors) = town(4, 4, 5);
    let found = || cut(&graph, &doors, &goal(6));
    assert_eq!(found(), found());
}

#[test]
fn a_building_stays_whole_however_large_it_is() {
    let (graph, mut doors) = town(4, 3, 4);
    // A tower of 300 flats at one spot, and a building with entrances on two streets.
    doors.extend(vec![door(5, Side::Left, 4_200); 300]);
    for (e, along_cm) in [(0, 1_000), (20, 9_000)] {
        let mut entrance = door(e, Side::Right, along_cm);
        entrance.building = Some(77);
        doors.push(entrance);
    }
    let found = cut(&graph, &doors, &goal(5));
    each_door_once(&found, doors.len());
    let holder = |d: usize| {
        found
            .turfs
            .iter()
            .position(|t| t.doors.contains(&d))
            .unwrap()
    };
    let n = doors.len();
    let tower = n - 302;
    assert!((tower..n - 2).all(|d| holder(d) == holder(tower)));
    assert_eq!(holder(n - 2), holder(n - 1));
}

#[test]
fn an_island_is_a_turf_of_its_own_or_joins_the_nearest() {
    let mut graph = StreetGraph::default();
    lay_blocks(&mut graph, 3, 3, 0.0);
    lay_blocks(&mut graph, 3, 3, 2_000.0);
    add_road(&mut graph, &[(5_000.0, 0.0), (5_100.0, 0.0)], "Islet");
    let doors = doors_on_all(&graph, 5);
    let found = cut(&graph, &doors, &goal(4));
    each_door_once(&found, doors.len());
    let apart: Vec<_> = found.turfs.iter().filter(|t| !t.in_one_piece).collect();
    assert!(apart.len() <= 1, "only the islet has to join another");
    let islet = doors.len() - 1;
    assert!(apart.iter().all(|t| t.doors.contains(&islet)));
    assert!(found.heaviest_over_mean().unwrap() <= 1.15);
}

#[test]
fn a_turf_on_two_islands_reaches_over_where_they_are_nearest() {
    let mut graph = StreetGraph::default();
    lay_blocks(&mut graph, 4, 3, 0.0);
    // Two piers, the northern one a little longer.
    add_road(&mut graph, &[(400.0, 0.0), (690.0, 0.0)], "South Pier");
    add_road(&mut graph, &[(400.0, 300.0), (700.0, 300.0)], "North Pier");
    let east = graph.edges.len() as u32;
    lay_blocks(&mut graph, 2, 3, 1_000.0);
    let doors = doors_on_all(&graph, 4);
    let at = |d: &usize| stands(&graph, &doors[*d]);
    let apart = |a: &usize, b: &usize| (at(a)[0] - at(b)[0]).hypot(at(a)[1] - at(b)[1]);
    let (east, west): (Vec<usize>, Vec<usize>) =
        (0..doors.len()).partition(|&d| doors[d].spot.edge.0 >= east);
    let over = |east: &[usize], west: &[usize]| {
        let ways = east.iter().flat_map(|e| west.iter().map(move |w| (e, w)));
        ways.map(|(e, w)| apart(e, w)).fold(f64::INFINITY, f64::min)
    };
    let nearest = over(&east, &west);
    for (turfs, seed) in [(4, 1), (5, 2), (5, 8), (7, 4), (7, 10)] {
        let found = cut(
            &graph,
            &doors,
            &CutGoal {
                seed,
                ..goal(turfs)
            },
        );
        let both: Vec<_> = found.turfs.iter().filter(|t| !t.in_one_piece).collect();
        assert_eq!(both.len(), 1, "of {turfs} turfs one is on both islands");
        let (e, w): (Vec<usize>, Vec<usize>) =
            both[0].doors.iter().partition(|&d| east.contains(d));
        assert!(over(&e, &w) < nearest + 0.5, "{turfs} turfs, seed {seed}");
    }
}

#[test]
fn more_turfs_than_buildings_gives_a_turf_a_building() {
    let graph = crate::streets::fixture::line(&[(0.0, 0.0), (100.0, 0.0)]);
    let doors = vec![
        door(0, Side::Left, 1_000),
        door(0, Side::Left, 1_000),
        door(0, Side::Right, 5_000),
    ];
    let found = cut(&graph, &doors, &goal(9));
    each_door_once(&found, 3);
    assert_eq!(found.turfs.len(), 2);
    assert_eq!(cut(&graph, &[], &goal(9)), Cut::default());
}

#[test]
fn turfs_may_be_asked_for_by_doors_or_minutes() {
    let (graph, doors) = town(4, 4, 5);
    let by = |size| cut(&graph, &doors, &CutGoal { size, ..goal(0) });
    assert_eq!(
        by(Size::DoorsEach(100)).turfs.len(),
        doors.len().div_ceil(100)
    );
    let turfs = by(Size::MinutesEach(120)).turfs;
    let mean = turfs.iter().map(|t| t.work_ms).sum::<u64>() / turfs.len() as u64 / 60_000;
    assert!((90..=130).contains(&mean), "{mean} minutes a turf");
}

#[test]
fn turfs_of_so_many_minutes_count_the_ways_between_far_doors() {
    // A door at every other corner: most of the work is on the way from one to the next.
    let (graph, doors) = town(14, 14, 5);
    let far: Vec<DoorAt> = doors.into_iter().step_by(37).collect();
    let size = Size::MinutesEach(30);
    let turfs = cut(&graph, &far, &CutGoal { size, ..goal(0) }).turfs;
    let mean = turfs.iter().map(|t| t.work_ms).sum::<u64>() / turfs.len() as u64 / 1_000;
    assert!((1_300..=1_860).contains(&mean), "{mean} seconds a turf");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_doors_make_whole_turfs(
        places in prop::collection::vec((0..31_usize, any::<bool>(), 0..10_000_u32), 1..150),
        turfs in 1..20_usize,
        seed in any::<u64>(),
    ) {
        let (graph, _) = town(3, 3, 1);
        let doors = doors_at(&graph, places);
        let spots: BTreeSet<_> = doors.iter().map(|d| d.spot).collect();
        let goal = CutGoal { seed, ..goal(turfs) };
        let found = cut(&graph, &doors, &goal);
        each_door_once(&found, doors.len());
        prop_assert_eq!(found.turfs.len(), turfs.min(spots.len()));
        for turf in &found.turfs {
            prop_assert!(turf.in_one_piece);
            prop_assert!(hangs_together(&graph, &doors, &turf.doors));
        }
    }

    #[test]
    fn any_places_get_a_turf_and_any_turfs_given_out_are_left_alone(
        places in prop::collection::vec((0..31_usize, any::<bool>(), 0..10_000_u32), 20..150),
        around in prop::collection::vec((0..31_usize, any::<bool>(), 0..10_000_u32), 1..20),
        given_out in any::<u32>(),
        seed in any::<u64>(),
    ) {
        let (graph, _) = town(3, 3, 1);
        let pavement = Pavement::new(&graph, &WalkingCosts::default());
        let doors = doors_at(&graph, places);
        let around: Vec<SpotOnStreet> = doors_at(&graph, around).iter().map(|d| d.spot).collect();
        let goal = CutGoal { seed, ..goal(0) };
        let found = super::cut_around(&pavement, &doors, &around, &goal, &mut walking);
        each_door_once(&found, doors.len());
        let spots: BTreeSet<_> = doors.iter().map(|d| d.spot).collect();
        prop_assert_eq!(found.turfs.len(), around.len().min(spots.len()));
        for turf in &found.turfs {
            prop_assert!(turf.in_one_piece && hangs_together(&graph, &doors, &turf.doors));
        }

        // Some of them are given out, and every ninth door is new.
        let is_out = |turf: usize| given_out >> turf & 1 == 1;
        let mut held = vec![super::Held::New; doors.len()];
        for turf in &found.turfs {
            let was = turf.was.unwrap();
            let how = if is_out(was) { super::Held::GivenOut } else { super::Held::In };
            for &d in turf.doors.iter().filter(|d| *d % 9 > 0) {
                held[d] = how(was);
            }
        }
        let kept: BTreeSet<usize> = held.iter().filter_map(|h| h.turf()).collect();
        let goal = CutGoal { size: Size::Turfs(kept.len()), ..goal };
        let again = super::cut_again(&pavement, &doors, &held, &goal, &mut walking);
        each_door_once(&again, doors.len());
        let was: BTreeSet<usize> = again.turfs.iter().filter_map(|t| t.was).collect();
        prop_assert_eq!(was, kept);
        for turf in again.turfs.iter().filter(|t| t.was.is_some_and(is_out)) {
            for &d in &turf.doors {
                prop_assert!(held[d] == super::Held::New || held[d].turf() == turf.was);
            }
        }
        for (d, held) in held.iter().enumerate() {
            if let super::Held::GivenOut(was) = held {
                let turf = again.turfs.iter().find(|t| t.doors.contains(&d)).unwrap();
                prop_assert_eq!(turf.was, Some(*was));
            }
        }
    }
}

fn doors_at(graph: &StreetGraph, places: Vec<(usize, bool, u32)>) -> Vec<DoorAt> {
    let door_at = |(e, left, along): (usize, bool, u32)| {
        let e = e % graph.edges.len();
        let side = if left { Side::Left } else { Side::Right };
        door(e, side, along.min(graph.edges[e].length_cm))
    };
    places.into_iter().map(door_at).collect()
}

fn spot(edge: usize, along_cm: u32) -> SpotOnStreet {
    door(edge, Side::Left, along_cm).spot
}

#[test]
fn turfs_grow_around_the_places_given() {
    let (graph, doors) = town(8, 6, 6);
    let pavement = Pavement::new(&graph, &WalkingCosts::default());
    // Two of them close together, one at the town's edge.
    let places = [
        spot(0, 5_000),
        spot(2, 5_000),
        spot(50, 1_000),
        spot(90, 9_000),
    ];
    let found = super::cut_around(&pavement, &doors, &places, &goal(0), &mut walking);
    each_door_once(&found, doors.len());
    assert_eq!(found.turfs.len(), places.len());
    for (p, (turf, place)) in found.turfs.iter().zip(places).enumerate() {
        assert_eq!(turf.was, Some(p));
        let on_the_face =
            |d: &usize| (doors[*d].spot.edge, doors[*d].spot.side) == (place.edge, place.side);
        assert!(turf.doors.iter().any(on_the_face), "turf {p} has its place");
        assert!(turf.in_one_piece && hangs_together(&graph, &doors, &turf.doors));
    }
    let ratio = found.heaviest_over_mean().unwrap();
    assert!(ratio <= 1.06, "heaviest over mean is {ratio}");
}

#[test]
fn a_new_cut_keeps_what_it_can_and_leaves_alone_what_is_given_out() {
    let (graph, doors) = town(8, 6, 6);
    let pavement = Pavement::new(&graph, &WalkingCosts::default());
    // The doors of every fifteenth road are not known yet.
    let is_new = |d: &usize| doors[*d].spot.edge.0 % 15 == 7;
    let known: Vec<usize> = (0..doors.len()).filter(|d| !is_new(d)).collect();
    let at: Vec<DoorAt> = known.iter().map(|&d| doors[d]).collect();
    let first = cut(&graph, &at, &goal(8));
    let mut held = vec![super::Held::New; doors.len()];
    for (number, turf) in first.turfs.iter().enumerate() {
        for &d in &turf.doors {
            held[known[d]] = if number == 2 {
                super::Held::GivenOut(number)
            } else {
                super::Held::In(number)
            };
        }
    }
    let again = |turfs| super::cut_again(&pavement, &doors, &held, &goal(turfs), &mut walking);
    let found = again(8);
    each_door_once(&found, doors.len());
    assert_eq!(found.turfs.len(), 8);
    let mut moved = 0;
    for turf in &found.turfs {
        let was = turf.was.unwrap();
        let stayed = |d: &&usize| held[**d].turf() == Some(was);
        let new = |d: &&usize| held[**d] == super::Held::New;
        moved += turf.doors.iter().filter(|d| !stayed(d) && !new(d)).count();
        if was == 2 {
            let before: Vec<usize> = first.turfs[2].doors.iter().map(|&d| known[d]).collect();
            assert!(before.iter().all(|d| turf.doors.contains(d)));
            assert_eq!(
                turf.doors.iter().filter(|d| !stayed(d) && !new(d)).count(),
                0
            );
        }
    }
    assert!(moved * 10 <= doors.len(), "{moved} doors moved");
    // More turfs and fewer are made of those that may change.
    for (wanted, new) in [(10, 2), (6, 0)] {
        let found = again(wanted);
        each_door_once(&found, doors.len());
        assert_eq!(found.turfs.len(), wanted);
        assert_eq!(found.turfs.iter().filter(|t| t.was.is_none()).count(), new);
        let given_out = found.turfs.iter().find(|t| t.was == Some(2)).unwrap();
        assert!(
            first.turfs[2]
                .doors
                .iter()
                .all(|&d| given_out.doors.contains(&known[d]))
        );
    }
}

#[test]
fn an_area_drawn_makes_a_turf_of_its_doors_and_whole_buildings() {
    let (graph, mut doors) = town(4, 3, 4);
    let n = doors.len();
    doors.extend(
        [door(0, Side::Left, 4_200), door(9, Side::Left, 4_300)].map(|d| DoorAt {
            building: Some(5),
            ..d
        }),
    );
    let pavement = Pavement::new(&graph, &WalkingCosts::default());
    let area = |d: usize| match doors[d].spot.edge.0 {
        0..6 => Some(0),
        20..22 => Some(2),
        _ => None,
    };
    let area: Vec<Option<usize>> = (0..doors.len()).map(area).collect();
    let found = super::cut_within(&pavement, &doors, &area, &goal(1), &mut walking);
    assert_eq!(
        found.turfs.iter().map(|t| t.was).collect::<Vec<_>>(),
        [Some(0), Some(2)]
    );
    for turf in &found.turfs {
        let all: Vec<usize> = (0..n).filter(|&d| area[d] == turf.was).collect();
        let held: Vec<usize> = turf.doors.iter().copied().filter(|&d| d < n).collect();
        assert_eq!(held, all);
        assert!(turf.work_ms > 0);
    }
    assert!(
        found.turfs[0].doors.contains(&(n + 1)),
        "the building's other entrance"
    );
}
