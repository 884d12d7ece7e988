//! How long do the walk of most worth within a limit, and a turf's split among walkers, take?
//!
//! Stops lie scattered, as in the plane instances of TSPLIB, with fixed seeds and steps.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use turfwalk_core::route::{End, Goal, budget, for_steps, nearest_first, split, walk_ms};
use turfwalk_core::streets::WalkingTimes;

/// Numbers that look random (the linear congruential generator of Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}

/// Stops in a square of 2 km, 750 ms a metre.
fn scattered(n: usize, chance: &mut Chance) -> WalkingTimes {
    let at: Vec<(f64, f64)> = (0..n)
        .map(|_| {
            (
                f64::from(chance.below(2_000)),
                f64::from(chance.below(2_000)),
            )
        })
        .collect();
    let rows = at.iter().flat_map(|a| {
        at.iter()
            .map(|b| ((a.0 - b.0).hypot(a.1 - b.1) * 750.0) as u32)
    });
    WalkingTimes::from_rows(n, rows.collect()).expect("n rows of n times")
}

fn within_a_limit(c: &mut Criterion) {
    let mut group = c.benchmark_group("route/budget");
    group.sample_size(10);
    for n in [100, 450, 1_000] {
        let mut chance = Chance(1);
        let times = scattered(n, &mut chance);
        let worth: Vec<u32> = (0..n).map(|_| 1 + chance.below(100)).collect();
        let goal = Goal {
            start: Some(0),
            end: End::Start,
            seed: 1,
        };
        let knocking = vec![0; n];
        let limit = walk_ms(&times, &nearest_first(&times, &goal), End::Start) / 2;
        let mut walk = None;
        group.bench_function(n.to_string(), |b| {
            b.iter(|| {
                let mut effort = for_steps(2_000);
                let found = budget(
                    black_box(&times),
                    &worth,
                    &knocking,
                    limit,
                    &goal,
                    &mut effort,
                );
                walk = Some(found);
            });
        });
        if let Some(walk) = walk {
            assert!(walk.ms <= limit);
            assert_eq!(walk.ms, walk_ms(&times, &walk.stops, End::Start));
            // Half the way of a nearest-neighbour tour reaches well over half of the worth.
            let all: u64 = worth.iter().map(|&w| u64::from(w)).sum();
            assert!(walk.worth * 100 > all * 60, "{} of {all}", walk.worth);
        }
    }
    group.finish();
}

fn among_walkers(c: &mut Criterion) {
    let mut group = c.benchmark_group("route/split");
    group.sample_size(10);
    for n in [100, 300, 1_000] {
        let times = scattered(n, &mut Chance(2));
        let knocking = vec![120_000; n];
        let goal = Goal::default();
        let mut walks = None;
        group.bench_function(n.to_string(), |b| {
            b.iter(|| {
                let mut effort = for_steps(500);
                walks = Some(split(black_box(&times), 3, &knocking, &goal, &mut effort));
            });
        });
        if let Some(walks) = walks {
            let ms = walks.iter().map(|w| w.ms + 120_000 * w.stops.len() as u64);
            let (least, most) = (ms.clone().min(), ms.max());
            let (least, most) = (least.unwrap_or(0), most.unwrap_or(u64::MAX));
            assert!((most - least) * 100 <= most * 5, "{least} to {most}");
        }
    }
    group.finish();
}

criterion_group!(benches, within_a_limit, among_walkers);
criterion_main!(benches);
