//! Names, types and the checked model of a promo project, as queries on an incremental database. Knows
//! the language; not the files on a disk, the manifests that are written, or any editor.

pub mod argo_references;
mod cancellation;
mod chains;
pub mod config;
mod database;
mod declaration;
pub mod derivation;
pub mod diagnostics;
mod evaluate;
mod finding;
pub mod globs;
mod graph;
pub mod jsonpath;
pub mod knowledge;
mod lines;
mod lower;
pub mod model;
pub mod names;
mod paths;
pub mod policies;
pub mod promoted;
mod references;
pub mod releases;
mod rules;
mod site;
mod suppressions;
mod text;
mod unknown_names;
pub mod value;
pub mod workflows;

pub use cancellation::{Interrupter, Interruption, uninterrupted};
pub use database::{
    Change, Database, Db, EventListener, ManifestFile, Project, STACK_SIZE, SourceFile, SourceState,
    Volatility,
};
pub use declaration::{Declaration, DeclarationKind, Place, declarations, name_text, parse, syntax_errors};
pub use evaluate::{Lookup, Meaning, meaning, meanings_of_constant, value_of, word};
pub use finding::{Finding, Repair, Replacement};
pub use lines::{Line, Lines};
pub use lower::{
    Checked, Operator, Parameter, Tests, checked, object_problem, parameter_problem, parameters, step_problem,
};
pub use references::is_string;
pub use rules::duplicate_declaration::unmarked_manifests;
pub use site::Site;
pub use suppressions::silenced_rules;
pub use text::{quote_name, quote_name_in};
