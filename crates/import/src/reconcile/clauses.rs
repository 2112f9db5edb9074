//! An edit clause by clause: what the manifest said and what it says now, both as promo would write them, tell which
//! clauses went and which came; those that went must stand in the source as they would be written.

use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::candidates::{Rendered, Target, behind, edit};
use super::kept::{comments_inside, comments_of};

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
    let mut last = None;
    let new = without(&after, &before);
    for (index, clause) in after.iter().enumerate() {
        if !is_among(*clause, &new) {
            let same =
                |known: &&SyntaxNode<'_>| words(**known) == words(*clause) && !is_among(**known, &used);
            if let Some(known) = source.iter().find(same) {
                used.push(*known);
                last = Some(known.text_range().end);
            }
            continue;
        }
        match removed.iter().position(|gone| is_alike(*gone, *clause)) {
            Some(index) => {
                let gone = removed.remove(index);
                last = Some(gone.text_range().end);
                edits.extend(replacement(target, gone, *clause));
            }
            None => {
                let known = last.or_else(|| end_of_like(&source, after.get(..=index).unwrap_or_default()));
                let place = behind(target, known.unwrap_or(block.text_range().start + 1));
                edits.push(edit(target, place..place, format!("\n{}", clause.text())));
            }
        }
    }
    edits.extend(removed.into_iter().map(|gone| removal(target, gone)));
    Some(edits)
}

fn is_alike(one: SyntaxNode<'_>, other: SyntaxNode<'_>) -> bool {
    one.keyword() == other.keyword() && one.kind() == other.kind()
}

/// The end of the last clause of a source that is like one of some others.
fn end_of_like(source: &[SyntaxNode<'_>], others: &[SyntaxNode<'_>]) -> Option<usize> {
    let mut from_last = source.iter().rev();
    let like = from_last.find(|known| others.iter().any(|other| is_alike(**known, *other)))?;
    Some(like.text_range().end)
}

/// The edits that make one clause another: of the words, those that differ.
fn replacement(target: &Target<'_>, gone: SyntaxNode<'_>, new: SyntaxNode<'_>) -> Vec<Edit> {
    let operations = capture_diff_slices(Algorithm::Myers, &words(gone), &words(new));
    let changes = operations.iter().filter(|operation| operation.tag() != DiffTag::Equal);
    let edits = changes.map(|change| {
        let (old_range, new_range) = (change.old_range(), change.new_range());
        let first = gone.tokens().start;
        let old = first + old_range.start..first + old_range.end;
        let added = new.tokens().start + new_range.start..new.tokens().start + new_range.end;
        let added = new.tree().text().get(new.tree().text_range(added)).unwrap_or_default();
        if old.is_empty() {
            let place = gone.tree().text_range(old.start.saturating_sub(1)..old.start).end;
            return edit(target, place..place, format!(" {added}"));
        }
        let comments = comments_inside(gone.tree(), old.clone());
        let text = if comments.is_empty() { added.to_owned() } else { format!("\n{comments}{added}") };
        edit(target, gone.tree().text_range(old), text)
    });
    edits.collect()
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
    let comments = comments_of(gone);
    let text = if comments.is_empty() { String::new() } else { format!("\n{comments}") };
    edit(target, if is_alone { line_start..line_end } else { range }, text)
}
