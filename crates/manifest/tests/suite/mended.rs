//! What safe corrections make of manifests, on the pages of `tests/mended`: each block of YAML stands with what it is
//! once nothing changes any more.

use std::fs;
use std::path::Path;

use promo_manifest::known::{Correction, known_objects};

/// The blocks of a page, two by two, with the line of the first.
fn examples(page: &str) -> Vec<(usize, String, String)> {
    let starts = page.match_indices("```yaml\n").map(|(start, fence)| (start, start + fence.len()));
    let blocks = starts.map(|(start, inner)| {
        let line = page[..start].matches('\n').count() + 1;
        (line, page[inner..].split("```").next().expect("the end of a block").to_owned())
    });
    let blocks: Vec<(usize, String)> = blocks.collect();
    assert_eq!(blocks.len() % 2, 0, "each block stands with what becomes of it");
    blocks.chunks(2).map(|pair| (pair[0].0, pair[0].1.clone(), pair[1].1.clone())).collect()
}

/// A text with a correction, none of whose edits overlap.
pub(crate) fn apply(text: &str, correction: &Correction) -> String {
    let mut edits: Vec<_> = correction.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    assert!(edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{correction:?}");
    let mut changed = text.to_owned();
    edits.iter().rev().for_each(|edit| changed.replace_range(edit.span.clone(), &edit.text));
    changed
}

/// A text with all safe corrections, one after the other.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..100 {
        let problems = known_objects(&text).unwrap_or_else(|error| panic!("{error}:\n{text}")).problems;
        let mut corrections = problems.iter().filter_map(|problem| problem.correction.as_ref());
        let Some(next) = corrections.find(|correction| correction.is_safe) else { return text };
        text = apply(&text, next);
    }
    panic!("it goes on for ever:\n{text}");
}

#[test]
fn pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mended");
    let mut differences = Vec::new();
    let mut count = 0;
    for path in fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("a page").path()) {
        let page = fs::read_to_string(&path).expect("a page");
        for (line, yaml, expected) in examples(&page) {
            count += 1;
            for (line_end, what) in [("\n", "LF"), ("\r\n", "CRLF")] {
                let found = mended(&yaml.replace('\n', line_end)).replace("\r\n", "\n");
                if found != expected {
                    let place = format!("{}:{line} with {what}", path.display());
                    differences.push(format!("{place}\n--- expected\n{expected}--- found\n{found}"));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(count > 8, "only {count} examples");
}
