//! `message-without-wildcard`: a message is matched whole, so a word alone matches no other message.

use promo_diagnostics::{Rule, listed};
use promo_syntax::TokenKind;

use super::Subject;
use crate::database::Db;
use crate::finding::{Finding, Repair, Replacement};
use crate::model::{GitCondition, GitSubject, Name, Product, Sourced};
use crate::site::Site;

/// The conditions that ask for a commit message of one word or phrase.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let conditions = product.flows.iter().flat_map(|choice| &choice.conditions);
    let messages = conditions.filter(|condition| condition.subject == GitSubject::Message);
    messages.filter_map(|condition| whole(subject, condition)).collect()
}

/// What a condition asks for whole, told at the first such text.
fn whole<'db>(subject: Subject<'db>, condition: &GitCondition<'db>) -> Option<Finding<'db>> {
    let whole: Vec<_> = condition.globs.iter().filter(|glob| !glob.value.contains('*')).collect();
    let (first, others) = whole.split_first()?;
    let names: Vec<&Name> = whole.iter().map(|glob| &glob.value).collect();
    let effect = if condition.negated { "is kept out" } else { "matches" };
    let message = format!("only a commit message that is exactly {} {effect} here", listed(&names, "or"));
    let help = format!("write `\"*{0}*\"` for every message that holds `{0}`", first.value);
    let mut finding = subject.finding(Rule::MessageWithoutWildcard, first.place, message).help(help);
    if finding.place == first.place {
        finding
            .related
            .extend(others.iter().map(|other| (other.place, format!("`{}` has no `*` either", other.value))));
        finding.fixes.extend(repair(subject.db, &whole));
    }
    Some(finding)
}

/// The edits that put a `*` on both sides of the texts that are written in the conditions themselves.
fn repair<'db>(db: &'db dyn Db, globs: &[&Sourced<'db, Name>]) -> Option<Repair<'db>> {
    let edits = globs
        .iter()
        .filter_map(|glob| Some(Replacement { place: glob.place, text: surrounded(db, glob.place)? }));
    let edits: Vec<_> = edits.collect();
    let title = match edits.as_slice() {
        [] => return None,
        [only] => format!("write `{}`", only.text),
        _ => "put a `*` on both sides of each".to_owned(),
    };
    Some(Repair { title, safe: false, edits })
}

fn surrounded<'db>(db: &'db dyn Db, site: Site<'db>) -> Option<String> {
    let Site::Source(place) = site else { return None };
    let (tree, token) = (place.declaration.tree(db), place.first as usize);
    tree.tokens().get(token).filter(|token| token.kind == TokenKind::String)?;
    let text = tree.token_text(token).strip_prefix('"')?.strip_suffix('"')?;
    Some(format!("\"*{text}*\""))
}
