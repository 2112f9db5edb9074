//! Workflows as those see them who run them: what they ask for, what is passed to them in the position in which they
//! run, what they give to others, and who names them. Knows no rule about what is missing, and no release.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

mod contexts;
mod facts;
mod position;
mod promotion_context;
mod received;
mod roles;
mod step_order;
mod templates;

pub use contexts::{Contexts, HookPlace, hooks_of};
pub use facts::{Given, WorkflowFacts, facts_of, workflow_facts};
pub use position::{Position, is_passed_anywhere, passed_anywhere};
pub use promotion_context::PROMOTION_CONTEXT;
pub(crate) use promotion_context::{exports_context, is_named_as_context};
pub use received::{HandedOn, Parameter, Source, missing, received};
pub(crate) use roles::{Roles, first_run, roles_of};
pub(crate) use templates::{MAIN, templates_of};
pub use templates::{step_inputs, step_templates, template_inputs};
