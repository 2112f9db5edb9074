//! Completion inside texts: `{{…}}`, which Argo fills in, and `${…}`, which promo does.

use std::ops::Range;

use promo_analysis::names::{Definition, Namespace, names, resolve};
use promo_analysis::{Db, Declaration, DeclarationKind, Place, name_text, parameters, value_of};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{Completion, CompletionKind, Offer};
use crate::FilePosition;
use crate::parts::Slot;
use crate::path::Path;
use crate::placeholders::in_reach;
use crate::role::{Role, role};
use crate::target::path_at;

/// What could be written in a text; none if the place is in no braces of one.
pub(super) fn complete(db: &dyn Db, position: FilePosition) -> Option<Vec<Completion>> {
    let (declaration, path) = path_at(db, position)?;
    let literal = path.last().filter(|node| node.kind() == NodeKind::Literal)?;
    let kind = literal.tree().tokens().get(path.token)?.kind;
    if !matches!(kind, TokenKind::String | TokenKind::TextBlock) {
        return None;
    }
    let start = Place::of(declaration, literal).bytes(db).start;
    let inside = position.offset.checked_sub(start)?;
    let (before, after) = literal.text().split_at_checked(inside)?;
    let open = Open::find(before)?;
    let offers = match open.braces {
        Braces::Argo => of_argo(db, declaration, &path)?,
        Braces::Promo if is_script(&path) => of_shell(&path),
        Braces::Promo if is_name(db, &path) => Vec::new(),
        Braces::Promo => of_promo(db, declaration),
    };
    let written = after.len() - after.trim_start_matches(is_of_reference).len();
    let replaced = start + open.start..position.offset + written;
    let is_closed = after.get(written..).unwrap_or_default().trim_start().starts_with(open.braces.close());
    let close = if is_closed { "" } else { open.braces.close() };
    Some(offers.into_iter().map(|offer| closed(offer, close, replaced.clone())).collect())
}

/// The braces that a place in a text is in.
struct Open {
    braces: Braces,
    /// Where what stands in them begins, from the start of the text.
    start: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Braces {
    Argo,
    Promo,
}

impl Braces {
    fn open(self) -> &'static str {
        match self {
            Braces::Argo => "{{",
            Braces::Promo => "${",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Braces::Argo => "}}",
            Braces::Promo => "}",
        }
    }
}

impl Open {
    fn find(before: &str) -> Option<Open> {
        let all = [Braces::Argo, Braces::Promo].into_iter();
        let last =
            all.filter_map(|braces| Some((before.rfind(braces.open())?, braces))).max_by_key(|open| open.0);
        let (at, braces) = last?;
        let inner = before.get(at + braces.open().len()..)?;
        let typed = inner.trim_start();
        let is_escaped = braces == Braces::Promo && before.get(..at)?.ends_with('\\');
        let is_open = typed.chars().all(is_of_reference) && !is_escaped;
        is_open.then(|| Open { braces, start: before.len() - typed.len() })
    }
}

fn is_of_reference(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

/// In a script `${` is the shell's.
fn is_script(path: &Path<'_>) -> bool {
    path.clause().is_some_and(|(_, clause)| clause.keyword() == Some(TokenKind::RunKeyword))
}

/// The variables that the step of a script sets.
fn of_shell(path: &Path<'_>) -> Vec<Offer> {
    let clauses = path.find(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    let variables = clauses.filter(|clause| clause.keyword() == Some(TokenKind::EnvKeyword));
    let names =
        variables.flat_map(SyntaxNode::children).filter_map(|variable| variable.child(NodeKind::Name));
    names.map(|name| Offer::new(name_text(name), CompletionKind::Parameter).detail("env")).collect()
}

/// In a name nothing is filled in.
fn is_name(db: &dyn Db, path: &Path<'_>) -> bool {
    match role(db, path) {
        Some(Role::Value(kind)) => kind.namespace().is_some() || !kind.words().is_empty(),
        Some(Role::Slot(slot)) => slot != Slot::File,
        _ => false,
    }
}

/// What Argo would fill in; none where it fills in nothing.
fn of_argo(db: &dyn Db, declaration: Declaration<'_>, path: &Path<'_>) -> Option<Vec<Offer>> {
    if declaration.kind(db) != DeclarationKind::Workflow {
        return None;
    }
    let references = in_reach(db, declaration, path);
    Some(references.into_iter().map(|text| Offer::new(text, CompletionKind::Parameter)).collect())
}

/// The parameters and constants that have one value.
fn of_promo(db: &dyn Db, declaration: Declaration<'_>) -> Vec<Offer> {
    let own = parameters(db, declaration).list.iter();
    let own = own.filter(|parameter| parameter.kind.is_none_or(|kind| kind.element().is_none()));
    let own = own.map(|parameter| {
        let kind = parameter.kind.map_or("parameter", promo_analysis::value::Type::noun);
        Offer::new(parameter.name.to_string(), CompletionKind::Parameter).detail(kind)
    });
    let mut constants: Vec<&str> = names(db).in_namespace(Namespace::Constants).collect();
    constants.sort_unstable();
    let constants = constants.into_iter().filter_map(|name| {
        let definition = resolve(db, Namespace::Constants, name)?;
        let value = value_of(db, definition, name).interpolated().filter(|_| is_constant(db, definition))?;
        Some(Offer::new(name, CompletionKind::Constant).detail(value).names(Namespace::Constants, name))
    });
    own.chain(constants).collect()
}

fn is_constant(db: &dyn Db, definition: Definition<'_>) -> bool {
    definition.declaration().is_some_and(|declaration| declaration.kind(db) == DeclarationKind::Constant)
}

/// What is offered, with the braces closed behind it.
fn closed(offer: Offer, close: &str, replaced: Range<usize>) -> Completion {
    let text = format!("{}{close}", offer.label);
    offer.text(text).at(replaced)
}
