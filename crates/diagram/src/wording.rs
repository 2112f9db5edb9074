//! The words that all formats share: the lines of a node, and in full what is known of it. Knows nothing of how they
//! are laid out.

use promo_analysis::value::duration_text;
use promo_diagnostics::one_line;

use crate::diagram::{Diagram, Hook, Node, Place, Said, Setting, Variant};

/// What is shown where nothing is set.
const NOTHING: &str = "–";

/// What is shown where something may be set by what is not understood.
const UNKNOWN: &str = "?";

/// How many products are named where there is little room.
pub(crate) const FEW: usize = 5;

/// What is shown for a field that differs by product.
pub(crate) const DIFFERS: &str = "differs by product";

/// What is said of a field that policies of one priority set differently.
pub(crate) const IS_TIE: &str = "is a tie, and nothing says which policy decides";

/// What is shown behind values of which none holds more than another.
const TIE: &str = "(tie)";

/// One thing that happens in an environment, in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// When: `pre`, `action`, `post` or `on start` and so on.
    pub(crate) label: String,
    /// What.
    pub(crate) value: String,
    /// Whether it is not the same for every product.
    pub(crate) differs: bool,
}

/// What happens in an environment, in few words. What is not set is left out, but for an action, without which no
/// promotion succeeds.
pub(crate) fn lines(node: &Node) -> Vec<Line> {
    let settings = node.settings.iter().filter_map(setting_line);
    settings.chain(node.hooks.iter().map(hook_line)).collect()
}

fn setting_line(setting: &Setting) -> Option<Line> {
    let values: Vec<String> = products_by_value(setting).into_iter().map(|(value, _)| value).collect();
    let is_shown = setting.field == "action" || values != [NOTHING];
    is_shown.then(|| Line {
        label: setting.field.to_owned(),
        value: one_line(&values.join(" | ")),
        differs: setting.differs(),
    })
}

/// The values of a setting, each with the products that it holds for.
pub(crate) fn products_by_value(setting: &Setting) -> Vec<(String, Vec<String>)> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    for variant in &setting.variants {
        let value = value(variant);
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, products)) => products.extend(variant.products.iter().cloned()),
            None => values.push((value, variant.products.clone())),
        }
    }
    values.iter_mut().for_each(|(_, products)| products.sort_unstable());
    values
}

/// The value of a variant; in a tie all that may hold.
fn value(variant: &Variant) -> String {
    match variant.values().as_slice() {
        [] => nothing(variant).to_owned(),
        [only] => (*only).to_owned(),
        several => format!("{} {TIE}", several.join(" or ")),
    }
}

/// What stands in the place of a value that nothing is known to set.
pub(crate) fn nothing(variant: &Variant) -> &'static str {
    if variant.may_be_set { UNKNOWN } else { NOTHING }
}

fn hook_line(hook: &Hook) -> Line {
    Line { label: format!("on {}", hook.event), value: one_line(&hook.workflow), differs: false }
}

/// What a node is.
pub(crate) fn kind(node: &Node) -> &'static str {
    match (node.is_production, node.is_trigger) {
        (false, false) => "non-production",
        (true, false) => "production",
        (false, true) => "non-production, the flow starts here",
        (true, true) => "production, the flow starts here",
    }
}

/// All that is known of a node, a line each.
pub(crate) fn details(node: &Node) -> Vec<String> {
    let mut details = vec![format!("{}: {}", node.environment, kind(node))];
    for setting in &node.settings {
        match setting.variants.as_slice() {
            [only] => details.push(format!("{} {}", setting.field, held(only))),
            several => {
                details.push(format!("{}:", setting.field));
                details.extend(
                    several
                        .iter()
                        .map(|variant| format!("  for {}: {}", names(&variant.products, FEW), held(variant))),
                );
            }
        }
    }
    details.extend(node.hooks.iter().map(hook));
    details
}

/// What holds, where it comes from, what could hold as well and what it overrides.
fn held(variant: &Variant) -> String {
    let Some(chosen) = &variant.chosen else { return nothing(variant).to_owned() };
    let mut text = said(chosen);
    for (is_tied, word) in [(true, "tied with"), (false, "instead of")] {
        let others = variant.overrides.iter().filter(|other| other.is_tied == is_tied);
        let others: Vec<String> = others.map(said).collect();
        if !others.is_empty() {
            text.push_str(&format!(" {word} {}", others.join(", ")));
        }
    }
    text
}

/// What holds and where it comes from, and what could hold as well.
pub(crate) fn short(variant: &Variant) -> String {
    let tied = variant.overrides.iter().filter(|other| other.is_tied);
    let all: Vec<String> = variant.chosen.iter().chain(tied).map(said).collect();
    if all.is_empty() { nothing(variant).to_owned() } else { all.join(" tied with ") }
}

fn said(said: &Said) -> String {
    format!("{} ({})", said.value, origin(said))
}

/// What says a value, and where.
pub(crate) fn origin(said: &Said) -> String {
    format!("{}, {}", said.by, place(&said.place))
}

/// A hook with where it is said.
fn hook(hook: &Hook) -> String {
    format!("on {} {} ({})", hook.event, hook.workflow, place(&hook.place))
}

/// A place as it is shown.
pub(crate) fn place(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// Some names, at most so many, and how many more there are.
pub(crate) fn names(names: &[String], most: usize) -> String {
    let named: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
    match names.len().saturating_sub(most) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// What is known of a flow as a whole, a line each: its version and timeout, its products, its hooks.
pub(crate) fn facts(diagram: &Diagram) -> Vec<String> {
    let version = diagram.version.as_ref().map(|version| format!("version {version}"));
    let timeout = diagram
        .timeout_minutes
        .map(|minutes| format!("at most {}", duration_text(minutes.saturating_mul(60))));
    let first: Vec<String> = version.into_iter().chain(timeout).collect();
    let products = match diagram.products.as_slice() {
        [] => "no product takes it".to_owned(),
        [one] => format!("product {one}"),
        several => format!("products {}", names(several, FEW)),
    };
    let hooks: Vec<String> =
        diagram.hooks.iter().map(|hook| format!("on {} {}", hook.event, hook.workflow)).collect();
    let facts = [first.join(", "), products, hooks.join(", ")];
    facts.into_iter().filter(|fact| !fact.is_empty()).map(|fact| one_line(&fact)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_names_are_named() {
        let all = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(names(&all, 3), "a, b, c");
        assert_eq!(names(&all, 2), "a, b and 1 more");
    }
}
