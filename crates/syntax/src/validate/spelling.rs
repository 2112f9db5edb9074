//! Words that are almost right: distances between spellings, and what other languages and the Kubernetes
//! fields call what promo calls otherwise. Knows words, not places.

use crate::clauses::{Body, ClauseInfo, clauses};

/// The clause of a body whose word is nearest to a misspelt one, if one is near enough.
pub(super) fn nearest_clause(word: &str, body: Body) -> Option<&'static ClauseInfo> {
    let candidates = clauses(body).iter().map(|clause| (keyword_text(clause), clause));
    nearest(word, candidates)
}

/// Of some candidates the one whose text is nearest, if one is near enough.
pub(super) fn nearest<'c, T>(word: &str, candidates: impl Iterator<Item = (&'c str, T)>) -> Option<T> {
    let wanted = in_kebab_case(word);
    let measured = candidates.filter_map(|(text, candidate)| {
        let tolerance = tolerance(&wanted, text);
        let near = wanted.len().abs_diff(text.len()) <= tolerance;
        let distance = if near { distance(&wanted, text) } else { usize::MAX };
        (distance <= tolerance).then_some((distance, candidate))
    });
    measured.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// How a keyword is written.
pub(super) fn keyword_text(clause: &ClauseInfo) -> &'static str {
    clause.word.description().trim_matches('`')
}

fn tolerance(left: &str, right: &str) -> usize {
    match left.len().min(right.len()) {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// `serviceAccount`, `service_account` and `ServiceAccount` as promo would write them.
fn in_kebab_case(word: &str) -> String {
    let mut kebab = String::with_capacity(word.len() + 2);
    let mut after_lowercase = false;
    for letter in word.chars() {
        if letter == '_' || (letter.is_ascii_uppercase() && after_lowercase) {
            kebab.push('-');
        }
        if letter != '_' {
            kebab.push(letter.to_ascii_lowercase());
        }
        after_lowercase = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    kebab
}

/// How many letters are to be inserted, removed, replaced or swapped with their neighbour. Long words are far
/// from anything, so that an error costs no more than its length.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > LONGEST_WORD || right.len() > LONGEST_WORD {
        return usize::MAX;
    }
    let mut rows = [[0; LONGEST_WORD + 1]; 3];
    let [before_last, last, current] = &mut rows;
    for (column, cost) in last.iter_mut().enumerate() {
        *cost = column;
    }
    let mut previous = None;
    for (row, letter) in left.bytes().enumerate() {
        fill_row(row, (previous, letter), right, (before_last, last), current);
        std::mem::swap(before_last, last);
        std::mem::swap(last, current);
        previous = Some(letter);
    }
    last.get(right.len()).copied().unwrap_or(usize::MAX)
}

const LONGEST_WORD: usize = 24;

type Row = [usize; LONGEST_WORD + 1];

fn fill_row(
    row: usize,
    (previous, letter): (Option<u8>, u8),
    right: &str,
    (before_last, last): (&Row, &Row),
    current: &mut Row,
) {
    let at = |costs: &Row, place: usize| costs.get(place).copied().unwrap_or(usize::MAX / 2);
    let mut left_neighbour = row + 1;
    if let Some(first) = current.first_mut() {
        *first = left_neighbour;
    }
    let mut other_previous = None;
    for (column, other) in right.bytes().enumerate() {
        let replaced = at(last, column) + usize::from(letter != other);
        let mut cost = replaced.min(at(last, column + 1) + 1).min(left_neighbour + 1);
        if column > 0 && previous == Some(other) && other_previous == Some(letter) {
            cost = cost.min(at(before_last, column - 1) + 1);
        }
        if let Some(place) = current.get_mut(column + 1) {
            *place = cost;
        }
        left_neighbour = cost;
        other_previous = Some(other);
    }
}

/// What promo writes for a word of the Kubernetes objects or of another tool: the bodies it is looked up in,
/// the word, and what to write, which is the beginning of a clause.
pub(super) fn alias(word: &str, body: Body) -> Option<&'static str> {
    let fits = |(bodies, wrong, _): &&(&[Body], &str, &str)| {
        *wrong == word && (bodies.is_empty() || bodies.contains(&body))
    };
    ALIASES.iter().find(fits).map(|(_, _, right)| *right)
}

const HOOKED: &[Body] = &[Body::Flow, Body::Step];
const ACTING: &[Body] = &[Body::Step, Body::Policy];
const TESTED: &[Body] = &[Body::Policy, Body::Template];
const CALLED: &[Body] = &[Body::Workflow, Body::Extern];
const RELEASED: &[Body] = &[Body::Template, Body::Product];

const ALIASES: &[(&[Body], &str, &str)] = &[
    (&[Body::Flow], "triggerEnvironment", "trigger"),
    (&[Body::Flow], "start", "trigger"),
    (&[Body::Flow], "promotionTimeoutLimit", "timeout"),
    (&[Body::Flow], "steps", "step"),
    (&[Body::Flow], "environment", "step"),
    (&[Body::Flow], "defaults", "default"),
    (HOOKED, "onStart", "on start"),
    (HOOKED, "onSuccess", "on success"),
    (HOOKED, "onFail", "on fail"),
    (HOOKED, "onFailure", "on fail"),
    (HOOKED, "on-start", "on start"),
    (HOOKED, "on-success", "on success"),
    (HOOKED, "on-fail", "on fail"),
    (HOOKED, "on_start", "on start"),
    (HOOKED, "on_success", "on success"),
    (HOOKED, "on_fail", "on fail"),
    (ACTING, "preAction", "pre"),
    (ACTING, "postAction", "post"),
    (ACTING, "pre-action", "pre"),
    (ACTING, "post-action", "post"),
    (ACTING, "pre_action", "pre"),
    (ACTING, "post_action", "post"),
    (ACTING, "before", "pre"),
    (ACTING, "after", "post"),
    (TESTED, "selector", "when"),
    (TESTED, "if", "when"),
    (TESTED, "where", "when"),
    (TESTED, "applicationSourceSelector", "when"),
    (RELEASED, "versionSource", "version from"),
    (RELEASED, "promotion", "promote"),
    (&[Body::Product], "if", "when"),
    (&[Body::Product], "flows", "flow"),
    (&[Body::Product], "promotionTemplateRef", "template"),
    (&[Body::Product], "promotionFlows", "flow"),
    (CALLED, "serviceAccountName", "service-account"),
    (CALLED, "parameters", "input"),
    (CALLED, "parameter", "input"),
    (CALLED, "params", "input"),
    (CALLED, "inputs", "input"),
    (CALLED, "outputs", "output"),
    (&[Body::WorkflowStep], "source", "run"),
    (&[Body::WorkflowStep], "script", "run"),
    (&[Body::WorkflowStep], "templateRef", "uses"),
    (&[Body::WorkflowStep], "arguments", "with"),
    (&[Body::WorkflowStep], "retryStrategy", "retry"),
    (&[Body::WorkflowStep], "inputs", "input"),
    (&[Body::WorkflowStep], "outputs", "output"),
    (&[Body::Environment], "clusters", "cluster"),
    (&[Body::Environment], "type", "kind"),
    (&[Body::Environment], "production", "kind production"),
    (&[Body::Environment], "non-production", "kind non-production"),
    (&[Body::File], "environments", "environment"),
    (&[Body::File], "env", "environment"),
    (&[Body::File], "PromotionFlow", "flow"),
    (&[Body::File], "PromotionPolicy", "policy"),
    (&[Body::File], "PromotionTemplate", "template"),
    (&[Body::File], "WorkflowTemplate", "workflow"),
    (&[Body::File], "const", "let"),
    (&[Body::File], "var", "let"),
    (&[Body::File], "val", "let"),
    (&[Body::File], "def", "let"),
    (&[Body::File], "app", "application"),
    (&[Body::File], "pipeline", "flow"),
];

/// What to do about a word that has no counterpart at all.
pub(super) fn advice(word: &str) -> Option<&'static str> {
    ADVICE.iter().find(|(words, _)| words.contains(&word)).map(|(_, advice)| *advice)
}

const ADVICE: &[(&[&str], &str)] = &[
    (
        &["dependsOn", "depends", "depends_on", "depends-on", "needs"],
        "arrows say what depends on what: `dev -> qa -> prod`",
    ),
    (
        &["import", "include", "use", "using", "require", "export", "module"],
        "there are no imports: all declarations of a project know one another, whatever file they stand in",
    ),
    (&["if", "else", "for", "while", "loop", "match", "switch"], "promo has no conditionals and no loops"),
    (
        &["apiVersion", "kind", "metadata", "spec"],
        "this is a file of promo; `promo import` turns manifests into promo",
    ),
    (
        &["description", "doc", "docs"],
        "a comment that begins with `///`, directly before the declaration, describes it",
    ),
    (&["hooks"], "hooks are written one by one: `on start WORKFLOW`"),
    (
        &["selectors", "gitTriggerSelectors"],
        "a flow of a product is chosen by `flow NAME when message matches \"GLOB\"`",
    ),
];

/// The event that a wrong word behind `on` may mean.
pub(super) fn event(word: &str) -> Option<&'static str> {
    let synonym = EVENTS.iter().find(|(words, _)| words.contains(&word)).map(|(_, event)| *event);
    synonym.or_else(|| nearest(word, ["start", "success", "fail"].into_iter().map(|event| (event, event))))
}

const EVENTS: &[(&[&str], &str)] = &[
    (&["failure", "failed", "fails", "error", "onFail", "onFailure"], "fail"),
    (
        &["succeeded", "succeed", "done", "finish", "finished", "complete", "completed", "end", "onSuccess"],
        "success",
    ),
    (&["begin", "started", "starts", "onStart", "release"], "start"),
];
