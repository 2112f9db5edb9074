//! What pages can't show: line ends, byte-order marks, white space at the end of lines, what is refused,
//! and great depth.

use promo_syntax::{format, parse};

fn formatted(text: &str) -> String {
    format(&parse(text)).unwrap_or_else(|error| panic!("{error} at {:?}", error.range))
}

/// A workflow whose only step has one clause, which begins in column 4.
fn workflow(clause: &str) -> String {
    format!("workflow greet {{\n  step say {{\n    {clause}\n  }}\n}}\n")
}

#[test]
fn nothing_stays_nothing() {
    let mark = "\u{FEFF}";
    for (text, result) in [("", ""), ("\n", ""), (" \r\n\t\n", ""), (mark, mark), ("\u{FEFF} \n", mark)] {
        assert_eq!(formatted(text), result, "{text:?}");
    }
}

#[test]
fn the_mark_at_the_beginning_stays() {
    assert_eq!(formatted("\u{FEFF}environment  dev"), "\u{FEFF}environment dev\n");
    assert_eq!(formatted("\u{FEFF}\n// a\nenvironment  dev"), "\u{FEFF}// a\nenvironment dev\n");
}

#[test]
fn line_ends_are_like_the_first_one() {
    let cases = [
        ("environment dev\r\n\n\nenvironment qa\n", "environment dev\r\n\r\nenvironment qa\r\n"),
        ("environment dev\nenvironment qa\r\n", "environment dev\nenvironment qa\n"),
        (
            "environment dev // a\r\n/// b\r\nflow x = y()\r\n",
            "environment dev  // a\r\n/// b\r\nflow x = y()\r\n",
        ),
    ];
    for (text, result) in cases {
        assert_eq!(formatted(text), result, "{text:?}");
    }
}

#[test]
fn line_ends_in_text_blocks_are_like_the_first_one() {
    let below = "run \"\"\"\n      echo\n\n      hello  \n      \"\"\"";
    let text = workflow(&format!("{below}\n    env A = \"\"\"x\n  y\"\"\""));
    let windows = text.replace('\n', "\r\n");
    assert_eq!(formatted(&text), text);
    assert_eq!(formatted(&windows), windows);
    assert_eq!(formatted(&windows.replacen("\r\n", "\n", 1)), text);
    assert_eq!(formatted(&text.replacen('\n', "\r\n", 1)), windows);
}

#[test]
fn a_carriage_return_that_belongs_to_the_value_stays() {
    let text = workflow("run \"\"\"\n      a\r\r\n      \"\"\"");
    assert_eq!(formatted(&text), text);
    let before_quotes = workflow("run \"\"\"\n      a\"\r\"\"\"");
    assert_eq!(formatted(&before_quotes), before_quotes);
}

#[test]
fn white_space_at_the_end_of_lines_stays_in_text_blocks_alone() {
    let block = "run \"\"\"\n      a  \n        \n      b\t\n      \"\"\"";
    let text =
        workflow(block).replace("\"\n", "\"   \n").replace("{\n", "{ \t\n").replace("}\n", "} // x \t\n");
    let result = workflow(block).replace("}\n", "}  // x\n");
    assert_eq!(formatted(&text.replace("run \"\"\"   ", "run \"\"\"")), result);
}

#[test]
fn tabs_of_text_blocks_become_spaces_where_they_are_indentation() {
    let text = workflow("run \"\"\"\n\t\t\ta\n\t\t\t\tb\n\t\t\t\"\"\"");
    assert_eq!(formatted(&text), workflow("run \"\"\"\n      a\n      \tb\n      \"\"\""));
}

#[test]
fn a_text_with_a_syntax_error_is_refused() {
    let text = "environment dev\nflow x {\n  dev -> \n}\nenvironment {\n";
    let parsed = parse(text);
    let error = format(&parsed).expect_err("the text has errors");
    assert_eq!(error.range, parsed.errors[0].range);
    assert_eq!(error.to_string(), "a text with a syntax error can't be formatted");
}

#[test]
fn great_depth_is_laid_out() {
    let depth = 250;
    let list = format!("let a = {}dev{}\n", "[".repeat(depth), "]".repeat(depth));
    let result = formatted(&list);
    assert_eq!(formatted(&result), result);
    assert_eq!(result.matches('[').count(), depth);
    assert!(result.lines().all(|line| line.chars().count() <= 100));
}
