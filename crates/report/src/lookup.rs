//! Names that somebody asks about: what they stand for in the project, and what is wrong with one that stands for
//! nothing.

use promo_analysis::model::{Flow, Model, Product};
use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::policies::{defined, flow_named, product_named};
use promo_analysis::{Db, Lines};
use promo_diagnostics::did_you_mean;

/// The product of a name.
///
/// # Errors
/// Why there is none, in words.
pub fn product<'a>(db: &'a dyn Db, name: &str) -> Result<&'a Product<'a>, String> {
    let product = product_named(db, name);
    product.ok_or_else(|| why_unknown(db, Namespace::Products, name))
}

/// The flow of a name.
///
/// # Errors
/// Why there is none, in words.
pub fn flow<'a>(db: &'a dyn Db, name: &str) -> Result<&'a Flow<'a>, String> {
    let flow = flow_named(db, name);
    flow.ok_or_else(|| why_unknown(db, Namespace::Flows, name))
}

/// What the project defines in a namespace, by name.
pub fn defined_names(db: &dyn Db, namespace: Namespace) -> Vec<&str> {
    let mut names: Vec<&str> = defined(db, namespace).map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

/// Why nothing is known of what a name stands for.
pub(crate) fn why_unknown(db: &dyn Db, namespace: Namespace, name: &str) -> String {
    let noun = namespace.noun();
    let Some(definition) = resolve(db, namespace, name) else {
        return not_among(&format!("there is no {noun}"), name, defined_names(db, namespace));
    };
    let mut lines = Lines::new(db);
    let place = lines.of(definition.site(db));
    let is_pattern = matches!(definition, Definition::Source { pattern: true, .. });
    match definition.model(db) {
        Some(Model::Extern(_)) => {
            format!("{noun} `{name}` lives elsewhere, as {place} says, so that nothing is known of it")
        }
        _ if is_pattern => {
            format!("{noun} `{name}` takes parameters, at {place}; name a {noun} that is defined by it")
        }
        _ => {
            let what = match definition {
                Definition::Source { .. } => "has errors",
                Definition::Manifest { .. } => "has a manifest that is not understood",
            };
            format!("{noun} `{name}` {what}, at {place}, so that nothing is known of it; see `promo check`")
        }
    }
}

/// What is wrong with a name that is none of those that are known, and what could have been meant.
pub fn not_among<'a>(problem: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    const LISTED: usize = 8;
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    let hint = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.len() {
        0 => "there is none at all".to_owned(),
        1..=LISTED => format!("known are `{}`", known.join("`, `")),
        more => format!("none of the {more} that are known is near"),
    });
    format!("{problem} `{name}`: {hint}")
}
