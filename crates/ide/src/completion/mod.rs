//! What could be written at a place.
//!
//! A word is put in the place, and the text up to the end of its line is parsed again: where the word stands in that
//! tree says what could stand there instead. So completion works in texts that don't parse, as every text is that
//! is being written, and what stands below the place can't lead it astray.

mod clauses;
mod comments;
mod declarations;
mod files;
mod known;
mod marked;
mod names;
mod offer;
mod placeholders;
mod tests;
mod workflows;

use std::ops::Range;

use promo_analysis::names::Namespace;
use promo_analysis::value::Type;
use promo_analysis::{Db, Declaration, declarations as declarations_of, name_text, parse};
use promo_analysis::{quote_name, quote_name_in};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::FilePosition;
use crate::parts::{Part, Slot};
use crate::path::{Path, is_in_comment};
use crate::role::{Role, role};
use marked::{MARKER, MarkedText};
use offer::{Offer, Replaces};

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
    /// What is listed.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A word or two about it.
    pub detail: Option<String>,
    /// What it means, in Markdown, where that is known without a look.
    pub documentation: Option<String>,
    /// What is written.
    pub text: String,
    /// The same with places to fill in as editors have them, `${1:name}`, `$0`, where there are any.
    pub snippet: Option<String>,
    /// What is replaced.
    pub replaced: Range<usize>,
    /// The name that it is, if it is one of the project: what more there is to tell, [`crate::describe`] knows.
    pub named: Option<(Namespace, String)>,
}

/// What could be written at a place, the likeliest first.
pub fn complete(db: &dyn Db, position: FilePosition) -> Vec<Completion> {
    let offset = position.file.text(db).floor_char_boundary(position.offset);
    let position = FilePosition { offset, ..position };
    if is_in_comment(&parse(db, position.file).tree, offset) {
        return comments::complete(db, position);
    }
    if let Some(found) = placeholders::complete(db, position) {
        return found;
    }
    let marked = MarkedText::new(db, position);
    let context = Context { db, position, path: marked.path(), rest: marked.rest() };
    let at = |offer: Offer| {
        let replaced = marked.replaced(&context.path, &offer);
        offer.at(replaced)
    };
    offers(&context).into_iter().map(at).collect()
}

/// What could be written behind a sign that was just typed. Nothing is where the sign ends or begins something else.
pub fn complete_typed(db: &dyn Db, position: FilePosition, typed: char) -> Vec<Completion> {
    let is_due = match typed {
        '"' => !is_behind_text(db, position),
        '.' | '$' => is_in_subject_or_path(db, position),
        _ => false,
    };
    if is_due {
        return complete(db, position);
    }
    placeholders::complete(db, position).unwrap_or_default()
}

/// Whether a quote before the place ends a text.
fn is_behind_text(db: &dyn Db, position: FilePosition) -> bool {
    let tree = &parse(db, position.file).tree;
    let ends_here = tree.tokens().iter().position(|token| token.end as usize == position.offset);
    let text = ends_here.map(|token| tree.token_text(token)).unwrap_or_default();
    text.len() > 1 && text.ends_with('"')
}

fn is_in_subject_or_path(db: &dyn Db, position: FilePosition) -> bool {
    let marked = MarkedText::new(db, position);
    let path = marked.path();
    let is_path = path.last().is_some_and(|node| node.has_token(TokenKind::Path));
    is_path || path.find(NodeKind::Subject).is_some()
}

/// Where something is to be completed.
struct Context<'db, 't> {
    db: &'db dyn Db,
    position: FilePosition,
    /// The path to the marker.
    path: Path<'t>,
    /// What follows the word at the place on its line.
    rest: &'t str,
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

    /// Whether something other than a comment follows on the line: what is written already is not filled in again.
    fn is_followed(&self) -> bool {
        !self.rest.is_empty() && !self.rest.starts_with("//") && !self.rest.starts_with('}')
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

    /// The parameters of the pattern around the place, but for one whose default stands there.
    fn parameters(&self) -> Vec<(String, Option<Type>)> {
        let parameters = self.path.declaration().and_then(|node| node.child(NodeKind::Parameters));
        let parameters = parameters.into_iter().flat_map(SyntaxNode::children);
        let parameters = parameters.filter(|parameter| !parameter.tokens().contains(&self.path.token));
        let named = parameters.filter_map(|parameter| {
            let name = name_text(parameter.child(NodeKind::Name)?);
            Some((name, crate::role::parameter_type(parameter)))
        });
        named.collect()
    }
}

fn offers(context: &Context<'_, '_>) -> Vec<Offer> {
    let path = &context.path;
    let Some(node) = path.last() else { return Vec::new() };
    // The end of a text without quotes.
    if node.kind() == NodeKind::Junk
        && node.tokens().start < path.token
        && node.tree().gap(path.token).is_empty()
    {
        return Vec::new();
    }
    if clauses::follows_names(path) {
        return declarations::offers(context);
    }
    if let Some(part) = clauses::part_of_clause(path).or_else(|| clauses::part_of_declaration(path)) {
        let mut offers = known::in_clause(context);
        offers.extend(of_part(context, part));
        if let Some(body) = path.body().filter(|_| clauses::is_optional(path) && !context.is_in_literal()) {
            offers.extend(clauses::begun(context, body));
        }
        return offers;
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
        Some(Role::Value(kind)) => {
            let mut offers = known::in_clause(context);
            offers.extend(names::values(context, kind));
            offers
        }
        Some(Role::Constant) if !has_equals(path) => vec![declarations::equals()],
        Some(Role::Constant) => names::anything(context),
        Some(Role::Data) => names::data(context),
        Some(Role::Pattern(namespace)) => names::patterns(context, namespace),
        Some(Role::ParameterType) => names::parameter_types(),
        Some(Role::Slot(slot)) => of_slot(context, slot),
        Some(Role::ArgumentName(_)) => names::argument_names(context),
        Some(Role::BindingName(clause)) => workflows::binding_names(context, clause),
        Some(_) => Vec::new(),
        None => match node.kind() {
            NodeKind::File => declarations::offers(context),
            NodeKind::UnknownClause | NodeKind::UnknownDeclaration | NodeKind::Junk => of_item(context),
            _ => Vec::new(),
        },
    }
}

fn has_equals(path: &Path<'_>) -> bool {
    path.declaration().is_some_and(|declaration| declaration.has_token(TokenKind::Equals))
}

fn of_part(context: &Context<'_, '_>, part: Part) -> Vec<Offer> {
    match part {
        Part::Words(words) => {
            let given = clauses::given_events(context);
            let free = words.iter().filter(|word| !given.contains(word));
            free.map(|word| Offer::keyword(word)).collect()
        }
        Part::Slot(slot) | Part::Slots(slot) => of_slot(context, slot),
        Part::Block => vec![declarations::brace()],
    }
}

fn of_slot(context: &Context<'_, '_>, slot: Slot) -> Vec<Offer> {
    match slot {
        Slot::Value(Type::Environments) if clause_word(&context.path) == TokenKind::StepKeyword => {
            names::environments_of_flow(context)
        }
        Slot::Value(kind) => names::values(context, kind),
        Slot::Step => workflows::steps(context),
        Slot::WorkflowOrStep => workflows::usable(context),
        Slot::StepOfWorkflow => workflows::templates(context),
        Slot::Binding => workflows::binding_names(context, clause_word(&context.path)),
        Slot::Test => tests::subjects(context),
        Slot::File => with_constants(context, files::files(context), Type::String),
        Slot::Path => with_constants(context, files::paths(context), Type::Path),
        Slot::NewName => workflows::output_names(context),
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
        None => declarations::offers(context),
        Some(body) => clauses::offers(context, body),
    }
}
