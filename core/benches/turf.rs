//! How long does a town take to be cut into turfs, and are they fair and whole?

use criterion::{Criterion, criterion_group, criterion_main};
use turfwalk_core::model::LatLon;
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::{
    Edge, EdgeId, NodeId, Pavement, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts,
};
use turfwalk_core::turf::{Cut, CutGoal, DoorAt, Size, cut};

/// Blocks of 90 × 120 m, crooked corners, every sixth street busy, some blocks without a street
/// between, and a river with two bridges.
fn town(blocks: usize) -> StreetGraph {
    let mut graph = StreetGraph::default();
    let mixed = |i: usize| (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    for y in 0..=blocks {
        for x in 0..=blocks {
            let off = |bits: u64| (bits % 41) as i32 - 20;
            let bits = mixed(y * 1009 + x);
            let (east, north) = (x as i32 * 90 + off(bits), y as i32 * 120 + off(bits >> 8));
            graph.nodes.push(LatLon {
                lat_e7: 600_000_000 + north * 90,
                lon_e7: 250_000_000 + east * 180,
            });
        }
    }
    let river = blocks / 2;
    for y in 0..=blocks {
        for x in 0..=blocks {
            let here = y * (blocks + 1) + x;
            let class = |i: usize| {
                if i % 6 == 3 {
                    RoadClass::Busy
                } else {
                    RoadClass::Quiet
                }
            };
            let bridge = y != river || x % (blocks / 2) == 2;
            for (to, there, class) in [
                (here + 1, x < blocks && mixed(here) % 9 > 0, class(y)),
                (here + blocks + 1, y < blocks && bridge, class(x)),
            ] {
                if there {
                    let line = vec![graph.nodes[here], graph.nodes[to]];
                    graph.edges.push(Edge {
                        from: NodeId(here as u32),
                        to: NodeId(to as u32),
                        name: None,
                        class,
                        length_cm: Edge::measure_cm(&line),
                        line,
                    });
                }
            }
        }
    }
    graph
}

/// Up to eleven doors on each face, none on some.
fn doors(graph: &StreetGraph, wanted: usize) -> Vec<DoorAt> {
    let mut doors = Vec::new();
    for (e, edge) in graph.edges.iter().enumerate() {
        for (side, more) in [(Side::Left, 0), (Side::Right, 5)] {
            let here = (e * 7 + more) * 13 % 12;
            for i in 0..here as u32 {
                doors.push(DoorAt {
                    spot: SpotOnStreet {
                        edge: EdgeId(e as u32),
                        side,
                        along_cm: edge.length_cm * (i + 1) / (here as u32 + 1),
                    },
                    building: None,
                });
            }
        }
    }
    doors.truncate(wanted);
    assert_eq!(doors.len(), wanted, "the town is large enough");
    doors
}

fn fair_and_whole(found: &Cut, doors: usize, turfs: usize) {
    let held: usize = found.turfs.iter().map(|t| t.doors.len()).sum();
    assert_eq!((held, found.turfs.len()), (doors, turfs));
    assert!(found.turfs.iter().all(|t| t.in_one_piece));
    let ratio = found.heaviest_over_mean().expect("there is work");
    assert!(ratio <= 1.05, "heaviest over mean is {ratio}");
}

fn cuts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("turf/cut");
    group.sample_size(10);
    for (name, blocks, wanted, turfs) in [
        ("town-2000", 15, 2_000, 20),
        ("town-20000", 45, 20_000, 100),
    ] {
        let graph = town(blocks);
        let doors = doors(&graph, wanted);
        let pavement = Pavement::new(&graph, &WalkingCosts::default());
        let goal = CutGoal {
            size: Size::Turfs(turfs),
            ..CutGoal::default()
        };
        let mut found = Cut::default();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                found = cut(&pavement, &doors, &goal, &mut |pavement, spots| {
                    walking_through(pavement, 60)(spots)
                });
            });
        });
        fair_and_whole(&found, wanted, turfs);
    }
    group.finish();
}

criterion_group!(benches, cuts);
criterion_main!(benches);
