//! What the objects of hand-written manifests name, each name where it is written, even if not all of the object is
//! understood. Whether anything of that name is there is checked elsewhere.

use promo_manifest::known::{self, KnownObject, Spanned};

use super::reader::Reader;
use crate::model::{Name, Sourced};
use crate::names::Namespace;

/// A name that stands for something else of the project.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Use<'db> {
    /// Where it is looked for.
    pub namespace: Namespace,
    /// The name.
    pub name: Sourced<'db, Name>,
}

impl<'db> Reader<'db> {
    /// The names in an object, in no order. What a step of a flow depends on is no use of an environment: it must be
    /// one of the flow itself.
    pub(super) fn uses(&self, object: &KnownObject) -> Vec<Use<'db>> {
        match object {
            KnownObject::Flow(flow) => self.uses_of_flow(flow),
            KnownObject::Policy(policy) => {
                let selector = &policy.selector;
                let products = self.named(Namespace::Products, &selector.product_names);
                let environments = self.named(Namespace::Constants, &selector.environment_names);
                products.chain(environments).chain(self.uses_of_settings(&policy.settings)).collect()
            }
            KnownObject::Product(product) => {
                let flows = product.flows.iter().filter_map(|flow| flow.name.as_ref());
                let flows = self.named(Namespace::Flows, flows);
                flows.chain(self.named(Namespace::Templates, &product.template)).collect()
            }
            KnownObject::Application(application) => {
                self.named(Namespace::Products, application.product()).collect()
            }
            KnownObject::Template(_)
            | KnownObject::Workflow(_)
            | KnownObject::ClusterWorkflow(_)
            | KnownObject::Unknown(_) => Vec::new(),
        }
    }

    /// The names in an object that must stand elsewhere in it too.
    pub(super) fn repeated(&self, object: &KnownObject) -> Vec<Use<'db>> {
        let KnownObject::Flow(flow) = object else { return Vec::new() };
        self.named(Namespace::Constants, flow.steps.iter().flat_map(|step| &step.depends_on)).collect()
    }

    fn uses_of_flow(&self, flow: &known::Flow) -> Vec<Use<'db>> {
        let steps = flow.steps.iter().filter_map(|step| step.environment.as_ref());
        let environments = self.named(Namespace::Constants, flow.trigger_environment.iter().chain(steps));
        let settings = flow.steps.iter().flat_map(|step| self.uses_of_settings(&step.settings));
        let hooks = std::iter::once(&flow.hooks).chain(flow.steps.iter().map(|step| &step.hooks));
        let hooks = hooks.flat_map(|hooks| [&hooks.on_start, &hooks.on_success, &hooks.on_fail]).flatten();
        let hooks = self.named(Namespace::Workflows, hooks);
        let post_trigger = self.named(Namespace::Workflows, &flow.post_trigger);
        environments.chain(post_trigger).chain(settings).chain(hooks).collect()
    }

    fn uses_of_settings<'a>(&'a self, settings: &'a known::Settings) -> impl Iterator<Item = Use<'db>> + 'a {
        let workflows = [&settings.pre_action, &settings.post_action].into_iter().flatten();
        self.named(Namespace::Workflows, workflows)
    }

    /// Some names that are looked for in one namespace. An empty one names nothing.
    fn named<'a>(
        &'a self,
        namespace: Namespace,
        written: impl IntoIterator<Item = &'a Spanned<String>>,
    ) -> impl Iterator<Item = Use<'db>> {
        let filled = written.into_iter().filter(|name| !name.value.is_empty());
        filled.map(move |name| Use { namespace, name: self.name(name) })
    }
}
