//! The checked model of a project: what its declarations say, free of syntax and of any backend. Names of
//! environments, workflows and so on in it are known to exist.

mod application;
mod workflow;

use std::fmt;
use std::sync::Arc;

use crate::site::Site;
use crate::value::{Action, Concurrency, EnvironmentKind};

pub use application::{Application, ApplicationSource, Deployment, Destination};
pub use workflow::{
    ExpressionOutput, OutputSource, Retry, StepOutput, Variable, VariableValue, Work, Workflow, WorkflowStep,
};

/// A name.
pub type Name = Arc<str>;

/// A value with the place that says so.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Sourced<'db, T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub place: Site<'db>,
}

impl<'db, T> Sourced<'db, T> {
    /// A value that is written in a place.
    pub fn new(value: T, place: impl Into<Site<'db>>) -> Self {
        Sourced { value, place: place.into() }
    }

    /// What a function makes of the value, in its place.
    pub fn map<U>(self, function: impl FnOnce(T) -> U) -> Sourced<'db, U> {
        Sourced { value: function(self.value), place: self.place }
    }
}

impl<T: AsRef<str>> AsRef<str> for Sourced<'_, T> {
    fn as_ref(&self) -> &str {
        self.value.as_ref()
    }
}

/// What a declaration says.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum Model<'db> {
    /// Environments: those that one declaration names.
    Environments(Environments<'db>),
    /// Workflows, flows, products or templates that live elsewhere.
    Extern(Extern<'db>),
    /// A flow.
    Flow(Flow<'db>),
    /// A policy.
    Policy(Policy<'db>),
    /// A template.
    Template(Template<'db>),
    /// A product.
    Product(Product<'db>),
    /// A workflow.
    Workflow(Workflow<'db>),
    /// An application.
    Application(Application<'db>),
}

impl<'db> Model<'db> {
    /// The metadata of what is emitted; none for what isn't.
    pub fn metadata(&self) -> Option<&Metadata<'db>> {
        match self {
            Model::Flow(flow) => Some(&flow.metadata),
            Model::Policy(policy) => Some(&policy.metadata),
            Model::Template(template) => Some(&template.metadata),
            Model::Product(product) => Some(&product.metadata),
            Model::Workflow(workflow) => Some(&workflow.metadata),
            Model::Environments(_) | Model::Extern(_) | Model::Application(_) => None,
        }
    }
}

/// What every emitted declaration has.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Metadata<'db> {
    /// The name.
    pub name: Name,
    /// The doc comment.
    pub description: Option<Sourced<'db, String>>,
    /// The `version` clause.
    pub version: Option<Sourced<'db, Arc<str>>>,
    /// As written.
    pub annotations: Vec<(String, Sourced<'db, Arc<str>>)>,
    /// As written.
    pub labels: Vec<(String, Sourced<'db, Arc<str>>)>,
    /// Fields that promo doesn't know.
    pub extra: Vec<Extra<'db>>,
}

/// A field that promo doesn't know, with its value.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Extra<'db> {
    /// The names of the fields from the outermost.
    pub path: Vec<String>,
    /// The value.
    pub value: Sourced<'db, Data<'db>>,
}

/// Free data.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum Data<'db> {
    /// `true`, `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A string.
    String(Arc<str>),
    /// A list.
    List(Vec<Sourced<'db, Data<'db>>>),
    /// Keys with values, in order.
    Map(Vec<(String, Sourced<'db, Data<'db>>)>),
}

/// As a source has it, on one line.
impl fmt::Display for Data<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::Boolean(boolean) => boolean.fmt(formatter),
            Data::Integer(number) => number.fmt(formatter),
            Data::String(text) => write!(formatter, "{text:?}"),
            Data::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.value.to_string()).collect();
                write!(formatter, "[{}]", items.join(", "))
            }
            Data::Map(fields) => {
                let fields = fields.iter().map(|(key, value)| format!("{key:?}: {}", value.value));
                write!(formatter, "{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Environments of one declaration.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Environments<'db> {
    /// Their names.
    pub names: Vec<Sourced<'db, Name>>,
    /// Their kind.
    pub kind: EnvironmentKind,
    /// The clusters they are made of.
    pub clusters: Vec<Cluster>,
    /// Their tags.
    pub tags: Vec<Arc<str>>,
}

/// A cluster of an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The name or URL of the cluster.
    pub name: Arc<str>,
    /// The namespaces; every one if none is named.
    pub namespaces: Vec<Arc<str>>,
}

/// What lives elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Extern<'db> {
    /// The names.
    pub names: Vec<Sourced<'db, Name>>,
    /// The parameters, if they are known.
    pub inputs: Option<Vec<Sourced<'db, Input<'db>>>>,
    /// The outputs that post-actions receive.
    pub outputs: Vec<Name>,
    /// The keys of the promotion context that it exports.
    pub exports: Vec<Name>,
    /// The service account it runs as.
    pub service_account: Option<Arc<str>>,
}

/// A parameter of a workflow or step.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Input<'db> {
    /// Its name.
    pub name: Name,
    /// Its value where none is passed; empty where that is only known when the workflow runs.
    pub default: Option<Sourced<'db, Arc<str>>>,
}

/// What happens in an environment: each field may be left to policies.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Settings<'db> {
    /// The workflow before the action.
    pub pre: Option<Sourced<'db, Name>>,
    /// The action.
    pub action: Option<Sourced<'db, Action>>,
    /// The workflow after it.
    pub post: Option<Sourced<'db, Name>>,
}

impl<'db> Settings<'db> {
    /// These settings, and others where they say nothing.
    pub fn or(&self, others: &Settings<'db>) -> Settings<'db> {
        Settings {
            pre: self.pre.clone().or_else(|| others.pre.clone()),
            action: self.action.clone().or_else(|| others.action.clone()),
            post: self.post.clone().or_else(|| others.post.clone()),
        }
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.pre.is_none() && self.action.is_none() && self.post.is_none()
    }
}

/// The workflows that run at the events of a release or an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Hooks<'db> {
    /// At the start.
    pub start: Option<Sourced<'db, Name>>,
    /// After success.
    pub success: Option<Sourced<'db, Name>>,
    /// After failure.
    pub fail: Option<Sourced<'db, Name>>,
}

impl Hooks<'_> {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.start.is_none() && self.success.is_none() && self.fail.is_none()
    }
}

/// How a product moves through environments.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Flow<'db> {
    /// Name and so on.
    pub metadata: Metadata<'db>,
    /// The environment that a change starts in.
    pub trigger: Sourced<'db, Name>,
    /// The workflow after the change in the trigger environment.
    pub post_trigger: Option<Sourced<'db, Name>>,
    /// What happens in every other environment whose step doesn't say otherwise.
    pub defaults: Settings<'db>,
    /// The other environments, each after those it depends on.
    pub steps: Vec<Step<'db>>,
    /// The hooks of the release.
    pub hooks: Hooks<'db>,
    /// How long a promotion may take, in minutes.
    pub timeout_minutes: Option<Sourced<'db, u64>>,
}

/// An environment of a flow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Step<'db> {
    /// The environment, at its first mention.
    pub environment: Sourced<'db, Name>,
    /// The environments it depends on, in order of mention.
    pub depends_on: Vec<Sourced<'db, Name>>,
    /// What its own steps say of what happens in it.
    pub settings: Settings<'db>,
    /// Its hooks.
    pub hooks: Hooks<'db>,
}

/// Settings for whatever the selector matches.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Policy<'db> {
    /// Name and so on.
    pub metadata: Metadata<'db>,
    /// Its priority.
    pub priority: Sourced<'db, i64>,
    /// What it applies to; no condition matches everything.
    pub selector: PolicySelector<'db>,
    /// The settings.
    pub settings: Settings<'db>,
}

/// What a policy applies to. Each field that is there restricts it.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct PolicySelector<'db> {
    /// Names of products.
    pub products: Option<Vec<Sourced<'db, Name>>>,
    /// Tags of products.
    pub product_tags: Option<Vec<Sourced<'db, Name>>>,
    /// Names of environments.
    pub environments: Option<Vec<Sourced<'db, Name>>>,
    /// Kinds of environments.
    pub environment_kinds: Option<Vec<Sourced<'db, EnvironmentKind>>>,
    /// Tags of environments.
    pub environment_tags: Option<Vec<Sourced<'db, Name>>>,
}

/// What is promoted of the applications that the selector matches.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Template<'db> {
    /// Name and so on.
    pub metadata: Metadata<'db>,
    /// Its priority.
    pub priority: Sourced<'db, i64>,
    /// Which applications, by their labels.
    pub selector: Vec<LabelCondition<'db>>,
    /// What is promoted.
    pub promotion: Promotion<'db>,
}

/// A condition on a label of an application.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct LabelCondition<'db> {
    /// What the label says.
    pub subject: Sourced<'db, LabelSubject>,
    /// What must hold of it.
    pub operator: LabelOperator<Sourced<'db, Name>>,
    /// Where it is written.
    pub place: Site<'db>,
}

/// What a label of an application says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum LabelSubject {
    /// Its product.
    Product,
    /// Its environment.
    Environment,
    /// Whatever the label with a key says.
    Label(String),
}

/// What must hold of a label. Its values are names, with their places or without.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum LabelOperator<N> {
    /// It is this.
    Equals(N),
    /// It is one of these.
    In(Vec<N>),
    /// It is none of these.
    NotIn(Vec<N>),
    /// It is there.
    Exists,
    /// It isn't there.
    DoesNotExist,
}

impl LabelOperator<Sourced<'_, Name>> {
    /// The same without the places of the values.
    pub fn without_places(&self) -> LabelOperator<Name> {
        let names = |values: &[Sourced<'_, Name>]| values.iter().map(|value| value.value.clone()).collect();
        match self {
            LabelOperator::Equals(value) => LabelOperator::Equals(value.value.clone()),
            LabelOperator::In(values) => LabelOperator::In(names(values)),
            LabelOperator::NotIn(values) => LabelOperator::NotIn(names(values)),
            LabelOperator::Exists => LabelOperator::Exists,
            LabelOperator::DoesNotExist => LabelOperator::DoesNotExist,
        }
    }
}

/// Which fields of which files are promoted, and where the version stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Promotion<'db> {
    /// Where the version stands.
    pub version: Option<VersionSource<'db>>,
    /// The files that are promoted, in order.
    pub files: Vec<PromotedFile<'db>>,
}

/// Where the version of an application stands.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct VersionSource<'db> {
    /// The file.
    pub file: Sourced<'db, Name>,
    /// The path in it.
    pub path: Sourced<'db, Name>,
}

/// What of a file is promoted.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct PromotedFile<'db> {
    /// The file, where it is named first.
    pub file: Sourced<'db, Name>,
    /// The paths in it, in order.
    pub paths: Vec<Sourced<'db, Name>>,
}

impl Promotion<'_> {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.version.is_none() && self.files.is_empty()
    }
}

/// A group of applications that is released together.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Product<'db> {
    /// Name and so on.
    pub metadata: Metadata<'db>,
    /// What is promoted, by reference.
    pub template: Option<Sourced<'db, Name>>,
    /// What is promoted, inline.
    pub promotion: Promotion<'db>,
    /// What happens with several releases.
    pub concurrency: Option<Sourced<'db, Concurrency>>,
    /// The flows, the first that matches wins.
    pub flows: Vec<FlowChoice<'db>>,
}

/// A flow of a product, and when it is taken.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct FlowChoice<'db> {
    /// The flow.
    pub flow: Sourced<'db, Name>,
    /// All of these must hold; none always does.
    pub conditions: Vec<GitCondition<'db>>,
}

/// A condition on a commit.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct GitCondition<'db> {
    /// What of the commit.
    pub subject: Sourced<'db, GitSubject>,
    /// Whether none may match instead of one having to.
    pub negated: Sourced<'db, bool>,
    /// The globs, where `*` matches anything.
    pub globs: Vec<Sourced<'db, Arc<str>>>,
}

/// What a condition on a commit looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum GitSubject {
    /// The message.
    Message,
    /// The branch or tag.
    Revision,
}
