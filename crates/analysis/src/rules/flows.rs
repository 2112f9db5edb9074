//! What the checks of a flow begin with: its settings for every product that can take it, and what its hooks receive.

use super::workflow_runs::{WorkflowRun, hook_runs};
use crate::database::Db;
use crate::model::{Flow, Name, Step};
use crate::names::{NameKey, Namespace};
use crate::policies::{StepSettings, settings_in_flow, users_of};
use crate::workflows::Contexts;

/// A flow with the settings in all its environments.
pub(super) struct CheckedFlow<'db> {
    flow: &'db Flow<'db>,
    /// By step, then product.
    settings: Vec<StepSettings<'db>>,
    contexts: Contexts<'db, 'db>,
    hook_runs: Vec<WorkflowRun<'db, 'db>>,
}

impl<'db> CheckedFlow<'db> {
    pub(super) fn new(db: &'db dyn Db, flow: &'db Flow<'db>) -> Self {
        let key = NameKey::new(db, Namespace::Flows, &*flow.metadata.name);
        let contexts = Contexts::of(db, flow);
        let hook_runs = hook_runs(db, flow, &contexts);
        CheckedFlow { flow, settings: settings_in_flow(db, flow, users_of(db, key)), contexts, hook_runs }
    }

    pub(super) fn flow(&self) -> &'db Flow<'db> {
        self.flow
    }

    /// What its hooks export.
    pub(super) fn contexts(&self) -> &Contexts<'db, 'db> {
        &self.contexts
    }

    /// The runs of its hooks that require something.
    pub(super) fn hook_runs(&self) -> &[WorkflowRun<'db, 'db>] {
        &self.hook_runs
    }

    /// The settings of a step, for each product.
    pub(super) fn settings_of(&self, step: usize) -> impl Iterator<Item = &StepSettings<'db>> {
        let start = self.settings.partition_point(|settings| settings.step < step);
        let rest = self.settings.get(start..).unwrap_or_default();
        rest.iter().take_while(move |settings| settings.step == step)
    }

    /// The steps where some settings are wrong, each with these settings.
    pub(super) fn steps_where(
        &self,
        is_wrong: impl Fn(&StepSettings<'db>) -> bool,
    ) -> Vec<(&'db Step<'db>, Vec<&StepSettings<'db>>)> {
        let wrong: Vec<_> = self.settings.iter().filter(|settings| is_wrong(settings)).collect();
        let by_step = wrong.chunk_by(|left, right| left.step == right.step);
        by_step
            .filter_map(|of_step| Some((self.flow.steps.get(of_step.first()?.step)?, of_step.to_vec())))
            .collect()
    }
}

/// The products of some settings, the first of them by name.
pub(super) fn products_text(settings: &[&StepSettings<'_>]) -> String {
    const NAMED: usize = 3;
    let mut products: Vec<&Name> = settings.iter().flat_map(|settings| settings.products.iter()).collect();
    products.sort_unstable();
    products.dedup();
    let named: Vec<String> = products.iter().take(NAMED).map(|product| format!("`{product}`")).collect();
    let noun = if products.len() == 1 { "the product" } else { "the products" };
    match products.len().saturating_sub(NAMED) {
        0 => format!("{noun} {}", named.join(", ")),
        1 => format!("{noun} {} and one more", named.join(", ")),
        more => format!("{noun} {} and {more} more", named.join(", ")),
    }
}
