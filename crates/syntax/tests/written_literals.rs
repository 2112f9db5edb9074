//! Literals that are written stand for what they were written for, whatever it is: by themselves, among other tokens,
//! and after formatting.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use promo_syntax::literal::{Mode, decode, string_literal, text_literal};
use promo_syntax::{TokenKind, format, parse};
use proptest::prelude::*;

const MODES: [Mode; 3] = [Mode::Interpolated, Mode::Plain, Mode::Name];

/// What a string consists of that may mean something to a lexer, and a little of everything else.
const PIECES: [&str; 30] = [
    "\"",
    "\"\"\"",
    "\\",
    "\\\\",
    "$",
    "${",
    "${x}",
    "}",
    "{{x}}",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "a",
    "//",
    "///",
    "#",
    "\0",
    "\u{1b}",
    "\u{7f}",
    "\u{feff}",
    "\u{2028}",
    "\u{a0}",
    "\u{202e}",
    "é",
    "🚀",
    "<<<<<<< x\n",
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..14);
    prop_oneof![6 => pieces.prop_map(|pieces| pieces.concat()), 1 => any::<String>()]
}

/// The literal is one token of the kind that its beginning shows, and stands for the text.
fn assert_stands_for(literal: &str, text: &str, mode: Mode) {
    let kind = if literal.starts_with("\"\"\"") { TokenKind::TextBlock } else { TokenKind::String };
    let kind = if literal == "\"\"" { TokenKind::String } else { kind };
    let decoded = decode(kind, literal, mode);
    assert!(decoded.errors.is_empty(), "{literal} has {:?}", decoded.errors);
    assert_eq!(decoded.plain(), Some(text), "{literal}");
    for source in [format!("let x = {literal}"), format!("let x = {literal}\nlet y = \"\"\n")] {
        let parsed = parse(&source);
        let token = &parsed.tree.tokens()[3];
        assert_eq!((token.kind, parsed.tree.token_text(3)), (kind, literal), "{source}");
        assert!(parsed.errors.is_empty() || mode != Mode::Interpolated, "{source}: {:?}", parsed.errors);
    }
}

/// The script of a workflow, after formatting.
fn formatted_script(literal: &str) -> Option<String> {
    let source = format!("workflow w {{\nstep s {{\nimage \"a\"\nrun {literal}\n}}\n}}\n");
    let parsed = parse(&source);
    assert!(parsed.errors.is_empty(), "{source}: {:?}", parsed.errors);
    let formatted = format(&parsed).expect("a source without errors");
    let parsed = parse(&formatted);
    let tokens = parsed.tree.tokens();
    let run = tokens.iter().position(|token| token.kind == TokenKind::RunKeyword).expect("the script");
    decode(tokens[run + 1].kind, parsed.tree.token_text(run + 1), Mode::Plain).plain().map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn literals_stand_for_what_they_were_written_for(text in texts()) {
        for mode in MODES {
            assert_stands_for(&string_literal(&text, mode), &text, mode);
            assert_stands_for(&text_literal(&text, mode), &text, mode);
        }
        let formatted = formatted_script(&text_literal(&text, Mode::Plain));
        prop_assert_eq!(formatted, Some(text));
    }
}

#[test]
fn several_lines_are_a_block_where_it_can_say_them() {
    for (text, is_block) in [
        ("one line", false),
        ("two\nlines", true),
        ("two\n  lines\n", true),
        ("\n\n", true),
        ("a\n\"\"\"\n", true),
        ("a\n${x}\n", true),
        ("a\r\nb", false),
        ("a\n\u{0}", false),
        ("a\\\n\"\"\"", true),
        ("a\n\\\"\"\"", true),
        ("  all\n  indented\n", true),
    ] {
        let literal = text_literal(text, Mode::Interpolated);
        assert_eq!(literal.starts_with("\"\"\""), is_block, "{text:?}: {literal}");
        assert!(!text_literal(text, Mode::Name).starts_with("\"\"\""), "a name stands on one line");
    }
}
