//! How long does a town take to be cut into turfs, and are they fair and whole?

mod town;

use criterion::{Criterion, criterion_group, criterion_main};
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::Pavement;
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

fn cuts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("turf/cut");
    group.sample_size(10);
    for (name, roads, wanted, turfs) in [
        ("town-2000", 400, 2_000, 20),
        ("town-20000", 4_000, 20_000, 100),
    ] {
        let graph = town::town(roads, 7);
        let spots = town::turf(&graph, wanted, EVERY_M);
        let doors: Vec<DoorAt> = spots
            .into_iter()
            .map(|spot| DoorAt {
                spot,
                building: None,
                at: None,
            })
            .collect();
        let pavement = Pavement::new(&graph, &town::costs());
        let goal = CutGoal {
            size: Size::Turfs(turfs),
            ..CutGoal::default()
        };
        let mut found = Cut::default();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                found = cut(&pavement, &doors, &goal, &mut walking_through(60));
            });
        });
        fair_and_whole(&found, wanted, turfs);
    }
    group.finish();
}

criterion_group!(benches, cuts);
criterion_main!(benches);
