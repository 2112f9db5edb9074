//! What the transport calls: each message is sent to the engine before anything is awaited, so that the engine has
//! all of them in order.

use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

use crate::address::file_path;
use crate::asking::given_up_by_server;
use crate::capabilities::capabilities;
use crate::client::{ClientFacts, Settings};
use crate::engine::EngineHandle;
use crate::outgoing::channel_to;
use crate::requests;
use crate::requests::completion::Named;
use crate::requests::preview::{
    FlowGraph, PreviewParams, ProductName, ProductsParams, SimulateParams, SimulatedRelease, YamlPreview,
};

/// The server as the transport sees it.
pub(crate) struct Server {
    pub(crate) client: Client,
    pub(crate) engine: EngineHandle,
    /// The folders of the editor, until it is ready.
    folders: Mutex<Vec<PathBuf>>,
    /// Where to the number of the editor's process is told, until it is known.
    parent: Mutex<Option<oneshot::Sender<u32>>>,
    /// Which semantic tokens the editor has.
    semantic_tokens: requests::semantic_tokens::Told,
}

impl Server {
    pub(crate) fn new(client: Client, engine: EngineHandle, parent: oneshot::Sender<u32>) -> Server {
        Server {
            client,
            engine,
            folders: Mutex::default(),
            parent: Mutex::new(Some(parent)),
            semantic_tokens: Default::default(),
        }
    }

    pub(crate) async fn preview_yaml(&self, parameters: PreviewParams) -> Result<Option<YamlPreview>> {
        let uri = parameters.place.text_document.uri.clone();
        self.keep_fresh(&uri);
        self.ask(&uri, parameters, requests::preview::yaml).await
    }

    pub(crate) async fn flow_graph(&self, parameters: PreviewParams) -> Result<Option<FlowGraph>> {
        let uri = parameters.place.text_document.uri.clone();
        self.keep_fresh(&uri);
        self.ask(&uri, parameters, requests::preview::graph).await
    }

    pub(crate) async fn simulate(&self, parameters: SimulateParams) -> Result<Option<SimulatedRelease>> {
        let uri = parameters.text_document.uri.clone();
        self.keep_fresh(&uri);
        self.ask(&uri, parameters, requests::preview::simulated).await?.transpose()
    }

    pub(crate) async fn products(&self, parameters: ProductsParams) -> Result<Option<Vec<ProductName>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::preview::product_names).await
    }

    /// From now on the editor is told when what it shows beside a document may be another thing.
    fn keep_fresh(&self, uri: &Uri) {
        let uri = uri.clone();
        self.engine.task(move |engine| engine.keep_fresh(uri));
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, parameters: InitializeParams) -> Result<InitializeResult> {
        let client = ClientFacts::of(&parameters);
        if let Some(process) = parameters.process_id
            && let Ok(mut parent) = self.parent.lock()
            && let Some(parent) = parent.take()
        {
            let _ = parent.send(process);
        }
        if let Ok(mut waiting) = self.folders.lock() {
            *waiting = folders(&parameters);
        }
        let settings = Settings::read(parameters.initialization_options.as_ref().unwrap_or(&Value::Null));
        self.engine.task(move |engine| {
            engine.workspace.client = client;
            engine.workspace.settings = settings;
        });
        let server =
            ServerInfo { name: "promo".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult {
            capabilities: capabilities(&client),
            server_info: Some(server),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let folders =
            self.folders.lock().map(|mut folders| std::mem::take(&mut *folders)).unwrap_or_default();
        let outgoing = channel_to(self.client.clone());
        self.engine.task(move |engine| engine.begin(folders, outgoing));
        self.watch_settings();
        self.read_settings();
    }

    async fn shutdown(&self) -> Result<()> {
        self.engine.shut_down();
        Ok(())
    }

    async fn did_open(&self, parameters: DidOpenTextDocumentParams) {
        self.engine.task(move |engine| engine.open(parameters.text_document));
    }

    async fn did_change(&self, parameters: DidChangeTextDocumentParams) {
        self.engine.edit(parameters);
    }

    async fn did_save(&self, parameters: DidSaveTextDocumentParams) {
        self.engine.task(move |engine| engine.workspace.saved(&parameters.text_document.uri));
    }

    async fn did_close(&self, parameters: DidCloseTextDocumentParams) {
        self.semantic_tokens.forget(&parameters.text_document.uri);
        self.engine.task(move |engine| engine.close(&parameters.text_document.uri));
    }

    async fn did_change_watched_files(&self, parameters: DidChangeWatchedFilesParams) {
        self.engine.files_changed(parameters.changes);
    }

    async fn did_rename_files(&self, parameters: RenameFilesParams) {
        let events = parameters.files.iter().flat_map(requests::files::renamed);
        self.engine.files_changed(events.collect());
    }

    async fn did_delete_files(&self, parameters: DeleteFilesParams) {
        self.engine.files_changed(parameters.files.iter().filter_map(requests::files::deleted).collect());
    }

    async fn did_change_workspace_folders(&self, parameters: DidChangeWorkspaceFoldersParams) {
        self.engine.task(move |engine| {
            engine.workspace.remove_folders(&paths(&parameters.event.removed));
            engine.add_folders(paths(&parameters.event.added));
            engine.refresh();
        });
    }

    async fn did_change_configuration(&self, parameters: DidChangeConfigurationParams) {
        if let Some(settings) = parameters.settings.get("promo") {
            let settings = Settings::read(settings);
            self.engine.task(move |engine| engine.set_settings(settings));
        } else {
            self.read_settings();
        }
    }

    async fn diagnostic(
        &self,
        parameters: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let uri = parameters.text_document.uri.clone();
        let report = self.ask(&uri, parameters, requests::diagnostic::answer).await;
        let report = report.map_err(given_up_by_server)?;
        Ok(DocumentDiagnosticReportResult::Report(report.unwrap_or_else(requests::diagnostic::nothing)))
    }

    async fn workspace_diagnostic(
        &self,
        parameters: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let previous = requests::diagnostic::previous(parameters);
        let found = self.ask_each(previous.clone(), requests::diagnostic::of_project).await;
        let found = found.map_err(given_up_by_server)?;
        Ok(WorkspaceDiagnosticReportResult::Report(requests::diagnostic::of_workspace(found, &previous)))
    }

    async fn completion(&self, parameters: CompletionParams) -> Result<Option<CompletionResponse>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::completion::answer).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let Some(named) = Named::of(&item) else { return Ok(item) };
        let uri = named.uri.clone();
        let documentation = self.ask(&uri, named, requests::completion::documentation).await?;
        // Of a name that is gone by now, the item says what it said.
        Ok(CompletionItem { documentation: documentation.or(item.documentation), ..item })
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

    async fn symbol(&self, parameters: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let found = self.ask_each(parameters, requests::workspace_symbol::of_project).await?;
        Ok(Some(WorkspaceSymbolResponse::Nested(found.concat())))
    }

    async fn references(&self, parameters: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::references::answer).await
    }

    async fn prepare_call_hierarchy(
        &self,
        parameters: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::call_hierarchy::prepare).await
    }

    async fn incoming_calls(
        &self,
        parameters: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let uri = parameters.item.uri.clone();
        self.ask(&uri, parameters.item, requests::call_hierarchy::incoming).await
    }

    async fn outgoing_calls(
        &self,
        parameters: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let uri = parameters.item.uri.clone();
        self.ask(&uri, parameters.item, requests::call_hierarchy::outgoing).await
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
        self.ask(&uri, parameters, requests::rename::prepare).await
    }

    async fn rename(&self, parameters: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::rename::answer).await?.transpose()
    }

    async fn code_action(&self, parameters: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::code_action::answer).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let Some(uri) = requests::code_action::document(&action) else { return Ok(action) };
        let resolved = self.ask(&uri, action, requests::code_action::resolve).await?;
        resolved.ok_or_else(Error::content_modified)?
    }

    async fn hover(&self, parameters: HoverParams) -> Result<Option<Hover>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::hover::answer).await
    }

    async fn semantic_tokens_full(
        &self,
        parameters: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let uri = parameters.text_document.uri.clone();
        let parameters = (self.semantic_tokens.clone(), parameters);
        self.ask(&uri, parameters, requests::semantic_tokens::full).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        parameters: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let uri = parameters.text_document.uri.clone();
        let parameters = (self.semantic_tokens.clone(), parameters);
        self.ask(&uri, parameters, requests::semantic_tokens::delta).await
    }

    async fn semantic_tokens_range(
        &self,
        parameters: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::semantic_tokens::range).await
    }

    async fn inlay_hint(&self, parameters: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::inlay_hint::answer).await
    }

    async fn code_lens(&self, parameters: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::code_lens::answer).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        let Some(uri) = requests::code_lens::uri(&lens) else { return Ok(lens) };
        let resolved = self.ask(&uri, lens.clone(), requests::code_lens::resolve).await?;
        Ok(resolved.unwrap_or(lens))
    }

    async fn signature_help(&self, parameters: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::signature_help::answer).await
    }

    async fn folding_range(&self, parameters: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::folding_range::answer).await
    }

    async fn selection_range(&self, parameters: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::selection_range::answer).await
    }

    async fn document_link(&self, parameters: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::document_link::answer).await
    }

    async fn linked_editing_range(
        &self,
        parameters: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let uri = parameters.text_document_position_params.text_document.uri.clone();
        self.ask(&uri, parameters, requests::linked_editing_range::answer).await
    }

    async fn formatting(&self, parameters: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::formatting::of_document).await
    }

    async fn range_formatting(
        &self,
        parameters: DocumentRangeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let uri = parameters.text_document.uri.clone();
        self.ask(&uri, parameters, requests::formatting::of_range).await
    }

    async fn on_type_formatting(
        &self,
        parameters: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let uri = parameters.text_document_position.text_document.uri.clone();
        self.ask(&uri, parameters, requests::formatting::on_type).await
    }
}

fn paths(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().filter_map(|folder| file_path(&folder.uri)).collect()
}

/// The folders that the editor shows, in whichever of its words.
fn folders(parameters: &InitializeParams) -> Vec<PathBuf> {
    let mut paths = parameters.workspace_folders.as_deref().map(paths).unwrap_or_default();
    if paths.is_empty() {
        paths.extend(root(parameters));
    }
    paths
}

/// The one folder of an editor that knows no folders.
#[allow(deprecated, reason = "that is how such an editor says it")]
fn root(parameters: &InitializeParams) -> Option<PathBuf> {
    match &parameters.root_uri {
        Some(uri) => file_path(uri),
        None => parameters.root_path.as_ref().map(PathBuf::from),
    }
}
