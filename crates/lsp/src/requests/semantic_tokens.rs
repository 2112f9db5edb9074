//! `textDocument/semanticTokens/full`, `…/full/delta` and `…/range`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use promo_ide::{SemanticKind as Kind, SemanticToken as Word, semantic_tokens};
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType as Type, SemanticTokens, SemanticTokensDelta,
    SemanticTokensDeltaParams, SemanticTokensEdit, SemanticTokensFullDeltaResult, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult, Uri,
};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

/// The types that are told, those that themes know.
const TYPES: [Type; 18] = [
    Type::COMMENT,
    Type::KEYWORD,
    Type::OPERATOR,
    Type::STRING,
    Type::NUMBER,
    Type::REGEXP,
    Type::MACRO,
    Type::NAMESPACE,
    Type::VARIABLE,
    Type::TYPE,
    Type::INTERFACE,
    Type::STRUCT,
    Type::CLASS,
    Type::FUNCTION,
    Type::METHOD,
    Type::PARAMETER,
    Type::PROPERTY,
    Type::ENUM_MEMBER,
];

const DECLARATION: u32 = 1;
const READONLY: u32 = 1 << 1;
const DOCUMENTATION: u32 = 1 << 2;
const UNRESOLVED: u32 = 1 << 3;

/// What the numbers of types and modifiers stand for.
pub(crate) fn legend() -> SemanticTokensLegend {
    let modifiers = [
        SemanticTokenModifier::DECLARATION,
        SemanticTokenModifier::READONLY,
        SemanticTokenModifier::DOCUMENTATION,
        SemanticTokenModifier::new("unresolved"),
    ];
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: modifiers.to_vec() }
}

fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Comment | Kind::Documentation => Type::COMMENT,
        Kind::Keyword => Type::KEYWORD,
        Kind::Operator => Type::OPERATOR,
        Kind::String => Type::STRING,
        Kind::Number => Type::NUMBER,
        Kind::Path => Type::REGEXP,
        Kind::Placeholder => Type::MACRO,
        Kind::Environment => Type::NAMESPACE,
        Kind::Constant | Kind::Input => Type::VARIABLE,
        Kind::Flow | Kind::Type => Type::TYPE,
        Kind::Policy => Type::INTERFACE,
        Kind::Template => Type::STRUCT,
        Kind::Product | Kind::Application => Type::CLASS,
        Kind::Workflow => Type::FUNCTION,
        Kind::Step => Type::METHOD,
        Kind::Parameter => Type::PARAMETER,
        Kind::Property => Type::PROPERTY,
        Kind::Value => Type::ENUM_MEMBER,
    }
}

fn modifiers(word: &Word) -> u32 {
    let of_kind = match word.kind {
        Kind::Constant => READONLY,
        Kind::Documentation => DOCUMENTATION,
        _ => 0,
    };
    of_kind | if word.declares { DECLARATION } else { 0 } | if word.is_unknown { UNRESOLVED } else { 0 }
}

/// What each document was told last, so that a client that has it hears only of what differs.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Last>>);

#[derive(Default)]
struct Last {
    /// How many results there were.
    count: u64,
    by_uri: FxHashMap<Uri, (String, Vec<SemanticToken>)>,
}

impl Told {
    fn lock(&self) -> MutexGuard<'_, Last> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a document that is closed.
    pub(crate) fn forget(&self, uri: &Uri) {
        self.lock().by_uri.remove(uri);
    }

    /// Keeps what is told now, under a new name; gives that, and what was told before, if it was under a given name.
    fn exchange(
        &self,
        uri: &Uri,
        tokens: &[SemanticToken],
        before: &str,
    ) -> (String, Option<Vec<SemanticToken>>) {
        let mut last = self.lock();
        last.count += 1;
        let result_id = last.count.to_string();
        let previous = last.by_uri.insert(uri.clone(), (result_id.clone(), tokens.to_vec()));
        (result_id, previous.filter(|(known, _)| known == before).map(|(_, tokens)| tokens))
    }
}

pub(crate) fn full(
    snapshot: &Snapshot,
    (told, parameters): (Told, SemanticTokensParams),
) -> Option<SemanticTokensResult> {
    let uri = &parameters.text_document.uri;
    let data = all(snapshot, uri)?;
    let (result_id, _) = told.exchange(uri, &data, "");
    Some(SemanticTokens { result_id: Some(result_id), data }.into())
}

pub(crate) fn delta(
    snapshot: &Snapshot,
    (told, parameters): (Told, SemanticTokensDeltaParams),
) -> Option<SemanticTokensFullDeltaResult> {
    let uri = &parameters.text_document.uri;
    let data = all(snapshot, uri)?;
    let (result_id, previous) = told.exchange(uri, &data, &parameters.previous_result_id);
    Some(match previous {
        Some(previous) => {
            let edits = edit(&previous, &data).into_iter().collect();
            SemanticTokensDelta { result_id: Some(result_id), edits }.into()
        }
        None => SemanticTokens { result_id: Some(result_id), data }.into(),
    })
}

pub(crate) fn range(
    snapshot: &Snapshot,
    parameters: SemanticTokensRangeParams,
) -> Option<SemanticTokensRangeResult> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let words = semantic_tokens(&snapshot.database, file, lines.bytes(parameters.range));
    Some(SemanticTokens { result_id: None, data: encoded(&lines, &words) }.into())
}

fn all(snapshot: &Snapshot, uri: &Uri) -> Option<Vec<SemanticToken>> {
    let file = snapshot.source(uri)?;
    let length = file.text(&snapshot.database).len();
    let words = semantic_tokens(&snapshot.database, file, 0..length);
    Some(encoded(&snapshot.lines(file), &words))
}

/// Each word as the protocol counts: from the one before.
fn encoded(lines: &Lines<'_>, words: &[Word]) -> Vec<SemanticToken> {
    let (mut line, mut column) = (0, 0);
    let tokens = words.iter().map(|word| {
        let range = lines.range(word.range.clone());
        let start = range.start;
        let from = if start.line == line { column } else { 0 };
        let token = SemanticToken {
            delta_line: start.line - line,
            delta_start: start.character - from,
            length: range.end.character.saturating_sub(start.character),
            token_type: number(word.kind),
            token_modifiers_bitset: modifiers(word),
        };
        (line, column) = (start.line, start.character);
        token
    });
    tokens.collect()
}

fn number(kind: Kind) -> u32 {
    let wanted = type_of(kind);
    TYPES.iter().position(|known| *known == wanted).unwrap_or_default() as u32
}

/// The one stretch in which two results differ. The protocol counts numbers, of which a token has five.
fn edit(before: &[SemanticToken], after: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    const NUMBERS: usize = 5;
    let front = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let (old, new) = (before.get(front..)?, after.get(front..)?);
    let back = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(..old.len() - back)?, new.get(..new.len() - back)?);
    (!old.is_empty() || !new.is_empty()).then(|| SemanticTokensEdit {
        start: (front * NUMBERS) as u32,
        delete_count: (old.len() * NUMBERS) as u32,
        data: (!new.is_empty()).then(|| new.to_vec()),
    })
}
