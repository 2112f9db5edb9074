//! What is said of hand-written manifests, on the pages of `tests/in_manifests`: each block of files stands with what
//! is found in it, and with what its safe fixes make of it. Every rule that looks at manifests is on a page, and no
//! other. `PROMO_UPDATE=1` writes what is found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// The pages are files.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::{Change, Database, diagnostics};
use promo_diagnostics::{Diagnostic, Rule, Wanted, mend};
use promo_testing::Fixture;

type Texts = BTreeMap<Arc<str>, String>;

/// All that is found in some files, as a command finds it.
fn found(texts: &Texts) -> Vec<Diagnostic> {
    let mut db = Database::default();
    db.apply(Change::of_texts(texts.iter().map(|(path, text)| (path.clone(), text.as_str().into()))));
    diagnostics::of_project(&db, &[], |sources| {
        sources.iter().flat_map(|file| diagnostics::of_file(&db, *file)).collect()
    })
}

fn line_and_column(text: &str, offset: usize) -> String {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    format!("{}:{}", before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn describe(texts: &Texts) -> String {
    let mut description = String::new();
    let place = |place: &promo_diagnostics::Place| {
        format!("{}:{}", place.file, line_and_column(&texts[&place.file], place.start))
    };
    for found in found(texts) {
        let level = format!("{:?}", found.level).to_lowercase();
        let message = format!("{}: {level}[{}] {}", place(&found.place), found.rule, found.message);
        writeln!(description, "{message}").unwrap();
        for related in &found.related {
            writeln!(description, "  {}: {}", place(&related.place), related.message).unwrap();
        }
        for fix in &found.fixes {
            let safe = if fix.safe { "safe " } else { "" };
            writeln!(description, "  {safe}fix: {}", fix.title).unwrap();
        }
    }
    let mut mended = texts.clone();
    for file in mend(&mut mended, Wanted::Safe, found).files {
        write!(description, "--- {file}\n{}", mended[&file]).unwrap();
    }
    if description.is_empty() { "nothing\n".to_owned() } else { description }
}

/// A page, and the same with what is found now in the blocks of text.
fn read(path: &Path) -> (String, String) {
    let page = std::fs::read_to_string(path).expect("a page");
    let mut now = String::new();
    let mut rest = page.as_str();
    while let Some((before, block)) = rest.split_once("```promo\n") {
        let (files, behind) = block.split_once("```\n").expect("the end of a block of files");
        let (between, text) = behind.split_once("```text\n").expect("what is found in a block of files");
        let (_, end) = text.split_once("```").expect("the end of a block of text");
        let texts = Fixture::parse(files).files.into_iter().map(|file| (file.path, file.text)).collect();
        let described = describe(&texts);
        write!(now, "{before}```promo\n{files}```\n{between}```text\n{described}```").unwrap();
        rest = end;
    }
    (page.clone(), now + rest)
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/in_manifests");
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

#[test]
fn pages_are_true() {
    let mut wrong = Vec::new();
    for path in pages() {
        let (page, now) = read(&path);
        if page != now && std::env::var_os("PROMO_UPDATE").is_some() {
            std::fs::write(&path, &now).unwrap();
        } else if page != now {
            let differs = page.lines().zip(now.lines()).find(|(old, new)| old != new);
            wrong.push(format!("{}: {differs:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rules that the pages show in manifests.
fn shown() -> BTreeSet<&'static str> {
    let lines = |path: PathBuf| std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    let lines: Vec<Vec<String>> = pages().into_iter().map(lines).collect();
    let named = |line: &String| {
        let (place, rest) = line.split_once(": ")?;
        place.split(':').next()?.strip_suffix(".yaml")?;
        Rule::named(rest.split_once('[')?.1.split_once(']')?.0).map(Rule::name)
    };
    lines.iter().flatten().filter_map(named).collect()
}

#[test]
fn every_rule_that_looks_at_manifests_is_shown_and_no_other() {
    let looks = |rule: &&Rule| rule.why_of_sources_alone().is_none();
    let expected: BTreeSet<&str> = Rule::ALL.iter().filter(looks).map(|rule| rule.name()).collect();
    let shown = shown();
    let missing: Vec<_> = expected.difference(&shown).collect();
    let unexpected: Vec<_> = shown.difference(&expected).collect();
    assert!(missing.is_empty() && unexpected.is_empty(), "not shown: {missing:?}; not ours: {unexpected:?}");
}
