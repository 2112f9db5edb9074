//! Which policy decides what: the policies of a project in the order of their priority, and the settings that
//! they and a flow's own steps come to, with the origin of each. Knows no syntax, and no rule about what
//! comes out.

mod evaluation;
mod flows;
mod index;
mod merge;

pub use evaluation::{Evaluation, evaluate};
pub use flows::{StepSettings, declared, defined, flow_named, product_named, settings_in_flow, users_of};
pub use index::{EnvironmentFacts, PolicyIndex, RankedPolicy, environment_facts, policy_index};
pub use merge::{ACTION, Candidate, Decision, Effective, Origin, POST, PRE, candidates, effective, matching};
