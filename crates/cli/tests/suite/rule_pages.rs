//! The page of each rule: what fails raises that rule and no other, and what passes raises nothing. After
//! its fix, what failed passes too.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_diagnostics::{Diagnostic, Rule, apply_fixes};
use promo_testing::Fixture;

use crate::documentation::blocks;
use crate::support::{Compiled, workspace};

/// An example of a page: files, hand-written manifests and configuration.
pub struct Example {
    sources: Vec<(String, String)>,
    manifests: Vec<(String, String)>,
    config: Config,
}

impl Example {
    /// A block is a fixture: one file, or several with their paths.
    pub fn new(block: &str) -> Example {
        let files = Fixture::parse(block).files.into_iter().map(|file| (file.path.to_string(), file.text));
        let files: Vec<(String, String)> = files.collect();
        let config = files.iter().find(|(path, _)| path == "promo.toml");
        let config =
            config.map_or_else(Config::default, |(_, text)| promo_project::parse_config(text).unwrap());
        let (sources, rest): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(path, _)| path.ends_with(".promo"));
        let manifests = rest.into_iter().filter(|(path, _)| path.ends_with(".yaml")).collect();
        Example { sources, manifests, config }
    }

    /// The example, compiled.
    pub fn compile(&self) -> Compiled {
        Compiled::new(&self.sources, &self.manifests, self.config.clone())
    }

    fn fixed(&self, found: &[Diagnostic]) -> Example {
        let files = self.sources.iter().chain(&self.manifests);
        let mut texts: BTreeMap<Arc<str>, String> =
            files.map(|(path, text)| (Arc::from(path.as_str()), text.clone())).collect();
        apply_fixes(&mut texts, found.iter().filter_map(|found| found.fixes.first()));
        let files = texts.into_iter().map(|(path, text)| (path.to_string(), text));
        let (sources, manifests) = files.partition(|(path, _)| path.ends_with(".promo"));
        Example { sources, manifests, config: self.config.clone() }
    }
}

/// The text of a section of a page.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let start = page.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    let rest = &page[start + 4..];
    rest.find("\n## ").map_or(rest, |end| &rest[..end])
}

/// Rules whose examples can't be written as text; they are tested where the files are.
const NOT_AS_TEXT: &[Rule] = &[Rule::UnreadableFile];

/// What a rule's page shows as wrong, compiled.
pub fn failing_examples(rule: Rule) -> Vec<Compiled> {
    let path = workspace().join("tests/rules").join(format!("{}.md", rule.name()));
    let page = std::fs::read_to_string(path).unwrap();
    let is_text = !NOT_AS_TEXT.contains(&rule);
    let blocks = is_text.then(|| blocks(section(&page, "Fails"), "promo")).into_iter().flatten();
    blocks.map(|(_, block)| Example::new(&block).compile()).collect()
}

#[test]
fn each_page_is_true() {
    let is_false = |rule: &&Rule| std::panic::catch_unwind(|| check_rule(**rule)).is_err();
    let failed: Vec<&Rule> = Rule::ALL.iter().filter(is_false).collect();
    assert!(failed.is_empty(), "pages that are not true, each as said above: {failed:?}");
}

fn check_rule(rule: Rule) {
    let path = workspace().join("tests/rules").join(format!("{}.md", rule.name()));
    let page =
        std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no page {}", path.display()));
    assert!(page.starts_with(&format!("# {}\n", rule.name())), "{}", path.display());
    if !NOT_AS_TEXT.contains(&rule) {
        check_page(rule, &page);
    }
}

fn check_page(rule: Rule, page: &str) {
    let failing = blocks(section(page, "Fails"), "promo");
    let passing = blocks(section(page, "Passes"), "promo");
    assert!(!failing.is_empty() && !passing.is_empty(), "{rule} needs examples that fail and pass");
    let mut fixes = 0;
    for (_, block) in failing {
        let example = Example::new(&block);
        let compiled = example.compile();
        let rules: Vec<Rule> = compiled.diagnostics.iter().map(|found| found.rule).collect();
        let listed = compiled.listed(promo_diagnostics::Level::Hint);
        assert!(
            !rules.is_empty() && rules.iter().all(|found| *found == rule),
            "{rule} should fail:\n{block}\n{listed}"
        );
        assert!(
            compiled.diagnostics.iter().all(|found| found.help.is_some() || !found.fixes.is_empty()),
            "{rule}: how is it mended?\n{listed}"
        );
        if compiled.diagnostics.iter().all(|found| !found.fixes.is_empty()) {
            fixes += 1;
            let fixed = example.fixed(&compiled.diagnostics).compile();
            let rest = fixed.listed(promo_diagnostics::Level::Hint);
            assert!(
                !fixed.diagnostics.iter().any(|found| found.rule == rule),
                "{rule} after its fix:\n{block}\n{rest}"
            );
        }
    }
    assert_eq!(
        fixes > 0,
        rule.has_fix(),
        "{rule}: an example must show the fix if and only if the registry names one"
    );
    for (_, block) in passing {
        let listed = Example::new(&block).compile().listed(promo_diagnostics::Level::Hint);
        assert_eq!(listed, "", "{rule} should pass:\n{block}");
    }
}

#[test]
fn there_is_no_page_without_a_rule() {
    for path in crate::support::files(&workspace().join("tests/rules"), "md") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(Rule::named(name).is_some(), "{} is no rule", path.display());
    }
}

#[test]
fn names_are_unique_and_kebab_case() {
    let mut names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Rule::ALL.len());
}
