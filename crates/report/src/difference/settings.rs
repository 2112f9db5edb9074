//! The settings that differ: product by product, in each environment of its flows, field by field, with what says so.

use std::collections::{BTreeSet, HashMap};

use promo_analysis::model::{Flow, Name, Product};
use promo_analysis::names::is_in_doubt;
use promo_analysis::policies::{self, Candidate, Evaluation, evaluate_flow};
use promo_analysis::{Lines, Site};

use super::known::{Known, pairs};
use super::{Side, known};
use crate::formats::eval::Origin;

/// A field of the settings in an environment that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// The product; none if no product takes the flow, so that it is what would hold for any.
    pub product: Option<String>,
    /// The flow.
    pub flow: String,
    /// The environment.
    pub environment: String,
    /// `pre`, `action` or `post`.
    pub field: &'static str,
    /// Whether the product reaches the environment by the flow before and now.
    pub reached: Reached,
    /// What held before.
    pub before: Setting,
    /// What holds now.
    pub after: Setting,
}

/// In which of two states a product reaches an environment by a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reached {
    /// In both.
    Always,
    /// For the first time.
    Now,
    /// For the first time, with all others of the flow: the product did not take it before.
    WithFlow,
    /// No longer.
    Before,
    /// No longer, as all others of the flow: the product takes it no more.
    WithoutFlow,
}

/// What holds for a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Setting {
    /// The value, if it is known that one is set.
    pub value: Option<String>,
    /// What says so.
    pub origin: Option<Origin>,
    /// The values between which nothing decides, each with the policy that says it; empty if one holds.
    pub tied: Vec<(String, String)>,
    /// Whether something of which not everything is known may set what nothing else does.
    pub may_be_set: bool,
}

/// The settings that differ between two states, by product, then by flow, then by environment.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Vec<SettingChange> {
    let mut comparison =
        Comparison { before: State::of(before), after: State::of(after), changes: Vec::new() };
    let (products_before, products_after) = (known::products(before), known::products(after));
    let mut taken: BTreeSet<Name> = BTreeSet::new();
    for product in products_before.all() {
        taken.extend(flows_of(Some(product)).cloned());
    }
    for product in products_after.all() {
        taken.extend(flows_of(Some(product)).cloned());
    }
    for (name, before, after) in pairs(&products_before, &products_after) {
        comparison.product(name, before, after);
    }
    if products_before.is_complete() && products_after.is_complete() {
        comparison.of_no_product(&taken);
    }
    comparison.changes
}

/// The flows that a product names, each once.
fn flows_of<'a>(product: Option<&'a Product<'_>>) -> impl Iterator<Item = &'a Name> {
    let flows = product.map(|product| product.flows.as_slice()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    flows.iter().map(|choice| &choice.flow.value).filter(move |flow| seen.insert(*flow))
}

/// A state of the project, as far as settings go.
struct State<'a> {
    side: Side<'a>,
    flows: Known<'a, Flow<'a>>,
    lines: Lines<'a>,
    is_any_policy_unknown: bool,
}

impl<'a> State<'a> {
    fn of(side: Side<'a>) -> State<'a> {
        let is_any_policy_unknown = policies::is_any_policy_unknown(side.db);
        State { side, flows: known::flows(side), lines: Lines::new(side.db), is_any_policy_unknown }
    }

    /// The settings in a flow, by environment as it reaches them; nothing of a flow that is not there.
    fn settings(&self, flow: &str, product: Option<&Name>) -> Vec<Evaluation<'a>> {
        let flow = self.flows.get(flow);
        flow.map(|flow| evaluate_flow(self.side.db, flow, product)).unwrap_or_default()
    }

    /// The settings of a product in a flow, if it is one of those that the product takes; none if that isn't known.
    fn settings_if_taken(
        &self,
        flow: &Name,
        product: &Name,
        taken: &BTreeSet<&Name>,
    ) -> Option<Vec<Evaluation<'a>>> {
        match taken.contains(flow) {
            true if self.flows.is_certain(flow) => Some(self.settings(flow, Some(product))),
            true => None,
            false => Some(Vec::new()),
        }
    }

    /// What holds for a field in an environment; nothing where that is not reached. What can't be read may set it.
    fn held(&self, evaluation: Option<&Evaluation<'a>>, field: &'static str) -> Held<'a> {
        let Some(evaluation) = evaluation else { return Held::default() };
        let mut held = match field {
            "pre" => Held::of(&evaluation.pre, Name::to_string),
            "action" => Held::of(&evaluation.action, |action| action.name().to_owned()),
            _ => Held::of(&evaluation.post, Name::to_string),
        };
        let mut undecided = evaluation.undecided().into_iter();
        held.tied = undecided.find(|tie| tie.field == field).map(|tie| tie.values).unwrap_or_default();
        held.may_be_set = (evaluation.may_be_set || !self.side.is_whole) && held.value.is_none();
        held.may_be_overridden = self.is_any_policy_unknown && held.is_by_policy();
        held
    }
}

struct Comparison<'b, 'a> {
    before: State<'b>,
    after: State<'a>,
    changes: Vec<SettingChange>,
}

impl<'b, 'a> Comparison<'b, 'a> {
    fn product(&mut self, name: &str, before: Option<&Product<'_>>, after: Option<&Product<'_>>) {
        let product = Name::from(name);
        let named_before: BTreeSet<&Name> = flows_of(before).collect();
        let named_after: BTreeSet<&Name> = flows_of(after).collect();
        let gone = flows_of(before).filter(|flow| !named_after.contains(flow));
        for flow in flows_of(after).chain(gone) {
            let before = self.before.settings_if_taken(flow, &product, &named_before);
            let after = self.after.settings_if_taken(flow, &product, &named_after);
            if let Some((before, after)) = before.zip(after) {
                self.flow(Some(name), flow, &before, &after);
            }
        }
    }

    /// The flows that no product takes in either state. What can't be read may be a product that does.
    fn of_no_product(&mut self, taken: &BTreeSet<Name>) {
        let all = pairs(&self.before.flows, &self.after.flows).map(|(name, ..)| name.to_owned());
        let is_in_doubt =
            |name: &str| [self.before.side, self.after.side].iter().any(|side| is_in_doubt(side.db, name));
        let untaken = all.filter(|name| !taken.contains(name.as_str()) && !is_in_doubt(name));
        let untaken: Vec<String> = untaken.collect();
        for flow in untaken {
            let (before, after) = (self.before.settings(&flow, None), self.after.settings(&flow, None));
            self.flow(None, &flow, &before, &after);
        }
    }

    /// The environments that are reached now in their order, then those that are reached no more.
    fn flow(
        &mut self,
        product: Option<&str>,
        flow: &str,
        before: &[Evaluation<'b>],
        after: &[Evaluation<'a>],
    ) {
        let is_new = before.is_empty();
        let known: HashMap<&Name, &Evaluation<'b>> =
            before.iter().map(|settings| (&settings.environment, settings)).collect();
        let reached: BTreeSet<&Name> = after.iter().map(|settings| &settings.environment).collect();
        for settings in after {
            let before = known.get(&settings.environment).copied();
            let reached = match before {
                Some(_) => Reached::Always,
                None if is_new => Reached::WithFlow,
                None => Reached::Now,
            };
            self.environment((product, flow), reached, before, Some(settings));
        }
        for settings in before.iter().filter(|settings| !reached.contains(&settings.environment)) {
            let reached = if after.is_empty() { Reached::WithoutFlow } else { Reached::Before };
            self.environment((product, flow), reached, Some(settings), None);
        }
    }

    fn environment(
        &mut self,
        (product, flow): (Option<&str>, &str),
        reached: Reached,
        before: Option<&Evaluation<'b>>,
        after: Option<&Evaluation<'a>>,
    ) {
        let environment = after.map(|after| &after.environment).or(before.map(|before| &before.environment));
        let Some(environment) = environment else { return };
        for field in FIELDS {
            let (before, after) = (self.before.held(before, field), self.after.held(after, field));
            if before.is_like(&after) {
                continue;
            }
            self.changes.push(SettingChange {
                product: product.map(str::to_owned),
                flow: flow.to_owned(),
                environment: environment.to_string(),
                field,
                reached,
                before: before.setting(&mut self.before.lines, flow),
                after: after.setting(&mut self.after.lines, flow),
            });
        }
    }
}

const FIELDS: [&str; 3] = ["pre", "action", "post"];

/// What holds for a field, as the analysis has it.
#[derive(Default)]
struct Held<'db> {
    value: Option<String>,
    origin: Option<(policies::Origin<'db>, Site<'db>)>,
    tied: Vec<(String, Name)>,
    may_be_set: bool,
    /// Whether a policy of which not everything is known may say something else, and come first.
    may_be_overridden: bool,
}

impl<'db> Held<'db> {
    fn of<T>(candidates: &[Candidate<'db, T>], text: impl Fn(&T) -> String) -> Held<'db> {
        let holding = candidates.first();
        Held {
            value: holding.map(|holding| text(&holding.value)),
            origin: holding.map(|holding| (holding.origin.clone(), holding.site)),
            ..Held::default()
        }
    }

    fn is_by_policy(&self) -> bool {
        self.origin.as_ref().is_some_and(|(origin, _)| matches!(origin, policies::Origin::Policy { .. }))
    }

    /// Whether the same holds, whoever says so, or may hold. What is not known does not differ from nothing.
    fn is_like(&self, other: &Held<'_>) -> bool {
        if self.may_be_overridden || other.may_be_overridden {
            return true;
        }
        let values = |held: &Held<'_>| -> BTreeSet<String> {
            held.tied.iter().map(|(value, _)| value.clone()).collect()
        };
        self.value == other.value && values(self) == values(other)
    }

    fn setting(self, lines: &mut Lines<'db>, flow: &str) -> Setting {
        let tied = self.tied.into_iter().map(|(value, policy)| (value, policy.to_string()));
        Setting {
            value: self.value,
            origin: self.origin.map(|(origin, site)| Origin::new(&origin, flow, lines.of(site))),
            tied: tied.collect(),
            may_be_set: self.may_be_set,
        }
    }
}
