//! What every emitted declaration has: a name, a description, a version, annotations and labels.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, literal};

use super::clauses::find;
use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::model::{Metadata, Name};
use crate::names::Namespace;
use crate::value::Type;

/// The name and description that a declaration is emitted with. They are those of the use where a pattern
/// is used.
pub(super) struct Heading<'db> {
    name: Name,
    place: Place<'db>,
    description: Option<(String, Place<'db>)>,
    /// Whether the body belongs to a pattern's definition, which is not emitted by itself.
    pub(super) is_pattern: bool,
    /// Whether the body is that of the declaration itself, not of a pattern it uses.
    pub(super) is_own_body: bool,
}

impl<'db> Heading<'db> {
    /// The heading of a declaration.
    pub(super) fn of(db: &'db dyn Db, declaration: Declaration<'db>) -> Self {
        let node = declaration.node(db);
        let is_pattern = node.child(NodeKind::Parameters).is_some();
        // A pattern's doc comment describes the pattern; what is emitted has that of the use.
        let documentation = node.child(NodeKind::Documentation).filter(|_| !is_pattern);
        let description = documentation.map(|documentation| {
            (literal::documentation(documentation), Place::of(declaration, documentation))
        });
        Heading {
            name: declaration.name(db).clone(),
            place: Place::of_name(db, declaration, 0),
            description,
            is_pattern,
            is_own_body: node.child(NodeKind::Use).is_none(),
        }
    }
}

impl<'db> Evaluator<'db, '_> {
    /// The metadata of a declaration of some kind.
    pub(super) fn metadata(
        &mut self,
        clauses: &[SyntaxNode<'_>],
        heading: &Heading<'db>,
        namespace: Namespace,
    ) -> Metadata {
        if !heading.is_pattern {
            self.check_object_name(heading, namespace);
        }
        let version_clause = clauses.iter().copied().find(|clause| {
            clause.keyword() == Some(TokenKind::VersionKeyword) && !clause.has_token(TokenKind::FromKeyword)
        });
        let version = version_clause.and_then(|clause| self.clause_string(clause));
        let annotations_clause = find(clauses, TokenKind::AnnotationsKeyword);
        if let Some(clause) = annotations_clause {
            self.check_annotations(clause, heading, version_clause);
        }
        Metadata {
            name: heading.name.clone(),
            description: heading.description.as_ref().map(|(text, _)| text.clone()),
            version,
            annotations: annotations_clause.map(|clause| self.entries(clause)).unwrap_or_default(),
            labels: find(clauses, TokenKind::LabelsKeyword)
                .map(|clause| self.entries(clause))
                .unwrap_or_default(),
            extra: find(clauses, TokenKind::ExtraKeyword)
                .map(|clause| self.manifest_extra(clause, namespace))
                .unwrap_or_default(),
        }
    }

    /// Where the declaration whose body is lowered gives its name: in a pattern, the name of the pattern.
    pub(super) fn name_place(&self) -> Place<'db> {
        Place::of_name(self.db, self.declaration, 0)
    }

    fn check_object_name(&mut self, heading: &Heading<'db>, namespace: Namespace) {
        let Some(reason) = name_problem(&heading.name) else {
            return;
        };
        let noun = namespace.noun();
        let message = format!("`{}` can't be the name of a {noun}: {reason}", heading.name);
        let help = "the name of a Kubernetes object is made of lowercase letters, digits, `-` and `.`, begins and \
                    ends with a letter or digit, and has at most 253 characters";
        self.report(Finding::new(Rule::InvalidName, heading.place, message).help(help));
    }

    /// The entries of a block of keys with strings.
    fn entries(&mut self, clause: SyntaxNode<'_>) -> Vec<(String, Arc<str>)> {
        let due = self.due_after(clause, Type::String);
        let mut entries: Vec<(String, Arc<str>)> = Vec::new();
        let mut places: Vec<Place<'db>> = Vec::new();
        for (key, value) in entry_nodes(clause) {
            let text = key_text(key);
            let place = self.place(key);
            if let Some(earlier) = entries.iter().position(|(known, _)| *known == text) {
                self.report_duplicate_key(&text, place, places.get(earlier).copied());
                continue;
            }
            if let Some(value) = value.and_then(|value| self.string_value(value, &due)) {
                entries.push((text, value));
                places.push(place);
            }
        }
        entries
    }

    /// Reports a key that is given twice.
    pub(super) fn report_duplicate_key(&mut self, key: &str, place: Place<'db>, earlier: Option<Place<'db>>) {
        let finding = Finding::new(Rule::DuplicateKey, place, format!("the key `{key}` is given twice"));
        self.report(finding.related(earlier, "it is given here first").help("keep one of the two"));
    }

    fn check_annotations(
        &mut self,
        clause: SyntaxNode<'_>,
        heading: &Heading<'db>,
        version: Option<SyntaxNode<'_>>,
    ) {
        for (key, _) in entry_nodes(clause) {
            let key_name = key_text(key);
            let other = match key_name.as_str() {
                "description" => heading.description.as_ref().map(|(_, place)| (*place, "the doc comment")),
                "version" => version.map(|version| (self.place(version), "the `version` clause")),
                _ => None,
            };
            if let Some((place, what)) = other {
                let message = format!("{what} sets the annotation `{key_name}` already");
                let finding = Finding::new(Rule::ConflictingClauses, self.place(key), message);
                self.report(finding.related(place, format!("{what} is here")).help("keep one of the two"));
            }
        }
    }
}

/// The keys of a block of entries with their values.
pub(super) fn entry_nodes<'t>(clause: SyntaxNode<'t>) -> Vec<(SyntaxNode<'t>, Option<SyntaxNode<'t>>)> {
    let block = clause.child(NodeKind::Block);
    let entries =
        block.into_iter().flat_map(SyntaxNode::children).filter(|child| child.kind() == NodeKind::Entry);
    entries.filter_map(|entry| Some((entry.child(NodeKind::Key)?, entry.values().next()))).collect()
}

/// The parts of a key, without dots and quotes.
pub(super) fn key_parts(key: SyntaxNode<'_>) -> Vec<String> {
    let tokens = key.tokens().filter_map(|index| Some((index, key.tree().tokens().get(index)?.kind)));
    let parts = tokens.filter(|(_, kind)| *kind != TokenKind::Dot);
    parts
        .map(|(index, kind)| match kind {
            TokenKind::String | TokenKind::TextBlock => {
                crate::text::plain_text(kind, key.tree().token_text(index))
            }
            _ => key.tree().token_text(index).to_owned(),
        })
        .collect()
}

/// A key of annotations or labels, in which a dot is like any other character.
fn key_text(key: SyntaxNode<'_>) -> String {
    key_parts(key).join(".")
}

/// What is wrong with the name of a Kubernetes object, a DNS-1123 subdomain.
fn name_problem(name: &str) -> Option<String> {
    if name.len() > 253 {
        return Some(format!("it has {} characters", name.chars().count()));
    }
    if let Some(wrong) =
        name.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')))
    {
        return Some(format!("it has {}", character_noun(wrong)));
    }
    let ends = |part: &str| part.starts_with('-') || part.ends_with('-');
    if name.split('.').any(str::is_empty) {
        return Some(if name.is_empty() {
            "it is empty".to_owned()
        } else {
            "a `.` has nothing on one side".to_owned()
        });
    }
    name.split('.').any(ends).then(|| "a part of it begins or ends with `-`".to_owned())
}

fn character_noun(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        'A'..='Z' => format!("the capital letter `{character}`"),
        other => format!("the character `{other}`"),
    }
}
