//! What each clause holds behind its keyword. Which words begin a clause of which body is in `keywords.toml`;
//! a clause that is not among the special ones here takes one value.

use chumsky::prelude::*;

use super::block::{block, entries};
use super::part::{Part, SharedPart, ahead, comma_separated, junk, node, token, token_of, word};
use super::test::{CONJUNCTIONS, test};
use super::value::{SEPARATORS, Values, bare, name, not_ahead};
use crate::clauses::Body;
use crate::kind::{NodeKind, TokenKind};
use crate::shape::{self, Expected, KindSet, Lexeme};

/// A clause of a body.
pub(super) fn clause<'t>(body: Body, values: &Values<'t>) -> SharedPart<'t> {
    let own = shape::own_words(body);
    let parts = Parts::new(body, values);
    let listing = token_of(LISTING).then(parts.list()).ignored();
    let single = token_of(own.without(SPECIAL).without(LISTING)).then(parts.value()).ignored().or(listing);
    let special = choice((
        parts.numbers(),
        parts.declared(),
        parts.steps(),
        parts.labelled_blocks(),
        parts.hooks(),
        parts.when(),
        parts.sources(),
        parts.workflow_clauses(),
    ));
    ahead(move |rest| starts_with(rest, own)).ignore_then(node(NodeKind::Clause, single.or(special))).boxed()
}

const SPECIAL: KindSet = KindSet::of(&[
    TokenKind::StepKeyword,
    TokenKind::DefaultKeyword,
    TokenKind::LabelsKeyword,
    TokenKind::AnnotationsKeyword,
    TokenKind::ExtraKeyword,
    TokenKind::OnKeyword,
    TokenKind::WhenKeyword,
    TokenKind::FlowKeyword,
    TokenKind::VersionKeyword,
    TokenKind::PromoteKeyword,
    TokenKind::ClusterKeyword,
    TokenKind::InputKeyword,
    TokenKind::OutputKeyword,
    TokenKind::ExportsKeyword,
    TokenKind::UsesKeyword,
    TokenKind::SuspendKeyword,
    TokenKind::WithKeyword,
    TokenKind::EnvKeyword,
    TokenKind::RetryKeyword,
    TokenKind::PriorityKeyword,
    TokenKind::TimeoutKeyword,
    TokenKind::TemplateKeyword,
    TokenKind::ProductKeyword,
    TokenKind::EnvironmentKeyword,
]);

/// The clauses that name what is declared elsewhere.
const DECLARED: KindSet = KindSet::of(&[
    TokenKind::FlowKeyword,
    TokenKind::TemplateKeyword,
    TokenKind::ProductKeyword,
    TokenKind::EnvironmentKeyword,
]);

/// The clauses that take a list.
const LISTING: KindSet =
    KindSet::of(&[TokenKind::TagsKeyword, TokenKind::CommandKeyword, TokenKind::ArgsKeyword]);

const BRACE: KindSet = KindSet::of(&[TokenKind::LeftBrace]);

const NOTHING: KindSet = KindSet::of(&[]);

const WHEN: KindSet = KindSet::of(&[TokenKind::WhenKeyword]);

const PATH: KindSet = KindSet::of(&[TokenKind::Path]);

const NAMESPACES: KindSet = KindSet::of(&[TokenKind::NamespacesKeyword]);

const STEP: KindSet = KindSet::of(&[TokenKind::StepKeyword]);

const FROM: KindSet = KindSet::of(&[TokenKind::FromKeyword, TokenKind::GlobalKeyword]);

const GLOBAL: KindSet = KindSet::of(&[TokenKind::GlobalKeyword]);

const KEY: KindSet = KindSet::of(&[TokenKind::KeyKeyword]);

const EXPRESSION: KindSet = KindSet::of(&[TokenKind::ExpressionKeyword]);

fn starts_with(rest: &[Lexeme], kinds: KindSet) -> bool {
    rest.first().is_some_and(|lexeme| kinds.contains(lexeme.kind))
}

/// The parts that clauses of one body are made of.
struct Parts<'t> {
    body: Body,
    own: KindSet,
    expected: Expected,
    values: Values<'t>,
    /// A value, unless the next clause stands in its place.
    due: SharedPart<'t>,
}

impl<'t> Parts<'t> {
    fn new(body: Body, values: &Values<'t>) -> Parts<'t> {
        let expected = Expected::new(body);
        let due = due(expected, values).boxed();
        Parts { body, own: shape::own_words(body), expected, values: values.clone(), due }
    }

    /// A value behind which a clause goes on in a way of its own.
    fn due_before(&self, continuing: KindSet) -> impl Part<'t> + use<'t> {
        due(self.expected.before(continuing), &self.values)
    }

    fn name_before(&self, continuing: KindSet) -> impl Part<'t> + use<'t> {
        let expected = self.expected.before(continuing);
        not_ahead(move |rest| expected.is_missing(rest)).ignore_then(name())
    }

    /// Several of something with a name, unless their names belong to a chain: the rest of them is looked at once.
    fn several<P: Part<'t>>(&self, part: P) -> impl Part<'t> + use<'t, P> {
        let expected = self.expected;
        not_ahead(move |rest| expected.is_chain(rest)).ignore_then(comma_separated(part))
    }

    /// The one value of a clause. A separator before it is a slip that is reported.
    fn value(&self) -> impl Part<'t> + use<'t> {
        separated(self.due.clone())
    }

    /// The same, behind which a clause goes on in a way of its own.
    fn value_before(&self, continuing: KindSet) -> impl Part<'t> + use<'t> {
        separated(self.due_before(continuing))
    }

    /// The list of a clause, in brackets or, by a slip, without.
    fn list(&self) -> impl Part<'t> + use<'t> {
        let own = self.own;
        let bare = junk(move |rest| shape::bare_list_length(rest, own));
        token_of(SEPARATORS).or_not().then(bare.or(self.due.clone()).or_not()).ignored()
    }

    /// A value that may be left out: a clause that follows is none.
    fn optional_value(&self) -> impl Part<'t> + use<'t> {
        let own = self.own;
        not_ahead(move |rest| starts_with(rest, own)).ignore_then(self.due.clone())
    }

    /// `WORD VALUE` inside a clause.
    fn addition(&self, word: TokenKind) -> impl Part<'t> + use<'t> {
        token(word).then(self.due.clone().or_not()).ignored()
    }

    /// An integer or duration; a word before it, or a blank in it, is a slip that is reported.
    fn number(&self) -> impl Part<'t> + use<'t> {
        let labelled = junk(shape::labelled_number_length).or_not().then(self.due.clone()).ignored();
        junk(shape::spaced_duration_length).or(labelled)
    }

    fn numbers(&self) -> impl Part<'t> + use<'t> {
        const WORDS: KindSet = KindSet::of(&[TokenKind::PriorityKeyword, TokenKind::TimeoutKeyword]);
        let number = token_of(SEPARATORS).or_not().then(self.number().or_not());
        token_of(WORDS).then(number).ignored()
    }

    /// Clauses with the name of what is declared elsewhere; in a product, a `flow` may have a test.
    fn declared(&self) -> SharedPart<'t> {
        if !self.own.overlaps(DECLARED) {
            return nothing();
        }
        let own = self.own;
        let here = junk(shape::declared_in_clause_length);
        let value = not_ahead(move |rest| shape::starts_test(rest, own)).ignore_then(self.value_before(WHEN));
        let name = here.or(value).or_not();
        let tested = match self.body {
            Body::Product => self.when().or_not().ignored().boxed(),
            _ => nothing(),
        };
        let flow = token(TokenKind::FlowKeyword).then(name.clone()).then(tested.or_not()).ignored();
        flow.or(token_of(DECLARED).then(name).ignored()).boxed()
    }

    fn steps(&self) -> SharedPart<'t> {
        let inside = self.body.of_clause(TokenKind::StepKeyword);
        let Some(inside) = inside else { return nothing() };
        let block = block(inside, &self.values);
        let names = match self.body {
            Body::Workflow => self.listed(name()).boxed(),
            _ => self
                .listed(not_ahead(|rest| starts_with(rest, BRACE)).ignore_then(self.values.due.clone()))
                .boxed(),
        };
        let separator = ahead(shape::separates_block).ignore_then(token_of(SEPARATORS)).or_not();
        let block = separator.then(block.or_not()).ignored();
        let step = token(TokenKind::StepKeyword).then(names.or_not()).then(block.clone()).ignored();
        let default = token(TokenKind::DefaultKeyword).then(block).ignored();
        step.or(default).boxed()
    }

    /// Names before a block, where a comma may be missing. Behind a complete one the word of a clause begins it.
    fn listed<P: Part<'t>>(&self, part: P) -> impl Part<'t> + use<'t, P> {
        let expected = self.expected;
        let missing = move |rest: &[Lexeme]| expected.is_chain(rest) || expected.is_missing(rest);
        let further = not_ahead(missing).ignore_then(part.clone());
        let further = ahead(shape::continues_names).ignore_then(further);
        let part = not_ahead(move |rest| expected.is_missing_before_block(rest)).ignore_then(part);
        let comma = token(TokenKind::Comma).then(part.clone().or_not()).ignored();
        let first = not_ahead(move |rest| expected.is_chain(rest)).ignore_then(part);
        first.then(comma.or(further).repeated()).ignored()
    }

    fn labelled_blocks(&self) -> impl Part<'t> + use<'t> {
        const WORDS: KindSet =
            KindSet::of(&[TokenKind::LabelsKeyword, TokenKind::AnnotationsKeyword, TokenKind::ExtraKeyword]);
        let separator = token_of(SEPARATORS).or_not();
        token_of(WORDS).then(separator).then(entries(self.own, &self.values).or_not()).ignored()
    }

    /// `on EVENT WORKFLOW`; a word that is no event is taken for one where a workflow follows.
    fn hooks(&self) -> impl Part<'t> + use<'t> {
        let own = self.own;
        let event = token_of(shape::EVENTS);
        let wrong = ahead(move |rest| shape::starts_wrong_event(rest, own)).ignore_then(word());
        let workflow = token_of(SEPARATORS).or_not().then(self.due.clone());
        token(TokenKind::OnKeyword).then(event.or(wrong).or_not()).then(workflow.or_not()).ignored()
    }

    fn when(&self) -> impl Part<'t> + use<'t> {
        let test = test(self.own, self.due_before(CONJUNCTIONS));
        let own = self.own;
        let block = junk(move |rest| shape::tested_block_length(rest, own));
        token(TokenKind::WhenKeyword).then(block.or(test).or_not()).ignored()
    }

    /// Clauses that say where something is read: `version`, `promote` and `cluster`.
    fn sources(&self) -> SharedPart<'t> {
        const WORDS: KindSet =
            KindSet::of(&[TokenKind::VersionKeyword, TokenKind::PromoteKeyword, TokenKind::ClusterKeyword]);
        if !self.own.overlaps(WORDS) {
            return nothing();
        }
        let path = self.optional_value().or_not();
        let unquoted = bare(shape::bare_text_length).then(junk(shape::paths_length).or_not()).ignored();
        let file = self.due_before(PATH).or_not().then(path.clone()).ignored();
        let from = token(TokenKind::FromKeyword).then(unquoted.clone().or(file)).ignored();
        let text = match self.body {
            Body::Template | Body::Product => self.value().then(path).ignored().boxed(),
            _ => self.value().boxed(),
        };
        let version = token(TokenKind::VersionKeyword).then(from.or(text)).ignored();
        let paths = comma_separated(self.optional_value());
        let file = self.value_before(PATH).then(paths.or_not()).ignored();
        let promote = token(TokenKind::PromoteKeyword).then(unquoted.or(file)).ignored();
        let namespaces = self.addition(TokenKind::NamespacesKeyword);
        let cluster = token(TokenKind::ClusterKeyword)
            .then(self.value_before(NAMESPACES))
            .then(namespaces.or_not())
            .ignored();
        choice((version, promote, cluster)).boxed()
    }

    fn workflow_clauses(&self) -> SharedPart<'t> {
        if !self.own.contains(TokenKind::InputKeyword) {
            return nothing();
        }
        let input = token_of(KindSet::of(&[TokenKind::InputKeyword, TokenKind::WithKeyword]));
        let input = input.then(self.several(self.binding()).or_not()).ignored();
        let exports =
            token(TokenKind::ExportsKeyword).then(self.several(self.name_before(NOTHING)).or_not()).ignored();
        let general = choice((input, self.outputs(), exports));
        if self.body != Body::WorkflowStep {
            return general.boxed();
        }
        let template = self.addition(TokenKind::StepKeyword).or_not();
        let uses = token(TokenKind::UsesKeyword).then(self.value_before(STEP)).then(template).ignored();
        let every = token(TokenKind::EveryKeyword).then(self.number().or_not()).ignored();
        let number = token_of(SEPARATORS).or_not().then(self.number().or_not());
        let retry = token(TokenKind::RetryKeyword).then(number).then(every.or_not()).ignored();
        let pause = junk(shape::spaced_duration_length).or(self.optional_value());
        let suspend = token(TokenKind::SuspendKeyword).then(pause.or_not()).ignored();
        choice((general, uses, retry, suspend, self.variables())).boxed()
    }

    /// `NAME = VALUE`, with the separator and the value missing or not.
    fn binding(&self) -> impl Part<'t> + use<'t> {
        let given = token_of(SEPARATORS).then(self.due.clone().or_not()).ignored();
        let typed = junk(shape::binding_type_length).or_not();
        node(NodeKind::Binding, self.name_before(SEPARATORS).then(typed).then(given.or_not()).ignored())
    }

    /// `output NAME, … from [expression] VALUE global`.
    fn outputs(&self) -> impl Part<'t> + use<'t> {
        let source = token(TokenKind::ExpressionKeyword).or_not().then(self.due_before(GLOBAL).or_not());
        let source = source.ignored();
        let bare = ahead(|rest| starts_with(rest, EXPRESSION)).ignore_then(source.clone());
        let from = token(TokenKind::FromKeyword).then(source).ignored().or(bare);
        let global = token(TokenKind::GlobalKeyword);
        let names = not_ahead(shape::starts_source).ignore_then(self.several(self.name_before(FROM)));
        let names = token(TokenKind::OutputKeyword).then(names.or_not());
        names.then(from.or_not()).then(global.or_not()).ignored()
    }

    /// `env NAME = VALUE` and `env NAME from secret VALUE key VALUE`.
    fn variables(&self) -> impl Part<'t> + use<'t> {
        let given = token_of(SEPARATORS).then(self.due.clone().or_not()).ignored();
        let secret = token(TokenKind::SecretKeyword).then(self.due_before(KEY).or_not()).ignored();
        let key = self.addition(TokenKind::KeyKeyword).or_not();
        let from = token(TokenKind::FromKeyword).then(secret.clone().or_not()).ignored();
        let source = from.or(secret).then(key).ignored();
        let name =
            not_ahead(shape::starts_source).ignore_then(self.name_before(FROM.with(SEPARATORS))).or_not();
        let binding = node(NodeKind::Binding, name.then(given.or(source).or_not()).ignored());
        token(TokenKind::EnvKeyword).then(binding.or_not()).ignored()
    }
}

/// A value, unless what follows shows that it is missing.
fn due<'t>(expected: Expected, values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let missing = move |rest: &[Lexeme]| expected.is_chain(rest) || expected.is_missing(rest);
    not_ahead(missing).ignore_then(values.due.clone())
}

/// A part with a separator before it, by a slip.
fn separated<'t>(part: impl Part<'t>) -> impl Part<'t> {
    token_of(SEPARATORS).or_not().then(part.or_not()).ignored()
}

fn nothing<'t>() -> SharedPart<'t> {
    ahead(|_| false).boxed()
}
