//! `template-matches-nothing`: no Application has the labels that a template asks for.

use promo_diagnostics::Rule;

use super::Subject;
use crate::finding::Finding;
use crate::knowledge::is_anything_unknown;
use crate::model::Template;
use crate::names::{NameKey, Namespace};
use crate::promoted::selection;
use crate::references::is_named;

/// The template, if it selects no Application and no product names it. That only a label is missing is told by
/// another rule.
pub(super) fn check<'db>(subject: Subject<'db>, template: &Template<'db>) -> Vec<Finding<'db>> {
    let db = subject.db;
    let key = NameKey::new(db, Namespace::Templates, &*template.metadata.name);
    let Some(selection) = selection(subject.db, subject.definition, template) else { return Vec::new() };
    let selects_none = selection.applications.is_empty() && selection.lacking.is_empty();
    if !selection.is_certain || !selects_none || is_anything_unknown(db) || is_named(db, key) {
        return Vec::new();
    }
    let message = format!("the template `{}` matches no Application of the project", template.metadata.name);
    let help = "ask for labels that Applications have, name the template in a product, or take it out";
    let finding = subject.finding_in_name(Rule::TemplateMatchesNothing, message).help(help);
    vec![match template.selector.as_slice() {
        [only] => finding.related(only.place, "no Application is like this"),
        _ => finding,
    }]
}
