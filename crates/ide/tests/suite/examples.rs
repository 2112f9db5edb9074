//! What must hold in every project at hand: the examples and the whole repositories of the tests.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::diagnostics::{of_file, of_manifest};
use promo_analysis::{Change, Database, Db, SourceFile, Volatility, declarations};
use promo_diagnostics::Edit;
use promo_emit::{Format, document};
use promo_ide::{
    CompletionKind, FilePosition, complete, definition, document_symbols, flow_graph, highlights, hover,
    incoming_calls, outgoing_calls, prepare_calls, prepare_rename, preview_yaml, references, rename,
};
use rustc_hash::FxHashMap;

/// The folders of the projects.
fn folders() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let within = |folder: &str| std::fs::read_dir(workspace.join(folder)).unwrap();
    let examples = within("examples").map(|entry| entry.unwrap().path());
    let projects = within("tests/projects").map(|entry| entry.unwrap().path().join("repository"));
    let mut folders: Vec<_> = examples.chain(projects).collect();
    folders.sort();
    folders
}

type Texts = Vec<(Arc<str>, Arc<str>)>;

/// The sources and manifests of a project.
fn texts(folder: &Path) -> Texts {
    let location = promo_project::discover(folder).unwrap();
    let loaded = promo_project::load(&location, None).unwrap();
    let all = loaded.sources.into_iter().chain(loaded.manifests);
    all.map(|file| (file.path, file.text.unwrap())).collect()
}

fn database(texts: &Texts) -> Database {
    let mut change = Change::default();
    for (path, text) in texts {
        if path.ends_with(".promo") {
            change.sources.push((path.clone(), Some((text.clone(), Volatility::Closed))));
        } else {
            change.manifests.push((path.clone(), Some(text.clone())));
        }
    }
    let mut database = Database::default();
    database.apply(change);
    database
}

/// The names of objects that are declared, by file and place of the name.
fn declared(database: &Database) -> Vec<(SourceFile, usize, String)> {
    let mut found = Vec::new();
    for file in database.project().sources(database) {
        for symbol in document_symbols(database, *file) {
            found.push((*file, symbol.selection.start, symbol.name));
        }
    }
    found
}

#[test]
fn every_name_is_offered_where_it_stands() {
    let mut count = 0;
    for folder in folders() {
        let texts = texts(&folder);
        let database = database(&texts);
        for (file, offset, name) in declared(&database) {
            for place in references(&database, FilePosition { file, offset }) {
                // A manifest is no source: nothing can be asked about a place in it.
                let Some(source) = database.source(&place.place.file) else { continue };
                let text = &source.text(&database)[place.place.range()];
                let is_plain = text == name && !place.declares;
                // In a text, `${…}` is completed by itself.
                if !is_plain || source.text(&database)[..place.place.start].ends_with("${") {
                    continue;
                }
                let position = FilePosition { file: source, offset: place.place.start };
                let offered = complete(&database, position);
                let is_offered = offered.iter().any(|offer| offer.label == name);
                assert!(is_offered, "{name} at {:?}: {offered:?}", place.place);
                assert!(
                    offered.iter().all(|offer| offer.kind != CompletionKind::Snippet),
                    "{:?}: a declaration is offered where a name is due",
                    place.place
                );
                count += 1;
            }
        }
    }
    assert!(count > 100, "there are names to look at: {count}");
}

#[test]
fn a_definition_and_its_references_lead_to_one_another() {
    for folder in folders() {
        let database = database(&texts(&folder));
        for (file, offset, name) in declared(&database) {
            for place in references(&database, FilePosition { file, offset }) {
                // A manifest is no source: nothing can be asked about a place in it.
                let Some(source) = database.source(&place.place.file) else { continue };
                let position = FilePosition { file: source, offset: place.place.start };
                let found = definition(&database, position).unwrap();
                let is_here = found
                    .names
                    .iter()
                    .any(|known| *known.file == **file.path(&database) && known.range().contains(&offset));
                assert!(is_here, "{name} at {:?} leads to {:?}", place.place, found.names);
            }
        }
    }
}

/// What is emitted, by kind and name, with one name written as another.
fn manifests(texts: &Texts, from: &str, to: &str) -> Vec<String> {
    let database = database(texts);
    let files = database.project().sources(&database).iter();
    let mut all: Vec<String> = files
        .flat_map(|file| declarations(&database, *file))
        .filter_map(|declaration| document(&database, *declaration).unwrap())
        .map(|document| document.text(Format::Yaml).unwrap().replace(from, to))
        .collect();
    all.sort();
    all
}

/// How many names stand for nothing, in sources and manifests.
fn unknown_names(texts: &Texts) -> usize {
    let database = database(texts);
    let project = database.project();
    let sources = project.sources(&database).iter().flat_map(|file| of_file(&database, *file));
    let manifests = project.manifests(&database).iter().flat_map(|file| of_manifest(&database, *file));
    sources.chain(manifests).filter(|found| found.rule.name().starts_with("unknown-")).count()
}

fn edited(texts: &Texts, edits: &[Edit]) -> Texts {
    let mut by_file: FxHashMap<&str, Vec<&Edit>> = FxHashMap::default();
    edits.iter().for_each(|edit| by_file.entry(&edit.place.file).or_default().push(edit));
    let edit = |(path, text): &(Arc<str>, Arc<str>)| {
        let mut text = text.to_string();
        let mut own = by_file.get(&**path).cloned().unwrap_or_default();
        own.sort_by_key(|edit| std::cmp::Reverse(edit.place.start));
        own.iter().for_each(|edit| text.replace_range(edit.place.range(), &edit.text));
        (path.clone(), Arc::from(text))
    };
    texts.iter().map(edit).collect()
}

#[test]
fn a_renamed_project_says_the_same() {
    const FRESH: &str = "entirely-fresh-name";
    let mut count = 0;
    for folder in folders() {
        let texts = texts(&folder);
        let database = database(&texts);
        let before = manifests(&texts, FRESH, FRESH);
        for (file, offset, name) in declared(&database) {
            let Ok(edits) = rename(&database, FilePosition { file, offset }, FRESH) else { continue };
            let renamed = edited(&texts, &edits);
            let after = manifests(&renamed, FRESH, &name);
            let differs = before.iter().zip(&after).find(|(before, after)| before != after);
            assert_eq!(differs, None, "{name} in {}", folder.display());
            let unknown = unknown_names(&renamed);
            assert_eq!(unknown, unknown_names(&texts), "{name} in {}", folder.display());
            count += 1;
        }
    }
    assert!(count > 30, "there are names to rename: {count}");
}

#[test]
fn every_reference_that_is_offered_in_a_text_is_one_that_argo_knows() {
    let mut count = 0;
    for folder in folders() {
        let texts = texts(&folder);
        let mut database = database(&texts);
        for (path, text) in texts.iter().filter(|(path, _)| path.ends_with(".promo")) {
            // The first value of a `with`, and the beginning of a script.
            for (place, _) in text.match_indices(" = \"").chain(text.match_indices("run \"\"\"\n")) {
                let place = place + text[place..].find('"').unwrap();
                let place = place + text[place..].chars().take_while(|letter| *letter == '"').count();
                for offered in offered_references(&mut database, path, text, place) {
                    let written = format!("{}{{{{{offered}}}}}{}", &text[..place], &text[place..]);
                    let found = of_text(&mut database, path, &written);
                    let is_known = !found.iter().any(|message| message.contains(&offered));
                    assert!(is_known, "{offered} at {path}:{place}: {found:?}");
                    count += 1;
                }
            }
            set(&mut database, path, text);
        }
    }
    assert!(count > 100, "there are references to look at: {count}");
}

/// What is offered in braces at a place of a text.
fn offered_references(database: &mut Database, path: &str, text: &str, place: usize) -> Vec<String> {
    set(database, path, &format!("{}{{{{{}", &text[..place], &text[place..]));
    let position = FilePosition { file: database.source(path).unwrap(), offset: place + 2 };
    let offered = complete(database, position).into_iter();
    offered.filter(|offer| offer.kind == CompletionKind::Parameter).map(|offer| offer.label).collect()
}

/// What is said of references in a source with another text.
fn of_text(database: &mut Database, path: &str, text: &str) -> Vec<String> {
    set(database, path, text);
    let found = of_file(database, database.source(path).unwrap()).into_iter();
    found.filter(|found| found.rule.name() == "unknown-reference").map(|found| found.message).collect()
}

fn set(database: &mut Database, path: &str, text: &str) {
    database.apply(Change {
        sources: vec![(Arc::from(path), Some((Arc::from(text), Volatility::Open)))],
        ..Change::default()
    });
}

#[test]
fn nothing_breaks_at_any_place_of_any_half_of_a_text() {
    for folder in folders() {
        let texts = texts(&folder);
        let mut database = database(&texts);
        for (path, text) in texts.iter().filter(|(path, _)| path.ends_with(".promo")) {
            // Every line is cut once, in a place that differs from line to line.
            let mut start = 0;
            for (number, line) in text.split_inclusive('\n').enumerate() {
                let cut = text.floor_char_boundary(start + number * 7 % line.len().max(1));
                start += line.len();
                let half: Arc<str> = Arc::from(&text[..cut]);
                database.apply(Change {
                    sources: vec![(path.clone(), Some((half, Volatility::Open)))],
                    ..Change::default()
                });
                let file = database.source(path).unwrap();
                everything(&database, FilePosition { file, offset: cut });
            }
            database.apply(Change {
                sources: vec![(path.clone(), Some((text.clone(), Volatility::Open)))],
                ..Change::default()
            });
        }
    }
}

/// Every feature at a place: no panic, and no place outside of the text.
fn everything(database: &Database, position: FilePosition) {
    let length = position.file.text(database).len();
    for offer in complete(database, position) {
        assert!(offer.replaced.end <= length && !offer.label.is_empty(), "{offer:?}");
    }
    document_symbols(database, position.file);
    if let Some(found) = hover(database, position) {
        assert!(found.range.end <= length);
    }
    definition(database, position);
    references(database, position);
    preview_yaml(database, position);
    flow_graph(database, position);
    if let Some(item) = prepare_calls(database, position) {
        incoming_calls(database, item.namespace, &item.name);
        outgoing_calls(database, item.namespace, &item.name);
    }
    highlights(database, position);
    let _ = prepare_rename(database, position);
}
