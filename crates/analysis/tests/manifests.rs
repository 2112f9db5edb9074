//! What is said of hand-written manifests in the midst of a project: the names in them are held against what the
//! project knows, as far as it knows it, and one mistake is told once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use promo_analysis::{Change, Database, Db, diagnostics};
use promo_testing::Fixture;

/// What is found in the files of a fixture, a line each: level, rule and the text that is marked.
fn found(fixture: &str) -> String {
    let files = Fixture::parse(fixture).files.into_iter();
    let mut db = Database::default();
    db.apply(Change::of_texts(files.map(|file| (file.path, file.text.into()))));
    let sources = db.project().sources(&db).iter().flat_map(|file| diagnostics::of_file(&db, *file));
    let manifests = db.project().manifests(&db).iter().flat_map(|file| diagnostics::of_manifest(&db, *file));
    let lines = sources.chain(manifests).map(|found| {
        let source = db.source(&found.place.file).map(|file| file.text(&db));
        let text = source.or_else(|| db.manifest(&found.place.file).map(|file| file.text(&db))).unwrap();
        let level = format!("{:?}", found.level).to_lowercase();
        format!("{level} {} {}", found.rule, text.get(found.place.start..found.place.end).unwrap())
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// A case: what it is about, its files, and what is found.
type Case = (&'static str, String, &'static str);

fn check(cases: impl IntoIterator<Item = Case>) {
    for (what, files, expected) in cases {
        assert_eq!(found(&files), expected, "{what}:\n{files}");
    }
}

/// A flow from `dev` to an environment, with more fields of its spec and of its step.
fn flow(environment: &str, spec: &str, step: &str) -> String {
    format!(
        "//- /flow.yaml\napiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {{name: standard}}\nspec:\n  \
         triggerEnvironment: dev\n{spec}  steps:\n    - environment: {environment}\n      dependsOn: [dev]\n{step}"
    )
}

/// A workflow with its spec.
fn workflow(name: &str, spec: &str) -> String {
    format!(
        "//- /{name}.yaml\napiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata:\n  name: {name}\n  \
         annotations: {{codefresh.io/workflow-origin: promotion}}\nspec:\n{spec}"
    )
}

const PRE: &str = "      policy: {action: pr, preAction: smok}\n";

#[test]
fn names_are_held_against_what_is_known() {
    let smoke = || workflow("smoke", "  templates: []\n");
    check([
        ("nothing is known of workflows", flow("qa", "", PRE), ""),
        ("a manifest alone is known", flow("qa", "", PRE) + &smoke(), "warning unknown-workflow smok"),
        (
            "a workflow that has nothing to do with promotions is known",
            flow("qa", "", PRE) + &smoke().replace("promotion", "other"),
            "",
        ),
        (
            "a source declares one",
            format!("//- /a.promo\nextern workflow smoke\n{}", flow("qa", "", PRE)),
            "warning unknown-workflow smok",
        ),
        (
            "it may be in an object whose kind is misspelt",
            format!(
                "//- /a.promo\nextern flow old\nproduct shop {{ flow standard }}\n{}",
                flow("qa", "", "").replace("PromotionFlow", "PromotionFlw")
            ),
            "warning invalid-manifest PromotionFlw",
        ),
        (
            "what doesn't stand there is unknown",
            format!(
                "//- /a.promo\nextern flow old\nproduct shop {{ flow standart }}\n{}",
                flow("qa", "", "").replace("codefresh.io", "codefresh.com")
            ),
            "error unknown-flow standart; warning invalid-manifest codefresh.com/v1beta1",
        ),
        (
            "a source may name what stands in a file that can't be read",
            "//- /a.promo\nextern flow old\nproduct shop { flow new }\n//- /b.yaml\napiVersion: codefresh.io/v1beta1\n\
             kind: PromotionFlow\nmetadata: {name: new\n"
                .to_owned(),
            "warning unreadable-manifest ",
        ),
        ("it lives elsewhere", format!("//- /a.promo\nextern workflow smok\n{}", flow("qa", "", PRE)), ""),
        (
            "it may be in a file that can't be read",
            format!(
                "//- /a.promo\nextern workflow smoke\n{}//- /b.yaml\napiVersion: argoproj.io/v1alpha1\n\
                 kind: WorkflowTemplate\nmetadata: [smok\n",
                flow("qa", "", PRE)
            ),
            "warning unreadable-manifest ",
        ),
        (
            "a file that can't be read doesn't name it",
            format!(
                "//- /a.promo\nextern workflow smoke\n{}//- /b.yaml\napiVersion: argoproj.io/v1alpha1\n\
                 kind: WorkflowTemplate\nmetadata: [\n",
                flow("qa", "", PRE)
            ),
            "warning unreadable-manifest ; warning unknown-workflow smok",
        ),
        (
            "it may be what can't be read",
            format!("//- /a.promo\nextern workflow smoke\nworkflw smok {{ }}\n{}", flow("qa", "", PRE)),
            "error unknown-declaration workflw",
        ),
        (
            "every place of a flow",
            format!(
                "//- /a.promo\nextern workflow smoke\n{}",
                flow("qa", "  postTrigger: a\n  hooks: {onStart: b}\n", "      hooks: {onFail: c}\n")
            ),
            "warning unknown-workflow a; warning unknown-workflow b; warning unknown-workflow c",
        ),
    ]);
}

#[test]
fn environments_are_known_where_some_are_declared() {
    let flow = || flow("prod", "", "      policy: {action: pr}\n");
    check([
        ("none is declared", flow(), ""),
        (
            "another one is",
            format!("//- /a.promo\nenvironment dev, qa\n{}", flow()),
            "warning unknown-environment prod",
        ),
        (
            "a constant is no environment",
            format!(
                "//- /a.promo\nenvironment dev, qa\nlet prod = [qa]\nflow b {{ dev -> prod }}\n{}",
                flow()
            ),
            "warning unknown-environment prod",
        ),
    ]);
}

#[test]
fn what_is_named_wrongly_is_all_that_is_said() {
    let product = "//- /shop.promo\nproduct shop { flow standard }\n";
    check([
        (
            "an environment that isn't there needs no action",
            format!("//- /a.promo\nenvironment dev, qa\n{product}{}", flow("prod", "", "")),
            "warning unknown-environment prod",
        ),
        (
            "a workflow may live elsewhere, so that the rest counts",
            format!(
                "{product}{}{}",
                flow("qa", "", "      policy: {preAction: smok}\n"),
                workflow("smoke", "  templates: []\n")
            ),
            "error missing-action qa; warning unknown-workflow smok",
        ),
        (
            "a misspelt field is not missed besides",
            format!("{product}{}", flow("qa", "", "      policy: {Action: pr}\n")),
            "warning invalid-manifest Action",
        ),
        (
            "a policy with a misspelt field might set the action",
            format!(
                "{product}{}---\napiVersion: codefresh.io/v1beta1\nkind: PromotionPolicy\nmetadata: {{name: usual}}\n\
                 spec: {{priority: 1, policy: {{acton: pr}}}}\n",
                flow("qa", "", "")
            ),
            "warning invalid-manifest acton",
        ),
        (
            "so might one that names an environment wrongly",
            format!(
                "//- /a.promo\nenvironment dev, qa\n{product}{}---\napiVersion: codefresh.io/v1beta1\n\
                 kind: PromotionPolicy\nmetadata: {{name: usual}}\n\
                 spec: {{priority: 1, selector: {{targetEnvironment: {{names: [qaa]}}}}, policy: {{action: pr}}}}\n",
                flow("qa", "", "")
            ),
            "warning unknown-environment qaa",
        ),
        (
            "an environment that isn't there lacks no Application",
            format!(
                "//- /a.promo\nenvironment dev, qa\napplication shop-dev {{ product shop  environment dev }}\n\
                 {product}{}",
                flow("qaa", "", "      policy: {action: pr}\n")
            ),
            "warning unknown-environment qaa",
        ),
        (
            "what is wrong with an environment keeps no policy from it",
            "//- /a.promo\nenvironment dev\nenvironment qa { kind prod }\nflow f { dev -> qa }\n\
             product shop { flow f }\n\
             policy usual {\n  priority 1\n  when environment.kind == production\n  action pr\n}\n"
                .to_owned(),
            "error type-mismatch prod",
        ),
        (
            "words in the place of a file and its paths are one mistake",
            "//- /a.promo\nextern flow f\nproduct shop {\n  promote via x\n  flow f\n}\n".to_owned(),
            "error unknown-name via",
        ),
        (
            "an action that can't be read is not missing",
            format!("{product}{}", flow("qa", "", "      policy: {action: PR}\n")),
            "warning invalid-manifest PR",
        ),
    ]);
}

/// The spec of a workflow whose only template prints a text.
fn printing(text: &str) -> String {
    format!(
        "  entrypoint: say\n  templates:\n    - name: say\n      script: {{image: alpine, source: \"{text}\"}}\n"
    )
}

#[test]
fn references_are_wrong_only_for_certain() {
    let exporting = "//- /a.promo\nextern workflow open-issue { exports ISSUE }\n\
                     flow b { dev -> qa  on start open-issue  on fail tell }\n\
                     environment dev, qa\n";
    let key = || workflow("tell", &printing("{{workflow.parameters.ISSUE}}"));
    check([
        ("nobody gives it", key(), "error unknown-reference {{workflow.parameters.ISSUE}}"),
        ("another workflow exports it", format!("{exporting}{}", key()), ""),
        ("of another nothing is known", format!("//- /a.promo\nextern workflow any\n{}", key()), ""),
        (
            "it is a slip whatever others give",
            format!(
                "//- /a.promo\nextern workflow any\n{}",
                workflow("tell", &printing("{{workflow.parameters.VERSON}}"))
            ),
            "warning unknown-reference {{workflow.parameters.VERSON}}",
        ),
        (
            "what the platform passes, all at once, and what is none of ours",
            workflow(
                "tell",
                &printing(
                    "{{workflow.parameters.APP_NAME}} {{workflow.parameters.json}} {{=inputs.parameters.a}} {{item.b}} \
                     {{ .Values.c }}",
                ),
            ),
            "",
        ),
        (
            "a workflow of another kind runs it",
            key()
                + "//- /cron.yaml\napiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nmetadata: {name: nightly}\n\
                     spec:\n  workflowSpec: {workflowTemplateRef: {name: tell}}\n",
            "",
        ),
        (
            "every template has an input",
            workflow("tell", &printing("{{inputs.parameters.text}} {{inputs.parameters.test}}"))
                + "  templateDefaults: {inputs: {parameters: [{name: text, value: a}]}}\n",
            "error unknown-reference {{inputs.parameters.test}}",
        ),
        ("a workflow that others use sees their parameters", key().replace("  entrypoint: say\n", ""), ""),
        (
            "an input of another template",
            workflow("tell", &printing("{{inputs.parameters.text}} {{ inputs.parameters.text }}")),
            "error unknown-reference {{inputs.parameters.text}}",
        ),
        (
            "no promotion workflow",
            workflow("tell", &printing("{{inputs.parameters.text}}")).replace("promotion", "other"),
            "",
        ),
        (
            "a task, a step, and what can't be told",
            workflow(
                "tell",
                "  templates:\n    \
                 - name: a\n      dag: {tasks: [{name: x, template: b, when: '{{tasks.y.status}}'}]}\n    \
                 - name: b\n      steps: [[{name: x, template: a}], [{name: z, when: '{{steps.y.status}}'}]]\n    \
                 - name: c\n      dag: {tasks: [{template: b, when: '{{tasks.y.status}}'}]}\n    \
                 - name: d\n      dag: {tasks: [{name: x, inline: {script: {source: '{{inputs.parameters.o}}'}}}]}\n",
            ),
            "error unknown-reference {{tasks.y.status}}; error unknown-reference {{steps.y.status}}",
        ),
    ]);
}

#[test]
fn an_action_that_nobody_carries_out_is_told_at_its_cause() {
    let common = "//- /a.promo\nenvironment dev, qa, prod\nproduct shop { flow standard }\n\
                  product cards { flow standard }\nflow standard { dev -> qa -> prod";
    check([
        ("a default", format!("{common}  default {{ action none }} }}\n"), "error none-without-pre none"),
        (
            "a policy",
            format!("{common} }}\npolicy by-hand {{ priority 1  action none }}\n"),
            "error none-without-pre none",
        ),
        (
            "a policy of a manifest",
            format!(
                "{common} }}\n//- /p.yaml\napiVersion: codefresh.io/v1beta1\nkind: PromotionPolicy\n\
                 metadata: {{name: by-hand}}\nspec: {{priority: 1, policy: {{action: none}}}}\n"
            ),
            "error none-without-pre none",
        ),
        (
            "two steps",
            format!("{common}  step qa {{ action none }}  step prod {{ action none }} }}\n"),
            "error none-without-pre qa; error none-without-pre prod",
        ),
        (
            "a policy whose workflow is another's",
            format!(
                "{common} }}\nextern workflow move\npolicy by-hand {{ priority 1  action none }}\n\
                 policy mover {{ priority 2  pre move }}\n"
            ),
            "",
        ),
    ]);
}
