//! The vocabulary that the grammar is written in: tokens, nodes, what lies ahead, and junk. Every part yields
//! nothing but its nodes. Knows no construct of the language.

use chumsky::Boxed;
use chumsky::error::EmptyErr;
use chumsky::extra::Full;
use chumsky::input::InputRef;
use chumsky::prelude::*;

use crate::kind::{NodeKind, TokenKind};
use crate::nodes::Nodes;
use crate::shape::{KindSet, Lexeme};

type Extra = Full<EmptyErr, Nodes, ()>;

type Input<'t, 'p> = InputRef<'t, 'p, &'t [Lexeme], Extra>;

/// A part of the grammar.
pub(super) trait Part<'t>: Parser<'t, &'t [Lexeme], (), Extra> + Clone + 't {}

impl<'t, P: Parser<'t, &'t [Lexeme], (), Extra> + Clone + 't> Part<'t> for P {}

/// A part whose type is hidden, so that it can be used in many places at no cost.
pub(super) type SharedPart<'t> = Boxed<'t, 't, &'t [Lexeme], (), Extra>;

/// A token of a kind.
pub(super) fn token<'t>(kind: TokenKind) -> impl Part<'t> + Copy {
    token_of(KindSet::of(&[kind]))
}

/// A token of one of some kinds.
pub(super) fn token_of<'t>(kinds: KindSet) -> impl Part<'t> + Copy {
    any().filter(move |lexeme: &Lexeme| kinds.contains(lexeme.kind)).ignored()
}

/// A word, keyword or not.
pub(super) fn word<'t>() -> impl Part<'t> + Copy {
    any().filter(|lexeme: &Lexeme| lexeme.kind.is_word()).ignored()
}

/// An opening bracket that has its partner, or one that has none.
pub(super) fn bracket<'t>(kind: TokenKind, closed: bool) -> impl Part<'t> + Copy {
    any().filter(move |lexeme: &Lexeme| lexeme.kind == kind && lexeme.closed == closed).ignored()
}

/// A node around what a part takes; none where it takes nothing.
pub(super) fn node<'t>(kind: NodeKind, content: impl Part<'t>) -> impl Part<'t> {
    custom(move |input: &mut Input<'t, '_>| {
        let first = *input.cursor().inner();
        let place = input.state().open(kind, first);
        input.check(&content)?;
        let end = *input.cursor().inner();
        input.state().close(place, end);
        Ok(())
    })
}

/// Nothing, where what lies ahead is as asked.
pub(super) fn ahead<'t>(condition: impl Fn(&'t [Lexeme]) -> bool + Clone + 't) -> impl Part<'t> {
    custom(move |input: &mut Input<'t, '_>| {
        let cursor = input.cursor();
        if condition(input.slice_from(&cursor..)) { Ok(()) } else { Err(EmptyErr::default()) }
    })
}

/// As many tokens as a function counts; fails where it counts none.
pub(super) fn skip<'t>(count: impl Fn(&'t [Lexeme]) -> usize + Clone + 't) -> impl Part<'t> {
    custom(move |input: &mut Input<'t, '_>| {
        let cursor = input.cursor();
        let length = count(input.slice_from(&cursor..));
        (0..length).for_each(|_| input.skip());
        if length > 0 { Ok(()) } else { Err(EmptyErr::default()) }
    })
}

/// Tokens that belong to nothing.
pub(super) fn junk<'t>(count: impl Fn(&'t [Lexeme]) -> usize + Clone + 't) -> impl Part<'t> {
    node(NodeKind::Junk, skip(count))
}

/// `PART, PART…`, where a comma may also be followed by nothing.
pub(super) fn comma_separated<'t>(part: impl Part<'t>) -> impl Part<'t> {
    let more = token(TokenKind::Comma).then(part.clone().or_not()).ignored();
    part.then(more.repeated()).ignored()
}
