//! The commits for which a product takes another flow: which these are is found out by trying, with texts that tell the
//! globs of both states apart.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use promo_analysis::model::{FlowChoice, GitSubject, Product};
use promo_analysis::releases::{Commit, chosen, consider};
use schemars::JsonSchema;
use serde::Serialize;

use super::Side;
use super::known::{pairs, products};
use super::samples::telling_texts;

/// Commits for which a product takes another flow, by an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TriggerChange {
    /// The product.
    pub product: String,
    /// A message for which it is so; null if it is so for any message.
    pub message: Option<String>,
    /// A branch or tag for which it is so; null if it is so for any.
    pub revision: Option<String>,
    /// The flow that was taken before; null if none was.
    pub before: Option<String>,
    /// The flow that is taken now; null if none is.
    pub after: Option<String>,
    /// Why it is taken, or why none is.
    pub because: String,
}

/// So many examples are shown of the same change.
const EXAMPLES: usize = 2;

/// Messages and revisions that anybody might write.
const USUAL_MESSAGES: [&str; 2] = ["Fix a typo", "Update"];
const USUAL_REVISIONS: [&str; 2] = ["main", "develop"];

/// The commits for which products take another flow, by product. Of what came or went everything is another.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Vec<TriggerChange> {
    let (before, after) = (products(before), products(after));
    let both = pairs(&before, &after).filter_map(|(_, before, after)| before.zip(after));
    let differing = both.filter(|(before, after)| !are_alike(&before.flows, &after.flows));
    differing.flat_map(|(before, after)| Trial::of(before, after).changes()).collect()
}

/// Whether some choices are written alike, wherever they stand.
fn are_alike(before: &[FlowChoice<'_>], after: &[FlowChoice<'_>]) -> bool {
    let written = |choices: &[FlowChoice<'_>]| -> Vec<_> {
        let conditions = |choice: &FlowChoice<'_>| -> Vec<_> {
            let all = choice.conditions.iter().map(|condition| {
                let globs: Vec<_> = condition.globs.iter().map(|glob| glob.value.clone()).collect();
                (condition.subject.value == GitSubject::Message, condition.negated.value, globs)
            });
            all.collect()
        };
        choices.iter().map(|choice| (choice.flow.value.clone(), conditions(choice))).collect()
    };
    written(before) == written(after)
}

/// The flow that was taken and the one that is.
type Outcome = (Option<String>, Option<String>);

/// A product tried in two states with some messages and revisions.
struct Trial<'x, 'b, 'a> {
    before: &'x Product<'b>,
    after: &'x Product<'a>,
    messages: Vec<String>,
    revisions: Vec<String>,
}

impl<'x, 'b, 'a> Trial<'x, 'b, 'a> {
    fn of(before: &'x Product<'b>, after: &'x Product<'a>) -> Self {
        let texts = |subject: GitSubject, usual: &[&str], between: char| {
            let globs: BTreeSet<&str> = globs(before, subject).chain(globs(after, subject)).collect();
            telling_texts(&globs.into_iter().collect::<Vec<_>>(), usual, between)
        };
        let messages = texts(GitSubject::Message, &USUAL_MESSAGES, ' ');
        let revisions = texts(GitSubject::Revision, &USUAL_REVISIONS, '-');
        Trial { before, after, messages, revisions }
    }

    fn changes(&self) -> Vec<TriggerChange> {
        let mut cells: IndexMap<Outcome, Vec<(usize, usize)>> = IndexMap::new();
        for (row, message) in self.messages.iter().enumerate() {
            for (column, revision) in self.revisions.iter().enumerate() {
                let outcome = (taken(self.before, message, revision), taken(self.after, message, revision));
                if outcome.0 != outcome.1 {
                    cells.entry(outcome).or_default().push((row, column));
                }
            }
        }
        let changes = cells.iter().flat_map(|(outcome, cells)| {
            let examples = self.examples(cells).into_iter().take(EXAMPLES);
            examples.filter_map(|example| self.change(outcome, example)).collect::<Vec<_>>()
        });
        changes.collect()
    }

    /// The messages for which it is so for any revision, the revisions for which it is so for any message, and if there
    /// are none such, all others.
    fn examples(&self, cells: &[(usize, usize)]) -> Vec<Example> {
        if cells.len() == self.messages.len() * self.revisions.len() {
            return vec![Example { message: None, revision: None }];
        }
        let count = |is_of: &dyn Fn(&(usize, usize)) -> bool| cells.iter().filter(|cell| is_of(cell)).count();
        let rows =
            (0..self.messages.len()).filter(|row| count(&|cell| cell.0 == *row) == self.revisions.len());
        let columns = (0..self.revisions.len())
            .filter(|column| count(&|cell| cell.1 == *column) == self.messages.len());
        let rows = rows.map(|row| Example { message: Some(row), revision: None });
        let columns = columns.map(|column| Example { message: None, revision: Some(column) });
        let whole: Vec<Example> = rows.chain(columns).collect();
        if !whole.is_empty() {
            return whole;
        }
        cells.iter().map(|(row, column)| Example { message: Some(*row), revision: Some(*column) }).collect()
    }

    fn change(&self, (before, after): &Outcome, example: Example) -> Option<TriggerChange> {
        let message = self.messages.get(example.message.unwrap_or_default())?;
        let revision = self.revisions.get(example.revision.unwrap_or_default())?;
        Some(TriggerChange {
            product: self.after.metadata.name.to_string(),
            message: example.message.map(|_| message.clone()),
            revision: example.revision.map(|_| revision.clone()),
            before: before.clone(),
            after: after.clone(),
            because: reason(self.after, message, revision),
        })
    }
}

/// Which message and revision; none for any.
#[derive(Clone, Copy)]
struct Example {
    message: Option<usize>,
    revision: Option<usize>,
}

fn globs<'x>(product: &'x Product<'_>, subject: GitSubject) -> impl Iterator<Item = &'x str> {
    let conditions = product.flows.iter().flat_map(|choice| &choice.conditions);
    let conditions = conditions.filter(move |condition| condition.subject.value == subject);
    conditions.flat_map(|condition| condition.globs.iter().map(|glob| &*glob.value))
}

fn taken(product: &Product<'_>, message: &str, revision: &str) -> Option<String> {
    let commit = Commit { message: Some(message), revision: Some(revision) };
    chosen(product, &commit).map(|choice| choice.flow.value.to_string())
}

/// Why a product takes the flow that it takes, or none.
fn reason(product: &Product<'_>, message: &str, revision: &str) -> String {
    let commit = Commit { message: Some(message), revision: Some(revision) };
    let taken = consider(product, &commit).into_iter().find(|considered| considered.is_taken);
    taken.map_or_else(|| "no flow of the product matches".to_owned(), |taken| taken.reason)
}
