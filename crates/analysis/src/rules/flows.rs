//! What the checks of a flow across the project begin with: its settings for every product that can take it.

use promo_diagnostics::Rule;

use super::{missing_action, none_without_pre};
use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::finding::Finding;
use crate::lower::is_whole;
use crate::model::{Flow, Step};
use crate::names::{NameKey, Namespace};
use crate::policies::{self, StepSettings, settings_in_flow, users_of};

/// A flow with the settings in all its environments.
pub(super) struct CheckedFlow<'a, 'db> {
    pub(super) db: &'db dyn Db,
    /// The declaration of the flow, or of the use of a pattern that is one.
    pub(super) declaration: Declaration<'db>,
    pub(super) flow: &'db Flow<'db>,
    /// By step, then product.
    pub(super) settings: &'a [StepSettings<'db>],
}

const CHECKS: &[for<'a, 'db> fn(&CheckedFlow<'a, 'db>) -> Vec<Finding<'db>>] =
    &[missing_action::check, none_without_pre::check];

/// What is wrong with a flow in its project.
#[salsa::tracked(returns(deref))]
pub fn of_flow<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Box<[Finding<'db>]> {
    let Some(flow) = policies::flow(db, declaration).filter(|_| is_whole(db, declaration)) else {
        return Box::default();
    };
    let key = NameKey::new(db, Namespace::Flows, flow.metadata.name.clone());
    let settings = settings_in_flow(db, flow, users_of(db, key));
    let checked = CheckedFlow { db, declaration, flow, settings: &settings };
    CHECKS.iter().flat_map(|check| check(&checked)).collect()
}

impl<'db> CheckedFlow<'_, 'db> {
    /// The steps where some settings are wrong, each with these settings, one for each product.
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

    /// A finding at the environment of a step. In the use of a pattern it stands at the use, with a note at
    /// the definition.
    pub(super) fn finding(&self, rule: Rule, step: &Step<'db>, message: String) -> Finding<'db> {
        let site = step.environment.place;
        if site.declaration() == Some(self.declaration) {
            return Finding::new(rule, site, message);
        }
        let place = Place::of_name(self.db, self.declaration, 0);
        Finding::new(rule, place, message).related(site, "the environment stands here in the pattern")
    }
}

/// The products of some settings, the first of them by name.
pub(super) fn products_text(settings: &[&StepSettings<'_>]) -> String {
    const NAMED: usize = 3;
    let named: Vec<String> =
        settings.iter().take(NAMED).map(|settings| format!("`{}`", settings.product)).collect();
    let noun = if settings.len() == 1 { "the product" } else { "the products" };
    match settings.len().saturating_sub(NAMED) {
        0 => format!("{noun} {}", named.join(", ")),
        1 => format!("{noun} {} and one more", named.join(", ")),
        more => format!("{noun} {} and {more} more", named.join(", ")),
    }
}
