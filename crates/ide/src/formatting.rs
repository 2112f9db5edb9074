//! Formatting of a whole source, of some of its declarations, and of what was just typed. What changes is given in
//! small pieces, so that a cursor stays where it was. What has a syntax error is left alone.

use std::ops::Range;

use promo_analysis::{Db, SourceFile, parse};
use promo_diagnostics::{Edit, Place};
use promo_syntax::{NodeKind, SyntaxNode, Token, TokenKind, Tree};

use crate::FilePosition;
use crate::path::Path;

/// One level.
const INDENTATION: &str = "  ";

/// The edits that format a source; none if it has a syntax error.
pub fn format(db: &dyn Db, file: SourceFile) -> Vec<Edit> {
    let parsed = parse(db, file);
    let Ok(formatted) = promo_syntax::format(parsed) else { return Vec::new() };
    let changes = changes(&parsed.tree, &formatted);
    changes.into_iter().map(|(range, text)| edit(db, file, range, text)).collect()
}

/// The edits that format the declarations that some bytes touch.
pub fn format_range(db: &dyn Db, file: SourceFile, range: &Range<usize>) -> Vec<Edit> {
    let tree = &parse(db, file).tree;
    let items = tree.root().children().map(SyntaxNode::text_range);
    let touched: Vec<_> = items.filter(|own| own.start <= range.end && range.start <= own.end).collect();
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return Vec::new() };
    let changes = changes_within(tree.text(), first.start..last.end);
    changes.into_iter().map(|(range, text)| edit(db, file, range, text)).collect()
}

/// The edits that follow from what was just typed before a place: a `}` formats what it closes, a line end indents the
/// line that it begins.
pub fn format_typed(db: &dyn Db, position: FilePosition, typed: char) -> Vec<Edit> {
    let file = position.file;
    let tree = &parse(db, file).tree;
    let changes = match typed {
        '}' => after_brace(tree, position.offset),
        '\n' => indentation(tree, position.offset).into_iter().collect(),
        _ => Vec::new(),
    };
    changes.into_iter().map(|(range, text)| edit(db, file, range, text)).collect()
}

fn edit(db: &dyn Db, file: SourceFile, range: Range<usize>, text: String) -> Edit {
    Edit { place: Place { file: file.path(db).clone(), start: range.start, end: range.end }, text }
}

/// Some bytes, and what stands in their place.
type Change = (Range<usize>, String);

/// What changes when the declarations in some bytes are formatted by themselves; nothing if one has a syntax error.
fn changes_within(text: &str, range: Range<usize>) -> Vec<Change> {
    let Range { start, end } = with_indentation(text, range);
    let parsed = promo_syntax::parse(text.get(start..end).unwrap_or_default());
    let Ok(formatted) = promo_syntax::format(&parsed) else { return Vec::new() };
    let changes = changes(&parsed.tree, formatted.trim_end_matches(['\n', '\r'])).into_iter();
    changes.map(|(own, text)| (own.start + start..own.end + start, text)).collect()
}

/// Some bytes with the white space before them, if they begin a line.
fn with_indentation(text: &str, range: Range<usize>) -> Range<usize> {
    let line = line_start(text, range.start);
    let is_white = text.get(line..range.start).is_some_and(|before| before.trim().is_empty());
    if is_white { line..range.end } else { range }
}

/// What differs between a text and the same, formatted. Both have the same tokens, but for commas in brackets; so the
/// stretches between these tokens are compared.
fn changes(old: &Tree, formatted: &str) -> Vec<Change> {
    let new = promo_syntax::parse(formatted).tree;
    let (before, after) = (pieces(old), pieces(&new));
    if before.len() != after.len() {
        return difference(old.text(), 0..old.text().len(), formatted);
    }
    let pairs = before.into_iter().zip(after);
    let changes = pairs.flat_map(|(range, written)| {
        difference(old.text(), range, formatted.get(written).unwrap_or_default())
    });
    changes.collect()
}

/// A text, cut into its tokens and what stands between them; commas are no tokens here.
fn pieces(tree: &Tree) -> Vec<Range<usize>> {
    let mut pieces = Vec::with_capacity(2 * tree.tokens().len() + 1);
    let mut end = 0;
    for token in tree.tokens().iter().filter(|token| token.kind != TokenKind::Comma) {
        pieces.push(end..token.start as usize);
        pieces.push(token.range());
        end = token.end as usize;
    }
    pieces.push(end..tree.text().len());
    pieces
}

/// What differs in some bytes of a text from what shall stand there, line by line where there are as many.
fn difference(text: &str, range: Range<usize>, wanted: &str) -> Vec<Change> {
    let written = text.get(range.clone()).unwrap_or_default();
    if written == wanted {
        return Vec::new();
    }
    if written.matches('\n').count() != wanted.matches('\n').count() {
        return vec![trimmed(text, range, wanted)];
    }
    let mut start = range.start;
    let mut changes = Vec::new();
    for (line, wanted) in written.split('\n').zip(wanted.split('\n')) {
        if line != wanted {
            changes.push(trimmed(text, start..start + line.len(), wanted));
        }
        start += line.len() + 1;
    }
    changes
}

/// A change without what is the same at its beginning and end. It doesn't cut a line end in two, which no editor could
/// do.
fn trimmed(text: &str, range: Range<usize>, wanted: &str) -> Change {
    let written = text.get(range.clone()).unwrap_or_default();
    let same = |(one, other): &(char, char)| one == other;
    let size = |(letter, _): (char, char)| letter.len_utf8();
    let front: usize = written.chars().zip(wanted.chars()).take_while(same).map(size).sum();
    let (rest, wanted) = (written.get(front..).unwrap_or_default(), wanted.get(front..).unwrap_or_default());
    let back: usize = rest.chars().rev().zip(wanted.chars().rev()).take_while(same).map(size).sum();
    let mut inner = wanted.get(..wanted.len() - back).unwrap_or_default().to_owned();
    let (mut start, mut end) = (range.start + front, range.end - back);
    let is_cut = |place: usize| {
        text.get(..place).is_some_and(|before| before.ends_with('\r'))
            && text.get(place..).is_some_and(|behind| behind.starts_with('\n'))
    };
    if is_cut(start) {
        start -= 1;
        inner.insert(0, '\r');
    }
    if is_cut(end) {
        end += 1;
        inner.push('\n');
    }
    (start..end, inner)
}

/// What a `}` closes is formatted; if that can't be, because something around it isn't finished, the `}` is put below
/// the beginning of the line on which its block opens.
fn after_brace(tree: &Tree, offset: usize) -> Vec<Change> {
    let closing = tree.tokens().iter().position(|token| token.end as usize == offset);
    let Some(closing) = closing.filter(|index| kind(tree, *index) == Some(TokenKind::RightBrace)) else {
        return Vec::new();
    };
    let path = Path::to_token(tree, closing);
    let Some(item) =
        path.outwards().last().and_then(|file| file.children().find(|item| item.tokens().contains(&closing)))
    else {
        return Vec::new();
    };
    let holders = [NodeKind::Clause, NodeKind::Declaration];
    let closed = path.outwards().find(|node| holders.contains(&node.kind()));
    let closed = closed.filter(|node| node.tokens().end == closing + 1);
    let closed = closed.map(|node| with_indentation(tree.text(), node.text_range()));
    let within = |range: &Range<usize>| {
        closed.as_ref().is_some_and(|closed| closed.start <= range.start && range.end <= closed.end)
    };
    let mut changes = changes_within(tree.text(), item.text_range());
    changes.retain(|(range, _)| within(range));
    if changes.is_empty() {
        changes.extend(below_opening(tree, closing));
    }
    changes
}

fn below_opening(tree: &Tree, closing: usize) -> Option<Change> {
    let token = tree.tokens().get(closing)?;
    let line = line_start(tree.text(), token.start as usize);
    let written = tree.text().get(line..token.start as usize)?;
    if !written.trim().is_empty() {
        return None;
    }
    let opening = tree.tokens().get(opening(tree, closing)?)?;
    let start = line_start(tree.text(), opening.start as usize);
    let wanted = white(tree.text().get(start..)?);
    (written != wanted).then(|| (line..token.start as usize, wanted.to_owned()))
}

/// The token that opens what a token closes.
fn opening(tree: &Tree, closing: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for index in (0..closing).rev() {
        match step(kind(tree, index)?) {
            Step::In if depth == 0 => return Some(index),
            Step::In => depth -= 1,
            Step::Out => depth += 1,
            Step::None => {}
        }
    }
    None
}

/// The indentation of the line that begins before a place, if it stands in brackets. The line may be empty or have
/// text already.
fn indentation(tree: &Tree, offset: usize) -> Option<Change> {
    let text = tree.text();
    let start = line_start(text, offset);
    let written = white(text.get(start..)?);
    let behind = text.get(start + written.len()..)?;
    let is_inside = |token: &Token| (token.start as usize) < start && (token.end as usize) > start;
    if offset > start + written.len() || tree.tokens().iter().any(is_inside) {
        return None;
    }
    let open = depth(tree, start);
    let closes = behind.starts_with(['}', ']', ')']);
    let wanted = INDENTATION.repeat(open.saturating_sub(usize::from(closes)));
    (open > 0 && written != wanted).then(|| (start..start + written.len(), wanted))
}

/// How many brackets are open before a place.
fn depth(tree: &Tree, offset: usize) -> usize {
    let before = tree.root().children().take_while(|item| item.text_range().start < offset).last();
    let first = before.map_or(0, |item| item.tokens().start);
    let tokens = tree.tokens().get(first..).unwrap_or_default().iter();
    let before = tokens.take_while(|token| token.end as usize <= offset);
    before.fold(0, |depth: usize, token| match step(token.kind) {
        Step::In => depth + 1,
        Step::Out => depth.saturating_sub(1),
        Step::None => depth,
    })
}

enum Step {
    In,
    Out,
    None,
}

fn step(kind: TokenKind) -> Step {
    match kind {
        TokenKind::LeftBrace | TokenKind::LeftBracket | TokenKind::LeftParenthesis => Step::In,
        TokenKind::RightBrace | TokenKind::RightBracket | TokenKind::RightParenthesis => Step::Out,
        _ => Step::None,
    }
}

fn kind(tree: &Tree, index: usize) -> Option<TokenKind> {
    tree.tokens().get(index).map(|token| token.kind)
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// The white space at the beginning of a text.
fn white(text: &str) -> &str {
    text.get(..text.len() - text.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}
