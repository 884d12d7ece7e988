use proptest::prelude::*;

use super::*;
use crate::streets::Pavement;
use crate::streets::fixture::{add_road, add_road_of};

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
                .all(|(p, q)| p.distance_m(*q) < 0.1)
        );
    }
    // What has been rounded once stays as it is.
    assert_eq!(StreetPack::decode(&after.encode()).unwrap(), after);
}

#[test]
fn bends_below_a_metre_are_left_out_and_lengths_stay() {
    let mut before = pack();
    add_road(
        &mut before.graph,
        &[(0.0, 0.0), (-50.0, 0.4), (-100.0, 0.0)],
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
        with(4, 2),
        PackError::Newer {
            found: 2,
            newest: 1
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

/// A pack with any body and a head that fits it, so that the checksum lets it through.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(&Sha256::digest(body));
    out.extend_from_slice(body);
    out
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = StreetPack::decode(&body);
        if let Ok(pack) = StreetPack::decode(&sealed(&body)) {
            // What passes can be walked on.
            times(&pack);
        }
    }

    #[test]
    fn a_spoilt_body_is_read_or_refused(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut body = pack().body();
        let at = at.index(body.len());
        body[at] = to;
        if let Ok(pack) = StreetPack::decode(&sealed(&body)) {
            times(&pack);
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
    let (clipped, moved) = clip(&graph, &spots, 400.0);
    let before = Pavement::new(&graph, &WalkingCosts::default()).times(&spots);
    let after = Pavement::new(&clipped, &WalkingCosts::default()).times(&moved);
    assert_eq!(before, after);
    assert!(!clipped.names.contains(&"Farther".to_owned()));
    // One street alone needs nothing of that.
    assert_eq!(clip(&graph, &spots[..1], 20.0).0.names, ["A"]);
    assert_eq!(clip(&graph, &[], 400.0).0, StreetGraph::default());
}
