//! `message-without-wildcard`: a message is matched whole, so a word alone matches no other message.

use promo_diagnostics::{Rule, listed};

use super::Subject;
use crate::finding::Finding;
use crate::model::{GitCondition, GitSubject, Product};

/// The flows that ask for a commit message of one word or phrase.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let mut found = Vec::new();
    for choice in &product.flows {
        let messages = choice.conditions.iter().filter(|condition| condition.subject == GitSubject::Message);
        for condition in messages {
            let whole: Vec<_> = condition.globs.iter().filter(|glob| !glob.contains('*')).collect();
            let Some(first) = whole.first() else { continue };
            let (names, effect) = (listed(&whole, "or"), effect(condition));
            let message = format!("only a commit message that is exactly {names} {effect} here");
            let help = format!("write `\"*{first}*\"` for every message that holds `{first}`");
            let rule = Rule::MessageWithoutWildcard;
            found.push(subject.finding(rule, choice.flow.place, message).help(help));
        }
    }
    found
}

/// What a condition does with a message that it names.
fn effect(condition: &GitCondition) -> &'static str {
    if condition.negated { "is kept out" } else { "matches" }
}
