//! Commands of GitHub Actions: one for each diagnostic, on a line of its own, with nothing in it that ends it early.

#![allow(clippy::expect_used)]

mod support;

use promo_diagnostics::{Diagnostic, Level, Rule, render_github};
use support::{Texts, diagnostic, find, fix, place, warning};

const TEXT: &str = "\u{feff}é dev\r\nqa\n";

fn check(found: Diagnostic, texts: &[(&str, &str)], folder: &str, expected: &str) {
    assert_eq!(render_github(&[found], &Texts::of(texts), folder), format!("{expected}\n"));
}

#[test]
fn a_command_says_what_where_and_how_to_mend_it() {
    let dev = find("a.promo", TEXT, "dev");
    let found = Diagnostic {
        help: Some("did you mean `dev2`?".to_owned()),
        fixes: vec![fix("write `dev2`", &[(dev.clone(), "dev2")])],
        ..diagnostic(Rule::UnknownEnvironment, "there is no environment `dev`", dev)
    };
    check(
        found,
        &[("a.promo", TEXT)],
        "services/shop/",
        "::error file=services/shop/a.promo,line=1,endLine=1,col=3,endColumn=6,title=promo (unknown-environment)\
         ::there is no environment `dev`%0Ahelp: did you mean `dev2`?%0Afix: write `dev2`\
         %0Aat services/shop/a.promo:1:3",
    );
}

#[test]
fn columns_are_only_given_for_one_line() {
    check(
        warning("x", place("a.promo", 3, TEXT.len())),
        &[("a.promo", TEXT)],
        "",
        "::warning file=a.promo,line=1,endLine=3,title=promo (empty-flow)::x%0Aat a.promo:1:1",
    );
    check(
        Diagnostic { level: Level::Hint, ..warning("x", place("a.promo", 7, 9)) },
        &[],
        "",
        "::notice file=a.promo,title=promo (empty-flow)::x%0Aat a.promo",
    );
}

#[test]
fn what_would_end_a_command_is_escaped() {
    check(
        warning("a::b, 100% %0A\r\n::error::c", place("x,y:z%\n.promo", 0, 0)),
        &[("x,y:z%\n.promo", "")],
        "",
        "::warning file=x%2Cy%3Az%25%0A.promo,line=1,endLine=1,col=1,endColumn=1,title=promo (empty-flow)\
         ::a::b, 100%25 %250A%0D%0A::error::c%0Aat x,y:z%25%0A.promo:1:1",
    );
}

#[test]
fn nothing_found_is_nothing_said() {
    assert_eq!(render_github(&[], &Texts::default(), ""), "");
}

#[test]
fn nothing_invisible_reaches_the_log() {
    let found = Diagnostic {
        help: Some("try \u{202e}\u{9b}2J".to_owned()),
        fixes: vec![fix("write \u{1b}", &[(place("a.promo", 0, 1), "x")])],
        ..warning("no `\u{1b}[31m`\tat all", place("\u{1b}.promo", 0, 1))
    };
    check(
        found,
        &[("\u{1b}.promo", "x")],
        "\u{7f}/",
        "::warning file=\u{2421}/\u{241b}.promo,line=1,endLine=1,col=1,endColumn=2,title=promo (empty-flow)\
         ::no `\u{241b}[31m`\u{2409}at all%0Ahelp: try \u{fffd}\u{fffd}2J%0Afix: write \u{241b}\
         %0Aat \u{2421}/\u{241b}.promo:1:1",
    );
}
