//! What the server says by itself: diagnostics, progress, and requests to the editor. The engine only puts it into a
//! channel, so that it never waits for the editor.

use std::sync::{Arc, Mutex, PoisonError};

use promo_project::CONFIG_FILE;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::notification::PublishDiagnostics;
use tower_lsp::ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, MessageType, ProgressToken,
    PublishDiagnosticsParams, Registration, Uri,
};

use crate::requests::preview::{PreviewChanged, PreviewChangedParams};

/// Something that the server says by itself.
pub(crate) enum Outgoing {
    /// What is wrong with a file.
    Diagnostics(PublishDiagnosticsParams),
    /// A message for the editor's log.
    Log(MessageType, String),
    /// Projects are being loaded, until the other end of the channel is gone: how many of a hundred parts are done.
    Loading(UnboundedReceiver<u32>),
    /// Files outside of the editor's documents are of interest: those whose paths match one of the patterns.
    WatchFiles(Vec<String>),
    /// What is shown beside a document may be another thing now.
    PreviewChanged(Uri),
    /// What the editor asked for may have another answer now.
    Refresh(Refresh),
}

/// What is said of a panic.
pub(crate) fn about_panic(text: &str) -> String {
    format!("there is a mistake in promo, which goes on: {text}")
}

/// What an editor that asks should ask again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refresh {
    pub(crate) diagnostics: bool,
    pub(crate) code_lenses: bool,
    pub(crate) inlay_hints: bool,
    pub(crate) semantic_tokens: bool,
}

impl Refresh {
    /// What stands in either.
    pub(crate) fn or(self, other: Refresh) -> Refresh {
        Refresh {
            diagnostics: self.diagnostics || other.diagnostics,
            code_lenses: self.code_lenses || other.code_lenses,
            inlay_hints: self.inlay_hints || other.inlay_hints,
            semantic_tokens: self.semantic_tokens || other.semantic_tokens,
        }
    }
}

/// Asks the editor to ask again, once it has answered the last time: until then, what is wanted is gathered.
#[derive(Clone, Default)]
struct Refresher {
    wanted: Arc<Mutex<Refresh>>,
    wake: Arc<Notify>,
}

impl Refresher {
    fn want(&self, refresh: Refresh) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        *wanted = wanted.or(refresh);
        self.wake.notify_one();
    }

    async fn run(self, client: Client) {
        loop {
            self.wake.notified().await;
            let refresh = std::mem::take(&mut *self.wanted.lock().unwrap_or_else(PoisonError::into_inner));
            ask_for_refresh(&client, refresh).await;
        }
    }
}

/// A channel whose messages go to the editor, one after the other.
pub(crate) fn channel_to(client: Client) -> UnboundedSender<Outgoing> {
    let (sender, mut receiver) = unbounded_channel();
    let refresher = Refresher::default();
    let asking = tokio::spawn(refresher.clone().run(client.clone()));
    tokio::spawn(async move {
        while let Some(message) = receiver.recv().await {
            say(&client, &refresher, message).await;
        }
        asking.abort();
    });
    sender
}

/// Says one thing. What waits for an answer does so by itself: an editor may take its time.
async fn say(client: &Client, refresher: &Refresher, message: Outgoing) {
    match message {
        Outgoing::Diagnostics(found) => client.send_notification::<PublishDiagnostics>(found).await,
        Outgoing::PreviewChanged(uri) => {
            client.send_notification::<PreviewChanged>(PreviewChangedParams { uri }).await;
        }
        Outgoing::Log(kind, text) => client.log_message(kind, text).await,
        Outgoing::Loading(parts) => {
            tokio::spawn(show_loading(client.clone(), parts));
        }
        Outgoing::WatchFiles(patterns) => {
            tokio::spawn(watch_files(client.clone(), patterns));
        }
        Outgoing::Refresh(refresh) => refresher.want(refresh),
    }
}

async fn show_loading(client: Client, mut parts: UnboundedReceiver<u32>) {
    let token = ProgressToken::String("promo/loading".to_owned());
    if client.create_work_done_progress(token.clone()).await.is_err() {
        return;
    }
    let progress = client.progress(token, "promo: loading").with_percentage(0).begin().await;
    while let Some(part) = parts.recv().await {
        progress.report(part).await;
    }
    progress.finish().await;
}

/// Asks the editor to tell of changes to all files that belong to projects, or decide what does.
async fn watch_files(client: Client, patterns: Vec<String>) {
    let always = ["*.promo", "*.{yaml,yml}", CONFIG_FILE, ".gitignore"].map(str::to_owned);
    let patterns = always.into_iter().chain(patterns);
    let mut globs: Vec<String> =
        patterns.map(|pattern| format!("**/{}", pattern.trim_start_matches("**/"))).collect();
    globs.sort_unstable();
    globs.dedup();
    let watcher = |glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind: None };
    let watchers = globs.into_iter().map(watcher).collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    let registration = Registration {
        id: "promo/files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    // An editor that refuses is one that doesn't tell.
    let _ = client.register_capability(vec![registration]).await;
}

/// An editor that refuses shows what it has until it asks by itself.
async fn ask_for_refresh(client: &Client, refresh: Refresh) {
    if refresh.diagnostics {
        let _ = client.workspace_diagnostic_refresh().await;
    }
    if refresh.code_lenses {
        let _ = client.code_lens_refresh().await;
    }
    if refresh.inlay_hints {
        let _ = client.inlay_hint_refresh().await;
    }
    if refresh.semantic_tokens {
        let _ = client.semantic_tokens_refresh().await;
    }
}
