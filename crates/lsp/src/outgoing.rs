//! What the server says by itself: diagnostics, progress, and requests to the editor. The engine only puts it into a
//! channel, so that it never waits for the editor.

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
    /// Files outside of the editor's documents are of interest.
    WatchFiles,
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

/// A channel whose messages go to the editor, one after the other.
pub(crate) fn channel_to(client: Client) -> UnboundedSender<Outgoing> {
    let (sender, mut receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(message) = receiver.recv().await {
            say(&client, message).await;
        }
    });
    sender
}

/// Says one thing. What waits for an answer does so by itself: an editor may take its time.
async fn say(client: &Client, message: Outgoing) {
    match message {
        Outgoing::Diagnostics(found) => client.send_notification::<PublishDiagnostics>(found).await,
        Outgoing::PreviewChanged(uri) => {
            client.send_notification::<PreviewChanged>(PreviewChangedParams { uri }).await;
        }
        Outgoing::Log(kind, text) => client.log_message(kind, text).await,
        Outgoing::Loading(parts) => {
            tokio::spawn(show_loading(client.clone(), parts));
        }
        Outgoing::WatchFiles => {
            tokio::spawn(watch_files(client.clone()));
        }
        Outgoing::Refresh(refresh) => {
            tokio::spawn(ask_for_refresh(client.clone(), refresh));
        }
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
async fn watch_files(client: Client) {
    let globs = ["**/*.promo", "**/*.{yaml,yml}", "**/promo.toml", "**/.gitignore"];
    let watchers = globs
        .map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.to_vec() };
    let registration = Registration {
        id: "promo/files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    // An editor that refuses is one that doesn't tell.
    let _ = client.register_capability(vec![registration]).await;
}

/// An editor that refuses shows what it has until it asks by itself.
async fn ask_for_refresh(client: Client, refresh: Refresh) {
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
