//! The settings that differ, in words. Environments, products and flows of which the same is said stand together.

use indexmap::IndexMap;
use promo_diagnostics::counted;

use super::super::{Reached, Setting, SettingChange};
use super::changes::NOTHING;
use super::{Group, Line};
use crate::formats::eval::Origin;

/// What stands where something may be set by what is not understood, as in tables.
const UNKNOWN: &str = "?";

/// The products and flows that a heading names: more are counted.
const MEMBERS: usize = 4;

/// A group for all products and flows in which the same settings differ.
pub(super) fn groups(changes: &[SettingChange]) -> Vec<Group> {
    let mut by_member: IndexMap<Member<'_>, Vec<&SettingChange>> = IndexMap::new();
    for change in changes {
        by_member.entry((&change.flow, change.product.as_deref())).or_default().push(change);
    }
    let mut alike: IndexMap<(&str, Vec<Line>), Vec<Member<'_>>> = IndexMap::new();
    for (member, changes) in by_member {
        let (fate, lines) = match changes.first().map(|change| change.reached) {
            Some(Reached::WithFlow) => (" (new)", lines(&changes)),
            Some(Reached::WithoutFlow) => (" (no longer)", Vec::new()),
            _ => ("", lines(&changes)),
        };
        alike.entry((fate, lines)).or_default().push(member);
    }
    let group = |((fate, lines), members): ((&str, _), Vec<_>)| Group {
        heading: heading(&members).words(fate),
        lines,
    };
    alike.into_iter().map(group).collect()
}

/// A flow with a product that takes it; none if no product does.
type Member<'a> = (&'a str, Option<&'a str>);

fn heading(members: &[Member<'_>]) -> Line {
    let mut by_flow: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (flow, product) in members {
        by_flow.entry(flow).or_default().extend(product);
    }
    let mut by_products: IndexMap<Vec<&str>, Vec<&str>> = IndexMap::new();
    for (flow, products) in by_flow {
        by_products.entry(products).or_default().push(flow);
    }
    let listed = if by_products.len() > MEMBERS + 1 { MEMBERS } else { by_products.len() };
    let mut line = Line::default();
    for (products, flows) in by_products.iter().take(listed) {
        line = line.separated("", "; ").names(flows.iter().copied());
        line = match products.is_empty() {
            true => line.words(", which no product takes"),
            false => line.words(" for ").names(products.iter().copied()),
        };
    }
    match by_products.values().skip(listed).map(Vec::len).sum() {
        0 => line,
        others => line.words(&format!("; and {} more", counted(others, "flow"))),
    }
}

/// A line for each thing that is said, with all environments of which it is.
fn lines(changes: &[&SettingChange]) -> Vec<Line> {
    let mut environments: IndexMap<Line, Vec<&str>> = IndexMap::new();
    for change in changes {
        let known = environments.entry(statement(change)).or_default();
        if !known.contains(&change.environment.as_str()) {
            known.push(&change.environment);
        }
    }
    environments.into_iter().map(|(statement, names)| Line::default().names(names).then(statement)).collect()
}

fn statement(change: &SettingChange) -> Line {
    let line = match change.reached {
        Reached::Before | Reached::WithoutFlow => return Line::default().words(" no longer reached"),
        Reached::Now | Reached::WithFlow => {
            let is_told = change.reached == Reached::WithFlow;
            let line = Line::default().words(if is_told { ": " } else { " (new): " });
            value(line.words(change.field).words(" "), &change.after)
        }
        Reached::Always => {
            let line = Line::default().words(": ").words(change.field).words(" ");
            value(value(line, &change.before).words(" → "), &change.after)
        }
    };
    match (&change.after.origin, &change.before.origin) {
        (Some(origin), _) => from(line.words(", from "), origin),
        (None, Some(origin)) => from(line.words("; it came from "), origin),
        (None, None) => line,
    }
}

/// Where nothing decides between several values, all of them.
fn value(line: Line, setting: &Setting) -> Line {
    let Some(value) = &setting.value else {
        return line.words(if setting.may_be_set { UNKNOWN } else { NOTHING });
    };
    if setting.tied.is_empty() {
        return line.name(value);
    }
    let mut line = line;
    for (index, (value, policy)) in setting.tied.iter().enumerate() {
        line = line.words(if index > 0 { " or " } else { "" }).name(value).words(" by ").name(policy);
    }
    line.words(" (tie)")
}

fn from(line: Line, origin: &Origin) -> Line {
    let line = match origin.kind {
        "policy" => line.words("policy ").name(&origin.name),
        "default" => line.words("the default of the flow"),
        _ => line.words("the step of the flow"),
    };
    line.words(" at ").name(&format!("{}:{}", origin.file, origin.line))
}
