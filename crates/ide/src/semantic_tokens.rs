//! What each word of a source is, so that an editor can colour it: by what it stands for where it stands for
//! something, otherwise by how it looks. Knows no colours.

use std::ops::Range;

use promo_analysis::names::{Namespace, reference_text, resolve};
use promo_analysis::value::Type;
use promo_analysis::{Db, Declaration, DeclarationKind, SourceFile, declarations, parse, word};
use promo_syntax::trivia::Gap;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree};

use crate::parts::Slot;
use crate::path::Path;
use crate::role::{Role, role};
use crate::target::{Target, occurrences_at};
use crate::words::interpolated;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SemanticKind {
    /// A comment.
    Comment,
    /// A doc comment.
    Documentation,
    /// A word of the language.
    Keyword,
    /// An arrow or a comparison.
    Operator,
    /// Text, but no script.
    String,
    /// An integer or a duration.
    Number,
    /// A JSONPath.
    Path,
    /// `{{…}}`, or the signs around the name in `${…}`.
    Placeholder,
    /// An environment.
    Environment,
    /// A constant.
    Constant,
    /// A flow.
    Flow,
    /// A policy.
    Policy,
    /// A template.
    Template,
    /// A product.
    Product,
    /// A workflow.
    Workflow,
    /// An Application.
    Application,
    /// A step of a workflow.
    Step,
    /// A parameter of a pattern.
    Parameter,
    /// The type of a parameter.
    Type,
    /// A parameter, variable or result of a workflow.
    Input,
    /// A subject of a test, or the key of an entry.
    Property,
    /// A word that is a value: an action, a kind of environment.
    Value,
}

/// A word, or a part of a text, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SemanticToken {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: SemanticKind,
    /// Whether it declares what it names.
    pub declares: bool,
    /// Whether it names something that isn't there.
    pub is_unknown: bool,
}

/// The words that lie in some bytes of a source, or reach into them, in order. None overlaps another.
pub fn semantic_tokens(db: &dyn Db, file: SourceFile, range: Range<usize>) -> Vec<SemanticToken> {
    let tree = &parse(db, file).tree;
    let tokens = tree.tokens();
    let first = tokens.partition_point(|token| token.end as usize <= range.start);
    let end = tokens.partition_point(|token| (token.start as usize) < range.end);
    let marks = Marks::of(db, file, tree, first..end);
    let mut found = Vec::new();
    for index in first..=end {
        comments(tree, index, &mut found);
        if index < end {
            marks.paint(tree, index, &mut found);
        }
    }
    found.retain(|token| token.range.start < range.end && token.range.end > range.start);
    found
}

fn comments(tree: &Tree, index: usize, found: &mut Vec<SemanticToken>) {
    let gap = tree.gap(index);
    let start = tree.gap_range(index).start;
    if gap.contains("//") {
        let comments = Gap::of(gap).comments.into_iter();
        found.extend(comments.map(|comment| {
            let range = start + comment.range().start..start + comment.range().end;
            Word::of(SemanticKind::Comment).at(range)
        }));
    }
}

/// What a word is, wherever it stands.
#[derive(Clone, Copy, Debug)]
struct Word {
    kind: SemanticKind,
    declares: bool,
    is_unknown: bool,
}

impl Word {
    fn of(kind: SemanticKind) -> Word {
        Word { kind, declares: false, is_unknown: false }
    }

    fn unknown(kind: SemanticKind) -> Word {
        Word { kind, declares: false, is_unknown: true }
    }

    fn at(self, range: Range<usize>) -> SemanticToken {
        let Word { kind, declares, is_unknown } = self;
        SemanticToken { range, kind, declares, is_unknown }
    }
}

/// What is known of some tokens from where they stand.
#[derive(Default)]
struct Marks {
    first: usize,
    words: Vec<Option<Word>>,
    /// Names inside of texts: the token, their bytes in it, and what they are.
    inside: Vec<(usize, Range<usize>, Word)>,
    /// Text blocks that hold a script, in order.
    scripts: Vec<usize>,
}

impl Marks {
    fn of(db: &dyn Db, file: SourceFile, tree: &Tree, tokens: Range<usize>) -> Marks {
        let mut marks = Marks { first: tokens.start, words: vec![None; tokens.len()], ..Marks::default() };
        let touches = |own: &Range<usize>| own.start < tokens.end && own.end > tokens.start;
        for item in tree.root().children().filter(|item| touches(&item.tokens())) {
            item.descendants().for_each(|node| marks.add_words_of_language(node));
        }
        for declaration in declarations(db, file) {
            let first = declaration.first_token(db) as usize;
            let own = declaration.tree(db);
            if touches(&(first..first + own.tokens().len())) {
                Path::each_leaf(own, |path| marks.add_leaf(db, *declaration, first, path));
            }
        }
        marks
    }

    fn set(&mut self, token: usize, word: Word) {
        let slot = token.checked_sub(self.first).and_then(|index| self.words.get_mut(index));
        if let Some(slot) = slot {
            *slot = Some(word);
        }
    }

    /// The words that a node consists of beside its children.
    fn add_words_of_language(&mut self, node: SyntaxNode<'_>) {
        if node.keyword() == Some(TokenKind::RunKeyword) {
            self.scripts.extend(node.values().map(|value| value.tokens().start));
        }
        let kind = match node.kind() {
            NodeKind::Name | NodeKind::Reference | NodeKind::Literal => return,
            NodeKind::Junk | NodeKind::UnknownClause | NodeKind::UnknownDeclaration => return,
            NodeKind::Subject | NodeKind::Key => SemanticKind::Property,
            _ => SemanticKind::Keyword,
        };
        for index in node.own_tokens() {
            let token = node.tree().tokens().get(index);
            let is_key = kind == SemanticKind::Property
                && token.is_some_and(|token| matches!(token.kind, TokenKind::String | TokenKind::Integer));
            if is_key || token.is_some_and(|token| token.kind.is_word()) {
                self.set(index, Word::of(kind));
            }
        }
    }

    /// A name or value, by what it stands for.
    fn add_leaf<'db>(
        &mut self,
        db: &'db dyn Db,
        declaration: Declaration<'db>,
        first: usize,
        path: &Path<'_>,
    ) {
        let Some(node) = path.last() else { return };
        if !matches!(node.kind(), NodeKind::Name | NodeKind::Reference | NodeKind::Literal) {
            return;
        }
        let token = first + path.token;
        let mut whole = None;
        let mut inside: Vec<(Range<usize>, Word)> = interpolated(path, node)
            .into_iter()
            .map(|(_, bytes)| (bytes, Word::unknown(SemanticKind::Constant)))
            .collect();
        for occurrence in occurrences_at(db, declaration, path) {
            let kind = kind_of_target(db, &occurrence.target);
            let word = Word { kind, declares: occurrence.declares, is_unknown: false };
            match occurrence.place.inside {
                None => whole = Some(word),
                Some((start, end)) => {
                    let bytes = start as usize..end as usize;
                    inside.retain(|(known, _)| *known != bytes);
                    inside.push((bytes, word));
                }
            }
        }
        if let Some(word) = whole.or_else(|| by_role(node, role(db, path)?)) {
            self.set(token, word);
        }
        self.inside.extend(inside.into_iter().map(|(bytes, word)| (token, bytes, word)));
    }

    /// Adds what one token is made of.
    fn paint(&self, tree: &Tree, index: usize, found: &mut Vec<SemanticToken>) {
        let Some(token) = tree.tokens().get(index) else { return };
        let known = index.checked_sub(self.first).and_then(|slot| self.words.get(slot)).copied().flatten();
        let Some(word) = known.or_else(|| by_look(token.kind)) else { return };
        let whole = word.at(token.range());
        let text = tree.token_text(index);
        let painted = match word.kind {
            SemanticKind::String if text.contains('{') => self.paint_text(index, text, whole),
            _ => vec![whole],
        };
        // The editor's grammar knows the language of a script, and one colour would hide what it tells apart.
        let is_script = token.kind == TokenKind::TextBlock && self.scripts.binary_search(&index).is_ok();
        let seen = painted.iter().filter(|token| !is_script || token.kind != SemanticKind::String);
        found.extend(seen.flat_map(|token| lines_of(tree.text(), token)));
    }

    /// A text with what is not meant as text in it.
    fn paint_text(&self, index: usize, text: &str, whole: SemanticToken) -> Vec<SemanticToken> {
        let start = whole.range.start;
        let from = self.inside.partition_point(|(token, _, _)| *token < index);
        let inside = self.inside.get(from..).unwrap_or_default().iter();
        let names: Vec<SemanticToken> = inside
            .take_while(|(token, _, _)| *token == index)
            .map(|(_, bytes, word)| word.at(start + bytes.start..start + bytes.end))
            .collect();
        let mut signs = placeholders(text);
        signs.extend(interpolations(text, start, &names));
        let placeholder = Word::of(SemanticKind::Placeholder);
        let signs = signs.iter().map(|range| placeholder.at(start + range.start..start + range.end));
        over(over(vec![whole], apart(signs.collect())), apart(names))
    }
}

/// Tokens in order, without those that begin in another one.
fn apart(mut tokens: Vec<SemanticToken>) -> Vec<SemanticToken> {
    tokens.sort_by_key(|token| token.range.start);
    let mut end = 0;
    tokens.retain(|token| {
        let is_apart = token.range.start >= end;
        end = end.max(token.range.end);
        is_apart
    });
    tokens
}

/// The signs around the names in a text: `${` and `}`.
fn interpolations(text: &str, start: usize, names: &[SemanticToken]) -> Vec<Range<usize>> {
    let around = names.iter().filter_map(|name| {
        let range = (name.range.start - start).checked_sub(2)?..name.range.end - start + 1;
        let whole = text.get(range.clone())?;
        (whole.starts_with("${") && whole.ends_with('}')).then_some(range)
    });
    around.collect()
}

/// The bytes of each `{{…}}` on one line of a text.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        let mut rest = 0;
        while let Some(open) = line.get(rest..).and_then(|behind| behind.find("{{")).map(|open| rest + open) {
            let Some(close) = line.get(open..).and_then(|behind| behind.find("}}")) else { break };
            rest = open + close + 2;
            found.push(place + open..place + rest);
        }
        place += line.len();
    }
    found
}

/// What lies above, and what it leaves of what lies below; both in order.
fn over(below: Vec<SemanticToken>, above: Vec<SemanticToken>) -> Vec<SemanticToken> {
    let mut painted = Vec::with_capacity(below.len() + 2 * above.len());
    let mut next = above.iter().peekable();
    for token in below {
        let mut start = token.range.start;
        while let Some(upper) = next.next_if(|upper| upper.range.start < token.range.end) {
            if start < upper.range.start {
                painted.push(SemanticToken { range: start..upper.range.start, ..token.clone() });
            }
            start = start.max(upper.range.end);
        }
        if start < token.range.end {
            painted.push(SemanticToken { range: start..token.range.end, ..token });
        }
    }
    painted.extend(above);
    painted.sort_by_key(|token| token.range.start);
    painted
}

/// A token cut at its line ends; white space at the beginning of a line is none of it.
fn lines_of<'t>(text: &'t str, token: &'t SemanticToken) -> impl Iterator<Item = SemanticToken> + use<'t> {
    let mut start = token.range.start;
    let lines = text.get(token.range.clone()).unwrap_or_default().split_inclusive('\n');
    let cut = lines.map(move |line| {
        let content = line.trim_end_matches(['\n', '\r']);
        let white = if start == token.range.start { 0 } else { content.len() - content.trim_start().len() };
        let range = start + white..start + content.len();
        start += line.len();
        SemanticToken { range, ..token.clone() }
    });
    cut.filter(|token| !token.range.is_empty())
}

fn kind_of_target(db: &dyn Db, target: &Target<'_>) -> SemanticKind {
    match target {
        Target::Parameter(..) => SemanticKind::Parameter,
        Target::Input(..) | Target::Output(..) => SemanticKind::Input,
        Target::Step(..) | Target::Template(..) => SemanticKind::Step,
        Target::Name(Namespace::Constants, name) => {
            let declaration = resolve(db, Namespace::Constants, name).and_then(|found| found.declaration());
            match declaration.map(|declaration| declaration.kind(db)) {
                Some(DeclarationKind::Constant) => SemanticKind::Constant,
                _ => SemanticKind::Environment,
            }
        }
        Target::Name(namespace, _) => kind_of_namespace(*namespace),
    }
}

fn kind_of_namespace(namespace: Namespace) -> SemanticKind {
    match namespace {
        Namespace::Constants => SemanticKind::Environment,
        Namespace::Flows => SemanticKind::Flow,
        Namespace::Policies => SemanticKind::Policy,
        Namespace::Templates => SemanticKind::Template,
        Namespace::Products => SemanticKind::Product,
        Namespace::Workflows => SemanticKind::Workflow,
        Namespace::Applications => SemanticKind::Application,
    }
}

/// What a word is that stands for nothing of the project.
fn by_role(node: SyntaxNode<'_>, role: Role<'_>) -> Option<Word> {
    let is_word = node.kind() != NodeKind::Literal;
    Some(match role {
        Role::ParameterType => Word::of(SemanticKind::Type),
        Role::ArgumentName(_) => Word::unknown(SemanticKind::Parameter),
        Role::Pattern(namespace) => Word::unknown(kind_of_namespace(namespace)),
        Role::BindingName(_) | Role::Slot(Slot::NewName | Slot::Binding) => Word::of(SemanticKind::Input),
        Role::Subject | Role::Key => Word::of(SemanticKind::Property),
        Role::Slot(Slot::StepOfWorkflow) => Word::of(SemanticKind::Step),
        Role::Slot(Slot::WorkflowOrStep) => Word::unknown(SemanticKind::Workflow),
        Role::Value(kind) if is_word => value(node, kind),
        Role::Constant if word(node.text(), Type::Action).is_some() => Word::of(SemanticKind::Value),
        Role::Data if matches!(node.text(), "true" | "false") => Word::of(SemanticKind::Value),
        Role::Constant | Role::Data | Role::Slot(_) if is_word => Word::unknown(SemanticKind::Constant),
        _ => return None,
    })
}

fn value(node: SyntaxNode<'_>, kind: Type) -> Word {
    if kind.takes_any_word() {
        return Word::of(SemanticKind::String);
    }
    if word(&reference_text(node), kind).is_some() {
        return Word::of(SemanticKind::Value);
    }
    Word::unknown(kind.namespace().map_or(SemanticKind::Constant, kind_of_namespace))
}

/// What a token is by itself.
fn by_look(kind: TokenKind) -> Option<Word> {
    Some(Word::of(match kind {
        TokenKind::DocComment => SemanticKind::Documentation,
        TokenKind::String | TokenKind::TextBlock => SemanticKind::String,
        TokenKind::Integer | TokenKind::Duration => SemanticKind::Number,
        TokenKind::Path => SemanticKind::Path,
        TokenKind::Equals | TokenKind::EqualEqual | TokenKind::NotEqual | TokenKind::Arrow => {
            SemanticKind::Operator
        }
        _ => return None,
    }))
}
