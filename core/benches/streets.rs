//! How long do walking times between many doors take, and a city from its pack?
//!
//! Doors stand 75 m apart on their faces, so that hardly two share one: the most searching that so
//! many doors can ask for. What comes out is checked against the times of single pairs.

mod town;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use turfwalk_core::streets::{
    Pavement, SpotOnStreet, StreetPack, Walking, WalkingCosts, WalkingTimes,
};

/// A sample of pairs, each timed on its own.
fn assert_times(pavement: &Pavement<'_>, doors: &[SpotOnStreet], ms: impl Fn(usize, usize) -> u32) {
    let mut chance = town::Chance(7);
    for _ in 0..40 {
        let [a, b] = [0; 2].map(|_| chance.next() as usize % doors.len());
        let pair = pavement.times(&[doors[a], doors[b]]);
        assert_eq!(ms(a, b), if a == b { 0 } else { pair.ms(0, 1) });
        assert!(ms(a, b) < WalkingTimes::UNREACHABLE);
    }
}

fn times(c: &mut Criterion) {
    let graph = town::town(50_000, 1);
    let costs = WalkingCosts::default();
    let pavement = Pavement::new(&graph, &costs);
    let mut group = c.benchmark_group("streets/times");
    group.sample_size(10);
    for count in [100, 500, 1_500] {
        let doors = town::turf(&graph, count, 75);
        let mut times = None;
        group.bench_function(count.to_string(), |b| {
            b.iter(|| times = Some(pavement.times(black_box(&doors))));
        });
        if let Some(times) = times {
            assert_times(&pavement, &doors, |a, b| times.ms(a, b));
        }
    }
    group.finish();
    let mut group = c.benchmark_group("streets/held");
    group.sample_size(10);
    for count in [1_500, 10_000] {
        let doors = town::turf(&graph, count, 75);
        let mut held = None;
        group.bench_function(format!("set-up-{count}"), |b| {
            b.iter(|| held = Some(pavement.street_times(black_box(&doors))));
        });
        let held = held.unwrap_or_else(|| pavement.street_times(&doors));
        // By hand, a matrix of 10,000 doors takes 400 MB.
        assert!(held.bytes() <= count * 6_000, "{} bytes", held.bytes());
        assert_times(&pavement, &doors, |a, b| held.ms(a, b));
        let mut chance = town::Chance(3);
        group.bench_function(format!("time-{count}"), |b| {
            b.iter(|| {
                let [a, b] = [0; 2].map(|_| chance.next() as usize % count);
                held.ms(a, b)
            });
        });
        group.bench_function(format!("nearest-{count}"), |b| {
            b.iter(|| {
                let near = held.nearest(chance.next() as usize % count, 12);
                assert_eq!(near.len(), 12);
                near
            });
        });
    }
    group.finish();
}

fn pack(c: &mut Criterion) {
    let mut group = c.benchmark_group("streets/pack");
    group.sample_size(10);
    for (name, roads) in [("15k", 15_000), ("100k", 100_000), ("1m", 1_000_000)] {
        let pack = StreetPack {
            graph: town::town(roads, 1),
            costs: WalkingCosts::default(),
            doors: Vec::new(),
        };
        let bytes = pack.encode();
        let roads = pack.graph.edges.len();
        assert!(bytes.len() <= roads * 10, "{} bytes", bytes.len());
        let mut read = None;
        group.bench_function(format!("load-{name}"), |b| {
            b.iter(|| read = StreetPack::decode(black_box(&bytes)).ok());
        });
        if let Some(read) = read {
            let length = |pack: &StreetPack| -> u64 {
                let roads = pack.graph.edges.iter();
                roads.map(|e| u64::from(e.length_cm)).sum()
            };
            assert_eq!(length(&read), length(&pack));
            assert_eq!(read.encode(), bytes);
        }
    }
    group.finish();
}

criterion_group!(benches, times, pack);
criterion_main!(benches);
