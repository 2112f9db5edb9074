//! The one thread that owns the workspace. It takes messages in the order in which the editor sent them; changes of
//! texts are gathered until something else comes, requests get a snapshot and are answered on other threads.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use rayon::ThreadPool;
use tower_lsp::ls_types::DidChangeTextDocumentParams;

use crate::publish::Publisher;
use crate::workspace::Workspace;

/// Enough for the deepest nesting and the longest chain of definitions that the analysis admits.
const STACK_SIZE: usize = 16 * 1024 * 1024;

/// Requests that are answered at one time.
const THREADS: usize = 2;

/// What the engine is told.
enum Message {
    /// A text changed.
    Edit(DidChangeTextDocumentParams),
    /// Something to do with the engine's state.
    Task(Box<dyn FnOnce(&mut Engine) + Send>),
}

/// The state of the server.
pub(crate) struct Engine {
    pub(crate) workspace: Workspace,
    /// Who tells the editor what is wrong; none before the editor is ready.
    pub(crate) publisher: Option<Publisher>,
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
    let engine = Engine { workspace: Workspace::default(), publisher: None, pool };
    std::thread::Builder::new().stack_size(STACK_SIZE).spawn(move || engine.run(&receiver))?;
    Ok(EngineHandle { sender, shut_down: Arc::default() })
}

impl EngineHandle {
    pub(crate) fn edit(&self, edit: DidChangeTextDocumentParams) {
        self.send(Message::Edit(edit));
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
        loop {
            let message = match receiver.try_recv() {
                Ok(message) => Some(message),
                Err(TryRecvError::Empty) => {
                    self.settle();
                    self.publish();
                    receiver.recv().ok()
                }
                Err(TryRecvError::Disconnected) => None,
            };
            match message {
                Some(Message::Edit(edit)) => self.edit(edit),
                Some(Message::Task(task)) => {
                    self.settle();
                    task(&mut self);
                }
                None => return,
            }
        }
    }

    fn edit(&mut self, edit: DidChangeTextDocumentParams) {
        let document = edit.text_document;
        let encoding = self.workspace.client.encoding;
        self.workspace.documents.change(&document.uri, document.version, edit.content_changes, encoding);
    }

    /// Lets the databases know of the texts as they are now.
    fn settle(&mut self) {
        if self.workspace.apply_changed_documents() {
            self.changed();
        }
    }

    /// What is wrong may be something else now.
    pub(crate) fn changed(&mut self) {
        if let Some(publisher) = &mut self.publisher {
            publisher.outdated();
        }
    }

    fn publish(&mut self) {
        let Some(publisher) = &mut self.publisher else { return };
        if let Some(pass) = publisher.next_pass(&self.workspace) {
            self.pool.spawn_fifo(pass);
        }
    }

    /// Does something on another thread.
    pub(crate) fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.spawn_fifo(work);
    }
}
