//! What an editor shows and changes, one feature a file: plain data in, plain data out, places as files and bytes.
//! Knows the database and its queries; no protocol, no editor, no file on a disk.

mod call_hierarchy;
mod completion;
mod definition;
mod hover;
mod markdown;
mod parts;
mod path;
mod placeholders;
mod preview;
mod references;
mod rename;
mod role;
mod runs;
mod symbols;
mod target;

use promo_analysis::SourceFile;

pub use call_hierarchy::{Call, CallItem, incoming_calls, outgoing_calls, prepare_calls};
pub use completion::{Completion, CompletionKind, complete};
pub use definition::{Definition, definition};
pub use hover::{Hover, describe, hover};
pub use markdown::Markdown;
pub use preview::{FlowGraph, SimulatedRelease, YamlPreview, flow_graph, preview_yaml, products, simulate};
pub use promo_report::Asked;
pub use references::{Reference, highlights, references};
pub use rename::{prepare_rename, rename};
pub use symbols::{Symbol, SymbolKind, document_symbols, workspace_symbols};

/// A place between two characters of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// The source.
    pub file: SourceFile,
    /// The byte behind it.
    pub offset: usize,
}
