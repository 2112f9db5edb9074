//! The rules and their pages belong together. Knows where a page stands, and nothing of what is on it.

use std::collections::BTreeSet;

use promo_diagnostics::Rule;

use super::Complaint;
use crate::generate::page_path;
use crate::repository::Repository;

const REGISTRY: &str = "crates/diagnostics/src/registry.rs";

/// Every rule has a page, and every page a rule.
pub(super) fn pages(repository: &Repository) -> Vec<Complaint> {
    let due: BTreeSet<String> = Rule::ALL.iter().copied().map(page_path).collect();
    let there: BTreeSet<String> = pages_of(repository).map(str::to_owned).collect();
    let missing = due.difference(&there);
    let ownerless = there.difference(&due);
    let missing = missing.map(|path| Complaint::of_file(REGISTRY, format!("the rule has no page: {path}")));
    let ownerless = ownerless.map(|path| Complaint::of_file(path, "is the page of no rule"));
    missing.chain(ownerless).collect()
}

fn pages_of(repository: &Repository) -> impl Iterator<Item = &str> {
    let pages = repository.ending(".md").map(|(path, _)| path);
    pages.filter(|path| path.starts_with("tests/rules/") && !path.ends_with("/README.md"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_pages_answer_to_each_other() {
        let all: Vec<String> = Rule::ALL.iter().copied().map(page_path).collect();
        let files: Vec<(&str, &str)> = all.iter().map(|path| (path.as_str(), "text")).collect();
        assert_eq!(pages(&Repository::of(files.clone())), []);

        let mut changed = files;
        changed[0] = ("tests/rules/no-such-rule.md", "text");
        changed.push(("tests/rules/README.md", "text"));
        let found: Vec<String> = pages(&Repository::of(changed)).iter().map(Complaint::to_string).collect();
        assert_eq!(
            found,
            [
                format!("{REGISTRY}: the rule has no page: {}", all[0]),
                "tests/rules/no-such-rule.md: is the page of no rule".to_owned(),
            ]
        );
    }
}
