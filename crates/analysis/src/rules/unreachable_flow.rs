//! `unreachable-flow`: an earlier flow of the product is taken whenever this one could be.

use promo_diagnostics::Rule;

use super::Subject;
use crate::finding::Finding;
use crate::globs::covers;
use crate::model::{FlowChoice, GitCondition, Product};

/// The flows of a product that are never taken.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let flows = &product.flows;
    let mut found = Vec::new();
    for (index, later) in flows.iter().enumerate() {
        if is_impossible(later) {
            let condition = later.flow.place.words("not matches \"*\"", "operator: NotIn, values: [\"*\"]");
            let message = format!("`{}` is never taken: `{condition}` holds for no commit", later.flow.value);
            let finding = subject.finding(Rule::UnreachableFlow, later.flow.place, message);
            found.push(
                finding.help("`*` matches everything: take the condition out, or say what is kept out"),
            );
            continue;
        }
        let earlier = flows.iter().take(index).find(|earlier| is_covered(later, earlier));
        let Some(earlier) = earlier else { continue };
        let message = format!(
            "`{}` is never taken here: `{}` comes first, and is taken whenever this could be",
            later.flow.value, earlier.flow.value
        );
        let finding = subject.finding(Rule::UnreachableFlow, later.flow.place, message);
        let why = match earlier.conditions.as_slice() {
            [] => earlier.flow.place.words(
                "this one has no `when`, so it is always taken",
                "this one has no `gitTriggerSelectors`, so it is always taken",
            ),
            conditions if conditions.iter().all(matches_all) => "every commit matches here",
            _ => "all that the later one asks for is asked for here",
        };
        let help = "the first flow that matches is taken: put the narrower one first, or take one out";
        found.push(finding.related(earlier.flow.place, why).help(help));
    }
    found
}

/// Whether every commit that one choice is for is one that the other is for. Where that can't be told it is
/// not said.
fn is_covered(later: &FlowChoice<'_>, earlier: &FlowChoice<'_>) -> bool {
    let mut asked =
        earlier.conditions.iter().filter(|condition| !matches_all(condition) || condition.negated.value);
    asked.all(|asked| later.conditions.iter().any(|given| implies(given, asked)))
}

/// Whether one of the globs is `*` alone.
fn matches_all(condition: &GitCondition) -> bool {
    covers(&condition.globs, "*")
}

/// Whether a choice asks for what no commit has.
fn is_impossible(choice: &FlowChoice<'_>) -> bool {
    choice.conditions.iter().any(|condition| condition.negated.value && matches_all(condition))
}

/// Whether a condition holds wherever another does.
fn implies(given: &GitCondition, asked: &GitCondition) -> bool {
    given.subject.value == asked.subject.value
        && given.negated.value == asked.negated.value
        && match asked.negated.value {
            false => given.globs.iter().all(|glob| covers(&asked.globs, &glob.value)),
            true => asked.globs.iter().all(|glob| covers(&given.globs, &glob.value)),
        }
}
