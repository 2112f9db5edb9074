//! `exports-without-context` and `context-not-global` in a pattern, by its tree alone: what doesn't depend on the
//! arguments is told at the definition, and no more at each use. Where the tree can't tell, each use is looked at.

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{Subject, context_not_global, exports_without_context};
use crate::declaration::{Declaration, DeclarationKind, Place, name_text};
use crate::finding::Finding;
use crate::model::{Name, Sourced};
use crate::names::Definition;
use crate::workflows::PROMOTION_CONTEXT;

/// The workflow patterns that export no context whatever their arguments are.
pub(super) fn check<'db>(subject: Subject<'db>, declaration: Declaration<'db>) -> Vec<Finding<'db>> {
    let node = declaration.node(subject.db);
    let is_pattern = node.child(NodeKind::Parameters).is_some() && node.child(NodeKind::Use).is_none();
    if !is_pattern || declaration.kind(subject.db) != DeclarationKind::Workflow || may_export(node) {
        return Vec::new();
    }
    let outputs: Vec<SyntaxNode<'_>> = contexts(node).collect();
    if !outputs.is_empty() {
        let named = outputs
            .into_iter()
            .map(|name| Sourced::new(Name::from(PROMOTION_CONTEXT), Place::of(declaration, name)));
        return named.map(|output| context_not_global::finding(subject, &output, true)).collect();
    }
    let Some(exports) = clause(node, TokenKind::ExportsKeyword) else { return Vec::new() };
    let keys = exports.children().filter(|child| child.kind() == NodeKind::Name);
    let keys: Vec<String> = keys.map(name_text).collect();
    let place = Place::of(declaration, exports).into();
    vec![exports_without_context::finding(subject, declaration.name(subject.db), &keys, place)]
}

/// Whether a finding of the use of a pattern is told at the pattern already.
pub(super) fn is_told_at_pattern<'db>(subject: Subject<'db>, found: &Finding<'db>) -> bool {
    let sites = found.related.iter().map(|(site, _)| *site);
    let own = subject.definition.declaration();
    let mut patterns = sites.filter_map(|site| site.declaration()).filter(|pattern| Some(*pattern) != own);
    patterns.any(|declaration| {
        let definition = Definition::Source { declaration, index: 0, pattern: true };
        let at_pattern = check(Subject { definition, ..subject }, declaration);
        at_pattern.iter().any(|known| known.rule == found.rule)
    })
}

/// Whether a step may export a context: it says so, or does something of which the tree doesn't tell.
fn may_export(workflow: SyntaxNode<'_>) -> bool {
    workflow.descendants().filter(|node| node.kind() == NodeKind::Clause).any(|clause| {
        match clause.keyword() {
            Some(TokenKind::OutputKeyword) => {
                let is_global = clause.has_token(TokenKind::GlobalKeyword);
                let is_of_workflow = clause.has_token(TokenKind::ExpressionKeyword);
                is_context(clause) && (is_global || is_of_workflow)
            }
            Some(TokenKind::UsesKeyword | TokenKind::ExtraKeyword) => true,
            _ => false,
        }
    })
}

fn contexts<'t>(workflow: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    let clauses = workflow.descendants().filter(|node| node.keyword() == Some(TokenKind::OutputKeyword));
    clauses.flat_map(SyntaxNode::children).filter(|name| is_context_name(*name))
}

fn is_context(clause: SyntaxNode<'_>) -> bool {
    clause.children().any(is_context_name)
}

fn is_context_name(node: SyntaxNode<'_>) -> bool {
    node.kind() == NodeKind::Name && name_text(node) == PROMOTION_CONTEXT
}

fn clause<'t>(workflow: SyntaxNode<'t>, keyword: TokenKind) -> Option<SyntaxNode<'t>> {
    workflow.child(NodeKind::Block)?.children().find(|clause| clause.keyword() == Some(keyword))
}
