//! Whatever a text is, its tree holds all of it, and parsing it ends.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use promo_syntax::{NodeKind, SyntaxErrorKind, format, parse};
use support::{Numbers, RICH, edited, on_small_stack, parse_checked};

#[test]
fn every_construct_parses_without_an_error() {
    let parsed = parse_checked(RICH);
    assert_eq!(parsed.errors, Vec::new());
}

#[test]
fn a_text_cut_off_anywhere_has_a_tree() {
    for end in (0..RICH.len()).filter(|end| RICH.is_char_boundary(*end)) {
        parse_checked(&RICH[..end]);
    }
}

#[test]
fn a_text_that_begins_anywhere_has_a_tree() {
    for start in (0..RICH.len()).filter(|start| RICH.is_char_boundary(*start)) {
        parse_checked(&RICH[start..]);
    }
}

#[test]
fn deleted_doubled_and_swapped_tokens_leave_a_tree() {
    let tree = parse(RICH).tree;
    let ranges: Vec<_> = tree.tokens().iter().map(|token| token.range()).collect();
    for seed in 0..2_000 {
        let mut numbers = Numbers::seeded(seed);
        let mut edits = Vec::new();
        for _ in 0..=numbers.below(3) {
            let (one, other) = (numbers.below(ranges.len()), numbers.below(ranges.len()));
            let (one, other) = (ranges[one].clone(), ranges[other].clone());
            let text = |range: &std::ops::Range<usize>| RICH[range.clone()].to_string();
            match numbers.below(3) {
                0 => edits.push((one, String::new())),
                1 => edits.push((one.end..one.end, format!(" {}", text(&other)))),
                _ => {
                    edits.push((one.clone(), text(&other)));
                    edits.push((other, text(&one)));
                }
            }
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        edits.dedup_by_key(|(range, _)| range.start);
        parse_checked(&edited(RICH, &edits));
    }
}

#[test]
fn random_pieces_leave_a_tree() {
    let pieces = [
        "flow",
        "step",
        "x",
        "\"",
        "\"\"\"",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        "->",
        "=",
        "==",
        ":",
        ".",
        "\n",
        "///",
        "//",
        " ",
        "when",
        "24h",
        "-1",
        "-",
        "$.a[",
        "é",
        "…",
        "“",
        "\\",
        "${",
        "<<<<<<<",
        "=======",
        "extern workflow a",
        "let a =",
        "labels {",
        "\u{FEFF}",
        "\r",
        "\t",
        "#",
        ";",
        "on",
        "input",
        "and",
    ];
    for seed in 0..2_000 {
        let mut numbers = Numbers::seeded(seed);
        let length = numbers.below(40);
        let text: String = (0..length).map(|_| pieces[numbers.below(pieces.len())]).collect();
        parse_checked(&text);
        let text: Vec<&str> = (0..length).map(|_| pieces[numbers.below(pieces.len())]).collect();
        parse_checked(&text.join(" "));
    }
}

#[test]
fn brackets_nested_without_end_are_one_error() {
    on_small_stack(|| {
        for opening in ["{", "[", "(", "[{a:", "{a=", "let x = [", "x {"] {
            for (begin, times) in
                [("", 100_000), ("let x = ", 2_000), ("flow a { labels ", 2_000), ("flow a(", 2_000)]
            {
                let text = format!("{begin}{}", opening.repeat(times));
                let errors = parse_checked(&text).errors;
                let deep =
                    errors.iter().filter(|error| error.kind == SyntaxErrorKind::NestingTooDeep).count();
                let nests = !opening.contains("let");
                assert_eq!(deep, usize::from(nests), "{begin}{opening}…");
            }
        }
    });
}

#[test]
fn nesting_up_to_the_limit_is_no_error() {
    on_small_stack(|| {
        let list = format!("let x = {}1{}", "[".repeat(256), "]".repeat(256));
        assert_eq!(parse_checked(&list).errors, Vec::new());
        let map = format!("flow f {{ dev -> qa extra {}1{} }}", "{ a = ".repeat(254), "}".repeat(254));
        assert_eq!(parse_checked(&map).errors, Vec::new());
        let deeper = format!("let x = {}1{}", "[".repeat(257), "]".repeat(257));
        assert_eq!(parse_checked(&deeper).errors.len(), 1);
    });
}

#[test]
fn what_is_opened_anywhere_leaves_a_tree() {
    let tree = parse(RICH).tree;
    for token in tree.tokens() {
        let place = token.range().start;
        for opened in ["\"", "\"\"\"", "{", "[", "(", "}", "]", ")", "///", "<<<<<<< ours\n"] {
            parse_checked(&edited(RICH, &[(place..place, opened.to_string())]));
        }
    }
}

#[test]
fn a_missing_closing_brace_is_one_error() {
    let tree = parse(RICH).tree;
    for token in tree.tokens().iter().filter(|token| &RICH[token.range()] == "}") {
        let text = edited(RICH, &[(token.range(), String::new())]);
        let errors = parse_checked(&text).errors;
        assert_eq!(errors.len(), 1, "without the brace at {}: {errors:#?}", token.start);
    }
}

#[test]
fn line_ends_and_the_byte_order_mark_change_nothing() {
    let unix = parse_checked(RICH);
    let windows = parse_checked(&format!("\u{FEFF}{}", RICH.replace('\n', "\r\n")));
    assert_eq!(windows.errors, Vec::new());
    let kinds = |parsed: &promo_syntax::Parse| {
        parsed.tree.tokens().iter().map(|token| token.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&unix), kinds(&windows));
}

/// A cost that grew with the square of the length would keep this test from ending.
#[test]
fn long_texts_of_one_kind_of_mistake_end() {
    let rows = [
        ";x ",
        "flow a { ",
        "flow a { step b { ",
        "\"x ",
        "a -> ",
        "a, ",
        "when a == b and ",
        "foo [ ",
        "foo ( ",
        "foo bar, ",
        "flow a { foo x, y -> z ",
        "} ",
        "/// doc\n",
        "let a = [[] ",
        "labels { a b ",
        "$[ ",
        "é ",
        "flow a(b: c, ",
        "step a, b ",
        "<<<<<<< a\n",
        "\"\"\" ",
        "flow a { trigger b { labels { ",
        "flow x { dev qa } ",
        "environment a b, ",
        "on x y ",
        "input a = b, ",
        "{ x = { ",
        "[ a, { b: ",
    ];
    for row in rows {
        for begin in ["", "flow f { ", "policy p { when "] {
            let text = format!("{begin}{}", row.repeat(4_000));
            let parsed = parse(&text);
            assert_eq!(parsed.tree.root().tokens(), 0..parsed.tree.tokens().len());
        }
    }
}

/// Whatever calls itself once for each of many things would not end well on a small stack.
#[test]
fn many_things_in_a_row_need_no_stack() {
    let rows = [
        ("", "// c\n", ""),
        ("flow f { dev -> qa\n", "// c\n\n", "}"),
        ("", "/// c\n", "flow f { dev -> qa }"),
        ("let l = [", "a, ", "b]"),
        ("flow f { ", "a -> ", "b }"),
        ("flow f { ", "a, ", "b -> c }"),
        ("policy p { when ", "product == a and ", "product == b }"),
        ("flow f { labels { ", "a = b ", "} }"),
        ("environment ", "a, ", "b"),
        ("flow f { extra { ", "a.", "a = 1 } }"),
        ("let t = \"", "${a} \\n", "\""),
        ("let t = \"", "\\${ ", "\""),
        ("", "let a = b\n", ""),
    ];
    on_small_stack(move || {
        for (begin, row, end) in rows {
            let times = if row.starts_with('/') { 200_000 } else { 20_000 };
            let text = format!("{begin}{}{end}", row.repeat(times));
            let parsed = parse(&text);
            assert_eq!(parsed.errors, Vec::new(), "{begin}{row}…");
            assert!(format(&parsed).is_ok());
        }
    });
}

#[test]
fn what_is_no_name_is_none_in_the_tree() {
    for text in ["policy 24h { }", "flow $.a { }", "product a.b { }", "let 3 = 4", "environment 7 { }"] {
        let tree = parse(text).tree;
        let names = tree.root().descendants().filter(|node| node.kind() == NodeKind::Name).count();
        assert_eq!(names, 0, "{text}");
    }
}
