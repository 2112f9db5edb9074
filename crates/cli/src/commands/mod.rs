//! One file a subcommand.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod schema;
pub(crate) mod simulate;

use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, resolve};
use promo_diagnostics::did_you_mean;

use crate::opened_project::OpenedProject;

/// What is wrong with a name on the command line that stands for nothing, and what could have been meant.
fn unknown_name<'a>(problem: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    const LISTED: usize = 8;
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    let hint = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.len() {
        0 => "there is none at all".to_owned(),
        1..=LISTED => format!("known are `{}`", known.join("`, `")),
        more => format!("none of the {more} that are known is near"),
    });
    format!("{problem} `{name}`: {hint}")
}

/// Why nothing is known of what a name stands for, as the end of a sentence.
fn why_unknown(project: &OpenedProject, namespace: Namespace, name: &str) -> String {
    let definition = resolve(&project.database, namespace, name);
    match definition.map(|definition| (definition, definition.model(&project.database))) {
        None => format!(", since this project has no such {}", namespace.noun()),
        Some((_, Some(Model::Extern(_)))) => ", which lives elsewhere".to_owned(),
        Some((Definition::Source { pattern: true, .. }, _)) => ", which takes parameters".to_owned(),
        Some((Definition::Source { .. }, _)) => ": it has errors, see `promo check`".to_owned(),
        Some((Definition::Manifest { .. }, _)) => {
            ": its manifest is not understood, see `promo check`".to_owned()
        }
    }
}
