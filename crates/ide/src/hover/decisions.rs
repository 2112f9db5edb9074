//! What holds in the end: for a product, its settings in every environment of its flows; for a policy, what it
//! decides. Each with where it comes from, as the merge of the policies tells it.

use promo_analysis::model::{Flow, Name, PolicySelector};
use promo_analysis::names::{NameKey, Namespace};
use promo_analysis::policies::{
    Candidate, Decision, Effective, Origin, defined, flow_named, product_named, settings_in_step,
    trigger_post, users_of,
};
use promo_analysis::{Db, Site};

use super::settings::UNCERTAIN;
use crate::markdown::{Markdown, code, names};

/// How many rows are shown.
const MOST_ROWS: usize = 16;

/// How many products are named.
const MOST_PRODUCTS: usize = 5;

/// Adds the settings of a product, field by field, but for those that nothing sets.
pub(super) fn add_of_product(db: &dyn Db, markdown: &mut Markdown, product: &str) {
    let Some(model) = product_named(db, product) else { return };
    let product = Name::from(product);
    let mut flows: Vec<&Flow<'_>> = Vec::new();
    for flow in model.flows.iter().filter_map(|choice| flow_named(db, &choice.flow.value)) {
        if !flows.iter().any(|known| known.metadata.name == flow.metadata.name) {
            flows.push(flow);
        }
    }
    let mut table = Table::new("| flow | environment | | | from |\n|---|---|---|---|---|\n");
    for flow in flows {
        let head = |environment: &str| format!("{} | {}", code(&flow.metadata.name), code(environment));
        let post = trigger_post(db, &product, flow);
        table.set(&head(&flow.trigger.value), "post", &post, |name| name.to_string());
        for (number, step) in flow.steps.iter().enumerate() {
            let head = head(&step.environment.value);
            for settings in settings_in_step(db, flow, std::slice::from_ref(&product), number) {
                let Effective { pre, action, post } = settings.effective;
                table.set(&head, "pre", &pre, |name| name.to_string());
                table.set(&head, "action", &action, |action| action.name().to_owned());
                table.set(&head, "post", &post, |name| name.to_string());
            }
        }
    }
    table.add(db, markdown, "What holds for it:");
}

/// Adds what a policy decides: the fields in each environment that it has the last word about.
pub(super) fn add_of_policy(db: &dyn Db, markdown: &mut Markdown, policy: &str, selector: &PolicySelector) {
    let mut flows: Vec<&str> = defined(db, Namespace::Flows).map(|(name, _)| name).collect();
    flows.sort_unstable();
    let mut table = Table::new("| flow | environment | | for |\n|---|---|---|---|\n");
    for flow in flows.into_iter().filter_map(|name| flow_named(db, name)) {
        let users = users_of(db, NameKey::new(db, Namespace::Flows, &*flow.metadata.name)).iter();
        let is_meant = |user: &&Name| {
            let products = selector.products.as_ref();
            products.is_none_or(|names| names.iter().any(|name| name.value == **user))
        };
        let users: Vec<Name> = users.filter(is_meant).cloned().collect();
        let row = |environment: &str, decided: &str, products: &[Name]| {
            let products = names(products, MOST_PRODUCTS);
            let (flow, environment) = (code(&flow.metadata.name), code(environment));
            Row { text: format!("| {flow} | {environment} | {decided} | {products}"), origin: None }
        };
        let by_trigger = users.iter().filter(|user| is_by(&trigger_post(db, user, flow), policy));
        let by_trigger: Vec<Name> = by_trigger.cloned().collect();
        if !by_trigger.is_empty() {
            table.rows.push(row(&flow.trigger.value, "post", &by_trigger));
        }
        let numbers = 0..if users.is_empty() { 0 } else { flow.steps.len() };
        for settings in numbers.flat_map(|number| settings_in_step(db, flow, &users, number)) {
            let decided = decided(&settings.effective, policy).join(", ");
            let step = flow.steps.get(settings.step);
            if let Some(step) = step.filter(|_| !decided.is_empty()) {
                table.rows.push(row(&step.environment.value, &decided, &settings.products));
            }
        }
    }
    if table.rows.is_empty() {
        return markdown.paragraph("It decides nothing in any environment of any product.");
    }
    table.add(db, markdown, "It decides:");
}

fn decided(effective: &Effective<'_>, policy: &str) -> Vec<&'static str> {
    let Effective { pre, action, post } = effective;
    let all = [(is_by(pre, policy), "pre"), (is_by(action, policy), "action"), (is_by(post, policy), "post")];
    all.into_iter().filter_map(|(is_decided, field)| is_decided.then_some(field)).collect()
}

/// Whether a policy decides a field.
fn is_by<T>(decision: &Decision<'_, T>, policy: &str) -> bool {
    let origin = decision.winner.as_ref().map(|winner| &winner.origin);
    matches!(origin, Some(Origin::Policy { name, .. }) if **name == *policy)
}

/// A table that is shown up to some length.
struct Table<'db> {
    head: &'static str,
    rows: Vec<Row<'db>>,
}

/// A row, with where what it says is written and how certain it is.
struct Row<'db> {
    text: String,
    origin: Option<(Site<'db>, &'static str)>,
}

impl<'db> Table<'db> {
    fn new(head: &'static str) -> Table<'db> {
        Table { head, rows: Vec::new() }
    }

    /// Adds a row for a field that something sets.
    fn set<T>(&mut self, head: &str, field: &str, decision: &Decision<'db, T>, text: impl Fn(&T) -> String) {
        let Some(Candidate { value, site, origin }) = &decision.winner else { return };
        let perhaps = if decision.is_uncertain { UNCERTAIN } else { "" };
        let text = format!("| {head} | {field} | {} | {origin}, ", code(&text(value)));
        self.rows.push(Row { text, origin: Some((*site, perhaps)) });
    }

    fn add(self, db: &'db dyn Db, markdown: &mut Markdown, title: &str) {
        let more = self.rows.len().saturating_sub(MOST_ROWS);
        if self.rows.is_empty() {
            return;
        }
        markdown.paragraph(title);
        markdown.text(format!("\n{}", self.head));
        for row in self.rows.into_iter().take(MOST_ROWS) {
            markdown.text(row.text);
            if let Some((site, perhaps)) = row.origin {
                markdown.site(db, site);
                markdown.text(perhaps);
            }
            markdown.text(" |\n");
        }
        if more > 0 {
            markdown.paragraph(format!("And {more} more."));
        }
    }
}
