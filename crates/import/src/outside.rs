//! What stays outside of the new sources: the project that they go into without what is imported, and the workflows
//! that can't be said in promo.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::names::{Namespace, resolve};
use promo_analysis::workflows::WorkflowFacts;
use promo_analysis::{Change, Database, Volatility};

use crate::layout::ExternWorkflow;
use crate::objects::Object;
use crate::source;
use crate::{Around, ManifestText};

/// The project without what is imported.
pub(crate) struct Outside {
    pub(crate) around: Around,
    database: Database,
}

impl Outside {
    /// The project without some objects, given by the index of their text and their bytes in it.
    pub(crate) fn new(
        around: &Around,
        manifests: &[ManifestText],
        imported: &[(usize, Range<usize>)],
    ) -> Outside {
        let mut around = around.clone();
        for (index, manifest) in manifests.iter().enumerate() {
            let Some(member) = &manifest.member else { continue };
            let known = around.manifests.iter_mut().find(|(path, _)| path == member);
            if let Some((_, text)) = known {
                let own = imported.iter().filter(|(text, _)| *text == index).map(|(_, span)| span);
                *text = without(&manifest.text, own).into();
            }
        }
        let source =
            |(path, text): &(Arc<str>, Arc<str>)| (path.clone(), Some((text.clone(), Volatility::Closed)));
        let mut database = Database::default();
        database.apply(Change {
            sources: around.sources.iter().map(source).collect(),
            manifests: around
                .manifests
                .iter()
                .map(|(path, text)| (path.clone(), Some(text.clone())))
                .collect(),
            config: Some(Arc::new(around.config.clone())),
        });
        Outside { around, database }
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Whether a name is declared there.
    pub(crate) fn declares(&self, namespace: Namespace, name: &str) -> bool {
        resolve(&self.database, namespace, name).is_some()
    }
}

/// A text in which some bytes are blank, so that all others stay where they are.
fn without<'s>(text: &str, spans: impl Iterator<Item = &'s Range<usize>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in spans.flat_map(|span| bytes_of(span, text.len())) {
        if let Some(byte) = bytes.get_mut(byte).filter(|byte| !byte.is_ascii_control()) {
            *byte = b' ';
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn bytes_of(span: &Range<usize>, length: usize) -> Range<usize> {
    span.start.min(length)..span.end.min(length)
}

/// How a workflow that stays YAML is declared: with what it takes and gives, where all of that is known.
pub(crate) fn extern_workflow<'o>(
    object: &'o Object,
    facts: &WorkflowFacts<'_>,
    reason: &str,
) -> ExternWorkflow<'o> {
    let mut text = format!("// It stays YAML: {}.\n", reason.replace('\n', " "));
    text.push_str(&format!("extern workflow {}", source::name(&object.name)));
    let clauses = clauses(facts);
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
