//! What a change means: two states of a project compared, by the settings that hold, the flows that are taken and all
//! that the manifests say, not by their text. Knows neither where a state comes from nor how a difference is shown.

mod automaton;
pub mod baseline;
mod change;
mod environments;
mod flows;
mod known;
mod manifests;
mod promotion;
mod samples;
mod settings;
mod triggers;
mod words;
mod workflows;

use promo_analysis::Db;

use manifests::Manifests;

pub use change::{Change, Fate, FieldChange, Said};
pub use manifests::ManifestChanges;
pub use settings::{Reached, Setting, SettingChange};
pub use triggers::TriggerChange;
pub use words::Against;

/// A state of a project.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What there is in it.
    pub db: &'a dyn Db,
    /// Whether the texts of all its files are known. What is nowhere to be seen may be in the others.
    pub is_whole: bool,
}

/// What differs between two states of a project. Each list is in the order of the names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The settings that differ: by product, then by flow, then by environment.
    pub settings: Vec<SettingChange>,
    /// What differs of flows besides.
    pub flows: Vec<Change>,
    /// The commits for which a product takes another flow, by product.
    pub triggers: Vec<TriggerChange>,
    /// The products of which not every commit could be tried: others may take another flow too.
    pub untried_triggers: Vec<String>,
    /// What differs of workflows.
    pub workflows: Vec<Change>,
    /// What differs of templates.
    pub templates: Vec<Change>,
    /// What differs of products besides.
    pub products: Vec<Change>,
    /// What differs of environments.
    pub environments: Vec<Change>,
    /// The manifests that differ.
    pub manifests: ManifestChanges,
}

impl Difference {
    /// What differs between two states.
    pub fn between(before: Side<'_>, after: Side<'_>) -> Difference {
        let manifests = (Manifests::of(before), Manifests::of(after));
        let triggers = triggers::changes(before, after);
        Difference {
            settings: settings::changes(before, after),
            flows: flows::changes(before, after),
            triggers: triggers.changes,
            untried_triggers: triggers.untried,
            workflows: workflows::changes(&manifests.0, &manifests.1),
            templates: promotion::template_changes(before, after),
            products: promotion::product_changes(before, after),
            environments: environments::changes(before, after),
            manifests: manifests::changes(&manifests.0, &manifests.1),
        }
    }

    /// Whether nothing differs at all, not even a manifest.
    pub fn is_empty(&self) -> bool {
        self.means_nothing() && self.manifests.count() == 0
    }

    /// Whether surely nothing differs in meaning. Manifests may differ all the same.
    pub fn means_nothing(&self) -> bool {
        let changes = [&self.flows, &self.workflows, &self.templates, &self.products, &self.environments];
        self.settings.is_empty()
            && self.triggers.is_empty()
            && self.untried_triggers.is_empty()
            && self.manifests.repeated.is_empty()
            && changes.iter().all(|changes| changes.is_empty())
    }
}
