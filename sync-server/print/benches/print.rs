//! How long does a walk sheet take, by the number of its doors? The promise is
//! 200 doors in under a second, map included.

#[path = "../tests/town/mod.rs"]
mod town;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use turfwalk_print::render;

fn sheets(c: &mut Criterion) {
    let mut group = c.benchmark_group("print/render");
    group.sample_size(10);
    for per_face in [3, 31, 164] {
        let sheet = town::sheet(per_face);
        let doors = sheet.totals.doors;
        group.bench_with_input(BenchmarkId::from_parameter(doors), &sheet, |b, sheet| {
            b.iter(|| render(black_box(sheet)));
        });
        let print = render(&sheet).expect("the made-up town prints");
        assert!(print.pages > doors as usize / 20 && print.missing.is_empty());
    }
    group.finish();
}

criterion_group!(benches, sheets);
criterion_main!(benches);
