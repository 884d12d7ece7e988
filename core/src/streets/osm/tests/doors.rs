//! Doors out of a map: address points, interpolation ways, relations.

use super::*;

#[test]
fn letters_are_filled_in_too() {
    let points = [(1, 0.0, 0.0), (2, 80.0, 0.0)];
    let mut map = map(
        &points,
        &[(
            &[1, 2],
            [("addr:interpolation", "alphabetic"), ("addr:street", "A")].into(),
        )],
    );
    map.nodes[0].tags = [("addr:housenumber", "7a")].into();
    map.nodes[1].tags = [("addr:housenumber", "7e")].into();
    let found = doors(&map);
    let numbers: Vec<_> = found.iter().map(|d| d.number.as_str()).collect();
    // The ends have no street of their own here, so they stand apart from those between.
    assert_eq!(numbers, ["7a", "7e", "7b", "7c", "7d"]);
    assert!(found[2].at.distance_m(at((20.0, 0.0))) < 0.1);
    // Backwards, and nothing between what is no run of letters.
    map.nodes[0].tags = [("addr:housenumber", "7e")].into();
    map.nodes[1].tags = [("addr:housenumber", "7c")].into();
    assert_eq!(doors(&map)[2].number, "7d");
    map.nodes[1].tags = [("addr:housenumber", "9a")].into();
    assert_eq!(doors(&map).len(), 2);
}

#[test]
fn every_kind_of_interpolation_fills_its_own_numbers() {
    for (kind, ends, expected) in [
        ("all", ("1", "5"), &["1", "2", "3", "4", "5"][..]),
        ("odd", ("1", "7"), &["1", "3", "5", "7"]),
        ("even", ("8", "2"), &["2", "4", "6", "8"]),
        ("even", ("2", "9"), &["2", "4", "6", "8", "9"]),
        ("odd", ("2", "7"), &["2", "3", "5", "7"]),
        ("10", ("10", "40"), &["10", "20", "30", "40"]),
        ("nonsense", ("1", "9"), &["1", "9"]),
    ] {
        let mut map = map(
            &[(1, 0.0, 0.0), (2, 80.0, 0.0)],
            &[(&[1, 2], [("addr:interpolation", kind)].into())],
        );
        for (node, number) in map.nodes.iter_mut().zip([ends.0, ends.1]) {
            node.tags = [("addr:housenumber", number), ("addr:street", "A")].into();
        }
        let found = doors(&map);
        let numbers: Vec<_> = found.iter().map(|d| d.number.as_str()).collect();
        assert_eq!(numbers, expected, "{kind} {ends:?}");
    }
}

fn with_door(mut map: OsmMap, id: i64, point: (f64, f64), tags: Tags) -> OsmMap {
    map.nodes.push(OsmNode {
        id,
        at: at(point),
        tags,
    });
    map
}

#[test]
fn one_door_found_twice_is_one_and_keeps_its_entrance() {
    let address = [
        ("addr:housenumber", "12"),
        ("addr:street", "Main Street"),
        ("addr:postcode", "04103"),
    ];
    let outline: [(i64, f64, f64); 4] = [
        (1, 0.0, 0.0),
        (2, 20.0, 0.0),
        (3, 20.0, 20.0),
        (4, 0.0, 20.0),
    ];
    let mut map = map(&outline, &[(&[1, 2, 3, 4, 1], address.into())]);
    let middle = doors(&map);
    assert_eq!(middle.len(), 1);
    assert!(middle[0].at.distance_m(at((10.0, 10.0))) < 0.1);
    map.nodes[1].tags = [("entrance", "main")].into();
    assert_eq!(doors(&map)[0].at, map.nodes[1].at);
    let map = with_door(
        map,
        9,
        (25.0, 5.0),
        [("addr:housenumber", "12"), ("addr:street", "MAIN ST")].into(),
    );
    let merged = doors(&map);
    assert_eq!(merged.len(), 1);
    assert_eq!(
        (merged[0].at, merged[0].postcode.as_str()),
        (at((20.0, 0.0)), "04103")
    );
    // The same address far away is another house.
    let map = with_door(map, 10, (2_000.0, 0.0), address.into());
    assert_eq!(doors(&map).len(), 2);
}

#[test]
fn lists_come_apart_and_ranges_do_not() {
    let map = with_door(
        OsmMap::default(),
        1,
        (0.0, 0.0),
        [("addr:housenumber", "12;14, 16"), ("addr:street", "A")].into(),
    );
    let map = with_door(
        map,
        2,
        (0.0, 0.0),
        [("addr:housenumber", "2-4"), ("addr:place", "Old Mill")].into(),
    );
    let floor = [
        ("addr:housenumber", "5, 2. krs."),
        ("addr:place", "Old Mill"),
    ];
    let map = with_door(map, 3, (0.0, 0.0), floor.into());
    let found: Vec<_> = doors(&map)
        .into_iter()
        .map(|d| (d.street, d.number))
        .collect();
    let expected = [
        ("A", "12"),
        ("A", "14"),
        ("A", "16"),
        ("Old Mill", "2-4"),
        ("Old Mill", "5, 2. krs."),
    ];
    assert_eq!(found, expected.map(|(s, n)| (s.to_owned(), n.to_owned())));
}

#[test]
fn interpolation_fills_in_what_is_not_there() {
    let points = [(1, 0.0, 0.0), (2, 50.0, 0.0), (3, 100.0, 0.0)];
    let mut map = map(
        &points,
        &[(&[1, 2, 3], [("addr:interpolation", "even")].into())],
    );
    map.nodes[0].tags = [("addr:housenumber", "2"), ("addr:street", "A")].into();
    map.nodes[2].tags = [("addr:housenumber", "10"), ("addr:street", "A")].into();
    let map = with_door(
        map,
        9,
        (60.0, 9.0),
        [("addr:housenumber", "6"), ("addr:street", "A")].into(),
    );
    let found = doors(&map);
    let numbers: Vec<_> = found.iter().map(|d| d.number.as_str()).collect();
    assert_eq!(numbers, ["2", "4", "6", "8", "10"]);
    assert!(found[1].at.distance_m(at((25.0, 0.0))) < 0.1);
    assert_eq!(found[2].at, at((60.0, 9.0)));
}

#[test]
fn a_relation_names_the_street_of_its_houses() {
    let mut map = with_door(
        OsmMap::default(),
        1,
        (0.0, 0.0),
        [("addr:housenumber", "5")].into(),
    );
    map.relations.push(OsmRelation {
        id: 1,
        members: vec![OsmMember {
            kind: OsmKind::Node,
            id: 1,
            role: "house".to_owned(),
        }],
        tags: [("type", "associatedStreet"), ("name", "Lindenweg")].into(),
    });
    assert_eq!(doors(&map)[0].street, "Lindenweg");
}
