//! What characters become: the kinds of tokens, and the comments between them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use promo_syntax::TokenKind::{self, *};
use promo_syntax::trivia::Gap;
use support::parse_checked;

/// Texts with the tokens that they consist of.
const TOKENS: &[(&str, &[(TokenKind, &str)])] = &[
    ("dev->qa", &[(Word, "dev"), (Arrow, "->"), (Word, "qa")]),
    ("dev-> qa", &[(Word, "dev"), (Arrow, "->"), (Word, "qa")]),
    ("dev--x->qa", &[(Word, "dev--x"), (Arrow, "->"), (Word, "qa")]),
    (
        "a--b prod-eu 2048-game _ a_B",
        &[(Word, "a--b"), (Word, "prod-eu"), (Word, "2048-game"), (Word, "_"), (Word, "a_B")],
    ),
    ("10 -100 007", &[(Integer, "10"), (Integer, "-100"), (Integer, "007")]),
    (
        "24h 1h30m 2d 90s 30m1h",
        &[(Duration, "24h"), (Duration, "1h30m"), (Duration, "2d"), (Duration, "90s"), (Duration, "30m1h")],
    ),
    ("24hx 24h-x 4w 1h30", &[(Word, "24hx"), (Word, "24h-x"), (Word, "4w"), (Word, "1h30")]),
    ("-5h -foo a- -", &[(Unknown, "-5h"), (Unknown, "-foo"), (Word, "a"), (Unknown, "-"), (Unknown, "-")]),
    (
        "flow flows service-account service-accounts",
        &[
            (FlowKeyword, "flow"),
            (Word, "flows"),
            (ServiceAccountKeyword, "service-account"),
            (Word, "service-accounts"),
        ],
    ),
    (
        "{}[](),:.",
        &[
            (LeftBrace, "{"),
            (RightBrace, "}"),
            (LeftBracket, "["),
            (RightBracket, "]"),
            (LeftParenthesis, "("),
            (RightParenthesis, ")"),
            (Comma, ","),
            (Colon, ":"),
            (Dot, "."),
        ],
    ),
    (
        "= == != === =>",
        &[(Equals, "="), (EqualEqual, "=="), (NotEqual, "!="), (Unknown, "==="), (Unknown, "=>")],
    ),
    (
        r#""" "a" "\"" "\\" "a"#,
        &[(String, r#""""#), (String, r#""a""#), (String, r#""\"""#), (String, r#""\\""#), (String, "\"a")],
    ),
    ("\"a\nb\"\r\nc", &[(String, "\"a"), (Word, "b"), (String, "\""), (Word, "c")]),
    ("\"a\\\nb", &[(String, "\"a\\"), (Word, "b")]),
    (r#""""a "b" c""" d"#, &[(TextBlock, r#""""a "b" c""""#), (Word, "d")]),
    (r#""""a \""" b""" """"#, &[(TextBlock, r#""""a \""" b""""#), (TextBlock, r#"""""#)]),
    (
        r#"$.a.b $..c $ $[0]['x'] $.*"#,
        &[(Path, "$.a.b"), (Path, "$..c"), (Path, "$"), (Path, "$[0]['x']"), (Path, "$.*")],
    ),
    (
        r#"[$.a, $["b]c"].d]"#,
        &[(LeftBracket, "["), (Path, "$.a"), (Comma, ","), (Path, r#"$["b]c"].d"#), (RightBracket, "]")],
    ),
    (
        r#"$.deps[?(@.name == "x")].v $.a-b $.a- $.a->b"#,
        &[
            (Path, r#"$.deps[?(@.name == "x")].v"#),
            (Path, "$.a-b"),
            (Path, "$.a"),
            (Unknown, "-"),
            (Path, "$.a"),
            (Arrow, "->"),
            (Word, "b"),
        ],
    ),
    ("$.a[b\n$.c", &[(Path, "$.a[b"), (Path, "$.c")]),
    ("a // b\n//// c\n/ d", &[(Word, "a"), (Unknown, "/"), (Word, "d")]),
    ("/// a\r\nflow", &[(DocComment, "/// a"), (FlowKeyword, "flow")]),
    (
        "größe “a b” #c\n;; …",
        &[(Unknown, "größe"), (Unknown, "“a b”"), (Unknown, "#c"), (Unknown, ";;"), (Unknown, "…")],
    ),
    (
        "<<<<<<< ours\n=======\n>>>>>>> theirs\n|||||||",
        &[
            (ConflictMarker, "<<<<<<< ours"),
            (ConflictMarker, "======="),
            (ConflictMarker, ">>>>>>> theirs"),
            (ConflictMarker, "|||||||"),
        ],
    ),
    (
        " <<<<<<<\n========\n<<<<<<<a",
        &[(Unknown, "<<<<<<<"), (Unknown, "========"), (Unknown, "<<<<<<<"), (Word, "a")],
    ),
    ("\u{FEFF}flow", &[(FlowKeyword, "flow")]),
    ("", &[]),
];

#[test]
fn characters_become_tokens() {
    for (text, expected) in TOKENS {
        let tree = parse_checked(text).tree;
        let found: Vec<_> = tree
            .tokens()
            .iter()
            .enumerate()
            .map(|(index, token)| (token.kind, tree.token_text(index)))
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn every_keyword_is_read_as_itself() {
    for (kind, text) in TokenKind::KEYWORDS {
        let tree = parse_checked(text).tree;
        assert_eq!(tree.tokens()[0].kind, *kind, "{text}");
        assert_eq!(kind.description(), format!("`{text}`"));
        assert!(kind.is_word());
    }
}

#[test]
fn gaps_are_taken_apart() {
    let gap = Gap::of(" // one \r\n\n  // two//three\n// four\n\n");
    let comments: Vec<_> =
        gap.comments.iter().map(|comment| (comment.text, comment.line_ends_before)).collect();
    assert_eq!(comments, [("// one", 0), ("// two//three", 2), ("// four", 1)]);
    assert_eq!(gap.line_ends_after, 2);
    let ranges: Vec<_> = gap.comments.iter().map(|comment| comment.range()).collect();
    assert_eq!(ranges, [1..7, 13..26, 27..34]);
    assert_eq!(Gap::of(" \n \r\n"), Gap { comments: Vec::new(), line_ends_after: 2 });
}
