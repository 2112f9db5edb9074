//! What an import says on standard error.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use promo_diagnostics::{Level, Made, Message, Place, Sources, render_messages};
use promo_import::{Elsewhere, Imported, Left, ManifestText};

use crate::output;

/// The texts of YAML, by what they are called.
struct Shown<'t>(HashMap<&'t str, &'t str>);

impl Sources for Shown<'_> {
    fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).copied()
    }
}

/// Reports what was mended before the import.
pub(super) fn mended(mended: &[Made]) {
    for Made { file, line, message, title } in mended {
        output::note(&format!("{file}:{line}: {message}\n  mended: {title}"));
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

/// Reports what the YAML names and nothing declares: it is taken to live elsewhere, though it may be a slip.
pub(super) fn elsewhere(imported: &Imported) {
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for Elsewhere { word, name, meant } in &imported.elsewhere {
        let question = meant.iter().map(|meant| format!(" (did you mean `{meant}`?)"));
        let shown = format!("`{name}`{}", question.collect::<String>());
        names.entry(*word).or_default().push(shown);
    }
    for (word, names) in names {
        let names = names.join(", ");
        output::note(&format!(
            "nothing declares {names}, so the sources say `extern {word}`: it lives elsewhere"
        ));
    }
}

/// Reports what `promo.toml` has to say, where it is not written.
pub(super) fn config(imported: &Imported) {
    if let Some(config) = &imported.config {
        output::note(&format!("with this `promo.toml`:\n{}", config.trim_end()));
    }
}

/// A folder from which the platform reads workflows, other than the one that promo writes them to.
const OTHER_FOLDER_OF_WORKFLOWS: &str = "all-runtimes-all-clusters";

/// Reports what stood where promo doesn't write, or where the platform doesn't look: after a build it stands elsewhere.
pub(super) fn moved(imported: &Imported) {
    let mixed = imported.mixed.iter().map(|mixed| &mixed.path);
    for path in imported.whole.iter().chain(mixed) {
        let path = Path::new(&**path);
        if path.components().any(|part| part.as_os_str() == OTHER_FOLDER_OF_WORKFLOWS) {
            output::note(&format!(
                "{}: promo writes workflows to `control-planes/promotion-workflows`, so this one moves from \
                 `{OTHER_FOLDER_OF_WORKFLOWS}`",
                path.display()
            ));
        }
        if path.extension().is_some_and(|extension| extension == "yml") {
            output::note(&format!(
                "{}: the platform doesn't read files that end in `.yml`; what promo builds of it is read",
                path.display()
            ));
        }
    }
}
