//! An edit clause by clause: what the manifest said and what it says now, both as promo would write them, tell which
//! clauses went and which came; those that went must stand in the source as they would be written.

use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};

use super::candidates::{Rendered, Target, edit};

/// The edits; none if the source says things in another way than they would be written.
pub(super) fn edits(target: &Target<'_>, rendered: &Rendered) -> Option<Vec<Edit>> {
    let block = target.node.child(NodeKind::Block)?;
    let (before, after) = (clauses(rendered.before()?), clauses(rendered.after()?));
    let source: Vec<SyntaxNode<'_>> = block.children().collect();
    let mut removed: Vec<SyntaxNode<'_>> = Vec::new();
    for gone in without(&before, &after) {
        let same = |clause: &&SyntaxNode<'_>| words(**clause) == words(gone) && !is_among(**clause, &removed);
        removed.push(*source.iter().find(same)?);
    }
    let mut edits = Vec::new();
    let mut used = removed.clone();
    // Where the clause before stands in the source; behind it stands what is new.
    let mut behind = block.text_range().start + 1;
    let new = without(&after, &before);
    for clause in &after {
        if !is_among(*clause, &new) {
            let same =
                |known: &&SyntaxNode<'_>| words(**known) == words(*clause) && !is_among(**known, &used);
            if let Some(known) = source.iter().find(same) {
                used.push(*known);
                behind = known.text_range().end;
            }
            continue;
        }
        let replaced = removed
            .iter()
            .position(|gone| gone.keyword() == clause.keyword() && gone.kind() == clause.kind());
        match replaced {
            Some(index) => {
                let gone = removed.remove(index);
                behind = gone.text_range().end;
                edits.push(edit(target, gone.text_range(), clause.text().to_owned()));
            }
            None => edits.push(edit(target, behind..behind, format!("\n{}", clause.text()))),
        }
    }
    edits.extend(removed.into_iter().map(|gone| removal(target, gone)));
    (!edits.is_empty()).then_some(edits)
}

fn clauses(declaration: SyntaxNode<'_>) -> Vec<SyntaxNode<'_>> {
    declaration.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children).collect()
}

/// The clauses of a list that have no like in another; each is like one at most.
fn without<'t>(all: &[SyntaxNode<'t>], others: &[SyntaxNode<'_>]) -> Vec<SyntaxNode<'t>> {
    let mut others: Vec<Vec<&str>> = others.iter().map(|other| words(*other)).collect();
    let mut left = Vec::new();
    for clause in all {
        match others.iter().position(|other| *other == words(*clause)) {
            Some(index) => drop(others.swap_remove(index)),
            None => left.push(*clause),
        }
    }
    left
}

/// What a clause says, however it is laid out.
fn words(clause: SyntaxNode<'_>) -> Vec<&str> {
    clause.tokens().map(|token| clause.tree().token_text(token)).collect()
}

fn is_among(clause: SyntaxNode<'_>, others: &[SyntaxNode<'_>]) -> bool {
    others.iter().any(|other| other.index() == clause.index())
}

/// A clause goes with its line, if it has one to itself.
fn removal(target: &Target<'_>, gone: SyntaxNode<'_>) -> Edit {
    let range = gone.text_range();
    let text = gone.tree().text();
    let line_start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let line_end = text
        .get(range.end..)
        .and_then(|behind| behind.find('\n'))
        .map_or(text.len(), |end| range.end + end + 1);
    let is_blank = |part: Option<&str>| part.is_some_and(|part| part.trim().is_empty());
    let is_alone = is_blank(text.get(line_start..range.start)) && is_blank(text.get(range.end..line_end));
    edit(target, if is_alone { line_start..line_end } else { range }, String::new())
}
