//! PromotionPolicy.

use promo_analysis::names::Namespace;

use super::settings::take_settings;
use crate::fields::{Fields, text};
use crate::reason::{Reason, quoted};
use crate::scalar::Scalar;
use crate::source::{self, Source};
use crate::uses::Uses;

pub(super) fn write(spec: &mut Fields<'_>, source: &mut Source<'_>, uses: &mut Uses) -> Result<(), Reason> {
    write_priority(spec, source)?;
    if let Some(selector) = spec.take("selector") {
        let conditions = conditions(Fields::of(selector.value)?, uses)?;
        if !conditions.is_empty() {
            source.line(selector.span(), format!("when {}", conditions.join(" and ")));
        }
    }
    let mut policy = spec.map("policy")?;
    for clause in take_settings(&mut policy, uses)? {
        source.clause(&clause);
    }
    policy.finish("is no setting of a policy")
}

/// Writes the priority of a policy or template.
pub(super) fn write_priority(spec: &mut Fields<'_>, source: &mut Source<'_>) -> Result<(), Reason> {
    let priority = spec.need("priority")?;
    let Some(Scalar::Integer(number)) = Scalar::of(priority.value) else {
        return Err(Reason::new(&priority.value.span, "a priority is a whole number"));
    };
    source.line(priority.span(), format!("priority {number}"));
    Ok(())
}

fn conditions(mut selector: Fields<'_>, uses: &mut Uses) -> Result<Vec<String>, Reason> {
    let mut conditions = Vec::new();
    let (mut product, mut target) = (selector.map("product")?, selector.map("targetEnvironment")?);
    let names = product.texts("names")?;
    names.iter().for_each(|name| uses.add(Namespace::Products, name));
    conditions.extend(condition("product", &names));
    conditions.extend(condition("product.tag", &product.texts("tags")?));
    let names = target.texts("names")?;
    names.iter().for_each(|name| uses.environment(name));
    conditions.extend(condition("environment", &names));
    let kinds: Vec<&str> = target.list("types")?.iter().map(kind).collect::<Result<_, _>>()?;
    conditions.extend(condition("environment.kind", &kinds));
    conditions.extend(condition("environment.tag", &target.texts("tags")?));
    for left in [product, target, selector] {
        left.finish("is nothing that a policy can select by")?;
    }
    Ok(conditions)
}

fn condition(subject: &str, values: &[&str]) -> Option<String> {
    match values {
        [] => None,
        [only] => Some(format!("{subject} == {}", source::name(only))),
        several => Some(format!("{subject} in {}", source::name_or_list(several))),
    }
}

fn kind(node: &promo_manifest::Node) -> Result<&'static str, Reason> {
    match text(node)? {
        "PROD" => Ok("production"),
        "NON_PROD" => Ok("non-production"),
        other => Err(Reason::new(
            &node.span,
            format!("{} is no kind of environment; it is `PROD` or `NON_PROD`", quoted(other)),
        )),
    }
}
