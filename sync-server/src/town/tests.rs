use std::collections::BTreeSet;
use std::path::Path;

use turfwalk_core::address::{HouseNumber, street_key};
use turfwalk_core::streets::osm::{Water, doors, street_graph, water};
use turfwalk_core::streets::{Components, DoorAddress, Placer, RoadClass};

use super::*;
use crate::import::osm::read_bytes;

fn map(town: &Town) -> turfwalk_core::streets::osm::OsmMap {
    read_bytes(town.osm_xml.as_bytes(), Path::new("town.osm")).unwrap()
}

#[test]
fn a_seed_makes_one_town() {
    assert_eq!(generate(1), generate(1));
    assert_ne!(generate(1).osm_xml, generate(2).osm_xml);
}

#[test]
fn every_seed_makes_a_whole_town() {
    for seed in 1..6 {
        let town = generate(seed);
        assert_eq!(town.doors, DOORS, "seed {seed}");
        assert_eq!(town.voters_csv.lines().count(), PEOPLE + 1);
        let map = map(&town);
        let graph = street_graph(&map);
        assert_eq!(Components::new(&graph).count(), 1, "seed {seed}");
        let found = doors(&map);
        let places: Vec<DoorAddress<'_>> = found
            .iter()
            .map(|d| DoorAddress {
                street: &d.street,
                number: &d.number,
                at: Some(d.at),
            })
            .collect();
        let placed = Placer::new(&graph).place_all(&places);
        let wrong = placed
            .iter()
            .filter(|p| p.flag.is_some() || p.spot.is_none())
            .count();
        assert_eq!(
            wrong, 0,
            "seed {seed}: {wrong} doors are not where they say"
        );
    }
}

#[test]
fn all_people_live_at_an_address_of_the_map() {
    let town = generate(7);
    let key = |street: &str, number: &str| (street_key(street), HouseNumber::parse(number).key());
    let known: BTreeSet<_> = doors(&map(&town))
        .iter()
        .map(|d| key(&d.street, &d.number))
        .collect();
    let mut lived_at = BTreeSet::new();
    let mut homes = BTreeSet::new();
    for row in csv::Reader::from_reader(town.voters_csv.as_bytes()).records() {
        let row = row.unwrap();
        let at = key(&row[4], &row[3]);
        assert!(known.contains(&at), "{} {}", &row[3], &row[4]);
        homes.insert((at.clone(), row[5].to_owned()));
        lived_at.insert(at);
    }
    assert_eq!(homes.len(), DOORS);
    assert_eq!(
        lived_at.len(),
        known.len(),
        "no address of the map is empty or there twice"
    );
}

#[test]
fn the_town_has_what_a_walk_may_meet() {
    let town = generate(7);
    let map = map(&town);
    let graph = street_graph(&map);
    assert!(water(&map).iter().any(|w| matches!(w, Water::Area(_))));
    let bridges = map
        .ways
        .iter()
        .filter(|w| w.tags.get("bridge").is_some())
        .count();
    assert_eq!(bridges, 1);
    for class in [
        RoadClass::Busy,
        RoadClass::Quiet,
        RoadClass::Path,
        RoadClass::Steps,
    ] {
        assert!(graph.edges.iter().any(|e| e.class == class), "{class:?}");
    }
    let mut uses = vec![0; graph.nodes.len()];
    for edge in &graph.edges {
        uses[edge.from.0 as usize] += 1;
        uses[edge.to.0 as usize] += 1;
    }
    assert!(
        uses.iter().filter(|n| **n == 1).count() >= 12,
        "cul-de-sacs"
    );
    let numbers: Vec<_> = doors(&map).into_iter().map(|d| d.number).collect();
    for wanted in ["A", " 1/2", "-"] {
        assert!(numbers.iter().any(|n| n.contains(wanted)), "{wanted}");
    }
    assert!(town.voters_csv.contains(",Apt 2"));
}
