//! How diagnostics look to people.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use promo_diagnostics::{Color, Diagnostic, Level, Message, Rule, render_human, render_messages};
use support::{Texts, diagnostic, find, fix, place, related, warning};

const FLOW: &str = "environment dev, qa\n\nflow to-prod {\n  dev -> stagin\n}\n";
const ENVIRONMENTS: &str = "// ünï\nenvironment staging\n";

fn texts() -> Texts {
    Texts::of(&[("flow.promo", FLOW), ("environments.promo", ENVIRONMENTS)])
}

fn check(diagnostics: &[Diagnostic], texts: &Texts, expected: &str) {
    let rendered = render_human(diagnostics, texts, Color::Off);
    assert_eq!(rendered, expected, "\n{rendered}");
}

fn unknown_environment() -> Diagnostic {
    Diagnostic {
        help: Some("did you mean `staging`?".to_owned()),
        related: vec![related(find("environments.promo", ENVIRONMENTS, "staging"), "declared here")],
        fixes: vec![fix("replace by `staging`", &[(find("flow.promo", FLOW, "stagin"), "staging")])],
        ..diagnostic(
            Rule::UnknownEnvironment,
            "no environment is named `stagin`",
            find("flow.promo", FLOW, "stagin"),
        )
    }
}

#[test]
fn a_diagnostic_shows_its_place_the_related_ones_help_and_fixes() {
    check(
        &[unknown_environment()],
        &texts(),
        "\
error[unknown-environment]: no environment is named `stagin`
   ╭─[ flow.promo:4:10 ]
   │
 4 │   dev -> stagin
   │          ───┬──
   │             ╰──── here
   │
   ├─[ environments.promo:2:13 ]
   │
 2 │ environment staging
   │             ───┬───
   │                ╰───── declared here
───╯
  help: did you mean `staging`?
  fix: replace by `staging`

",
    );
}

#[test]
fn marks_close_together_share_a_section_and_others_do_not() {
    let text = format!("one\ntwo\n{}three\n", "\n".repeat(50));
    let own = diagnostic(Rule::DuplicateSetting, "twice", find("a.promo", &text, "two"));
    let near = related(find("a.promo", &text, "one"), "first");
    let far = related(find("a.promo", &text, "three"), "far away");
    check(
        &[Diagnostic { related: vec![near, far], ..own }],
        &Texts::of(&[("a.promo", &text)]),
        "\
error[duplicate-setting]: twice
    ╭─[ a.promo:2:1 ]
    │
  1 │ one
    │ ─┬─
    │  ╰─── first
  2 │ two
    │ ─┬─
    │  ╰─── here
    │
    ├─[ a.promo:53:1 ]
    │
 53 │ three
    │ ──┬──
    │   ╰──── far away
────╯

",
    );
}

#[test]
fn a_place_of_several_lines_shows_its_ends() {
    let whole = find("flow.promo", FLOW, "flow to-prod {\n  dev -> stagin\n}");
    check(
        &[warning("nothing happens", whole)],
        &texts(),
        "\
warning[empty-flow]: nothing happens
   ╭─[ flow.promo:3:1 ]
   │
 3 │ ╭─▶ flow to-prod {
   ┆ ┆
 5 │ ├─▶ }
   │ │
   │ ╰─────── here
───╯

",
    );
}

#[test]
fn a_place_of_very_many_lines_shows_its_first() {
    let text = format!("flow {{\n{}}}\n", "  x\n".repeat(1000));
    check(
        &[warning("nothing happens", place("a.promo", 0, text.len()))],
        &Texts::of(&[("a.promo", &text)]),
        "\
warning[empty-flow]: nothing happens
   ╭─[ a.promo:1:1 ]
   │
 1 │ flow {
   │ ───┬──
   │    ╰──── here
───╯

",
    );
}

#[test]
fn empty_places_and_line_ends_show() {
    for (text, offset, end, line, column, shown) in [
        ("", 0, 0, 1, 1, ""),
        ("ab", 2, 2, 1, 3, "ab"),
        ("ab\n", 2, 2, 1, 3, "ab"),
        ("ab\n", 2, 3, 1, 3, "ab"),
        ("ab\r\n", 2, 3, 1, 3, "ab"),
        ("ab\n", 3, 3, 2, 1, ""),
        ("ab\r\n", 4, 4, 2, 1, ""),
        ("ab\ncd", 3, 3, 2, 1, "cd"),
        ("ab", 70, 90, 1, 3, "ab"),
        ("ab", 1, 0, 1, 2, "ab"),
    ] {
        let indentation = " ".repeat(column - 1);
        let shown = format!(" {line} │ {shown}");
        check(
            &[diagnostic(Rule::Syntax, "something is missing", place("a.promo", offset, end))],
            &Texts::of(&[("a.promo", text)]),
            &format!(
                "\
error[syntax]: something is missing
   ╭─[ a.promo:{line}:{column} ]
   │
{}
   │ {indentation}┬
   │ {indentation}╰── here
───╯

",
                shown.trim_end()
            ),
        );
    }
}

#[test]
fn marks_stand_under_tabs_wide_characters_and_after_a_byte_order_mark() {
    let text = "\u{feff}\tflow\r\n漢字 step é\r\n";
    let marks = [("flow", "1:2"), ("step", "2:4"), ("漢字", "2:1"), ("é", "2:9")];
    let rendered: Vec<String> = marks
        .iter()
        .map(|(part, position)| {
            let diagnostic = diagnostic(Rule::Syntax, "x", find("a.promo", text, part));
            let rendered = render_human(&[diagnostic], &Texts::of(&[("a.promo", text)]), Color::Off);
            assert!(rendered.contains(&format!("[ a.promo:{position} ]")), "{rendered}");
            rendered.lines().skip(3).take(2).collect::<Vec<_>>().join("\n")
        })
        .collect();
    let expected = [
        (" 1 │     flow", "   │     ──┬─"),
        (" 2 │ 漢字 step é", "   │      ──┬─"),
        (" 2 │ 漢字 step é", "   │ ──┬─"),
        (" 2 │ 漢字 step é", "   │           ┬"),
    ];
    assert_eq!(rendered, expected.map(|(text, marks)| format!("{text}\n{marks}")));
}

#[test]
fn nothing_reaches_the_terminal_that_it_would_obey() {
    let text = "a\u{1b}[31mb \u{202e}c\u{b}d\u{2028}e\rf";
    check(
        &[Diagnostic {
            help: Some("first \u{7}\nsecond".to_owned()),
            ..diagnostic(Rule::Syntax, "bad \u{1b}\ncharacter", find("a\n.promo", text, "e"))
        }],
        &Texts::of(&[("a\n.promo", text)]),
        "\
error[syntax]: bad ␛ character
   ╭─[ a .promo:1:14 ]
   │
 1 │ a␛[31mb \u{fffd}c␋d\u{fffd}e␍f
   │              ┬
   │              ╰── here
───╯
  help: first ␇
        second

",
    );
}

#[test]
fn a_place_that_can_not_be_drawn_is_named() {
    let long = format!("\n{}", "x ".repeat(5000));
    check(
        &[
            Diagnostic {
                related: vec![related(place("gone.promo", 5, 6), "declared here")],
                ..diagnostic(Rule::UnknownFlow, "no flow", place("long.promo", 3, 4))
            },
            diagnostic(Rule::UnreadableFile, "gone.promo is not UTF-8", place("missing.promo", 0, 0)),
        ],
        &Texts::of(&[("long.promo", &long)]),
        "\
error[unknown-flow]: no flow
  at long.promo:2:3
  gone.promo: declared here

error[unreadable-file]: gone.promo is not UTF-8
  at missing.promo

",
    );
}

#[test]
fn only_so_many_related_places_are_shown() {
    let related = (0..20).map(|_| related(place("gone.promo", 0, 0), "here too")).collect();
    let diagnostic =
        Diagnostic { related, ..diagnostic(Rule::UnknownFlow, "no flow", place("gone.promo", 0, 0)) };
    let rendered = render_human(&[diagnostic], &Texts::default(), Color::Off);
    assert_eq!(rendered.matches("here too").count(), 12);
    assert!(rendered.contains("  note: 8 more places not shown\n"), "{rendered}");
}

#[test]
fn diagnostics_come_by_file_then_place() {
    let places = [("b.promo", 0), ("a.promo", 2), ("a.promo", 1)];
    let diagnostics: Vec<_> = places
        .iter()
        .map(|(file, start)| warning(&format!("{file} {start}"), place(file, *start, *start)))
        .collect();
    let rendered = render_human(&diagnostics, &Texts::default(), Color::Off);
    let order: Vec<_> =
        rendered.lines().filter_map(|line| line.strip_prefix("warning[empty-flow]: ")).collect();
    assert_eq!(order, ["a.promo 1", "a.promo 2", "b.promo 0"]);
}

#[test]
fn colour_adds_nothing_but_escape_sequences() {
    let plain = render_human(&[unknown_environment()], &texts(), Color::Off);
    let colored = render_human(&[unknown_environment()], &texts(), Color::On);
    assert!(!plain.contains('\u{1b}'));
    let mut pieces = colored.split('\u{1b}');
    let mut stripped = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        stripped.push_str(piece.split_once('m').expect("an escape sequence ends").1);
    }
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trimmed(&stripped), trimmed(&plain));
    assert!(colored.starts_with("\u{1b}[1;31merror[unknown-environment]\u{1b}[0;1m: "));
}

#[test]
fn a_message_without_a_rule_is_shown_the_same_way() {
    let texts = Texts::of(&[("promo.toml", "[outptu]\n")]);
    let place = place("promo.toml", 1, 7);
    let message = Message {
        level: Level::Error,
        text: "unknown key `outptu`".to_owned(),
        place,
        help: Some("did you mean `output`?".to_owned()),
    };
    assert_eq!(
        render_messages(&[message], &texts, Color::Off),
        "\
error: unknown key `outptu`
   ╭─[ promo.toml:1:2 ]
   │
 1 │ [outptu]
   │  ───┬──
   │     ╰──── here
───╯
  help: did you mean `output`?

"
    );
}
