//! What hand-written manifests say counts like what sources say, on the pages of `tests/knowledge`: each block of
//! files stands with the diagnostics, settings and Applications that come of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// The pages and the corpus are files.
#![allow(clippy::disallowed_methods)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::knowledge::{ApplicationFact, applications, knowledge};
use promo_analysis::model::{Flow, Model, Sourced};
use promo_analysis::names::{NameKey, Namespace, names};
use promo_analysis::policies::{
    Decision, Origin, StepSettings, defined, flow_named, general_policies, settings_in_flow, users_of,
};
use promo_analysis::{Change, Database, Db, Site, diagnostics};
use promo_testing::Fixture;

/// The project of some files.
fn project(files: impl IntoIterator<Item = (Arc<str>, String)>) -> Database {
    let mut database = Database::default();
    database.apply(Change::of_texts(files.into_iter().map(|(path, text)| (path, text.into()))));
    database
}

fn place(db: &Database, site: Site<'_>) -> String {
    let place = site.file_place(db);
    let before = &site.file(db).1[..place.start];
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    format!("{}:{}:{column}", place.file, before.matches('\n').count() + 1)
}

/// All that comes of a project.
fn describe(db: &Database) -> String {
    let mut text = String::new();
    for found in all_diagnostics(db) {
        writeln!(text, "{}: {}: {}", found.0, found.1, found.2).unwrap();
        found.3.iter().for_each(|related| writeln!(text, "  {related}").unwrap());
    }
    let mut flows: Vec<&str> = defined(db, Namespace::Flows).map(|(name, _)| name).collect();
    flows.sort_unstable();
    for flow in flows.into_iter().filter_map(|name| flow_named(db, name)) {
        describe_flow(db, flow, &mut text);
    }
    if general_policies(db).has_unknown {
        text.push_str("other policies are possible\n");
    }
    let applications = applications(db);
    applications.known.iter().for_each(|fact| describe_application(db, fact, &mut text));
    applications
        .unknown
        .iter()
        .for_each(|site| writeln!(text, "other applications are possible: {}", place(db, *site)).unwrap());
    text
}

fn all_diagnostics(db: &Database) -> Vec<(String, &'static str, String, Vec<String>)> {
    let sources = db.project().sources(db).iter().flat_map(|file| diagnostics::of_file(db, *file));
    let manifests = db.project().manifests(db).iter().flat_map(|file| diagnostics::of_manifest(db, *file));
    let place = |found: &promo_diagnostics::Place| {
        let text = db.source(&found.file).map(|file| file.text(db));
        let text = text.or_else(|| db.manifest(&found.file).map(|file| file.text(db))).unwrap();
        let before = &text[..found.start];
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
        format!("{}:{}:{column}", found.file, before.matches('\n').count() + 1)
    };
    let listed = sources.chain(manifests).map(|found| {
        let related = found.related.iter();
        let related = related.map(|related| format!("{}: {}", place(&related.place), related.message));
        (place(&found.place), found.rule.name(), found.message.clone(), related.collect())
    });
    listed.collect()
}

fn describe_flow<'db>(db: &'db Database, flow: &'db Flow<'db>, text: &mut String) {
    let key = NameKey::new(db, Namespace::Flows, &*flow.metadata.name);
    let steps: Vec<String> = flow
        .steps
        .iter()
        .map(|step| {
            let before: Vec<&str> = step.depends_on.iter().map(|before| &*before.value).collect();
            format!("{} after {}", step.environment.value, before.join(" and "))
        })
        .collect();
    writeln!(text, "flow {}: from {}, {}", flow.metadata.name, flow.trigger.value, steps.join(", ")).unwrap();
    for StepSettings { products, step, effective } in settings_in_flow(db, flow, users_of(db, key)) {
        let environment = &flow.steps[step].environment.value;
        let fields = [
            ("pre", decision(db, &effective.pre, |name| name.to_string())),
            ("action", decision(db, &effective.action, |action| action.name().to_owned())),
            ("post", decision(db, &effective.post, |name| name.to_string())),
        ];
        let fields: Vec<String> =
            fields.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?))).collect();
        let fields = if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") };
        for product in products.iter() {
            writeln!(text, "  {product} in {environment}: {fields}").unwrap();
        }
    }
}

fn decision<T>(db: &Database, decision: &Decision<'_, T>, name: impl Fn(&T) -> String) -> Option<String> {
    let Some(winner) = &decision.winner else {
        return decision.is_uncertain.then(|| "unknown".to_owned());
    };
    let doubt = if decision.is_uncertain { " (uncertain)" } else { "" };
    let origin = match &winner.origin {
        Origin::Step => "the step".to_owned(),
        Origin::Default => "the default".to_owned(),
        Origin::Policy { name, priority, .. } => format!("{name} {priority}"),
    };
    Some(format!("{} by {origin} at {}{doubt}", name(&winner.value), place(db, winner.site)))
}

fn describe_application(db: &Database, fact: &ApplicationFact<'_>, text: &mut String) {
    let product = fact.product.as_ref().map_or("no product", |product| &product.value);
    let environments =
        if fact.environments.is_empty() { "?".to_owned() } else { fact.environments.join(" and ") };
    write!(text, "application {}: {product} in {environments}, {}", fact.name, place(db, fact.site)).unwrap();
    if let Some(deployment) = &fact.deployment {
        let labels = deployment.labels.iter();
        labels.for_each(|(key, value)| write!(text, ", {key}={}", value.value).unwrap());
        let paths = deployment.sources.iter().filter_map(|source| source.path.as_ref());
        paths.for_each(|path| write!(text, ", {}", path.value).unwrap());
        if let Some(set) = &deployment.generated_by {
            write!(text, ", generated by {}", set.value).unwrap();
        }
    }
    writeln!(text, "{}", if fact.is_complete { "" } else { ", incomplete" }).unwrap();
}

/// The blocks of files of a page with their line numbers, and the block of text that follows each.
fn examples(page: &str) -> Vec<(usize, String, String)> {
    let mut examples = Vec::new();
    let mut blocks = page.split("```promo\n");
    let mut before = blocks.next().unwrap_or_default().lines().count();
    for block in blocks {
        let (files, rest) = block.split_once("```\n").expect("the end of a block of files");
        let rest = rest.split_once("```text\n").expect("what comes of a block of files").1;
        let expected = rest.split_once("```").expect("the end of a block of text").0;
        examples.push((before + 1, files.to_owned(), expected.to_owned()));
        before += block.lines().count() + 1;
    }
    examples
}

#[test]
fn pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/knowledge");
    let mut differences = Vec::new();
    let mut count = 0;
    for path in fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("a page").path()) {
        let page = fs::read_to_string(&path).expect("a page");
        for (line, files, expected) in examples(&page) {
            count += 1;
            let files = Fixture::parse(&files).files.into_iter().map(|file| (file.path, file.text));
            let found = describe(&project(files));
            if found != expected {
                let place = format!("{}:{line}", path.display());
                differences.push(format!("{place}\n--- expected\n{expected}--- found\n{found}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(count > 8, "only {count} examples");
}

fn corpus() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is absent", folder.display());
        return None;
    }
    let kinds = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = kinds.filter(|path| path.is_dir()).flat_map(|path| fs::read_dir(path).unwrap());
    Some(files.map(|entry| entry.unwrap().path()).collect())
}

#[test]
fn every_real_manifest_counts() {
    let Some(paths) = corpus() else { return };
    let files = paths.iter().map(|path| {
        let name = path.iter().rev().take(2).map(|part| part.to_string_lossy()).collect::<Vec<_>>();
        let text = fs::read(path).unwrap();
        (Arc::from(format!("{}/{}", name[1], name[0])), String::from_utf8_lossy(&text).into_owned())
    });
    let db = project(files.collect::<Vec<_>>());
    let (mut models, mut without, mut unknown) = (0, 0, 0);
    for file in db.project().manifests(&db) {
        let known = knowledge(&db, *file);
        models += known.objects.iter().filter(|object| object.model.is_some()).count();
        without += known.objects.iter().filter(|object| object.model.is_none()).count();
        unknown += known.unknown.len();
    }
    eprintln!("{models} models, {without} objects without one, {unknown} unknown");
    assert!(models > 280, "only {models} models");
    let text = describe(&db);
    assert!(text.lines().count() > 100, "{text}");
    let places = names(&db).duplicates().flat_map(|(_, _, definitions)| definitions);
    assert!(places.filter(|definition| definition.site(&db).file_place(&db).end == 0).count() == 0);
}

#[test]
fn a_manifest_stands_behind_its_name() {
    let yaml = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: smoke}\n\
                spec:\n  arguments: {parameters: [{name: COMMIT_SHA}, {name: DEPTH, value: '1'}]}\n  \
                templates:\n    - name: main\n      outputs: {parameters: [{name: a, globalName: b}]}\n";
    let db = project([("smoke.yaml".into(), yaml.to_owned())]);
    let definitions = names(&db).definitions(Namespace::Workflows, "smoke");
    let [definition] = definitions else { panic!("{definitions:?}") };
    assert_eq!(place(&db, definition.site(&db)), "smoke.yaml:3:18");
    assert!(
        definition.declaration().is_none() && definition.known(&db).is_some_and(|known| known.is_complete)
    );
    let Some(Model::Workflow(workflow)) = definition.model(&db) else { panic!("no workflow") };
    let inputs: Vec<_> =
        workflow.inputs.iter().map(|Sourced { value, .. }| (&*value.name, value.default.as_ref())).collect();
    let [("COMMIT_SHA", None), ("DEPTH", Some(default))] = inputs.as_slice() else { panic!("{inputs:?}") };
    assert_eq!((&*default.value, &*place(&db, default.place)), ("1", "smoke.yaml:5:69"));
    let outputs = workflow.steps.iter().flat_map(|step| &step.outputs);
    let global: Vec<&str> = outputs.filter_map(|output| Some(&*output.global_name.as_ref()?.value)).collect();
    assert_eq!(global, ["b"]);
}

#[test]
fn an_absent_application_says_something_only_where_all_are_known() {
    let environments = "environment dev { cluster \"one\" }\nenvironment qa, prod\n";
    let application = |name: &str, cluster: &str, more: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n{more}\
             spec: {{destination: {{name: {cluster}}}}}\n---\n"
        )
    };
    let of = |product: &str| format!("  annotations: {{codefresh.io/product: {product}}}\n");
    let set = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\n\
               spec: {generators: [{git: {}}]}\n";
    let cases = [
        ("nothing", String::new(), true, true),
        ("one that is located", application("a", "one", &of("loans")), true, false),
        ("one in another cluster", application("a", "two", &of("loans")), true, false),
        ("one nearly in a cluster", application("a", "onee", &of("loans")), false, false),
        ("one by a URL", application("a", "https://one", &of("loans")), false, false),
        ("one of another product", application("a", "two", &of("cards")), true, true),
        ("one of no product", application("a", "two", ""), true, true),
        (
            "one whose annotations are not understood",
            application("a", "one", "  annotations: *b\n"),
            false,
            false,
        ),
        ("a set that is not followed", set.to_owned(), false, false),
        ("a text that is no YAML", "kind: Application\nmetadata: {\n".to_owned(), false, false),
    ];
    for (what, yaml, in_dev, in_prod) in cases {
        let files = [("environments.promo", environments.to_owned()), ("a.yaml", yaml.clone())];
        let db = project(files.map(|(path, text)| (path.into(), text)));
        let applications = applications(&db);
        assert_eq!(applications.is_any(), !yaml.is_empty(), "{what}");
        assert_eq!(applications.is_certain("loans", "dev"), in_dev, "{what}");
        assert_eq!(applications.is_certain("loans", "prod"), in_prod, "{what}");
    }
}
