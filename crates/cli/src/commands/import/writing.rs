//! Writing the sources, and removing the files that say nothing but what is in them then.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_diagnostics::Made;
use promo_import::Imported;
use promo_project::{CONFIG_FILE, Outcome, OutputFile, WriteError};

use super::target::Target;
use super::texts::Texts;
use crate::Status;
use crate::output;

/// Writes all sources, or none. Only when all are in their places is anything removed, of files in which nothing had to
/// be mended if they say something else too.
pub(super) fn write(
    imported: &Imported,
    target: &Target,
    folder: &Path,
    read: &Texts,
    replaces: Option<&[Made]>,
) -> Result<Status, String> {
    let file = |path: &str, text: &str| OutputFile { path: path.to_owned(), text: text.to_owned() };
    let is_due = !target.around.is_configured && !imported.files.is_empty();
    let config = is_due.then(|| file(CONFIG_FILE, imported.config.as_deref().unwrap_or(NO_SETTINGS)));
    let sources = imported.files.iter().map(|source| file(&source.path, &source.text));
    let files: Vec<OutputFile> = config.into_iter().chain(sources).collect();
    let plan = promo_project::additions(folder, &files).map_err(|error| error.to_string())?;
    plan.apply().map_err(|error| failed(&error))?;
    let mut told: String =
        files.iter().map(|file| format!("    added {}\n", shown(folder, &file.path).display())).collect();
    if let Some(mended) = replaces {
        told.push_str(&replaced(imported, read, mended)?);
    }
    told.push_str(&summary(imported));
    let is_there = |path: &Arc<str>| read.files.contains_key(path);
    if replaces.is_none()
        && (imported.whole.iter().any(is_there) || imported.mixed.iter().any(|mixed| is_there(&mixed.path)))
    {
        told.push_str(NEXT);
    }
    warn_of_strangers(imported, target);
    Ok(output::result(&told))
}

/// Several folders are one project, whichever of them promo is run in, if this file stands above them.
const NO_SETTINGS: &str = "# This folder is one project. All settings have defaults.\n";

/// How a file in a folder is called: the current folder has no name.
fn shown(folder: &Path, path: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(path) } else { folder.join(path) }
}

fn failed(error: &WriteError) -> String {
    match error {
        WriteError::Blocked(_) => format!("{error}\nnothing was written"),
        WriteError::System { .. } => format!("{error}\nno YAML was touched"),
    }
}

const NEXT: &str = "next: remove the YAML that is in the sources (`--replace` does so), then `promo check` and \
                    `promo build`\n";

/// Takes out of the files what is in the sources, and says what became of each.
fn replaced(imported: &Imported, read: &Texts, mended: &[Made]) -> Result<String, String> {
    let mut told = String::new();
    for (path, text) in imported.whole.iter().filter_map(|path| read.files.get(path)) {
        let done = promo_project::remove_unchanged(path, text);
        told.push_str(&became("removed", done, path)?);
    }
    for mixed in &imported.mixed {
        let Some((path, text)) = read.files.get(&mixed.path) else { continue };
        // What is mended for the import stays as it is in its file.
        let is_mended = mended.iter().any(|mended| mended.file == mixed.path);
        let Some(rest) = mixed.rest.as_ref().filter(|_| !is_mended) else {
            let objects = mixed.objects.join(", ");
            told.push_str(&format!(
                "     kept {}: it says more than is in the sources; take {objects} out of it\n",
                path.display()
            ));
            continue;
        };
        told.push_str(&became("changed", promo_project::replace_unchanged(path, text, rest), path)?);
    }
    Ok(told)
}

fn became(what: &str, done: Result<Outcome, WriteError>, path: &Path) -> Result<String, String> {
    let shown = path.display();
    match done.map_err(|error| error.to_string())? {
        Outcome::Done => Ok(format!("  {what} {shown}\n")),
        Outcome::Changed => Ok(format!("     kept {shown}: it has changed in the meantime\n")),
        Outcome::Link => Ok(format!("     kept {shown}: it is a link\n")),
    }
}

fn summary(imported: &Imported) -> String {
    let counts: Vec<String> =
        imported.counts.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    let counted = match counts.as_slice() {
        [] => "nothing is in the sources".to_owned(),
        counts => format!("in the sources: {}", counts.join(", ")),
    };
    format!("{counted}; left as YAML: {}\n", imported.left.len())
}

/// Says which of the new sources the project doesn't look at.
fn warn_of_strangers(imported: &Imported, target: &Target) {
    let strange = imported.files.iter().filter(|file| !target.takes(&file.path));
    let strange: Vec<String> = strange.map(|file| format!("`{}`", file.path)).collect();
    if !strange.is_empty() {
        let patterns = target.around.config.sources.join("`, `");
        output::warning(&format!(
            "{} are no sources of the project, whose `[project] sources` are `{patterns}`",
            strange.join(", ")
        ));
    }
}
