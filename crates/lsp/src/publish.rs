//! Tells the editor what is wrong, file by file, whenever that changed: first in the files that are open, then in all
//! others. A pass is given up when the texts change, and the next one begins anew.

use std::sync::{Arc, Mutex, PoisonError};

use promo_analysis::{Interruption, uninterrupted};
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{Diagnostic, MessageType, PublishDiagnosticsParams, Uri};

use crate::outgoing::{Outgoing, about_panic};
use crate::requests::diagnostic::of_files;
use crate::snapshot::Snapshot;

/// What was told last, by file: nothing is told twice.
pub(crate) type Told = Arc<Mutex<FxHashMap<Uri, Vec<Diagnostic>>>>;

/// Tells what is wrong in some projects. A change of the texts interrupts it; another pass follows then, as they are
/// told of again. A mistake in promo costs the project that it is met in what can be told of it, and no other.
pub(crate) fn pass(snapshots: Vec<Snapshot>, outgoing: &UnboundedSender<Outgoing>, told: &Told) {
    for snapshot in snapshots {
        match uninterrupted(move || tell(&snapshot, outgoing, told)) {
            Ok(()) => {}
            Err(Interruption::Changed) => return,
            Err(Interruption::Panicked(text)) => {
                let _ = outgoing.send(Outgoing::Log(MessageType::ERROR, about_panic(&text)));
            }
        }
    }
}

fn tell(snapshot: &Snapshot, outgoing: &UnboundedSender<Outgoing>, told: &Told) {
    // What is not of the project any more has no turn of its own.
    let mut left: FxHashSet<Uri> = lock(told).keys().filter(|uri| snapshot.owns(uri)).cloned().collect();
    for (path, found) in of_files(snapshot) {
        let Some(uri) = snapshot.uri(&path) else { continue };
        left.remove(&uri);
        tell_of(snapshot, &uri, found, outgoing, told);
    }
    left.into_iter().for_each(|uri| tell_of(snapshot, &uri, Vec::new(), outgoing, told));
}

fn tell_of(
    snapshot: &Snapshot,
    uri: &Uri,
    diagnostics: Vec<Diagnostic>,
    outgoing: &UnboundedSender<Outgoing>,
    told: &Told,
) {
    let mut told = lock(told);
    if told.get(uri).map(Vec::as_slice).unwrap_or_default() == diagnostics {
        return;
    }
    let version = snapshot.open.values().find(|(open, _)| open == uri).map(|(_, version)| *version);
    if diagnostics.is_empty() {
        told.remove(uri);
    } else {
        told.insert(uri.clone(), diagnostics.clone());
    }
    let message = PublishDiagnosticsParams { uri: uri.clone(), diagnostics, version };
    // Nobody listens any more when the server ends.
    let _ = outgoing.send(Outgoing::Diagnostics(message));
}

fn lock(told: &Told) -> std::sync::MutexGuard<'_, FxHashMap<Uri, Vec<Diagnostic>>> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}
