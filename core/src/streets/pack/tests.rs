use proptest::prelude::*;

use super::varint::{put, put_signed};
use super::*;
use crate::model::LatLon;
use crate::streets::Pavement;
use crate::streets::fixture::{add_road, add_road_of};
use crate::streets::{Edge, NodeId};

/// A few streets with bends, names in two scripts, and doors.
fn pack() -> StreetPack {
    let mut graph = StreetGraph::default();
    add_road(
        &mut graph,
        &[(0.0, 0.0), (40.0, 9.0), (80.0, 0.0)],
        "Hauptstraße",
    );
    add_road(&mut graph, &[(80.0, 0.0), (160.0, 3.0)], "Hauptstraße");
    add_road_of(
        &mut graph,
        &[(80.0, 0.0), (85.0, 90.0)],
        "Улица",
        RoadClass::Busy,
    );
    add_road_of(&mut graph, &[(85.0, 90.0), (0.0, 0.0)], "", RoadClass::Path);
    let spot = |edge, side, along_cm| SpotOnStreet {
        edge: EdgeId(edge),
        side,
        along_cm,
    };
    StreetPack {
        graph,
        costs: WalkingCosts::default(),
        doors: vec![
            (7, spot(0, Side::Left, 1_200)),
            (8, spot(0, Side::Right, 0)),
            (4_000_000_000, spot(2, Side::Right, 9_000)),
        ],
    }
}

fn times(pack: &StreetPack) -> crate::streets::WalkingTimes {
    let spots: Vec<_> = pack.doors.iter().map(|d| d.1).collect();
    Pavement::new(&pack.graph, &pack.costs).times(&spots)
}

#[test]
fn a_pack_comes_back_whole() {
    let before = pack();
    let after = StreetPack::decode(&before.encode()).unwrap();
    assert_eq!(after.graph.names, before.graph.names);
    assert_eq!((after.costs, &after.doors), (before.costs, &before.doors));
    assert_eq!(times(&after), times(&before));
    for (a, b) in after.graph.edges.iter().zip(&before.graph.edges) {
        assert_eq!(
            (a.from, a.to, a.name, a.class, a.length_cm),
            (b.from, b.to, b.name, b.class, b.length_cm)
        );
        assert!(
            a.line
                .iter()
                .zip(&b.line)
                .all(|(p, q)| p.distance_m(*q) < 0.5)
        );
    }
    // What has been rounded once stays as it is.
    assert_eq!(StreetPack::decode(&after.encode()).unwrap(), after);
}

#[test]
fn bends_below_two_metres_are_left_out_and_lengths_stay() {
    let mut before = pack();
    add_road(
        &mut before.graph,
        &[(0.0, 0.0), (-50.0, 1.4), (-100.0, 0.0)],
        "Bent",
    );
    let after = StreetPack::decode(&before.encode()).unwrap();
    assert_eq!(after.graph.edges[4].line.len(), 2);
    assert_eq!(after.graph.edges[0].line.len(), 3);
    assert_eq!(
        after.graph.edges[4].length_cm,
        before.graph.edges[4].length_cm
    );
}

#[test]
fn each_fault_has_its_reason() {
    let whole = pack().encode();
    let with = |at: usize, to: u8| {
        let mut bytes = whole.clone();
        bytes[at] = to;
        StreetPack::decode(&bytes).unwrap_err()
    };
    assert_eq!(with(0, b'X'), PackError::NotAPack);
    assert_eq!(StreetPack::decode(b""), Err(PackError::NotAPack));
    assert_eq!(
        with(4, 3),
        PackError::Newer {
            found: 3,
            newest: 2
        }
    );
    assert_eq!(
        with(60, whole[60] ^ 1),
        PackError::Damaged("it does not match its checksum")
    );
    let cut = whole.len() - 1;
    let error = StreetPack::decode(&whole[..cut]).unwrap_err();
    assert_eq!(
        error,
        PackError::Truncated {
            has: cut,
            needs: whole.len()
        }
    );
    let mut longer = whole.clone();
    longer.push(0);
    assert_eq!(
        StreetPack::decode(&longer),
        Err(PackError::Damaged("something follows its end"))
    );
}

#[test]
fn a_place_is_on_earth_up_to_poles_and_date_line_and_no_further() {
    use super::ground::{GRAIN, place};
    let (pole, date_line) = (900_000_000 / GRAIN, 1_800_000_000 / GRAIN);
    assert_eq!(place((-pole, date_line)).unwrap().lat_e7, -900_000_000);
    for off in [
        (pole + 1, 0),
        (-pole - 1, 0),
        (0, date_line + 1),
        (0, -date_line - 1),
        (i64::MIN, 0),
        (0, i64::MIN),
        (i64::MAX, i64::MAX),
    ] {
        let wrong = PackError::Damaged("a place is not on earth");
        assert_eq!(place(off), Err(wrong), "{off:?}");
    }
}

/// How version 1 was written.
fn body_v1(pack: &StreetPack) -> Vec<u8> {
    let mut out = Vec::new();
    let c = &pack.costs;
    for ms in [
        c.ms_per_m,
        c.steps_ms_per_m,
        c.cross_service_ms,
        c.cross_quiet_ms,
        c.cross_busy_ms,
        c.cross_major_ms,
    ] {
        put(&mut out, u64::from(ms));
    }
    put(&mut out, pack.graph.names.len() as u64);
    for name in &pack.graph.names {
        put(&mut out, name.len() as u64);
        out.extend_from_slice(name.as_bytes());
    }
    put(&mut out, pack.graph.nodes.len() as u64);
    let mut before = (0, 0);
    for node in &pack.graph.nodes {
        put_place(&mut out, *node, &mut before);
    }
    put(&mut out, pack.graph.edges.len() as u64);
    let mut corner = 0;
    for edge in &pack.graph.edges {
        corner = put_edge_v1(&mut out, edge, corner);
    }
    put(&mut out, pack.doors.len() as u64);
    let (mut id, mut road) = (0, 0);
    for (door, spot) in &pack.doors {
        put_signed(&mut out, i64::from(*door) - id);
        put_signed(&mut out, i64::from(spot.edge.0) - road);
        put(
            &mut out,
            u64::from(spot.along_cm) << 1 | u64::from(spot.side == Side::Right),
        );
        (id, road) = (i64::from(*door), i64::from(spot.edge.0));
    }
    out
}

/// Writes a road; the corners count from the end of the road before, which is the start of
/// most. Gives back its own end.
fn put_edge_v1(out: &mut Vec<u8>, edge: &Edge, corner: i64) -> i64 {
    let (from, to) = (i64::from(edge.from.0), i64::from(edge.to.0));
    put_signed(out, from - corner);
    put_signed(out, to - from);
    let name = edge.name.map_or(0, |n| u64::from(n) + 1);
    put(out, name * 6 + class_code(edge.class));
    put(out, u64::from(edge.length_cm));
    let line = &edge.line;
    put(out, line.len() as u64 - 2);
    let mut before = grain_v1(line[0]);
    for point in &line[1..line.len() - 1] {
        put_place(out, *point, &mut before);
    }
    to
}

fn put_place(out: &mut Vec<u8>, at: LatLon, before: &mut (i64, i64)) {
    let here = grain_v1(at);
    put_signed(out, here.0 - before.0);
    put_signed(out, here.1 - before.1);
    *before = here;
}

fn grain_v1(at: LatLon) -> (i64, i64) {
    let round = |e7: i32| (i64::from(e7) + 5).div_euclid(10);
    (round(at.lat_e7), round(at.lon_e7))
}

#[test]
fn a_pack_of_version_1_is_still_read() {
    let old = pack();
    let read = StreetPack::decode(&sealed(1, &body_v1(&old))).unwrap();
    assert_eq!((read.costs, &read.doors), (old.costs, &old.doors));
    assert_eq!(times(&read), times(&old));
    assert_eq!(read.graph.names, old.graph.names);
}

#[test]
fn corners_and_names_that_no_road_uses_are_kept() {
    let mut before = pack();
    before.graph.nodes.push(before.graph.nodes[0]);
    before.graph.names.push("Nowhere".to_owned());
    let after = StreetPack::decode(&before.encode()).unwrap();
    assert_eq!(after.graph.nodes.len(), before.graph.nodes.len());
    assert_eq!(after.graph.names, before.graph.names);
    let empty = StreetPack::default();
    assert_eq!(StreetPack::decode(&empty.encode()).unwrap(), empty);
}

/// A pack of a few dozen winding roads over a patch of any place on earth.
fn packs() -> impl Strategy<Value = StreetPack> {
    let place = (
        -900_000_000..=900_000_000_i32,
        -1_800_000_000..=1_800_000_000_i32,
    );
    let road = (0_usize..12, 0_usize..12, 0_u64..6, 0_u32..5, 1..400_000_u32);
    let bend = (-90_000..90_000_i32, -90_000..90_000_i32);
    let roads = prop::collection::vec((road, prop::collection::vec(bend.clone(), 0..5)), 1..40);
    let spots = prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..20);
    (place, prop::collection::vec(bend, 12), roads, spots).prop_map(|(place, at, roads, spots)| {
        let by = |(lat, lon): (i32, i32)| LatLon {
            lat_e7: place.0.saturating_add(lat).clamp(-900_000_000, 900_000_000),
            lon_e7: place
                .1
                .saturating_add(lon)
                .clamp(-1_800_000_000, 1_800_000_000),
        };
        let mut graph = StreetGraph {
            nodes: at.into_iter().map(by).collect(),
            ..StreetGraph::default()
        };
        graph.names = (0..4).map(|i| format!("{i}. Straße")).collect();
        for ((from, to, class, name, length_cm), bends) in roads {
            let mut line = vec![graph.nodes[from]];
            line.extend(bends.into_iter().map(by));
            line.push(graph.nodes[to]);
            graph.edges.push(Edge {
                from: NodeId(from as u32),
                to: NodeId(to as u32),
                name: name.checked_sub(1),
                class: class_of(class),
                length_cm,
                line,
            });
            if length_cm % 5 == 0 {
                let road = EdgeId(graph.edges.len() as u32 - 1);
                graph.medians.push((road, Side::Right));
            }
        }
        let spot = |(i, (edge, left)): (usize, (prop::sample::Index, bool))| {
            let edge = edge.index(graph.edges.len());
            let side = if left { Side::Left } else { Side::Right };
            let along_cm = graph.edges[edge].length_cm / 3;
            let edge = EdgeId(edge as u32);
            (
                i as u32 * 7,
                SpotOnStreet {
                    edge,
                    side,
                    along_cm,
                },
            )
        };
        let doors = spots.into_iter().enumerate().map(spot).collect();
        StreetPack {
            graph,
            costs: WalkingCosts::default(),
            doors,
        }
    })
}

/// Bytes that are changed, cut off, put in or put on.
fn spoilt(mut bytes: Vec<u8>, faults: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    for (at, to, how) in faults {
        let at = at.index(bytes.len() + 1);
        match how % 4 {
            0 if at < bytes.len() => bytes[at] = *to,
            1 => bytes.truncate(at.max(1)),
            2 => bytes.insert(at, *to),
            3 if at < bytes.len() => bytes[at] ^= 1 << (to % 8),
            _ => bytes.extend([*to; 9]),
        }
    }
    bytes
}

proptest! {
    #[test]
    fn what_was_packed_once_stays_as_it_is(pack in packs()) {
        let bytes = pack.encode();
        let read = StreetPack::decode(&bytes).unwrap();
        prop_assert_eq!(&read.doors, &pack.doors);
        prop_assert_eq!(&read.graph.medians, &pack.graph.medians);
        for (a, b) in read.graph.edges.iter().zip(&pack.graph.edges) {
            prop_assert_eq!((a.length_cm, a.class), (b.length_cm, b.class));
            let name = |graph: &StreetGraph, e: &Edge| e.name.map(|n| graph.names[n as usize].clone());
            prop_assert_eq!(name(&read.graph, a), name(&pack.graph, b));
            for (node, twin) in [(a.from, b.from), (a.to, b.to)] {
                let at = |graph: &StreetGraph, n: NodeId| graph.nodes[n.0 as usize];
                prop_assert!(at(&read.graph, node).distance_m(at(&pack.graph, twin)) < 0.5);
            }
        }
        prop_assert_eq!(read.encode(), bytes);
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = StreetPack::decode(&body);
        for sealed in [sealed(1, &body), sealed(2, &body), sealed(2, &columns::packed(&body))] {
            if let Ok(pack) = StreetPack::decode(&sealed) {
                // What passes can be walked on.
                times(&pack);
            }
        }
    }

    #[test]
    fn a_spoilt_pack_is_read_or_refused(
        pack in packs(),
        faults in prop::collection::vec(any::<(prop::sample::Index, u8, u8)>(), 1..4),
    ) {
        // The bytes as they come, a body that its checksum fits, and columns that do unpack.
        let _ = StreetPack::decode(&spoilt(pack.encode(), &faults));
        let joined = write::columns(&pack).joined();
        for sealed in [
            sealed(1, &spoilt(body_v1(&pack), &faults)),
            sealed(2, &spoilt(columns::packed(&joined), &faults)),
            sealed(2, &columns::packed(&spoilt(joined.clone(), &faults))),
        ] {
            if let Ok(pack) = StreetPack::decode(&sealed) {
                times(&pack);
            }
        }
    }

    #[test]
    fn a_cut_pack_is_always_refused(share in 0.0..1.0_f64) {
        let whole = pack().encode();
        let cut = (whole.len() as f64 * share) as usize;
        prop_assert!(StreetPack::decode(&whole[..cut]).is_err());
    }
}

#[test]
fn a_small_pack_cannot_ask_for_much_memory() {
    let zeros = columns::packed(&vec![0; 50_000_000]);
    assert_eq!(zeros[0], 0, "kept as it is");
    let mut bomb = Vec::new();
    let mut encoder = flate2::write::DeflateEncoder::new(&mut bomb, flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, &vec![0; 50_000_000]).unwrap();
    encoder.finish().unwrap();
    bomb.insert(0, 1);
    assert_eq!(
        StreetPack::decode(&sealed(2, &bomb)),
        Err(PackError::Damaged("it unpacks to more than it may hold"))
    );
}

#[test]
fn a_clip_keeps_what_is_near_and_the_ways_between() {
    let mut graph = StreetGraph::default();
    // A long detour joins two streets that lie side by side.
    add_road(&mut graph, &[(0.0, 0.0), (100.0, 0.0)], "A");
    add_road(&mut graph, &[(0.0, 50.0), (100.0, 50.0)], "B");
    add_road(&mut graph, &[(100.0, 0.0), (2_000.0, 0.0)], "Out");
    add_road(&mut graph, &[(2_000.0, 0.0), (2_000.0, 50.0)], "End");
    add_road(&mut graph, &[(2_000.0, 50.0), (100.0, 50.0)], "Back");
    add_road(&mut graph, &[(2_000.0, 0.0), (90_000.0, 0.0)], "Far");
    add_road(&mut graph, &[(90_000.0, 0.0), (90_100.0, 0.0)], "Farther");
    let spots = [0, 1].map(|edge| SpotOnStreet {
        edge: EdgeId(edge),
        side: Side::Left,
        along_cm: 10,
    });
    let (clipped, moved) = clip(&graph, &spots, &[], 400.0);
    let before = Pavement::new(&graph, &WalkingCosts::default()).times(&spots);
    let after = Pavement::new(&clipped, &WalkingCosts::default()).times(&moved);
    assert_eq!(before, after);
    assert!(!clipped.names.contains(&"Farther".to_owned()));
    // A place is gone to, though nothing is there.
    let there = graph.nodes[graph.nodes.len() - 1];
    let (with_place, _) = clip(&graph, &spots, &[there], 400.0);
    assert!(with_place.names.contains(&"Farther".to_owned()));
    // One street alone needs nothing of that.
    assert_eq!(clip(&graph, &spots[..1], &[], 20.0).0.names, ["A"]);
    assert_eq!(clip(&graph, &[], &[], 400.0).0, StreetGraph::default());
}
