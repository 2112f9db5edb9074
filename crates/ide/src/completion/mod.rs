//! What could be written at a place.
//!
//! A word is put in the place, and the text up to the end of its line is parsed again: where the word stands in that
//! tree says what could stand there instead. So completion works in texts that don't parse, as every text is that
//! is being written, and what stands below the place can't lead it astray.

mod clauses;
mod declarations;
mod files;
mod names;
mod placeholders;
mod tests;
mod workflows;

use std::ops::Range;

use promo_analysis::names::Namespace;
use promo_analysis::value::Type;
use promo_analysis::{
    Db, Declaration, declarations as declarations_of, name_text, quote_name, quote_name_in,
};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree, parse};

use crate::FilePosition;
use crate::parts::{Part, Slot};
use crate::path::Path;
use crate::role::{Role, role};

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A keyword that begins a declaration or clause, or belongs to one.
    Keyword,
    /// A whole declaration.
    Snippet,
    /// A name of the project.
    Name(Namespace),
    /// A constant.
    Constant,
    /// A parameter of a pattern or workflow.
    Parameter,
    /// A step of a workflow.
    Step,
    /// One of a few words, or a sign.
    Value,
    /// A file.
    File,
}

/// Something that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is listed, and written if nothing else is said.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A word or two about it.
    pub detail: Option<String>,
    /// What it means, in Markdown, where that is known without a look.
    pub documentation: Option<String>,
    /// What is written, with places to fill in as editors have them: `${1:name}`, `$0`.
    pub snippet: Option<String>,
    /// What is replaced.
    pub replaced: Range<usize>,
    /// The name that it is, if it is one of the project: what more there is to tell, [`crate::describe`] knows.
    pub named: Option<(Namespace, String)>,
}

/// Stands for what is not written yet. Nobody calls anything so.
const MARKER: &str = "promo-completion-marker";

/// What could be written at a place, the likeliest first.
pub fn complete(db: &dyn Db, position: FilePosition) -> Vec<Completion> {
    let text = position.file.text(db);
    let offset = text.floor_char_boundary(position.offset);
    if let Some(found) = placeholders::complete(db, FilePosition { offset, ..position }) {
        return found;
    }
    let site = Site::new(text, offset);
    let context = Context { db, position, path: site.path() };
    let offers = offers(&context);
    let at = |offer: Offer| {
        let replaced = site.replaced(&context.path, &offer);
        offer.at(replaced)
    };
    offers.into_iter().map(at).collect()
}

/// A text with the marker in the place of the word that is being written.
struct Site {
    tree: Tree,
    /// The bytes of that word in the text.
    word: Range<usize>,
}

impl Site {
    fn new(text: &str, offset: usize) -> Site {
        let (before, after) = text.split_at(offset);
        let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
        let start = before.trim_end_matches(is_of_name).len();
        let end = offset + (after.len() - after.trim_start_matches(is_of_name).len());
        let head = text.get(..start).unwrap_or_default();
        let rest = text.get(end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        Site { tree: parse(&format!("{head}{MARKER}{rest}")).tree, word: start..end }
    }

    fn path(&self) -> Path<'_> {
        let tokens = self.tree.tokens();
        let marker = tokens.partition_point(|token| (token.end as usize) <= self.word.start);
        Path::to_token(&self.tree, marker)
    }

    /// A subject is replaced with the words before the point in it, a file or path with all of it.
    fn replaced(&self, path: &Path<'_>, offer: &Offer) -> Range<usize> {
        let around = match offer.replaces {
            Replaces::Word => None,
            Replaces::Subject => {
                path.find(NodeKind::Subject).map(|node| node.text_range().start..self.word.end)
            }
            Replaces::Literal => self.literal(path),
        };
        around.unwrap_or_else(|| self.word.clone())
    }

    /// The bytes of the text or path around the marker, without quotes.
    fn literal(&self, path: &Path<'_>) -> Option<Range<usize>> {
        let token = self.tree.tokens().get(path.token)?.range();
        let text = self.tree.token_text(path.token);
        let quote = usize::from(text.starts_with('"'));
        let is_closed = quote == 1 && text.len() > 1 && text.ends_with('"');
        let end = token.end - usize::from(is_closed);
        Some(token.start + quote..(end + self.word.len()).checked_sub(MARKER.len())?)
    }
}

/// Where something is to be completed.
struct Context<'db, 't> {
    db: &'db dyn Db,
    position: FilePosition,
    /// The path to the marker.
    path: Path<'t>,
}

impl<'db> Context<'db, '_> {
    /// The declaration around the place as it is in the text: none if it can't be read without the marker.
    fn declaration(&self) -> Option<Declaration<'db>> {
        let declaration = self.path.declaration()?;
        let name = declaration.child(NodeKind::Name).map(name_text).unwrap_or_default();
        let kind = self.path.declaration_kind()?;
        let all = declarations_of(self.db, self.position.file).iter().copied();
        all.filter(|known| known.kind(self.db) == kind && **known.name(self.db) == *name).last()
    }

    /// Whether the place is in quotes.
    fn is_in_text(&self) -> bool {
        self.token().starts_with('"')
    }

    /// Whether the place is in quotes or in a path.
    fn is_in_literal(&self) -> bool {
        self.token().starts_with(['"', '$'])
    }

    fn token(&self) -> &str {
        self.path.last().map(|node| node.tree().token_text(self.path.token)).unwrap_or_default()
    }

    /// A name as it is written at the place.
    fn quoted(&self, name: &str) -> String {
        match self.path.begun() {
            Some(body) => quote_name_in(body, name),
            None => quote_name(name),
        }
    }

    /// The parameters of the pattern around the place.
    fn parameters(&self) -> Vec<(String, Option<Type>)> {
        let parameters = self.path.declaration().and_then(|node| node.child(NodeKind::Parameters));
        let parameters = parameters.into_iter().flat_map(SyntaxNode::children);
        let named = parameters.filter_map(|parameter| {
            let name = name_text(parameter.child(NodeKind::Name)?);
            Some((name, crate::role::parameter_type(parameter)))
        });
        named.collect()
    }
}

/// Something that could be written, wherever the place is.
#[derive(Clone, Debug)]
struct Offer {
    label: String,
    kind: CompletionKind,
    detail: Option<String>,
    documentation: Option<String>,
    snippet: Option<String>,
    replaces: Replaces,
    named: Option<(Namespace, String)>,
}

/// What is replaced, at the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Replaces {
    /// The word.
    Word,
    /// The subject of a test, up to the end of the word.
    Subject,
    /// The text without its quotes, or the path.
    Literal,
}

impl Offer {
    fn new(label: impl Into<String>, kind: CompletionKind) -> Offer {
        Offer {
            label: label.into(),
            kind,
            detail: None,
            documentation: None,
            snippet: None,
            replaces: Replaces::Word,
            named: None,
        }
    }

    fn detail(self, detail: impl Into<String>) -> Offer {
        Offer { detail: Some(detail.into()), ..self }
    }

    fn documentation(self, documentation: impl Into<String>) -> Offer {
        Offer { documentation: Some(documentation.into()), ..self }
    }

    fn snippet(self, snippet: impl Into<String>) -> Offer {
        Offer { snippet: Some(snippet.into()), ..self }
    }

    fn names(self, namespace: Namespace, name: &str) -> Offer {
        Offer { named: Some((namespace, name.to_owned())), ..self }
    }

    fn at(self, replaced: Range<usize>) -> Completion {
        let Offer { label, kind, detail, documentation, snippet, named, .. } = self;
        Completion { label, kind, detail, documentation, snippet, replaced, named }
    }
}

fn offers(context: &Context<'_, '_>) -> Vec<Offer> {
    let path = &context.path;
    let Some(node) = path.last() else { return Vec::new() };
    if let Some(part) = clauses::part_of_clause(path) {
        return of_part(context, part);
    }
    if path.find(NodeKind::Condition).is_some() {
        return tests::in_condition(context);
    }
    match role(context.db, path) {
        Some(Role::Value(kind)) if path.find(NodeKind::Argument).is_some() => {
            let mut offers = names::values(context, kind);
            offers.extend(names::argument_names(context));
            offers
        }
        Some(Role::Value(kind)) => names::values(context, kind),
        Some(Role::Constant | Role::Data) => names::anything(context),
        Some(Role::Pattern(namespace)) => names::patterns(context, namespace),
        Some(Role::ParameterType) => names::parameter_types(),
        Some(Role::Slot(slot)) => of_slot(context, slot),
        Some(Role::BindingName(clause)) => workflows::binding_names(context, clause),
        Some(_) => Vec::new(),
        None => match node.kind() {
            NodeKind::File => declarations::offers(),
            NodeKind::UnknownClause | NodeKind::UnknownDeclaration | NodeKind::Junk => of_item(context),
            NodeKind::Declaration => clauses::words_of_declaration(path),
            _ => Vec::new(),
        },
    }
}

fn of_part(context: &Context<'_, '_>, part: Part) -> Vec<Offer> {
    match part {
        Part::Words(words) => words.iter().map(|word| Offer::new(*word, CompletionKind::Keyword)).collect(),
        Part::Slot(slot) | Part::Slots(slot) => of_slot(context, slot),
        Part::Block => Vec::new(),
    }
}

fn of_slot(context: &Context<'_, '_>, slot: Slot) -> Vec<Offer> {
    match slot {
        Slot::Value(Type::Environments) if clause_word(&context.path) == TokenKind::StepKeyword => {
            names::environments_of_flow(context)
        }
        Slot::Value(kind) => names::values(context, kind),
        Slot::Step => workflows::steps(context),
        Slot::WorkflowOrStep => {
            let mut offers = workflows::steps(context);
            offers.extend(names::values(context, Type::Workflow));
            offers
        }
        Slot::StepOfWorkflow => workflows::templates(context),
        Slot::Binding => workflows::binding_names(context, clause_word(&context.path)),
        Slot::Test => tests::subjects(context),
        Slot::File => with_constants(context, files::files(context), Type::String),
        Slot::Path => with_constants(context, files::paths(context), Type::Path),
        Slot::NewName => Vec::new(),
    }
}

/// What is known of files, and constants and parameters.
fn with_constants(context: &Context<'_, '_>, mut offers: Vec<Offer>, kind: Type) -> Vec<Offer> {
    offers.extend(names::values(context, kind));
    offers
}

fn clause_word(path: &Path<'_>) -> TokenKind {
    path.clause().and_then(|(_, clause)| clause.keyword()).unwrap_or(TokenKind::Unknown)
}

/// A word that begins something: a declaration, a clause, or what goes on after the one before it.
fn of_item(context: &Context<'_, '_>) -> Vec<Offer> {
    match context.path.body() {
        None => declarations::offers(),
        Some(body) => clauses::offers(context, body),
    }
}
