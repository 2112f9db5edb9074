//! What an editor shows and changes, one feature a file: plain data in, plain data out, places as files and bytes.
//! Knows the database and its queries; no protocol, no editor, no file on a disk.

mod call_hierarchy;
mod code_lenses;
mod completion;
mod definition;
mod edits;
mod fix_all;
mod folding;
mod formatting;
mod hover;
mod inlay_hints;
mod linked_editing;
mod links;
mod markdown;
mod naming;
mod parts;
mod path;
mod placeholders;
mod preview;
mod quick_fixes;
mod refactor;
mod references;
mod rename;
mod role;
mod runs;
mod selection;
mod semantic_tokens;
mod signature;
mod symbols;
mod target;
mod trial;
mod words;

use promo_analysis::SourceFile;

pub use call_hierarchy::{Call, CallItem, incoming_calls, outgoing_calls, prepare_calls};
pub use code_lenses::{Lens, LensKind, lenses, uses};
pub use completion::{Completion, CompletionKind, complete, complete_typed};
pub use definition::{Definition, definition};
pub use fix_all::{FixedFile, fix_all, has_safe_fixes};
pub use folding::{Fold, folds};
pub use formatting::{format, format_range, format_typed};
pub use hover::{Hover, describe, hover};
pub use inlay_hints::{Hint, HintPart, hints};
pub use linked_editing::linked_ranges;
pub use links::{Link, LinkTarget, links};
pub use markdown::{Markdown, plain};
pub use preview::{
    FlowGraph, Manifest, Pattern, Preview, SimulatedRelease, flow_graph, preview_yaml, products, simulate,
};
pub use promo_report::Asked;
pub use quick_fixes::{QuickFix, quick_fixes, quick_fixes_in_manifest};
pub use refactor::{Refactoring, RefactoringKind, refactor, refactorings};
pub use references::{Reference, highlights, references};
pub use rename::{Renaming, prepare_rename, rename};
pub use selection::selections;
pub use semantic_tokens::{SemanticKind, SemanticToken, semantic_tokens};
pub use signature::{Signature, SignatureParameter, signature};
pub use symbols::{Symbol, SymbolKind, WorkspaceSymbol, document_symbols, workspace_symbols};

/// A place between two characters of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// The source.
    pub file: SourceFile,
    /// The byte behind it.
    pub offset: usize,
}
