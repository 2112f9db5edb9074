//! What could be written at a place.
//!
//! A word is put in the place and the text is parsed again: where the word stands in that tree says what could
//! stand there instead. So completion works in texts that don't parse, as every text is that is being written.

use std::ops::Range;

use promo_analysis::Db;
use promo_analysis::names::{Namespace, names};
use promo_analysis::value::Type;
use promo_syntax::{Body, NodeKind, clauses, parse};

use crate::FilePosition;
use crate::path::Path;
use crate::role::{Role, role};

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A keyword.
    Keyword,
    /// A name of the project.
    Name(Namespace),
    /// One of a few words.
    Value,
}

/// Something that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is listed, and written if nothing else is said.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A word or two about it.
    pub detail: Option<String>,
    /// What is replaced.
    pub replaced: Range<usize>,
}

/// Stands for what is not written yet. Nobody calls anything so.
const MARKER: &str = "promo-completion-marker";

/// What could be written at a place, in no order.
pub fn complete(db: &dyn Db, position: FilePosition) -> Vec<Completion> {
    let text = position.file.text(db);
    let offset = text.floor_char_boundary(position.offset);
    let (before, after) = text.split_at(offset);
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let start = before.trim_end_matches(is_of_name).len();
    let end = offset + (after.len() - after.trim_start_matches(is_of_name).len());
    let (before, after) = (before.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let tree = parse(&format!("{before}{MARKER}{after}")).tree;
    let Some(token) = tree.tokens().iter().position(|token| token.start as usize == start) else {
        return Vec::new();
    };
    let path = Path::to_token(&tree, token);
    offered(db, &path)
        .into_iter()
        .map(|(label, kind, detail)| Completion { label, kind, detail, replaced: start..end })
        .collect()
}

type Offer = (String, CompletionKind, Option<String>);

fn offered(db: &dyn Db, path: &Path<'_>) -> Vec<Offer> {
    match role(db, path) {
        Some(Role::Value(kind)) => values(db, kind),
        Some(_) => Vec::new(),
        None => items(db, path),
    }
}

fn values(db: &dyn Db, kind: Type) -> Vec<Offer> {
    let words = kind.words().iter().map(|word| ((*word).to_owned(), CompletionKind::Value, None));
    let named = kind.namespace().into_iter().flat_map(|namespace| {
        let names = names(db).in_namespace(namespace);
        names.map(move |name| (promo_analysis::quote_name(name), CompletionKind::Name(namespace), None))
    });
    words.chain(named).collect()
}

fn items(db: &dyn Db, path: &Path<'_>) -> Vec<Offer> {
    let Some(node) = path.last() else { return Vec::new() };
    let is_item =
        matches!(node.kind(), NodeKind::UnknownClause | NodeKind::UnknownDeclaration | NodeKind::Junk);
    if !is_item {
        return Vec::new();
    }
    let body = path.body().unwrap_or(Body::File);
    let words = clauses(body).iter().map(|clause| {
        let word = clause.form.split(' ').next().unwrap_or_default();
        (word.to_owned(), CompletionKind::Keyword, Some(clause.meaning.to_owned()))
    });
    let environments = (body == Body::Flow).then(|| values(db, Type::Environments));
    words.chain(environments.into_iter().flatten()).collect()
}
