//! How long it takes until the diagnostics of a file are there again after an edit, in projects of two
//! sizes. Knows the database, as an editor does.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_analysis::{Change, Database, Db, Volatility, diagnostics};
use promo_dev::bench::projects::Shape;

/// An edit: what it is called, and the words that it puts in the place of others.
type Edit = (&'static str, &'static str, &'static str);

const EDITS: [Edit; 2] = [("body", "priority 10\n", "priority 20\n"), ("comment", "has the", "holds the")];

/// A project that was looked at once, as a whole, with one file open in an editor.
struct Opened {
    database: Database,
    path: Arc<str>,
    text: Arc<str>,
}

impl Opened {
    fn new(files: usize) -> Opened {
        let sources: Vec<_> =
            Shape::Full.files(files).map(|file| (file.path.into(), file.text.into())).collect();
        let (path, text): (Arc<str>, Arc<str>) =
            sources.get(files / 2).cloned().expect("the project has files");
        let closed = sources.into_iter().map(|(path, text)| (path, Some((text, Volatility::Closed))));
        let mut database = Database::default();
        database.apply(Change { sources: closed.collect(), ..Change::default() });
        let mut opened = Opened { database, path, text };
        opened.set(format!("{}\n", opened.text).into());
        for file in opened.database.project().sources(&opened.database).to_vec() {
            assert!(diagnostics::of_file(&opened.database, file).is_empty(), "the project has mistakes");
        }
        opened
    }

    fn set(&mut self, text: Arc<str>) {
        let sources = vec![(self.path.clone(), Some((text, Volatility::Open)))];
        self.database.apply(Change { sources, ..Change::default() });
    }

    /// How many diagnostics the open file has, once it has this text.
    fn diagnostics_with(&mut self, text: &Arc<str>) -> usize {
        self.set(text.clone());
        let file = self.database.source(&self.path).expect("the open file is in the project");
        diagnostics::of_file(&self.database, file).len()
    }
}

fn editing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("edit");
    for files in [1_000, 10_000] {
        let mut opened = Opened::new(files);
        for (name, before, after) in EDITS {
            assert_eq!(opened.text.matches(before).count(), 1, "{name}");
            let edited: Arc<str> = opened.text.replace(before, after).into();
            let mut texts = [edited, opened.text.clone()].into_iter().cycle();
            group.bench_function(format!("{name}-{files}"), |bencher| {
                bencher.iter(|| black_box(opened.diagnostics_with(&texts.next().expect("texts go round"))));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, editing);
criterion_main!(benches);
