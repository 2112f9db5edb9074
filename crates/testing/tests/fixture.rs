//! What the notation of fixtures means.

use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Level, Place, Rule};
use promo_testing::{Annotation, Fixture};

fn files(fixture: &Fixture) -> Vec<(&str, &str)> {
    fixture.files.iter().map(|file| (&*file.path, file.text.as_str())).collect()
}

#[test]
fn a_text_without_paths_is_one_file() {
    for text in ["", "flow x {\n}\n", "  indented\n", "no line end", "a\r\nb\r\n"] {
        assert_eq!(files(&Fixture::parse(text)), [("main.promo", text)]);
    }
}

#[test]
fn paths_begin_files() {
    let text =
        "//- /a.promo\nenvironment dev\n//- /deep/b.yaml\n\nkind: X\n//- /empty.promo\n//- /c.promo\nlast";
    let expected = [
        ("a.promo", "environment dev\n"),
        ("deep/b.yaml", "\nkind: X\n"),
        ("empty.promo", ""),
        ("c.promo", "last"),
    ];
    assert_eq!(files(&Fixture::parse(text)), expected);
    assert_eq!(Fixture::parse(text).text("c.promo"), "last");
}

#[test]
fn common_indentation_is_dropped_after_a_line_end() {
    let fixture = Fixture::parse(
        "
        //- /a.promo
        flow x {
          dev

        }
        //- /b.promo
        ",
    );
    assert_eq!(files(&fixture), [("a.promo", "flow x {\n  dev\n\n}\n"), ("b.promo", "")]);
}

#[test]
fn cursors_are_taken_out() {
    let fixture = Fixture::parse("//- /a.promo\né $0dev\n//- /b.promo\n$0x$0");
    assert_eq!(files(&fixture), [("a.promo", "é dev\n"), ("b.promo", "x")]);
    let cursors: Vec<_> = fixture.cursors.iter().map(|cursor| (&*cursor.file, cursor.offset)).collect();
    assert_eq!(cursors, [("a.promo", 3), ("b.promo", 0), ("b.promo", 1)]);
    assert_eq!(Fixture::parse("ab$0c").cursor().offset, 2);
}

/// The marked text with what is expected of it.
fn annotations(fixture: &Fixture) -> Vec<(&str, Option<Level>, Option<&str>, &str)> {
    let marked = |annotation: &Annotation| annotation.place.range();
    let shown = fixture.annotations.iter().map(|annotation| {
        let text = fixture.text(&annotation.place.file).get(marked(annotation)).unwrap_or("no such place");
        (text, annotation.level, annotation.rule.as_deref(), annotation.message.as_str())
    });
    shown.collect()
}

#[test]
fn carets_mark_the_line_above() {
    let fixture = Fixture::parse(
        "
        //- /a.promo
        env$0ironment dév, qa
        //          ^^^ error: no: such
        //               ^^ warning[empty-flow]: nothing
        //<^^^^^^^^^^^ hint
        //                 ^^^ anything else
        // ^^^not one
        //                        ^ error: beyond the end
        let x = 1
          //^^^ error[syntax]:
        //- /b.yaml
        kind: X
        #     ^ error: unknown
        #<^^^^ error: known
        ",
    );
    let error = Some(Level::Error);
    assert_eq!(
        annotations(&fixture),
        [
            ("dév", error, None, "no: such"),
            ("qa", Some(Level::Warning), Some("empty-flow"), "nothing"),
            ("environment", Some(Level::Hint), None, ""),
            ("", None, None, "anything else"),
            ("", error, None, "beyond the end"),
            ("x =", error, Some("syntax"), ""),
            ("X", error, None, "unknown"),
            ("kind", error, None, "known"),
        ]
    );
    let expected = fixture.annotations.get(4).map(|annotation| annotation.place.range());
    let comment = "// ^^^not one";
    let end = fixture.text("a.promo").find(comment).map(|start| start + comment.len());
    assert_eq!(expected.map(|range| Some(range.start)), Some(end), "what is no comment of carets is a line");
}

#[test]
fn differences_are_what_is_missing_and_what_is_unexpected() {
    let fixture = Fixture::parse(
        "
        flow x {
        //   ^ error[empty-list]: none
        }
        //<^ warning: nothing
        ",
    );
    let place = |start, end| Place { file: Arc::from("main.promo"), start, end };
    let diagnostic = |rule: Rule, level, message: &str, place| Diagnostic {
        rule,
        level,
        message: message.to_owned(),
        place,
        help: None,
        related: vec![],
        fixes: vec![],
    };
    let brace = fixture.text("main.promo").find('}').unwrap_or_default();
    let first = diagnostic(Rule::EmptyList, Level::Error, "none are here", place(5, 6));
    let second = diagnostic(Rule::EmptyFlow, Level::Warning, "nothing", place(brace, brace));
    let expected: &[&str] = &[];
    assert_eq!(fixture.differences(&[second.clone(), first.clone()]), expected);
    let long = Diagnostic { place: place(brace, brace + 9), ..second.clone() };
    assert_eq!(fixture.differences(&[long, first.clone()]), expected);
    assert_eq!(
        fixture.differences(std::slice::from_ref(&first)),
        ["missing at main.promo:3:1-1: warning: nothing"]
    );
    let wrong = [
        Diagnostic { rule: Rule::Syntax, ..first.clone() },
        Diagnostic { level: Level::Hint, ..first.clone() },
        Diagnostic { message: "one".to_owned(), ..first.clone() },
        Diagnostic { place: place(4, 6), ..first.clone() },
    ];
    for wrong in wrong {
        let differences = fixture.differences(&[wrong, second.clone()]);
        assert_eq!(differences.len(), 2, "{differences:?}");
    }
    assert_eq!(
        fixture.differences(&[first.clone(), second, first]),
        ["unexpected at main.promo:1:6-6: error[empty-list]: none are here"]
    );
}

#[test]
fn what_is_no_fixture_stops_the_test() {
    for (text, message) in [
        ("x\n//- /a.promo\n", "text stands before the first file: x"),
        ("//- a.promo\n", "the path `a.promo` does not begin with `/`"),
        ("//- /a.promo\n//- /a.promo\n", "there are two files `a.promo`"),
        ("//  ^^ error: x\n", "nothing stands above `//  ^^ error: x`"),
    ] {
        let panic = std::panic::catch_unwind(|| Fixture::parse(text))
            .map(|_| ())
            .map_err(|panic| panic.downcast_ref::<String>().is_some_and(|words| words.starts_with(message)));
        assert_eq!(panic, Err(true), "{text}");
    }
    assert!(std::panic::catch_unwind(|| Fixture::parse("$0 $0").cursor().offset).is_err());
}
