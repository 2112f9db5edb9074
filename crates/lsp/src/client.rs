//! What the client on the other side can do, and what its user wants, as far as it matters.

use serde_json::Value;
use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionClientCapabilities, CompletionItemCapability, InitializeParams, MarkupKind,
};

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
    /// Whether it can be asked to tell of settings that change.
    pub(crate) watches_settings: bool,
    /// Whether edits can be for a version of a document.
    pub(crate) versioned_edits: bool,
    /// Whether edits can say what they are, and that they want a look.
    pub(crate) annotated_edits: bool,
    /// How it shows what is said of a place.
    pub(crate) hover_format: Format,
    /// How it shows what is said of a completion.
    pub(crate) completion_format: Format,
    /// How it shows what is said of a signature.
    pub(crate) signature_format: Format,
    /// Whether symbols can have symbols in them.
    pub(crate) nested_symbols: bool,
    /// Whether code actions can be more than commands.
    pub(crate) action_literals: bool,
    /// Whether it has the commands of code lenses.
    pub(crate) has_commands: bool,
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
        let configured = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let actions = text.and_then(|text| text.code_action.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let item = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref()?.content_format.as_deref());
        let signature = text.and_then(|text| text.signature_help.as_ref()?.signature_information.as_ref());
        let options = parameters.initialization_options.as_ref();
        ClientFacts {
            encoding: Encoding::negotiate(encodings),
            snippets: item.and_then(|item| item.snippet_support).unwrap_or_default(),
            pulls_diagnostics: text.is_some_and(|text| text.diagnostic.is_some()),
            shows_progress: window.and_then(|window| window.work_done_progress).unwrap_or_default(),
            watches_files: watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default(),
            watches_settings: configured
                .and_then(|configured| configured.dynamic_registration)
                .unwrap_or_default(),
            has_settings: workspace.and_then(|workspace| workspace.configuration).unwrap_or_default(),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            annotated_edits: edits.is_some_and(|edits| edits.change_annotation_support.is_some()),
            hover_format: Format::preferred(hover),
            completion_format: Format::preferred(item.and_then(documentation_format)),
            signature_format: Format::preferred(
                signature.and_then(|signature| signature.documentation_format.as_deref()),
            ),
            nested_symbols: symbols
                .and_then(|symbols| symbols.hierarchical_document_symbol_support)
                .unwrap_or_default(),
            action_literals: actions.is_some_and(|actions| actions.code_action_literal_support.is_some()),
            has_commands: options.is_some_and(|options| options.get("commands") == Some(&Value::Bool(true))),
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

fn documentation_format(item: &CompletionItemCapability) -> Option<&[MarkupKind]> {
    item.documentation_format.as_deref()
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

/// How a client shows texts for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// With headings, tables and code.
    Markdown,
    /// Letter by letter; what a client means that says nothing.
    #[default]
    Plain,
}

impl Format {
    /// The one that a client likes best.
    fn preferred(known: Option<&[MarkupKind]>) -> Format {
        match known.unwrap_or_default().first() {
            Some(MarkupKind::Markdown) => Format::Markdown,
            _ => Format::Plain,
        }
    }
}

/// What the user wants, in the section `promo` of the editor's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Whether something is shown between the words of a text.
    pub(crate) inlay_hints: bool,
    /// Whether something is shown above declarations.
    pub(crate) code_lens: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings::read(&Value::Null)
    }
}

impl Settings {
    /// Settings as an editor has them; each that can't be read is as if it weren't there.
    pub(crate) fn read(value: &Value) -> Settings {
        let is_enabled = |name: &str| value.get(name)?.get("enable")?.as_bool();
        let is_shown = |name: &str| is_enabled(name).unwrap_or(true);
        Settings { inlay_hints: is_shown("inlayHints"), code_lens: is_shown("codeLens") }
    }
}
