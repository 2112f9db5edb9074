//! One file a subcommand.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod lsp;
pub(crate) mod schema;
pub(crate) mod simulate;

use promo_diagnostics::did_you_mean;

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
