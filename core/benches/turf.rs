//! How long does a town take to be cut into turfs, and are they fair and whole?
//!
//! A region of TURF_REGION doors, 100,000 if unset, is cut once, and what it took printed with the
//! limits of a million: 600 s of one processor and 2 GiB.

mod measured;
mod town;

use criterion::{Criterion, criterion_group, criterion_main};
use measured::{most_kib, took};
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::{Pavement, StreetGraph};
use turfwalk_core::turf::{Cut, CutGoal, DoorAt, Size, cut};

/// Metres between doors on a face.
const EVERY_M: u32 = 16;

fn fair_and_whole(found: &Cut, doors: usize, turfs: usize) {
    let held: usize = found.turfs.iter().map(|t| t.doors.len()).sum();
    assert_eq!((held, found.turfs.len()), (doors, turfs));
    assert!(found.turfs.iter().all(|t| t.in_one_piece));
    let ratio = found.heaviest_over_mean().expect("there is work");
    assert!(ratio <= 1.05, "heaviest over mean is {ratio}");
}

/// Doors of a town, each a building by itself.
fn doors(graph: &StreetGraph, wanted: usize) -> Vec<DoorAt> {
    let at = |spot| DoorAt {
        spot,
        building: None,
        at: None,
    };
    let spots = town::turf(graph, wanted, EVERY_M);
    spots.into_iter().map(at).collect()
}

fn cut_into(graph: &StreetGraph, doors: &[DoorAt], turfs: usize) -> Cut {
    let pavement = Pavement::new(graph, &town::costs());
    let goal = CutGoal {
        size: Size::Turfs(turfs),
        ..CutGoal::default()
    };
    cut(&pavement, doors, &goal, &mut walking_through(60))
}

fn cuts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("turf/cut");
    group.sample_size(10);
    for (name, roads, wanted, turfs) in [
        ("town-2000", 400, 2_000, 20),
        ("town-20000", 4_000, 20_000, 100),
    ] {
        let graph = town::town(roads, 7);
        let doors = doors(&graph, wanted);
        let mut found = Cut::default();
        group.bench_function(name, |bencher| {
            bencher.iter(|| found = cut_into(&graph, &doors, turfs));
        });
        fair_and_whole(&found, wanted, turfs);
    }
    group.finish();
}

/// Limits of a region: what a million doors may take.
const REGION: usize = 1_000_000;
const MOST_SECONDS: usize = 600;
const MOST_KIB: usize = 2 << 20;

fn region(_: &mut Criterion) {
    let wanted = std::env::var("TURF_REGION").map_or(100_000, |doors| {
        doors.parse().expect("TURF_REGION is a number of doors")
    });
    let turfs = wanted / 200;
    let graph = town::town(wanted / 5, 7);
    let doors = doors(&graph, wanted);
    let mut found = Cut::default();
    let took = took(|| found = cut_into(&graph, &doors, turfs));
    fair_and_whole(&found, wanted, turfs);
    let kib = most_kib().map_or("unknown".into(), |kib| kib.to_string());
    let seconds = MOST_SECONDS * wanted / REGION;
    println!(
        "turf/region: {wanted} doors in {turfs} turfs: {took}, at most {seconds} s; {kib} KiB, at most {MOST_KIB}"
    );
}

criterion_group!(benches, cuts, region);
criterion_main!(benches);
