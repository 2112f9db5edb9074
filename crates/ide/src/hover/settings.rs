//! What holds in an environment of a flow: field by field, with where it comes from, once for the products that agree.

use promo_analysis::Db;
use promo_analysis::model::{Flow, Name};
use promo_analysis::names::{NameKey, Namespace};
use promo_analysis::policies::{Candidate, Decision, Effective, settings_in_step, trigger_post, users_of};

use crate::markdown::{Markdown, code, names};

/// What is said of a field that another policy could decide.
pub(super) const UNCERTAIN: &str = " or what a policy says that is not all known";

/// How many products are named.
const MOST_PRODUCTS: usize = 5;

/// Adds the settings of an environment of a flow; nothing if the flow doesn't have it.
pub(super) fn add(db: &dyn Db, markdown: &mut Markdown, flow: &Flow<'_>, environment: &str) {
    let users = users_of(db, NameKey::new(db, Namespace::Flows, &*flow.metadata.name));
    if *flow.trigger.value == *environment {
        return add_trigger(db, markdown, flow, users);
    }
    let Some(step) = flow.steps.iter().position(|step| *step.environment.value == *environment) else {
        return;
    };
    let mut groups: Vec<(Vec<Name>, Effective<'_>)> = Vec::new();
    for settings in settings_in_step(db, flow, users, step) {
        add_to_group(&mut groups, &settings.products, settings.effective);
    }
    let is_for_all = groups.len() == 1;
    for (products, effective) in groups {
        markdown.paragraph(heading(flow, environment, &products, is_for_all));
        markdown.text("\n| | | from |\n|---|---|---|\n");
        row(db, markdown, "pre", &effective.pre, |name| name.to_string());
        row(db, markdown, "action", &effective.action, |action| action.name().to_owned());
        row(db, markdown, "post", &effective.post, |name| name.to_string());
    }
}

/// Nothing is promoted to the environment that a flow starts in; a workflow may run there after the change.
fn add_trigger<'db>(db: &'db dyn Db, markdown: &mut Markdown, flow: &Flow<'db>, users: &[Name]) {
    markdown.paragraph(format!("The flow {} starts here.", code(&flow.metadata.name)));
    let mut groups: Vec<(Vec<Name>, Decision<'db, Name>)> = Vec::new();
    for product in users {
        add_to_group(&mut groups, std::slice::from_ref(product), trigger_post(db, product, flow));
    }
    let is_for_all = groups.len() == 1;
    for (products, post) in groups.into_iter().filter(|(_, post)| !post.is_missing()) {
        markdown.paragraph(heading(flow, &flow.trigger.value, &products, is_for_all));
        markdown.text("\n| | | from |\n|---|---|---|\n");
        row(db, markdown, "post", &post, |name| name.to_string());
    }
}

fn add_to_group<T: PartialEq>(groups: &mut Vec<(Vec<Name>, T)>, products: &[Name], settings: T) {
    match groups.iter_mut().find(|(_, known)| *known == settings) {
        Some((known, _)) => known.extend(products.iter().cloned()),
        None => groups.push((products.to_vec(), settings)),
    }
}

fn heading(flow: &Flow<'_>, environment: &str, products: &[Name], is_for_all: bool) -> String {
    let (flow, environment) = (code(&flow.metadata.name), code(environment));
    match (products, is_for_all) {
        ([], _) => format!("In {environment} of {flow}, which no product takes:"),
        (products, true) if products.len() > 1 => format!("In {environment} of {flow}, for every product:"),
        (products, _) => format!("In {environment} of {flow}, for {}:", names(products, MOST_PRODUCTS)),
    }
}

fn row<'db, T>(
    db: &'db dyn Db,
    markdown: &mut Markdown,
    field: &str,
    decision: &Decision<'db, T>,
    text: impl Fn(&T) -> String,
) {
    let perhaps = if decision.is_uncertain { UNCERTAIN } else { "" };
    match &decision.winner {
        Some(Candidate { value, site, origin }) => {
            markdown.text(format!("| {field} | {} | {origin}, ", code(&text(value))));
            markdown.site(db, *site);
            markdown.text(format!("{perhaps} |\n"));
        }
        None => {
            let shown = if decision.is_uncertain { "?" } else { "–" };
            markdown.text(format!("| {field} | {shown} |{perhaps} |\n"));
        }
    }
}
