//! `promo import --reconcile`: edits of generated manifests go to the sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::Db;
use promo_emit::{EmitError, Format};
use promo_import::{Around, ManifestText, Reconciled, reconcile};

use super::{Import, report};
use crate::Status;
use crate::commands::build::emitted::{build, emitted};
use crate::opened_project::OpenedProject;
use crate::output;

pub(super) fn run(arguments: &Import) -> Result<Status, String> {
    let first = arguments.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let Some(project) = OpenedProject::load(first) else { return Ok(Status::Failed) };
    let edited = edited(project, &arguments.paths)?;
    let reconciled = reconcile(&edited, &around(project, &edited));
    report::left(&reconciled.left, &edited, "has an edit that no source can say");
    for object in &reconciled.unchanged {
        output::note(&format!(
            "{object} says what its source says; `promo build` brings it into its form again"
        ));
    }
    let status = if reconciled.left.is_empty() { Status::Done } else { Status::Found };
    let mut told: String =
        reconciled.sources.iter().map(|(path, text)| difference(project, path, text)).collect();
    if !arguments.stdout {
        for (path, text) in &reconciled.sources {
            promo_project::write_text(&project.root.join(&**path), text)
                .map_err(|error| error.to_string())?;
        }
        told.push_str(&summary(&reconciled, edited.is_empty()));
    }
    let printed = output::result(&told);
    Ok(if printed == Status::Done { status } else { printed })
}

/// The manifests on disk that are not what is built, as far as some paths name them.
fn edited(project: &OpenedProject, paths: &[PathBuf]) -> Result<Vec<ManifestText>, String> {
    let config = project.database.project().config(&project.database);
    let documents = build(project, &emitted(project), |document, _, _| {
        Ok::<_, EmitError>((document.path(config), document.text(Format::Yaml)?))
    });
    let documents = documents.map_err(|error| error.to_string())?;
    let named: Vec<PathBuf> = paths.iter().filter_map(|path| promo_project::real_path(path).ok()).collect();
    let mut edited = Vec::new();
    for (path, built) in documents {
        let file = project.root.join(&path);
        let Ok(text) = promo_project::read_text(&file) else { continue };
        let real = promo_project::real_path(&file).unwrap_or(file);
        let is_named = named.is_empty() || named.iter().any(|named| real.starts_with(named));
        if is_named && !promo_emit::is_same_text(&text, &built) {
            let path: Arc<str> = path.into();
            edited.push(ManifestText { path: path.clone(), text, member: Some(path) });
        }
    }
    Ok(edited)
}

/// The project without the manifests that are its own.
fn around(project: &OpenedProject, edited: &[ManifestText]) -> Around {
    let db = &project.database;
    let sources = db.project().sources(db).iter();
    let manifests = db
        .project()
        .manifests(db)
        .iter()
        .filter(|file| !edited.iter().any(|edited| edited.path == *file.path(db)));
    Around {
        config: (**db.project().config(db)).clone(),
        is_configured: true,
        sources: sources.map(|file| (file.path(db).clone(), file.text(db).clone())).collect(),
        manifests: manifests.map(|file| (file.path(db).clone(), file.text(db).clone())).collect(),
        folder: String::new(),
    }
}

fn difference(project: &OpenedProject, path: &str, text: &str) -> String {
    let before = project
        .database
        .source(path)
        .map(|file| file.text(&project.database).to_string())
        .unwrap_or_default();
    let difference = similar::TextDiff::from_lines(before.as_str(), text);
    difference.unified_diff().header(path, path).to_string()
}

fn summary(reconciled: &Reconciled, is_nothing: bool) -> String {
    if is_nothing {
        return "every generated manifest is what its source says\n".to_owned();
    }
    match reconciled.carried.as_slice() {
        [] => String::new(),
        carried => format!("in the sources now: {}\nnext: promo build\n", carried.join(", ")),
    }
}
