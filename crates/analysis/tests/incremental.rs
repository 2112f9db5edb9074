//! Which queries run after an edit: the promise that an edit costs what it touches, in a project of a thousand files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use promo_analysis::{Change, Database, Volatility, diagnostics};
use promo_diagnostics::Diagnostic;

const FILES: usize = 1_000;

/// How often each query did something.
type Counts = Arc<Mutex<BTreeMap<String, usize>>>;

/// A project whose queries are counted.
struct Project {
    database: Database,
    ran: Counts,
    /// The queries of which it had to be found out whether they have to run.
    looked_at: Counts,
}

impl Project {
    fn new() -> Project {
        let (ran, looked_at) = (Counts::default(), Counts::default());
        let (run_log, look_log) = (ran.clone(), looked_at.clone());
        let listener = move |event: salsa::Event| {
            let (log, key) = match event.kind {
                salsa::EventKind::WillExecute { database_key } => (&run_log, database_key),
                salsa::EventKind::DidValidateMemoizedValue { database_key } => (&look_log, database_key),
                _ => return,
            };
            let name = format!("{key:?}");
            let name = name.split('(').next().unwrap_or_default().to_owned();
            *log.lock().unwrap().entry(name).or_default() += 1;
        };
        let mut project = Project { database: Database::new(Some(Box::new(listener))), ran, looked_at };
        let shared = "environment dev, qa, prod\nextern workflow smoke, notify\n";
        let files = (0..FILES).map(|index| (format!("file-{index}.promo"), file(index)));
        let change = [("shared.promo".to_owned(), shared.to_owned())].into_iter().chain(files);
        project.database.apply(Change {
            sources: change
                .map(|(path, text)| (path.into(), Some((text.into(), Volatility::Closed))))
                .collect(),
            ..Change::default()
        });
        for index in 0..FILES {
            assert_eq!(project.check(&format!("file-{index}.promo")), []);
        }
        project.ran();
        project
    }

    /// Edits a file that is open: that it was opened is no part of what is counted.
    fn edit(&mut self, path: &str, change: impl Fn(&str) -> String) {
        self.set(path, |text| format!("{text}\n"));
        self.check_all();
        self.ran();
        self.set(path, change);
    }

    fn set(&mut self, path: &str, change: impl Fn(&str) -> String) {
        let source = self.database.source(path).unwrap();
        let text = change(source.text(&self.database));
        assert_ne!(**source.text(&self.database), *text, "the edit must change something");
        self.database.apply(Change {
            sources: vec![(path.into(), Some((text.into(), Volatility::Open)))],
            ..Change::default()
        });
    }

    fn check(&self, path: &str) -> Vec<Diagnostic> {
        diagnostics::of_file(&self.database, self.database.source(path).unwrap())
    }

    fn check_all(&self) -> Vec<Diagnostic> {
        (0..FILES).flat_map(|index| self.check(&format!("file-{index}.promo"))).collect()
    }

    /// How often each query ran since the last call.
    fn ran(&self) -> BTreeMap<String, usize> {
        self.looked_at.lock().unwrap().clear();
        std::mem::take(&mut *self.ran.lock().unwrap())
    }
}

fn file(index: usize) -> String {
    format!(
        "/// Flow {index}.\nflow flow-{index} {{\n  dev -> qa -> prod\n  step prod {{ action pr  pre smoke }}\n}}\n\n\
         policy policy-{index} {{\n  priority {index}\n  when product == product-{index}\n  action commit\n}}\n\n\
         product product-{index} {{\n  flow flow-{index}\n}}\n"
    )
}

fn count(ran: &BTreeMap<String, usize>, query: &str) -> usize {
    ran.get(query).copied().unwrap_or_default()
}

#[test]
fn an_edit_in_a_body_checks_that_declaration_alone() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace("action pr", "action commit  post smoke"));
    assert_eq!(project.check_all(), []);
    let once = [
        "checked",
        "items",
        "mentions",
        "named_in",
        "named_in_batch",
        "of_declaration",
        "standing_in",
        "summary",
    ];
    assert_eq!(project.ran(), once.map(|query| (query.to_owned(), 1)).into());
}

#[test]
fn the_first_edit_checks_its_file_alone() {
    let mut project = Project::new();
    project.set("file-500.promo", |text| text.replace("action pr", "action commit"));
    assert_eq!(project.check_all(), []);
    let ran = project.ran();
    assert_eq!(count(&ran, "checked"), 3, "the three declarations of the file: {ran:?}");
}

#[test]
fn a_comment_checks_nothing() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace("  dev ->", "  // why\n  dev ->"));
    assert_eq!(project.check_all(), []);
    assert_eq!(project.ran(), [("items".to_owned(), 1)].into(), "no check query");
}

#[test]
fn a_comment_makes_nobody_look_at_the_templates_of_other_files() {
    let mut project = Project::new();
    for index in 0..FILES {
        let template = format!(
            "\ntemplate template-{index} {{\n  priority {index}\n  when product == product-{index}\n  \
             promote \"Chart.yaml\" $.version\n}}\n"
        );
        project.set(&format!("file-{index}.promo"), |text| format!("{text}{template}"));
    }
    project.edit("file-500.promo", |text| text.replace("  dev ->", "  // why\n  dev ->"));
    assert_eq!(project.check("file-500.promo"), []);
    let looked_at = project.looked_at.lock().unwrap();
    // Its own four declarations, and what they depend on.
    assert!((4..20).contains(&count(&looked_at, "checked")), "{looked_at:?}");
}

#[test]
fn white_space_checks_nothing() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace(" -> ", "\n    -> "));
    assert_eq!(project.check_all(), []);
    assert_eq!(count(&project.ran(), "checked"), 0);
}

#[test]
fn a_doc_comment_is_no_comment() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace("/// Flow", "/// The flow"));
    assert_eq!(project.check_all(), []);
    assert_eq!(count(&project.ran(), "checked"), 1);
}

#[test]
fn a_policy_that_changes_is_merged_again_where_it_counts() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace("priority 500", "priority 7"));
    assert_eq!(project.check_all(), []);
    let ran = project.ran();
    assert_eq!(count(&ran, "checked"), 1, "{ran:?}");
    assert_eq!(count(&ran, "policies_naming"), 1, "of the product that it names: {ran:?}");
    assert_eq!(count(&ran, "general_policies"), 0, "{ran:?}");
    assert_eq!(count(&ran, "of_declaration"), 2, "the policy and the flow of that product: {ran:?}");
}

#[test]
fn a_policy_for_one_more_product_is_merged_again_for_both() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| {
        text.replace("product == product-500", "product in [product-500, product-7]")
    });
    assert_eq!(project.check_all(), []);
    let ran = project.ran();
    assert_eq!(count(&ran, "policies_naming"), 2, "of the product before and the one that is new: {ran:?}");
    assert_eq!(count(&ran, "of_declaration"), 4, "the policies and flows of these products: {ran:?}");
}

#[test]
fn who_runs_a_workflow_is_found_without_a_look_at_the_others() {
    let mut project = Project::new();
    let found = project.check("shared.promo");
    project.edit("file-500.promo", |text| text.replace("pre smoke", "post smoke"));
    assert_eq!(project.check("shared.promo"), found);
    let ran = project.ran();
    assert_eq!(count(&ran, "role_mentions"), 1, "of the file alone: {ran:?}");
    assert_eq!(count(&ran, "checked"), 0, "nothing names a workflow as a hook: {ran:?}");
    assert_eq!(count(&ran, "of_declaration"), 0, "the workflows are as they were: {ran:?}");
}

#[test]
fn a_declaration_that_moves_is_not_checked_again() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| format!("extern product first\n\n{text}"));
    assert_eq!(project.check_all(), []);
    let ran = project.ran();
    assert_eq!(count(&ran, "checked"), 1, "the new one alone: {ran:?}");
}

#[test]
fn a_renamed_declaration_checks_what_refers_to_it() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace("flow flow-500 {", "flow renamed {"));
    let found = project.check_all();
    let rules: Vec<_> = found.iter().map(|found| found.rule.name()).collect();
    assert_eq!(rules, ["unknown-flow"]);
    let ran = project.ran();
    assert_eq!(count(&ran, "checked"), 2, "the flow and the product that names it: {ran:?}");
}

#[test]
fn an_unused_new_name_checks_itself_alone() {
    let mut project = Project::new();
    project.edit("shared.promo", |text| text.replace("qa, prod", "qa, prod, extra"));
    assert_eq!(project.check_all(), []);
    assert_eq!(count(&project.ran(), "checked"), 1, "the declaration of the environments");
}

#[test]
fn the_same_text_runs_nothing() {
    let mut project = Project::new();
    let source = project.database.source("file-500.promo").unwrap();
    let text = source.text(&project.database).clone();
    let change = vec![("file-500.promo".into(), Some((text, Volatility::Open)))];
    project.database.apply(Change { sources: change, ..Change::default() });
    assert_eq!(project.check_all(), []);
    assert_eq!(project.ran(), BTreeMap::new());
}

#[test]
fn a_syntax_error_in_one_declaration_leaves_the_others_alone() {
    let mut project = Project::new();
    project.edit("file-500.promo", |text| text.replace("priority 500", "priority"));
    let found = project.check_all();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(count(&project.ran(), "checked") <= 1);
}

#[test]
fn an_application_that_moves_checks_its_product_alone() {
    let mut project = Project::new();
    let application = |index: usize, environment: &str| {
        format!(
            "application app-{index}-{environment} {{ product product-{index}  environment {environment} }}\n"
        )
    };
    let all = (0..FILES).flat_map(|index| ["dev", "qa", "prod"].map(|name| application(index, name)));
    let text: String = all.collect();
    project.database.apply(Change {
        sources: vec![("applications.promo".into(), Some((text.into(), Volatility::Open)))],
        ..Change::default()
    });
    assert_eq!(project.check_all(), []);
    project.ran();
    project.set("applications.promo", |text| {
        text.replace(
            "app-500-qa { product product-500  environment qa",
            "app-500-qa { product product-500  environment dev",
        )
    });
    let found = project.check_all();
    let mut rules: Vec<_> = found.iter().map(|found| found.rule.name()).collect();
    rules.sort_unstable();
    assert_eq!(rules, ["missing-application", "several-trigger-applications"]);
    let ran = project.ran();
    assert_eq!(count(&ran, "of_declaration"), 1, "the product: {ran:?}");
    project.edit("file-500.promo", |text| text.replace("action pr", "action commit  post smoke"));
    assert_eq!(project.check_all().len(), 2);
    let ran = project.ran();
    assert_eq!(count(&ran, "of_declaration"), 1, "the flow, whose environments are the same: {ran:?}");
}

#[test]
fn who_uses_a_template_is_checked_again_only_where_there_is_another() {
    let mut project = Project::new();
    let step = |image: &str| format!("workflow deploy {{ step roll {{ image \"{image}\" }} }}\n");
    project.set("file-1.promo", |text| format!("{text}{}", step("x")));
    project
        .set("file-2.promo", |text| format!("{text}workflow all {{ step a {{ uses deploy step roll }} }}\n"));
    let found = project.check_all();
    project.edit("file-1.promo", |text| text.replace("image \"x\"", "image \"y\""));
    assert_eq!(project.check_all(), found);
    assert_eq!(count(&project.ran(), "checked"), 1, "the workflow alone");
    project.edit("file-1.promo", |text| text.replace("step roll", "step undo"));
    let rules: Vec<_> = project.check_all().iter().map(|found| found.rule.name()).collect();
    assert!(rules.contains(&"unknown-step"), "{rules:?}");
    assert_eq!(count(&project.ran(), "checked"), 2, "the workflow and who uses it");
}

#[test]
fn what_a_template_promotes_changes_nothing_in_what_it_selects() {
    let mut project = Project::new();
    let template = |name: &str, tier: &str| {
        format!(
            "template {name} {{\n  priority 1\n  when label \"tier\" == \"{tier}\"\n  promote \"a.yaml\" $.a\n}}\n"
        )
    };
    // What the set generates is not known, so that nothing is said of what no template selects.
    let applications = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop-dev}\n---\n\
         apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\n\
         metadata: {name: set}\nspec: {generators: [{git: {}}]}\n";
    project.database.apply(Change {
        manifests: vec![("applications.yaml".into(), Some(applications.into()))],
        ..Change::default()
    });
    let templates = template("web", "web") + &template("jobs", "job");
    project.set("file-1.promo", |text| format!("{text}{templates}"));
    let found = project.check_all();
    project.edit("file-1.promo", |text| text.replacen("$.a", "$.a, $.b", 1));
    assert_eq!(project.check_all(), found);
    let ran = project.ran();
    assert_eq!((count(&ran, "asked"), count(&ran, "selections")), (1, 0), "{ran:?}");
    project.edit("file-1.promo", |text| text.replace("== \"web\"", "!= \"web\""));
    assert_eq!(project.check_all(), found);
    assert_eq!(count(&project.ran(), "selections"), 1);
}
