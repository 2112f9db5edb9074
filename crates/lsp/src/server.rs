//! What the transport calls: each message is sent to the engine before anything is awaited, so that the engine has
//! all of them in order.

use std::future::Future;
use std::path::PathBuf;

use promo_analysis::{Interruption, uninterrupted};
use tokio::sync::{mpsc, oneshot};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::notification::PublishDiagnostics;
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

use crate::capabilities::capabilities;
use crate::client::ClientFacts;
use crate::engine::EngineHandle;
use crate::publish::Publisher;
use crate::requests;
use crate::snapshot::Snapshot;

/// The server as the transport sees it.
pub(crate) struct Server {
    client: Client,
    engine: EngineHandle,
}

impl Server {
    pub(crate) fn new(client: Client, engine: EngineHandle) -> Server {
        Server { client, engine }
    }

    /// Asks something about a document; there is no answer about what is in no project.
    fn ask<P, T>(
        &self,
        uri: &Uri,
        parameters: P,
        answer: fn(&Snapshot, P) -> Option<T>,
    ) -> impl Future<Output = Result<Option<T>>> + use<P, T>
    where
        P: Send + 'static,
        T: Send + 'static,
    {
        let (reply, response) = oneshot::channel();
        let uri = uri.clone();
        self.engine.task(move |engine| {
            let snapshot = engine.workspace.snapshot_of(&uri);
            engine.spawn(move || {
                let result =
                    uninterrupted(move || snapshot.and_then(|snapshot| answer(&snapshot, parameters)));
                // Whoever cancelled the request doesn't wait for an answer.
                let _ = reply.send(result.map_err(error));
            });
        });
        async { response.await.unwrap_or_else(|_| Err(Error::internal_error())) }
    }
}

fn error(interruption: Interruption) -> Error {
    match interruption {
        Interruption::Changed => Error::content_modified(),
        Interruption::Panicked(text) => {
            let mut error = Error::internal_error();
            error.message = format!("there is a mistake in promo, which goes on: {text}").into();
            error
        }
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, parameters: InitializeParams) -> Result<InitializeResult> {
        let client = ClientFacts::of(&parameters);
        let folders = folders(&parameters);
        self.engine.task(move |engine| {
            engine.workspace.client = client;
            engine.workspace.add_folders(folders);
        });
        let server =
            ServerInfo { name: "promo".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult {
            capabilities: capabilities(client.encoding),
            server_info: Some(server),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let (outgoing, mut waiting) = mpsc::unbounded_channel();
        self.engine.task(move |engine| engine.publisher = Some(Publisher::new(outgoing)));
        let client = self.client.clone();
        tokio::spawn(async move {
            while let Some(found) = waiting.recv().await {
                client.send_notification::<PublishDiagnostics>(found).await;
            }
        });
    }

    async fn shutdown(&self) -> Result<()> {
        self.engine.shut_down();
        Ok(())
    }

    async fn did_open(&self, parameters: DidOpenTextDocumentParams) {
        let document = parameters.text_document;
        self.engine.task(move |engine| engine.workspace.open(document.uri, document.version, document.text));
    }

    async fn did_change(&self, parameters: DidChangeTextDocumentParams) {
        self.engine.edit(parameters);
    }

    async fn did_close(&self, parameters: DidCloseTextDocumentParams) {
        self.engine.task(move |engine| {
            engine.workspace.close(&parameters.text_document.uri);
            engine.changed();
        });
    }

    async fn did_change_watched_files(&self, parameters: DidChangeWatchedFilesParams) {
        self.engine.task(move |engine| {
            engine.workspace.files_changed(&parameters.changes);
            engine.changed();
        });
    }

    async fn did_change_workspace_folders(&self, parameters: DidChangeWorkspaceFoldersParams) {
        self.engine.task(move |engine| {
            engine.workspace.remove_folders(&paths(&parameters.event.removed));
            engine.workspace.add_folders(paths(&parameters.event.added));
            engine.changed();
        });
    }

    async fn completion(&self, parameters: CompletionParams) -> Result<Option<CompletionResponse>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::completion::answer).await
    }

    async fn goto_definition(
        &self,
        parameters: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::definition::answer).await
    }

    async fn document_symbol(
        &self,
        parameters: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::document_symbol::answer).await
    }

    async fn references(&self, parameters: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::references::answer).await
    }

    async fn document_highlight(
        &self,
        parameters: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::document_highlight::answer).await
    }

    async fn prepare_rename(
        &self,
        parameters: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::rename::prepare).await?.transpose()
    }

    async fn rename(&self, parameters: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::rename::answer).await?.transpose()
    }

    async fn hover(&self, parameters: HoverParams) -> Result<Option<Hover>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::hover::answer).await
    }
}

fn paths(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().filter_map(|folder| Some(folder.uri.to_file_path()?.into_owned())).collect()
}

/// The folders that the editor shows, in whichever of its words.
fn folders(parameters: &InitializeParams) -> Vec<PathBuf> {
    let mut paths = parameters.workspace_folders.as_deref().map(paths).unwrap_or_default();
    if paths.is_empty() {
        #[allow(deprecated, reason = "clients that know no folders say it so")]
        let root =
            parameters.root_uri.as_ref().and_then(|uri| uri.to_file_path().map(|path| path.into_owned()));
        paths.extend(root);
    }
    paths
}
