//! PromotionTemplate.

use promo_analysis::names::Namespace;
use promo_manifest::Node;
use promo_manifest::keys::{ENVIRONMENT, PRODUCT};

use super::policy::write_priority;
use super::promotion;
use crate::fields::{Fields, text};
use crate::reason::{Reason, quoted};
use crate::source::{self, Source};
use crate::uses::Uses;

pub(super) fn write(spec: &mut Fields<'_>, source: &mut Source<'_>, uses: &mut Uses) -> Result<(), Reason> {
    write_priority(spec, source)?;
    let selector = spec.need("applicationSourceSelector")?;
    let conditions = conditions(Fields::of(selector.value)?, uses)?;
    if !conditions.is_empty() {
        source.line(selector.span(), format!("when {}", conditions.join(" and ")));
    }
    promotion::write(spec, source)
}

fn conditions(mut selector: Fields<'_>, uses: &mut Uses) -> Result<Vec<String>, Reason> {
    let mut conditions = Vec::new();
    for label in selector.map("matchLabels")?.rest() {
        let subject = Subject::of(label.name);
        conditions.push(format!("{} == {}", subject.text(), subject.value(text(label.value)?, uses)));
    }
    for expression in selector.list("matchExpressions")? {
        conditions.push(condition(Fields::of(expression)?, expression, uses)?);
    }
    selector.finish("is nothing that a template can select by")?;
    Ok(conditions)
}

fn condition(mut fields: Fields<'_>, node: &Node, uses: &mut Uses) -> Result<String, Reason> {
    let subject = Subject::of(text(fields.need("key")?.value)?);
    let operator = text(fields.need("operator")?.value)?;
    let values = fields.texts("values")?;
    fields.finish("is no field of a condition")?;
    let values: Vec<String> = values.into_iter().map(|value| subject.value(value, uses)).collect();
    let list = format!("[{}]", values.join(", "));
    let subject = subject.text();
    match (operator, values.as_slice()) {
        ("In", [_, ..]) => Ok(format!("{subject} in {list}")),
        ("NotIn", [only]) => Ok(format!("{subject} != {only}")),
        ("NotIn", [_, ..]) => Ok(format!("{subject} not in {list}")),
        ("Exists", []) => Ok(format!("{subject} exists")),
        ("DoesNotExist", []) => Ok(format!("{subject} not exists")),
        _ => Err(Reason::new(
            &node.span,
            format!("{} is no operator, or has values where none are due, or none", quoted(operator)),
        )),
    }
}

/// What a label says.
enum Subject<'n> {
    Product,
    Environment,
    Label(&'n str),
}

impl<'n> Subject<'n> {
    fn of(key: &'n str) -> Subject<'n> {
        match key {
            PRODUCT => Subject::Product,
            ENVIRONMENT => Subject::Environment,
            other => Subject::Label(other),
        }
    }

    fn text(&self) -> String {
        match self {
            Subject::Product => "product".to_owned(),
            Subject::Environment => "environment".to_owned(),
            Subject::Label(key) => format!("label {}", source::string(key)),
        }
    }

    /// A value as it is written, which names something where the label is one of the platform's.
    fn value(&self, value: &str, uses: &mut Uses) -> String {
        match self {
            Subject::Product => uses.add(Namespace::Products, value),
            Subject::Environment => uses.environment(value),
            Subject::Label(_) => return source::string(value),
        }
        source::name(value)
    }
}
