//! Completion of what is promoted: the files of the Applications, and the paths in them, as far as they stand in the
//! project. Of a file only one level of keys is offered at a time.

use std::collections::BTreeSet;

use promo_analysis::jsonpath::segments;
use promo_analysis::jsonpath::select::select;
use promo_analysis::names::{Namespace, reference_text, resolve};
use promo_analysis::promoted::{Folder, document, folders_of, folders_of_all};
use promo_analysis::value::Value;
use promo_analysis::{is_string, name_text, value_of};
use promo_manifest::{Node, NodeValue};
use promo_syntax::{NodeKind, SyntaxNode};

use super::{CompletionKind, Context, MARKER, Offer, Replaces};

/// How many folders are looked into.
const MOST_FOLDERS: usize = 20;

/// How many files or keys are offered.
const MOST_OFFERS: usize = 200;

/// How large a file may be that is read for its keys.
const LARGEST: usize = 1_000_000;

/// How many items of a list are offered.
const MOST_ITEMS: usize = 10;

/// The files of the Applications that the declaration around the place is for.
pub(super) fn files(context: &Context<'_, '_>) -> Vec<Offer> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for folder in folders(context) {
        names.extend(folder.files(context.db).take(MOST_OFFERS));
    }
    let offers = names.into_iter().take(MOST_OFFERS);
    offers.map(|name| Offer::new(name, CompletionKind::File).in_quotes(context)).collect()
}

/// The folders of the Applications that the declaration is for; of all, if that isn't known yet.
fn folders(context: &Context<'_, '_>) -> Vec<Folder> {
    let db = context.db;
    let name = context.path.declaration().and_then(|node| node.child(NodeKind::Name)).map(name_text);
    let name = name.unwrap_or_default();
    let kind = context.path.declaration_kind();
    let mut folders = kind.map(|kind| folders_of(db, kind, &name)).unwrap_or_default();
    if folders.is_empty() {
        folders = folders_of_all(db);
    }
    folders.truncate(MOST_FOLDERS);
    folders
}

/// The paths in the file that the clause around the place names: what is written of one, and a key more.
pub(super) fn paths(context: &Context<'_, '_>) -> Vec<Offer> {
    let Some(file) = file_of_clause(context) else { return Vec::new() };
    let written = written_path(context);
    let mut found: Vec<String> = Vec::new();
    for folder in folders(context) {
        let Some(file) = folder.file(context.db, &file) else { continue };
        if file.text(context.db).len() > LARGEST {
            continue;
        }
        if let Some(document) = document(context.db, file) {
            add_longer(&document, &written, &mut found);
        }
    }
    found.truncate(MOST_OFFERS);
    let offers = found.into_iter().map(|path| Offer::new(path, CompletionKind::Value));
    offers.map(|offer| offer.replaces(Replaces::Literal)).collect()
}

/// The file that stands before the paths, by itself or as a constant.
fn file_of_clause(context: &Context<'_, '_>) -> Option<String> {
    let (_, clause) = context.path.clause()?;
    let named = clause.values().next().filter(|value| value.tokens().end <= context.path.token)?;
    if is_string(named) {
        return Some(reference_text(named));
    }
    let name = reference_text(named);
    match value_of(context.db, resolve(context.db, Namespace::Constants, &name)?, &name) {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// What is written of the path, up to the word at the place.
fn written_path(context: &Context<'_, '_>) -> String {
    let text = context.path.last().map(SyntaxNode::text).unwrap_or_default();
    let before = text.split(MARKER).next().unwrap_or_default();
    if before.starts_with('$') { before.to_owned() } else { "$.".to_owned() }
}

/// Adds the paths that are one key longer than what is written.
fn add_longer(document: &Node, written: &str, found: &mut Vec<String>) {
    let mut add = |path: String| {
        if found.len() < MOST_OFFERS && !found.contains(&path) {
            found.push(path);
        }
    };
    if let Some(base) = written.strip_suffix("..") {
        let mut keys = BTreeSet::new();
        collect_keys(document, 0, &mut keys);
        keys.iter().filter(|key| is_plain(key)).for_each(|key| add(format!("{base}..{key}")));
        return;
    }
    let base = written.trim_end_matches(['.', '[', '"', '\'']);
    let Ok(steps) = segments(base) else { return };
    for node in select(document, &steps).nodes {
        match &node.value {
            NodeValue::Mapping(pairs) => {
                let keys = pairs.iter().filter_map(|(key, _)| key.text());
                keys.for_each(|key| add(format!("{base}{}", step_of_key(key))));
            }
            NodeValue::Sequence(items) => {
                add(format!("{base}[*]"));
                let items = items.iter().enumerate().take(MOST_ITEMS);
                items.for_each(|(number, item)| add(format!("{base}{}", step_of_item(number, item))));
            }
            _ => {}
        }
    }
}

/// Every key of a document, as far as there is room.
fn collect_keys<'n>(node: &'n Node, depth: usize, keys: &mut BTreeSet<&'n str>) {
    const DEEPEST: usize = 16;
    if depth > DEEPEST || keys.len() >= MOST_OFFERS {
        return;
    }
    match &node.value {
        NodeValue::Mapping(pairs) => {
            for (key, value) in pairs {
                keys.extend(key.text());
                collect_keys(value, depth + 1, keys);
            }
        }
        NodeValue::Sequence(items) => {
            items.iter().take(MOST_ITEMS).for_each(|item| collect_keys(item, depth + 1, keys));
        }
        _ => {}
    }
}

/// Whether a key can stand behind a dot.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn step_of_key(key: &str) -> String {
    if is_plain(key) { format!(".{key}") } else { format!("[{key:?}]") }
}

/// An item by its name where it has one, which stays right when others come before it.
fn step_of_item(number: usize, item: &Node) -> String {
    match item.get("name").and_then(Node::text) {
        Some(name) => format!("[?(@.name == {name:?})]"),
        None => format!("[{number}]"),
    }
}
