//! Which flow a product takes for a commit, and why not the others: the first that matches. Knows nothing of what then
//! happens.

use crate::globs::matches;
use crate::model::{FlowChoice, GitCondition, GitSubject, Product};

/// What is known of a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit<'a> {
    /// Its message, if one is given.
    pub message: Option<&'a str>,
    /// The branch or tag, if one is given.
    pub revision: Option<&'a str>,
}

/// Why a flow of a product is taken, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered<'a, 'db> {
    /// The flow as the product names it.
    pub choice: &'a FlowChoice<'db>,
    /// Whether it is taken.
    pub is_taken: bool,
    /// Why, or why not, in a clause without a final stop.
    pub reason: String,
}

/// The flows of a product in order, each with why it is taken for a commit or not. At most one is.
pub fn consider<'a, 'db>(product: &'a Product<'db>, commit: &Commit<'_>) -> Vec<Considered<'a, 'db>> {
    let mut taken: Option<&FlowChoice<'_>> = None;
    let mut all = Vec::new();
    for choice in &product.flows {
        let (is_taken, reason) = match (taken, failing(choice, commit)) {
            (Some(earlier), _) => (false, format!("`{}` comes first and is taken", earlier.flow.value)),
            (None, Some(reason)) => (false, reason),
            (None, None) => (true, why_taken(choice)),
        };
        if is_taken {
            taken = Some(choice);
        }
        all.push(Considered { choice, is_taken, reason });
    }
    all
}

/// The flow that a product takes for a commit, without a reason.
pub fn chosen<'a, 'db>(product: &'a Product<'db>, commit: &Commit<'_>) -> Option<&'a FlowChoice<'db>> {
    let holds = |condition: &GitCondition<'_>| match commit.of(condition.subject.value) {
        Some(value) => condition.holds(value),
        None => condition.negated.value,
    };
    product.flows.iter().find(|choice| choice.conditions.iter().all(holds))
}

impl<'a> Commit<'a> {
    fn of(&self, subject: GitSubject) -> Option<&'a str> {
        match subject {
            GitSubject::Message => self.message,
            GitSubject::Revision => self.revision,
        }
    }
}

impl GitCondition<'_> {
    fn holds(&self, value: &str) -> bool {
        self.globs.iter().any(|glob| matches(&glob.value, value)) != self.negated.value
    }
}

fn why_taken(choice: &FlowChoice<'_>) -> String {
    let conditions: Vec<String> = choice.conditions.iter().map(condition_text).collect();
    match conditions.as_slice() {
        [] => choice
            .flow
            .place
            .words(
                "it has no `when`, so it is always taken",
                "it has no `gitTriggerSelectors`, so it is always taken",
            )
            .to_owned(),
        [one] => format!("{one} holds"),
        several => format!("{} hold", several.join(" and ")),
    }
}

/// Why a flow can't be taken, if it can't: its first condition that doesn't hold.
fn failing(choice: &FlowChoice<'_>, commit: &Commit<'_>) -> Option<String> {
    choice.conditions.iter().find_map(|condition| {
        let text = condition_text(condition);
        let Some(value) = commit.of(condition.subject.value) else {
            let noun = noun(condition.subject.value);
            return (!condition.negated.value)
                .then(|| format!("{text} asks for a {noun}, and none is given"));
        };
        (!condition.holds(value)).then(|| format!("{text} does not hold for {value:?}"))
    })
}

fn noun(subject: GitSubject) -> &'static str {
    match subject {
        GitSubject::Message => "message",
        GitSubject::Revision => "revision",
    }
}

/// A condition as it is written.
fn condition_text(condition: &GitCondition) -> String {
    let subject = noun(condition.subject.value);
    let operator = if condition.negated.value { "not matches" } else { "matches" };
    let globs: Vec<String> = condition.globs.iter().map(|glob| format!("{:?}", glob.value)).collect();
    match globs.as_slice() {
        [one] => format!("`{subject} {operator} {one}`"),
        several => format!("`{subject} {operator} [{}]`", several.join(", ")),
    }
}
