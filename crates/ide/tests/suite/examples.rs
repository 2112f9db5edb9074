//! What must hold in every project at hand: the examples and the whole repositories of the tests.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::diagnostics::{of_file, of_manifest};
use promo_analysis::{Change, Database, Db, SourceFile, Volatility, declarations};
use promo_diagnostics::{Diagnostic, Edit, Level};
use promo_emit::{Format, document};
use promo_ide::{
    CompletionKind, FilePosition, FixedFile, SemanticToken, complete, definition, document_symbols,
    flow_graph, folds, format, format_range, format_typed, has_safe_fixes, highlights, hints, hover,
    incoming_calls, lenses, linked_ranges, links, outgoing_calls, prepare_calls, prepare_rename,
    preview_yaml, quick_fixes, refactorings, references, rename, selections, semantic_tokens, signature,
    uses,
};
use rustc_hash::FxHashMap;

/// The folders of the projects.
pub fn folders() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let within = |folder: &str| std::fs::read_dir(workspace.join(folder)).unwrap();
    let examples = within("examples").map(|entry| entry.unwrap().path());
    let projects = within("tests/projects").map(|entry| entry.unwrap().path().join("repository"));
    let mut folders: Vec<_> = examples.chain(projects).collect();
    folders.sort();
    folders
}

pub type Texts = Vec<(Arc<str>, Arc<str>)>;

/// The sources and manifests of a project.
pub fn texts(folder: &Path) -> Texts {
    let location = promo_project::discover(folder).unwrap();
    let loaded = promo_project::load(&location, None).unwrap();
    let all = loaded.sources.into_iter().chain(loaded.manifests);
    all.map(|file| (file.path, file.text.unwrap())).collect()
}

pub fn database(texts: &Texts) -> Database {
    let mut database = Database::default();
    database.apply(Change::of_texts(texts.iter().cloned()));
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
pub fn manifests(database: &Database, from: &str, to: &str) -> Vec<String> {
    let files = database.project().sources(database).iter();
    let mut all: Vec<String> = files
        .flat_map(|file| declarations(database, *file))
        .filter_map(|declaration| document(database, *declaration).unwrap())
        .map(|document| document.text(Format::Yaml).unwrap().replace(from, to))
        .collect();
    all.sort();
    all
}

pub fn edited(texts: &Texts, edits: &[Edit]) -> Texts {
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

/// What is wrong, in sources and manifests.
pub fn wrong(database: &Database) -> impl Iterator<Item = Diagnostic> {
    let project = database.project();
    let sources = project.sources(database).iter().flat_map(|file| of_file(database, *file));
    let manifests = project.manifests(database).iter().flat_map(|file| of_manifest(database, *file));
    sources.chain(manifests)
}

/// How many errors there are.
pub fn errors(database: &Database) -> usize {
    wrong(database).filter(|found| found.level == Level::Error).count()
}

/// How many names stand for nothing.
fn unknown_names(database: &Database) -> usize {
    wrong(database).filter(|found| found.rule.name().starts_with("unknown-")).count()
}

#[test]
fn a_renamed_project_says_the_same() {
    const FRESH: &str = "entirely-fresh-name";
    let mut count = 0;
    for folder in folders() {
        let texts = texts(&folder);
        let database = database(&texts);
        let before = manifests(&database, FRESH, FRESH);
        for (file, offset, name) in declared(&database) {
            let Ok(renaming) = rename(&database, FilePosition { file, offset }, FRESH) else { continue };
            let edits = [renaming.in_sources, renaming.in_manifests].concat();
            let renamed = self::database(&edited(&texts, &edits));
            let after = manifests(&renamed, FRESH, &name);
            let differs = before.iter().zip(&after).find(|(before, after)| before != after);
            assert_eq!(differs, None, "{name} in {}", folder.display());
            let unknown = unknown_names(&renamed);
            assert_eq!(unknown, unknown_names(&database), "{name} in {}", folder.display());
            assert_eq!(errors(&renamed), errors(&database), "{name} in {}", folder.display());
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
    preview_yaml(database, position, None);
    flow_graph(database, position, None);
    if let Some(item) = prepare_calls(database, position) {
        incoming_calls(database, item.namespace, &item.name);
        outgoing_calls(database, item.namespace, &item.name);
    }
    highlights(database, position);
    let _ = prepare_rename(database, position);
    let here = position.offset..position.offset;
    for fix in quick_fixes(database, position.file, &[], &here) {
        assert!(!fix.title.is_empty() && fix.edits.iter().all(|edit| edit.place.start <= edit.place.end));
    }
    has_safe_fixes(database, FixedFile::Source(position.file));
    for offer in refactorings(database, position.file, here) {
        assert!(!offer.title.is_empty() && offer.refusal.is_none_or(|reason| !reason.is_empty()));
    }
    display(database, position);
    layout(database, position);
}

/// What is shown in the text and beside it.
fn display(database: &Database, position: FilePosition) {
    let FilePosition { file, offset } = position;
    let text = file.text(database);
    let tokens = semantic_tokens(database, file, 0..text.len());
    assert_in_order(text, &tokens);
    assert!(hints(database, file, 0..text.len()).iter().all(|hint| hint.offset <= text.len()));
    assert!(
        lenses(database, file).iter().all(|lens| lens.names.iter().all(|(_, range)| range.end <= text.len()))
    );
    uses(database, position);
    assert!(links(database, file).iter().all(|link| link.range.end <= text.len()));
    assert!(folds(database, file).iter().all(|fold| text[fold.range.clone()].contains('\n')));
    if let Some(found) = signature(database, position) {
        let last = found.parameters.last().unwrap().range.end;
        assert!(
            last < found.label.len() && found.active.is_none_or(|active| active < found.parameters.len())
        );
    }
    let around = selections(database, position);
    assert_eq!(around.last(), Some(&(0..text.len())));
    assert!(around.iter().all(|range| range.start <= offset && offset <= range.end));
    assert!(around.windows(2).all(|pair| pair[1].start <= pair[0].start && pair[0].end <= pair[1].end));
}

/// Words on one line each, in order, none over another.
fn assert_in_order(text: &str, tokens: &[SemanticToken]) {
    for token in tokens {
        assert!(!token.range.is_empty() && !text[token.range.clone()].contains('\n'), "{token:?}");
    }
    for pair in tokens.windows(2) {
        assert!(pair[0].range.end <= pair[1].range.start, "{pair:?}");
    }
}

/// Edits that lie in the text and don't overlap.
fn layout(database: &Database, position: FilePosition) {
    let FilePosition { file, offset } = position;
    let text = file.text(database);
    let line = text[..offset].rfind('\n').unwrap_or_default()..offset;
    let all = [
        format(database, file),
        format_range(database, file, &line),
        format_typed(database, position, '}'),
        format_typed(database, position, '\n'),
    ];
    for edits in all {
        assert!(edits.iter().all(|edit| edit.place.end <= text.len()), "{edits:?}");
        assert!(edits.windows(2).all(|pair| pair[0].place.end <= pair[1].place.start), "{edits:?}");
    }
    if let Some(linked) = linked_ranges(database, position) {
        assert!(
            linked.len() > 1 && linked.iter().all(|range| text[range.clone()] == text[linked[0].clone()])
        );
    }
}

#[test]
fn the_words_in_a_range_are_those_of_the_whole_text_there() {
    for folder in folders() {
        let database = database(&texts(&folder));
        for file in database.project().sources(&database) {
            let text = file.text(&database);
            let all = semantic_tokens(&database, *file, 0..text.len());
            let steps = [3, 17, 61, 200];
            for (start, length) in (0..text.len()).step_by(37).zip(steps.iter().cycle()) {
                let range = start..(start + length).min(text.len());
                let touches =
                    |token: &&SemanticToken| token.range.start < range.end && token.range.end > range.start;
                let expected: Vec<_> = all.iter().filter(touches).cloned().collect();
                assert_eq!(semantic_tokens(&database, *file, range), expected);
            }
        }
    }
}

/// A text with every gap wider, and some with line ends in them.
fn spread(text: &str) -> String {
    let tree = promo_syntax::parse(text).tree;
    let mut spread = String::new();
    for index in 0..=tree.tokens().len() {
        let gap = tree.gap(index);
        let is_white = !gap.is_empty() && gap.trim().is_empty();
        spread.push_str(if is_white && index % 5 == 0 { "\n\n   " } else { gap });
        spread.push_str(if is_white { "  " } else { "" });
        spread.push_str(tree.token_text(index));
    }
    spread
}

#[test]
fn what_is_changed_is_what_the_formatter_writes() {
    let mut count = 0;
    for folder in folders() {
        let texts = texts(&folder);
        for (path, text) in texts.iter().filter(|(path, _)| path.ends_with(".promo")) {
            for text in [spread(text), spread(text).replace('\n', "\r\n")] {
                let Ok(formatted) = promo_syntax::format(&promo_syntax::parse(&text)) else { continue };
                let texts = vec![(path.clone(), Arc::from(text))];
                let database = database(&texts);
                let edits = format(&database, database.source(path).unwrap());
                assert_eq!(&*edited(&texts, &edits)[0].1, formatted, "{path}");
                count += edits.len();
            }
        }
    }
    assert!(count > 1_000, "there is something to change: {count}");
}
