//! An edit clause by clause: what the manifest said and what it says now, both as promo would write them, tell which
//! clauses went and which came; those that went must stand in the source as they would be written.

use std::ops::Range;

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
    let mut removed: Vec<Removed<'_>> = Vec::new();
    for gone in without(&before, &after) {
        let clause = find(&source, gone, &removed)?;
        removed.push(Removed { clause, rendered: gone });
    }
    let mut edits = Vec::new();
    let mut used: Vec<SyntaxNode<'_>> = removed.iter().map(|removed| removed.clause).collect();
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
        let same = removed.iter().position(|gone| head(gone.rendered) == head(*clause));
        match same.or_else(|| removed.iter().position(|gone| is_alike(gone.rendered, *clause))) {
            Some(index) => {
                let gone = removed.remove(index);
                last = Some(gone.clause.text_range().end);
                edits.extend(replacement(target, &gone, *clause)?);
            }
            None => {
                let known = last.or_else(|| end_of_like(&source, after.get(..=index).unwrap_or_default()));
                let place = behind(target, known.unwrap_or(block.text_range().start + 1));
                edits.push(edit(target, place..place, format!("\n{}", clause.text())));
            }
        }
    }
    let gone = removed.into_iter().map(|gone| gone.clause);
    edits.extend(gone.map(|gone| removal(target, gone.text_range(), &comments_of(gone))));
    Some(edits)
}

/// A clause that goes: as the source has it, and as it would be written.
struct Removed<'t> {
    clause: SyntaxNode<'t>,
    rendered: SyntaxNode<'t>,
}

/// The clause of a source that says what another does: in its words, or as the only one that begins like it, or else as
/// the only one of its kind.
fn find<'t>(
    source: &[SyntaxNode<'t>],
    sought: SyntaxNode<'_>,
    removed: &[Removed<'_>],
) -> Option<SyntaxNode<'t>> {
    let is_free =
        |clause: &&SyntaxNode<'_>| !removed.iter().any(|gone| gone.clause.index() == clause.index());
    let same = source.iter().filter(is_free).find(|clause| words(**clause) == words(sought));
    let only = |is_it: &dyn Fn(SyntaxNode<'_>) -> bool| {
        let mut all = source.iter().filter(|clause| is_it(**clause));
        all.next().filter(|clause| all.next().is_none() && is_free(clause))
    };
    let begins_alike = || only(&|clause| head(clause) == head(sought));
    let of_its_kind = || only(&|clause| is_alike(clause, sought));
    same.or_else(begins_alike).or_else(of_its_kind).copied()
}

/// What a clause says before its block.
fn head(clause: SyntaxNode<'_>) -> Vec<&str> {
    words(clause).into_iter().take_while(|word| *word != "{").collect()
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

/// The edits that make one clause another: of the words, those that differ. None if one of these is written in another
/// way.
fn replacement(target: &Target<'_>, gone: &Removed<'_>, new: SyntaxNode<'_>) -> Option<Vec<Edit>> {
    let tree = gone.clause.tree();
    let first = gone.clause.tokens().start;
    let places = places(gone);
    let operations = capture_diff_slices(Algorithm::Myers, &words(gone.rendered), &words(new));
    let changes = operations.iter().filter(|operation| operation.tag() != DiffTag::Equal);
    let edits = changes.map(|change| {
        let (old, added) = (change.old_range(), change.new_range());
        let added = new.tokens().start + added.start..new.tokens().start + added.end;
        let added = new.tree().text().get(new.tree().text_range(added)).unwrap_or_default();
        let behind = match old.start.checked_sub(1) {
            Some(before) => places.get(before).copied().flatten().map(|place| place + 1),
            None => Some(0),
        };
        if old.is_empty() {
            let place = tree.text_range(first..first + behind?).end;
            return Some(edit(target, place..place, format!(" {added}")));
        }
        let known: Option<Vec<usize>> = places.get(old.clone())?.iter().copied().collect();
        let old = match known.as_deref() {
            Some([start, .., end]) if end - start + 1 == old.len() => *start..end + 1,
            Some([only]) => *only..only + 1,
            // What stands between words that stay may be written in another way, such as by the name of a constant.
            _ if old.end == places.len() => behind?..gone.clause.tokens().len(),
            _ => behind?..places.get(old.end).copied().flatten()?,
        };
        let old = first + old.start..first + old.end;
        let comments = comments_inside(tree, old.clone());
        let place = tree.text_range(old);
        if added.is_empty() {
            return Some(removal(target, place, &comments));
        }
        let text = if comments.is_empty() { added.to_owned() } else { format!("\n{comments}{added}") };
        Some(edit(target, place, text))
    });
    edits.collect()
}

/// Where the words of a clause as it would be written stand in the clause of the source, if they do.
fn places(gone: &Removed<'_>) -> Vec<Option<usize>> {
    let (rendered, source) = (words(gone.rendered), words(gone.clause));
    let mut places = vec![None; rendered.len()];
    for operation in capture_diff_slices(Algorithm::Myers, &rendered, &source) {
        if operation.tag() == DiffTag::Equal {
            let pairs = operation.old_range().zip(operation.new_range());
            pairs.for_each(|(old, new)| places.get_mut(old).into_iter().for_each(|place| *place = Some(new)));
        }
    }
    places
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

/// What goes takes its line with it, if it has one to itself. The comments in it stay.
fn removal(target: &Target<'_>, range: Range<usize>, comments: &str) -> Edit {
    let text = target.node.tree().text();
    let line_start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let line_end = text
        .get(range.end..)
        .and_then(|behind| behind.find('\n'))
        .map_or(text.len(), |end| range.end + end + 1);
    let is_blank = |part: Option<&str>| part.is_some_and(|part| part.trim().is_empty());
    let is_alone = is_blank(text.get(line_start..range.start)) && is_blank(text.get(range.end..line_end));
    match is_alone {
        true => edit(target, line_start..line_end, comments.to_owned()),
        false if comments.is_empty() => edit(target, range, String::new()),
        false => edit(target, range, format!("\n{comments}")),
    }
}
