//! The pages in `tests/pages`: each shows what is written wrongly, and what is said about it. With
//! `UPDATE_EXPECT=1` in the environment the pages are rewritten to what is said now.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use promo_syntax::{SyntaxError, parse};
use support::{edited, parse_checked};

#[test]
fn every_page_says_what_is_said() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the pages are there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    pages.sort();
    let stale: Vec<String> = pages.iter().filter_map(|page| check_page(page)).collect();
    assert!(stale.is_empty(), "run again with UPDATE_EXPECT=1, then read the changes:\n{}", stale.join("\n"));
}

/// What differs on a page, if anything does.
fn check_page(path: &Path) -> Option<String> {
    let page = std::fs::read_to_string(path).expect("a page is text");
    let current = with_results(&page);
    if current == page {
        return None;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &current).expect("a page can be written");
        return None;
    }
    let difference = current.lines().zip(page.lines()).find(|(current, page)| current != page);
    Some(format!("{}: {difference:?}", path.display()))
}

/// The page with the result behind each example replaced.
fn with_results(page: &str) -> String {
    let mut written = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(written, "{line}").expect("strings take text");
        if line != "```promo" {
            continue;
        }
        let example: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let source = format!("{}\n", example.join("\n"));
        write!(written, "{source}```\n```text\n{}```\n", result(&source)).expect("strings take text");
        if lines.next_if_eq(&"```text").is_some() {
            lines.by_ref().find(|line| *line == "```");
        }
    }
    written
}

/// All that is said about a source.
fn result(source: &str) -> String {
    let errors = parse_checked(source).errors;
    errors.iter().map(|error| described(source, error)).collect()
}

fn described(source: &str, error: &SyntaxError) -> String {
    let SyntaxError { kind, message, range, help, related, fix } = error;
    let mut text =
        format!("{} {kind:?} {:?}: {message}\n", place(source, range.start), &source[range.clone()]);
    for (range, message) in related {
        text += &format!("    {}: {message}\n", place(source, range.start));
    }
    if let Some(help) = help {
        text += &format!("    help: {help}\n");
    }
    if let Some(fix) = fix {
        let fixed = edited(source, &fix.edits);
        let line = source[..fix.edits[0].0.start].matches('\n').count();
        text += &format!("    fix: {}: {}\n", fix.title, fixed.lines().nth(line).unwrap_or_default().trim());
        let left = parse(&fixed).errors;
        assert!(!left.contains(error), "the fix of {error:?} in\n{source}leaves it there");
    }
    text
}

fn place(source: &str, offset: usize) -> String {
    let before = &source[..offset];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    format!("{}:{}", before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
