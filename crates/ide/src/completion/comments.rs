//! Completion in comments: the rules that one can silence. Anything else in a comment is for people.

use promo_analysis::Db;
use promo_diagnostics::{Level, Rule};

use super::{Completion, CompletionKind, Offer};
use crate::FilePosition;

/// The rules, behind `promo: allow(`.
pub(super) fn complete(db: &dyn Db, position: FilePosition) -> Vec<Completion> {
    let before = position.file.text(db).get(..position.offset).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let Some((_, list)) = line.rsplit_once("promo: allow(").filter(|(_, list)| !list.contains(')')) else {
        return Vec::new();
    };
    let word = list.rsplit([',', ' ']).next().unwrap_or_default();
    let replaced = position.offset - word.len()..position.offset;
    let rules = Rule::ALL.iter().filter(|rule| rule.level() < Level::Error);
    let offers = rules.map(|rule| Offer::new(rule.name(), CompletionKind::Value).detail(rule.summary()));
    offers.map(|offer| offer.at(replaced.clone())).collect()
}
