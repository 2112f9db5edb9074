//! What an import says on standard error.

use std::collections::HashMap;

use promo_diagnostics::{Level, Message, Place, Sources, render_messages};
use promo_import::{Imported, Left, ManifestText, Mended};

use crate::output;

/// The texts of YAML, by what they are called.
struct Shown<'t>(HashMap<&'t str, &'t str>);

impl Sources for Shown<'_> {
    fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).copied()
    }
}

/// Reports what was mended before the import.
pub(super) fn mended(mended: &[Mended]) {
    for Mended { path, line, problem, fix } in mended {
        output::note(&format!("{path}:{line}: {problem}\n  mended: {fix}"));
    }
}

/// Reports objects for which something is not so, in the words of `what`.
pub(super) fn left(left: &[Left], texts: &[ManifestText], what: &str) {
    let messages = left.iter().map(|left| Message {
        level: Level::Warning,
        text: match &left.object {
            Some(object) => format!("{object} {what}: {}", left.reason),
            None => left.reason.clone(),
        },
        place: Place { file: left.path.clone(), start: left.span.start, end: left.span.end },
        help: left.help.clone(),
    });
    let messages: Vec<Message> = messages.collect();
    if !messages.is_empty() {
        let shown = Shown(texts.iter().map(|text| (&*text.path, &*text.text)).collect());
        output::note(&render_messages(&messages, &shown, output::error_color()));
    }
}

/// Reports templates of workflows that have other names now.
pub(super) fn renamed(imported: &Imported) {
    for (workflow, renamed) in &imported.renamed {
        let names: Vec<String> =
            renamed.iter().map(|(before, now)| format!("`{before}` is `{now}`")).collect();
        output::note(&format!(
            "WorkflowTemplate {workflow}: its templates are named as its steps now: {}",
            names.join(", ")
        ));
    }
}
