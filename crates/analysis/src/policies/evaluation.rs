//! The settings of a product in full: in every environment of each of its flows, field by field, what holds and
//! what that overrides.

use super::flows::{flow_named, product_named};
use super::index::{has_unknown, matching, named_product};
use super::merge::{ACTION, Candidate, Origin, POST, PRE, candidates, said};
use crate::database::Db;
use crate::model::{Flow, Name};
use crate::value::Action;

/// The settings of a product in one environment of a flow. Of each field, what holds comes first, then what it
/// overrides, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation<'db> {
    /// The flow.
    pub flow: Name,
    /// The environment.
    pub environment: Name,
    /// Whether the flow starts here, where nothing is promoted.
    pub is_trigger: bool,
    /// The workflow before the action.
    pub pre: Vec<Candidate<'db, Name>>,
    /// The action.
    pub action: Vec<Candidate<'db, Action>>,
    /// The workflow after it.
    pub post: Vec<Candidate<'db, Name>>,
    /// Whether a policy of which not everything is known could set what nothing else does.
    pub may_be_set: bool,
}

impl Evaluation<'_> {
    /// Whether nobody makes the change by what stands first here: the action leaves it to a workflow, and there is
    /// none. Another policy may still decide.
    pub(super) fn is_idle(&self) -> bool {
        self.pre.is_empty() && self.action.first().is_some_and(|action| action.value == Action::None)
    }
}

/// A field of which nothing says what holds, since policies of one priority set it differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The field: `pre`, `action` or `post`.
    pub field: &'static str,
    /// The values with the policies that say them. The first is the one that is taken to hold.
    pub values: Vec<(String, Name)>,
}

impl Evaluation<'_> {
    /// The fields of which nothing says what holds.
    pub fn undecided(&self) -> Vec<Undecided> {
        let pre = undecided("pre", &self.pre, |name| name.to_string());
        let action = undecided("action", &self.action, |action| action.name().to_owned());
        let post = undecided("post", &self.post, |name| name.to_string());
        [pre, action, post].into_iter().flatten().collect()
    }
}

fn undecided<T: PartialEq>(
    field: &'static str,
    candidates: &[Candidate<'_, T>],
    text: impl Fn(&T) -> String,
) -> Option<Undecided> {
    let (holding, others) = candidates.split_first()?;
    let tied: Vec<_> = others.iter().filter(|other| other.ties_with(holding)).collect();
    let by_policy = |candidate: &&Candidate<'_, T>| match &candidate.origin {
        Origin::Policy { name, .. } => Some((text(&candidate.value), name.clone())),
        Origin::Step | Origin::Default => None,
    };
    let values = std::iter::once(holding).chain(tied.iter().copied()).filter_map(|one| by_policy(&one));
    (!tied.is_empty()).then(|| Undecided { field, values: values.collect() })
}

/// The settings of a product, by flow as the product names them, then by environment as the flow reaches them;
/// none if there is no such product. A flow that lives elsewhere has none.
pub fn evaluate<'db>(db: &'db dyn Db, name: &str) -> Option<Vec<Evaluation<'db>>> {
    let mut names: Vec<&Name> = Vec::new();
    for choice in &product_named(db, name)?.flows {
        if !names.contains(&&choice.flow.value) {
            names.push(&choice.flow.value);
        }
    }
    let product = Name::from(name);
    let flows = names.into_iter().filter_map(|name| flow_named(db, name));
    Some(flows.flat_map(|flow| evaluate_flow(db, flow, Some(&product))).collect())
}

/// The settings of a product in a flow, by environment as the flow reaches them; without a product, those that
/// hold for any.
pub fn evaluate_flow<'db>(db: &'db dyn Db, flow: &Flow<'db>, product: Option<&Name>) -> Vec<Evaluation<'db>> {
    let may_be_set = has_unknown(db, product.and_then(|product| named_product(db, product)));
    let steps = flow.steps.iter().map(|step| {
        let policies = matching(db, product, &step.environment.value);
        Evaluation {
            flow: flow.metadata.name.clone(),
            environment: step.environment.value.clone(),
            is_trigger: false,
            pre: candidates(said(flow, step, PRE), &policies, PRE),
            action: candidates(said(flow, step, ACTION), &policies, ACTION),
            post: candidates(said(flow, step, POST), &policies, POST),
            may_be_set,
        }
    });
    let trigger = Evaluation { may_be_set, ..in_trigger(db, product, flow) };
    std::iter::once(trigger).chain(steps).collect()
}

/// In the trigger environment only a workflow after the change runs, the flow's own or a policy's
/// (`domain.md`, PromotionPolicy).
fn in_trigger<'db>(db: &'db dyn Db, product: Option<&Name>, flow: &Flow<'db>) -> Evaluation<'db> {
    let own = flow.post_trigger.iter().map(|post| Candidate::new(post, Origin::Step));
    Evaluation {
        flow: flow.metadata.name.clone(),
        environment: flow.trigger.value.clone(),
        is_trigger: true,
        pre: Vec::new(),
        action: Vec::new(),
        post: candidates(own, &matching(db, product, &flow.trigger.value), POST),
        may_be_set: false,
    }
}
