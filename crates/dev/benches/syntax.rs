//! How fast text becomes a tree, and a tree formatted text, in bytes a second. Knows the syntax and
//! nothing beyond it.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use promo_dev::bench::projects::{Shape, with_errors};
use promo_syntax::{format, parse};

/// The files of a project of the size that the targets are about, what they share aside.
fn texts() -> Vec<String> {
    Shape::Full.files(1_000).skip(1).map(|file| file.text).collect()
}

fn bytes(texts: &[String]) -> Throughput {
    Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum())
}

fn parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    let well_formed = texts();
    let broken: Vec<String> = well_formed.iter().map(|text| with_errors(text)).collect();
    assert!(well_formed.iter().all(|text| parse(text).errors.is_empty()), "the text is not well-formed");
    assert!(broken.iter().all(|text| parse(text).errors.len() >= 4), "the text has too few errors");
    for (name, texts) in [("well-formed", &well_formed), ("errors", &broken)] {
        group.throughput(bytes(texts));
        group.bench_function(name, |bencher| {
            bencher.iter(|| texts.iter().map(|text| black_box(parse(text)).errors.len()).sum::<usize>());
        });
    }
    group.finish();
}

fn formatting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("format");
    let texts = texts();
    let parsed: Vec<_> = texts.iter().map(|text| parse(text)).collect();
    assert!(
        parsed.iter().zip(&texts).all(|(parse, text)| format(parse).as_ref() == Ok(text)),
        "not formatted"
    );
    group.throughput(bytes(&texts));
    group.bench_function("tree", |bencher| {
        bencher.iter(|| parsed.iter().filter(|parse| black_box(format(parse)).is_ok()).count());
    });
    group.finish();
}

criterion_group!(benches, parsing, formatting);
criterion_main!(benches);
