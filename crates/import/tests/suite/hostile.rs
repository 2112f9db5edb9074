//! YAML that nobody means: every object of it comes back, stays for a reason, or is passed over; and nothing takes
//! longer than its length.

use std::fmt::Write;
use std::time::{Duration, Instant};

use promo_import::{Around, Imported, import, mend};

use crate::support::{assert_comes_back, import_text, line_of, manifest};

const FLOW: &str = "apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-prod
  annotations:
    description: Täglich 🚀
spec:
  triggerEnvironment: dev
  steps:
    # the first
    - environment: qa
      dependsOn: [dev]
      policy: {action: commit, preAction: \"smoke\"}
    - environment: prod
      dependsOn:
        - qa
      hooks:
        onFail: |-
          alarm
";

const POLICY: &str = "apiVersion: codefresh.io/v1beta1\nkind: PromotionPolicy\nmetadata: {name: p}\n";

/// Imports a text, which must be told of and come back as far as it is in the sources.
fn digest(text: &str) -> Imported {
    let texts = [manifest("manifests.yaml", text)];
    let imported = import(&texts, &Around::default());
    for left in &imported.left {
        assert!(!left.reason.is_empty());
        assert!(
            left.span.start <= left.span.end && left.span.end <= text.len(),
            "{left:?} of {}",
            text.len()
        );
        assert!(text.is_char_boundary(left.span.start) && text.is_char_boundary(left.span.end), "{left:?}");
    }
    assert!(imported.left.is_empty() || imported.whole.is_empty(), "{text:?}");
    assert_comes_back(&texts, &imported, &Around::default());
    imported
}

/// Imports a text of which nothing may get into the sources, and gives the reasons with their lines.
fn refused(text: &str) -> Vec<(usize, String)> {
    let imported = digest(text);
    assert_eq!(imported.counts, [], "{text}");
    assert!(imported.whole.is_empty());
    imported.left.iter().map(|left| (line_of(text, left), left.reason.clone())).collect()
}

fn within(limit: Duration, what: &str, act: impl FnOnce()) {
    let start = Instant::now();
    act();
    let taken = start.elapsed();
    assert!(taken < limit, "{what} took {taken:?}");
}

/// Far more than is needed, on a machine that does other things too; far less than what grows with the square.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn manifests_cut_at_every_byte() {
    for end in cuts(FLOW) {
        digest(&FLOW[..end]);
        digest(&FLOW[end..]);
    }
    let workflow = include_str!("workflow.yaml");
    for end in cuts(workflow) {
        digest(&workflow[..end]);
    }
}

fn cuts(text: &str) -> impl Iterator<Item = usize> {
    (0..text.len()).filter(|end| text.is_char_boundary(*end))
}

#[test]
fn line_ends_and_marks_of_other_systems() {
    let sources = digest(FLOW).files;
    for text in
        [FLOW.replace('\n', "\r\n"), format!("\u{feff}{FLOW}"), format!("%YAML 1.1\n---\n{FLOW}...\n")]
    {
        let imported = digest(&text);
        assert_eq!(imported.files, sources);
        assert_eq!(imported.whole.len(), 1);
    }
}

#[test]
fn several_documents_some_of_which_are_broken_or_empty() {
    let text = format!(
        "---\n---\n{FLOW}---\n# nothing\n---\n~\n---\n{POLICY}spec: {{priority: 1, policy: {{action: commit}}}}\n---\n"
    );
    let imported = digest(&text);
    assert_eq!(imported.counts.iter().map(|(_, count)| count).sum::<usize>(), 2);
    assert_eq!(imported.whole.len(), 1);
    assert_eq!(refused(&format!("{text}---\na: [\n")).len(), 1, "no document of a broken text counts");
}

#[test]
fn tabs_anchors_merge_keys_duplicates_and_tags() {
    for (spec, line) in [
        ("spec:\n\tpriority: 1\n", 5),
        ("spec: *nowhere\n", 4),
        ("spec: {priority: 1, policy: &a {action: commit}, selector: *a}\n", 4),
        ("spec: {priority: 1, policy: {<<: {action: commit}}}\n", 4),
        ("spec: {priority: 1, priority: 2, policy: {action: commit}}\n", 4),
        ("spec: {priority: 1, policy: {action: commit}}\nspec: {priority: 2}\n", 5),
        ("spec: {priority: !!int \"1\", policy: {action: commit}}\n", 4),
        ("spec: {priority: 1, policy: {action: !promo commit}}\n", 4),
        ("spec: !!set {priority: 1, policy: {action: commit}}\n", 4),
    ] {
        let reasons = refused(&format!("{POLICY}{spec}"));
        assert_eq!(reasons.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [line], "{spec}: {reasons:?}");
    }
}

#[test]
fn an_alias_bomb() {
    let mut text = format!("{POLICY}spec:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let before = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "  a{level}: &a{level} [{before}]").unwrap();
    }
    within(PATIENCE, "an alias bomb", || assert_eq!(refused(&text).len(), 1));
}

#[test]
fn numbers_and_words_that_readers_disagree_about() {
    for value in [
        "yes",
        "on",
        "y",
        "N",
        "true",
        "1",
        "0777",
        "0o17",
        "0x1F",
        "0b1",
        "1_000",
        "1e400",
        "-.inf",
        ".nan",
        "1.0",
        "+1",
        "12345678901234567890",
        "{}",
        "[]",
        "~x: 1",
    ] {
        let text = format!("{POLICY}spec: {{priority: 1, policy: {{preAction: {value}}}}}\n");
        assert_eq!(refused(&text).len(), 1, "{value} is no text");
        if value == "1" {
            continue;
        }
        let text = format!("{POLICY}spec: {{priority: {value}, policy: {{action: commit}}}}\n");
        assert_eq!(refused(&text).len(), 1, "{value} is no priority");
    }
    for value in [
        "'1'",
        "\"yes\"",
        "2024-01-01",
        "1:30",
        "1.2.3",
        "~x",
        "null-and-void",
        "e1",
        "0x",
        "._",
        "=",
        "1e",
        "٣",
    ] {
        let text = format!(
            "apiVersion: codefresh.io/v1beta1\nkind: Product\nmetadata:\n  name: p\n  annotations:\n    a: {value}\n"
        );
        let imported = digest(&text);
        assert_eq!(imported.counts.len(), 1, "{value} is a text: {:?}", imported.left);
    }
}

#[test]
fn nulls_everywhere() {
    for (place, count) in [
        (
            "metadata: {name: a, labels: ~, annotations: null}\nspec: {triggerEnvironment: dev, steps: ~, hooks: }\n",
            1,
        ),
        ("metadata: {name: a}\nspec: {triggerEnvironment: dev, steps: [~]}\n", 0),
        (
            "metadata: {name: a}\nspec: {triggerEnvironment: dev, steps: [{environment: ~, dependsOn: ~}]}\n",
            0,
        ),
        ("metadata: {name: a}\nspec: {triggerEnvironment: ~}\n", 0),
        ("metadata: {name: a}\nspec: ~\n", 0),
        ("metadata: {name: ~}\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: ~\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: [name, a]\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: a\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: {name: a, ? [x] : y}\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: {name: a, 1: y}\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: {name: a, ~: y}\nspec: {triggerEnvironment: dev}\n", 0),
        ("metadata: {name: [a]}\nspec: {triggerEnvironment: dev}\n", 0),
    ] {
        let text = format!("apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\n{place}");
        let imported = digest(&text);
        assert_eq!(imported.counts.len(), count, "{place}: {:?}", imported.left);
        assert_eq!(imported.left.len(), 1 - count, "{place}: {:?}", imported.left);
    }
}

#[test]
fn names_that_lead_elsewhere() {
    let long = "x".repeat(300);
    for (name, is_one) in [
        ("../x", false),
        ("/etc/passwd", false),
        ("a/b", false),
        ("a\\\\b", false),
        ("", false),
        (".", false),
        ("..", false),
        ("-", false),
        ("a\\u0000b", false),
        ("a b", false),
        ("Ä", false),
        (long.as_str(), false),
        ("con", true),
        ("a.b", true),
        ("24h", true),
        ("7", true),
        ("when", true),
        ("environments", true),
        (&long[..253], true),
    ] {
        for kind in ["Product", "WorkflowTemplate"] {
            let text = match kind {
                "Product" => format!(
                    "apiVersion: codefresh.io/v1beta1\nkind: Product\nmetadata: {{name: \"{name}\"}}\n"
                ),
                _ => format!(
                    "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\n\
                     metadata: {{name: \"{name}\", annotations: {{codefresh.io/workflow-origin: promotion}}}}\n\
                     spec: {{entrypoint: a, templates: [{{name: a, suspend: {{}}}}]}}\n"
                ),
            };
            let imported = digest(&text);
            assert_eq!(imported.counts.len(), usize::from(is_one), "{name}: {:?}", imported.left);
            for file in &imported.files {
                let parts: Vec<&str> = file.path.split('/').collect();
                assert!(
                    parts.iter().all(|part| !part.is_empty() && !part.starts_with('.') && part.len() < 120)
                );
                assert!(parts.len() <= 2 && !file.path.contains('\\'), "{}", file.path);
            }
        }
    }
}

#[test]
fn strings_that_mean_something_to_promo() {
    for text in [
        "\\\"\\\"\\\"",
        "${x}",
        "\\\\${x}",
        "a\\n\\\"\\\"\\\"\\n${x}\\n",
        "\\u0000\\u0001\\u001b",
        "a\\r\\n",
        "// x",
        "a\\u2028b",
        "{{x}}",
        "\\n<<<<<<< a\\n=======\\n",
    ] {
        for (place, count) in [("annotations", 1), ("labels", 1)] {
            let text = format!(
                "apiVersion: codefresh.io/v1beta1\nkind: Product\n\
                 metadata: {{name: p, {place}: {{a: \"{text}\", description: \"{text}\"}}}}\n"
            );
            let imported = digest(&text);
            assert_eq!(imported.counts.len() + imported.left.len(), count, "{text}: {:?}", imported.left);
        }
        let script = format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {{name: w, annotations: \
             {{codefresh.io/workflow-origin: promotion}}}}\nspec: {{entrypoint: a, templates: [{{name: a, script: \
             {{image: a, source: \"{text}\"}}}}]}}\n"
        );
        let imported = digest(&script);
        assert!(imported.left.is_empty(), "{:?}", imported.left);
    }
}

#[test]
fn names_that_nothing_can_have() {
    let workflow = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: w, annotations: \
                    {codefresh.io/workflow-origin: promotion}}\nspec: {entrypoint: a, arguments: {parameters: [{name: \
                    \"\"}]}, templates: [{name: a, suspend: {}}]}\n";
    let user = format!("{POLICY}spec: {{priority: 1, policy: {{preAction: w}}}}\n");
    let imported = digest(&format!("{workflow}---\n{user}"));
    assert_eq!(imported.left.len(), 1);
    let declared = imported.files.iter().any(|file| file.text.ends_with("\nextern workflow w\n"));
    assert!(declared, "what it takes can't be declared, but it can: {:?}", imported.files);

    let user = format!("{POLICY}spec: {{priority: 1, policy: {{preAction: 'no name'}}}}\n");
    let reasons = refused(&user);
    assert_eq!(reasons, [(4, "`no name` can't be the name of a workflow: it has a space".to_owned())]);
}

#[test]
fn ten_thousand_levels() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let text = format!("{POLICY}spec: {}{}\n", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(refused(&text).len(), 1);
    }
    let mut block = format!("{POLICY}spec:\n");
    (0..300).for_each(|level| writeln!(block, "{}a:", " ".repeat(level + 1)).unwrap());
    assert_eq!(refused(&block).len(), 1);
    let mut lists = String::new();
    for level in 0..40 {
        let indentation = " ".repeat(level * 2);
        writeln!(
            lists,
            "kind: List\n{indentation}items:\n{indentation}- apiVersion: v1\n{indentation}  items: []"
        )
        .unwrap();
        write!(lists, "{indentation}  ").unwrap();
    }
    digest(&lists);
}

#[test]
fn ten_megabytes_on_one_line() {
    let long = "x".repeat(10_000_000);
    for text in [
        format!("{POLICY}spec: {{priority: 1, policy: {{preAction: {long}}}}}\n"),
        format!("{POLICY}spec: {{priority: 1, policy: {{action: commit}}}} # {long}\n"),
        long.clone(),
    ] {
        within(PATIENCE, "ten megabytes on a line", || drop(digest(&text)));
    }
}

/// A flow of many steps, each with what a function says of it.
fn many_steps(count: usize, step: impl Fn(usize) -> String) -> String {
    let head = "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {name: a}\n";
    let mut text = format!("{head}spec:\n  triggerEnvironment: e0\n  steps:\n");
    (1..count).for_each(|index| writeln!(text, "  - environment: e{index}\n{}", step(index)).unwrap());
    text
}

#[test]
fn flows_of_thousands_of_steps() {
    let chain = many_steps(1_500, |index| format!("    dependsOn: [e{}]", index - 1));
    let star = many_steps(5_000, |_| "    dependsOn: [e0]".to_owned());
    let settings = many_steps(1_500, |index| {
        format!(
            "    # {index}\n    dependsOn: [e{}]\n    policy: {{preAction: w{index}, action: commit}}",
            index / 2
        )
    });
    for (what, text) in [("a chain", chain), ("a star", star), ("settings", settings)] {
        within(PATIENCE, what, || {
            let imported = digest(&text);
            assert_eq!(imported.whole.len(), 1, "{:?}", imported.left);
        });
    }
    let too_many = many_steps(100_000, |_| "    dependsOn: [e0]".to_owned());
    within(PATIENCE, "too many steps", || assert_eq!(refused(&too_many).len(), 1));
}

#[test]
fn thousands_of_objects_in_one_text() {
    let good = |index: usize| {
        format!(
            "apiVersion: codefresh.io/v1beta1\nkind: Product\nmetadata: {{name: p{index}}} # {index}\n---\n"
        )
    };
    let bad = |index: usize| {
        format!(
            "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {{name: F{index}}}\n\
             spec: {{triggerEnvironment: dev}}\n---\n"
        )
    };
    let same =
        |_: usize| "apiVersion: codefresh.io/v1beta1\nkind: Product\nmetadata: {name: p}\n---\n".to_owned();
    let other = |index: usize| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{index}}} # {index}\n---\n")
    };
    for (what, one, count) in [
        ("good ones", &good as &dyn Fn(usize) -> String, 1_500),
        ("bad ones", &bad, 1_500),
        ("the same", &same, 1_500),
        ("others", &other, 10_000),
    ] {
        let text: String = (0..count).map(one).collect();
        within(PATIENCE, what, || {
            let imported = digest(&text);
            let of_one = imported.counts.iter().map(|(_, count)| count).sum::<usize>();
            assert_eq!(of_one + imported.left.len() + imported.others, count);
        });
    }
}

#[test]
fn mending_thousands_of_mistakes() {
    let step = |index: usize| format!("    dependsOn: [e{}]\n    policy: {{actoin: commit}}", index - 1);
    let text = many_steps(1_000, step);
    within(PATIENCE, "mending", || {
        let (texts, mended) = mend(&[manifest("a.yaml", &text)]);
        assert_eq!(mended.len(), 999);
        let imported = import(&texts, &Around::default());
        assert_eq!(imported.left, []);
        assert_comes_back(&texts, &imported, &Around::default());
    });
}

#[test]
fn nothing_at_all() {
    for text in
        ["", " ", "\n", "---", "...", "#", "\u{feff}", "\0", "a", "-", "? ", ":", "kind: Product", "&a", "%"]
    {
        let imported = import_text(text);
        assert!(imported.files.is_empty() && imported.whole.is_empty(), "{text:?}: {imported:?}");
    }
    assert!(import(&[], &Around::default()).files.is_empty());
}
