//! The rules of promo, what a diagnostic is, and how diagnostics are rendered and fixes applied. Knows files
//! and bytes; nothing of the language.

mod diagnostic;
mod fixes;
mod generated {
    pub(crate) mod pages;
}
mod in_manifests;
mod line_map;
mod mend;
mod registry;
mod render;
mod suggest;
mod wording;

pub use diagnostic::{Diagnostic, Edit, Fix, Place, Related};
pub use fixes::{Applied, apply_fixes};
pub use generated::pages::page;
pub use line_map::{LineMap, Position};
pub use mend::{Made, Mended, Refused, Wanted, mend};
pub use registry::{Level, Rule};
pub use render::{
    Color, Message, Sources, diagnostics_schema, one_line, render_concise, render_github, render_human,
    render_json, render_messages, render_places, render_sarif, sorted, summary,
};
pub use suggest::{did_you_mean, is_slip_of, nearest};
pub use wording::{counted, listed, path};
