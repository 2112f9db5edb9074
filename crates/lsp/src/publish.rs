//! Tells the editor what is wrong, file by file, whenever that changed: first in the files that are open, then in all
//! others. A pass is given up when the texts change, and the next one begins anew.

use std::sync::{Arc, Mutex, PoisonError};

use promo_analysis::diagnostics::of_project;
use promo_analysis::uninterrupted;
use promo_diagnostics::Diagnostic;
use rustc_hash::FxHashMap;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{PublishDiagnosticsParams, Uri};

use crate::requests::diagnostic::to_protocol;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// What was told last, by file: nothing is told twice.
type Told = Arc<Mutex<FxHashMap<Uri, Vec<Diagnostic>>>>;

/// Tells the editor what is wrong.
pub(crate) struct Publisher {
    outgoing: UnboundedSender<PublishDiagnosticsParams>,
    told: Told,
    is_outdated: bool,
}

impl Publisher {
    pub(crate) fn new(outgoing: UnboundedSender<PublishDiagnosticsParams>) -> Publisher {
        Publisher { outgoing, told: Told::default(), is_outdated: true }
    }

    /// What was told may not hold any more.
    pub(crate) fn outdated(&mut self) {
        self.is_outdated = true;
    }

    /// A pass over all projects, if there is anything to tell. A change of the texts interrupts it; as they are then
    /// outdated, another one follows.
    pub(crate) fn next_pass(&mut self, workspace: &Workspace) -> Option<impl FnOnce() + Send + 'static> {
        if !std::mem::take(&mut self.is_outdated) {
            return None;
        }
        let snapshots: Vec<Snapshot> =
            workspace.projects().iter().map(|project| workspace.snapshot(project)).collect();
        let (outgoing, told) = (self.outgoing.clone(), self.told.clone());
        Some(move || pass(snapshots, &outgoing, &told))
    }
}

fn pass(snapshots: Vec<Snapshot>, outgoing: &UnboundedSender<PublishDiagnosticsParams>, told: &Told) {
    for snapshot in snapshots {
        let result = uninterrupted(move || tell(&snapshot, outgoing, told));
        if result.is_err() {
            return;
        }
    }
}

fn tell(snapshot: &Snapshot, outgoing: &UnboundedSender<PublishDiagnosticsParams>, told: &Told) {
    let database = &snapshot.database;
    let found = of_project(database, &snapshot.unreadable, |files| {
        files.iter().flat_map(|file| promo_analysis::diagnostics::of_file(database, *file)).collect()
    });
    let mut by_file: FxHashMap<Arc<str>, Vec<Diagnostic>> = FxHashMap::default();
    for diagnostic in found {
        by_file.entry(diagnostic.place.file.clone()).or_default().push(diagnostic);
    }
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    let mended: Vec<Uri> = told.keys().cloned().collect();
    let mended = mended.into_iter().filter(|uri| snapshot.owns(uri));
    let mended = mended.filter(|uri| !by_file.keys().any(|path| snapshot.uri(path).as_ref() == Some(uri)));
    let nothing: Vec<(Uri, Vec<Diagnostic>)> = mended.map(|uri| (uri, Vec::new())).collect();
    let present = by_file.into_iter().filter_map(|(path, found)| Some((snapshot.uri(&path)?, found)));
    for (uri, found) in present.chain(nothing) {
        if told.get(&uri) == Some(&found) {
            continue;
        }
        let diagnostics = found.iter().filter_map(|found| to_protocol(snapshot, found)).collect();
        let version = snapshot.open.values().find(|(open, _)| *open == uri).map(|(_, version)| *version);
        // Nobody listens any more when the server ends.
        let _ = outgoing.send(PublishDiagnosticsParams { uri: uri.clone(), diagnostics, version });
        if found.is_empty() {
            told.remove(&uri);
        } else {
            told.insert(uri, found);
        }
    }
}
