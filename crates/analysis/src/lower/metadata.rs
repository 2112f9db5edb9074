//! What every emitted declaration has: a name, a description, a version, annotations and labels.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_manifest::keys::WORKFLOW_ORIGIN;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, literal};
use rustc_hash::FxHashMap;

use super::clauses::find;
use super::object_names::{self, NameRule};
use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, Place};
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::model::{Metadata, Name, Sourced};
use crate::names::Namespace;
use crate::site::Site;
use crate::value::{Type, Value};

/// Names of one list that were given so far, with their places.
pub(super) type Given<'db> = FxHashMap<Arc<str>, Place<'db>>;

/// The name and description that a declaration is emitted with. They are those of the use where a pattern
/// is used.
pub(super) struct Heading<'db> {
    name: Name,
    place: Place<'db>,
    description: Option<Sourced<'db, String>>,
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
            Sourced::new(literal::documentation(documentation), Place::of(declaration, documentation))
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
    ) -> Metadata<'db> {
        if !heading.is_pattern {
            self.check_object_name(&heading.name, heading.place, namespace);
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
            description: heading.description.clone(),
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

    /// Reports what can't be the name of an object. That a name is missing or empty is said elsewhere.
    pub(super) fn check_object_name(
        &mut self,
        name: &str,
        place: impl Into<Site<'db>>,
        namespace: Namespace,
    ) {
        if let Some(reason) = object_names::object_problem(name).filter(|_| !name.is_empty()) {
            let noun = Value::Reference(namespace, name.into()).noun();
            let message = format!("`{name}` can't be the name of {noun}: {reason}");
            self.report(Finding::new(Rule::InvalidName, place, message).help(object_names::OF_OBJECT));
        }
    }

    /// Reports a name that Kubernetes or Argo would refuse. That it is empty is said elsewhere.
    pub(super) fn check_name(&mut self, name: &str, place: Place<'db>, rule: &NameRule) {
        if let Some(reason) = (rule.problem)(name).filter(|_| !name.is_empty()) {
            let message = format!("`{name}` can't be the {}: {reason}", rule.noun);
            self.report(Finding::new(Rule::InvalidName, place, message).help(rule.help));
        }
    }

    /// The name of something in the cluster that promo knows nothing of, where one is due.
    pub(super) fn cluster_name(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
        rule: &NameRule,
    ) -> Option<Sourced<'db, Name>> {
        let Value::String(name) = self.value(node, due)? else { return None };
        // What Argo puts in for `{{…}}` isn't known.
        if name.is_empty() {
            self.report_empty(&format!("the {}", rule.noun), self.place(node));
        } else if !name.contains("{{") {
            self.check_name(&name, self.place(node), rule);
        }
        Some(Sourced::new(name, self.place(node)))
    }

    /// Reports a name that is nothing.
    pub(super) fn report_empty(&mut self, what: &str, place: Place<'db>) {
        let finding = Finding::new(Rule::InvalidName, place, format!("{what} is empty"));
        self.report(finding.help("write what is meant between the quotes"));
    }

    /// The entries of a block of keys with strings.
    fn entries(&mut self, clause: SyntaxNode<'_>) -> Vec<(String, Sourced<'db, Arc<str>>)> {
        let due = self.due_after(clause, Type::String);
        let mut entries = Vec::new();
        let mut given = Given::default();
        let is_label = clause.keyword() == Some(TokenKind::LabelsKeyword);
        let noun = if is_label { "label" } else { "annotation" };
        for (key, value) in entry_nodes(clause) {
            let text = key_text(key);
            let place = self.place(key);
            if !self.is_new(&mut given, noun, &text, place) {
                continue;
            }
            self.check_key(&text, place, if is_label { "a label" } else { "an annotation" });
            let Some(node) = value else { continue };
            if let Some(value) = self.string_value(node, &due) {
                if is_label {
                    self.check_label(&value.value, self.place(node));
                }
                entries.push((text, value));
            }
        }
        entries
    }

    /// Reports what can't be the key of a label or annotation.
    pub(super) fn check_key(&mut self, key: &str, place: Place<'db>, noun: &str) {
        if let Some(reason) = object_names::key_problem(key) {
            let message = format!("`{key}` can't be the key of {noun}: {reason}");
            self.report(Finding::new(Rule::InvalidName, place, message).help(object_names::OF_KEY));
        }
    }

    /// Reports what can't be the value of a label.
    pub(super) fn check_label(&mut self, value: &str, place: Place<'db>) {
        if let Some(reason) = object_names::label_problem(value) {
            let message = format!("`{value}` can't be the value of a label: {reason}");
            self.report(Finding::new(Rule::InvalidName, place, message).help(object_names::OF_LABEL));
        }
    }

    /// Whether a name is none of those given before; one that is given twice is reported.
    pub(super) fn is_new(
        &mut self,
        given: &mut Given<'db>,
        noun: &str,
        name: &str,
        place: Place<'db>,
    ) -> bool {
        match given.get(name).copied() {
            Some(earlier) => self.report_duplicate_key(noun, name, place, Some(earlier)),
            None => {
                given.insert(name.into(), place);
                return true;
            }
        }
        false
    }

    /// Reports a key that is given twice.
    pub(super) fn report_duplicate_key(
        &mut self,
        noun: &str,
        key: &str,
        place: impl Into<Site<'db>>,
        earlier: Option<impl Into<Site<'db>>>,
    ) {
        let finding = Finding::new(Rule::DuplicateKey, place, format!("the {noun} `{key}` is given twice"));
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
                "description" => heading.description.as_ref().map(|text| (text.place, "the doc comment")),
                "version" => version.map(|version| (self.place(version).into(), "the `version` clause")),
                _ => None,
            };
            if key_name == WORKFLOW_ORIGIN && self.declaration.kind(self.db) == DeclarationKind::Workflow {
                let message = format!("promo sets the annotation `{key_name}` of every workflow itself");
                let finding = Finding::new(Rule::ConflictingClauses, self.place(key), message);
                self.report(finding.help("take it out"));
            }
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
