//! What the client on the other side can do, as far as it matters.

use tower_lsp::ls_types::{ClientCapabilities, InitializeParams};

use crate::convert::Encoding;

/// What the client can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClientFacts {
    /// In which units it counts columns.
    pub(crate) encoding: Encoding,
    /// Whether completions may have places to fill in.
    pub(crate) snippets: bool,
    /// Whether it asks for diagnostics, so that it needn't be told of them.
    pub(crate) pulls_diagnostics: bool,
}

impl ClientFacts {
    pub(crate) fn of(parameters: &InitializeParams) -> ClientFacts {
        let capabilities = &parameters.capabilities;
        let general = capabilities.general.as_ref();
        let encodings = general.and_then(|general| general.position_encodings.as_deref());
        ClientFacts {
            encoding: Encoding::negotiate(encodings),
            snippets: takes_snippets(capabilities).unwrap_or_default(),
            pulls_diagnostics: capabilities
                .text_document
                .as_ref()
                .is_some_and(|text| text.diagnostic.is_some()),
        }
    }
}

fn takes_snippets(capabilities: &ClientCapabilities) -> Option<bool> {
    capabilities.text_document.as_ref()?.completion.as_ref()?.completion_item.as_ref()?.snippet_support
}
