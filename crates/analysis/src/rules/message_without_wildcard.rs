//! `message-without-wildcard`: a message is matched whole, so a word alone matches no other message.

use promo_diagnostics::{Rule, listed};
use promo_syntax::TokenKind;

use super::Subject;
use crate::database::Db;
use crate::finding::Finding;
use crate::model::{GitCondition, GitSubject, Name, Product};
use crate::site::Site;

/// The conditions that ask for a commit message of one word or phrase.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let conditions = product.flows.iter().flat_map(|choice| &choice.conditions);
    let messages = conditions.filter(|condition| condition.subject.value == GitSubject::Message);
    messages.flat_map(|condition| whole(subject, condition)).collect()
}

/// What a condition asks for whole, told in each place that says so; all of a pattern's at once where it is used.
fn whole<'db>(subject: Subject<'db>, condition: &GitCondition<'db>) -> Vec<Finding<'db>> {
    let whole: Vec<_> = condition.globs.iter().filter(|glob| !glob.value.contains('*')).collect();
    let effect = if condition.negated.value { "is kept out" } else { "matches" };
    let found = |names: &[&Name], site: Site<'db>| {
        let message = format!("only a commit message that is exactly {} {effect} here", listed(names, "or"));
        let first = names.first().map(|name| &***name).unwrap_or_default();
        let help = format!("write `\"*{first}*\"` for every message that holds `{first}`");
        subject.finding(Rule::MessageWithoutWildcard, site, message).help(help)
    };
    let Some(first) = whole.first() else { return Vec::new() };
    let names: Vec<&Name> = whole.iter().map(|glob| &glob.value).collect();
    let all = found(&names, first.place);
    if all.place != first.place {
        return vec![all];
    }
    // A constant stands for several texts in one place.
    let each = whole.chunk_by(|left, right| left.place == right.place).filter_map(|globs| {
        let place = globs.first()?.place;
        let names: Vec<&Name> = globs.iter().map(|glob| &glob.value).collect();
        let finding = found(&names, place);
        Some(match surrounded(subject.db, names.first()?, place) {
            Some(text) => finding.replace(format!("write `{text}`"), place, text),
            None => finding,
        })
    });
    each.collect()
}

/// The text with a `*` on both sides, if it is written in the condition itself.
fn surrounded<'db>(db: &'db dyn Db, glob: &Name, site: Site<'db>) -> Option<String> {
    let Site::Source(place) = site else { return Some(format!("*{glob}*")) };
    let (tree, token) = (place.declaration.tree(db), place.first as usize);
    tree.tokens().get(token).filter(|token| token.kind == TokenKind::String)?;
    let text = tree.token_text(token).strip_prefix('"')?.strip_suffix('"')?;
    Some(format!("\"*{text}*\""))
}
