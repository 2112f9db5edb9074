//! What people really deploy, imported one manifest at a time: it comes back equal as data, or stays YAML for a
//! reason that is listed here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_diagnostics::{Level, Rule};
use promo_import::{Around, Imported, Left, ManifestText, import, mend};
use serde_json::Value;

use crate::corpus_index::{Row, rows};
use crate::same::canonical;
use crate::strict::{StrictValidator, shared_folder};
use crate::support::Compiled;

/// A manifest with the line of what is wrong with it, and a part of what is said there.
type Listed = (&'static str, usize, &'static str);

/// What a cluster takes and promo does not: what is wrong there is an error in promo.
const ERRORS: &[Listed] = &[
    (
        "Product/docs--helm-guestbook--28a5865",
        7,
        "a product names a template or says itself what is promoted",
    ),
    (
        "Product/docs--helm-guestbook--ab94b89",
        7,
        "a product names a template or says itself what is promoted",
    ),
    ("Product/plakyda-codefresh--fox--1a54c59", 27, "is no JSONPath"),
    ("Product/plakyda-codefresh--fox--3179ced", 27, "is no JSONPath"),
    ("PromotionTemplate/docs--base-helm--062f712", 14, "is no JSONPath"),
    ("PromotionTemplate/docs--base-helm--6e51de8", 14, "is no JSONPath"),
    ("PromotionTemplate/docs--base-helm--75a5390", 13, "is no JSONPath"),
];

/// Workflows that say what promo can't.
const EXTERN_WORKFLOWS: &[Listed] = &[
    ("PromotionWorkflow/akavalchuk--eee--83d8045", 28, "is more than names"),
    ("PromotionWorkflow/aperture-sci--sean-test--b21b581", 32, "can't write `steps`"),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--6f61049", 60, "can't be the name of a step"),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--7c54e05", 61, "can't be the name of a step"),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--8227d1f", 47, "`value` is missing"),
    ("PromotionWorkflow/aperture-sci--smoketests--1f0cc26", 20, "`name` is missing"),
    ("PromotionWorkflow/aperture-sci--smoketests--27c954a", 21, "can't write `dag`"),
    ("PromotionWorkflow/aperture-sci--smoketests--3e242f8", 21, "can't write `dag`"),
    ("PromotionWorkflow/aperture-sci--smoketests--6dacebd", 21, "can't write `dag`"),
    ("PromotionWorkflow/aperture-sci--smoketests--be1c094", 22, "can't write `dag`"),
    ("PromotionWorkflow/aperture-sci--smoketests--f237a48", 22, "can't write `dag`"),
    ("PromotionWorkflow/docs--jira-open-bug--33ae532", 23, "is more than names"),
    ("PromotionWorkflow/docs--jira-open-bug--c386484", 21, "is more than names"),
    ("PromotionWorkflow/docs--on-start-hook-jira--04b2993", 21, "is more than names"),
    ("PromotionWorkflow/docs--on-start-hook-jira--15a5a93", 21, "is more than names"),
    ("PromotionWorkflow/docs--on-start-hook-jira--4f99f85", 21, "is more than names"),
    ("PromotionWorkflow/docs--post-action--1b18e11", 29, "can't write `steps`"),
    ("PromotionWorkflow/docs--post-action-full-args--e929c1e", 28, "`inputs` is a field of a graph"),
    ("PromotionWorkflow/docs--post-action-jira-example--8fd8a4c", 32, "`inputs` is a field of a graph"),
    ("PromotionWorkflow/docs--pre-action--25b845f", 21, "can't write `steps`"),
    ("PromotionWorkflow/docs--pre-action--2655710", 19, "`description` is a field of a parameter"),
    ("PromotionWorkflow/docs--pre-action--7e1a0bc", 21, "can't write `steps`"),
    (
        "PromotionWorkflow/docs--pre-action-argo-cd-jira-example--8bf9f01",
        23,
        "`inputs` is a field of a graph",
    ),
    ("PromotionWorkflow/docs--set-promotion-context--7dbcf0b", 17, "`description` is a field of a parameter"),
    ("PromotionWorkflow/docs--smoke-test-pre-action--3e4064b", 15, "`description` is a field of a parameter"),
    ("PromotionWorkflow/oleksandr-codefresh--gfhgfh--f6b1ec1", 36, "`metadata` is a field of a graph"),
    ("PromotionWorkflow/testcodefresh--test-3--e69cb2a", 36, "`metadata` is a field of a graph"),
];

/// What no cluster takes, or takes only in part, with the line of what is wrong first.
const REFUSED: &[(&str, usize)] = &[
    ("Product/aperture-sci--loan--dd247df", 35),
    ("Product/aperture-sci--sequential-accounts--973d3ad", 8),
    ("Product/docs--product-crd--444d8a9", 6),
    ("Product/docs--product-crd--d9aafc8", 6),
    ("Product/plakyda-codefresh--fox--1e2644b", 12),
    ("Product/plakyda-codefresh--fox--2aa65d0", 7),
    ("Product/plakyda-codefresh--fox--634f1b9", 20),
    ("Product/plakyda-codefresh--fox--69a59c4", 14),
    ("Product/plakyda-codefresh--fox--79b27e5", 9),
    ("Product/plakyda-codefresh--fox--f8227da", 14),
    ("Product/plakyda-codefresh--orphaned-product-changed--064dc77", 5),
    ("Product/zivl45--test--f91ed7e", 12),
    ("PromotionFlow/aperture-sci--idan-test-flow--94e7f04", 10),
    ("PromotionFlow/aperture-sci--idan-test-flow--c7a7f3f", 5),
    ("PromotionFlow/aperture-sci--idan-test-flow--de89e30", 6),
    ("PromotionFlow/docs--global-parallel-flow--7c46b8b", 7),
    ("PromotionPolicy/docs--productiondeployments--84cf25b", 2),
    ("PromotionTemplate/akavalchuk--test-template--ffbedce", 7),
    ("PromotionTemplate/docs--base-helm--c87e16a", 7),
    ("PromotionTemplate/docs--promotion-template-crd--5826055", 6),
    ("PromotionWorkflow/akavalchuk--create--5a6c9f8", 5),
    ("PromotionWorkflow/akavalchuk--create--5e518a5", 5),
    ("PromotionWorkflow/akavalchuk--create-demo-test--11b197a", 5),
    ("PromotionWorkflow/akavalchuk--demo--1927fa1", 2),
    ("PromotionWorkflow/akavalchuk--test-create--fff4ce9", 2),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--8e0497f", 10),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--ef1a8b2", 10),
    ("PromotionWorkflow/aperture-sci--slack-notification--d6328bd", 50),
    ("PromotionWorkflow/aperture-sci--smoketests-od--22374fc", 27),
    ("PromotionWorkflow/aperture-sci--smoketests-od--89f6b10", 27),
    ("PromotionWorkflow/aperture-sci--sn-open-cr--ab63f0f", 32),
    ("PromotionWorkflow/aperture-sci--snow-open--609296c", 67),
    ("PromotionWorkflow/aperture-sci--snow-open-pre-action--35ec256", 64),
    ("PromotionWorkflow/aperture-sci--tetasf--e0832a2", 10),
    ("PromotionWorkflow/docs--quick-start-promotion-workflow--33cbe0a", 52),
];

#[test]
fn each_manifest_comes_back_equal_or_stays_for_a_reason() {
    let Some(rows) = rows() else { return };
    let validator = shared_folder("crds").map(|folder| StrictValidator::from_folder(&folder));
    let mut equal: BTreeMap<&str, usize> = BTreeMap::new();
    let mut stayed = Vec::new();
    for row in rows.iter().filter(|row| row.is_ok() && row.kind != "Application") {
        let manifest = row.text();
        let imported = import_alone(row, &manifest);
        if imported.left.is_empty() {
            assert_comes_back(row, &manifest, &imported, validator.as_ref());
            *equal.entry(&row.kind).or_default() += 1;
        } else {
            stayed.push(assert_stays(row, &manifest, &imported));
        }
    }
    assert_listed(&stayed);
    let workflows = rows.iter().filter(|row| row.is_ok() && row.kind == "PromotionWorkflow").count();
    let of_them = equal["PromotionWorkflow"];
    eprintln!("came back equal: {equal:?}; that is {of_them} of {workflows} workflows");
    assert!(of_them * 100 >= workflows * 60, "{of_them} of {workflows} workflows");
}

#[test]
fn what_no_cluster_takes_is_refused_or_mended_at_its_line() {
    let Some(rows) = rows() else { return };
    let refused: Vec<&Row> = rows.iter().filter(|row| !row.is_ok() && row.kind != "Application").collect();
    let stems: BTreeSet<String> = refused.iter().map(|row| row.stem()).collect();
    let listed: BTreeSet<String> = REFUSED.iter().map(|(stem, _)| (*stem).to_owned()).collect();
    assert_eq!(stems, listed);
    for (stem, line) in REFUSED {
        let row = refused.iter().find(|row| row.stem() == *stem).unwrap();
        let text = row.text();
        let imported = import_alone(row, &text);
        assert_eq!(imported.whole, [], "{stem}");
        let [left] = imported.left.as_slice() else { panic!("{stem}: {:#?}", imported.left) };
        assert_eq!(line_of(&text, left), *line, "{stem}: {}", left.reason);
        assert_mended_or_left(row, &text, *line);
    }
}

/// With its safe fixes made, what is still wrong is refused; what is not comes back, and what was done to it is told.
fn assert_mended_or_left(row: &Row, text: &str, line: usize) {
    let path: Arc<str> = row.file.as_str().into();
    let (texts, mended) = mend(&[ManifestText { path, text: text.into(), member: None }]);
    let imported = import(&texts, &Around::default());
    let told = mended.iter().map(|mended| mended.line);
    let left = imported.left.iter().map(|left| line_of(&texts[0].text, left));
    let lines: Vec<usize> = told.chain(left).collect();
    assert!(lines.contains(&line), "{}: {lines:?}", row.stem());
}

fn import_alone(row: &Row, manifest: &str) -> Imported {
    let path: Arc<str> = row.file.as_str().into();
    import(&[ManifestText { path, text: manifest.into(), member: None }], &Around::default())
}

fn compiled(imported: &Imported) -> Compiled {
    let sources: Vec<_> = imported.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let config = imported.config.as_deref().map(|text| promo_project::parse_config(text).unwrap());
    Compiled::new(&sources, &[], config.unwrap_or_default())
}

/// One manifest is built, without an error, and it is the one there was.
fn assert_comes_back(row: &Row, original: &str, imported: &Imported, validator: Option<&StrictValidator>) {
    let what = row.stem();
    let compiled = compiled(imported);
    let errors = compiled.diagnostics.iter().filter(|found| found.level == Level::Error);
    let rules: Vec<Rule> = errors.map(|found| found.rule).collect();
    assert_eq!(rules, [], "{what}");
    compiled.assert_formatted(&what);
    let [built] = compiled.manifests().try_into().unwrap_or_else(|all| panic!("{what}: {all:?}"));
    let original: Value = serde_yaml::from_str(original).unwrap();
    assert_eq!(canonical(&built), canonical(&original), "{what}");
    assert_eq!(imported.whole, [Arc::from(row.file.as_str())], "{what}");
    if let Some(validator) = validator {
        assert_eq!(validator.problems(&built), Vec::<String>::new(), "{what}");
    }
}

/// Nothing is built of a manifest that stays. A workflow is declared with the reason. Its name, the line and the
/// reason.
fn assert_stays(row: &Row, manifest: &str, imported: &Imported) -> (String, usize, String) {
    let stem = row.stem();
    let [left] = imported.left.as_slice() else { panic!("{stem}: {:#?}", imported.left) };
    assert_eq!(imported.whole, [], "{stem}");
    let compiled = compiled(imported);
    assert_eq!(compiled.listed(Level::Error), "", "{stem}");
    assert!(compiled.manifests().is_empty(), "{stem}");
    if row.kind == "PromotionWorkflow" {
        let [file] = imported.files.as_slice() else { panic!("{stem}: {:#?}", imported.files) };
        let declared = format!("// It stays YAML: {}.\nextern workflow {}", left.reason, row.name);
        assert!(file.text.contains(&declared), "{}", file.text);
    } else {
        assert_eq!(imported.files, [], "{stem}");
    }
    (stem, line_of(manifest, left), left.reason.clone())
}

/// Whatever stayed is listed, and the other way round.
fn assert_listed(stayed: &[(String, usize, String)]) {
    let listed: Vec<&Listed> = ERRORS.iter().chain(EXTERN_WORKFLOWS).collect();
    let is = |(stem, line, words): &Listed, stayed: &(String, usize, String)| {
        stayed.0 == *stem && stayed.1 == *line && stayed.2.contains(words)
    };
    let unlisted: Vec<_> = stayed.iter().filter(|one| !listed.iter().any(|listed| is(listed, one))).collect();
    let come_back: Vec<_> =
        listed.iter().filter(|listed| !stayed.iter().any(|one| is(listed, one))).collect();
    assert!(unlisted.is_empty() && come_back.is_empty(), "{unlisted:#?} {come_back:#?}");
}

/// The line that something is left for, from 1.
fn line_of(text: &str, left: &Left) -> usize {
    text[..left.span.start].matches('\n').count() + 1
}
