use super::*;
use crate::streets::fixture::{add_road, add_road_of, at, line};
use crate::streets::{RoadClass, Side};

/// Main Street, 200 m eastward, and Back Street 70 m north of it, joined at their west ends.
fn town() -> StreetGraph {
    let mut graph = line(&[(0.0, 0.0), (200.0, 0.0)]);
    add_road(&mut graph, &[(0.0, 70.0), (200.0, 70.0)], "Back Street");
    add_road(&mut graph, &[(0.0, 0.0), (0.0, 70.0)], "Side Lane");
    graph
}

fn door<'a>(street: &'a str, number: &'a str, point: Option<(f64, f64)>) -> DoorAddress<'a> {
    DoorAddress {
        street,
        number,
        at: point.map(at),
    }
}

/// Even numbers on the left (north), odd on the right, from 2 and 1 at 20 m, 10 m a step.
fn main_street() -> Vec<(String, (f64, f64))> {
    (0..8)
        .flat_map(|i| {
            let x = 20.0 + f64::from(i) * 20.0;
            [
                (format!("{}", 2 + i * 4), (x, 10.0)),
                (format!("{}", 1 + i * 4), (x, -10.0)),
            ]
        })
        .collect()
}

/// Places a door among the sure ones of Main Street.
fn among(graph: &StreetGraph, extra: DoorAddress<'_>) -> Placement {
    let sure = main_street();
    let mut doors: Vec<_> = sure
        .iter()
        .map(|(n, p)| door("Main St", n, Some(*p)))
        .collect();
    doors.push(extra);
    *Placer::new(graph).place_all(&doors).last().unwrap()
}

fn spot(edge: u32, side: Side, along_m: u32) -> SpotOnStreet {
    SpotOnStreet {
        edge: EdgeId(edge),
        side,
        along_cm: along_m * 100,
    }
}

/// Whether two spots are on one face within a metre.
fn same(a: Option<SpotOnStreet>, b: SpotOnStreet) -> bool {
    a.is_some_and(|a| a.edge == b.edge && a.side == b.side && a.along_cm.abs_diff(b.along_cm) < 100)
}

#[test]
fn a_point_beside_its_street_decides() {
    let graph = town();
    for (street, point, expected) in [
        ("Main Street", (50.0, 12.0), spot(0, Side::Left, 50)),
        ("MAIN ST.", (50.0, -12.0), spot(0, Side::Right, 50)),
        ("Main St", (215.0, 5.0), spot(0, Side::Left, 200)),
        // Nearer to Main Street, but it says Back Street.
        ("Back St", (50.0, 41.0), spot(1, Side::Right, 50)),
    ] {
        let placed = Placer::new(&graph).place(street, "7", Some(at(point)));
        assert!(
            same(placed.spot, expected),
            "{street} {point:?}: {placed:?}"
        );
        assert_eq!((placed.flag, placed.at), (None, Some(at(point))));
    }
}

#[test]
fn a_point_on_the_middle_takes_the_side_of_its_parity() {
    let graph = town();
    let even = among(&graph, door("Main Street", "12", Some((71.0, -0.4))));
    let odd = among(&graph, door("Main Street", "11", Some((71.0, 0.4))));
    assert!(same(even.spot, spot(0, Side::Left, 71)), "{even:?}");
    assert!(same(odd.spot, spot(0, Side::Right, 71)), "{odd:?}");
}

#[test]
fn a_number_goes_between_its_neighbours() {
    let graph = town();
    // 6 stands at 40 m, 10 at 60 m.
    let placed = among(&graph, door("Main Street", "8", None));
    assert!(same(placed.spot, spot(0, Side::Left, 50)), "{placed:?}");
    assert_eq!(placed.flag, Some(PlacementFlag::NoPoint));
    // Its point is made up beside the spot.
    assert!(placed.at.unwrap().distance_m(at((50.0, 9.0))) < 1.0);
    // 30 is the last; 34 lies 20 m on.
    let beyond = among(&graph, door("Main Street", "34", None));
    assert!(same(beyond.spot, spot(0, Side::Left, 180)), "{beyond:?}");
}

#[test]
fn a_wrong_geocode_is_repaired_by_street_and_number() {
    let graph = town();
    for point in [
        // A roof in Back Street; another town; another continent.
        (50.0, 75.0),
        (50.0, 1_500.0),
        (4_000_000.0, 0.0),
    ] {
        let placed = among(&graph, door("Main Street", "8", Some(point)));
        assert!(
            same(placed.spot, spot(0, Side::Left, 50)),
            "{point:?}: {placed:?}"
        );
        assert_eq!(
            placed.flag,
            Some(PlacementFlag::PointElsewhere),
            "{point:?}"
        );
        assert!(placed.at.unwrap().distance_m(at((50.0, 9.0))) < 1.0);
    }
}

#[test]
fn a_geocode_on_the_far_side_comes_back_over_the_street() {
    let graph = town();
    // 8 belongs on the left between 6 and 10, and its point lies on the right.
    let placed = among(&graph, door("Main Street", "8", Some((50.0, -10.0))));
    assert!(same(placed.spot, spot(0, Side::Left, 50)), "{placed:?}");
    assert_eq!(placed.flag, Some(PlacementFlag::PointElsewhere));
    assert!(placed.at.unwrap().distance_m(at((50.0, 9.0))) < 1.0);
    // Where it stands among no numbers of its own, the point is believed: beyond the last one,
    // far from its neighbours, and on a street where both sides have both.
    for (number, point) in [("40", (190.0, -10.0)), ("8", (150.0, -10.0))] {
        let kept = among(&graph, door("Main Street", number, Some(point)));
        assert_eq!((kept.flag, kept.at), (None, Some(at(point))), "{number}");
    }
    let numbers: Vec<String> = (1..=12).map(|n| n.to_string()).collect();
    let doors: Vec<DoorAddress<'_>> = numbers
        .iter()
        .enumerate()
        .map(|(i, n)| {
            let north = if i % 4 < 2 { 9.0 } else { -9.0 };
            door("Main Street", n, Some((10.0 + 14.0 * i as f64, north)))
        })
        .collect();
    let placed = Placer::new(&graph).place_all(&doors);
    assert!(placed.iter().all(|p| p.flag.is_none()), "{placed:?}");
}

#[test]
fn null_island_is_no_address() {
    let graph = town();
    let sure = main_street();
    let mut doors: Vec<_> = sure
        .iter()
        .map(|(n, p)| door("Main St", n, Some(*p)))
        .collect();
    let nowhere = Some(LatLon {
        lat_e7: 0,
        lon_e7: 0,
    });
    doors.push(DoorAddress {
        street: "Main Street",
        number: "8",
        at: nowhere,
    });
    doors.push(DoorAddress {
        street: "Nowhere Blvd",
        number: "8",
        at: nowhere,
    });
    let placed = Placer::new(&graph).place_all(&doors);
    let [known, unknown] = [placed[placed.len() - 2], placed[placed.len() - 1]];
    assert!(same(known.spot, spot(0, Side::Left, 50)), "{known:?}");
    assert_eq!(known.flag, Some(PlacementFlag::PointElsewhere));
    assert_eq!(unknown.spot, None);
}

#[test]
fn a_house_in_a_yard_keeps_its_point() {
    let graph = town();
    let placed = among(&graph, door("Main Street", "9", Some((60.0, -45.0))));
    assert!(same(placed.spot, spot(0, Side::Right, 60)), "{placed:?}");
    assert_eq!((placed.flag, placed.at), (None, Some(at((60.0, -45.0)))));
}

#[test]
fn an_unknown_street_goes_by_its_point_or_not_at_all() {
    let graph = town();
    let near = Placer::new(&graph).place("Nowhere Blvd", "3", Some(at((50.0, -15.0))));
    assert!(same(near.spot, spot(0, Side::Right, 50)), "{near:?}");
    assert_eq!(near.flag, Some(PlacementFlag::UnknownStreet));
    for point in [None, Some(at((0.0, 90_000.0)))] {
        let lost = Placer::new(&graph).place("Nowhere Blvd", "3", point);
        assert_eq!((lost.spot, lost.at), (None, point));
    }
}

#[test]
fn a_left_out_suffix_is_forgiven_beside_the_street() {
    let graph = town();
    let placed = Placer::new(&graph).place("Main", "3", Some(at((50.0, 8.0))));
    assert_eq!(
        (placed.flag, placed.spot.map(|s| s.edge)),
        (None, Some(EdgeId(0)))
    );
    let elsewhere = Placer::new(&graph).place("Main Ave", "3", Some(at((50.0, 62.0))));
    assert_eq!(elsewhere.flag, Some(PlacementFlag::UnknownStreet));
}

#[test]
fn a_known_street_without_numbers_is_a_guess() {
    let placed = Placer::new(&town()).place("Back Street", "5", None);
    assert_eq!(placed.flag, Some(PlacementFlag::Guessed));
    assert!(same(placed.spot, spot(1, Side::Left, 100)));
}

#[test]
fn numbers_that_run_round_are_followed_whatever_their_parity() {
    let graph = line(&[(0.0, 0.0), (100.0, 0.0)]);
    // 1 to 5 along the left, 6 to 10 back along the right.
    let numbers: Vec<String> = (1..=10).map(|n| n.to_string()).collect();
    let doors: Vec<DoorAddress<'_>> = numbers
        .iter()
        .enumerate()
        .map(|(i, n)| {
            let point = if i < 5 {
                (10.0 + 20.0 * i as f64, 9.0)
            } else {
                (190.0 - 20.0 * i as f64, -9.0)
            };
            // 4 and 7 have no point.
            door("Main Street", n, (i != 3 && i != 6).then_some(point))
        })
        .collect();
    let placed = Placer::new(&graph).place_all(&doors);
    assert!(
        same(placed[3].spot, spot(0, Side::Left, 70)),
        "{:?}",
        placed[3]
    );
    assert!(
        same(placed[6].spot, spot(0, Side::Right, 70)),
        "{:?}",
        placed[6]
    );
}

#[test]
fn a_stretch_that_nothing_joins_is_left_for_a_near_road_or_flagged() {
    let mut graph = town();
    add_road(&mut graph, &[(50.0, -20.0), (90.0, -20.0)], "Gated Court");
    add_road(
        &mut graph,
        &[(500.0, -500.0), (560.0, -500.0)],
        "Island Road",
    );
    let near = Placer::new(&graph).place("Gated Court", "1", Some(at((70.0, -26.0))));
    assert!(same(near.spot, spot(0, Side::Right, 70)), "{near:?}");
    let far = Placer::new(&graph).place("Island Road", "1", Some(at((530.0, -490.0))));
    assert_eq!(
        (far.flag, far.spot.map(|s| s.edge)),
        (Some(PlacementFlag::CutOff), Some(EdgeId(4)))
    );
}

#[test]
fn one_name_in_two_towns_is_two_streets() {
    let mut graph = line(&[(0.0, 0.0), (200.0, 0.0)]);
    add_road_of(
        &mut graph,
        &[(200.0, 0.0), (3_000.0, 0.0)],
        "",
        RoadClass::Busy,
    );
    add_road(&mut graph, &[(3_000.0, 0.0), (3_200.0, 0.0)], "Main Street");
    let placed = among(&graph, door("Main Street", "8", Some((3_050.0, 45.0))));
    assert!(same(placed.spot, spot(2, Side::Left, 50)), "{placed:?}");
    let nearest = Placer::new(&graph).nearest(at((3_050.0, 45.0)));
    assert!(same(nearest, spot(2, Side::Left, 50)));
}

#[test]
fn a_door_without_a_point_stands_where_another_of_its_house_does() {
    let graph = town();
    // Behind the houses of Main Street, where its numbers say nothing.
    let yard = (150.0, 38.0);
    let lent = |number| {
        let doors = [
            door("Main Street", "71", Some(yard)),
            door("MAIN ST", number, None),
        ];
        Placer::new(&graph).place_all(&doors)[1]
    };
    for number in ["71", "71a", "71 1/2"] {
        let placed = lent(number);
        assert_eq!(placed.at, Some(at(yard)), "{number}");
        assert_eq!(placed.flag, Some(PlacementFlag::NoPoint), "{number}");
        assert!(same(placed.spot, spot(0, Side::Left, 150)), "{number}");
    }
    assert_ne!(lent("73").at, Some(at(yard)));
    // Doors of no street are not of one house, and a point off the street says less than the number.
    let doors = [
        door("", "3", Some((60.0, 8.0))),
        door("", "3", None),
        door("Main Street", "61", Some((120.0, 1_500.0))),
        door("Main Street", "61", None),
    ];
    let placed = Placer::new(&graph).place_all(&doors);
    assert_eq!(placed[1], Placement::default());
    assert_eq!(placed[3].spot.map(|spot| spot.edge), Some(EdgeId(0)));
    // A street that the map has not, and a point that is no use.
    let doors = [
        door("Mill Yard", "4", Some((60.0, 8.0))),
        door("Mill Yard", "4", None),
        door("Mill Yard", "4", Some((90_000.0, 8.0))),
    ];
    let placed = Placer::new(&graph).place_all(&doors);
    assert_eq!(placed[1].spot, placed[0].spot);
    assert_eq!(
        (placed[2].spot, placed[2].at),
        (placed[0].spot, placed[0].at)
    );
}

#[test]
fn a_house_that_stands_in_two_towns_lends_no_point() {
    let graph = line(&[(0.0, 0.0), (5_000.0, 0.0)]);
    let doors = [
        door("Elm Walk", "4", Some((60.0, 8.0))),
        door("Elm Walk", "4", Some((4_000.0, 8.0))),
        door("Elm Walk", "4", None),
    ];
    let placed = Placer::new(&graph).place_all(&doors);
    assert_eq!(placed[2], Placement::default());
}

#[test]
fn a_house_far_from_its_street_and_beside_another_goes_by_the_street_that_it_names() {
    let graph = town();
    // Named after Main Street, 78 m off and beside Back Street.
    let placed = among(&graph, door("Main Street", "90", Some((120.0, 78.0))));
    assert!(same(placed.spot, spot(0, Side::Left, 120)), "{placed:?}");
    assert_eq!(placed.flag, Some(PlacementFlag::PointElsewhere));
}
