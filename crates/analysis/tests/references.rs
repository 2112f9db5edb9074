//! References in workflows, `{{…}}`: which are known where they stand, and which are left alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use promo_analysis::{Change, Database, Volatility, diagnostics};
use promo_diagnostics::{Diagnostic, Rule};

fn found(source: &str, manifest: &str) -> Vec<Diagnostic> {
    let mut db = Database::default();
    db.apply(Change {
        sources: vec![("a.promo".into(), Some((source.into(), Volatility::Closed)))],
        manifests: vec![("a.yaml".into(), Some(manifest.into()))],
        ..Change::default()
    });
    diagnostics::of_file(&db, db.source("a.promo").unwrap())
}

/// The references of a workflow that nobody knows, by the messages about them.
fn unknown(source: &str) -> Vec<String> {
    let found = found(source, "");
    // What a workflow receives where it runs is another matter.
    let (other, unknown): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| found.rule != Rule::UnknownReference);
    assert!(other.iter().all(|found| found.rule == Rule::WorkflowParameterUnavailable), "{other:#?}");
    unknown.into_iter().map(|found| found.message).collect()
}

/// A workflow whose step runs a script with a reference in it.
fn script(reference: &str) -> String {
    format!(
        "workflow w {{\n  input VERSION\n\n  step s {{\n    input TEXT = \"\"\n    image \"x\"\n    \
         run \"echo {{{{{reference}}}}}\"\n    output OUT from \"/x\"\n  }}\n}}\n"
    )
}

#[test]
fn what_a_template_sees_is_known() {
    let references = [
        "workflow.parameters.VERSION",
        "workflow.parameters",
        "workflow.labels.some.label",
        "workflow.creationTimestamp.RFC3339",
        "inputs.parameters.TEXT",
        " inputs.parameters.TEXT ",
        "inputs.artifacts.any",
        "outputs.parameters.OUT.path",
        "outputs.result",
        "pod.name",
        "node.name",
        "lastRetry.exitCode",
        "item.name",
        "cron.scheduledTime",
        ".Values.image.tag",
        "image.tag",
        "input.name",
        "=workflow.parameters.NAME",
        "- if steps.x",
        "retries",
    ];
    for reference in references {
        assert_eq!(unknown(&script(reference)), Vec::<String>::new(), "{reference}");
    }
}

#[test]
fn what_a_template_does_not_see_is_told() {
    let cases = [
        ("workflow.parameters.VERSIONS", "the workflow has no input `VERSIONS`"),
        ("workflow.parameters.TEXT", "the workflow has no input `TEXT`"),
        ("workflow.paramters.VERSION", "Argo knows no `workflow.paramters`"),
        ("workflow.outputs.parameters.OUT", "no step gives the workflow an output `OUT`"),
        ("inputs.parameters.VERSION", "the step `s` has no input `VERSION`"),
        ("inputs.params.TEXT", "Argo knows no `inputs.params`"),
        ("outputs.parameters.OTHER.path", "the step `s` has no output `OTHER`"),
        (
            "tasks.s.outputs.parameters.OUT",
            "what `s` gives is not in reach here: `with` alone can pass it to a step",
        ),
        ("worflow.parameters.VERSION", "Argo knows nothing by the name `worflow`"),
    ];
    for (reference, message) in cases {
        assert_eq!(unknown(&script(reference)), [message], "{reference}");
    }
}

/// A workflow of three steps in which an argument of the last is a reference.
fn argument(reference: &str) -> String {
    format!(
        "extern workflow elsewhere\n\nworkflow w {{\n  input VERSION\n\n  a -> b, c\n  b -> d\n\n  \
         step a {{ image \"x\"  run \"y\"  output OUT from \"/x\" global }}\n  step b {{ uses a }}\n  \
         step c {{ uses elsewhere step main }}\n  \
         step d {{ input TEXT  with TEXT = \"{{{{{reference}}}}}\"  image \"x\"  run \"y\" }}\n}}\n\n\
         environment dev, qa\nflow f {{\n  dev -> qa\n  step qa {{ action commit  post w }}\n}}\n\
         product p {{ flow f }}\n"
    )
}

#[test]
fn arguments_see_the_steps_before() {
    let cases = [
        ("tasks.a.outputs.parameters.OUT", None),
        ("tasks.b.outputs.parameters.OUT", None),
        ("tasks.a.outputs.result", None),
        ("tasks.a.status", None),
        ("workflow.parameters.VERSION", None),
        ("tasks.b.outputs.parameters.OTHER", Some("the step `b` has no output `OTHER`")),
        (
            "tasks.c.outputs.parameters.ANY",
            Some("`c` need not have run when `d` starts, so that it may have no outputs yet"),
        ),
        (
            "tasks.d.outputs.result",
            Some("`d` need not have run when `d` starts, so that it may have no outputs yet"),
        ),
        ("tasks.e.outputs.result", Some("this workflow has no step `e`")),
        ("tasks.a.output.parameters.OUT", Some("Argo knows no `tasks.a.output`")),
        (
            "steps.a.outputs.parameters.OUT",
            Some("the steps of a workflow are `tasks` to Argo, since they make a graph"),
        ),
        (
            "inputs.parameters.TEXT",
            Some("a `with` stands in the graph of the steps, which has no input `TEXT`"),
        ),
    ];
    for (reference, message) in cases {
        let expected: Vec<&str> = message.into_iter().collect();
        assert_eq!(unknown(&argument(reference)), expected, "{reference}");
    }
}

#[test]
fn outputs_of_other_workflows_count_where_they_are_known() {
    let source = "workflow w {\n  a -> b\n  step a { uses TARGET step main }\n  \
                  step b { input X  with X = \"{{tasks.a.outputs.parameters.OUT}}\"  image \"x\"  run \"y\" }\n}\n\
                  workflow own { step main { image \"x\"  run \"y\"  output ONE from \"/x\" } }\n\
                  workflow mutual {\n  a -> b\n  step a { uses w step b }\n  step b { uses mutual step a }\n}\n";
    let manifest = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: hand}\nspec:\n  \
                    templates: [{name: main, outputs: {parameters: [{name: TWO}]}}]\n";
    for (target, count) in [("own", 1), ("hand", 1), ("mutual", 0)] {
        let found = found(&source.replace("TARGET", target), manifest);
        let unknown = found.iter().filter(|found| found.rule.name() == "unknown-reference").count();
        assert_eq!(unknown, count, "{target}: {found:#?}");
    }
}

#[test]
fn a_pattern_is_told_once_at_its_definition() {
    let source = "workflow w(channel: string) {\n  step s {\n    image \"x\"\n    env CHANNEL = channel\n    \
                  run \"{{workflow.parameters.A}} {{workflow.parameters.A}}\"\n  }\n}\n\
                  workflow one = w(\"a\")\nworkflow two = w(\"b\")\n";
    let found = found(source, "");
    assert_eq!(found.len(), 1, "{found:#?}");
    let first = found.first().unwrap();
    assert_eq!((first.rule.name(), first.related.len()), ("unknown-reference", 1));
    assert_eq!(source.get(first.place.start..first.place.end), Some("A"));
}

#[test]
fn what_can_not_be_read_may_declare_anything() {
    let source = script("workflow.parameters.X").replace("input VERSION", "inptu X");
    assert!(found(&source, "").iter().all(|found| found.rule.name() != "unknown-reference"));
}
