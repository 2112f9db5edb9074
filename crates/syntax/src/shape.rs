//! What the next few tokens look like: where a declaration or an item begins, and how many tokens an error
//! costs. Plain functions over what lies ahead, each of them linear in what it consumes; builds nothing.

mod expected;
mod nested;
mod unquoted;

use crate::clauses::{Body, clauses};
use crate::kind::TokenKind;

pub(crate) use expected::Expected;
pub(crate) use nested::{
    declared_in_clause_length, mark_nested, stray_block_length, tested_block_length, used_block_length,
};
pub(crate) use unquoted::{
    bare_declared_list_length, bare_key_length, bare_list_length, bare_name_length, bare_text_length,
    binding_type_length, continues_glued, labelled_number_length, leading_type_length, parenthesized_length,
    paths_length, spaced_duration_length,
};

/// What the grammar sees of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) kind: TokenKind,
    /// Whether it is an opening bracket that has its partner.
    pub(crate) closed: bool,
    /// Whether a brace before it in its declaration has no partner, so that blocks may not end where they
    /// should.
    pub(crate) unsettled: bool,
    /// Whether it follows the token before it without white space, as the parts of a text do whose quotes are
    /// missing.
    pub(crate) glued: bool,
    /// Whether it is the first on its line.
    pub(crate) begins_line: bool,
    /// Whether it is the word of a clause, though what follows is written like a declaration.
    pub(crate) nested: bool,
}

impl Lexeme {
    pub(crate) fn of(kind: TokenKind, glued: bool, begins_line: bool) -> Lexeme {
        Lexeme { kind, closed: false, unsettled: false, glued, begins_line, nested: false }
    }
}

/// A set of kinds of token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KindSet(u128);

impl KindSet {
    pub(crate) const fn of(kinds: &[TokenKind]) -> KindSet {
        let mut bits = 0;
        let mut rest = kinds;
        while let [kind, others @ ..] = rest {
            bits |= 1 << (*kind as u8);
            rest = others;
        }
        KindSet(bits)
    }

    pub(crate) const fn without(self, others: KindSet) -> KindSet {
        KindSet(self.0 & !others.0)
    }

    pub(crate) const fn with(self, others: KindSet) -> KindSet {
        KindSet(self.0 | others.0)
    }

    pub(crate) const fn overlaps(self, others: KindSet) -> bool {
        self.0 & others.0 != 0
    }

    pub(crate) const fn contains(self, kind: TokenKind) -> bool {
        self.0 & (1 << (kind as u8)) != 0
    }
}

const DECLARATIONS: KindSet = KindSet::of(&[
    TokenKind::EnvironmentKeyword,
    TokenKind::LetKeyword,
    TokenKind::ExternKeyword,
    TokenKind::FlowKeyword,
    TokenKind::PolicyKeyword,
    TokenKind::TemplateKeyword,
    TokenKind::ProductKeyword,
    TokenKind::WorkflowKeyword,
    TokenKind::ApplicationKeyword,
]);

/// The words that begin a clause of a body.
pub(crate) fn own_words(body: Body) -> KindSet {
    let mut set = KindSet::of(&[]);
    for clause in clauses(body) {
        set = set.with(KindSet::of(&[clause.word]));
    }
    set
}

fn kind_at(rest: &[Lexeme], index: usize) -> Option<TokenKind> {
    rest.get(index).map(|lexeme| lexeme.kind)
}

fn is_name(kind: TokenKind) -> bool {
    kind.is_word() || kind == TokenKind::String
}

fn is_name_at(rest: &[Lexeme], index: usize) -> bool {
    kind_at(rest, index).is_some_and(is_name)
}

/// Whether a declaration begins here whatever stands before: nothing else is written like this. A doc comment
/// is a token only before declarations.
pub(crate) fn starts_declaration(rest: &[Lexeme]) -> bool {
    use TokenKind::{ApplicationKeyword, DocComment, EnvironmentKeyword, ExternKeyword, LetKeyword};
    let word = rest.first().filter(|lexeme| !lexeme.nested);
    match word.map(|lexeme| lexeme.kind) {
        Some(DocComment) => true,
        Some(keyword) if DECLARATIONS.contains(keyword) => {
            let third = kind_at(rest, 2);
            match keyword {
                ExternKeyword => kind_at(rest, 1).is_some_and(is_extern_kind) && third.is_some_and(is_name),
                LetKeyword => is_name_at(rest, 1) && third == Some(TokenKind::Equals),
                EnvironmentKeyword | ApplicationKeyword => {
                    is_name_at(rest, 1) && third == Some(TokenKind::LeftBrace)
                }
                _ => is_name_at(rest, 1) && third.is_some_and(opens_pattern),
            }
        }
        _ => false,
    }
}

fn is_extern_kind(kind: TokenKind) -> bool {
    EXTERN_KINDS.contains(kind)
}

/// What can be declared as `extern`.
pub(crate) const EXTERN_KINDS: KindSet = KindSet::of(&[
    TokenKind::WorkflowKeyword,
    TokenKind::FlowKeyword,
    TokenKind::ProductKeyword,
    TokenKind::TemplateKeyword,
]);

fn opens_pattern(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::LeftBrace | TokenKind::LeftParenthesis | TokenKind::Equals)
}

/// Whether a declaration begins here, outside of any block: a keyword with a name that is no keyword will do.
pub(crate) fn starts_next_declaration(rest: &[Lexeme]) -> bool {
    if starts_declaration(rest) {
        return true;
    }
    let named = matches!(kind_at(rest, 1), Some(TokenKind::Word | TokenKind::String));
    named && kind_at(rest, 0).is_some_and(|keyword| DECLARATIONS.contains(keyword))
}

/// Whether a block ends here: at its brace, at a declaration or at the end; and where a brace is missing
/// somewhere, at an item that only what is around it can hold.
pub(crate) fn ends_block(rest: &[Lexeme], body: Body) -> bool {
    match rest.first() {
        None => true,
        Some(lexeme) if lexeme.kind == TokenKind::RightBrace => true,
        Some(lexeme) if lexeme.unsettled => {
            starts_outer_item(rest, body) || starts_likely_declaration(rest, body)
        }
        Some(_) => starts_declaration(rest),
    }
}

fn starts_likely_declaration(rest: &[Lexeme], body: Body) -> bool {
    let own = kind_at(rest, 0).is_some_and(|kind| own_words(body).contains(kind));
    starts_declaration(rest) || (!own && starts_next_declaration(rest))
}

fn starts_outer_item(rest: &[Lexeme], body: Body) -> bool {
    let Some(outer) = outer(body) else { return false };
    let only_outer = own_words(outer).without(own_words(body));
    let clause = kind_at(rest, 0).is_some_and(|kind| only_outer.contains(kind));
    let names = kind_at(rest, 0).is_some_and(is_name) && continues_chain(rest);
    let own = kind_at(rest, 0).is_some_and(|kind| own_words(body).contains(kind));
    clause || (names && !own)
}

/// The body around the blocks of steps.
fn outer(body: Body) -> Option<Body> {
    match body {
        Body::Step => Some(Body::Flow),
        Body::WorkflowStep => Some(Body::Workflow),
        _ => None,
    }
}

/// Whether a step with a block begins here, rather than a clause with a block behind the name `step`.
fn starts_step(rest: &[Lexeme]) -> bool {
    let third = matches!(kind_at(rest, 2), Some(TokenKind::LeftBrace | TokenKind::Comma));
    let named = kind_at(rest, 1).is_some_and(|kind| is_name(kind) && !BLOCKS.contains(kind));
    kind_at(rest, 0) == Some(TokenKind::StepKeyword) && named && third
}

/// The clauses whose block follows their word.
const BLOCKS: KindSet = KindSet::of(&[
    TokenKind::DefaultKeyword,
    TokenKind::LabelsKeyword,
    TokenKind::AnnotationsKeyword,
    TokenKind::ExtraKeyword,
]);

/// Whether what begins here is no value or name, though it starts with a word: a declaration or a step.
pub(crate) fn starts_other_item(rest: &[Lexeme]) -> bool {
    let unsettled = rest.first().is_some_and(|lexeme| lexeme.unsettled);
    let certain = unsettled || kind_at(rest, 2) == Some(TokenKind::LeftBrace);
    (certain && starts_step(rest)) || starts_declaration(rest)
}

/// Whether a chain of arrows begins here.
pub(crate) fn starts_chain(rest: &[Lexeme]) -> bool {
    match kind_at(rest, 0) {
        Some(TokenKind::String | TokenKind::Arrow) => true,
        Some(word) if word.is_word() => {
            continues_chain(rest.get(bare_text_length(rest).saturating_sub(1)..).unwrap_or_default())
        }
        _ => false,
    }
}

const COMPARING: KindSet = KindSet::of(&[
    TokenKind::EqualEqual,
    TokenKind::NotEqual,
    TokenKind::Equals,
    TokenKind::InKeyword,
    TokenKind::NotKeyword,
    TokenKind::ExistsKeyword,
    TokenKind::MatchesKeyword,
]);

fn continues_chain(rest: &[Lexeme]) -> bool {
    matches!(kind_at(rest, 1), Some(TokenKind::Comma | TokenKind::Arrow))
}

/// Whether an item of a body begins here, or its block ends.
fn starts_item(rest: &[Lexeme], body: Body, own: KindSet) -> bool {
    let Some(kind) = kind_at(rest, 0) else { return true };
    own.contains(kind)
        || (body.has_arrows() && is_name(kind) && continues_chain(rest))
        || ends_block(rest, body)
}

/// How many tokens a misspelt clause costs, its word included: values, a block, and what can begin no item.
/// The next word is a clause of its own, known or not.
pub(crate) fn unknown_clause_length(rest: &[Lexeme], body: Body) -> usize {
    let own = own_words(body);
    let mut length = 1;
    if matches!(kind_at(rest, length), Some(TokenKind::Equals | TokenKind::Colon)) {
        length += 1;
    }
    let behind = rest.get(length..).unwrap_or_default();
    if !ends_block(behind, body) {
        length += value_list_length(behind, own);
    }
    if kind_at(rest, length) == Some(TokenKind::LeftBrace) {
        length += brackets_length(rest.get(length..).unwrap_or_default());
    }
    if kind_at(rest, length).is_some_and(TokenKind::is_word) {
        return length;
    }
    length + junk_length(rest.get(length..).unwrap_or_default(), body, own)
}

/// How many tokens belong to nothing, up to the next item of a body.
pub(crate) fn block_junk_length(rest: &[Lexeme], body: Body) -> usize {
    let first = token_or_braces_length(rest);
    first + junk_length(rest.get(first..).unwrap_or_default(), body, own_words(body))
}

fn junk_length(rest: &[Lexeme], body: Body, own: KindSet) -> usize {
    let mut length = 0;
    while let Some(behind) = rest.get(length..).filter(|behind| !starts_item(behind, body, own)) {
        length += token_or_braces_length(behind);
    }
    length
}

/// `VALUE, VALUE` before anything but an arrow, which would make it a chain.
fn value_list_length(rest: &[Lexeme], own: KindSet) -> usize {
    let mut length = 0;
    loop {
        let value = value_length(rest.get(length..).unwrap_or_default(), own);
        length += value;
        if value == 0 || kind_at(rest, length) != Some(TokenKind::Comma) {
            break;
        }
        length += 1;
    }
    if kind_at(rest, length) == Some(TokenKind::Arrow) { 0 } else { length }
}

fn value_length(rest: &[Lexeme], own: KindSet) -> usize {
    match rest.first() {
        Some(lexeme) if own.contains(lexeme.kind) => 0,
        Some(lexeme) if lexeme.kind.is_word() || LITERALS.contains(lexeme.kind) => 1,
        Some(lexeme) if lexeme.closed && lexeme.kind != TokenKind::LeftBrace => brackets_length(rest),
        _ => 0,
    }
}

/// The values of one token that are no word.
pub(crate) const LITERALS: KindSet = KindSet::of(&[
    TokenKind::String,
    TokenKind::TextBlock,
    TokenKind::Integer,
    TokenKind::Duration,
    TokenKind::Path,
]);

/// One token, or a whole `{…}`.
fn token_or_braces_length(rest: &[Lexeme]) -> usize {
    if kind_at(rest, 0) == Some(TokenKind::LeftBrace) { brackets_length(rest) } else { 1 }
}

/// From an opening bracket to its partner; without one, to the next declaration.
pub(crate) fn brackets_length(rest: &[Lexeme]) -> usize {
    let opening = kind_at(rest, 0);
    let closing = opening.and_then(partner);
    let mut depth = 0_usize;
    for (index, lexeme) in rest.iter().enumerate() {
        if Some(lexeme.kind) == opening {
            depth += 1;
        } else if Some(lexeme.kind) == closing {
            depth -= 1;
            if depth == 0 {
                return index + 1;
            }
        } else if index > 0 && starts_declaration(rest.get(index..).unwrap_or_default()) {
            return index;
        }
    }
    rest.len()
}

fn partner(opening: TokenKind) -> Option<TokenKind> {
    match opening {
        TokenKind::LeftBrace => Some(TokenKind::RightBrace),
        TokenKind::LeftBracket => Some(TokenKind::RightBracket),
        TokenKind::LeftParenthesis => Some(TokenKind::RightParenthesis),
        _ => None,
    }
}

/// How many tokens a misspelt declaration costs, its word included: all through its block or value, or up to
/// the next declaration, misspelt or not.
pub(crate) fn unknown_declaration_length(rest: &[Lexeme]) -> usize {
    let mut length = 1;
    while let Some(behind) = rest.get(length..).filter(|behind| !behind.is_empty()) {
        match kind_at(behind, 0) {
            _ if starts_next_declaration(behind) || starts_misspelt_declaration(behind) => break,
            Some(TokenKind::LeftBrace) => return length + brackets_length(behind),
            Some(TokenKind::Equals) => {
                let value = value_length(behind.get(1..).unwrap_or_default(), KindSet::of(&[]));
                let ends = kind_at(behind, value + 1).is_none_or(TokenKind::is_word);
                if value > 0 && ends {
                    return length + value + 1;
                }
            }
            _ => {}
        }
        length += 1;
    }
    length
}

/// Whether what begins here is written like a declaration, but for its word.
fn starts_misspelt_declaration(rest: &[Lexeme]) -> bool {
    let named = kind_at(rest, 0).is_some_and(TokenKind::is_word) && is_name_at(rest, 1);
    named && matches!(kind_at(rest, 2), Some(TokenKind::LeftBrace | TokenKind::Equals))
}

/// How many tokens belong to nothing, up to the next word outside of braces.
pub(crate) fn file_junk_length(rest: &[Lexeme]) -> usize {
    let mut length = token_or_braces_length(rest).min(rest.len());
    while let Some(kind) = kind_at(rest, length) {
        if kind.is_word() || kind == TokenKind::DocComment {
            break;
        }
        length += token_or_braces_length(rest.get(length..).unwrap_or_default());
    }
    length
}

/// How many tokens stand between the name of a declaration and what opens its body; none where no body
/// follows soon.
pub(crate) fn head_junk_length(rest: &[Lexeme], body: Body) -> usize {
    let own = own_words(body);
    junk_length_before(rest, opens_pattern, |rest| {
        kind_at(rest, 0).is_some_and(|kind| own.contains(kind)) || starts_next_declaration(rest)
    })
}

/// How many tokens stand between the name of a `let` and its `=`.
pub(crate) fn let_junk_length(rest: &[Lexeme]) -> usize {
    junk_length_before(rest, |kind| kind == TokenKind::Equals, starts_next_declaration)
}

fn junk_length_before(
    rest: &[Lexeme],
    ends: impl Fn(TokenKind) -> bool,
    forbids: impl Fn(&[Lexeme]) -> bool,
) -> usize {
    for length in 0..=LONGEST_HEAD_JUNK {
        match kind_at(rest, length) {
            Some(kind) if ends(kind) => return length,
            Some(TokenKind::RightBrace) | None => return 0,
            _ if forbids(rest.get(length..).unwrap_or_default()) => return 0,
            _ => {}
        }
    }
    0
}

const LONGEST_HEAD_JUNK: usize = 8;

/// How many tokens belong to nothing in a list in brackets: one, or what brackets hold.
pub(crate) fn list_junk_length(rest: &[Lexeme]) -> usize {
    match rest.first() {
        Some(lexeme) if lexeme.closed => brackets_length(rest),
        Some(_) => 1,
        None => 0,
    }
}

/// Whether a block of entries ends here: at a declaration; and where a brace is missing somewhere, at a
/// clause of the body around it that is no entry.
pub(crate) fn ends_entries(rest: &[Lexeme], own: KindSet) -> bool {
    let unsettled = rest.first().is_some_and(|lexeme| lexeme.unsettled);
    let clause = kind_at(rest, 0).is_some_and(|kind| own.contains(kind));
    let outside = clause || starts_next_declaration(rest);
    starts_declaration(rest) || (unsettled && outside && !continues_entry(rest))
}

/// Whether the word here is a key, by what follows it.
fn continues_entry(rest: &[Lexeme]) -> bool {
    let continuation =
        [TokenKind::Equals, TokenKind::Colon, TokenKind::Dot, TokenKind::Comma, TokenKind::RightBrace];
    kind_at(rest, 1).is_some_and(|kind| continuation.contains(&kind))
}

/// Whether a name follows a name without the comma between them: one before a comma or the block, or one on
/// the same line.
pub(crate) fn continues_names(rest: &[Lexeme]) -> bool {
    let ends = matches!(kind_at(rest, 1), Some(TokenKind::Comma | TokenKind::LeftBrace));
    (is_name_at(rest, 0) && ends) || continues_line_of_names(rest)
}

fn continues_line_of_names(rest: &[Lexeme]) -> bool {
    let same_line = rest.first().is_some_and(|lexeme| !lexeme.begins_line);
    same_line && matches!(kind_at(rest, 0), Some(TokenKind::Word | TokenKind::String))
}

/// What a hook can wait for.
pub(crate) const EVENTS: KindSet =
    KindSet::of(&[TokenKind::StartKeyword, TokenKind::SuccessKeyword, TokenKind::FailKeyword]);

/// Whether a word stands where an event is due, and a workflow follows it.
pub(crate) fn starts_wrong_event(rest: &[Lexeme], own: KindSet) -> bool {
    let event = kind_at(rest, 0).is_some_and(|kind| kind.is_word() && !own.contains(kind));
    let workflow = kind_at(rest, 1).is_some_and(|kind| is_name(kind) && !own.contains(kind));
    event && workflow && !starts_chain(rest.get(1..).unwrap_or_default())
}

/// Whether a name with a separator behind it stands here.
pub(crate) fn starts_named(rest: &[Lexeme]) -> bool {
    is_name_at(rest, 0) && matches!(kind_at(rest, 1), Some(TokenKind::Colon | TokenKind::Equals))
}

/// Whether, in the names of a declaration, another name follows without the comma between them.
pub(crate) fn continues_declared_names(rest: &[Lexeme]) -> bool {
    let name = matches!(kind_at(rest, 0), Some(TokenKind::Word | TokenKind::String));
    let keyword =
        kind_at(rest, 0).is_some_and(TokenKind::is_word) && kind_at(rest, 1) == Some(TokenKind::Comma);
    let end = kind_at(rest, 1).is_none_or(|kind| {
        matches!(kind, TokenKind::Comma | TokenKind::LeftBrace | TokenKind::DocComment)
            || DECLARATIONS.contains(kind)
    });
    keyword || (name && end) || continues_line_of_names(rest)
}

/// Whether a word stands where the kind of an `extern` is due, and a name follows it.
pub(crate) fn starts_wrong_extern_kind(rest: &[Lexeme]) -> bool {
    let declares = match kind_at(rest, 0) {
        Some(TokenKind::PolicyKeyword | TokenKind::ApplicationKeyword) => starts_declaration(rest),
        _ => starts_next_declaration(rest),
    };
    let word = kind_at(rest, 0).is_some_and(TokenKind::is_word) && !declares;
    word && is_name_at(rest, 1) && !kind_at(rest, 1).is_some_and(|second| DECLARATIONS.contains(second))
}

/// How many words stand before the kind of an `extern`.
pub(crate) fn extern_junk_length(rest: &[Lexeme]) -> usize {
    let kind = |index| kind_at(rest, index).is_some_and(|kind| EXTERN_KINDS.contains(kind));
    usize::from(!kind(0) && kind(1) && is_name_at(rest, 0) && is_name_at(rest, 2))
}

/// Whether a word stands here that is compared with something, rather than the word that compares.
pub(crate) fn starts_compared_word(rest: &[Lexeme]) -> bool {
    let compares = |index| kind_at(rest, index).is_some_and(|kind| COMPARING.contains(kind));
    kind_at(rest, 0).is_some_and(TokenKind::is_word) && !compares(0) && compares(1)
}

/// Whether a separator stands here before a block, which needs none.
pub(crate) fn separates_block(rest: &[Lexeme]) -> bool {
    matches!(kind_at(rest, 0), Some(TokenKind::Equals | TokenKind::Colon))
        && kind_at(rest, 1) == Some(TokenKind::LeftBrace)
}

/// Whether a colon stands here before a name, which needs none.
pub(crate) fn separates_name(rest: &[Lexeme]) -> bool {
    kind_at(rest, 0) == Some(TokenKind::Colon) && is_name_at(rest, 1)
}

/// Whether the items of a block begin here without its brace.
pub(crate) fn starts_headless_block(rest: &[Lexeme], body: Body) -> bool {
    let word = kind_at(rest, 0);
    let around = outer(body).map_or(DECLARATIONS, own_words);
    let clause = word.is_some_and(|word| own_words(body).without(around).contains(word));
    let chain = word.is_some_and(is_name) && kind_at(rest, 1) == Some(TokenKind::Arrow);
    clause || (body.has_arrows() && chain)
}

/// Whether entries begin here without the brace of their block.
pub(crate) fn starts_headless_entries(rest: &[Lexeme]) -> bool {
    is_name_at(rest, 0)
        && matches!(kind_at(rest, 1), Some(TokenKind::Equals | TokenKind::Dot | TokenKind::Colon))
}

/// How many tokens are the type of a parameter without its colon.
pub(crate) fn bare_type_length(rest: &[Lexeme]) -> usize {
    let word = kind_at(rest, 0).is_some_and(TokenKind::is_word);
    usize::from(word && kind_at(rest, 1) != Some(TokenKind::Colon))
}

/// Whether a test begins here where a name is due.
pub(crate) fn starts_test(rest: &[Lexeme], own: KindSet) -> bool {
    let subject = kind_at(rest, 1).is_some_and(|kind| kind.is_word() && !own.contains(kind));
    kind_at(rest, 0) == Some(TokenKind::WhenKeyword)
        && subject
        && kind_at(rest, 1) != Some(TokenKind::WhenKeyword)
}

/// Whether `from` stands here with a source behind it, rather than as a name.
pub(crate) fn starts_source(rest: &[Lexeme]) -> bool {
    let source = [TokenKind::String, TokenKind::ExpressionKeyword, TokenKind::SecretKeyword];
    kind_at(rest, 0) == Some(TokenKind::FromKeyword)
        && kind_at(rest, 1).is_some_and(|kind| source.contains(&kind))
}
