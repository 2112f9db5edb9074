//! The checked model of a project: what its declarations say, free of syntax and of any backend. Names of
//! environments, workflows and so on in it are known to exist.

use std::sync::Arc;

use crate::site::Site;
use crate::value::{Action, Concurrency, EnvironmentKind};

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
    pub fn metadata(&self) -> Option<&Metadata> {
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The name.
    pub name: Name,
    /// The doc comment.
    pub description: Option<String>,
    /// The `version` clause.
    pub version: Option<Arc<str>>,
    /// As written.
    pub annotations: Vec<(String, Arc<str>)>,
    /// As written.
    pub labels: Vec<(String, Arc<str>)>,
    /// Fields that promo doesn't know.
    pub extra: Vec<Extra>,
}

/// A field that promo doesn't know, with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// The names of the fields from the outermost.
    pub path: Vec<String>,
    /// The value.
    pub value: Data,
}

/// Free data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// `true`, `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A string.
    String(Arc<str>),
    /// A list.
    List(Vec<Data>),
    /// Keys with values, in order.
    Map(Vec<(String, Data)>),
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
    pub inputs: Option<Vec<Sourced<'db, Input>>>,
    /// The outputs that post-actions receive.
    pub outputs: Vec<Name>,
    /// The keys of the promotion context that it exports.
    pub exports: Vec<Name>,
    /// The service account it runs as.
    pub service_account: Option<Arc<str>>,
}

/// A parameter of a workflow or step.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Input {
    /// Its name.
    pub name: Name,
    /// Its value where none is passed; empty where that is only known when the workflow runs.
    pub default: Option<Arc<str>>,
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
    pub metadata: Metadata,
    /// The environment that a change starts in.
    pub trigger: Name,
    /// The workflow after the change in the trigger environment.
    pub post_trigger: Option<Sourced<'db, Name>>,
    /// What happens in every other environment whose step doesn't say otherwise.
    pub defaults: Settings<'db>,
    /// The other environments, each after those it depends on.
    pub steps: Vec<Step<'db>>,
    /// The hooks of the release.
    pub hooks: Hooks<'db>,
    /// How long a promotion may take, in minutes.
    pub timeout_minutes: Option<u64>,
}

/// An environment of a flow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Step<'db> {
    /// The environment, at its first mention.
    pub environment: Sourced<'db, Name>,
    /// The environments it depends on, in order of mention.
    pub depends_on: Vec<Name>,
    /// What its own steps say of what happens in it.
    pub settings: Settings<'db>,
    /// Its hooks.
    pub hooks: Hooks<'db>,
}

/// Settings for whatever the selector matches.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Policy<'db> {
    /// Name and so on.
    pub metadata: Metadata,
    /// Its priority.
    pub priority: i64,
    /// What it applies to; no condition matches everything.
    pub selector: PolicySelector,
    /// The settings.
    pub settings: Settings<'db>,
}

/// What a policy applies to. Each field that is there restricts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySelector {
    /// Names of products.
    pub products: Option<Vec<Name>>,
    /// Tags of products.
    pub product_tags: Option<Vec<Name>>,
    /// Names of environments.
    pub environments: Option<Vec<Name>>,
    /// Kinds of environments.
    pub environment_kinds: Option<Vec<EnvironmentKind>>,
    /// Tags of environments.
    pub environment_tags: Option<Vec<Name>>,
}

/// What is promoted of the applications that the selector matches.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Template<'db> {
    /// Name and so on.
    pub metadata: Metadata,
    /// Its priority.
    pub priority: i64,
    /// Which applications, by their labels.
    pub selector: Vec<LabelCondition<'db>>,
    /// What is promoted.
    pub promotion: Promotion<'db>,
}

/// A condition on a label of an application.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct LabelCondition<'db> {
    /// What the label says.
    pub subject: LabelSubject,
    /// What must hold of it.
    pub operator: LabelOperator,
    /// Where it is written.
    pub place: Site<'db>,
}

/// What a label of an application says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LabelSubject {
    /// Its product.
    Product,
    /// Its environment.
    Environment,
    /// Whatever the label with a key says.
    Label(String),
}

/// What must hold of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelOperator {
    /// It is this.
    Equals(Name),
    /// It is one of these.
    In(Vec<Name>),
    /// It is none of these.
    NotIn(Vec<Name>),
    /// It is there.
    Exists,
    /// It isn't there.
    DoesNotExist,
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
    pub metadata: Metadata,
    /// What is promoted, by reference.
    pub template: Option<Sourced<'db, Name>>,
    /// What is promoted, inline.
    pub promotion: Promotion<'db>,
    /// What happens with several releases.
    pub concurrency: Option<Concurrency>,
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
    pub subject: GitSubject,
    /// Whether none may match instead of one having to.
    pub negated: bool,
    /// The globs, where `*` matches anything.
    pub globs: Vec<Sourced<'db, Arc<str>>>,
}

/// What a condition on a commit looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GitSubject {
    /// The message.
    Message,
    /// The branch or tag.
    Revision,
}

/// A promotion workflow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Workflow<'db> {
    /// Name and so on.
    pub metadata: Metadata,
    /// The service account it runs as.
    pub service_account: Option<Arc<str>>,
    /// Its parameters.
    pub inputs: Vec<Sourced<'db, Input>>,
    /// Its outputs.
    pub outputs: Vec<ExpressionOutput<'db>>,
    /// The keys of the promotion context that it exports, if it says so; otherwise its steps may tell.
    pub exports: Option<Sourced<'db, Vec<Name>>>,
    /// Its steps, each after those it depends on.
    pub steps: Vec<WorkflowStep<'db>>,
    /// The step that is run, if it is not the graph of all.
    pub entrypoint: Option<Name>,
}

/// An output of a workflow that is computed from others.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct ExpressionOutput<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// The expression.
    pub expression: Arc<str>,
}

/// A step of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct WorkflowStep<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// The steps it depends on, in order of mention.
    pub depends_on: Vec<Name>,
    /// What it does.
    pub work: Work,
    /// The parameters of its template.
    pub inputs: Vec<Sourced<'db, Input>>,
    /// The arguments of its task.
    pub arguments: Vec<(Sourced<'db, Name>, Arc<str>)>,
    /// The outputs of its template.
    pub outputs: Vec<StepOutput<'db>>,
    /// How it is tried again.
    pub retry: Option<Retry>,
    /// Fields of the Argo template that promo doesn't know.
    pub extra: Vec<Extra>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Runs a script.
    Script {
        /// The image.
        image: Arc<str>,
        /// The interpreter; empty to leave it out.
        command: Vec<Arc<str>>,
        /// The script.
        source: Arc<str>,
        /// The environment variables.
        env: Vec<Variable>,
    },
    /// Runs a container.
    Container {
        /// The image.
        image: Arc<str>,
        /// The command; empty to leave it out.
        command: Vec<Arc<str>>,
        /// Its arguments; empty to leave them out.
        args: Vec<Arc<str>>,
        /// The environment variables.
        env: Vec<Variable>,
    },
    /// Runs a template of another workflow.
    Workflow {
        /// The workflow.
        workflow: Name,
        /// Its template.
        template: Name,
    },
    /// Runs the template of another step.
    Step(Name),
    /// Waits, for as many seconds or until someone goes on.
    Suspend(Option<u64>),
    /// Whatever the template of a hand-written workflow does.
    Unknown {
        /// Whether it runs a template of another workflow, among other things.
        calls_another: bool,
    },
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: VariableValue,
}

/// The value of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableValue {
    /// A text.
    Text(Arc<str>),
    /// A key of a secret.
    Secret {
        /// The name of the secret.
        name: Arc<str>,
        /// The key.
        key: Arc<str>,
    },
}

/// An output of a step.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct StepOutput<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// Where it comes from.
    pub from: OutputSource,
    /// The name under which post-actions receive it, if they do.
    pub global_name: Option<Name>,
}

/// Where an output comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputSource {
    /// A file.
    Path(Arc<str>),
    /// An expression.
    Expression(Arc<str>),
    /// Wherever the template of a hand-written workflow takes it from.
    Unknown,
}

/// How a step is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often.
    pub limit: i64,
    /// The time between, in seconds.
    pub every: Option<u64>,
}

/// An Argo CD Application.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Application<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// The product it belongs to.
    pub product: Option<Sourced<'db, Name>>,
    /// The environment it runs in, where a source says it; a manifest has a destination instead.
    pub environment: Option<Sourced<'db, Name>>,
    /// What a hand-written manifest says besides.
    pub deployment: Option<Deployment<'db>>,
}

/// What is deployed by an Application, and where.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Deployment<'db> {
    /// The labels of the Application, by key.
    pub labels: Vec<(Name, Sourced<'db, Name>)>,
    /// Where it is deployed to.
    pub destination: Destination<'db>,
    /// Where its files come from.
    pub sources: Vec<ApplicationSource<'db>>,
    /// Where it names several sources, with which it can't be promoted.
    pub multi_source: Option<Site<'db>>,
    /// The ApplicationSet that generates it.
    pub generated_by: Option<Sourced<'db, Name>>,
}

/// Where an Application is deployed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Destination<'db> {
    /// The URL of the cluster.
    pub server: Option<Sourced<'db, Name>>,
    /// The name of the cluster.
    pub cluster: Option<Sourced<'db, Name>>,
    /// The namespace in the cluster.
    pub namespace: Option<Sourced<'db, Name>>,
}

/// Where files of an Application come from.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct ApplicationSource<'db> {
    /// The URL of the repository.
    pub repository: Option<Sourced<'db, Name>>,
    /// The folder in the repository.
    pub path: Option<Sourced<'db, Name>>,
    /// The Helm chart, in place of a folder.
    pub chart: Option<Sourced<'db, Name>>,
    /// The branch, tag, commit or version of the chart.
    pub revision: Option<Sourced<'db, Name>>,
    /// Where Helm values stand in the Application itself, which are not promoted.
    pub inline_values: Option<Site<'db>>,
}
