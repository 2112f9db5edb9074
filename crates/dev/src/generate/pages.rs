//! The pages of the rules in Rust, so that the program can show them without the repository. Knows where
//! the pages stand; what is on them it copies.

use std::fmt::Write;

use promo_diagnostics::Rule;

use crate::repository::Repository;

/// Where the page of a rule stands.
pub(crate) fn page_path(rule: Rule) -> String {
    format!("tests/rules/{}.md", rule.name())
}

/// The text of `crates/diagnostics/src/generated/pages.rs`. A rule without a page gets an empty one
/// there.
///
/// Pages are found by name and not by variant: a rule that comes or goes must not keep this program,
/// which writes the file anew, from being compiled.
pub(super) fn source(repository: &Repository) -> String {
    let mut arms = String::new();
    for rule in Rule::ALL {
        if let Some(page) = repository.text(&page_path(*rule)) {
            let _ = writeln!(arms, "        {:?} => {},", rule.name(), raw_string(page));
        }
    }
    format!(
        "//! The pages of the rules, generated from `tests/rules` by `cargo xtask generate`. Not edited by hand.

use crate::Rule;

/// The page of a rule, in Markdown: what the rule finds and why, with an example that raises it and one
/// that doesn't.
pub fn page(rule: Rule) -> &'static str {{
    match rule.name() {{
{arms}        _ => \"\",
    }}
}}
"
    )
}

/// The text as a raw string literal, with as many `#` as it needs.
fn raw_string(text: &str) -> String {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_quoted_so_that_nothing_in_it_ends_it() {
        assert_eq!(raw_string("a \"b\""), "r#\"a \"b\"\"#");
        assert_eq!(raw_string("r#\"b\"#"), "r##\"r#\"b\"#\"##");
    }

    #[test]
    fn only_rules_with_a_page_get_one() {
        let source =
            source(&Repository::of([("tests/rules/syntax.md", "# syntax\n"), ("tests/rules/x.md", "")]));
        assert!(
            source.contains("        \"syntax\" => r#\"# syntax\n\"#,\n        _ => \"\",\n"),
            "{source}"
        );
    }
}
