//! `unknown-step` of a hand-written promotion workflow: it runs a template of another workflow that doesn't have it.
//! Those of its own are looked up where it is read.

use promo_diagnostics::{Rule, listed, nearest};

use crate::database::Db;
use crate::finding::Finding;
use crate::knowledge::{CalledTemplate, KnownModel};
use crate::names::{NameKey, Namespace, resolve};
use crate::workflows::templates_of;

/// The templates of others that it runs and that aren't there, as far as these are known.
pub(super) fn check<'db>(db: &'db dyn Db, known: &'db KnownModel<'db>) -> Vec<Finding<'db>> {
    let called = known.called_templates.iter().filter(|_| known.is_of_promotions);
    called.filter_map(|called| check_called(db, called)).collect()
}

fn check_called<'db>(db: &'db dyn Db, called: &'db CalledTemplate<'db>) -> Option<Finding<'db>> {
    let (workflow, name) = (&called.workflow, &called.name.value);
    let templates = templates_of(db, NameKey::new(db, Namespace::Workflows, &**workflow))?;
    if name.is_empty() || name.contains("{{") || templates.has(name) {
        return None;
    }
    let message = format!("there is no template `{name}` in the workflow `{workflow}`, so that runs fail");
    let finding = Finding::new(Rule::UnknownStep, called.name.place, message);
    let declared = resolve(db, Namespace::Workflows, workflow).map(|definition| definition.site(db));
    let finding = finding.related(declared, format!("`{workflow}` is declared here"));
    let names: Vec<&str> = templates.names.iter().map(|known| &**known).collect();
    let finding = finding.help(format!("it has the templates {}", listed(&names, "and")));
    Some(finding.did_you_mean(&nearest(name, names)))
}
