//! What the client on the other side can do, and what its user wants, as far as it matters.

use serde::Deserialize;
use tower_lsp::ls_types::{ClientCapabilities, CodeActionClientCapabilities, InitializeParams};

use crate::convert::Encoding;
use crate::outgoing::Refresh;

/// What the client can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClientFacts {
    /// In which units it counts columns.
    pub(crate) encoding: Encoding,
    /// Whether completions may have places to fill in.
    pub(crate) snippets: bool,
    /// Whether it asks for diagnostics, so that it needn't be told of them.
    pub(crate) pulls_diagnostics: bool,
    /// Whether it shows that something takes time.
    pub(crate) shows_progress: bool,
    /// Whether it can be asked to tell of files that change.
    pub(crate) watches_files: bool,
    /// Whether it has the settings of its user, to be asked for.
    pub(crate) has_settings: bool,
    /// Whether edits can be for a version of a document.
    pub(crate) versioned_edits: bool,
    /// Whether edits can say what they are, and that they want a look.
    pub(crate) annotated_edits: bool,
    /// Whether code actions can tell why they can't be done.
    pub(crate) disabled_actions: bool,
    /// Whether code actions can have their edits asked for later.
    pub(crate) resolved_actions: bool,
    /// What it can be asked to ask again.
    pub(crate) refreshes: Refresh,
}

impl ClientFacts {
    pub(crate) fn of(parameters: &InitializeParams) -> ClientFacts {
        let capabilities = &parameters.capabilities;
        let general = capabilities.general.as_ref();
        let encodings = general.and_then(|general| general.position_encodings.as_deref());
        let text = capabilities.text_document.as_ref();
        let window = capabilities.window.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let actions = text.and_then(|text| text.code_action.as_ref());
        ClientFacts {
            encoding: Encoding::negotiate(encodings),
            snippets: takes_snippets(capabilities).unwrap_or_default(),
            pulls_diagnostics: text.is_some_and(|text| text.diagnostic.is_some()),
            shows_progress: window.and_then(|window| window.work_done_progress).unwrap_or_default(),
            watches_files: watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default(),
            has_settings: workspace.and_then(|workspace| workspace.configuration).unwrap_or_default(),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            annotated_edits: edits.is_some_and(|edits| edits.change_annotation_support.is_some()),
            disabled_actions: actions.and_then(|actions| actions.disabled_support).unwrap_or_default(),
            resolved_actions: actions.is_some_and(resolves_edits),
            refreshes: refreshes(capabilities),
        }
    }
}

fn resolves_edits(actions: &CodeActionClientCapabilities) -> bool {
    let properties = actions.resolve_support.as_ref().map(|support| support.properties.as_slice());
    actions.data_support == Some(true) && properties.unwrap_or_default().iter().any(|name| name == "edit")
}

fn takes_snippets(capabilities: &ClientCapabilities) -> Option<bool> {
    capabilities.text_document.as_ref()?.completion.as_ref()?.completion_item.as_ref()?.snippet_support
}

fn refreshes(capabilities: &ClientCapabilities) -> Refresh {
    let Some(workspace) = &capabilities.workspace else { return Refresh::default() };
    let is_true = |support: Option<Option<bool>>| support.flatten().unwrap_or_default();
    Refresh {
        diagnostics: is_true(workspace.diagnostics.as_ref().map(|support| support.refresh_support)),
        code_lenses: is_true(workspace.code_lens.as_ref().map(|support| support.refresh_support)),
        inlay_hints: is_true(workspace.inlay_hint.as_ref().map(|support| support.refresh_support)),
        semantic_tokens: is_true(workspace.semantic_tokens.as_ref().map(|support| support.refresh_support)),
    }
}

/// What the user wants, in the section `promo` of the editor's settings.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Settings {
    /// What is shown between the words of a text.
    pub(crate) inlay_hints: Shown,
    /// What is shown above declarations.
    pub(crate) code_lens: Shown,
}

/// Whether something is shown.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(crate) struct Shown {
    pub(crate) enable: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Shown { enable: true }
    }
}

impl Settings {
    /// Settings as an editor has them; what can't be read is as if it weren't there.
    pub(crate) fn read(value: serde_json::Value) -> Settings {
        serde_json::from_value(value).unwrap_or_default()
    }
}
