//! Tells the editor what is wrong in a project, file by file, whenever that changed: first in the files that are open,
//! then in all others. A pass is given up when the texts change, and the next one begins anew.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use promo_analysis::{Interruption, uninterrupted};
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{Diagnostic, MessageType, PublishDiagnosticsParams, Uri};

use crate::outgoing::{Outgoing, about_panic};
use crate::requests::diagnostic::of_files;
use crate::snapshot::Snapshot;

/// What was told last of a project, so that nothing is told twice.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// By path: what is wrong, and the editor's name for the file. Of what is right, nothing is kept.
    files: FxHashMap<Arc<str>, (Uri, Vec<Diagnostic>)>,
    /// Files that the editor may have forgotten all about.
    forgotten: FxHashSet<Arc<str>>,
    /// Whether nothing of the project is of interest any more.
    is_over: bool,
}

impl Told {
    /// Tells of a file again, whatever was told before: editors forget when they open or close it.
    pub(crate) fn forget(&self, path: &Arc<str>) {
        self.lock().forgotten.insert(path.clone());
    }

    /// Tells no more; the files that the editor was told are wrong.
    pub(crate) fn end(&self) -> Vec<Uri> {
        let mut inner = self.lock();
        inner.is_over = true;
        inner.files.drain().map(|(_, (uri, _))| uri).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Whoever panicked with the lock left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells what is wrong in a project. A change of the texts interrupts it; another pass follows then.
pub(crate) fn pass(snapshot: Snapshot, outgoing: &UnboundedSender<Outgoing>, told: &Told) {
    match uninterrupted(move || tell(&snapshot, outgoing, told)) {
        Ok(()) | Err(Interruption::Changed) => {}
        Err(Interruption::Panicked(text)) => {
            let _ = outgoing.send(Outgoing::Log(MessageType::ERROR, about_panic(&text)));
        }
    }
}

fn tell(snapshot: &Snapshot, outgoing: &UnboundedSender<Outgoing>, told: &Told) {
    // What is not of the project any more has no turn of its own.
    let mut left: FxHashSet<Arc<str>> = told.lock().files.keys().cloned().collect();
    for (path, found) in of_files(snapshot) {
        left.remove(&path);
        tell_of(snapshot, &path, found, outgoing, told);
    }
    left.iter().for_each(|path| tell_of(snapshot, path, Vec::new(), outgoing, told));
}

fn tell_of(
    snapshot: &Snapshot,
    path: &Arc<str>,
    diagnostics: Vec<Diagnostic>,
    outgoing: &UnboundedSender<Outgoing>,
    told: &Told,
) {
    let Some(uri) = snapshot.uri(path) else { return };
    let mut told = told.lock();
    if told.is_over {
        return;
    }
    let say = |uri: Uri, diagnostics: Vec<Diagnostic>| {
        let version = snapshot.open.get(path).filter(|(open, _)| *open == uri).map(|(_, version)| *version);
        // Nobody listens any more when the server ends.
        let _ = outgoing.send(Outgoing::Diagnostics(PublishDiagnosticsParams { uri, diagnostics, version }));
    };
    let mut before = told.files.remove(path);
    if let Some((other, _)) = before.take_if(|(before, _)| *before != uri) {
        // The editor may write the name of an open file in another way than it is written here, and must not be left
        // with two lists for the same file.
        say(other, Vec::new());
    }
    let before = before.map(|(_, diagnostics)| diagnostics).unwrap_or_default();
    let is_forgotten = told.forgotten.remove(path);
    if !diagnostics.is_empty() {
        told.files.insert(path.clone(), (uri.clone(), diagnostics.clone()));
    }
    if is_forgotten || before != diagnostics {
        say(uri, diagnostics);
    }
}
