//! The pages in `tests/pages`: each is about one feature, and shows texts with what the feature gives for them. With
//! `PROMO_UPDATE=1` in the environment the pages are written anew.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::features::result;

#[test]
fn every_page_shows_what_is_given() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(!pages.is_empty());
    let stale: Vec<String> = pages.iter().filter_map(|page| check_page(page)).collect();
    assert!(stale.is_empty(), "run again with PROMO_UPDATE=1, then read the changes:\n{}", stale.join("\n"));
}

/// What differs on a page, if anything does.
fn check_page(path: &Path) -> Option<String> {
    let page = std::fs::read_to_string(path).unwrap();
    let feature = path.file_stem().unwrap().to_string_lossy();
    let current = with_results(&page, &feature);
    if current == page {
        return None;
    }
    if std::env::var_os("PROMO_UPDATE").is_some() {
        std::fs::write(path, &current).unwrap();
        return None;
    }
    let difference = current.lines().zip(page.lines()).find(|(current, page)| current != page);
    Some(format!("{}: {difference:?}", path.display()))
}

/// The page with the result behind each text replaced.
fn with_results(page: &str, feature: &str) -> String {
    let mut written = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(written, "{line}").unwrap();
        if line != "```promo" {
            continue;
        }
        let example: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let source = format!("{}\n", example.join("\n"));
        write!(written, "{source}```\n````text\n{}````\n", result(feature, &source)).unwrap();
        if lines.next_if_eq(&"````text").is_some() {
            lines.by_ref().find(|line| *line == "````");
        }
    }
    written
}
