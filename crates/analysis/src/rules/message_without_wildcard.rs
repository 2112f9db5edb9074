//! `message-without-wildcard`: a message is matched whole, so a word alone matches no other message.

use promo_diagnostics::Rule;

use super::Subject;
use crate::finding::Finding;
use crate::model::{GitSubject, Product};

/// The flows that ask for a commit message of one word or phrase.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let mut found = Vec::new();
    for choice in &product.flows {
        let messages = choice.conditions.iter().filter(|condition| condition.subject == GitSubject::Message);
        let whole = messages.flat_map(|condition| &condition.globs).find(|glob| !glob.contains('*'));
        let Some(glob) = whole else { continue };
        let message = format!("only a commit message that is exactly `{glob}` matches here");
        let help = format!("write `\"*{glob}*\"` for every message that holds `{glob}`");
        let rule = Rule::MessageWithoutWildcard;
        found.push(subject.finding(rule, choice.flow.place, message).help(help));
    }
    found
}
