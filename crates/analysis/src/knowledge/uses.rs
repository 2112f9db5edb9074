//! What the objects of hand-written manifests name, each name where it is written, even if not all of the object is
//! understood. Whether anything of that name is there is checked elsewhere.

use promo_manifest::known::{self, Entry, KnownObject, Spanned, TemplateReference};

use super::reader::Reader;
use super::template::label_subject;
use crate::model::{LabelSubject, Name, Sourced};
use crate::names::Namespace;

/// A name that stands for something else of the project.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Use<'db> {
    /// Where it is looked for.
    pub namespace: Namespace,
    /// The name.
    pub name: Sourced<'db, Name>,
}

/// A template of another workflow that a workflow runs.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct CalledTemplate<'db> {
    /// The other workflow.
    pub workflow: Name,
    /// The name of the template.
    pub name: Sourced<'db, Name>,
}

impl<'db> Reader<'db, '_> {
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

    /// The names in an object that must be those of something else, but are not looked for by themselves: the
    /// environments that steps of a flow depend on, the workflows whose templates others run, and the labels by which
    /// templates select Applications.
    pub(super) fn mentions(&self, object: &KnownObject) -> Vec<Use<'db>> {
        match object {
            KnownObject::Flow(flow) => {
                let dependencies = flow.steps.iter().flat_map(|step| &step.depends_on);
                self.named(Namespace::Constants, dependencies).collect()
            }
            KnownObject::Template(template) => {
                let selector = &template.selector;
                let equal = selector.match_labels.iter().filter_map(labelled);
                let others = selector.match_expressions.iter().flat_map(|written| {
                    let namespace = written.key.as_ref().and_then(|key| namespace_of_label(&key.value));
                    namespace
                        .into_iter()
                        .flat_map(|namespace| written.values.iter().map(move |value| (namespace, value)))
                });
                equal.chain(others).flat_map(|(namespace, value)| self.named(namespace, [value])).collect()
            }
            KnownObject::Workflow(workflow) => {
                let called = template_references(workflow).map(|called| &called.workflow);
                self.named(Namespace::Workflows, called).collect()
            }
            KnownObject::Application(application) => {
                let labels = application.header.labels.iter().filter_map(labelled);
                labels.flat_map(|(namespace, value)| self.named(namespace, [value])).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The templates of other workflows that an object runs.
    pub(super) fn called_templates(&self, object: &KnownObject) -> Vec<CalledTemplate<'db>> {
        let KnownObject::Workflow(workflow) = object else { return Vec::new() };
        let called = template_references(workflow).filter_map(|called| {
            let name = self.name(called.template.as_ref()?);
            Some(CalledTemplate { workflow: called.workflow.value.as_str().into(), name })
        });
        called.collect()
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

    /// Some names that are looked for in one namespace. An empty one names nothing, and so does one that has yet to be
    /// put there.
    fn named<'a>(
        &'a self,
        namespace: Namespace,
        written: impl IntoIterator<Item = &'a Spanned<String>>,
    ) -> impl Iterator<Item = Use<'db>> {
        let filled = written.into_iter().filter(|name| !name.value.is_empty() && !name.value.contains("{{"));
        filled.map(move |name| Use { namespace, name: self.name(name) })
    }
}

fn template_references(workflow: &known::Workflow) -> impl Iterator<Item = &TemplateReference> {
    workflow.templates.iter().flat_map(|template| &template.template_references)
}

/// What the value of a label names, if it names something of the project.
fn labelled(entry: &Entry) -> Option<(Namespace, &Spanned<String>)> {
    Some((namespace_of_label(&entry.key.value)?, &entry.value))
}

fn namespace_of_label(key: &str) -> Option<Namespace> {
    match label_subject(key) {
        LabelSubject::Product => Some(Namespace::Products),
        LabelSubject::Environment => Some(Namespace::Constants),
        LabelSubject::Label(_) => None,
    }
}
