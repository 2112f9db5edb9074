//! How workflows that stay YAML are declared in the sources.

use promo_analysis::workflows::WorkflowFacts;
use promo_diagnostics::one_line;

use crate::objects::Object;
use crate::source;

/// A workflow that stays YAML, as it is declared.
pub(crate) struct ExternWorkflow<'w> {
    pub(crate) name: &'w str,
    pub(crate) text: String,
}

/// How a workflow that stays YAML is declared: with what it takes and gives, where all of that is known.
pub(crate) fn extern_workflow<'o>(
    object: &'o Object,
    facts: Option<&WorkflowFacts<'_>>,
    reason: &str,
) -> ExternWorkflow<'o> {
    let mut text = format!("// It stays YAML: {}.\n", one_line(reason));
    text.push_str(&format!("extern workflow {}", source::name(&object.name)));
    let clauses = facts.map(clauses).unwrap_or_default();
    if !clauses.is_empty() {
        text.push_str(&format!(" {{\n{}\n}}", clauses.join("\n")));
    }
    text.push('\n');
    ExternWorkflow { name: &object.name, text }
}

fn clauses(facts: &WorkflowFacts<'_>) -> Vec<String> {
    let (Some(inputs), false, false) =
        (&facts.inputs, facts.outputs.may_have_others, facts.exports.may_have_others)
    else {
        return Vec::new();
    };
    let (required, others): (Vec<_>, Vec<_>) = inputs.iter().partition(|input| input.value.default.is_none());
    let required: Vec<&str> = required.iter().map(|input| &*input.value.name).collect();
    let mut clauses = Vec::new();
    if !required.is_empty() {
        clauses.push(format!("input {}", source::names(required)));
    }
    for input in others {
        let default = input.value.default.as_ref().map_or("", |default| &*default.value);
        clauses.push(format!("input {} = {}", source::name(&input.value.name), source::text(default)));
    }
    for (word, given) in [("output", &facts.outputs), ("exports", &facts.exports)] {
        if !given.names.is_empty() {
            clauses.push(format!("{word} {}", source::names(given.names.iter().map(|name| &**name))));
        }
    }
    clauses
}
