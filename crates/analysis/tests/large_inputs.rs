//! Sources that are large in one way each: a check whose cost grows with the square of that would hang here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;

use promo_analysis::{Change, Database, Volatility, diagnostics};
use promo_diagnostics::{Diagnostic, Level, Rule};

/// What is found in a source.
fn found(text: String) -> Vec<Diagnostic> {
    let mut database = Database::new(None);
    let sources = vec![("large.promo".into(), Some((text.into(), Volatility::Closed)))];
    database.apply(Change { sources, ..Change::default() });
    let file = database.source("large.promo").unwrap();
    diagnostics::of_file(&database, file)
}

fn assert_accepted(text: String) {
    let errors: Vec<_> = found(text).into_iter().filter(|found| found.level == Level::Error).collect();
    assert_eq!(errors.first(), None, "of {}", errors.len());
}

/// Lines for each number below a count.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        writeln!(text, "{}", line(number)).unwrap();
        text
    })
}

#[test]
fn many_comments_silence_one_line() {
    let comments = lines(20_000, |_| "// promo: allow(selects-everything) for every application".to_owned());
    let template = "/// Whatever there is.\ntemplate all {\n  priority 1\n  promote \"a.yaml\" $.b\n}\n";
    assert_eq!(found(comments + template), []);
}

#[test]
fn many_comments_silence_a_line_each() {
    let flows = lines(2_000, |number| {
        format!("// promo: allow(empty-flow) later\n/// A stub.\nflow f{number} {{ trigger dev }}")
    });
    let found = found(format!("environment dev\n{flows}"));
    assert!(found.iter().all(|found| found.rule != Rule::EmptyFlow && found.rule != Rule::UnusedSuppression));
}

#[test]
fn an_arrow_between_many_environments() {
    let names =
        |side: char| (0..1_500).map(|number| format!("{side}{number}")).collect::<Vec<_>>().join(", ");
    let (left, right) = (names('a'), names('b'));
    assert_accepted(format!("environment dev, {left}, {right}\nflow wide {{ dev -> {left} -> {right} }}\n"));
}

#[test]
fn arrows_with_many_circles() {
    let names = (0..600).map(|number| format!("e{number}")).collect::<Vec<_>>();
    let back =
        lines(names.len() - 1, |number| format!("  e{} -> {}", number + 1, names[..=number].join(", ")));
    let text = format!("environment {}\nflow f {{\n  {}\n{back}}}\n", names.join(", "), names.join(" -> "));
    let circles = found(text).iter().filter(|found| found.rule == Rule::DependencyCycle).count();
    assert_eq!(circles, 1);
}

#[test]
fn many_promoted_files_and_paths() {
    let files = lines(20_000, |number| format!("  promote \"{number}.yaml\" $.a"));
    let paths = lines(20_000, |number| format!("  promote \"one.yaml\" $.a{number}"));
    assert_accepted(format!("template t {{\n  priority 1\n  when product exists\n{files}{paths}}}\n"));
}

#[test]
fn many_entries() {
    let labels = lines(10_000, |number| format!("    l{number} = \"v\""));
    let extra = lines(10_000, |number| format!("    spec.some.f{number} = {number}"));
    let map = lines(10_000, |number| format!("    k{number}: {number}"));
    assert_accepted(format!(
        "template t {{\n  priority 1\n  when product exists\n  promote \"a\" $.b\n  labels {{\n{labels}  }}\n  \
         annotations {{\n{labels}  }}\n  extra {{\n{extra}    spec.map = {{\n{map}    }}\n  }}\n}}\n"
    ));
}

#[test]
fn many_inputs_and_steps() {
    let inputs = lines(5_000, |number| format!("  input I{number}"));
    let own = lines(5_000, |number| {
        format!(
            "    input I{number}\n    with I{number} = \"a\"\n    \
             env E{number} = \"b\"\n    output O{number} from \"/c\""
        )
    });
    let uses = lines(3_000, |number| format!("  step u{number} {{ uses other }}"));
    let arrows = lines(3_000, |number| format!("  first -> u{number}"));
    assert_accepted(format!(
        "workflow w {{\n{inputs}{arrows}  step first {{\n    image \"i\"\n{own}  }}\n  \
         step other {{ image \"i\" }}\n{uses}}}\n"
    ));
}

/// Workflows for the hooks of as many environments: each exports a key, and requires some that others export.
fn hooks(count: usize, required: impl Fn(usize) -> usize) -> String {
    let names = (0..count).map(|number| format!("e{number}")).collect::<Vec<_>>().join(", ");
    let workflows = lines(count, |number| {
        let key = required(number);
        format!("extern workflow w{number} {{ input K{key}, COMMON  exports K{number}, COMMON }}")
    });
    let steps =
        lines(count, |number| format!("  step e{number} {{ on success w{number}  on fail w{number} }}"));
    format!(
        "environment dev, {names}\nextern workflow first {{ exports COMMON, K{count} }}\n{workflows}\
         flow f {{\n  default {{ action commit  on start first }}\n{steps}"
    )
}

#[test]
fn hooks_one_after_the_other_that_require_keys() {
    let count = 4_000;
    let chain = (0..count).map(|number| format!("e{number}")).collect::<Vec<_>>().join(" -> ");
    let hooks = hooks(count, |number| number.checked_sub(1).unwrap_or(count));
    assert_accepted(format!("{hooks}  dev -> {chain}\n}}\n"));
}

#[test]
fn hooks_side_by_side_that_require_keys() {
    let count = 4_000;
    let names = (0..count).map(|number| format!("e{number}")).collect::<Vec<_>>().join(", ");
    let hooks = hooks(count, |number| (number * 7 + 3) % count);
    assert_accepted(format!("{hooks}  dev -> {names}\n}}\n"));
}

#[test]
fn one_hook_at_many_steps() {
    let chain = (0..4_000).map(|number| format!("e{number}")).collect::<Vec<_>>();
    let keys = (0..300).map(|number| format!("K{number}")).collect::<Vec<_>>().join(", ");
    assert_accepted(format!(
        "environment dev, {}\nextern workflow open {{ exports TICKET }}\nextern workflow page\n\
         extern workflow note {{ input TICKET  exports {keys} }}\nflow f {{\n  dev -> {}\n  \
         default {{ action commit  on success note  on fail page }}\n  on start open\n}}\n",
        chain.join(", "),
        chain.join(" -> ")
    ));
}

#[test]
fn hooks_that_require_keys_which_come_too_late() {
    let count = 2_000;
    let chain = (0..count).map(|number| format!("e{number}")).collect::<Vec<_>>().join(" -> ");
    let hooks = hooks(count, |number| (number + 1) % (count + 1));
    let found = found(format!("{hooks}  dev -> {chain}\n}}\n"));
    let late = found.iter().filter(|found| found.rule == Rule::UndeclaredContextKey);
    // The last is exported by the first hook of each.
    assert_eq!(late.count(), 2 * (count - 1));
}

/// The rules of what is found in a source.
fn rules(text: String) -> Vec<Rule> {
    found(text).into_iter().map(|found| found.rule).collect()
}

#[test]
fn a_list_that_doubles_along_a_chain_of_patterns_is_cut_off() {
    let doubling = lines(30, |number| format!("flow p{}(s: environments) = p{number}([s, s])", number + 1));
    let first = "environment a, b\nflow p0(s: environments) { a -> s }\n";
    let found = rules(format!("{first}{doubling}flow f = p30([b])\n"));
    assert!(found.contains(&Rule::DefinitionTooDeep), "{found:?}");
}

#[test]
fn a_text_that_grows_along_a_chain_of_constants_is_cut_off() {
    let tenfold = "${last}".repeat(10);
    let growing = lines(30, |number| {
        format!("let c{} = \"{}\"", number + 1, tenfold.replace("last", &format!("c{number}")))
    });
    let found = rules(format!("let c0 = \"0123456789\"\n{growing}"));
    assert!(found.contains(&Rule::DefinitionTooDeep), "{found:?}");
}

/// A hand-written promotion workflow of many templates, whose texts refer to what isn't there.
#[test]
fn a_workflow_of_a_manifest_with_many_unknown_references() {
    let count = 4_000;
    let parameters = lines(count, |number| format!("      - name: parameter-of-{number}"));
    let tasks = lines(count, |number| format!("          - {{name: task-of-{number}, template: main}}"));
    let references = lines(count, |number| {
        format!(
            "          - {{name: t{number}, template: main, arguments: {{parameters: [{{name: a, \
             value: \"{{{{tasks.task-off-{number}.outputs.result}}}} \
             {{{{inputs.parameters.task-off-{number}}}}} {{{{workflow.parameters.parameter-off-{number}}}}}\"}}]}}}}"
        )
    });
    let text = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata:\n  name: large\n  \
         annotations: {{codefresh.io/workflow-origin: promotion}}\nspec:\n  entrypoint: main\n  arguments:\n    \
         parameters:\n{parameters}  templates:\n    - name: main\n      dag:\n        tasks:\n{tasks}{references}"
    );
    let found = found_in_manifest(text);
    assert_eq!(found.len(), 3 * count);
    assert!(found.iter().all(|found| found.message.len() + found.help.as_ref().map_or(0, String::len) < 400));
}

#[test]
fn a_manifest_that_names_many_products_which_are_not_there() {
    let names = lines(20_000, |number| format!("      - product-of-{number}"));
    let text = format!(
        "apiVersion: codefresh.io/v1beta1\nkind: PromotionPolicy\nmetadata: {{name: many}}\nspec:\n  priority: 1\n  \
         selector:\n    product:\n      names:\n{names}"
    );
    let mut database = Database::new(None);
    let products = lines(20_000, |number| format!("extern product product-off-{number}"));
    database.apply(Change {
        sources: vec![("products.promo".into(), Some((products.into(), Volatility::Closed)))],
        manifests: vec![("many.yaml".into(), Some(text.into()))],
        ..Change::default()
    });
    let found = diagnostics::of_manifest(&database, database.manifest("many.yaml").unwrap());
    assert!(found.len() >= 20_000, "{}", found.len());
    assert!(found.iter().all(|found| found.level == Level::Warning));
}

/// What is found in a manifest that is alone.
fn found_in_manifest(text: String) -> Vec<Diagnostic> {
    let mut database = Database::new(None);
    let manifests = vec![("large.yaml".into(), Some(text.into()))];
    database.apply(Change { manifests, ..Change::default() });
    diagnostics::of_manifest(&database, database.manifest("large.yaml").unwrap())
}

#[test]
fn a_name_as_long_as_a_file_is_told_by_its_beginning() {
    let long = "é".repeat(1 << 20);
    for wrong in
        ["triggerEnvironment: LONG", "triggerEnvironment: dev, steps: [{environment: qa, dependsOn: [LONG]}]"]
    {
        let spec = wrong.replace("LONG", &long);
        let flow = "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {name: a}\n";
        let found = found_in_manifest(format!("{flow}spec: {{{spec}}}\n"));
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|found| found.message.len() < 5_000), "{wrong}");
    }
}

#[test]
fn messages_about_many_names_stay_short() {
    let parameters = (0..2_000).map(|number| format!("p{number}: int = 1")).collect::<Vec<_>>().join(", ");
    let arguments = (0..2_000).map(|number| format!("unknown{number}: 1")).collect::<Vec<_>>().join(", ");
    let pattern = format!("environment a, b\nflow f({parameters}) {{ a -> b }}\n");
    let found = found(format!("{pattern}flow g = f({arguments})\n"));
    assert!(found.iter().all(|found| found.help.as_ref().is_none_or(|help| help.len() < 500)));
    assert!(found.len() >= 2_000, "{}", found.len());
}

#[test]
fn many_names_are_missing_where_many_others_are_there() {
    let known = lines(20_000, |number| format!("extern workflow workflow-{number:05}"));
    let misspelt = ["workfow-00000", "workflow-1999", "wrokflow-10000", "workflow-x0123", "Workflow-17000"];
    let wrong = (0..300).map(|number| format!("workfow-{number:05}"));
    let missing = wrong.chain(misspelt.map(str::to_owned)).enumerate();
    let flows: String = missing
        .map(|(number, name)| {
            format!("flow f{number} {{ dev -> qa  step qa {{ action pr  post {name} }} }}\n")
        })
        .collect();
    let found = found(format!("environment dev, qa\n{known}{flows}"));
    let unknown = found.iter().filter(|found| found.rule == Rule::UnknownWorkflow);
    let help: Vec<&str> = unknown.filter_map(|found| found.help.as_deref()).collect();
    assert_eq!(help.len(), 305, "each has a suggestion");
    let right = ["workflow-00000", "workflow-11999", "workflow-10000", "workflow-00123", "workflow-17000"];
    for (help, right) in help.iter().skip(300).zip(right) {
        assert!(help.contains(&format!("`{right}`")), "{help} instead of {right}");
    }
}
