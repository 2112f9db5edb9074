//! What `promo.toml` can say, and what is told of every mistake.
#![allow(clippy::expect_used)]

use promo_analysis::config::{Config, LintLevel, PolicyPriority, ProductApi};
use promo_diagnostics::{Level, Rule};
use promo_project::parse_config;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

#[test]
fn everything_has_a_default() {
    let config = Config::default();
    assert_eq!(config.sources, ["**/*.promo"]);
    assert_eq!(config.manifests, ["**/*.yaml"]);
    assert_eq!((config.output_root.as_str(), config.output_namespace.as_deref()), ("resources", None));
    assert_eq!(config.product_api, ProductApi::V1beta2);
    assert_eq!(config.policy_priority, PolicyPriority::LowestFirst);
    assert!(config.lint.is_empty());
    for text in ["", "# nothing\n", "\u{feff}", "[project]\n[output]\n[codefresh]\n[lint]\n", "[lint]\r\n"] {
        assert_eq!(parse_config(text), Ok(Config::default()), "{text:?}");
    }
}

#[test]
fn everything_can_be_set() {
    let text = r#"
        [project]
        sources = ["./delivery/**/*.promo", "*.promo"]
        manifests = []
        [output]
        root = "./gitops//shared/"
        namespace = "codefresh-2"
        [codefresh]
        product-api = "v1beta1"
        policy-priority = "highest-first"
        [lint]
        selects-everything = "allow"
        empty-flow = "error"
        promotes-everything = "warning"
        redundant-trigger = "hint"
        unknown-environment = "error"
        [lint.manifests]
        unknown-workflow = "allow"
        empty-flow = "hint"
    "#;
    let lint_of_manifests =
        [(Rule::UnknownWorkflow, LintLevel::Allow), (Rule::EmptyFlow, LintLevel::Level(Level::Hint))];
    let lint = [
        (Rule::SelectsEverything, LintLevel::Allow),
        (Rule::EmptyFlow, LintLevel::Level(Level::Error)),
        (Rule::PromotesEverything, LintLevel::Level(Level::Warning)),
        (Rule::RedundantTrigger, LintLevel::Level(Level::Hint)),
        (Rule::UnknownEnvironment, LintLevel::Level(Level::Error)),
    ];
    let expected = Config {
        sources: vec!["delivery/**/*.promo".to_owned(), "*.promo".to_owned()],
        manifests: vec![],
        output_root: "gitops/shared".to_owned(),
        output_namespace: Some("codefresh-2".to_owned()),
        product_api: ProductApi::V1beta1,
        policy_priority: PolicyPriority::HighestFirst,
        lint: lint.into_iter().collect(),
        lint_of_manifests: lint_of_manifests.into_iter().collect(),
    };
    assert_eq!(parse_config(text), Ok(expected));
    assert_eq!(parse_config("output.root = '.'").map(|config| config.output_root), Ok(String::new()));
}

/// What is wrong with a text: each error as `text at the place: message (help)`.
fn errors(text: &str) -> Vec<String> {
    let errors = parse_config(text).expect_err("a mistake");
    let shown = errors.into_iter().map(|error| {
        let place = text.get(error.range).expect("a place in the text").replace('\n', "\\n");
        let help = error.help.map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{place}: {}{help}", error.message)
    });
    shown.collect()
}

#[test]
fn every_mistake_has_its_place() {
    for (text, expected) in [
        ("[outptu]\n", "outptu: unknown section `outptu` (did you mean `output`?)"),
        (
            "[nothing]\n",
            "nothing: unknown section `nothing` (there is `project`, `output`, `codefresh` and `lint`)",
        ),
        ("sources = []\n", "sources: unknown key `sources` (`sources` belongs under `[project]`)"),
        ("root = 'x'\n[project]\n", "root: unknown key `root` (`root` belongs under `[output]`)"),
        ("[project]\nroot = 'x'\n", "root: unknown key `root` (`root` belongs under `[output]`)"),
        (
            "unused-let = 'allow'\n",
            "unused-let: unknown key `unused-let` (`unused-let` belongs under `[lint]`)",
        ),
        ("x = 1\n", "x: unknown key `x` (there is `project`, `output`, `codefresh` and `lint`)"),
        ("[project]\nsource = []\n", "source: unknown key `source` (did you mean `sources`?)"),
        ("[output]\nfolder = 1\n", "folder: unknown key `folder` (there is `root` and `namespace`)"),
        (
            "[lint]\nempty-flwo = 'allow'\n",
            "empty-flwo: unknown rule `empty-flwo` (did you mean `empty-flow`?)",
        ),
        ("[lint]\nx = 'allow'\n", "x: unknown rule `x`"),
        ("project = 1\n", "1: this is an integer, and a table is due (write a table)"),
        ("[[lint]]\nempty-flow = 'allow'\n", "[[lint]]: this is a list, and a table is due (write a table)"),
        (
            "[project]\nsources = '*.promo'\n",
            "'*.promo': this is a string, and a list of strings is due (write a list of strings)",
        ),
        (
            "[project]\nsources = ['a', true]\n",
            "true: this is a boolean, and a string is due (write a string)",
        ),
        (
            "[project]\nmanifests = ['a[']\n",
            "'a[': the pattern can't be read: unclosed character class; missing ']'",
        ),
        (
            "[project]\nsources = ['../*.promo']\n",
            "'../*.promo': a pattern names files of the project, relative to its folder",
        ),
        (
            "[project]\nsources = ['/a/*.promo']\n",
            "'/a/*.promo': a pattern names files of the project, relative to its folder",
        ),
        ("[output]\nroot = 2.5\n", "2.5: this is a number, and a string is due (write a string)"),
        ("[output]\nroot = { a = 1 }\n", "{ a = 1 }: this is a table, and a string is due (write a string)"),
        (
            "[output]\nnamespace = 2026-01-01\n",
            "2026-01-01: this is a date or time, and a string is due (write a string)",
        ),
        (
            "[output]\nroot = 'a/../..'\n",
            "'a/../..': the output root may not lead out of the project (the folder is relative to \
             the project, \
             such as `resources`; `.` is the project itself)",
        ),
        (
            "[output]\nroot = 'a\\b'\n",
            "'a\\b': the output root holds a `\\` (the parts of a path are separated by `/`)",
        ),
        (
            "[output]\nnamespace = 'My_Space'\n",
            "'My_Space': `My_Space` can't be the name of a namespace (lower-case letters, digits \
             and inner `-`, \
             at most 63 characters)",
        ),
        (
            "[codefresh]\nproduct-api = 'v1beta3'\n",
            "'v1beta3': `v1beta3` is not one of `v1beta1` and `v1beta2` (did you mean `v1beta1` or \
             `v1beta2`?)",
        ),
        (
            "[codefresh]\npolicy-priority = 'up'\n",
            "'up': `up` is not one of `lowest-first` and `highest-first`",
        ),
        (
            "[lint]\nempty-flow = 'warn'\n",
            "'warn': `warn` is not one of `allow`, `hint`, `warning` and `error` (did you mean `warning`?)",
        ),
        (
            "[lint]\nsyntax = 'warning'\n",
            "'warning': the level of `syntax` can't be lowered (nothing can be emitted where this \
             rule finds something)",
        ),
        (
            "[lint]\nunknown-flow = 'hint'\n",
            "'hint': the level of `unknown-flow` can't be lowered (nothing can be emitted where this rule finds \
             something; in manifests it can, under `[lint.manifests]`)",
        ),
        (
            "[lint.manifests]\nsyntax = 'allow'\n",
            "syntax: `syntax` finds nothing in manifests (it is about how promo is written; of YAML that can't be \
             read, `unreadable-manifest` says so)",
        ),
        (
            "[lint.manifests]\nempty-flwo = 'allow'\n",
            "empty-flwo: unknown rule `empty-flwo` (did you mean `empty-flow`?)",
        ),
        ("[lint]\nmanifests = 'allow'\n", "manifests: unknown rule `manifests`"),
    ] {
        assert_eq!(errors(text), [expected], "{text}");
    }
    for root in ["", "/srv", "c:/srv", "\\\\server\\share", ".."] {
        assert_eq!(errors(&format!("[output]\nroot = '{root}'\n")).len(), 1, "{root}");
    }
    for name in ["", "-a", "a-", "a.b", &"a".repeat(64)] {
        assert_eq!(errors(&format!("[output]\nnamespace = '{name}'\n")).len(), 1, "{name}");
    }
}

#[test]
fn all_mistakes_are_told_in_order() {
    let text = "[lint]\nsyntax = 'allow'\nnone = 'allow'\n[outputs]\n[output]\nroot = 1\n";
    let places: Vec<String> =
        errors(text).iter().map(|error| error.split(':').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(places, ["'allow'", "none", "outputs", "1"]);
}

#[test]
fn what_is_no_toml_is_told_alone() {
    for text in ["[project\n", "[lint]\nempty-flow = allow\n", "a = 1\na = 2\n", "a = '", "\0", "[a]\n[a]\n"]
    {
        let errors = errors(text);
        assert!(!errors.is_empty(), "{text}");
        assert!(errors.iter().all(|error| !error.contains("unknown section")), "{errors:?}");
    }
}

#[test]
fn whatever_the_text_every_mistake_has_a_place() {
    const PIECES: &[&str] = &[
        "[project]\n",
        "[output]",
        "[lint]",
        "\n",
        "\r\n",
        "root",
        "namespace",
        "sources",
        "syntax",
        "é",
        "\u{feff}",
        " = ",
        "'",
        "\"",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        "1",
        "true",
        "'allow'",
        "['**', '../x']",
        "#",
    ];
    let text = prop::collection::vec(prop::sample::select(PIECES), 0..20).prop_map(|pieces| pieces.concat());
    let config =
        proptest::test_runner::Config { cases: 3_000, failure_persistence: None, ..Default::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&text, |text| {
        for error in parse_config(&text).err().into_iter().flatten() {
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
        }
        Ok(())
    });
    assert_eq!(result, Ok(()));
}
