//! The rules about Applications, templates and the files of Applications: where they speak and, as important, where
//! they don't, since the project doesn't hold what they would need to know.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::{Change, Database, Db, diagnostics};
use promo_testing::Fixture;

/// What is found in the files of a fixture: each with its file and rule.
fn found(fixture: &str, config: Config) -> Vec<String> {
    let files = Fixture::parse(fixture).files.into_iter().map(|file| (file.path, file.text.into()));
    let mut db = Database::default();
    db.apply(Change { config: Some(Arc::new(config)), ..Change::of_texts(files) });
    let sources = db.project().sources(&db).iter().flat_map(|file| diagnostics::of_file(&db, *file));
    let manifests = db.project().manifests(&db).iter().flat_map(|file| diagnostics::of_manifest(&db, *file));
    let found = sources.chain(manifests);
    found.map(|found| format!("{}: {}: {}", found.place.file, found.rule, found.message)).collect()
}

/// A case: what it is about, its files besides those of all, and the rule that speaks, if one does.
type Case = (&'static str, String, &'static str);

fn check(common: &str, cases: impl IntoIterator<Item = Case>) {
    for (what, files, expected) in cases {
        let found = found(&format!("{common}\n{files}"), Config::default());
        let rules: Vec<&str> = found.iter().filter_map(|found| found.split(": ").nth(1)).collect();
        assert_eq!(rules.join(", "), expected, "{what}: {found:#?}");
    }
}

/// The manifest of an Application.
fn application(name: &str, metadata: &str, namespace: &str, source: &str) -> String {
    format!(
        "//- /{name}.yaml\napiVersion: argoproj.io/v1alpha1\nkind: Application\n\
         metadata: {{name: {name}, {metadata}}}\nspec:\n  \
         destination: {{name: nonprod, namespace: {namespace}}}\n  source: {{{source}}}\n"
    )
}

const OF_SHOP: &str = "annotations: {codefresh.io/product: shop}";

const DELIVERY: &str = "\
//- /delivery.promo
environment dev { cluster \"nonprod\" namespaces [\"dev\"] }
environment qa { cluster \"nonprod\" namespaces [\"qa\"] }

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
";

#[test]
fn an_application_is_missed_only_where_all_are_known() {
    let dev = || application("shop-dev", OF_SHOP, "dev", "path: shop");
    let set = |generator: &str| {
        format!(
            "//- /set.yaml\napiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {{name: set}}\nspec:\n  \
             generators: [{{{generator}}}]\n  template:\n    metadata: {{name: 'shop-{{{{env}}}}', {OF_SHOP}}}\n    \
             spec:\n      destination: {{name: nonprod, namespace: '{{{{env}}}}'}}\n      source: {{path: shop}}\n"
        )
    };
    check(
        DELIVERY,
        [
            ("no Application at all", String::new(), ""),
            ("one environment without", dev(), "missing-application"),
            ("both environments", dev() + &application("shop-qa", OF_SHOP, "qa", "path: shop"), ""),
            (
                "one that runs elsewhere",
                dev() + &application("shop-qa", OF_SHOP, "elsewhere", "path: shop"),
                "missing-application, application-without-environment",
            ),
            (
                "one that was meant for the environment",
                dev() + &application("shop-qa", OF_SHOP, "qaa", "path: shop"),
                "application-without-environment",
            ),
            (
                "one that was meant for the environment, of which another lacks one",
                application("shop-qa", OF_SHOP, "qaa", "path: shop"),
                "missing-application, application-without-environment",
            ),
            (
                "one of a product that was meant",
                dev() + &application("s", "annotations: {codefresh.io/product: shopp}", "qa", "path: c"),
                "unknown-product",
            ),
            (
                "one of another product",
                dev()
                    + &application("cards-qa", "annotations: {codefresh.io/product: cards}", "qa", "path: c"),
                "missing-application, unknown-product",
            ),
            ("a set that asks a cluster", dev() + &set("clusters: {}"), ""),
            ("a set of both", set("list: {elements: [{env: dev}, {env: qa}]}"), ""),
            ("a set of one", set("list: {elements: [{env: dev}]}"), "missing-application"),
            ("a file that can't be read", dev() + "//- /b.yaml\nkind: Application\nmetadata: {\n", ""),
        ],
    );
}

#[test]
fn applications_of_a_source_and_a_manifest_may_share_a_name() {
    let shop = |namespace: &str| application("shop", OF_SHOP, namespace, "path: shop");
    let declared = |environment: &str| {
        format!("//- /shop.promo\napplication shop {{ product shop  environment {environment} }}\n")
    };
    check(
        DELIVERY,
        [
            ("both count", format!("{}{}", declared("qa"), shop("dev")), ""),
            ("one, said twice", format!("{}{}", declared("dev"), shop("dev")), "missing-application"),
            (
                "the source says where it is",
                format!("{}{}", declared("dev"), shop("x")),
                "missing-application",
            ),
        ],
    );
}

#[test]
fn an_application_that_is_declared_wrongly_may_be_the_one() {
    let dev = "//- /dev.promo\napplication shop-dev { product shop  environment dev }\n";
    let qa = |body: &str| format!("{dev}//- /qa.promo\napplication shop-qa {body}\n");
    check(
        DELIVERY,
        [
            ("another product", qa("{ product shp  environment qa }"), "unknown-product"),
            ("another environment", qa("{ product shop  environment qaa }"), "unknown-environment"),
            ("no environment", qa("{ product shop }"), "missing-clause"),
            ("no block", qa(""), "syntax"),
        ],
    );
}

#[test]
fn an_environment_without_an_application_is_told_once() {
    let flows = "flow other {\n  dev -> qa\n  default { action commit }\n}\n";
    let product = "product shop {\n  flow other when revision matches \"a\"\n  flow standard\n}";
    let source = DELIVERY.replace("product shop { flow standard }", &format!("{flows}\n{product}"));
    let found = found(
        &format!("{source}\n{}", application("shop-dev", OF_SHOP, "dev", "path: shop")),
        Config::default(),
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let message = "no Application of `shop` runs in `qa`, so that a release fails there";
    assert!(found.iter().all(|found| found.ends_with(message)), "{found:?}");
}

#[test]
fn what_a_set_generates_is_told_once() {
    let set = "//- /set.yaml\napiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set}\nspec:\n  \
               generators: [{list: {elements: [{env: dev}, {env: qa}]}}]\n  template:\n    \
               metadata: {name: 'shop-{{env}}', annotations: {codefresh.io/product: shop}}\n    \
               spec:\n      destination: {name: nonprod, namespace: '{{env}}'}\n      \
               source: {path: shop, helm: {values: 'a: b'}}\n";
    let found = found(&format!("{DELIVERY}\n{set}"), Config::default());
    let message = "each Application of the set `set` has Helm values in itself, which are not promoted";
    assert_eq!(found, [format!("set.yaml: inline-values: {message}")]);
}

#[test]
fn applications_of_no_product_may_be_as_they_like() {
    let source = "path: a, helm: {values: 'a: b'}";
    let several = "//- /b.yaml\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: b}\nspec:\n  \
                   destination: {name: nonprod}\n  sources: [{path: a}, {path: b}]\n";
    let files = application("a", "labels: {codefresh.io/product: shop}", "other", source) + several;
    check("//- /a.promo\nenvironment dev\n", [("no product", files, "")]);
}

const TEMPLATES: &str = "\
//- /delivery.promo
environment dev { cluster \"nonprod\" namespaces [\"dev\"] }
environment qa { cluster \"nonprod\" namespaces [\"qa\"] }

";

fn template(name: &str, priority: i64, test: &str, clauses: &str) -> String {
    format!("template {name} {{\n  priority {priority}\n  when {test}\n  {clauses}\n}}\n\n")
}

#[test]
fn a_template_matches_by_labels_alone() {
    let by_product = || template("t", 1, "product == shop", "promote \"values.yaml\" $.a");
    let by_both =
        || template("t", 1, "product == shop and environment in [dev, qa]", "promote \"values.yaml\" $.a");
    let by_label = || template("t", 1, "label \"tier\" == \"web\"", "promote \"values.yaml\" $.a");
    let shop = "extern product shop\n";
    let labelled = "labels: {codefresh.io/product: shop}, annotations: {codefresh.io/product: shop}";
    let web = || application("a", "labels: {tier: web}", "dev", "chart: x");
    let bare = || application("b", OF_SHOP, "dev", "chart: x");
    check(
        TEMPLATES,
        [
            ("no Application", by_product() + shop, ""),
            ("without the label", by_product() + shop + &bare(), "template-label-missing"),
            ("with it", by_product() + shop + &application("b", labelled, "dev", "chart: x"), ""),
            (
                "without the label of the environment",
                by_both() + shop + &application("b", labelled, "dev", "chart: x"),
                "template-label-missing",
            ),
            (
                "in another environment",
                template("t", 1, "product == shop and environment == qa", "promote \"values.yaml\" $.a")
                    + shop
                    + &bare(),
                "template-matches-nothing",
            ),
            (
                "of a product that names the template",
                by_product() + "product shop {\n  template t\n}\n" + &bare(),
                "",
            ),
            ("another label", by_label() + &web(), ""),
            (
                "another label that none has",
                by_label() + &application("a", "labels: {tier: db}", "dev", "chart: x"),
                "template-matches-nothing",
            ),
            (
                "one that a source declares, whose labels nobody knows",
                by_label()
                    + "product shop {\n  template other\n}\napplication c {\n  product shop\n  environment dev\n}\n"
                    + "extern template other\n"
                    + &application("a", "labels: {tier: db}", "dev", "chart: x"),
                "",
            ),
            (
                "a file that can't be read",
                by_label()
                    + &application("a", "labels: {tier: db}", "dev", "chart: x")
                    + "//- /b.yaml\nkind: Application\nmetadata: {\n",
                "",
            ),
        ],
    );
}

#[test]
fn equal_templates_disagree_only_about_one_thing() {
    let first = || template("a", 1, "label \"tier\" == \"web\"", "promote \"values.yaml\" $.a, $.b");
    let second = |priority, clauses| template("b", priority, "label \"kind\" == \"service\"", clauses);
    let both = || application("x", "labels: {tier: web, kind: service}", "dev", "chart: x");
    let one = || {
        application("x", "labels: {tier: web}", "dev", "chart: x")
            + &application("z", "labels: {kind: service}", "dev", "chart: x")
    };
    let of_product = |clauses: &str| {
        let metadata = format!("labels: {{tier: web, kind: service}}, {OF_SHOP}");
        format!("product shop {{\n  {clauses}\n}}\n{}", application("x", &metadata, "dev", "chart: x"))
    };
    let version = "version from \"Chart.yaml\" $.a\n  promote \"values.yaml\" $.b, $.a";
    check(
        TEMPLATES,
        [
            (
                "other paths",
                first() + &second(1, "promote \"values.yaml\" $.a") + &both(),
                "equal-priority-templates",
            ),
            ("the same paths", first() + &second(1, version) + &both(), ""),
            ("another file", first() + &second(1, "promote \"Chart.yaml\" $.a") + &both(), ""),
            ("another priority", first() + &second(2, "promote \"values.yaml\" $.a") + &both(), ""),
            ("another Application", first() + &second(1, "promote \"values.yaml\" $.a") + &one(), ""),
            ("no Application", first() + &second(1, "promote \"values.yaml\" $.a"), ""),
            (
                "an Application whose product names one of the two",
                first() + &second(1, "promote \"values.yaml\" $.a") + &of_product("template a"),
                "",
            ),
            (
                "an Application whose product says itself what is promoted",
                first()
                    + &second(1, "promote \"values.yaml\" $.a")
                    + &of_product("promote \"values.yaml\" $.c"),
                "",
            ),
        ],
    );
}

const FILES: &str = "\
//- /delivery.promo
environment dev { cluster \"nonprod\" namespaces [\"dev\"] }
environment qa { cluster \"nonprod\" namespaces [\"qa\"] }

flow standard {
  dev -> qa
  default { action commit }
}

product shop {
  version from \"Chart.yaml\" $.appVersion
  promote \"values.yaml\" $.image.tag, $..image
  promote \"features.yaml\"
  promote \"settings.json\" $.a
  flow standard
}

";

#[test]
fn paths_are_looked_for_in_files_that_are_there() {
    let at = |dev: &str, qa: &str| {
        application("shop-dev", OF_SHOP, "dev", dev) + &application("shop-qa", OF_SHOP, "qa", qa)
    };
    let in_two = || at("path: dev", "path: ./qa/");
    let chart = |folder: &str, text: &str| format!("//- /{folder}/Chart.yaml\n{text}\n");
    let values = |folder: &str, text: &str| format!("//- /{folder}/values.yaml\n{text}\n");
    let features = |folder: &str| format!("//- /{folder}/features.yaml\nx: y\n");
    let right = |folder: &str| {
        chart(folder, "appVersion: 1") + &values(folder, "image: {tag: 1}") + &features(folder)
    };
    check(
        FILES,
        [
            ("no folder in the project", in_two(), ""),
            ("both folders", in_two() + &right("dev") + &right("qa"), ""),
            (
                "a path that one has",
                in_two() + &right("dev") + &chart("qa", "a: b") + &values("qa", "c: d") + &features("qa"),
                "",
            ),
            (
                "a path that none has",
                in_two() + &(right("dev") + &right("qa")).replace("{tag", "{tags"),
                "jsonpath-not-found",
            ),
            ("a file in one folder alone", in_two() + &right("dev") + &chart("qa", "appVersion: 1"), ""),
            (
                "a file in no folder",
                at("path: dev", "path: dev")
                    + &chart("dev", "appVersion: 1")
                    + &values("dev", "image: {tag: 1}"),
                "file-not-found",
            ),
            ("a folder that isn't there", in_two() + &chart("dev", "appVersion: 1"), ""),
            ("charts from elsewhere", at("chart: dev", "chart: dev") + &chart("dev", "a: b"), ""),
            (
                "an alias, several documents, and no YAML",
                at("path: dev", "path: dev")
                    + &chart("dev", "x: &x {}\n<<: *x")
                    + &values("dev", "a: b\n---\nc: d")
                    + "//- /dev/features.yaml\n{{ if }}\n",
                "",
            ),
        ],
    );
}

#[test]
fn files_are_found_by_where_their_paths_lead() {
    let promoted = |file: &str| {
        let version = "version from \"Chart.yaml\" $.appVersion";
        FILES.replace(version, &format!("version from \"{file}\" $.appVersion"))
    };
    let application = |name, namespace| application(name, OF_SHOP, namespace, "path: apps//base/../dev/.");
    let files = |chart: &str| {
        application("shop-dev", "dev")
            + &application("shop-qa", "qa")
            + &format!("//- /apps/dev/{chart}\nappVersion: 1\n//- /apps/dev/values.yaml\nimage: {{tag: 1}}\n")
            + "//- /apps/dev/features.yaml\nx: y\n"
    };
    for (file, at, expected) in [
        ("Chart.yaml", "Chart.yaml", ""),
        ("./chart//Chart.yaml", "chart/Chart.yaml", ""),
        ("base/../Chart.yaml", "Chart.yaml", ""),
        ("base/../Chart.yaml", "base/Chart.yaml", "file-not-found"),
        (".hidden.yaml", "Chart.yaml", ""),
        (".base/Chart.yaml", "Chart.yaml", ""),
        (".base/../Chart.yaml", "base/Chart.yaml", "file-not-found"),
        ("../dev/Chart.yaml", "base/Chart.yaml", "path-outside-application"),
    ] {
        check(&promoted(file), [(file, files(at), expected)]);
    }
    let wrong = files("base/Chart.yaml").replace("appVersion", "version");
    check(&promoted(".//base/./Chart.yaml"), [("a path", wrong, "jsonpath-not-found")]);
}

#[test]
fn files_of_other_repositories_are_not_looked_for() {
    let named = |name, namespace, repository: &str, path: &str| {
        application(name, OF_SHOP, namespace, &format!("repoURL: \"{repository}\", path: {path}"))
    };
    let at = |dev: &str, qa: &str| {
        named("shop-dev", "dev", dev, "apps/dev") + &named("shop-qa", "qa", qa, "apps/dev")
    };
    let other = |repository: &str, path: &str| {
        let source = format!("repoURL: \"{repository}\", path: {path}");
        application("other", "annotations: {x: z}", "other", &source)
    };
    let https = "https://git.example.com/Org/apps";
    let files = "//- /apps/dev/values.yaml\nimage: {tag: 1}\n//- /apps/dev/features.yaml\nx: y\n";
    let is_missed = "file-not-found";
    check(
        FILES,
        [
            ("one repository", at(https, https) + files, is_missed),
            ("one in two ways", at(https, "git@git.example.com:org/apps.git") + files, is_missed),
            ("two that have the same folder", at(https, "https://git.example.com/Org/fork") + files, ""),
            (
                "one, of which some folders happen to be here",
                at(https, https) + &other(https, "charts/x") + files,
                "",
            ),
            (
                "another, of which no folder is here",
                at(https, https) + &other("https://git.example.com/else", "charts/x") + files,
                is_missed,
            ),
            (
                "two of which a folder is here",
                at(https, https) + &other("https://git.example.com/else", "apps/dev") + files,
                "",
            ),
        ],
    );
}

#[test]
fn a_project_that_leaves_files_out_misses_none() {
    let application = |name, namespace| application(name, OF_SHOP, namespace, "path: dev");
    let files = application("shop-dev", "dev")
        + &application("shop-qa", "qa")
        + "//- /dev/Chart.yaml\nappVersion: 1\n//- /dev/values.yaml\nimage: {tag: 1}\n";
    let narrow = Config { manifests: vec!["*/Chart.yaml".to_owned()], ..Config::default() };
    assert_eq!(found(&format!("{FILES}\n{files}"), narrow), Vec::<String>::new());
}

#[test]
fn paths_of_hand_written_manifests_are_checked_where_they_stand() {
    let manifest = "//- /t.yaml\napiVersion: codefresh.io/v1beta1\nkind: PromotionTemplate\nmetadata: {name: t}\n\
                    spec:\n  \
                    applicationSourceSelector: {matchLabels: {a: b}}\n  priority: 1\n  \
                    versionSource: {file: ../Chart.yaml, jsonPath: '$[\"app-version\"]'}\n  \
                    promotion: {values.yaml: {jsonPaths: ['*', $.a-b, image.tag]}}\n";
    let found = found(&format!("//- /a.promo\nenvironment dev\n{manifest}"), Config::default());
    let expected = [
        "path-outside-application: `../Chart.yaml` lies outside the folder of the Application, and the platform \
         ignores it",
        "jsonpath-restricted: the path of a version can't hold `-`: the platform refuses it",
        "jsonpath-dash: `a-b` has a dash, and Codefresh reads no such name after a dot",
        "invalid-path: `image.tag` is no JSONPath: it begins with `$`",
    ];
    assert_eq!(found, expected.map(|expected| format!("t.yaml: {expected}")));
}
