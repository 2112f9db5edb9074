//! Every block of promo in the documentation is a whole project that compiles, without errors and
//! warnings, and is formatted.

use promo_diagnostics::Level;

use crate::support::{Compiled, files, workspace};

/// The code blocks of a page in a language, with the number of the line that each begins in.
pub fn blocks(page: &str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (number, line) in page.lines().enumerate() {
        match &mut open {
            None => {
                if let Some(info) = line.strip_prefix("```") {
                    open = Some((number + 1, info.trim() == language, String::new()));
                }
            }
            Some((start, is_wanted, text)) => {
                if line.trim_end() == "```" {
                    if *is_wanted {
                        found.push((*start, std::mem::take(text)));
                    }
                    open = None;
                } else {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    found
}

#[test]
fn every_block_compiles() {
    let mut pages = files(&workspace().join("docs"), "md");
    pages.push(workspace().join("README.md"));
    let mut count = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for (line, block) in blocks(&text, "promo") {
            let what = format!("{}:{line}", page.display());
            let compiled = Compiled::of_text(&block);
            assert_eq!(compiled.listed(Level::Warning), "", "{what}");
            compiled.assert_formatted(&what);
            compiled.assert_accepted(&what);
            count += 1;
        }
    }
    assert!(count >= 15, "{count}");
}
