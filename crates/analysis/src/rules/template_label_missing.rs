//! `template-label-missing`: a template selects Applications by a label that those meant by it don't have.

use promo_diagnostics::{Rule, listed};

use super::Subject;
use crate::finding::Finding;
use crate::model::Template;
use crate::promoted::{Lacking, selection};

/// How many Applications are shown where they stand.
const SHOWN: usize = 3;

/// The label that keeps Applications from being selected.
pub(super) fn check<'db>(subject: Subject<'db>, template: &Template<'db>) -> Vec<Finding<'db>> {
    selection(subject.db, subject.definition, template)
        .and_then(|selection| finding(subject, template, &selection.lacking))
        .into_iter()
        .collect()
}

fn finding<'db>(
    subject: Subject<'db>,
    template: &Template<'db>,
    lacking: &[Lacking<'db>],
) -> Option<Finding<'db>> {
    let first = lacking.first()?;
    let asked = template.selector.get(first.condition)?;
    let alike: Vec<_> = lacking.iter().filter(|other| other.key == first.key).collect();
    let names = listed(&alike.iter().map(|lacking| &lacking.application).collect::<Vec<_>>(), "and");
    let verb = if alike.len() == 1 { "lacks" } else { "lack" };
    let message = format!("{names} {verb} the label `{}`, by which this template selects", first.key);
    let help = format!(
        "add the label `{}: {}` to the Application: a selector sees labels, and no annotation",
        first.key, first.value
    );
    let finding = subject.finding(Rule::TemplateLabelMissing, asked.place, message).help(help);
    let shown = alike.iter().take(SHOWN);
    Some(shown.fold(finding, |finding, lacking| {
        finding.related(
            lacking.site,
            format!("`{}` has no label `{}: {}`", lacking.application, lacking.key, lacking.value),
        )
    }))
}
