//! The one thread that owns the workspace. It takes messages in the order in which the editor sent them; changes of
//! texts are gathered until something else comes, requests get a snapshot and are answered on other threads.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use promo_analysis::{Interruption, STACK_SIZE, uninterrupted};
use rayon::ThreadPool;
use rustc_hash::FxHashSet;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, FileEvent, MessageType, PublishDiagnosticsParams, TextDocumentItem, Uri,
};

use crate::client::Settings;
use crate::outgoing::{Outgoing, Refresh, about_panic};
use crate::publish::pass;
use crate::workspace::Workspace;

/// Requests that are answered at one time.
const THREADS: usize = 2;

/// How long nothing is typed before what other documents show is asked for anew.
const PAUSE: Duration = Duration::from_millis(300);

/// What the engine is told.
enum Message {
    /// A text changed.
    Edit(DidChangeTextDocumentParams),
    /// Something changed on the disk.
    Files(Vec<FileEvent>),
    /// Something to do with the engine's state.
    Task(Box<dyn FnOnce(&mut Engine) + Send>),
}

/// The state of the server.
pub(crate) struct Engine {
    pub(crate) workspace: Workspace,
    /// Where to the editor is told things; none before it is ready.
    outgoing: Option<UnboundedSender<Outgoing>>,
    /// The documents beside which the editor shows something that follows the texts.
    previewed: FxHashSet<Uri>,
    /// What happened on the disk since it was looked at.
    events: Vec<FileEvent>,
    /// When the editor is to ask again, and for what.
    refresh: Option<(Instant, Refresh)>,
    pool: Arc<ThreadPool>,
}

/// Sends messages to the engine.
#[derive(Clone)]
pub(crate) struct EngineHandle {
    sender: Sender<Message>,
    shut_down: Arc<AtomicBool>,
}

/// Whether the editor ended as it should.
pub(crate) struct Ended(Arc<AtomicBool>);

impl Ended {
    pub(crate) fn in_order(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Starts the engine. It ends when nobody can send to it any more.
///
/// # Errors
/// No thread can be started.
pub(crate) fn start() -> io::Result<EngineHandle> {
    let (sender, receiver) = channel();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(THREADS).stack_size(STACK_SIZE).build();
    let pool = Arc::new(threads.map_err(io::Error::other)?);
    let engine = Engine {
        workspace: Workspace::default(),
        outgoing: None,
        previewed: FxHashSet::default(),
        events: Vec::new(),
        refresh: None,
        pool,
    };
    std::thread::Builder::new().stack_size(STACK_SIZE).spawn(move || engine.run(&receiver))?;
    Ok(EngineHandle { sender, shut_down: Arc::default() })
}

impl EngineHandle {
    pub(crate) fn edit(&self, edit: DidChangeTextDocumentParams) {
        self.send(Message::Edit(edit));
    }

    pub(crate) fn files_changed(&self, events: Vec<FileEvent>) {
        self.send(Message::Files(events));
    }

    pub(crate) fn task(&self, task: impl FnOnce(&mut Engine) + Send + 'static) {
        self.send(Message::Task(Box::new(task)));
    }

    pub(crate) fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Relaxed);
    }

    pub(crate) fn ended(&self) -> Ended {
        Ended(self.shut_down.clone())
    }

    fn send(&self, message: Message) {
        // The engine ends only after all who could send.
        let _ = self.sender.send(message);
    }
}

impl Engine {
    fn run(mut self, receiver: &Receiver<Message>) {
        while let Some(message) = self.next(receiver) {
            self.guarded(|engine| match message {
                Message::Edit(edit) => engine.edit(edit),
                Message::Files(events) => engine.events.extend(events),
                Message::Task(task) => {
                    engine.settle();
                    task(engine);
                }
            });
        }
    }

    /// The next message. Before it is waited for, everything is told that there is to tell.
    fn next(&mut self, receiver: &Receiver<Message>) -> Option<Message> {
        loop {
            match receiver.try_recv() {
                Ok(message) => return Some(message),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            self.guarded(|engine| {
                engine.settle();
                engine.publish();
            });
            let Some((at, _)) = self.refresh else { return receiver.recv().ok() };
            match receiver.recv_timeout(at.saturating_duration_since(Instant::now())) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.ask_for_refresh(),
            }
        }
    }

    /// A mistake in promo costs what is done at that moment, and nothing else.
    fn guarded(&mut self, act: impl FnOnce(&mut Engine)) {
        if let Err(Interruption::Panicked(text)) = uninterrupted(|| act(self)) {
            // It may have been on the way to tell the databases of texts.
            self.workspace.documents.mark_all_changed();
            self.log(about_panic(&text));
        }
    }

    fn edit(&mut self, edit: DidChangeTextDocumentParams) {
        let document = edit.text_document;
        let encoding = self.workspace.client.encoding;
        self.workspace.documents.change(&document.uri, document.version, &edit.content_changes, encoding);
        // The editor asks again by itself for the document that was edited, and for no other.
        if self.workspace.documents.iter().nth(1).is_some() {
            let refreshes = Refresh { diagnostics: false, ..self.workspace.client.refreshes };
            self.refresh_at(Instant::now() + PAUSE, refreshes);
        }
    }

    /// Lets the databases know of texts and files as they are now.
    fn settle(&mut self) {
        let events = std::mem::take(&mut self.events);
        if !events.is_empty() {
            self.workspace.files_changed(&events);
            self.refresh();
        }
        self.workspace.apply_changed_documents();
    }

    /// Tells that previews may have changed, and of what is wrong, unless the editor asks for that by itself.
    fn publish(&mut self) {
        let Some(outgoing) = &self.outgoing else { return };
        for uri in self.workspace.take_left_behind() {
            let message = PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None };
            let _ = outgoing.send(Outgoing::Diagnostics(message));
        }
        let roots = self.workspace.take_outdated();
        if roots.is_empty() {
            return;
        }
        for uri in &self.previewed {
            let _ = outgoing.send(Outgoing::PreviewChanged(uri.clone()));
        }
        if self.workspace.client.pulls_diagnostics {
            return;
        }
        for project in roots.iter().filter_map(|root| self.workspace.project(root)) {
            let (snapshot, told) = (self.workspace.snapshot(project), project.told.clone());
            let outgoing = outgoing.clone();
            self.pool.spawn_fifo(move || pass(snapshot, &outgoing, &told));
        }
    }

    /// What is shown beside a document follows the texts from now on, as long as it is open.
    pub(crate) fn keep_fresh(&mut self, uri: Uri) {
        if self.workspace.is_open(&uri) {
            self.previewed.insert(uri);
        }
    }

    pub(crate) fn open(&mut self, document: TextDocumentItem) {
        if self.workspace.open(document) {
            self.refresh();
        }
    }

    pub(crate) fn close(&mut self, uri: &Uri) {
        self.previewed.remove(uri);
        if self.workspace.close(uri) {
            self.refresh();
        }
    }

    /// The editor is ready to be told things. Only now are its folders looked at, since that may take a while.
    pub(crate) fn begin(&mut self, folders: Vec<PathBuf>, outgoing: UnboundedSender<Outgoing>) {
        self.outgoing = Some(outgoing.clone());
        self.add_folders(folders);
        if self.workspace.client.watches_files {
            let _ = outgoing.send(Outgoing::WatchFiles(self.workspace.patterns()));
        }
    }

    /// Adds folders of the editor.
    pub(crate) fn add_folders(&mut self, folders: Vec<PathBuf>) {
        let parts = self.show_loading();
        let last = AtomicU32::new(0);
        self.workspace.add_folders(folders, &|progress| {
            let part = (progress.read * 100 / progress.total.max(1)) as u32;
            // A message for each file would take longer than the files.
            if let Some(parts) = &parts
                && last.fetch_max(part / 10, Ordering::Relaxed) < part / 10
            {
                let _ = parts.send(part);
            }
        });
    }

    fn show_loading(&self) -> Option<UnboundedSender<u32>> {
        let outgoing = self.outgoing.as_ref().filter(|_| self.workspace.client.shows_progress)?;
        let (parts, receiver) = unbounded_channel();
        outgoing.send(Outgoing::Loading(receiver)).ok()?;
        Some(parts)
    }

    /// What the editor asked for may have another answer, for another reason than an edit of its own.
    pub(crate) fn refresh(&mut self) {
        self.refresh_at(Instant::now(), self.workspace.client.refreshes);
    }

    fn refresh_at(&mut self, at: Instant, refresh: Refresh) {
        let before = self.refresh.map(|(_, before)| before).unwrap_or_default();
        if refresh != Refresh::default() {
            self.refresh = Some((at, before.or(refresh)));
        }
    }

    fn ask_for_refresh(&mut self) {
        if let (Some(outgoing), Some((_, refresh))) = (&self.outgoing, self.refresh.take()) {
            let _ = outgoing.send(Outgoing::Refresh(refresh));
        }
    }

    /// What the user wants is something else now.
    pub(crate) fn set_settings(&mut self, settings: Settings) {
        if self.workspace.settings != settings {
            self.workspace.settings = settings;
            self.refresh();
        }
    }

    /// Writes into the log of the editor.
    pub(crate) fn log(&self, text: String) {
        if let Some(outgoing) = &self.outgoing {
            let _ = outgoing.send(Outgoing::Log(MessageType::ERROR, text));
        }
    }

    /// Does something on another thread.
    pub(crate) fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.spawn_fifo(work);
    }
}

#[cfg(test)]
mod tests {
    use super::start;

    #[test]
    fn a_task_that_panics_costs_no_other() {
        let engine = start().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        engine.task(|_| panic!("a mistake in promo"));
        engine.task(move |_| sender.send("the next").unwrap());
        assert_eq!(receiver.recv(), Ok("the next"));
    }
}
