//! What literals stand for.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use promo_syntax::literal::{
    Decoded, DurationError, IntegerError, LiteralError, Mode, Segment, decode, documentation, duration,
    integer,
};
use promo_syntax::{TokenKind, parse};

fn text_of(decoded: &Decoded) -> String {
    decoded
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Text(text) => text.clone(),
            Segment::Parameter { name, .. } => format!("<{name}>"),
        })
        .collect()
}

fn string(token: &str) -> Decoded {
    decode(TokenKind::String, token, Mode::Interpolated)
}

fn block(token: &str) -> String {
    let decoded = decode(TokenKind::TextBlock, token, Mode::Interpolated);
    assert_eq!(decoded.errors, Vec::new(), "{token}");
    text_of(&decoded)
}

#[test]
fn strings_on_one_line() {
    let cases = [
        (r#""""#, ""),
        (r#""a""#, "a"),
        (r#""a"#, "a"),
        (r#"""#, ""),
        (r#""\"\\\n\t""#, "\"\\\n\t"),
        (r#""\u{41}\u{1F600}""#, "A😀"),
        (r#""${a}b${c-d}""#, "<a>b<c-d>"),
        (r#""\${a} $a $ {b}""#, "${a} $a $ {b}"),
        (r#""{{workflow.name}}""#, "{{workflow.name}}"),
        (r#""é\"→""#, "é\"→"),
    ];
    for (token, expected) in cases {
        let decoded = string(token);
        assert_eq!((text_of(&decoded).as_str(), decoded.errors), (expected, Vec::new()), "{token}");
    }
}

#[test]
fn errors_in_strings_have_places() {
    type Errors<'e> = &'e [(std::ops::Range<usize>, LiteralError)];
    let cases: [(&str, Errors<'_>); 8] = [
        (r#""a\q""#, &[(2..4, LiteralError::UnknownEscape)]),
        (r#""\é""#, &[(1..4, LiteralError::UnknownEscape)]),
        (r#""\u{}""#, &[(1..5, LiteralError::InvalidCharacter)]),
        (r#""\u{D800}""#, &[(1..9, LiteralError::InvalidCharacter)]),
        (r#""\u{1234567}""#, &[(1..12, LiteralError::InvalidCharacter)]),
        (r#""\u41""#, &[(1..3, LiteralError::InvalidCharacter)]),
        (
            r#""${} ${a b}""#,
            &[(1..3, LiteralError::InvalidInterpolation), (5..11, LiteralError::InvalidInterpolation)],
        ),
        (r#""\$x ${a""#, &[(1..3, LiteralError::UnknownEscape), (5..7, LiteralError::InvalidInterpolation)]),
    ];
    for (token, errors) in cases {
        assert_eq!(string(token).errors, errors, "{token}");
    }
}

#[test]
fn parameters_have_places() {
    let parameter = Segment::Parameter { name: "name".to_string(), range: 4..8 };
    assert_eq!(
        string(r#""a${name}b""#).segments,
        [Segment::Text("a".to_string()), parameter, Segment::Text("b".to_string())]
    );
    let decoded = decode(TokenKind::TextBlock, "\"\"\"\n  a\n  ${name}\n  \"\"\"", Mode::Interpolated);
    let range = decoded.segments.iter().find_map(|segment| match segment {
        Segment::Parameter { range, .. } => Some(range.clone()),
        Segment::Text(_) => None,
    });
    assert_eq!(range, Some(12..16));
}

#[test]
fn text_blocks_lose_their_indentation() {
    let cases = [
        ("\"\"\"\"\"\"", ""),
        ("\"\"\"a\"\"\"", "a"),
        ("\"\"\" a \"\"\"", " a "),
        ("\"\"\"\n\"\"\"", ""),
        ("\"\"\"\n  a\n  \"\"\"", "a\n"),
        ("\"\"\"\n  a\"\"\"", "a"),
        ("\"\"\"\n  a\n    b\n  \"\"\"", "a\n  b\n"),
        ("\"\"\"\n    a\n  \"\"\"", "  a\n"),
        ("\"\"\"\n    a\n\"\"\"", "    a\n"),
        ("\"\"\"\n  a\n    \"\"\"", "a\n"),
        ("\"\"\"\n\ta\n\t\t\"\"\"", "a\n"),
        ("\"\"\"\n  a\n\t\"\"\"", "  a\n"),
        ("\"\"\"\n  a\n    \n    \"\"\"", "a\n  \n"),
        ("\"\"\"a\n    \"\"\"", "a\n"),
        ("\"\"\"    \"\"\"", "    "),
        ("\"\"\"\n  a\n\n \n   \n  b\n  \"\"\"", "a\n\n\n \nb\n"),
        ("\"\"\"\n\ta\n\t b\n\t\"\"\"", "a\n b\n"),
        ("\"\"\"\n\ta\n  b\n\"\"\"", "\ta\n  b\n"),
        ("\"\"\"a\n  b\n  c\"\"\"", "a\nb\nc"),
        ("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"", "a\nb\n"),
        ("\"\"\"\n  \\\"\"\" \\${a} ${a} \\n \\\\\n  \"\"\"", "\"\"\" ${a} <a> \\n \\\\\n"),
        ("\"\"\"\n\n  a\n  \"\"\"", "\na\n"),
        ("\"\"\"\n  a", "a"),
    ];
    for (token, expected) in cases {
        assert_eq!(block(token), expected, "{token}");
    }
}

#[test]
fn scripts_keep_what_is_the_shells() {
    let decoded = decode(TokenKind::TextBlock, r#""""${a} \${b} ${#c} \""" \n""""#, Mode::Plain);
    assert_eq!((text_of(&decoded).as_str(), decoded.errors.len()), (r#"${a} \${b} ${#c} """ \n"#, 0));
    let decoded = decode(TokenKind::String, r#""${a} \${b} \n \" \q""#, Mode::Plain);
    assert_eq!((text_of(&decoded).as_str(), decoded.errors.len()), ("${a} \\${b} \n \" \\q", 1));
}

#[test]
fn names_hold_no_parameters() {
    let decoded = decode(TokenKind::String, r#""a${b}""#, Mode::Name);
    assert_eq!(decoded.errors, [(2..6, LiteralError::InterpolatedName)]);
    assert_eq!(decoded.plain(), Some("a${b}"));
    assert_eq!(decode(TokenKind::Word, "prod-eu", Mode::Name).plain(), Some("prod-eu"));
    assert_eq!(string(r#""${a}""#).plain(), None);
    assert_eq!(string(r#""""#).plain(), Some(""));
}

#[test]
fn numbers() {
    assert_eq!(integer("-100"), Ok(-100));
    assert_eq!(integer("9223372036854775808"), Err(IntegerError::Overflow));
    let cases = [
        ("4h", Ok(14_400)),
        ("1h30m", Ok(5_400)),
        ("1d2h3m4s", Ok(93_784)),
        ("0s", Ok(0)),
        ("30m1h", Err(DurationError::Order)),
        ("1h1h", Err(DurationError::Order)),
        ("99999999999999999999h", Err(DurationError::Overflow)),
        ("18446744073709551615d", Err(DurationError::Overflow)),
    ];
    for (text, expected) in cases {
        assert_eq!(duration(text), expected, "{text}");
    }
}

#[test]
fn doc_comments_become_text() {
    let tree = parse("/// One.\n///\n///  Two. \r\n///Three.\nflow a { dev -> qa }").tree;
    let declaration = tree.declarations().next().expect("a declaration");
    assert_eq!(documentation(declaration), "One.\n\n Two.\nThree.");
    assert_eq!(documentation(parse("flow a { dev -> qa }").tree.declarations().next().expect("a flow")), "");
}
