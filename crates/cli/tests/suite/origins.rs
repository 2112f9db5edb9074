//! Every value in every manifest has an origin, every origin is that of a field, and where a value is written, the
//! value is what stands there.

use std::collections::BTreeSet;

use promo_analysis::config::Config;
use promo_analysis::knowledge::knowledge;
use promo_analysis::{Db, Declaration, declarations};
use promo_diagnostics::Level;
use promo_emit::{Format, Role, document, origins};
use promo_manifest::Kind;
use promo_report::where_from::{Origins, What};
use promo_syntax::literal::{Mode, Segment, decode};
use promo_syntax::{NodeKind, TokenKind};
use serde_json::Value;

use crate::support::{Compiled, data, files, workspace};

/// Every project of the repository that is without errors, with its name.
pub fn projects() -> Vec<(String, Compiled)> {
    let workspace = workspace();
    let folders = ["examples", "tests/projects"].into_iter().flat_map(|folder| {
        let folder = std::fs::read_dir(workspace.join(folder)).unwrap();
        folder.map(|entry| entry.unwrap().path())
    });
    let folders = folders.map(|folder| (folder.display().to_string(), Compiled::of_folder(&folder)));
    let texts = ["tests/baselines", "tests/corpus"].into_iter();
    let texts = texts.flat_map(|folder| files(&workspace.join(folder), "promo"));
    let texts = texts.map(|path| {
        (path.display().to_string(), Compiled::of_text(&std::fs::read_to_string(&path).unwrap()))
    });
    // Nothing is written where there are errors.
    folders.chain(texts).filter(|(_, project)| project.listed(Level::Error).is_empty()).collect()
}

/// The ways to all scalars and empty collections of a manifest, or to all of its fields.
fn fields(value: &Value, way: &[String], only_scalars: bool, found: &mut BTreeSet<Vec<String>>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => (0..).map(|index: usize| index.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    if inner.is_empty() || !only_scalars {
        found.insert(way.to_vec());
    }
    for (step, value) in inner {
        let way: Vec<String> = way.iter().cloned().chain([step]).collect();
        fields(value, &way, only_scalars, found);
    }
}

/// Does something with each declaration that becomes a manifest, and what that says.
pub fn for_each_manifest(mut check: impl FnMut(&str, &Compiled, Declaration<'_>, &Value)) {
    for (name, project) in projects() {
        let db = &project.database;
        let files = db.project().sources(db).iter();
        for declaration in files.flat_map(|file| declarations(db, *file)) {
            if let Some(document) = document(db, *declaration).unwrap() {
                let name = format!("{name}: {}", document.name);
                check(&name, &project, *declaration, &data(&document));
            }
        }
    }
}

#[test]
fn every_value_has_an_origin() {
    let mut values = 0;
    for_each_manifest(|name, project, declaration, data| {
        let (mut scalars, mut all) = (BTreeSet::new(), BTreeSet::new());
        fields(data, &[], true, &mut scalars);
        fields(data, &[], false, &mut all);
        let known = origins(&project.database, declaration).into_iter().map(|origin| origin.field);
        let known: BTreeSet<_> = known.collect();
        let missing: Vec<_> = scalars.difference(&known).collect();
        assert!(missing.is_empty(), "{name} has no origin of {missing:?}");
        let astray: Vec<_> = known.difference(&all).collect();
        assert!(astray.is_empty(), "{name} has no field {astray:?}");
        values += scalars.len();
    });
    assert!(values > 1_000, "{values}");
}

#[test]
fn a_value_is_what_is_written_in_its_place() {
    let mut values = 0;
    for_each_manifest(|name, project, declaration, data| {
        let db = &project.database;
        let known = Origins::of(db, declaration);
        let mut scalars = BTreeSet::new();
        fields(data, &[], true, &mut scalars);
        for field in scalars {
            let Some(site) = known.written_out(data, &field) else {
                assert_eq!(known.exact(data, &field)[0].what, What::Reason, "{name} {field:?}");
                continue;
            };
            let text = &site.file(db).1[site.file_place(db).range()];
            let value = field.iter().fold(data, |data, step| match data {
                Value::Array(items) => &items[step.parse::<usize>().unwrap()],
                data => &data[step],
            });
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert!(says(text, &value), "{name} {field:?} is {value:?}, and its place says {text}");
            values += 1;
        }
    });
    assert!(values > 1_000, "{values}");
}

/// What is read from a manifest has the places of the very fields that it is.
#[test]
fn a_manifest_that_is_read_back_has_its_places() {
    let mut values = 0;
    for_each_manifest(|name, project, declaration, _| {
        let document = document(&project.database, declaration).unwrap().unwrap();
        // What the steps of a workflow do is not read.
        if document.kind == Kind::WorkflowTemplate {
            return;
        }
        let text = document.text(Format::Yaml).unwrap();
        let manifests = [("by-hand.yaml".to_owned(), text.clone())];
        let db = Compiled::new(&[], &manifests, Config::default()).database;
        let file = db.project().manifests(&db)[0];
        let known = &knowledge(&db, file).objects[0];
        let model = known.model.as_ref().unwrap_or_else(|| panic!("{name} is not understood"));
        let node = promo_manifest::documents(&text).unwrap().remove(0);
        for origin in promo_emit::codefresh::origins(model, &Config::default(), known.name.place) {
            if origin.role == Role::Value {
                let place = origin.place.file_place(&db);
                assert_eq!(promo_manifest::field_at(&node, place.start), origin.field, "{name}");
                values += 1;
            }
        }
    });
    assert!(values > 800, "{values}");
}

/// Whether what stands in a source becomes a value in a manifest.
fn says(text: &str, value: &str) -> bool {
    const WORDS: [(&str, &[&str]); 8] = [
        ("production", &["PROD"]),
        ("non-production", &["NON_PROD"]),
        ("message", &["commitMessage"]),
        ("revision", &["gitRevision"]),
        ("matches", &["In"]),
        ("not matches", &["NotIn"]),
        ("product", &["codefresh.io/product"]),
        ("environment", &["codefresh.io/environment"]),
    ];
    let is_word = WORDS.iter().any(|(word, values)| *word == text && values.contains(&value));
    let is_documentation = text.starts_with("///") && documentation(text) == value;
    is_word || is_documentation || text == value || is_literal(text, value)
}

fn documentation(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches("///"));
    let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n")
}

fn is_literal(text: &str, value: &str) -> bool {
    let parsed = promo_syntax::parse(&format!("let x = {text}"));
    let literal = parsed.tree.root().descendants().find(|node| node.kind() == NodeKind::Literal);
    let Some(literal) = literal.filter(|literal| literal.text() == text) else { return false };
    let kind = parsed.tree.tokens()[literal.tokens().start].kind;
    if kind == TokenKind::Duration {
        let seconds = promo_syntax::literal::duration(text).unwrap();
        return value == (seconds / 60).to_string() || promo_syntax::literal::duration(value) == Ok(seconds);
    }
    // What is put into a text may be anything.
    let is_same = |mode| {
        let segments = decode(kind, text, mode).segments;
        let texts = segments.iter().map(|segment| match segment {
            Segment::Text(text) => text.as_str(),
            Segment::Parameter { .. } => "\u{0}",
        });
        let texts: String = texts.collect();
        let mut rest = value;
        texts.split('\u{0}').all(|text| {
            let found = rest.find(text);
            rest = found.map_or(rest, |start| &rest[start + text.len()..]);
            found.is_some()
        })
    };
    matches!(kind, TokenKind::String | TokenKind::TextBlock)
        && (is_same(Mode::Interpolated) || is_same(Mode::Plain))
}
