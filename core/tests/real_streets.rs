//! What holds on real maps: no part of a town comes loose, packs are small, times by one road and
//! by the other agree, and doors find their place again when their geocodes are spoilt.

#![allow(clippy::unwrap_used, reason = "tests")]

mod osm_files;

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::osm::{FoundDoor, OsmMap, doors, street_graph};
use turfwalk_core::streets::{
    Components, DoorAddress, EdgeId, Pavement, Placement, PlacementFlag, Placer, RoadClass,
    SpotOnStreet, StreetGraph, StreetPack, Walking, WalkingCosts, WalkingTimes, clip,
};

fn addresses<'a>(
    doors: &'a [FoundDoor],
    at: impl Fn(usize, &FoundDoor) -> Option<LatLon>,
) -> Vec<DoorAddress<'a>> {
    let all = doors.iter().enumerate();
    all.map(|(i, door)| DoorAddress {
        street: &door.street,
        number: &door.number,
        at: at(i, door),
    })
    .collect()
}

fn placed(graph: &StreetGraph, found: &[FoundDoor]) -> Vec<Placement> {
    Placer::new(graph).place_all(&addresses(found, |_, door| Some(door.at)))
}

/// Doors whose street the map has, and which stand beside it without a flag.
fn sure(graph: &StreetGraph, found: &[FoundDoor], places: &[Placement]) -> Vec<usize> {
    let is_sure = |i: &usize| graph.names.contains(&found[*i].street) && places[*i].flag.is_none();
    (0..found.len()).filter(is_sure).collect()
}

#[test]
fn real_towns_hang_together_and_their_packs_are_small() {
    for (name, map) in osm_files::maps() {
        let graph = street_graph(&map);
        let (parts, share) = parts(&graph);
        let bytes = StreetPack {
            graph: graph.clone(),
            costs: WalkingCosts::default(),
            doors: Vec::new(),
        }
        .encode();
        let roads = graph.edges.len();
        println!(
            "{name}: {roads} roads, {} corners, {parts} parts, {share} ‰ of the length in the main \
             one, {} faces on medians, pack {} bytes",
            graph.nodes.len(),
            graph.medians.len(),
            bytes.len(),
        );
        // Folding sidewalks leaves together what was together: the same map with nothing to fold.
        let plain = street_graph(&unfolded(&map));
        let (plain_parts, plain_share) = self::parts(&plain);
        println!(
            "    unfolded: {} roads, {plain_parts} parts, {plain_share} ‰ in the main one",
            plain.edges.len()
        );
        assert!(parts <= plain_parts, "{name}: {plain_parts} parts unfolded");
        assert!(
            share + 30 >= plain_share,
            "{name}: {plain_share} ‰ unfolded"
        );
        assert!(bytes.len() <= roads * 10 + 2_000, "{name}: {}", bytes.len());
        let read = StreetPack::decode(&bytes).unwrap();
        assert_eq!(read.encode(), bytes);
    }
}

/// How many parts hang together each, and how much of the length is in the main one, in ‰.
fn parts(graph: &StreetGraph) -> (usize, u64) {
    let components = Components::new(graph);
    let (mut main_cm, mut all_cm) = (0, 0);
    for (id, edge) in (0..).zip(&graph.edges) {
        let length_cm = u64::from(edge.length_cm);
        all_cm += length_cm;
        if components.is_main(EdgeId(id)) {
            main_cm += length_cm;
        }
    }
    (components.count(), main_cm * 1_000 / all_cm)
}

/// The map with its sidewalks as any other footways.
fn unfolded(map: &OsmMap) -> OsmMap {
    let mut map = map.clone();
    for way in &mut map.ways {
        let is_track = way.tags.is("highway", &["cycleway"]);
        way.tags.0.retain(|(k, _)| k != "footway" && k != "path");
        if is_track {
            way.tags.0.push(("foot".to_owned(), "yes".to_owned()));
        }
    }
    map
}

#[test]
fn a_turf_of_300_real_doors_takes_16_kb_and_its_times_agree() {
    for (name, map) in osm_files::maps() {
        let graph = street_graph(&map);
        let found = doors(&map);
        let places = placed(&graph, &found);
        let spots: Vec<SpotOnStreet> = places.iter().filter_map(|p| p.spot).collect();
        let Some(middle) = spots.first().map(|s| graph.point_of(*s, 5.0)) else {
            continue;
        };
        let mut near: Vec<(u64, SpotOnStreet)> = spots
            .iter()
            .map(|s| {
                (
                    (graph.point_of(*s, 5.0).distance_m(middle) * 10.0) as u64,
                    *s,
                )
            })
            .collect();
        near.sort_unstable();
        near.truncate(300);
        let turf: Vec<SpotOnStreet> = near.into_iter().map(|n| n.1).collect();
        let (clipped, moved) = clip(&graph, &turf, &[], 400.0);
        let pack = StreetPack {
            graph: clipped,
            costs: WalkingCosts::default(),
            doors: (1_000..).zip(moved).collect(),
        };
        let bytes = pack.encode();
        println!(
            "{name}: turf of {} doors, {} roads, {} bytes",
            turf.len(),
            pack.graph.edges.len(),
            bytes.len()
        );
        assert!(bytes.len() <= 16_384, "{name}: {} bytes", bytes.len());
        let costs = WalkingCosts::default();
        let pavement = Pavement::new(&graph, &costs);
        let (matrix, held) = (pavement.times(&turf), pavement.street_times(&turf));
        for a in 0..turf.len() {
            let b = (a * 7 + 13) % turf.len();
            let pair = pavement.times(&[turf[a], turf[b]]);
            let expected = if a == b { 0 } else { pair.ms(0, 1) };
            assert_eq!((matrix.ms(a, b), held.ms(a, b)), (expected, expected));
            let path = pavement.path(turf[a], turf[b]);
            let walked = path.map_or(WalkingTimes::UNREACHABLE, |p| p.ms);
            assert!(a == b || walked == expected.min(WalkingTimes::UNREACHABLE));
        }
        assert_eq!(held.nearest(0, 5).len(), 5.min(turf.len() - 1));
    }
}

#[test]
fn spoilt_geocodes_are_repaired_by_street_and_number() {
    for (name, map) in osm_files::maps() {
        let graph = street_graph(&map);
        let found = doors(&map);
        let places = placed(&graph, &found);
        let sure = sure(&graph, &found, &places);
        // The map's own points are on the right side of their streets, but for very few. Alone, a
        // door has no neighbours to be moved by.
        let placer = Placer::new(&graph);
        let moved = places.iter().zip(&found).filter(|(together, door)| {
            let alone = placer.place(&door.street, &door.number, Some(door.at));
            together.flag == Some(PlacementFlag::PointElsewhere) && alone.flag.is_none()
        });
        let moved = moved.count();
        println!(
            "{name}: {} of {} doors sure, {moved} moved over the street",
            sure.len(),
            found.len()
        );
        assert!(moved * 50 <= found.len(), "{name}: {moved} moved");
        if sure.len() < 100 {
            continue;
        }
        // Each tenth sure door is spoilt in one way or another.
        let spoilt: Vec<usize> = sure.iter().copied().step_by(10).collect();
        let nowhere = LatLon {
            lat_e7: 0,
            lon_e7: 0,
        };
        for (how, at) in [("0,0", Some(nowhere)), ("missing", None)] {
            let given = addresses(&found, |i, door| {
                if spoilt.binary_search(&i).is_ok() {
                    at
                } else {
                    Some(door.at)
                }
            });
            let again = Placer::new(&graph).place_all(&given);
            let mut offs: Vec<u32> = Vec::new();
            let mut same_side = 0;
            for i in &spoilt {
                let (was, is) = (places[*i], again[*i]);
                let (Some(a), Some(b)) = (was.spot, is.spot) else {
                    panic!("{name}: {:?} is on no street", found[*i]);
                };
                let flags = [
                    PlacementFlag::NoPoint,
                    PlacementFlag::PointElsewhere,
                    PlacementFlag::Guessed,
                    PlacementFlag::CutOff,
                ];
                assert!(is.flag.is_some_and(|f| flags.contains(&f)), "{is:?}");
                let at = |s: SpotOnStreet| graph.edges[s.edge.0 as usize].point_at(s.along_cm);
                offs.push(at(a).distance_m(at(b)) as u32);
                same_side += usize::from(a.edge == b.edge && a.side == b.side);
            }
            offs.sort_unstable();
            let (median, ninth) = (offs[offs.len() / 2], offs[offs.len() * 9 / 10]);
            println!(
                "{name}: {} geocodes {how}: median {median} m off, nine in ten within {ninth} m, \
                 {same_side} on their own face",
                spoilt.len()
            );
            assert!(
                median <= 50 && ninth <= 300,
                "{name}: {median} m, {ninth} m"
            );
            assert!(same_side * 5 >= spoilt.len() * 2, "{name}: {same_side}");
        }
    }
}

#[test]
fn no_motorway_is_walked() {
    for (name, map) in osm_files::maps() {
        let fast = map
            .ways
            .iter()
            .filter(|w| w.tags.is("highway", &["motorway", "motorway_link"]));
        for way in fast {
            assert_eq!(
                turfwalk_core::streets::osm::walkable(&way.tags),
                None::<RoadClass>,
                "{name}"
            );
        }
    }
}
