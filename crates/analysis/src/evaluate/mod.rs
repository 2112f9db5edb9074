//! From what is written in a value's place to a value of the type that is due there. A value parses
//! anywhere; here it is decided whether it fits, and what to say if not.

mod coerce;
mod constants;
mod mismatch;
mod scope;
mod strings;

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, literal};

use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::finding::Finding;
use crate::names::{MOST_WITH_NEAREST, Namespace, nearest, reference_text, resolve};
use crate::site::Site;
use crate::value::{Action, Concurrency, EnvironmentKind, Type, Value};

use coerce::Declared;
pub use constants::value_of;
pub(crate) use constants::{constant, is_environment};
pub(crate) use mismatch::unknown_rule;
pub(crate) use scope::{Binding, Scope};

/// No list that is put together from others is longer.
const LONGEST_LIST: usize = 4_096;

/// What is due in a place, and who asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Due<'db> {
    /// The type.
    pub kind: Type,
    /// Who asks, as a message names it: "`timeout`".
    pub owner: String,
    /// Where that is written.
    pub place: Place<'db>,
    /// Whether one value does not stand for a list of one.
    pub strict_list: bool,
}

impl<'db> Due<'db> {
    fn element(&self, kind: Type) -> Due<'db> {
        Due { kind, strict_list: false, ..self.clone() }
    }
}

/// Evaluates what stands in one declaration, and collects what is wrong.
pub(crate) struct Evaluator<'db, 's> {
    /// The database.
    pub db: &'db dyn Db,
    /// The declaration whose tree is read.
    pub declaration: Declaration<'db>,
    /// The parameters in reach.
    pub scope: &'s Scope<'db>,
    /// What was found so far.
    pub findings: Vec<Finding<'db>>,
}

impl<'db, 's> Evaluator<'db, 's> {
    /// An evaluator for a declaration.
    pub(crate) fn new(db: &'db dyn Db, declaration: Declaration<'db>, scope: &'s Scope<'db>) -> Self {
        Evaluator { db, declaration, scope, findings: Vec::new() }
    }

    /// The names of a namespace nearest to one that is not in it; none once so much is wrong with the declaration that
    /// nobody reads all of it, since every name of the project is looked at.
    pub(crate) fn nearest(&self, namespace: Namespace, name: &str) -> Vec<&'db str> {
        if self.findings.len() > MOST_WITH_NEAREST { Vec::new() } else { nearest(self.db, namespace, name) }
    }

    /// The place of a node of the declaration.
    pub(crate) fn place(&self, node: SyntaxNode<'_>) -> Place<'db> {
        Place::of(self.declaration, node)
    }

    /// The place of one token of the declaration.
    pub(crate) fn token_place(&self, token: usize) -> Place<'db> {
        Place::tokens(self.declaration, token..token + 1)
    }

    /// What is due after the keyword of a clause.
    pub(crate) fn due_after(&self, clause: SyntaxNode<'_>, kind: Type) -> Due<'db> {
        let keyword = clause.keyword_token().unwrap_or_default();
        let owner = format!("`{}`", clause.tree().token_text(keyword));
        Due { kind, owner, place: self.token_place(keyword), strict_list: false }
    }

    /// Adds what was found. What is related to it in the very same place says nothing more.
    pub(crate) fn report(&mut self, mut finding: Finding<'db>) {
        let place = finding.place;
        finding.related.retain(|(other, _)| *other != place);
        self.findings.push(finding);
    }

    /// The value of a node where something is due; none if it was reported or can't be known here.
    pub(crate) fn value(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Value> {
        match node.kind() {
            NodeKind::Literal => self.literal(node, due),
            NodeKind::Reference => self.reference(node, due),
            NodeKind::List => self.list(node, due),
            _ => self.mismatch(node, due, "a map", None),
        }
    }

    fn literal(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Value> {
        let token = node.tree().tokens().get(node.tokens().start)?;
        match token.kind {
            TokenKind::String | TokenKind::TextBlock => self.string_literal(node, due),
            TokenKind::Integer => {
                let value = self.integer(node)?;
                self.scalar(node, value, due)
            }
            TokenKind::Duration => {
                let value = self.duration(node)?;
                self.scalar(node, value, due)
            }
            TokenKind::Path => self.scalar(node, Value::Path(node.text().into()), due),
            _ => None,
        }
    }

    fn string_literal(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Value> {
        let names_something = due.kind.namespace().is_some() || !due.kind.words().is_empty();
        if names_something {
            if !crate::text::interpolated_names(node).is_empty() {
                let message = format!("{} takes {}, and a name is written out", due.owner, due.kind.noun());
                let finding = Finding::new(Rule::InvalidInterpolation, self.place(node), message);
                self.report(finding.help(
                    "write the name itself, so that it can be found, or the constant or parameter without quotes",
                ));
                return None;
            }
            let text = Value::String(reference_text(node).into());
            return self.coerce(text, due, self.place(node), None);
        }
        match due.kind {
            Type::String | Type::Tag | Type::ClusterName => self.string(node).map(Value::String),
            _ => {
                let text = reference_text(node);
                self.string_mismatch(node, due, &text)
            }
        }
    }

    fn integer(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        if let Ok(number) = literal::integer(node.text()) {
            return Some(Value::Integer(number));
        }
        let message = format!("`{}` is no integer that fits into 64 bits", node.text());
        let help = format!("the integers are those from {} to {}", i64::MIN, i64::MAX);
        self.report(Finding::new(Rule::TypeMismatch, self.place(node), message).help(help));
        None
    }

    fn duration(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        let message = match literal::duration(node.text()) {
            Ok(seconds) => return Some(Value::Duration(seconds)),
            Err(literal::DurationError::Order) => {
                "the units of a duration stand once each, the largest first"
            }
            Err(literal::DurationError::Overflow) => "this duration is too long",
        };
        let help = "write days `d`, hours `h`, minutes `m` and seconds `s` in this order, such as `1h30m`";
        self.report(Finding::new(Rule::InvalidDuration, self.place(node), message).help(help));
        None
    }

    fn scalar(&mut self, node: SyntaxNode<'_>, value: Value, due: &Due<'db>) -> Option<Value> {
        self.coerce(value, due, self.place(node), None)
    }

    fn list(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Value> {
        let Some(element) = due.kind.element() else {
            return self.mismatch(node, due, "a list", None);
        };
        let element = due.element(element);
        let mut complete = true;
        let mut values = Vec::new();
        for child in node.values() {
            match self.element(child, &element, due) {
                Some(Value::List(inner)) => {
                    values.extend(inner.iter().cloned());
                    if values.len() > LONGEST_LIST {
                        self.report_long_list(node);
                        return None;
                    }
                }
                Some(value) => values.push(value),
                None => complete = false,
            }
        }
        complete.then(|| Value::List(values.into()))
    }

    pub(super) fn report_long_list(&mut self, node: SyntaxNode<'_>) {
        let message = format!("this list would have more than {LONGEST_LIST} items");
        let finding = Finding::new(Rule::DefinitionTooDeep, self.place(node), message);
        self.report(finding.help("lists that hold each other twice grow without end"));
    }

    /// An element of a list, which may be the name of a list itself.
    fn element(&mut self, node: SyntaxNode<'_>, element: &Due<'db>, list: &Due<'db>) -> Option<Value> {
        let may_be_list = match node.kind() {
            NodeKind::List => true,
            NodeKind::Reference => self.is_list(node, list.kind),
            _ => false,
        };
        if !may_be_list {
            return self.value(node, element);
        }
        self.value(node, &Due { strict_list: false, ..list.clone() })
    }

    /// Whether a node is a list, or the name of one, where a type is due.
    pub(crate) fn is_list(&self, node: SyntaxNode<'_>, due: Type) -> bool {
        if node.kind() != NodeKind::Reference {
            return node.kind() == NodeKind::List;
        }
        match self.constant_meant(node.text(), due) {
            Some(Value::List(_)) => true,
            Some(Value::Unknown(kind)) => kind.is_some_and(|kind| kind.element().is_some()),
            _ => false,
        }
    }

    /// What a name that means a parameter, constant or environment stands for; none where a word or an object of that
    /// name comes before it.
    pub(crate) fn constant_meant(&self, name: &str, due: Type) -> Option<Value> {
        let objects = due.namespace().filter(|namespace| *namespace != Namespace::Constants);
        let comes_first = word(name, due).is_some()
            || objects.is_some_and(|namespace| resolve(self.db, namespace, name).is_some());
        let is_parameter = self.scope.get(name).is_some();
        if comes_first && !is_parameter { None } else { self.named_value(name) }
    }

    /// Where a parameter, constant or environment of a name is declared.
    pub(crate) fn named_site(&self, name: &str) -> Option<Site<'db>> {
        if let Some(binding) = self.scope.get(name) {
            return Some(binding.place.into());
        }
        Some(resolve(self.db, Namespace::Constants, name)?.site(self.db))
    }

    /// What a parameter, constant or environment of a name is.
    pub(crate) fn named_value(&self, name: &str) -> Option<Value> {
        if let Some(binding) = self.scope.get(name) {
            return Some(binding.value.clone());
        }
        let definition = resolve(self.db, Namespace::Constants, name)?;
        Some(constants::value_of(self.db, definition, name))
    }

    fn reference(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Value> {
        let name = node.text();
        let place = self.place(node);
        if let Some(binding) = self.scope.get(name) {
            return self.coerce(
                binding.value.clone(),
                due,
                place,
                Some((name, Declared::Parameter(binding.place))),
            );
        }
        if let Some(value) = word(name, due.kind) {
            return self.coerce(value, due, place, None);
        }
        if due.kind.takes_any_word() {
            return self.any_word(name, due, place);
        }
        if let Some(namespace) = due.kind.namespace()
            && namespace != Namespace::Constants
            && let Some(definition) = resolve(self.db, namespace, name)
        {
            return self.object(namespace, name, definition, due, place);
        }
        match resolve(self.db, Namespace::Constants, name) {
            // `kind prod` means the kind, even where there is an environment `prod`.
            Some(definition)
                if !due.kind.words().is_empty() && constants::is_environment(self.db, definition) =>
            {
                self.unknown(node, due)
            }
            Some(definition) => {
                let value = constants::value_of(self.db, definition, name);
                self.coerce(value, due, place, Some((name, Declared::Name(definition))))
            }
            None => self.unknown(node, due),
        }
    }

    /// A plain word, which is itself unless it is the name of a constant that fits.
    fn any_word(&mut self, name: &str, due: &Due<'db>, place: Place<'db>) -> Option<Value> {
        let itself = Value::String(name.into());
        let Some(definition) = resolve(self.db, Namespace::Constants, name) else {
            return Some(itself);
        };
        match constants::value_of(self.db, definition, name) {
            Value::Unknown(_) => None,
            value @ (Value::String(_) | Value::List(_)) => {
                self.coerce(value, due, place, Some((name, Declared::Name(definition))))
            }
            _ => Some(itself),
        }
    }

    /// What is declared in a namespace of objects; a pattern can't be referred to, only used.
    fn object(
        &mut self,
        namespace: Namespace,
        name: &str,
        definition: crate::names::Definition<'db>,
        due: &Due<'db>,
        place: Place<'db>,
    ) -> Option<Value> {
        if let crate::names::Definition::Source { pattern: true, .. } = definition {
            let noun = namespace.noun();
            let message = format!("`{name}` is a pattern, and {} takes {}", due.owner, due.kind.noun());
            let help = format!(
                "declare a {noun} that uses it, such as `{noun} NAME = {name}(…)`, and name that one"
            );
            let finding = Finding::new(Rule::NotAPattern, place, message).help(help);
            self.report(finding.related(definition.site(self.db), format!("`{name}` has parameters")));
            return None;
        }
        Some(Value::Reference(namespace, Arc::from(name)))
    }
}

/// The value that a word is by itself where a type is due.
pub fn word(text: &str, due: Type) -> Option<Value> {
    Some(match (due, text) {
        (Type::Action, "commit") => Value::Action(Action::Commit),
        (Type::Action, "pr") => Value::Action(Action::PullRequest),
        (Type::Action, "none") => Value::Action(Action::None),
        (Type::Kind | Type::Kinds, "production") => Value::Kind(EnvironmentKind::Production),
        (Type::Kind | Type::Kinds, "non-production") => Value::Kind(EnvironmentKind::NonProduction),
        (Type::Concurrency, "queue") => Value::Concurrency(Concurrency::Queue),
        (Type::Concurrency, "terminate") => Value::Concurrency(Concurrency::Terminate),
        _ => return None,
    })
}
