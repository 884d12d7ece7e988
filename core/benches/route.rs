//! How long does it take to find a walk, and to find it again after a change?
//!
//! Suburbs are detached houses along a grid of streets, some of them with several flats; the town
//! is the same with more flats to a house. All is walked straight, so that the matrix is at hand.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use turfwalk_core::route::{End, Goal, for_steps, order, reorder, walk_ms};
use turfwalk_core::streets::{PlaneTimes, Rounding, Walking, WalkingTimes};

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// Doors on both sides of the streets of a square grid, 100 m apart; up to `flats` at one spot.
/// Coordinates are milliseconds at 1.25 m/s.
fn doors(n: usize, flats: u64) -> Vec<[f64; 2]> {
    let mut dice = Dice(n as u64);
    let blocks = ((n as f64 / 24.0).sqrt().ceil()) as u64 + 1;
    let mut at = Vec::with_capacity(n);
    while at.len() < n {
        let line = dice.below(blocks) as f64 * 80_000.0;
        let along = dice.below(blocks * 25) as f64 * 3_200.0;
        let side = if dice.below(2) == 0 {
            6_400.0
        } else {
            -6_400.0
        };
        let spot = match dice.below(2) {
            0 => [along, line + side],
            _ => [line + side, along],
        };
        let here = 1 + dice.below(flats) as usize;
        at.extend(std::iter::repeat_n(spot, here.min(n - at.len())));
    }
    at
}

fn matrix(at: Vec<[f64; 2]>) -> WalkingTimes {
    let plane = PlaneTimes::new(at, Rounding::Nearest);
    let n = plane.len();
    let rows = (0..n * n).map(|i| plane.ms(i / n, i % n)).collect();
    WalkingTimes::from_rows(n, rows).expect("n rows of n times are n × n")
}

fn ordering(c: &mut Criterion) {
    let mut group = c.benchmark_group("route/order");
    group.sample_size(10);
    let goal = Goal::default();
    for (id, n, flats) in [
        ("suburb-200", 200, 2),
        ("suburb-500", 500, 2),
        ("town-1500", 1500, 6),
    ] {
        let times = matrix(doors(n, flats));
        group.bench_function(id, |b| {
            b.iter(|| order(black_box(&times), &goal, &mut for_steps(500)));
        });
        let walk = order(&times, &goal, &mut for_steps(500));
        assert_eq!(walk.ms, walk_ms(&times, &walk.stops, End::Free));
    }
    let mut dice = Dice(0);
    let mut coordinate = || dice.below(1_000_000) as f64;
    let at = (0..10_000).map(|_| [coordinate(), coordinate()]).collect();
    let plane = PlaneTimes::new(at, Rounding::Nearest);
    group.bench_function("plane-10000", |b| {
        b.iter(|| order(black_box(&plane), &goal, &mut for_steps(500)));
    });
    let walk = order(&plane, &goal, &mut for_steps(500));
    // A random walk of n points in a square of area A is at best about 0.7124 √(n A) long.
    assert!(walk.ms < 78_000_000, "{} ms", walk.ms);
    group.finish();
}

/// One of 501 doors is struck off: the rest of the walk is planned again.
fn reordering(c: &mut Criterion) {
    let at = doors(501, 2);
    let goal = Goal::default();
    let before = order(&matrix(at.clone()), &goal, &mut for_steps(2_000));
    let struck = before.stops[250];
    let left: Vec<usize> = before
        .stops
        .iter()
        .filter(|&&stop| stop != struck)
        .map(|&stop| stop - usize::from(stop > struck))
        .collect();
    let mut at = at;
    at.remove(struck);
    let times = matrix(at);
    let mut group = c.benchmark_group("route/reorder");
    group.bench_function("500", |b| {
        b.iter(|| reorder(black_box(&times), &left, &goal, &mut for_steps(10)));
    });
    group.finish();
    let walk = reorder(&times, &left, &goal, &mut for_steps(10));
    assert!(walk.ms <= walk_ms(&times, &left, End::Free));
}

criterion_group!(benches, ordering, reordering);
criterion_main!(benches);
