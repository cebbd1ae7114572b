//! What the library takes for small, usual work, as a trend over commits: a query, a page, the cutting of a page into
//! words and the search for names in it.
//!
//!     cargo bench --bench trends
//!
//! Times are of the machine; `benches/instructions` is the gate that is not.

#![allow(missing_docs)]

use canonry::{Cleaner, Preset, Scratch, scan::Scan};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Ten words, as somebody types them into a search.
const QUERIES: &[(&str, &str)] = &[
    ("query, English", "recent attacks by IS-K in Kabul and the Taliban response"),
    ("query, Italian", "attentati recenti dell'Isis a Kabul e la risposta dei talebani"),
];

const PAGE: &str = include_str!("../examples/pages/en-attack.txt");

fn trends(criterion: &mut Criterion) {
    let cleaner = Cleaner::preset(Preset::News);
    let mut scratch = Scratch::default();
    for (name, query) in QUERIES {
        criterion.bench_function(name, |bench| {
            bench.iter(|| black_box(cleaner.analyze_with(black_box(query), &mut scratch).lang));
        });
    }
    let mut group = criterion.benchmark_group("page");
    group.throughput(Throughput::Bytes(PAGE.len() as u64));
    group.bench_function("clean", |bench| {
        bench.iter(|| black_box(cleaner.analyze_with(black_box(PAGE), &mut scratch).text.len()));
    });
    let mut scan = Scan::default();
    group.bench_function("words", |bench| bench.iter(|| scan.read(black_box(PAGE))));
    let (dictionary, mut hits) = (cleaner.dictionary(), Vec::new());
    group
        .bench_function("names", |bench| bench.iter(|| dictionary.locate(black_box(PAGE), &scan, &mut hits)));
    group.finish();
    criterion.bench_function("cleaner, cold", |bench| bench.iter(|| Cleaner::preset(Preset::News)));
}

criterion_group!(benches, trends);
criterion_main!(benches);
