//! What is told of words that name nothing: keywords, values, types, subjects and operators.

use promo_analysis::value::Type;
use promo_analysis::{Db, DeclarationKind};
use promo_syntax::{ClauseInfo, NodeKind, TokenKind};

use crate::markdown::Markdown;
use crate::path::Path;
use crate::role::{Role, is_in_step_of_trigger, role};

/// What a word means, by its place: in its declaration, as names are found, and in the whole file.
pub(super) fn meaning(db: &dyn Db, in_declaration: &Path<'_>, in_file: &Path<'_>) -> Option<Markdown> {
    let word = word_at(in_declaration);
    let known = match role(db, in_declaration) {
        Some(Role::Value(kind)) => value_meaning(kind, word),
        Some(Role::Constant) => value_meaning(Type::Action, word),
        Some(Role::ParameterType) => type_meaning(word),
        _ => None,
    };
    let known =
        known.or_else(|| subject_meaning(in_declaration)).or_else(|| operator_meaning(in_declaration));
    if let Some(Known { form, meaning, field }) = known {
        return Some(told(&form, &meaning, field));
    }
    let info = clause_info(in_file)?;
    if info.word == TokenKind::PostKeyword && is_in_step_of_trigger(db, in_declaration) {
        let meaning = "The workflow that runs after a change in the environment that the flow starts in.";
        return Some(told(info.form, meaning, Some("spec.postTrigger")));
    }
    Some(told(info.form, info.meaning, info.field))
}

fn word_at<'t>(path: &Path<'t>) -> &'t str {
    path.last().map(|node| node.tree().token_text(path.token)).unwrap_or_default()
}

fn told(form: &str, meaning: &str, field: Option<&str>) -> Markdown {
    let mut markdown = Markdown::default();
    markdown.code("promo", form);
    markdown.paragraph(meaning);
    if let Some(field) = field {
        markdown.paragraph(format!("Sets `{field}`."));
    }
    markdown
}

/// What is known of a word.
struct Known {
    form: String,
    meaning: String,
    field: Option<&'static str>,
}

/// A word that is a value, by the type that is due, with what it means.
const VALUES: &[(&[Type], &str, &str)] = &[
    (&[Type::Action], "commit", "The change is committed to the repository."),
    (&[Type::Action], "pr", "A pull request is opened, and the promotion waits until somebody merges it."),
    (
        &[Type::Action],
        "none",
        "The platform changes nothing: the workflow before the action makes the change.",
    ),
    (
        &[Type::Kind, Type::Kinds],
        "production",
        "An environment that serves users; `PROD` in the selector of a policy.",
    ),
    (
        &[Type::Kind, Type::Kinds],
        "non-production",
        "Any other environment; `NON_PROD` in the selector of a policy.",
    ),
    (
        &[Type::Concurrency],
        "queue",
        "A release waits until the earlier ones are over; of more than 50 that wait the oldest is terminated.",
    ),
    (
        &[Type::Concurrency],
        "terminate",
        "An earlier release that still runs in an environment ends when a later one comes to it.",
    ),
];

fn value_meaning(kind: Type, word: &str) -> Option<Known> {
    let (_, form, meaning) =
        VALUES.iter().find(|(kinds, known, _)| *known == word && kinds.contains(&kind))?;
    Some(Known { form: (*form).to_owned(), meaning: (*meaning).to_owned(), field: None })
}

/// The type of a parameter.
fn type_meaning(word: &str) -> Option<Known> {
    let (_, kind) = Type::OF_PARAMETERS.iter().find(|(known, _)| *known == word)?;
    let example = kind.example();
    let mut letters = example.chars();
    let example: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    Some(Known {
        form: format!("NAME: {word}"),
        meaning: format!("It takes {}. {example}.", kind.noun()),
        field: None,
    })
}

/// The subjects of tests, by the declarations that have them, with what they mean and the field that they set.
const SUBJECTS: &[(DeclarationKind, &str, &str, &str)] = &[
    (DeclarationKind::Policy, "product", "The name of the product.", "selector.product.names"),
    (DeclarationKind::Policy, "product.tag", "A tag of the product.", "selector.product.tags"),
    (
        DeclarationKind::Policy,
        "environment",
        "The name of the environment that is promoted to.",
        "selector.targetEnvironment.names",
    ),
    (
        DeclarationKind::Policy,
        "environment.kind",
        "The kind of the environment that is promoted to.",
        "selector.targetEnvironment.types",
    ),
    (
        DeclarationKind::Policy,
        "environment.tag",
        "A tag of the environment that is promoted to.",
        "selector.targetEnvironment.tags",
    ),
    (
        DeclarationKind::Template,
        "product",
        "The label `codefresh.io/product` of the Application.",
        "applicationSourceSelector",
    ),
    (
        DeclarationKind::Template,
        "environment",
        "The label `codefresh.io/environment` of the Application.",
        "applicationSourceSelector",
    ),
    (DeclarationKind::Template, "label", "A label of the Application.", "applicationSourceSelector"),
    (
        DeclarationKind::Product,
        "message",
        "The message of the commit.",
        "promotionFlows[].gitTriggerSelectors[].key",
    ),
    (
        DeclarationKind::Product,
        "revision",
        "The branch or tag that the commit is on.",
        "promotionFlows[].gitTriggerSelectors[].key",
    ),
];

fn subject_meaning(path: &Path<'_>) -> Option<Known> {
    let subject = path.find(NodeKind::Subject)?;
    let is_label = subject.keyword() == Some(TokenKind::LabelKeyword);
    let text = if is_label { "label" } else { subject.text() };
    let kind = path.declaration_kind()?;
    let known = SUBJECTS.iter().find(|(owner, known, _, _)| *owner == kind && *known == text);
    let (_, form, meaning, field) = known?;
    let form = if is_label { "label \"KEY\"" } else { form };
    Some(Known { form: format!("when {form}"), meaning: (*meaning).to_owned(), field: Some(*field) })
}

/// The operators of tests, by the declarations that have them, with what they mean and what they become.
const OPERATORS: &[(DeclarationKind, &str, &str, &str)] = &[
    (DeclarationKind::Policy, "==", "The subject is this value.", "selector"),
    (DeclarationKind::Policy, "in", "The subject is one of these values.", "selector"),
    (DeclarationKind::Template, "==", "The label is this value.", "applicationSourceSelector.matchLabels"),
    (
        DeclarationKind::Template,
        "!=",
        "The label is another value, or isn't there: the operator `NotIn`.",
        "applicationSourceSelector.matchExpressions",
    ),
    (
        DeclarationKind::Template,
        "in",
        "The label is one of these values: the operator `In`.",
        "applicationSourceSelector.matchExpressions",
    ),
    (
        DeclarationKind::Template,
        "not in",
        "The label is none of these values, or isn't there: the operator `NotIn`.",
        "applicationSourceSelector.matchExpressions",
    ),
    (
        DeclarationKind::Template,
        "exists",
        "The label is there, whatever its value: the operator `Exists`.",
        "applicationSourceSelector.matchExpressions",
    ),
    (
        DeclarationKind::Template,
        "not exists",
        "The label isn't there: the operator `DoesNotExist`.",
        "applicationSourceSelector.matchExpressions",
    ),
    (
        DeclarationKind::Product,
        "matches",
        "The subject matches one of these globs, where `*` stands for anything: the operator `In`.",
        "promotionFlows[].gitTriggerSelectors[].operator",
    ),
    (
        DeclarationKind::Product,
        "not matches",
        "The subject matches none of these globs, where `*` stands for anything: the operator `NotIn`.",
        "promotionFlows[].gitTriggerSelectors[].operator",
    ),
];

fn operator_meaning(path: &Path<'_>) -> Option<Known> {
    let condition = path.last().filter(|node| node.kind() == NodeKind::Condition)?;
    let words: Vec<&str> = condition.own_tokens().map(|token| condition.tree().token_text(token)).collect();
    let (written, kind) = (words.join(" "), path.declaration_kind()?);
    let known = OPERATORS.iter().find(|(owner, operator, _, _)| *owner == kind && *operator == written);
    let (_, operator, meaning, field) = known?;
    let form = format!("when SUBJECT {operator}");
    Some(Known { form, meaning: (*meaning).to_owned(), field: Some(field) })
}

/// What is known of a keyword in its place.
fn clause_info(path: &Path<'_>) -> Option<&'static ClauseInfo> {
    let node = path.last()?;
    let word = node.tree().tokens().get(path.token)?.kind;
    let begins = matches!(node.kind(), NodeKind::Declaration | NodeKind::Clause);
    if !begins || node.keyword_token() != Some(path.token) {
        let is_own = node.own_tokens().any(|own| own == path.token);
        let known = promo_syntax::words().iter().find(|info| info.word == word && is_own);
        // Behind `extern` stands the kind of what is declared.
        let is_kind = node.kind() == NodeKind::Declaration && is_own && word.is_word();
        let keyword = node.keyword().filter(|_| is_kind);
        return known.or_else(|| promo_syntax::Body::File.clause(keyword?));
    }
    match path.clause() {
        Some((body, clause)) if clause == node => body.clause(word),
        _ => promo_syntax::Body::File.clause(word),
    }
}
