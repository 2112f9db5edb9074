//! What an editor shows and changes, one feature a file: plain data in, plain data out, places as files and bytes.
//! Knows the database and its queries; no protocol, no editor, no file on a disk.

mod completion;
mod definition;
mod edits;
mod fix_all;
mod hover;
mod parts;
mod path;
mod quick_fixes;
mod refactor;
mod references;
mod rename;
mod role;
mod symbols;
mod target;
mod trial;

use promo_analysis::SourceFile;

pub use completion::{Completion, CompletionKind, complete};
pub use definition::{Definition, definition};
pub use fix_all::{fix_all, has_safe_fixes};
pub use hover::{Hover, hover};
pub use quick_fixes::{QuickFix, quick_fixes, quick_fixes_in_manifest};
pub use refactor::{Refactoring, RefactoringKind, laid_out, refactorings};
pub use references::{Reference, highlights, references};
pub use rename::{Renaming, prepare_rename, rename};
pub use symbols::{Symbol, SymbolKind, document_symbols, workspace_symbols};

/// A place between two characters of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// The source.
    pub file: SourceFile,
    /// The byte behind it.
    pub offset: usize,
}
