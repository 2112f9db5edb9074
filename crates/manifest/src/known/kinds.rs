//! The kinds that are read: how an object of each is recognized, checked and read. It is the one
//! list of them.

use promo_diagnostics::is_slip_of;
use serde_json::Value;

use super::{Document, KnownObject};
use super::{application, application_set, flow, policy, product, shapes, template, workflow};
use crate::schema::inline_schema;
use crate::types::Kind;

/// A kind that is read.
pub(super) struct KnownKind {
    /// The word in an object's `kind`.
    pub(super) name: &'static str,
    /// The API group in its `apiVersion`, before the slash.
    group: &'static str,
    /// Whether only this group has such a kind, so that another group is a mistake.
    is_unmistakable: bool,
    /// What an object is checked with.
    pub(super) schema: fn() -> &'static Value,
    /// Reads an object.
    pub(super) read: fn(Document<'_>) -> Vec<KnownObject>,
}

impl KnownKind {
    /// Whether Argo runs it, and puts values into it then.
    pub(super) fn is_workflow(&self) -> bool {
        self.name.ends_with("WorkflowTemplate")
    }

    /// Whether it is of the platform's own group.
    pub(super) fn is_of_promotions(&self) -> bool {
        self.group == "codefresh.io"
    }

    /// Whether an object with these fields is of this kind.
    pub(super) fn is(&self, kind: Option<&str>, api_version: Option<&str>) -> bool {
        let group = api_version.and_then(|version| version.split('/').next());
        let is_of_group = || group.is_some_and(|group| group == self.group || is_below(group, self.group));
        kind == Some(self.name) && (self.is_unmistakable || is_of_group())
    }
}

/// Whether one group is a part of another, as in `csdp.codefresh.io`, which the platform's objects had once.
fn is_below(group: &str, whole: &str) -> bool {
    group.strip_suffix(whole).is_some_and(|part| part.ends_with('.'))
}

/// Whether the text names any of the kinds.
pub(super) fn is_any_named(text: &str) -> bool {
    // Every name of a kind holds one of the first words; after the last one it may be misspelt.
    ["Application", "Product", "Promotion", "WorkflowTemplate", "apiVersion: codefresh.io/"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether the platform alone writes objects of a kind: the runs of a promotion in one environment.
pub(super) fn is_of_platform(kind: Option<&str>, api_version: Option<&str>) -> bool {
    let is_of_group = api_version.is_some_and(|version| version.starts_with("codefresh.io/"));
    kind == Some("PromotionTask") && is_of_group
}

/// The kind of promotions that an object's kind is a slip of the pen for. The platform has kinds of its own, some of
/// which begin alike.
pub(super) fn misspelt(kind: &str, api_version: Option<&str>) -> Option<&'static KnownKind> {
    let is_of_group = api_version.is_some_and(|version| version.starts_with("codefresh.io/"));
    let mut kinds = KINDS.iter().filter(|known| is_of_group && known.is_of_promotions());
    kinds.find(|known| kind != known.name && is_slip_of(kind, known.name))
}

/// Every kind that is read.
pub(super) static KINDS: [KnownKind; 8] = [
    KnownKind {
        name: "Application",
        group: "argoproj.io",
        is_unmistakable: false,
        schema: shapes::application,
        read: |document| vec![KnownObject::Application(application::read(document))],
    },
    KnownKind {
        name: "ApplicationSet",
        group: "argoproj.io",
        is_unmistakable: true,
        schema: shapes::application_set,
        read: application_set::read,
    },
    KnownKind {
        name: "WorkflowTemplate",
        group: "argoproj.io",
        is_unmistakable: true,
        schema: shapes::workflow,
        read: |document| vec![KnownObject::Workflow(workflow::read(document))],
    },
    KnownKind {
        name: "ClusterWorkflowTemplate",
        group: "argoproj.io",
        is_unmistakable: true,
        schema: shapes::workflow,
        read: |document| vec![KnownObject::ClusterWorkflow(workflow::read(document))],
    },
    KnownKind {
        name: "Product",
        group: "codefresh.io",
        is_unmistakable: false,
        schema: || inline_schema(Kind::Product),
        read: |document| vec![KnownObject::Product(product::read(document))],
    },
    KnownKind {
        name: "PromotionFlow",
        group: "codefresh.io",
        is_unmistakable: true,
        schema: || inline_schema(Kind::PromotionFlow),
        read: |document| vec![KnownObject::Flow(flow::read(document))],
    },
    KnownKind {
        name: "PromotionPolicy",
        group: "codefresh.io",
        is_unmistakable: true,
        schema: || inline_schema(Kind::PromotionPolicy),
        read: |document| vec![KnownObject::Policy(policy::read(document))],
    },
    KnownKind {
        name: "PromotionTemplate",
        group: "codefresh.io",
        is_unmistakable: true,
        schema: || inline_schema(Kind::PromotionTemplate),
        read: |document| vec![KnownObject::Template(template::read(document))],
    },
];
