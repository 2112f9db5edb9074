//! Product.

use promo_analysis::names::Namespace;
use promo_manifest::Node;

use super::promotion;
use crate::fields::{Fields, items, text};
use crate::reason::{Reason, quoted};
use crate::source::{self, Source};
use crate::uses::Uses;

pub(super) fn write(spec: &mut Fields<'_>, source: &mut Source<'_>, uses: &mut Uses) -> Result<(), Reason> {
    if let Some(template) = spec.filled("promotionTemplateRef")? {
        uses.add(Namespace::Templates, template.value);
        source.line(template.span, format!("template {}", source::name(template.value)));
    }
    let mut inline = spec.map("promotionTemplate")?;
    promotion::write(&mut inline, source)?;
    inline.finish("is no field of what a product promotes")?;
    if let Some(concurrency) = spec.filled("concurrency")? {
        source.line(concurrency.span, format!("concurrency {}", source::name(concurrency.value)));
    }
    if let Some(flows) = spec.take("promotionFlows") {
        for flow in items(flows.value)? {
            let line = flow_clause(flow, uses)?;
            source.line(flow.span.clone(), line);
        }
    }
    Ok(())
}

fn flow_clause(node: &Node, uses: &mut Uses) -> Result<String, Reason> {
    let mut fields = Fields::of(node)?;
    let name = text(fields.need("name")?.value)?;
    uses.add(Namespace::Flows, name);
    let conditions: Vec<String> =
        fields.list("gitTriggerSelectors")?.iter().map(condition).collect::<Result<_, _>>()?;
    fields.finish("is no field of a product's flow")?;
    let when =
        if conditions.is_empty() { String::new() } else { format!(" when {}", conditions.join(" and ")) };
    Ok(format!("flow {}{when}", source::name(name)))
}

fn condition(node: &Node) -> Result<String, Reason> {
    let mut fields = Fields::of(node)?;
    let (key, operator) = (fields.need("key")?, fields.need("operator")?);
    let subject = match text(key.value)? {
        "commitMessage" => "message",
        "gitRevision" => "revision",
        other => {
            return Err(Reason::new(
                &key.value.span,
                format!("{} is nothing that a flow is chosen by", quoted(other)),
            ));
        }
    };
    let verb = match text(operator.value)? {
        "In" => "matches",
        "NotIn" => "not matches",
        other => {
            return Err(Reason::new(
                &operator.value.span,
                format!("{} is no operator; it is `In` or `NotIn`", quoted(other)),
            ));
        }
    };
    let values = fields.texts("values")?;
    fields.finish("is no field of a selector")?;
    match values.as_slice() {
        [] => Err(Reason::new(&node.span, "a selector needs at least one value")),
        [only] => Ok(format!("{subject} {verb} {}", source::string(only))),
        several => Ok(format!("{subject} {verb} {}", source::strings(several))),
    }
}
