//! Waiting until something in a folder changes. Knows neither projects nor what files say: whoever waits looks whether
//! a change matters.

use std::collections::BTreeSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::problem::system_words;

/// A change counts as done when nothing else has changed for so long: editors and Git change files in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// Nobody waits longer for a change to be done.
const LONGEST: Duration = Duration::from_secs(1);

/// How often is looked whether a folder that is gone is there again, of which no system tells.
const RETRY: Duration = Duration::from_millis(200);

/// Waits until something in some folders changes.
pub struct Watch {
    folders: Vec<Watched>,
    besides: Besides,
    sender: Sender<Message>,
    messages: Receiver<Message>,
}

/// Folders that are watched without those in them.
#[derive(Default)]
struct Besides {
    folders: BTreeSet<PathBuf>,
    /// Kept, since it watches as long as it is there.
    _watcher: Option<RecommendedWatcher>,
}

/// A folder that is watched with all that is in it.
struct Watched {
    path: PathBuf,
    /// Nothing while the folder is not there.
    watcher: Option<RecommendedWatcher>,
    /// The very folder: another one may come in its place.
    identity: Option<Identity>,
}

enum Message {
    Event(notify::Result<Event>),
    Stop,
}

/// Ends the waiting, from another thread.
#[derive(Clone)]
pub struct Stop(Sender<Message>);

/// What has changed since it was asked last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files and folders, as absolute paths.
    pub paths: BTreeSet<PathBuf>,
    /// Whether anything may have changed besides.
    pub is_uncertain: bool,
}

impl Watch {
    /// Watches some folders.
    ///
    /// # Errors
    /// Why one can't be watched, in words.
    pub fn new(folders: &[PathBuf]) -> Result<Watch, String> {
        let (sender, messages) = channel();
        let folders = folders.iter().map(|path| Watched::new(path, &sender));
        let folders = folders.collect::<Result<Vec<_>, String>>()?;
        Ok(Watch { folders, besides: Besides::default(), sender, messages })
    }

    /// Watches what stands in some folders besides, and no more what it watched so before. Whether these are others. A
    /// folder that can't be watched is passed over.
    pub fn watch_besides(&mut self, folders: BTreeSet<PathBuf>) -> bool {
        if folders == self.besides.folders {
            return false;
        }
        let mut watcher = watcher(&self.sender).ok();
        for folder in &folders {
            // It may be gone already.
            let _ = watcher.as_mut().map(|watcher| watcher.watch(folder, RecursiveMode::NonRecursive));
        }
        self.besides = Besides { folders, _watcher: watcher };
        true
    }

    /// What ends the waiting.
    pub fn stop(&self) -> Stop {
        Stop(self.sender.clone())
    }

    /// What changes next, when it is done; nothing once the waiting was ended.
    pub fn next_change(&mut self) -> Option<Changed> {
        let mut changed = Changed::default();
        let mut began: Option<Instant> = None;
        loop {
            let patience = if began.is_some() { QUIET } else { RETRY };
            let is_quiet = match self.messages.recv_timeout(patience) {
                Ok(Message::Event(event)) => {
                    changed.add(event);
                    false
                }
                Err(RecvTimeoutError::Timeout) => true,
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            };
            changed.is_uncertain |= self.watch_anew();
            if began.is_none() && !changed.is_nothing() {
                began = Some(Instant::now());
            }
            if began.is_some_and(|began| is_quiet || began.elapsed() >= LONGEST) {
                return Some(changed);
            }
        }
    }

    /// Watches folders that are gone, or in whose place others are, as soon as they are there. Whether any is.
    fn watch_anew(&mut self) -> bool {
        let anew = self.folders.iter_mut().map(|folder| folder.watch_anew(&self.sender));
        anew.fold(false, |any, this| any | this)
    }
}

impl Stop {
    /// Ends the waiting.
    pub fn stop(&self) {
        // Nobody waits any more otherwise.
        let _ = self.0.send(Message::Stop);
    }
}

impl Watched {
    fn new(path: &Path, sender: &Sender<Message>) -> Result<Watched, String> {
        let path = std::fs::canonicalize(path).map_err(|error| not_watched(path, &system_words(&error)))?;
        let mut watched = Watched { path, watcher: None, identity: None };
        watched.begin(sender).map_err(|error| not_watched(&watched.path, &error.to_string()))?;
        Ok(watched)
    }

    fn begin(&mut self, sender: &Sender<Message>) -> notify::Result<()> {
        let mut watcher = watcher(sender)?;
        watcher.watch(&self.path, RecursiveMode::Recursive)?;
        self.watcher = Some(watcher);
        self.identity = identity_at(&self.path);
        Ok(())
    }

    /// Whether the folder came again, and is watched from now on.
    fn watch_anew(&mut self, sender: &Sender<Message>) -> bool {
        let now = identity_at(&self.path);
        if self.watcher.is_some() && now == self.identity {
            return false;
        }
        self.watcher = None;
        // It may be gone again already.
        now.is_some() && self.begin(sender).is_ok()
    }
}

fn watcher(sender: &Sender<Message>) -> notify::Result<RecommendedWatcher> {
    let sender = sender.clone();
    notify::recommended_watcher(move |event| {
        // Nobody waits any more if it can't be sent.
        let _ = sender.send(Message::Event(event));
    })
}

fn not_watched(path: &Path, reason: &str) -> String {
    format!("the folder `{}` can't be watched: {reason}", path.display())
}

/// What tells a folder from another of the same name.
type Identity = u64;

fn identity_at(path: &Path) -> Option<Identity> {
    std::fs::metadata(path).ok().filter(Metadata::is_dir).map(|found| identity(&found))
}

#[cfg(unix)]
fn identity(found: &Metadata) -> Identity {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn identity(found: &Metadata) -> Identity {
    let since = found.created().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos() as Identity)
}

impl Changed {
    fn is_nothing(&self) -> bool {
        self.paths.is_empty() && !self.is_uncertain
    }

    fn add(&mut self, event: notify::Result<Event>) {
        match event {
            Ok(event) if is_reading(event.kind) => {}
            Ok(event) => {
                self.is_uncertain |= event.need_rescan();
                self.paths.extend(event.paths);
            }
            Err(_) => self.is_uncertain = true,
        }
    }
}

/// Whether somebody did no more than look at a file.
fn is_reading(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    }
}
