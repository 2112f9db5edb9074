//! Lines and columns in the formats for machines, whatever the text: characters that take several bytes or no room,
//! line ends of both kinds, tabs, a byte-order mark.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use promo_diagnostics::{render_concise, render_github, render_json, render_sarif};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Texts, place, warning};

const PIECES: &[&str] = &[
    "a",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "é",
    "e\u{301}",
    "ü",
    "漢",
    "🚀",
    "👩\u{200d}👧",
    "\u{2028}",
    "\u{feff}",
];

/// The line and column before which a text ends, counted the slow way.
fn position(before: &str) -> (usize, usize) {
    let before = before.strip_prefix('\u{feff}').unwrap_or(before);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

proptest! {
    #[test]
    fn columns_are_characters(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
        ends in any::<[prop::sample::Index; 2]>(),
    ) {
        let text = pieces.concat();
        let boundaries: Vec<usize> = (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)).collect();
        let mut ends = ends.map(|end| *end.get(&boundaries));
        ends.sort_unstable();
        let [(line, column), (end_line, end_column)] = ends.map(|end| position(&text[..end]));
        let found = [warning("x", place("a.promo", ends[0], ends[1]))];
        let texts = Texts::of(&[("a.promo", &text)]);

        let concise = render_concise(&found, &texts);
        prop_assert!(concise.starts_with(&format!("a.promo:{line}:{column}: ")), "{}", concise);

        let rendered: Value = serde_json::from_str(&render_json(&found, &texts)).expect("JSON");
        prop_assert_eq!(&rendered[0]["start"], &json!({ "line": line, "column": column, "offset": ends[0] }));
        prop_assert_eq!(&rendered[0]["end"], &json!({ "line": end_line, "column": end_column, "offset": ends[1] }));

        let rendered: Value = serde_json::from_str(&render_sarif(&found, &texts, "")).expect("JSON");
        let region = &rendered["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        let expected =
            json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
        prop_assert_eq!(region, &expected);

        let command = render_github(&found, &texts, "");
        let columns =
            if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
        let range = format!("::warning file=a.promo,line={line},endLine={end_line}{columns},title=");
        prop_assert!(command.starts_with(&range), "{}", command);
        prop_assert_eq!(command.lines().count(), 1);
    }
}
