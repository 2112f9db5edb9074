//! The errors as they are found, and which of them only follow from others. Knows places, and no construct.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::tree::{SyntaxNode, Token, Tree};

/// The errors of one tree.
pub(super) struct Report<'t> {
    pub(super) tree: &'t Tree,
    /// What is wrong whatever stands around it.
    certain: Vec<SyntaxError>,
    /// What may only follow from something else.
    structural: Vec<SyntaxError>,
    /// Characters that belong to nothing; on a line with a string without an end they only follow from it.
    characters: Vec<SyntaxError>,
    /// Texts without quotes, which say all there is to say of the characters in them.
    bare_texts: Vec<Range<usize>>,
    /// What stands before strings without an end on their lines.
    before_unterminated: Vec<Range<usize>>,
    /// Bytes in which no structural error is believed.
    noise: Vec<Range<usize>>,
    /// Bytes in which brackets may be open for reasons that are reported already.
    unreliable: Vec<Range<usize>>,
    /// The ends, as indices of tokens, of what is not closed, and which error reports it.
    unclosed_ends: BTreeMap<usize, Option<usize>>,
    /// The first tokens of what belongs to nothing.
    junk_starts: Vec<usize>,
    /// The first bytes of the declarations.
    declaration_starts: Vec<usize>,
    /// How many closing braces are left over because their opening ones lie in something reported.
    pub(super) owed_braces: usize,
    /// How many opening braces lie in something reported.
    pub(super) swallowed_braces: usize,
    /// Whether the declaration before has an error, of which a brace that closes nothing may be part.
    pub(super) braces_follow_error: bool,
}

impl<'t> Report<'t> {
    pub(super) fn new(tree: &'t Tree) -> Report<'t> {
        let junk = tree.nodes.iter().filter(|node| node.kind == NodeKind::Junk);
        Report {
            tree,
            certain: Vec::new(),
            structural: Vec::new(),
            characters: Vec::new(),
            bare_texts: Vec::new(),
            before_unterminated: Vec::new(),
            noise: Vec::new(),
            unreliable: Vec::new(),
            unclosed_ends: BTreeMap::new(),
            declaration_starts: tree.declarations().map(|node| node.text_range().start).collect(),
            junk_starts: junk.map(|node| node.first as usize).collect(),
            owed_braces: 0,
            swallowed_braces: 0,
            braces_follow_error: false,
        }
    }

    /// Reports what is wrong whatever stands around it.
    pub(super) fn certain(&mut self, error: SyntaxError) {
        self.certain.push(error);
    }

    /// Reports characters that belong to nothing.
    pub(super) fn character(&mut self, error: SyntaxError) {
        self.characters.push(error);
    }

    /// Reports a text without quotes.
    pub(super) fn bare_text(&mut self, error: SyntaxError) {
        self.bare_texts.push(error.range.clone());
        self.certain.push(error);
    }

    /// Reports that a file is in another language; nothing else is said of it.
    pub(super) fn foreign_file(&mut self, error: SyntaxError) {
        self.noise.push(error.range.start..self.tree.text.len() + 1);
        self.bare_texts.push(error.range.start..self.tree.text.len() + 1);
        self.certain.push(error);
    }

    /// Reports a string without an end.
    pub(super) fn unterminated(&mut self, error: SyntaxError) {
        self.before_unterminated.push(self.line_start(error.range.start)..error.range.start);
        self.certain.push(error);
    }

    /// Reports what may only follow from something else.
    pub(super) fn structural(&mut self, error: SyntaxError) {
        self.structural.push(error);
    }

    /// How many errors there are that may follow from something else.
    pub(super) fn structural_errors(&self) -> usize {
        self.structural.len()
    }

    /// Whether a brace that closes nothing follows from an error that is reported already.
    pub(super) fn forgives_brace(&mut self) -> bool {
        let owed = self.owed_braces > 0;
        self.owed_braces = self.owed_braces.saturating_sub(1);
        owed || std::mem::take(&mut self.braces_follow_error)
    }

    /// Says that the lines of some bytes hold an error after which they can't be read any further.
    pub(super) fn ignore_lines_of(&mut self, range: Range<usize>) {
        // A long line with many errors is searched for its ends once.
        if !self.noise.last().is_some_and(|last| last.start <= range.start && range.end < last.end) {
            let start = self.line_start(range.start);
            let end = self.line_end(range.end);
            self.noise.push(start..end + 1);
        }
    }

    /// Says that after some bytes a declaration can't be read any further, nor whether its brackets are
    /// closed.
    pub(super) fn ignore_declaration_from(&mut self, range: Range<usize>) {
        let next = self.declaration_starts.partition_point(|start| *start <= range.start);
        let first = next.checked_sub(1).and_then(|index| self.declaration_starts.get(index)).copied();
        let end = self.declaration_starts.get(next).copied().unwrap_or(self.tree.text.len() + 1);
        self.noise.push(range.start..end);
        self.unreliable.push(first.unwrap_or_default()..end);
    }

    fn line_start(&self, place: usize) -> usize {
        self.tree.text.get(..place).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    fn line_end(&self, place: usize) -> usize {
        let behind = self.tree.text.get(place..).and_then(|behind| behind.find('\n'));
        behind.map_or(self.tree.text.len(), |length| place + length)
    }

    /// Says that no bracket of the text can be said to be open.
    pub(super) fn distrust_brackets(&mut self) {
        self.unreliable.push(0..self.tree.text.len() + 1);
    }

    pub(super) fn token(&self, index: usize) -> Option<Token> {
        self.tree.tokens.get(index).copied()
    }

    pub(super) fn kind(&self, index: usize) -> Option<TokenKind> {
        self.token(index).map(|token| token.kind)
    }

    pub(super) fn range(&self, index: usize) -> Range<usize> {
        self.token(index).map_or(self.tree.text.len()..self.tree.text.len(), Token::range)
    }

    pub(super) fn text(&self, index: usize) -> &'t str {
        self.tree.token_text(index)
    }

    /// The bytes of a node's keyword, or of the node.
    pub(super) fn keyword_range(&self, node: SyntaxNode<'t>) -> Range<usize> {
        node.keyword_token().map_or_else(|| node.text_range(), |index| self.range(index))
    }

    /// The text between a token and the one before it.
    pub(super) fn gap_before(&self, index: usize) -> &'t str {
        self.tree.gap(index)
    }

    /// Whether two tokens stand on one line.
    pub(super) fn same_line(&self, first: usize, second: usize) -> bool {
        let between = self.range(first).end..self.range(second).start;
        self.tree.text.get(between).is_some_and(|text| !text.contains('\n'))
    }

    /// Reports that something is missing before the token at a place, which is often not there at all.
    pub(super) fn missing(&mut self, place: usize, error: SyntaxError) {
        let junk_follows = self.junk_starts.binary_search(&place).is_ok();
        if !junk_follows && !self.unclosed_ends.contains_key(&place) {
            self.structural(error);
        }
    }

    /// Checks what an opening bracket without its partner holds, and reports it unless a brace too many was
    /// found there; once for all brackets that end at one place.
    pub(super) fn unclosed(
        &mut self,
        node: SyntaxNode<'t>,
        error: SyntaxError,
        validate_content: impl FnOnce(&mut Report<'t>),
    ) {
        let swallowed = self.swallowed_braces;
        let end = node.tokens().end;
        self.unclosed_ends.entry(end).or_default();
        validate_content(self);
        if self.swallowed_braces > swallowed {
            return;
        }
        let reported = self.unclosed_ends.insert(end, Some(self.structural.len())).flatten();
        match reported.and_then(|index| self.structural.get_mut(index).zip(Some(index))) {
            Some((inner, index)) => {
                let inner = std::mem::replace(inner, error);
                self.unclosed_ends.insert(end, Some(index));
                self.also_unclosed(index, inner);
            }
            None => self.structural(error),
        }
    }

    /// Says of what is not closed inside of something else that neither is.
    fn also_unclosed(&mut self, outer: usize, inner: SyntaxError) {
        if let Some(outer) = self.structural.get_mut(outer) {
            outer.related.push((inner.range, "not closed either".to_string()));
            let also = inner
                .related
                .into_iter()
                .filter(|(range, _)| !outer.related.iter().any(|(known, _)| known == range));
            let also: Vec<_> = also.collect();
            outer.related.extend(also);
        }
    }

    /// The errors that are left when all that only follows from others is gone, by place.
    pub(super) fn finish(mut self) -> Vec<SyntaxError> {
        merge(&mut self.noise);
        merge(&mut self.unreliable);
        merge(&mut self.bare_texts);
        self.drop_explained_characters();
        let mut errors = std::mem::take(&mut self.structural);
        errors.retain(|error| self.is_believed(error));
        errors.sort_by_key(|error| (error.range.start, error.range.end));
        self.keep_first_of_lines(&mut errors);
        errors.append(&mut self.certain);
        errors.sort_by_key(|error| (error.range.start, error.range.end));
        errors
    }

    /// After one error on a line the rest of the line is believed only where it can be put right by itself.
    fn keep_first_of_lines(&self, errors: &mut Vec<SyntaxError>) {
        let mut line_end = 0;
        errors.retain(|error| {
            let misspelt =
                matches!(error.kind, SyntaxErrorKind::UnknownClause | SyntaxErrorKind::UnknownDeclaration);
            let first = error.range.start >= line_end;
            if first {
                line_end = self.line_end(error.range.start) + 1;
            }
            first || (misspelt && error.fix.is_some())
        });
    }

    fn drop_explained_characters(&mut self) {
        let mut characters = std::mem::take(&mut self.characters);
        characters.retain(|error| {
            let start = error.range.start;
            !is_within(&self.before_unterminated, start) && !is_within(&self.bare_texts, start)
        });
        self.certain.append(&mut characters);
    }

    fn is_believed(&self, error: &SyntaxError) -> bool {
        let unclosed = error.kind == SyntaxErrorKind::Unclosed;
        let start = error.range.start;
        let unreliable = unclosed && is_within(&self.unreliable, start);
        !unreliable && !is_within(&self.noise, start)
    }
}

/// Sorts ranges and joins those that touch.
fn merge(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.drain(..) {
        match merged.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    *ranges = merged;
}

fn is_within(ranges: &[Range<usize>], place: usize) -> bool {
    let behind = ranges.partition_point(|range| range.start <= place);
    behind.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| range.contains(&place))
}
