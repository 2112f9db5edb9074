//! `promo import`: manifests become sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use promo_diagnostics::{Level, Message, Place, Sources, render_messages};
use promo_import::{Around, Imported, ManifestText, import};

use crate::Status;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: see what the manifests of a repository become
  promo import resources --stdout

Example: what a cluster has
  kubectl get products,promotionflows,promotionpolicies -o yaml | promo import - --out delivery";

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files or folders with YAML; `-` is standard input
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Write the sources to this folder [default: the current folder]
    #[arg(long, value_name = "DIR", conflicts_with = "stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Print the sources as one text instead of writing them
    #[arg(long)]
    pub(crate) stdout: bool,
}

pub(crate) fn run(arguments: &Import) -> Status {
    let mut manifests = Vec::new();
    for path in &arguments.paths {
        if let Err(message) = read(path, &mut manifests) {
            output::failure(&message);
            return Status::Failed;
        }
    }
    let around = Around::default();
    let imported = import(&manifests, &around);
    report(&imported, &manifests);
    if arguments.stdout {
        let texts: Vec<&str> = imported.files.iter().map(|file| file.text.as_str()).collect();
        return output::result(&texts.join("\n"));
    }
    let folder = arguments.out.as_deref().unwrap_or(Path::new("."));
    for file in &imported.files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            let _ = std::fs::create_dir_all(parent);
        }
        if let Err(error) = promo_project::write_text(&path, &file.text) {
            output::failure(&error.to_string());
            return Status::Failed;
        }
    }
    let counts: Vec<String> =
        imported.counts.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    output::note(&format!(
        "{} in {} files, {} left",
        counts.join(", "),
        imported.files.len(),
        imported.left.len()
    ));
    if imported.left.is_empty() { Status::Done } else { Status::Found }
}

fn read(path: &Path, manifests: &mut Vec<ManifestText>) -> Result<(), String> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
            .map_err(|error| error.to_string())?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        entries.sort();
        for entry in entries {
            let is_yaml = entry.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
            if entry.is_dir() || is_yaml {
                read(&entry, manifests)?;
            }
        }
        return Ok(());
    }
    let text = promo_project::read_text(path).map_err(|problem| format!("{}: {problem}", path.display()))?;
    manifests.push(ManifestText { path: path.display().to_string().into(), text, member: None });
    Ok(())
}

struct Texts<'t>(&'t [ManifestText]);

impl Sources for Texts<'_> {
    fn text(&self, file: &str) -> Option<&str> {
        self.0.iter().find(|manifest| *manifest.path == *file).map(|manifest| &*manifest.text)
    }
}

fn report(imported: &Imported, manifests: &[ManifestText]) {
    let messages = imported.left.iter().map(|left| Message {
        level: Level::Warning,
        text: match &left.object {
            Some(object) => format!("{object} stays as it is: {}", left.reason),
            None => left.reason.clone(),
        },
        place: Place { file: Arc::clone(&left.path), start: left.span.start, end: left.span.end },
        help: left.help.clone(),
    });
    let messages: Vec<Message> = messages.collect();
    if !messages.is_empty() {
        output::note(&render_messages(&messages, &Texts(manifests), output::error_color()));
    }
}
