//! Commit messages that are asked for whole: what is marked, and what the fix writes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::{Change, Database, Volatility, diagnostics};
use promo_diagnostics::{Rule, apply_fixes};

/// The texts that are marked, and the clause as the fix leaves it.
fn marked(declarations: &str) -> (String, Option<String>) {
    let text = format!("extern flow f\n{declarations}");
    let mut db = Database::default();
    db.apply(Change {
        sources: vec![("a.promo".into(), Some((text.as_str().into(), Volatility::Open)))],
        ..Change::default()
    });
    let found = diagnostics::of_file(&db, db.source("a.promo").unwrap());
    let found: Vec<_> = found.iter().filter(|found| found.rule == Rule::MessageWithoutWildcard).collect();
    let fixes: Vec<_> = found.iter().flat_map(|found| found.fixes.clone()).collect();
    let mut texts = BTreeMap::from([(Arc::from("a.promo"), text.clone())]);
    let is_fixed = !apply_fixes(&mut texts, &fixes).taken.is_empty();
    assert!(fixes.iter().all(|fix| !fix.safe), "what matches changes");
    let fixed = texts.remove("a.promo").unwrap();
    let clause = fixed.lines().find(|line| line.contains("message")).unwrap().trim().to_owned();
    let marked: Vec<&str> = found.iter().map(|found| &text[found.place.range()]).collect();
    (marked.join(" and "), is_fixed.then_some(clause))
}

#[test]
fn the_text_is_marked_where_it_is_written() {
    let product = |test: &str| format!("product p {{\n  flow f when message {test}\n}}\n");
    let fixed = |test: &str| Some(format!("flow f when message {test}"));
    assert_eq!(marked(&product(r#"matches "a\"b""#)), (r#""a\"b""#.to_owned(), fixed(r#"matches "*a\"b*""#)));
    assert_eq!(
        marked(&product(r#"not matches ["x*", "a", "b"]"#)),
        (r#""a" and "b""#.to_owned(), fixed(r#"not matches ["x*", "*a*", "*b*"]"#))
    );
    let named = "let words = [\"a\", \"b\"]\n".to_owned();
    assert_eq!(marked(&(named.clone() + &product("matches words"))), ("words".to_owned(), None));
    assert_eq!(
        marked(&(named + &product(r#"matches ["*x*", words, "c"]"#))),
        (r#"words and "c""#.to_owned(), fixed(r#"matches ["*x*", words, "*c*"]"#))
    );
    let pattern = "product any(text: string) {\n  flow f when message matches [text, \"b\"]\n}\n\
         product p = any(\"a\")\n";
    assert_eq!(marked(pattern), ("p".to_owned(), None));
}
