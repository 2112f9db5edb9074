//! What the texts of a workflow may refer to by `{{…}}`, where Argo puts a value when the workflow runs: one table for
//! the check of such references and for whoever offers them. Knows nothing of what is wrong.

mod names;
mod reach;
mod tags;

pub use names::step_clauses;
pub(crate) use reach::{HEADS, OF_INPUTS, OF_TASK, OF_WORKFLOW};
pub use reach::{Reach, WorkflowScope};
pub use tags::{Tag, is_reference, tags};
