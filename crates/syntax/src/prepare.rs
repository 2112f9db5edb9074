//! Between lexer and grammar, one pass over the tokens: which brackets have a partner, which lie too deep,
//! and which doc comments document something. What is found makes every decision of the grammar a local one.

use std::ops::Range;

use crate::kind::TokenKind;
use crate::lexer;
use crate::shape::{self, Lexeme};
use crate::tree::Token;

/// How deep brackets may nest.
pub(crate) const DEEPEST_NESTING: usize = 256;

/// The tokens of a tree, and what the grammar sees of each.
pub(crate) struct Prepared {
    pub(crate) tokens: Vec<Token>,
    pub(crate) lexemes: Vec<Lexeme>,
    /// The bytes of doc comments that document nothing; they are no tokens.
    pub(crate) misplaced: Vec<Range<usize>>,
}

/// Prepares the tokens of a text.
pub(crate) fn prepare(text: &str, tokens: Vec<Token>) -> Prepared {
    let mut lexemes = lexemes(text, &tokens);
    shape::mark_nested(&mut lexemes);
    let mut pass =
        Pass { tokens, lexemes, misplaced: Vec::new(), open: Vec::new(), open_by_kind: [0; 3], too_deep: 0 };
    let mut documentation = 0;
    for index in 0..pass.tokens.len() {
        if pass.kind(index) == Some(TokenKind::DocComment) {
            documentation += 1;
            continue;
        }
        if documentation > 0 {
            pass.take_documentation(index - documentation..index);
            documentation = 0;
        }
        pass.take(index);
    }
    let end = pass.tokens.len();
    pass.misplaced.extend(end - documentation..end);
    pass.finish()
}

fn lexemes(text: &str, tokens: &[Token]) -> Vec<Lexeme> {
    let mut before: Option<Token> = None;
    let seen = tokens.iter().map(|token| {
        let glued = before.is_some_and(|before| before.end == token.start && may_join(text, before));
        let gap = before.map_or(0, |before| before.end as usize)..token.start as usize;
        let begins_line =
            before.is_none() || text.as_bytes().get(gap).is_some_and(|gap| gap.contains(&b'\n'));
        before = Some(*token);
        Lexeme::of(token.kind, glued && may_join(text, *token), begins_line)
    });
    seen.collect()
}

/// Whether a token can be part of a text without quotes; signs that are no token of promo's can't.
fn may_join(text: &str, token: Token) -> bool {
    token.kind != TokenKind::Unknown || text.get(token.range()).is_some_and(lexer::is_bare_text)
}

struct Pass {
    tokens: Vec<Token>,
    lexemes: Vec<Lexeme>,
    /// The places of doc comments that document nothing.
    misplaced: Vec<usize>,
    /// The brackets that are open, outermost first.
    open: Vec<Open>,
    /// How many of them are of each kind.
    open_by_kind: [usize; 3],
    /// How many brackets are open beyond the deepest.
    too_deep: usize,
}

#[derive(Clone, Copy)]
struct Open {
    bracket: Bracket,
    lexeme: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Brace,
    Square,
    Round,
}

impl Pass {
    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.lexemes.get(index).map(|lexeme| lexeme.kind)
    }

    fn rest(&self, index: usize) -> &[Lexeme] {
        self.lexemes.get(index..).unwrap_or_default()
    }

    /// Keeps doc comments that stand before a declaration: outside of brackets before any word, within them
    /// only where what follows can be nothing else.
    fn take_documentation(&mut self, comments: Range<usize>) {
        let rest = self.rest(comments.end);
        let outside = self.open.is_empty() && rest.first().is_some_and(|lexeme| lexeme.kind.is_word());
        if !outside && !shape::starts_declaration(rest) {
            self.misplaced.extend(comments);
        }
    }

    fn take(&mut self, index: usize) {
        if !self.open.is_empty() && shape::starts_declaration(self.rest(index)) {
            self.forget_open_brackets();
        }
        match self.kind(index).and_then(bracket_of) {
            Some((bracket, true)) => self.take_opening(index, bracket),
            Some((bracket, false)) => self.take_closing(index, bracket),
            None => {}
        }
    }

    fn take_opening(&mut self, index: usize, bracket: Bracket) {
        if self.open.len() >= DEEPEST_NESTING {
            self.too_deep += 1;
            return self.refuse(index);
        }
        self.open.push(Open { bracket, lexeme: index });
        self.count(bracket, true);
    }

    fn take_closing(&mut self, index: usize, bracket: Bracket) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return self.refuse(index);
        }
        if self.open_by_kind.get(bracket as usize).is_some_and(|count| *count > 0) {
            self.close(bracket);
        }
    }

    fn refuse(&mut self, index: usize) {
        if let (Some(token), Some(lexeme)) = (self.tokens.get_mut(index), self.lexemes.get_mut(index)) {
            token.kind = TokenKind::TooDeep;
            lexeme.kind = TokenKind::TooDeep;
        }
    }

    /// Joins a closing bracket with the innermost open one of its kind; those within it stay without a
    /// partner.
    fn close(&mut self, bracket: Bracket) {
        while let Some(open) = self.open.pop() {
            self.count(open.bracket, false);
            if open.bracket == bracket {
                if let Some(lexeme) = self.lexemes.get_mut(open.lexeme) {
                    lexeme.closed = true;
                }
                return;
            }
        }
    }

    fn count(&mut self, bracket: Bracket, opens: bool) {
        if let Some(count) = self.open_by_kind.get_mut(bracket as usize) {
            *count = if opens { *count + 1 } else { count.saturating_sub(1) };
        }
    }

    fn forget_open_brackets(&mut self) {
        self.open.clear();
        self.open_by_kind = [0; 3];
        self.too_deep = 0;
    }

    /// Takes the misplaced doc comments out of the tokens.
    fn finish(self) -> Prepared {
        let Pass { mut tokens, mut lexemes, misplaced, .. } = self;
        let ranges =
            misplaced.iter().filter_map(|index| tokens.get(*index)).map(|token| token.range()).collect();
        if !misplaced.is_empty() {
            remove(&mut tokens, &misplaced);
            remove(&mut lexemes, &misplaced);
        }
        mark_unsettled(&mut lexemes);
        Prepared { tokens, lexemes, misplaced: ranges }
    }
}

/// Marks all that follows a brace without a partner, up to the next declaration.
fn mark_unsettled(lexemes: &mut [Lexeme]) {
    let mut unsettled = false;
    for index in 0..lexemes.len() {
        let rest = lexemes.get(index..).unwrap_or_default();
        let Some(lexeme) = rest.first().copied() else { return };
        unsettled = unsettled && !shape::starts_declaration(rest);
        if let Some(lexeme) = lexemes.get_mut(index).filter(|_| unsettled) {
            lexeme.unsettled = true;
        }
        unsettled = unsettled || (lexeme.kind == TokenKind::LeftBrace && !lexeme.closed);
    }
}

/// Removes what stands at some places, which are in order.
fn remove<T>(items: &mut Vec<T>, places: &[usize]) {
    let mut places = places.iter().copied().peekable();
    let mut index = 0;
    items.retain(|_| {
        let removed = places.next_if_eq(&index).is_some();
        index += 1;
        !removed
    });
}

fn bracket_of(kind: TokenKind) -> Option<(Bracket, bool)> {
    match kind {
        TokenKind::LeftBrace => Some((Bracket::Brace, true)),
        TokenKind::RightBrace => Some((Bracket::Brace, false)),
        TokenKind::LeftBracket => Some((Bracket::Square, true)),
        TokenKind::RightBracket => Some((Bracket::Square, false)),
        TokenKind::LeftParenthesis => Some((Bracket::Round, true)),
        TokenKind::RightParenthesis => Some((Bracket::Round, false)),
        _ => None,
    }
}
