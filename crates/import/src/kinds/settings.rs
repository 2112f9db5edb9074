//! What happens in an environment: the workflows and the action of a step or a policy, and hooks.

use crate::fields::{Fields, Text};
use crate::reason::Reason;
use crate::source::{self, Clause};
use crate::uses::Uses;

/// The clauses of settings, in the order in which they are written: field of the manifest and word of the clause.
const SETTINGS: [(&str, &str); 3] = [("preAction", "pre"), ("action", "action"), ("postAction", "post")];

/// The clauses of hooks likewise.
const HOOKS: [(&str, &str); 3] =
    [("onStart", "on start"), ("onSuccess", "on success"), ("onFail", "on fail")];

/// Every clause that a step of a flow can have: the part of the step, its field and the word of the clause.
pub(crate) const SETTINGS_AND_HOOKS: [(&str, &str, &str); 6] = [
    ("policy", SETTINGS[0].0, SETTINGS[0].1),
    ("policy", SETTINGS[1].0, SETTINGS[1].1),
    ("policy", SETTINGS[2].0, SETTINGS[2].1),
    ("hooks", HOOKS[0].0, HOOKS[0].1),
    ("hooks", HOOKS[1].0, HOOKS[1].1),
    ("hooks", HOOKS[2].0, HOOKS[2].1),
];

/// Takes settings: for each that is set its clause.
pub(crate) fn take_settings(fields: &mut Fields<'_>, uses: &mut Uses) -> Result<Vec<Clause>, Reason> {
    take(fields, uses, &SETTINGS)
}

/// Takes hooks: for each that is set its clause.
pub(crate) fn take_hooks(fields: &mut Fields<'_>, uses: &mut Uses) -> Result<Vec<Clause>, Reason> {
    take(fields, uses, &HOOKS)
}

fn take(fields: &mut Fields<'_>, uses: &mut Uses, table: &[(&str, &str)]) -> Result<Vec<Clause>, Reason> {
    let mut clauses = Vec::new();
    for (field, word) in table {
        if let Some(text) = fields.filled(field)? {
            if *field != "action" {
                uses.workflow(text.value);
            }
            clauses.push(clause(word, &text));
        }
    }
    Ok(clauses)
}

fn clause(word: &str, value: &Text<'_>) -> Clause {
    Clause::new(format!("{word} {}", source::name(value.value)), value.span.clone())
}
