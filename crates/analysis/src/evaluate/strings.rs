//! Strings: escapes, and the constants and parameters that stand in them.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::literal::{self, Mode, Segment};
use promo_syntax::{SyntaxNode, TokenKind};

use super::{Evaluator, constants};
use crate::declaration::Place;
use crate::finding::Finding;
use crate::names::{Namespace, resolve};
use crate::site::Site;
use crate::value::Value;

/// Constants and parameters add no more than this to a text, in bytes: a few lines of source could ask for any amount.
const LONGEST_INSERTED: usize = 64 << 10;

impl<'db> Evaluator<'db, '_> {
    /// The text of a string, with every `${name}` replaced; none if that can't be known here.
    pub(crate) fn string(&mut self, node: SyntaxNode<'_>) -> Option<Arc<str>> {
        let (kind, text) = token(node)?;
        let decoded = literal::decode(kind, text, Mode::Interpolated);
        let mut result = String::new();
        let mut complete = true;
        let mut inserted = 0;
        for segment in decoded.segments {
            match segment {
                Segment::Text(text) => result.push_str(&text),
                Segment::Parameter { name, range } => {
                    let place = self.place(node).inside(range);
                    match self.interpolated(&name, place) {
                        Some(text) => {
                            inserted += text.len();
                            result.push_str(&text);
                        }
                        None => complete = false,
                    }
                }
            }
            if inserted > LONGEST_INSERTED {
                let message = format!("more than {LONGEST_INSERTED} bytes would be put into this text");
                let finding = Finding::new(Rule::DefinitionTooDeep, self.place(node), message);
                self.report(finding.help("texts that hold each other twice grow without end"));
                return None;
            }
        }
        complete.then(|| result.into())
    }

    /// The text of a script, in which `${` belongs to the shell.
    pub(crate) fn script(&mut self, node: SyntaxNode<'_>) -> Option<Arc<str>> {
        let (kind, text) = token(node)?;
        let decoded = literal::decode(kind, text, Mode::Plain);
        let texts = decoded.segments.iter().map(|segment| match segment {
            Segment::Text(text) => text.as_str(),
            Segment::Parameter { .. } => "",
        });
        Some(texts.collect::<String>().into())
    }

    fn interpolated(&mut self, name: &str, place: Place<'db>) -> Option<String> {
        let (value, declared) = match self.scope.get(name) {
            Some(binding) => (binding.value.clone(), Site::Source(binding.place)),
            None => match resolve(self.db, Namespace::Constants, name) {
                Some(definition) if constants::is_environment(self.db, definition) => {
                    return self.not_scalar("an environment", name, definition.site(self.db), place);
                }
                Some(definition) => {
                    (constants::value_of(self.db, definition, name), definition.site(self.db))
                }
                None => return self.unknown_interpolation(name, place),
            },
        };
        match value {
            Value::List(_) => self.not_scalar("a list", name, declared, place),
            Value::Unknown(Some(kind)) if kind.element().is_some() => {
                self.not_scalar("a list", name, declared, place)
            }
            value => value.interpolated(),
        }
    }

    fn not_scalar(
        &mut self,
        noun: &str,
        name: &str,
        declared: Site<'db>,
        place: Place<'db>,
    ) -> Option<String> {
        let message = format!(
            "`{name}` is {noun}, and only a constant or parameter of one value can stand in a string"
        );
        let finding = Finding::new(Rule::TypeMismatch, place, message);
        let help = format!("write out what you mean instead of `${{{name}}}`");
        self.report(finding.related(declared, format!("`{name}` is declared here")).help(help));
        None
    }

    fn unknown_interpolation(&mut self, name: &str, place: Place<'db>) -> Option<String> {
        let mut candidates = self.nearest(Namespace::Constants, name);
        candidates.extend(promo_diagnostics::nearest(name, self.scope.names()));
        let message = format!("`{name}` is neither a constant nor a parameter");
        let finding = Finding::new(Rule::UnknownName, place, message);
        let help = match candidates.as_slice() {
            [] => "declare it with `let`, or write `\\${` for a literal `${`".to_owned(),
            names => format!("did you mean `{}`? For a literal `${{` write `\\${{`", names.join("` or `")),
        };
        self.report(finding.help(help));
        None
    }
}

fn token(node: SyntaxNode<'_>) -> Option<(TokenKind, &str)> {
    let index = node.tokens().start;
    let token = node.tree().tokens().get(index)?;
    let is_string = matches!(token.kind, TokenKind::String | TokenKind::TextBlock);
    is_string.then(|| (token.kind, node.tree().token_text(index)))
}
