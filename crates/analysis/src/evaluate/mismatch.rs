//! What to say of a value that does not fit where a type is due: what is wrong, what fits, and what was
//! probably meant.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{SyntaxNode, literal};

use super::coerce::Origin;
use super::{Due, Evaluator};
use crate::declaration::Place;
use crate::finding::Finding;
use crate::knowledge::is_mentioned_in_unread;
use crate::names::{Namespace, is_mentioned_in_broken, resolve};
use crate::text::quote_name;
use crate::value::{Type, Value};

impl<'db> Evaluator<'db, '_> {
    /// Reports a word that stands for nothing where something is due.
    pub(super) fn unknown(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Value> {
        let name = node.text();
        let place = self.place(node);
        if due.kind.namespace().is_some() {
            return self.unknown_name(name, due, place, None);
        }
        if !due.kind.words().is_empty() {
            return self.unknown_word(name, due, place, None);
        }
        match due.kind {
            Type::Path => {
                let message = format!("{} takes a JSONPath, and a JSONPath begins with `$`", due.owner);
                let finding = Finding::new(Rule::InvalidPath, place, message);
                self.report(finding.replace(format!("write `$.{name}`"), place, format!("$.{name}")));
            }
            _ => {
                let message = format!("{} takes {}, and `{name}` is no constant", due.owner, due.kind.noun());
                let finding = Finding::new(Rule::UnknownName, place, message).help(due.kind.example());
                let candidates = self.nearest(Namespace::Constants, name);
                let finding = if candidates.is_empty() { finding } else { finding.did_you_mean(&candidates) };
                self.report(match due.kind {
                    Type::String => {
                        finding.replace(format!("write `\"{name}\"`"), place, format!("\"{name}\""))
                    }
                    _ => finding,
                });
            }
        }
        None
    }

    pub(super) fn unknown_word(
        &mut self,
        text: &str,
        due: &Due<'db>,
        place: Place<'db>,
        origin: Origin<'_, 'db>,
    ) -> Option<Value> {
        let words = due.kind.words();
        let message = format!("`{text}` is not {}", due.kind.element().unwrap_or(due.kind).noun());
        let finding = Finding::new(Rule::TypeMismatch, place, message);
        let spelt = text.to_lowercase().replace('_', "-");
        let mut candidates = promo_diagnostics::nearest(&spelt, words.iter().copied());
        if candidates.is_empty() && spelt.len() > 2 {
            // `prod` and `NON_PROD` are how the platform abbreviates them.
            candidates.extend(words.iter().filter(|word| word.starts_with(spelt.as_str())));
        }
        let finding = finding.did_you_mean(&candidates).help(due.kind.example());
        let finding = self.written_elsewhere(finding, text, origin);
        self.report(
            finding.related(due.place, format!("{} takes one of `{}`", due.owner, words.join("`, `"))),
        );
        None
    }

    pub(super) fn unknown_name(
        &mut self,
        name: &str,
        due: &Due<'db>,
        place: Place<'db>,
        origin: Origin<'_, 'db>,
    ) -> Option<Value> {
        if is_mentioned_in_broken(self.db, name) {
            return None;
        }
        let kind = due.kind.element().unwrap_or(due.kind);
        let namespace = kind.namespace().unwrap_or(Namespace::Constants);
        let others = Namespace::OF_OBJECTS.into_iter().chain([Namespace::Constants]);
        let other = others
            .filter(|other| *other != namespace || namespace == Namespace::Constants)
            .find_map(|other| resolve(self.db, other, name).map(|found| (other, found)));
        let finding = match other {
            Some((other, found)) => {
                let value = match other {
                    Namespace::Constants => super::constants::value_of(self.db, found, name),
                    _ => Value::Reference(other, Arc::from(name)),
                };
                let message =
                    format!("`{name}` is {}, and {} takes {}", value.noun(), due.owner, kind.noun());
                let finding = Finding::new(Rule::TypeMismatch, place, message).help(kind.example());
                finding.related(found.site(self.db), format!("`{name}` is declared here"))
            }
            // It may be declared there, like something that lives elsewhere.
            None if namespace != Namespace::Constants && is_mentioned_in_unread(self.db, name) => {
                return Some(Value::Reference(namespace, Arc::from(name)));
            }
            None => {
                let message = format!("there is no {} `{name}`", namespace.noun());
                let mut candidates = self.nearest(namespace, name);
                candidates.extend(promo_diagnostics::nearest(name, self.scope.names()));
                let finding = Finding::new(unknown_rule(namespace), place, message);
                let finding = finding.help(declaring(namespace, name));
                finding.did_you_mean(&candidates)
            }
        };
        let finding = self.written_elsewhere(finding, name, origin);
        self.report(finding.related(due.place, format!("{} takes {}", due.owner, kind.noun())));
        None
    }

    /// A finding about a text that is put in by a constant or parameter: what mends it is mended where the text is
    /// written.
    fn written_elsewhere(
        &self,
        mut finding: Finding<'db>,
        text: &str,
        origin: Origin<'_, 'db>,
    ) -> Finding<'db> {
        let Some((name, declared)) = origin else { return finding };
        let Some(site) = declared.site_of_text(self.db, text) else {
            finding.fixes.clear();
            return finding.related(declared.site(self.db), format!("`{name}` is declared here"));
        };
        for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.place = site;
            if !edit.text.starts_with('"') {
                edit.text = format!("\"{}\"", edit.text);
            }
        }
        finding.related(site, format!("`{text}` is written here"))
    }

    /// Reports a node that can't be a value of the type that is due.
    pub(super) fn mismatch(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
        noun: &str,
        fix: Option<String>,
    ) -> Option<Value> {
        let place = self.place(node);
        let message = format!("{} takes {}, and this is {noun}", due.owner, due.kind.noun());
        let finding = Finding::new(Rule::TypeMismatch, place, message).help(due.kind.example());
        let finding = finding.related(due.place, format!("{} takes {}", due.owner, due.kind.noun()));
        self.report(match fix {
            Some(text) => finding.replace(format!("write `{text}`"), place, text),
            None => finding,
        });
        None
    }

    /// Reports a string where something else is due; what stands in the quotes may be it.
    pub(super) fn string_mismatch(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
        text: &str,
    ) -> Option<Value> {
        let unquoted = match due.kind {
            Type::Integer => literal::integer(text).is_ok(),
            Type::Duration => literal::duration(text).is_ok(),
            Type::Path => text.starts_with('$'),
            _ => false,
        };
        let fix = match due.kind {
            _ if unquoted => Some(text.to_owned()),
            Type::Strings => Some(format!("[{}]", node.text())),
            _ => None,
        };
        self.mismatch(node, due, "a string", fix)
    }

    pub(super) fn wrong_value(
        &mut self,
        value: &Value,
        due: &Due<'db>,
        place: Place<'db>,
        origin: Origin<'_, 'db>,
    ) -> Option<Value> {
        let noun = value.noun();
        let what = origin.map_or_else(|| "this".to_owned(), |(name, _)| format!("`{name}`"));
        let message = format!("{} takes {}, and {what} is {noun}", due.owner, due.kind.noun());
        let finding = Finding::new(Rule::TypeMismatch, place, message).help(due.kind.example());
        let finding = finding.related(due.place, format!("{} takes {}", due.owner, due.kind.noun()));
        let finding = match origin {
            Some((name, declared)) => {
                finding.related(declared.site(self.db), format!("`{name}` is declared here"))
            }
            None => finding,
        };
        let tree = self.declaration.node(self.db).tree();
        let written = tree.token_text(place.first as usize);
        let fix = match (value, due.kind) {
            (_, _) if origin.is_some() => None,
            (Value::Integer(_) | Value::Duration(_), Type::String) => Some(format!("\"{written}\"")),
            (Value::Integer(_) | Value::Duration(_), kind) if kind.namespace().is_some() => {
                Some(quote_name(written))
            }
            _ => None,
        };
        self.report(match fix {
            Some(text) => finding.replace(format!("write `{text}`"), place, text),
            None => finding,
        });
        None
    }
}

/// The rule of a name that stands for nothing in a namespace.
pub(crate) fn unknown_rule(namespace: Namespace) -> Rule {
    match namespace {
        Namespace::Constants | Namespace::Applications => Rule::UnknownEnvironment,
        Namespace::Flows => Rule::UnknownFlow,
        Namespace::Policies => Rule::UnknownPolicy,
        Namespace::Templates => Rule::UnknownTemplate,
        Namespace::Products => Rule::UnknownProduct,
        Namespace::Workflows => Rule::UnknownWorkflow,
    }
}

fn declaring(namespace: Namespace, name: &str) -> String {
    let name = quote_name(name);
    match namespace {
        Namespace::Constants => format!("declare it: `environment {name}`"),
        Namespace::Policies => format!("declare it: `policy {name} {{ … }}`"),
        other => {
            let noun = other.noun();
            format!("declare it, or say that it lives elsewhere: `extern {noun} {name}`")
        }
    }
}
