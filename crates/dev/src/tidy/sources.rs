//! What every Rust file keeps to: a header, and sizes that can be read. Knows Rust no better than line by
//! line.

use super::Complaint;
use crate::repository::Repository;

/// The most lines that a file may have, its unit tests aside.
const MOST_LINES: usize = 600;

/// The most characters that a line may have.
const MOST_COLUMNS: usize = 120;

/// Every file opens with `//!`.
pub(super) fn headers(repository: &Repository) -> Vec<Complaint> {
    let lacking = repository.ending(".rs").filter(|(_, text)| !text.starts_with("//!"));
    lacking
        .map(|(path, _)| {
            Complaint::of_file(path, "does not open with `//!`: what it is for and what it must not know")
        })
        .collect()
}

/// No file is too long, outside tests and generated code.
pub(super) fn lengths(repository: &Repository) -> Vec<Complaint> {
    let written = repository.ending(".rs").filter(|(path, _)| !is_test(path) && !is_generated(path));
    let lengths = written.map(|(path, text)| (path, lines_before_tests(text)));
    lengths
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| Complaint::of_file(path, format!("{lines} lines; at most {MOST_LINES}")))
        .collect()
}

/// No line is too wide, outside generated code.
pub(super) fn widths(repository: &Repository) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in repository.ending(".rs").filter(|(path, _)| !is_generated(path)) {
        for (index, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > MOST_COLUMNS {
                let message = format!("{columns} columns; at most {MOST_COLUMNS}");
                complaints.push(Complaint::of_line(path, index, message));
            }
        }
    }
    complaints
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests")
}

fn is_generated(path: &str) -> bool {
    path.split('/').any(|part| part == "generated")
}

/// The lines before the module of unit tests that closes the file.
fn lines_before_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let begins_tests = |pair: &[&str]| match pair {
        ["#[cfg(test)]", module] => module.starts_with("mod ") && module.ends_with('{'),
        _ => false,
    };
    lines.windows(2).position(begins_tests).unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(complaints: &[Complaint]) -> Vec<&str> {
        complaints.iter().map(|complaint| complaint.path.as_str()).collect()
    }

    #[test]
    fn a_file_without_a_header_is_named() {
        let files =
            [("a.rs", "//! For this.\n"), ("b.rs", "use x;\n//! Late.\n"), ("c.rs", ""), ("d.md", "x")];
        assert_eq!(about(&headers(&Repository::of(files))), ["b.rs", "c.rs"]);
    }

    #[test]
    fn a_long_file_is_named_unless_its_tests_or_a_program_made_it_long() {
        let long = "x\n".repeat(601);
        let fitting = "x\n".repeat(600);
        let tested = format!("{fitting}#[cfg(test)]\nmod tests {{\n{long}}}\n");
        let declared = format!("#[cfg(test)]\nmod support;\n{long}");
        let files = [
            ("src/declared.rs", declared.as_str()),
            ("src/fitting.rs", fitting.as_str()),
            ("src/generated/table.rs", long.as_str()),
            ("src/long.rs", long.as_str()),
            ("src/tested.rs", tested.as_str()),
            ("tests/long.rs", long.as_str()),
        ];
        let found = lengths(&Repository::of(files));
        assert_eq!(about(&found), ["src/declared.rs", "src/long.rs"]);
        assert_eq!(found[1].to_string(), "src/long.rs: 601 lines; at most 600");
    }

    #[test]
    fn a_wide_line_is_named_by_its_characters() {
        let text = format!("//! {}\n{}\n", "é".repeat(116), "é".repeat(121));
        let found = widths(&Repository::of([("a.rs", text.as_str()), ("generated/b.rs", text.as_str())]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "a.rs:2: 121 columns; at most 120");
    }
}
