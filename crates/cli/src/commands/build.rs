//! `promo build`: a project becomes manifests.

use std::path::Path;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::{Db, declarations};
use promo_emit::{Document, EmitError, document, json_array, yaml_stream};
use promo_project::{OutputFile, Plan, WriteError, plan};

use crate::Status;
use crate::arguments::{Build, ManifestFormat};
use crate::opened_project::OpenedProject;
use crate::output;

pub(crate) fn run(arguments: &Build) -> Status {
    if arguments.format == ManifestFormat::Json && !arguments.stdout {
        output::failure("`--format json` prints one array, so it needs `--stdout`");
        return Status::Failed;
    }
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    let found = project.diagnostics();
    output::diagnostics(&found, &project, arguments.output);
    if output::has_errors(&found) {
        return Status::Found;
    }
    let built = documents(&project).and_then(|documents| match arguments.stdout {
        true => print(&documents, arguments.format),
        false => write(&project, &documents, arguments),
    });
    built.unwrap_or_else(|error| {
        output::failure(&error.to_string());
        Status::Failed
    })
}

/// Every manifest of a project, by kind and name.
fn documents(project: &OpenedProject) -> Result<Vec<Document>, EmitError> {
    let files = project.database.project().sources(&project.database).to_vec();
    let documents = project.for_each_file(&files, |database, file| {
        let declared = declarations(database, file).iter();
        declared.filter_map(|declaration| document(database, *declaration).transpose()).collect()
    });
    let mut documents: Vec<Document> = documents.into_iter().collect::<Result<_, _>>()?;
    documents.sort_by(|left, right| (left.kind, &left.name).cmp(&(right.kind, &right.name)));
    Ok(documents)
}

fn print(documents: &[Document], format: ManifestFormat) -> Result<Status, EmitError> {
    let text = match format {
        ManifestFormat::Yaml => yaml_stream(documents)?,
        ManifestFormat::Json => json_array(documents)?,
    };
    Ok(output::result(&text))
}

fn write(project: &OpenedProject, documents: &[Document], arguments: &Build) -> Result<Status, EmitError> {
    let mut config: Arc<Config> = project.database.project().config(&project.database).clone();
    let root = match &arguments.out {
        Some(out) => {
            Arc::make_mut(&mut config).output_root = String::new();
            out.as_path()
        }
        None => project.root.as_path(),
    };
    let files = documents
        .iter()
        .map(|document| Ok(OutputFile { path: document.path(&config), text: document.yaml()? }));
    let files: Vec<OutputFile> = files.collect::<Result<_, EmitError>>()?;
    let planned = plan(root, &config.output_root, &files);
    let done = planned.and_then(|plan| carry_out(&plan, arguments));
    Ok(done.unwrap_or_else(|error| {
        output::failure(&error.to_string());
        if matches!(error, WriteError::Blocked(_)) { Status::Found } else { Status::Failed }
    }))
}

fn carry_out(plan: &Plan<'_>, arguments: &Build) -> Result<Status, WriteError> {
    if arguments.check {
        if !plan.blocked.is_empty() {
            return Err(WriteError::Blocked(plan.blocked.clone()));
        }
        let status = if plan.changes_nothing() { Status::Done } else { Status::Found };
        return Ok(worse(output::result(&changes(plan, "would be ")), status));
    }
    plan.apply()?;
    Ok(output::result(&changes(plan, "")))
}

fn worse(left: Status, right: Status) -> Status {
    if left == Status::Done { right } else { left }
}

/// What a build does, in a line a file that changes and a line of counts.
fn changes(plan: &Plan<'_>, auxiliary: &str) -> String {
    let mut text = String::new();
    let added = plan.added.iter().map(|file| ("added", file.path.as_str()));
    let changed = plan.changed.iter().map(|file| ("changed", file.path.as_str()));
    let removed = plan.stale.iter().map(|path| ("removed", path.as_str()));
    let all: Vec<_> = added.chain(changed).chain(removed).collect();
    const LISTED: usize = 20;
    for (what, path) in all.iter().take(LISTED) {
        text.push_str(&format!("{what:>8} {path}\n"));
    }
    if all.len() > LISTED {
        text.push_str(&format!("         … and {} more\n", all.len() - LISTED));
    }
    text.push_str(&format!(
        "{} {auxiliary}added, {} {auxiliary}changed, {} {auxiliary}removed, {} up to date\n",
        plan.added.len(),
        plan.changed.len(),
        plan.stale.len(),
        plan.unchanged.len()
    ));
    text
}
