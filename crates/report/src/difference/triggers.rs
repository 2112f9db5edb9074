//! The commits for which a product takes another flow: which these are is found out by trying, with texts that tell the
//! conditions of both states apart.

use std::collections::{BTreeSet, HashSet};

use indexmap::{IndexMap, IndexSet};
use promo_analysis::model::{FlowChoice, GitSubject, Product};
use promo_analysis::releases::{Commit, consider};
use schemars::JsonSchema;
use serde::Serialize;

use super::Side;
use super::known::{pairs, products};
use super::samples::{Condition, Questions, Test, Texts, telling_texts};

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

/// What is known of the commits for which products take another flow.
#[derive(Default)]
pub(super) struct Triggers {
    /// Examples of them, by product.
    pub(super) changes: Vec<TriggerChange>,
    /// The products of which not all commits could be tried.
    pub(super) untried: Vec<String>,
}

/// The commits for which products take another flow. Of what came or went everything is another.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Triggers {
    let (before, after) = (products(before), products(after));
    let both = pairs(&before, &after).filter_map(|(_, before, after)| before.zip(after));
    let mut triggers = Triggers::default();
    for (before, after) in both {
        let entries = [entries(before), entries(after)];
        if entries[0] != entries[1] {
            let trial = Trial::of(after, &entries);
            triggers.untried.extend((!trial.is_complete()).then(|| after.metadata.name.to_string()));
            triggers.changes.extend(trial.changes());
        }
    }
    triggers
}

/// A flow that a product may take, as it is written, wherever that stands.
#[derive(PartialEq, Eq, Hash)]
struct Entry<'p> {
    flow: &'p str,
    conditions: Vec<Globs<'p>>,
}

#[derive(PartialEq, Eq, Hash)]
struct Globs<'p> {
    is_of_message: bool,
    negated: bool,
    globs: Vec<&'p str>,
}

fn entries<'p>(product: &'p Product<'_>) -> Vec<Entry<'p>> {
    let entry = |choice: &'p FlowChoice<'_>| {
        let conditions = choice.conditions.iter().map(|condition| Globs {
            is_of_message: condition.subject.value == GitSubject::Message,
            negated: condition.negated.value,
            globs: condition.globs.iter().map(|glob| &*glob.value).collect(),
        });
        Entry { flow: &choice.flow.value, conditions: conditions.collect() }
    };
    product.flows.iter().map(entry).collect()
}

/// What two states ask of a message, or of a revision.
fn questions<'p>(states: &[Vec<Entry<'p>>; 2], is_of_message: bool) -> Questions<'p> {
    let mut sets: IndexSet<Vec<&'p str>> = IndexSet::new();
    let mut test = |entry: &Entry<'p>| {
        let (own, others): (Vec<&Globs<'p>>, Vec<&Globs<'p>>) =
            entry.conditions.iter().partition(|condition| condition.is_of_message == is_of_message);
        let conditions = own.iter().map(|condition| {
            let (set, _) = sets.insert_full(condition.globs.clone());
            Condition { set, negated: condition.negated }
        });
        Test { conditions: conditions.collect(), is_alone: others.is_empty() }
    };
    let tests = states.each_ref().map(|entries| entries.iter().map(&mut test).collect());
    Questions { sets: sets.into_iter().collect(), globs: ordered_globs(states, is_of_message), tests }
}

/// All globs for one subject: first those that one state alone has, then those in entries that one state alone has.
fn ordered_globs<'p>(states: &[Vec<Entry<'p>>; 2], is_of_message: bool) -> Vec<&'p str> {
    let globs = |entry: &Entry<'p>| -> Vec<&'p str> {
        let own = entry.conditions.iter().filter(|condition| condition.is_of_message == is_of_message);
        own.flat_map(|condition| condition.globs.iter().copied()).collect()
    };
    let all = states.each_ref().map(|entries| entries.iter().flat_map(globs).collect::<BTreeSet<&str>>());
    let entries = states.each_ref().map(|entries| entries.iter().collect::<HashSet<&Entry<'_>>>());
    let of_one_alone: BTreeSet<&str> =
        entries[0].symmetric_difference(&entries[1]).flat_map(|entry| globs(entry)).collect();
    let mut ordered: Vec<&str> = all[0].union(&all[1]).copied().collect();
    ordered.sort_by_key(|glob| {
        let is_shared = all[0].contains(glob) && all[1].contains(glob);
        (is_shared, !of_one_alone.contains(glob))
    });
    ordered
}

/// The flow that was taken and the one that is.
type Outcome<'x> = [Option<&'x str>; 2];

/// A product tried in two states with some messages and revisions.
struct Trial<'x, 'a> {
    product: &'x Product<'a>,
    /// The flows of each state.
    flows: [Vec<&'x str>; 2],
    messages: Texts,
    revisions: Texts,
}

impl<'x, 'a> Trial<'x, 'a> {
    fn of(product: &'x Product<'a>, states: &[Vec<Entry<'x>>; 2]) -> Self {
        Trial {
            product,
            flows: states.each_ref().map(|entries| entries.iter().map(|entry| entry.flow).collect()),
            messages: telling_texts(&questions(states, true), &USUAL_MESSAGES, ' '),
            revisions: telling_texts(&questions(states, false), &USUAL_REVISIONS, '-'),
        }
    }

    /// Whether no commit that was not tried makes another difference.
    fn is_complete(&self) -> bool {
        self.messages.is_complete && self.revisions.is_complete
    }

    fn changes(&self) -> Vec<TriggerChange> {
        let mut cells: IndexMap<Outcome<'x>, Vec<(usize, usize)>> = IndexMap::new();
        for (row, (_, message)) in self.messages.all.iter().enumerate() {
            for (column, (_, revision)) in self.revisions.all.iter().enumerate() {
                let outcome = self.outcome(message, revision);
                if outcome[0] != outcome[1] {
                    cells.entry(outcome).or_default().push((row, column));
                }
            }
        }
        let changes = cells.iter().flat_map(|(outcome, cells)| {
            let examples = self.examples(cells).into_iter().take(EXAMPLES);
            examples.filter_map(|example| self.change(*outcome, example)).collect::<Vec<_>>()
        });
        changes.collect()
    }

    /// The first flow of each state for which both the message and the revision fit.
    fn outcome(&self, message: &[bool], revision: &[bool]) -> Outcome<'x> {
        let mut fits = message.iter().zip(revision).map(|(message, revision)| *message && *revision);
        self.flows.each_ref().map(|flows| {
            let fitting = flows.iter().zip(fits.by_ref().take(flows.len()).collect::<Vec<bool>>());
            fitting.filter(|(_, fits)| *fits).map(|(flow, _)| *flow).next()
        })
    }

    /// The messages for which it is so for any revision, the revisions for which it is so for any message, and if there
    /// are none such, all others. What was not tried completely is not any.
    fn examples(&self, cells: &[(usize, usize)]) -> Vec<Example> {
        let (messages, revisions) = (self.messages.all.len(), self.revisions.all.len());
        if cells.len() == messages * revisions && self.is_complete() {
            return vec![Example { message: None, revision: None }];
        }
        let count = |is_of: &dyn Fn(&(usize, usize)) -> bool| cells.iter().filter(|cell| is_of(cell)).count();
        let rows = (0..messages).filter(|_| self.revisions.is_complete);
        let rows = rows.filter(|row| count(&|cell| cell.0 == *row) == revisions);
        let columns = (0..revisions).filter(|_| self.messages.is_complete);
        let columns = columns.filter(|column| count(&|cell| cell.1 == *column) == messages);
        let rows = rows.map(|row| Example { message: Some(row), revision: None });
        let columns = columns.map(|column| Example { message: None, revision: Some(column) });
        let whole: Vec<Example> = rows.chain(columns).collect();
        if !whole.is_empty() {
            return whole;
        }
        cells.iter().map(|(row, column)| Example { message: Some(*row), revision: Some(*column) }).collect()
    }

    fn change(&self, [before, after]: Outcome<'_>, example: Example) -> Option<TriggerChange> {
        let (message, _) = self.messages.all.get(example.message.unwrap_or_default())?;
        let (revision, _) = self.revisions.all.get(example.revision.unwrap_or_default())?;
        Some(TriggerChange {
            product: self.product.metadata.name.to_string(),
            message: example.message.map(|_| message.clone()),
            revision: example.revision.map(|_| revision.clone()),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            because: reason(self.product, message, revision),
        })
    }
}

/// Which message and revision; none for any.
#[derive(Clone, Copy)]
struct Example {
    message: Option<usize>,
    revision: Option<usize>,
}

/// Why a product takes the flow that it takes, or none.
fn reason(product: &Product<'_>, message: &str, revision: &str) -> String {
    let commit = Commit { message: Some(message), revision: Some(revision) };
    let taken = consider(product, &commit).into_iter().find(|considered| considered.is_taken);
    taken.map_or_else(|| "no flow of the product matches".to_owned(), |taken| taken.reason)
}
