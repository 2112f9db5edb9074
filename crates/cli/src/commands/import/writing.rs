//! Writing the sources, and removing the files that say nothing but what is in them then.

use std::path::Path;

use promo_import::Imported;
use promo_project::{CONFIG_FILE, OutputFile, Removal, WriteError};

use super::target::Target;
use super::texts::Texts;
use crate::Status;
use crate::output;

/// Writes all sources, or none. Only when all are in their places is anything removed.
pub(super) fn write(
    imported: &Imported,
    target: &Target,
    folder: &Path,
    read: &Texts,
    replace: bool,
) -> Result<Status, String> {
    let file = |path: &str, text: &str| OutputFile { path: path.to_owned(), text: text.to_owned() };
    let config = imported.config.iter().map(|text| file(CONFIG_FILE, text));
    let sources = imported.files.iter().map(|source| file(&source.path, &source.text));
    let files: Vec<OutputFile> = config.chain(sources).collect();
    let plan = promo_project::additions(folder, &files).map_err(|error| error.to_string())?;
    plan.apply().map_err(|error| failed(&error))?;
    let mut told: String =
        files.iter().map(|file| format!("    added {}\n", folder.join(&file.path).display())).collect();
    let replaceable: Vec<_> = imported.whole.iter().filter_map(|path| read.files.get(path)).collect();
    if replace {
        for (path, text) in &replaceable {
            told.push_str(&removed(path, text)?);
        }
    }
    told.push_str(&summary(imported));
    if !replace && !replaceable.is_empty() {
        told.push_str(NEXT);
    }
    warn_of_strangers(imported, target);
    Ok(output::result(&told))
}

fn failed(error: &WriteError) -> String {
    match error {
        WriteError::Blocked(_) => format!("{error}\nnothing was written"),
        WriteError::System { .. } => format!("{error}\nno YAML was touched"),
    }
}

const NEXT: &str = "next: remove the YAML that is in the sources (`--replace` does so), then `promo check` and \
                    `promo build`\n";

fn removed(path: &Path, text: &str) -> Result<String, String> {
    let shown = path.display();
    match promo_project::remove_unchanged(path, text).map_err(|error| error.to_string())? {
        Removal::Done => Ok(format!("  removed {shown}\n")),
        Removal::Changed => Ok(format!("     kept {shown}: it has changed in the meantime\n")),
        Removal::Link => Ok(format!("     kept {shown}: it is a link\n")),
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
