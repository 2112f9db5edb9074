//! One request a file: what the protocol asks for, from what `ide` gives.

pub(crate) mod call_hierarchy;
pub(crate) mod completion;
pub(crate) mod definition;
pub(crate) mod diagnostic;
pub(crate) mod document_highlight;
pub(crate) mod document_symbol;
pub(crate) mod edits;
pub(crate) mod hover;
pub(crate) mod markdown;
pub(crate) mod preview;
pub(crate) mod references;
pub(crate) mod rename;
pub(crate) mod workspace_symbol;
