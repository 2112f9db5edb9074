//! Tests: `when SUBJECT OPERATOR VALUE and …`. Each kind of declaration has its own subjects and
//! operators, those that its manifest can express.

use std::hash::Hash;
use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::FxHashSet;

use crate::declaration::{DeclarationKind, Place};
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::model::Sourced;
use crate::value::{Type, Value};

/// What a test does with a subject and a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
    /// `exists`.
    Exists,
    /// `not exists`.
    NotExists,
    /// `matches`.
    Matches,
    /// `not matches`.
    NotMatches,
}

impl Operator {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::In => "in",
            Operator::NotIn => "not in",
            Operator::Exists => "exists",
            Operator::NotExists => "not exists",
            Operator::Matches => "matches",
            Operator::NotMatches => "not matches",
        }
    }
}

/// What a kind of declaration can test.
pub struct Tests {
    /// The declaration, as a message names it.
    pub(super) owner: &'static str,
    /// The subjects with the types of one value and of several.
    pub subjects: &'static [(&'static str, Type, Type)],
    /// The operators.
    pub operators: &'static [Operator],
    /// What to do instead of `or`.
    pub(super) instead_of_or: &'static str,
    /// Whether a subject can be asked for more than once.
    pub repeats: bool,
}

impl Tests {
    /// What declarations of a kind can test; none if they have no tests.
    pub fn of(kind: DeclarationKind) -> Option<&'static Tests> {
        match kind {
            DeclarationKind::Policy => Some(&super::policy::TESTS),
            DeclarationKind::Template => Some(&super::template::TESTS),
            DeclarationKind::Product => Some(&super::product::TESTS),
            _ => None,
        }
    }
}

/// A condition that fits its declaration.
pub(super) struct Condition<'db> {
    /// The subject, as written.
    pub(super) subject: String,
    /// Where the subject stands; of a `label`, its key.
    pub(super) subject_place: Place<'db>,
    /// The key of a `label`.
    pub(super) key: Option<String>,
    /// The operator.
    pub(super) operator: Operator,
    /// Where the operator stands.
    pub(super) operator_place: Place<'db>,
    /// The values, each where it is written: itself, or the name of a list that holds it; none for `exists`.
    pub(super) values: Vec<Sourced<'db, Value>>,
    /// Where it stands.
    pub(super) place: Place<'db>,
}

impl<'db> Condition<'db> {
    /// What a function finds in the values, each once.
    pub(super) fn each_once<T: Clone + Eq + Hash>(
        &self,
        find: impl Fn(&Value) -> Option<T>,
    ) -> Vec<Sourced<'db, T>> {
        let mut known: FxHashSet<T> = FxHashSet::default();
        let found = self.values.iter().filter_map(|Sourced { value, place }| {
            let value = find(value).filter(|value| known.insert(value.clone()))?;
            Some(Sourced::new(value, *place))
        });
        found.collect()
    }
}

/// Whether the conditions of a test are joined by `and` alone. What else stands between them is an error, and
/// nothing is certain of such a test.
pub(crate) fn is_conjunction(test: SyntaxNode<'_>) -> bool {
    let tokens = test.tree().tokens();
    let kind = |index: usize| tokens.get(index).map(|token| token.kind);
    test.own_tokens().all(|index| kind(index) == Some(TokenKind::AndKeyword))
}

impl<'db> Evaluator<'db, '_> {
    /// The conditions of the test of a clause; none if something is wrong or can't be known here.
    pub(super) fn conditions(
        &mut self,
        clause: SyntaxNode<'_>,
        tests: &Tests,
    ) -> Option<Vec<Condition<'db>>> {
        let test = clause.child(NodeKind::Test)?;
        if let Some(or) = test.find_token(TokenKind::OrKeyword) {
            let message = format!("{} can't be selected by one condition or another", tests.owner);
            self.report(
                Finding::new(Rule::OrInTest, self.token_place(or), message).help(tests.instead_of_or),
            );
            return None;
        }
        if !is_conjunction(test) {
            return None;
        }
        let mut complete = true;
        let mut found: Vec<Condition<'db>> = Vec::new();
        for node in test.children().filter(|child| child.kind() == NodeKind::Condition) {
            let Some(condition) = self.condition(node, tests) else {
                complete = false;
                continue;
            };
            let repeated =
                found.iter().find(|earlier| earlier.subject == condition.subject).filter(|_| !tests.repeats);
            match repeated.map(|earlier| earlier.place) {
                Some(earlier) => self.report_repeated_subject(&condition, earlier),
                None => found.push(condition),
            }
        }
        complete.then_some(found)
    }

    /// Reports a subject that is asked for twice.
    pub(super) fn report_repeated_subject(&mut self, condition: &Condition<'db>, earlier: Place<'db>) {
        let subject = match &condition.key {
            Some(key) => format!("label \"{key}\""),
            None => condition.subject.clone(),
        };
        let message = format!("the test asks for `{subject}` twice");
        let finding = Finding::new(Rule::DuplicateSubject, condition.place, message);
        let help = format!("ask for several values with one condition: `{subject} in [A, B]`");
        self.report(finding.related(earlier, "it is asked for here first").help(help));
    }

    fn condition(&mut self, node: SyntaxNode<'_>, tests: &Tests) -> Option<Condition<'db>> {
        let subject_node = node.child(NodeKind::Subject)?;
        let subject = subject_text(subject_node);
        let Some((_, one, many)) = tests.subjects.iter().find(|(known, _, _)| *known == subject) else {
            self.report_subject(subject_node, &subject, tests);
            return None;
        };
        let key_node = subject_node.child(NodeKind::Literal);
        let key = key_node.map(crate::names::reference_text);
        let (operator, operator_place) = self.operator(node, subject_node)?;
        if !tests.operators.contains(&operator) {
            self.report_operator(operator, operator_place, &subject, tests);
            return None;
        }
        let due = Due {
            kind: *one,
            owner: format!("`{subject}`"),
            place: self.place(subject_node),
            strict_list: true,
        };
        let values = self.condition_values(node, operator, operator_place, &due, *many)?;
        if let Some(key) = key_node {
            self.check_label_test(node, key, &values);
        }
        let subject_place = self.place(key_node.unwrap_or(subject_node));
        let values = match node.values().next() {
            Some(list) => self.placed(values, list, *one),
            None => Vec::new(),
        };
        let place = self.place(node);
        Some(Condition { subject, subject_place, key, operator, operator_place, values, place })
    }

    fn operator(&self, node: SyntaxNode<'_>, subject: SyntaxNode<'_>) -> Option<(Operator, Place<'db>)> {
        let after = node.own_tokens().filter(|token| *token >= subject.tokens().end);
        let tokens: Vec<_> =
            after.filter_map(|token| Some((token, node.tree().tokens().get(token)?.kind))).collect();
        let (first, kind) = *tokens.first()?;
        let negated = kind == TokenKind::NotKeyword;
        let kind = if negated { tokens.get(1)?.1 } else { kind };
        let operator = match (kind, negated) {
            (TokenKind::EqualEqual | TokenKind::Equals, false) => Operator::Equal,
            (TokenKind::NotEqual, false) => Operator::NotEqual,
            (TokenKind::InKeyword, false) => Operator::In,
            (TokenKind::InKeyword, true) => Operator::NotIn,
            (TokenKind::ExistsKeyword, false) => Operator::Exists,
            (TokenKind::ExistsKeyword, true) => Operator::NotExists,
            (TokenKind::MatchesKeyword, false) => Operator::Matches,
            (TokenKind::MatchesKeyword, true) => Operator::NotMatches,
            _ => return None,
        };
        let end = if negated { first + 2 } else { first + 1 };
        Some((operator, Place::tokens(self.declaration, first..end)))
    }

    fn condition_values(
        &mut self,
        node: SyntaxNode<'_>,
        operator: Operator,
        operator_place: Place<'db>,
        due: &Due<'db>,
        many: Type,
    ) -> Option<Vec<Value>> {
        if matches!(operator, Operator::Exists | Operator::NotExists) {
            return Some(Vec::new());
        }
        let value = node.values().next()?;
        match operator {
            Operator::Equal | Operator::NotEqual if self.is_list(value, due.kind) => {
                let instead = if operator == Operator::Equal { "in" } else { "not in" };
                let message = format!("`{}` takes one value, and this is a list", operator.text());
                let finding = Finding::new(Rule::InvalidOperator, operator_place, message);
                let finding = finding.related(self.place(value), "this is a list");
                self.report(finding.replace_safely(format!("write `{instead}`"), operator_place, instead));
                None
            }
            Operator::Equal | Operator::NotEqual => self.value(value, due).map(|value| vec![value]),
            Operator::Matches | Operator::NotMatches if !self.is_list(value, due.kind) => {
                self.value(value, due).map(|value| vec![value])
            }
            _ => self.list_values(value, &Due { kind: many, ..due.clone() }),
        }
    }

    fn list_values(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Vec<Value>> {
        let before = self.findings.len();
        let value = self.value(node, due);
        if node.kind() != NodeKind::List
            && let Some(finding) =
                self.findings.get_mut(before).filter(|found| found.rule == Rule::TypeMismatch)
            && finding.fixes.is_empty()
        {
            let (place, text) = (finding.place, format!("[{}]", node.text()));
            *finding = finding.clone().replace(format!("write `{text}`"), place, text);
        }
        match value? {
            Value::List(items) if items.is_empty() => self.empty_list(node),
            Value::List(items) => Some(items.to_vec()),
            value => Some(vec![value]),
        }
    }

    /// Where each value of a list is written.
    pub(super) fn places_of(&self, node: SyntaxNode<'_>, due: Type) -> Vec<Place<'db>> {
        if node.kind() == NodeKind::List {
            return node.values().flat_map(|item| self.places_of(item, due)).collect();
        }
        let is_name = node.kind() == NodeKind::Reference;
        let named = if is_name { self.constant_meant(node.text(), due) } else { None };
        let count = if let Some(Value::List(items)) = named { items.len() } else { 1 };
        vec![self.place(node); count]
    }

    fn empty_list(&mut self, node: SyntaxNode<'_>) -> Option<Vec<Value>> {
        let finding =
            Finding::new(Rule::EmptyList, self.place(node), "this list is empty, so nothing can match");
        self.report(finding.help("name at least one value, or leave the condition out"));
        None
    }

    fn report_subject(&mut self, node: SyntaxNode<'_>, subject: &str, tests: &Tests) {
        let known: Vec<&str> = tests.subjects.iter().map(|(known, _, _)| *known).collect();
        let place = self.place(node);
        let message = format!("{} can't be selected by `{subject}`", tests.owner);
        let help = format!("a test can ask for `{}`", known.join("`, `"));
        let finding = Finding::new(Rule::InvalidSubject, place, message).help(help);
        let meant = meant_subjects(subject, &known).into_iter();
        self.report(
            meant.fold(finding, |finding, meant| finding.replace(format!("write `{meant}`"), place, meant)),
        );
    }

    fn report_operator(&mut self, operator: Operator, place: Place<'db>, subject: &str, tests: &Tests) {
        let known: Vec<&str> = tests.operators.iter().map(|operator| operator.text()).collect();
        let message = format!("`{}` can't be used with `{subject}` here", operator.text());
        let finding = Finding::new(Rule::InvalidOperator, place, message);
        let finding = finding.help(format!("{} takes `{}`", tests.owner, known.join("`, `")));
        let instead = match operator {
            Operator::Equal | Operator::In => Operator::Matches,
            Operator::NotEqual | Operator::NotIn => Operator::NotMatches,
            other => other,
        };
        self.report(match tests.operators.contains(&instead) {
            true => finding.replace(format!("write `{}`", instead.text()), place, instead.text()),
            false => finding,
        });
    }
}

/// What other tools, and people, call some subjects.
const SYNONYMS: &[(&str, &str)] = &[
    ("env", "environment"),
    ("env.kind", "environment.kind"),
    ("env.tag", "environment.tag"),
    ("kind", "environment.kind"),
    ("tag", "environment.tag"),
    ("tag", "product.tag"),
    ("branch", "revision"),
    ("ref", "revision"),
    ("tag", "revision"),
    ("commit", "message"),
];

/// The subjects that an unknown one could mean. `environment` is not meant by `environment.kind`: the test would ask
/// for something else.
fn meant_subjects<'a>(subject: &str, known: &[&'a str]) -> Vec<&'a str> {
    let is_synonym = |known: &&str| SYNONYMS.contains(&(subject, *known));
    let synonyms: Vec<&str> = known.iter().copied().filter(is_synonym).collect();
    if !synonyms.is_empty() {
        return synonyms;
    }
    let is_part = |known: &str| subject.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'));
    promo_diagnostics::nearest(subject, known.iter().copied().filter(|known| !is_part(known)))
}

/// A subject as it is written, without the key of a label.
fn subject_text(node: SyntaxNode<'_>) -> String {
    let words = node.own_tokens().map(|token| node.tree().token_text(token));
    words.collect::<String>()
}

/// The text of a value; a name stands for itself.
pub(super) fn text(value: &Value) -> Option<Arc<str>> {
    value.interpolated().map(Arc::from)
}
