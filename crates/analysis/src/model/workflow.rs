//! What workflows say: their parameters, outputs and steps.

use std::sync::Arc;

use super::{Extra, Input, Metadata, Name, Sourced};

/// A promotion workflow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Workflow<'db> {
    /// Name and so on.
    pub metadata: Metadata<'db>,
    /// The service account it runs as.
    pub service_account: Option<Sourced<'db, Name>>,
    /// Its parameters.
    pub inputs: Vec<Sourced<'db, Input<'db>>>,
    /// Its outputs.
    pub outputs: Vec<ExpressionOutput<'db>>,
    /// The keys of the promotion context that it exports, if it says so; otherwise its steps may tell.
    pub exports: Option<Sourced<'db, Vec<Name>>>,
    /// Its steps, each after those it depends on.
    pub steps: Vec<WorkflowStep<'db>>,
    /// The step that is run, if it is not the graph of all.
    pub entrypoint: Option<Sourced<'db, Name>>,
}

/// An output of a workflow that is computed from others.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct ExpressionOutput<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// The expression.
    pub expression: Sourced<'db, Arc<str>>,
}

/// A step of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct WorkflowStep<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// The steps it depends on, in order of mention.
    pub depends_on: Vec<Sourced<'db, Name>>,
    /// What it does.
    pub work: Work<'db>,
    /// The parameters of its template.
    pub inputs: Vec<Sourced<'db, Input<'db>>>,
    /// The arguments of its task.
    pub arguments: Vec<(Sourced<'db, Name>, Sourced<'db, Arc<str>>)>,
    /// The outputs of its template.
    pub outputs: Vec<StepOutput<'db>>,
    /// How it is tried again.
    pub retry: Option<Retry<'db>>,
    /// Fields of the Argo template that promo doesn't know.
    pub extra: Vec<Extra<'db>>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum Work<'db> {
    /// Runs a script.
    Script {
        /// The image.
        image: Sourced<'db, Arc<str>>,
        /// The interpreter, if the step names one; empty to leave it out.
        command: Option<Vec<Sourced<'db, Arc<str>>>>,
        /// The script.
        source: Sourced<'db, Arc<str>>,
        /// The environment variables.
        env: Vec<Variable<'db>>,
    },
    /// Runs a container.
    Container {
        /// The image.
        image: Sourced<'db, Arc<str>>,
        /// The command; empty to leave it out.
        command: Vec<Sourced<'db, Arc<str>>>,
        /// Its arguments; empty to leave them out.
        args: Vec<Sourced<'db, Arc<str>>>,
        /// The environment variables.
        env: Vec<Variable<'db>>,
    },
    /// Runs a template of another workflow.
    Workflow {
        /// The workflow.
        workflow: Sourced<'db, Name>,
        /// Its template.
        template: Sourced<'db, Name>,
    },
    /// Runs the template of another step.
    Step(Sourced<'db, Name>),
    /// Waits, for as many seconds or until someone goes on.
    Suspend(Option<Sourced<'db, u64>>),
    /// Whatever the template of a hand-written workflow does.
    Unknown {
        /// Whether it runs a template of another workflow, among other things.
        calls_another: bool,
    },
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Variable<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// Its value.
    pub value: VariableValue<'db>,
}

/// The value of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum VariableValue<'db> {
    /// A text.
    Text(Sourced<'db, Arc<str>>),
    /// A key of a secret.
    Secret {
        /// The name of the secret.
        name: Sourced<'db, Name>,
        /// The key.
        key: Sourced<'db, Name>,
    },
}

/// An output of a step.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct StepOutput<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// Where it comes from.
    pub from: OutputSource<'db>,
    /// The name under which post-actions receive it, if they do.
    pub global_name: Option<Sourced<'db, Name>>,
}

/// Where an output comes from.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum OutputSource<'db> {
    /// A file.
    Path(Sourced<'db, Arc<str>>),
    /// An expression.
    Expression(Sourced<'db, Arc<str>>),
    /// Wherever the template of a hand-written workflow takes it from.
    Unknown,
}

/// How a step is tried again.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Retry<'db> {
    /// How often.
    pub limit: Sourced<'db, i64>,
    /// The time between, in seconds.
    pub every: Option<Sourced<'db, u64>>,
}
