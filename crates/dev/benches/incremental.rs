//! How long it takes until the diagnostics are there again after an edit: those of the edited file in projects of two
//! sizes, and those of all files in a big account. Knows the database, as an editor does.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_analysis::{Change, Database, Db, Volatility, diagnostics};
use promo_dev::bench::projects::{Shape, SourceFile};

// As the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An edit: what it is called, and the words that it puts in the place of others.
type Edit = (&'static str, &'static str, &'static str);

/// Edits in the file of one service.
const EDITS: [Edit; 2] = [("body", "priority 10\n", "priority 20\n"), ("comment", "has the", "holds the")];

/// A project that was looked at once, as a whole, with one file open in an editor.
struct Opened {
    database: Database,
    path: Arc<str>,
    text: Arc<str>,
}

impl Opened {
    /// Opens the file of a project whose path ends in a certain way.
    fn new(files: impl Iterator<Item = SourceFile>, path_end: &str) -> Opened {
        let mut database = Database::default();
        database.apply(Change::of_texts(files.map(|file| (file.path.into(), file.text.into()))));
        let sources = database.project().sources(&database).iter();
        let open = sources.copied().find(|file| file.path(&database).ends_with(path_end));
        let open = open.expect("the project has the file");
        let (path, text) = (open.path(&database).clone(), open.text(&database).clone());
        let mut opened = Opened { database, path, text };
        opened.set(format!("{}\n", opened.text).into());
        assert_eq!(opened.diagnostics_of_all(), 0, "the project has mistakes");
        opened
    }

    fn set(&mut self, text: Arc<str>) {
        let sources = vec![(self.path.clone(), Some((text, Volatility::Open)))];
        self.database.apply(Change { sources, ..Change::default() });
    }

    /// How many diagnostics the open file has.
    fn diagnostics_of_open(&self) -> usize {
        let file = self.database.source(&self.path).expect("the open file is in the project");
        diagnostics::of_file(&self.database, file).len()
    }

    /// How many diagnostics all files have.
    fn diagnostics_of_all(&self) -> usize {
        let of_files =
            |files: &[_]| files.iter().flat_map(|file| diagnostics::of_file(&self.database, *file)).collect();
        diagnostics::of_project(&self.database, &[], of_files).len()
    }

    /// Measures an edit that is made and taken back in turn, up to the diagnostics that are looked for.
    fn bench(
        &mut self,
        criterion: &mut Criterion,
        name: &str,
        (before, after): (&str, &str),
        diagnostics: fn(&Opened) -> usize,
    ) {
        assert_eq!(self.text.matches(before).count(), 1, "{name}");
        let edited: Arc<str> = self.text.replace(before, after).into();
        let mut texts = [edited, self.text.clone()].into_iter().cycle();
        criterion.benchmark_group("edit").bench_function(name, |bencher| {
            bencher.iter(|| {
                self.set(texts.next().expect("texts go round"));
                black_box(diagnostics(self))
            });
        });
    }
}

fn in_services(criterion: &mut Criterion) {
    for files in [1_000, 10_000] {
        let open = format!("service-{:05}.promo", files / 2);
        let mut opened = Opened::new(Shape::Full.files(files), &open);
        for (name, before, after) in EDITS {
            let name = format!("{name}-{files}");
            opened.bench(criterion, &name, (before, after), Opened::diagnostics_of_open);
        }
    }
}

fn in_account(criterion: &mut Criterion) {
    let mut policy = Opened::new(Shape::Account.files(1_000), "policy-0002.promo");
    let priority = ("priority 1002\n", "priority 990\n");
    policy.bench(criterion, "account-priority", priority, Opened::diagnostics_of_all);
    let mut flow = Opened::new(Shape::Account.files(1_000), "flow-0500.promo");
    let hook = ("  on start open-change\n", "  on start open-change\n  default { post announce }\n");
    flow.bench(criterion, "account-flow", hook, Opened::diagnostics_of_open);
}

criterion_group!(benches, in_services, in_account);
criterion_main!(benches);
