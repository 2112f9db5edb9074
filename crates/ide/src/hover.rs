//! What the editor tells about the word under the pointer.

use std::ops::Range;

use promo_analysis::Db;
use promo_analysis::names::{Definition, resolve};
use promo_syntax::literal::documentation;
use promo_syntax::{ClauseInfo, TokenKind};

use crate::FilePosition;
use crate::path::{Path, token_at};
use crate::target::{Target, occurrence_at};

/// What is told about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes of the word.
    pub range: Range<usize>,
    /// In Markdown.
    pub markdown: String,
}

/// What can be told about the word at a place.
pub fn hover(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    of_name(db, position).or_else(|| of_keyword(db, position))
}

fn of_name(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let occurrence = occurrence_at(db, position)?;
    let Target::Name(namespace, name) = &occurrence.target else { return None };
    let definition = resolve(db, *namespace, name)?;
    let mut markdown = format!("```promo\n{} {name}\n```\n", namespace.noun());
    if let Definition::Source { declaration, .. } = definition {
        let text = documentation(declaration.node(db));
        if !text.is_empty() {
            markdown.push_str(&format!("\n{text}\n"));
        }
    }
    Some(Hover { range: occurrence.place.bytes(db), markdown })
}

fn of_keyword(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let tree = &promo_analysis::parse(db, position.file).tree;
    let token = token_at(tree, position.offset)?;
    let path = Path::to_token(tree, token);
    let info = clause_info(&path, tree.tokens().get(token)?.kind)?;
    let field = info.field.map(|field| format!("\n\nSets `{field}`.")).unwrap_or_default();
    let markdown = format!("```promo\n{}\n```\n\n{}{field}", info.form, info.meaning);
    Some(Hover { range: tree.tokens().get(token)?.range(), markdown })
}

/// What is known of a keyword in its place.
fn clause_info(path: &Path<'_>, word: TokenKind) -> Option<&'static ClauseInfo> {
    let node = path.last()?;
    if node.keyword_token() != Some(path.token) {
        return promo_syntax::words()
            .iter()
            .find(|info| info.word == word && node.own_tokens().any(|own| own == path.token));
    }
    match path.clause() {
        Some((body, clause)) if clause == node => body.clause(word),
        _ => promo_syntax::Body::File.clause(word),
    }
}
