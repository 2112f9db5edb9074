//! Which policy decides what: the policies of a project in the order of their priority, and the settings that
//! they and a flow's own steps come to, with the origin of each. Knows no syntax, and no rule about what
//! comes out.

mod evaluation;
mod flows;
mod index;
mod mentions;
mod merge;
mod standing;

pub use evaluation::{Evaluation, Undecided, evaluate, evaluate_flow};
pub use flows::{
    StepSettings, defined, flow_named, product_named, settings_in_flow, settings_in_step, users_of,
};
pub use index::{
    EnvironmentFacts, Policies, RankedPolicy, environment_facts, general_policies, is_any_policy_unknown,
    policies_naming,
};
pub use merge::{Candidate, Decision, Effective, Origin, effective, effective_for_any, trigger_post};
pub(crate) use standing::all_standings;
pub use standing::{Idle, Overriding, PostRun, Standing, Tie, standings_for};
