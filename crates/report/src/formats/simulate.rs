//! What `promo simulate --json` prints.

use std::borrow::Cow;
use std::collections::BTreeMap;

use promo_analysis::policies::Undecided;
use promo_analysis::releases;
use promo_analysis::releases::{EnvironmentState, Phase, Release};
use promo_analysis::workflows::{Parameter, Source};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::schema_of;

/// The JSON Schema of a simulation.
pub fn schema() -> Value {
    schema_of::<Simulation<'_>>("A release as `promo simulate` shows it")
}

/// Which flow a product takes for a commit, and what then happens.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Simulation<'a> {
    /// The product.
    pub product: &'a str,
    /// The flow that is taken, if one is.
    pub flow: Option<&'a str>,
    /// Why it is taken, or why none is.
    pub reason: String,
    /// The flows of the product that are not taken, in order.
    pub skipped: Vec<Skipped<'a>>,
    /// How the release ends.
    pub state: State,
    /// What nothing says for certain, since policies of one priority disagree; left out if there is nothing such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<UndecidedField<'a>>,
    /// What runs before the first environment.
    pub before: Vec<Run<'a>>,
    /// The environments that run side by side, wave after wave; the trigger environment is the first.
    pub waves: Vec<Vec<Environment<'a>>>,
    /// What runs after the last environment.
    pub after: Vec<Run<'a>>,
}

/// A flow that is not taken.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Skipped<'a> {
    /// The flow.
    pub flow: &'a str,
    /// Why it is not taken.
    pub reason: String,
}

/// A field of an environment of which nothing says what holds.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Undecided")]
pub struct UndecidedField<'a> {
    /// The environment.
    pub environment: &'a str,
    /// The field.
    #[schemars(extend("enum" = ["pre", "action", "post"]))]
    pub field: &'static str,
    /// The values, each with its policy. The simulation goes by the first.
    pub values: Vec<OfPolicy<'a>>,
}

/// What a policy says.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OfPolicy<'a> {
    /// The value.
    pub value: &'a str,
    /// The policy.
    pub policy: &'a str,
}

/// How a release ends.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(inline)]
pub enum State {
    /// Everything succeeds.
    Succeeded,
    /// Something fails.
    Failed,
    /// No flow is taken, so that there is no release.
    None,
    /// Nothing is known of the flow.
    Unknown,
}

/// How an environment ends.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(inline, rename = "EnvironmentState")]
pub enum StateOfEnvironment {
    /// Everything in it succeeds.
    Succeeded,
    /// Something in it fails.
    Failed,
    /// It is never started.
    Skipped,
}

/// What happens in an environment.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Environment<'a> {
    /// The environment.
    pub environment: &'a str,
    /// How it ends.
    pub state: StateOfEnvironment,
    /// Why it fails or is skipped; left out if it succeeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("type" = "string"))]
    pub reason: Option<&'a str>,
    /// What happens in it, in order.
    pub runs: Vec<Run<'a>>,
}

/// Something that happens.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Run<'a> {
    /// When.
    #[schemars(extend("enum" = ["onStart", "pre", "action", "sync", "post", "onSuccess", "onFail"]))]
    pub phase: &'static str,
    /// The workflow that runs, if it is one.
    pub workflow: Option<&'a str>,
    /// The action, if it is one: `commit`, `pr` or `none`.
    pub action: Option<&'static str>,
    /// What the workflow receives, each with where its value comes from.
    #[serde(serialize_with = "by_name")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub parameters: &'a [Parameter],
    /// Why it fails; left out if it doesn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("type" = "string"))]
    pub reason: Option<&'a str>,
}

/// What is printed of a field of which nothing says what holds.
pub(crate) fn undecided((environment, undecided): &(String, Undecided)) -> UndecidedField<'_> {
    let values = undecided.values.iter().map(|(value, policy)| OfPolicy { value, policy });
    UndecidedField { environment, field: undecided.field, values: values.collect() }
}

/// What a release consists of: what runs before, the waves, and what runs after.
pub fn of_release(release: &Release) -> (Vec<Run<'_>>, Vec<Vec<Environment<'_>>>, Vec<Run<'_>>) {
    let waves = release.waves.iter().map(|wave| wave.iter().map(environment).collect());
    (runs(&release.before), waves.collect(), runs(&release.after))
}

fn environment(environment: &releases::Environment) -> Environment<'_> {
    Environment {
        environment: &environment.name,
        state: state_of(environment.state),
        reason: environment.reason.as_deref(),
        runs: runs(&environment.runs),
    }
}

fn state_of(state: EnvironmentState) -> StateOfEnvironment {
    match state {
        EnvironmentState::Succeeded => StateOfEnvironment::Succeeded,
        EnvironmentState::Failed => StateOfEnvironment::Failed,
        EnvironmentState::Skipped => StateOfEnvironment::Skipped,
    }
}

fn runs(runs: &[releases::Run]) -> Vec<Run<'_>> {
    runs.iter().map(run).collect()
}

fn run(run: &releases::Run) -> Run<'_> {
    Run {
        phase: phase_name(run.phase),
        workflow: run.workflow.as_deref(),
        action: run.action.map(promo_analysis::value::Action::name),
        parameters: &run.parameters,
        reason: run.failure.as_deref(),
    }
}

/// As a map from names to where the values come from.
fn by_name<S: Serializer>(parameters: &[Parameter], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(parameters.iter().map(|parameter| (&*parameter.name, source(&parameter.source))))
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::OnStart => "onStart",
        Phase::Pre => "pre",
        Phase::Action => "action",
        Phase::Sync => "sync",
        Phase::Post => "post",
        Phase::OnSuccess => "onSuccess",
        Phase::OnFail => "onFail",
    }
}

/// Where a value comes from, in words.
pub fn source(source: &Source) -> Cow<'static, str> {
    match source {
        Source::Platform => "platform".into(),
        Source::Default(_) => "default".into(),
        Source::Output(workflow) => format!("output of {workflow}").into(),
        Source::Context(workflow) => format!("context of {workflow}").into(),
        Source::Unknown => "unknown".into(),
        Source::Missing => "missing".into(),
    }
}
