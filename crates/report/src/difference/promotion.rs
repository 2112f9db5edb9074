//! What there is to say of templates and products: what is promoted, of which applications, where the version stands,
//! and what happens with several releases. Which flow a product takes for a commit is found out elsewhere.

use promo_analysis::model::{LabelCondition, LabelOperator, LabelSubject, Product, Promotion, Template};
use promo_analysis::value::Concurrency;

use super::Side;
use super::change::{Change, Fact, Said, change};
use super::known::{pairs, products, templates};

/// The templates that differ, by name.
pub(super) fn template_changes(before: Side<'_>, after: Side<'_>) -> Vec<Change> {
    let (before, after) = (templates(before), templates(after));
    let pairs = pairs(&before, &after);
    let changes = pairs
        .filter_map(|(name, before, after)| change(name, before.map(of_template), after.map(of_template)));
    changes.collect()
}

/// The products that differ, by name.
pub(super) fn product_changes(before: Side<'_>, after: Side<'_>) -> Vec<Change> {
    let (before, after) = (products(before), products(after));
    let pairs = pairs(&before, &after);
    let changes =
        pairs.filter_map(|(name, before, after)| change(name, before.map(of_product), after.map(of_product)));
    changes.collect()
}

fn of_template(template: &Template<'_>) -> Vec<Fact> {
    let mut conditions: Vec<String> = template.selector.iter().map(condition).collect();
    conditions.sort_unstable();
    let mut facts = vec![Fact::new("priority", template.priority.value.to_string().as_str())];
    if !conditions.is_empty() {
        facts.push(Fact::new("when", Said::List(conditions)));
    }
    facts.extend(promoted(&template.promotion));
    facts
}

fn of_product(product: &Product<'_>) -> Vec<Fact> {
    let template = product.template.iter().map(|template| Fact::new("template", &*template.value));
    let mut facts: Vec<Fact> = template.collect();
    facts.extend(promoted(&product.promotion));
    let concurrency = match product.concurrency.as_ref().map(|concurrency| concurrency.value) {
        Some(Concurrency::Terminate) => "terminate",
        Some(Concurrency::Queue) | None => "queue",
    };
    facts.push(Fact::new("concurrency", concurrency));
    let flows: Vec<String> = product.flows.iter().map(|choice| choice.flow.value.to_string()).collect();
    if !flows.is_empty() {
        facts.push(Fact::new("flows", Said::List(flows)));
    }
    facts
}

fn promoted(promotion: &Promotion<'_>) -> Vec<Fact> {
    let version = promotion.version.iter().map(|version| {
        Fact::new("version", Said::List(vec![version.file.value.to_string(), version.path.value.to_string()]))
    });
    let files = promotion.files.iter().map(|promoted| {
        let mut paths: Vec<String> = promoted.paths.iter().map(|path| path.value.to_string()).collect();
        paths.sort_unstable();
        Fact::of(&promoted.file.value, "promote", Said::List(paths))
    });
    version.chain(files).collect()
}

/// A condition in the words of the language. One value is a list of one.
fn condition(condition: &LabelCondition<'_>) -> String {
    let subject = match &condition.subject.value {
        LabelSubject::Product => "product".to_owned(),
        LabelSubject::Environment => "environment".to_owned(),
        LabelSubject::Label(key) => format!("label {key:?}"),
    };
    let one_of = |values: &[_], one: &str, several: &str| {
        let mut names: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        names.sort_unstable();
        match names.as_slice() {
            [name] => format!("{subject} {one} {name}"),
            names => format!("{subject} {several} [{}]", names.join(", ")),
        }
    };
    match &condition.operator {
        LabelOperator::Equals(value) => one_of(std::slice::from_ref(value), "==", "in"),
        LabelOperator::In(values) => one_of(values, "==", "in"),
        LabelOperator::NotIn(values) => one_of(values, "!=", "not in"),
        LabelOperator::Exists => format!("{subject} exists"),
        LabelOperator::DoesNotExist => format!("{subject} not exists"),
    }
}
